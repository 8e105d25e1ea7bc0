"""Kernels of matching over batches of texts, seeds and terms.

Pairs of documents by the blocks of letters that both are in, so that whoever compares them reads little of all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.engines import Ledger
from chaffinch.matching.anchors import link
from chaffinch.matching.exact_copies import digests
from chaffinch.matching.letters import holes, write_letters
from chaffinch.matching.reworded.units import units, write_units
from chaffinch.matching.reworded.vocabulary import Vocabulary, counted, document_terms, keys
from chaffinch.matching.winnowing import seeds
from chaffinch.schemas import BUCKETED_ANCHORS, TERM_COUNTS, TERMS
from chaffinch.text import Holes, Ints, fold

__all__ = ["Blocks", "Count", "Fold", "Link", "Terms"]


BLOCK = 64_000_000
"""Letters in a block: of smaller ones there are too many pairs for a corpus of a million documents."""

_RUN = 1 << 20  # documents at once
_ODD = np.uint32(0x9E3779B1)  # the golden ratio in 32 bits


@dataclass(frozen=True, slots=True)
class Blocks:
    """The letters of a corpus cut into blocks, and pairs of blocks into buckets.

    The buckets of one pair of blocks follow one another, and so do pairs with one block in common.

    Attributes:
        ledger: gets the column ``block``.
        count: how many blocks there are.
        spread: buckets of each pair of blocks.
    """

    ledger: Ledger
    count: int
    spread: int

    @classmethod
    def of(cls, ledger: Ledger, start: Ints, letters: int, buckets: int) -> Blocks:
        """Choose blocks of `BLOCK` letters, or larger ones where their pairs were more than so many buckets.

        Args:
            ledger: of the documents.
            start: where the letters of each document are, by number.
            letters: how many there are.
            buckets: how many there may be.
        """
        most = (math.isqrt(8 * buckets + 1) - 1) // 2
        count = min(1 + letters // BLOCK, most)
        size = 1 + letters // count
        runs = (start[at : at + _RUN] // size for at in range(0, len(start), _RUN))
        ledger.write_parts("block", np.int16, len(start), runs)
        return cls(ledger, count, 2 * buckets // (count * (count + 1)))

    @property
    def buckets(self) -> int:
        """How many buckets there are."""
        return self.count * (self.count + 1) // 2 * self.spread

    def bucket(self, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]) -> npt.NDArray[np.int16]:
        """Give the bucket of pairs of documents, by their numbers."""
        block = self.ledger.column("block")
        bucket = _pairs(self.count)[block[left], block[right]] * np.int16(self.spread)
        if self.spread > 1:
            mixed = (left.astype(np.uint32) * _ODD ^ right.astype(np.uint32)) * _ODD >> np.uint32(16)
            bucket += (mixed % np.uint32(self.spread)).astype(np.int16)
        return np.asarray(bucket)


@lru_cache(maxsize=1)
def _pairs(count: int) -> npt.NDArray[np.int16]:
    """Number the pairs of blocks, in either order."""
    one, two = np.indices((count, count))
    low, high = np.minimum(one, two), np.maximum(one, two)
    return np.asarray((high * (high + 1) // 2 + low).astype(np.int16))


@dataclass(frozen=True, slots=True)
class Fold:
    """Kernel: texts beside numbers and marks -> their letters in files, and the seeds of passages.

    Attributes:
        folder: takes the letters.
        left_out: takes those of the holes.
        seeds: whether seeds are wanted.
        units: takes the units, and has the vocabulary; None: reworded text is not looked for.
        documents: how many there are.
    """

    folder: Path
    left_out: Path
    seeds: bool
    units: Path | None = None
    documents: int = 0

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield (0, rows of `SEEDS`), or none where only letters are wanted, and (1, rows of `DIGESTS`)."""
        number = batch["number"].to_numpy()
        known = number[number >= 0]
        if not len(known):
            return
        out, texts = holes(batch), batch["text"].to_pylist()
        folded, left_out = fold(texts, out), fold(_left_out(texts, out))
        write_letters(self.folder, int(known.min()), folded, number)
        write_letters(self.left_out, int(known.min()), left_out, number)
        yield 1, digests(texts, number, folded, left_out)
        if self.seeds:
            yield 0, seeds(folded, number)
        if self.units:
            vocabulary = Vocabulary.load(self.units, self.documents)
            cut = units(batch["text"], out)
            write_units(self.units, int(known.min()), cut, vocabulary.weights(cut.term), number)
            yield 0, keys(cut, number, vocabulary)


@dataclass(frozen=True, slots=True)
class Terms:
    """Kernel: texts beside numbers and marks -> the different terms of each document."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `TERMS`."""
        known = batch.filter(pc.greater_equal(batch["number"], 0))
        term = document_terms(units(known["text"], holes(known)))
        yield pa.record_batch([term.astype(np.int64)], schema=TERMS)


@dataclass(frozen=True, slots=True)
class Count:
    """Kernel: all rows of some terms -> in how many documents they are."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `TERM_COUNTS`."""
        term, documents = counted(batch["term"].to_numpy())
        yield pa.record_batch([term.astype(np.int64), documents], schema=TERM_COUNTS)


@dataclass(frozen=True, slots=True)
class Link:
    """Kernel: all seeds of some fingerprints -> anchors, and the bucket of each."""

    blocks: Blocks

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `BUCKETED_ANCHORS`."""
        for anchors in link(batch):
            bucket = self.blocks.bucket(anchors["left"].to_numpy(), anchors["right"].to_numpy())
            yield pa.record_batch([*anchors.columns, bucket], schema=BUCKETED_ANCHORS)


def _left_out(texts: Sequence[str], out: Holes) -> list[str]:
    """Give the texts of the holes of each document, one after another."""
    rows = zip(texts, out.start.to_pylist(), out.stop.to_pylist(), strict=True)
    return [" ".join(text[a:b] for a, b in zip(start, stop, strict=True)) for text, start, stop in rows]
