"""Candidates for near-duplicate documents: sketches in bands, rows that share a band, pairs.

Finding is in two steps. Sketches *propose* pairs (banding, Leskovec, Rajaraman & Ullman, "Mining of Massive
Datasets", section 3.4); whether two documents really say the same is for a comparison of their letters to
tell (`chaffinch.matching.compare`). A group of documents that share a band proposes few pairs for its size: a
thousand copies of one text cost linear work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.config import DocumentConfig
from chaffinch.matching.minhash import EMPTY, band_hashes, band_layout, sketch
from chaffinch.model import HOLE_SCORE, REMOVED_CATEGORIES
from chaffinch.schemas import BANDS, PAIRS

__all__ = ["Sketch", "pairs", "without"]


Numbers = npt.NDArray[np.int32]
# Groups up to this size give all their pairs (66), so that members compare directly with whichever of them is
# kept; larger ones link each member to the first and to the one before.
_SMALL = 12


def without(text: str, start: Sequence[int], stop: Sequence[int]) -> str:
    """Cut spans out of a text for matching, a space in the place of each.

    >>> without("one [ad] two", [4], [8])
    'one   two'
    """
    pieces, reach = [], 0
    for a, b in sorted(zip(start, stop, strict=True)):
        if b > reach:
            pieces.append(text[reach : max(a, reach)])
            reach = b
    return " ".join([*pieces, text[reach:]])


@dataclass(frozen=True, slots=True)
class Sketch:
    """Turn a batch of texts into bands, boilerplate left out; a kernel.

    Attributes:
        num_perm, shingle: as in `DocumentConfig`.
        bands, rows: layout of the bands.
        categories, score: findings of these categories, from this score on, are holes.
    """

    num_perm: int
    shingle: int
    bands: int
    rows: int
    categories: tuple[str, ...] = REMOVED_CATEGORIES
    score: float = HOLE_SCORE

    @classmethod
    def of(cls, config: DocumentConfig) -> Sketch:
        """Lay the bands out for the threshold that is configured."""
        bands, rows = band_layout(config.threshold, config.num_perm)
        return cls(config.num_perm, config.shingle, bands, rows)

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Give rows of `BANDS`.

        Args:
            batch: columns of ``TEXTS`` and ``NUMBERS``, and those of ``MARKS`` where boilerplate was looked
                for. Documents that failed (number -1) and those without a letter have no bands.
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
        marks = (batch.column(name).to_pylist() for name in ("start", "stop", "category", "score"))
        for row, (start, stop, category, score) in enumerate(zip(*marks, strict=True)):
            found = zip(category or (), score or (), strict=True)
            holes = [i for i, (name, sure) in enumerate(found) if name in self.categories and sure >= self.score]
            if holes:
                texts[row] = without(texts[row], [start[i] for i in holes], [stop[i] for i in holes])
        return texts


def pairs(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Propose the pairs of documents that share a band; a kernel.

    Args:
        batch: all rows of the bands in it. A group of more than twelve documents gives fewer than two pairs
            a document: with its first and with the one before.

    Returns:
        Rows of `PAIRS`, each once; other batches may give the same.
    """
    band, number = (batch.column(name).to_numpy() for name in ("band", "number"))
    left, right = _linked(band, number)
    if len(left):
        yield pa.record_batch([pa.array(left), pa.array(right)], schema=PAIRS)


def _linked(band: npt.NDArray[np.int64], number: Numbers) -> tuple[Numbers, Numbers]:
    order = np.lexsort((number, band))
    band, number = band[order], number[order]
    fresh = np.ones(len(band), np.bool_)
    fresh[1:] = (band[1:] != band[:-1]) | (number[1:] != number[:-1])  # a document counts once
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
