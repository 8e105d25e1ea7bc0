"""Pairs of documents by the blocks of letters that both are in, so that whoever compares them reads little of all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from chaffinch.engines import Ledger
from chaffinch.text import Ints

__all__ = ["Blocks"]


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
