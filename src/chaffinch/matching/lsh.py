"""Propose pairs of near-duplicate documents by locality-sensitive hashing (LSH): sketches that share a band.

Source: banding, Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4. Whether the documents of a
pair really say the same is decided by their letters (`chaffinch.matching.compare`). A large group of documents that
share a band gives few pairs for its size, so that a thousand copies of one text cost linear work.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.config import DocumentConfig
from chaffinch.matching.minhash import EMPTY, band_hashes, band_layout, sketch
from chaffinch.model import HOLE_SCORE, REMOVED_CATEGORIES
from chaffinch.schemas import BANDS, PAIRS
from chaffinch.text import without

__all__ = ["Sketch", "pairs"]


Numbers = npt.NDArray[np.int32]
"""Documents by their numbers."""

_SMALL = 12
"""Documents that share a band, up to which all their pairs (66) are proposed, so that members are compared directly
with the one that is kept. In larger groups each is paired with the first and with the one before."""


class Sketch(Struct, frozen=True):
    """Kernel that sketches texts without their holes; yields rows of `BANDS` on output 0.

    Attributes:
        num_perm, shingle: values of a sketch and words of a shingle, as in `DocumentConfig`.
        bands, rows: layout of the bands, see `band_layout`.
        categories, score: findings of these categories, with this score or more, are holes.
    """

    num_perm: int
    shingle: int
    bands: int
    rows: int
    categories: tuple[str, ...] = REMOVED_CATEGORIES
    score: float = HOLE_SCORE

    @classmethod
    def of(cls, config: DocumentConfig) -> Sketch:
        """Choose the layout of the bands for the threshold of the settings."""
        bands, rows = band_layout(config.threshold, config.num_perm)
        return cls(config.num_perm, config.shingle, bands, rows)

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for each band of each document.

        Args:
            batch: columns of `TEXTS` and `NUMBERS`, and those of `MARKS` if boilerplate was looked for. Documents
                that failed (number -1) and those without a letter have no bands.
        """
        numbers = batch.column("number").to_numpy(zero_copy_only=False)
        known = numbers >= 0
        texts = [text if good else "" for text, good in zip(self._texts(batch), known.tolist(), strict=True)]
        sketches = sketch(texts, num_perm=self.num_perm, shingle=self.shingle)
        chosen = np.flatnonzero(known & (sketches != EMPTY).any(axis=1))
        bands = band_hashes(sketches[chosen], self.bands, self.rows)
        number = np.repeat(numbers[chosen].astype(np.int32), bands.shape[1])
        if len(number):
            yield pa.record_batch([pa.array(number), pa.array(bands.reshape(-1))], schema=BANDS)

    def _texts(self, batch: pa.RecordBatch) -> list[str]:
        texts = [text or "" for text in batch.column("text").to_pylist()]
        if "category" not in batch.schema.names:
            return texts
        findings = (batch.column(name).to_pylist() for name in ("start", "stop", "category", "score"))
        for row, (start, stop, category, score) in enumerate(zip(*findings, strict=True)):
            found = zip(category or (), score or (), strict=True)
            holes = [i for i, (name, value) in enumerate(found) if name in self.categories and value >= self.score]
            if holes:
                texts[row] = without(texts[row], [start[i] for i in holes], [stop[i] for i in holes], " ")
        return texts


def pairs(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Propose the pairs of documents that share a band: a kernel that yields rows of `PAIRS` on output 0.

    Args:
        batch: rows of `BANDS`, all rows of each of its bands.

    Yields:
        Each pair once; other batches may have the same.
    """
    band, number = (batch.column(name).to_numpy() for name in ("band", "number"))
    left, right = _linked(band, number)
    if len(left):
        yield pa.record_batch([pa.array(left), pa.array(right)], schema=PAIRS)


def _linked(band: npt.NDArray[np.int64], number: Numbers) -> tuple[Numbers, Numbers]:
    order = np.lexsort((number, band))
    band, number = band[order], number[order]
    fresh = np.ones(len(band), np.bool_)
    fresh[1:] = (band[1:] != band[:-1]) | (number[1:] != number[:-1])
    band, number = band[fresh], number[fresh]
    starts = np.flatnonzero(np.diff(band, prepend=band[:1] - 1))
    sizes = np.diff(starts, append=len(band))
    first, size = np.repeat(starts, sizes), np.repeat(sizes, sizes)
    place = np.arange(len(band))
    links = [(first, (size > _SMALL) & (place > first))]
    links += [(place - 1, (size > _SMALL) & (place > first))]
    links += [(place - back, (size <= _SMALL) & (place - back >= first)) for back in range(1, _SMALL)]
    keys = [number[to[held]].astype(np.int64) << 32 | number[held] for to, held in links]
    unique = np.unique(np.concatenate(keys))
    return (unique >> 32).astype(np.int32), (unique & 0xFFFFFFFF).astype(np.int32)
