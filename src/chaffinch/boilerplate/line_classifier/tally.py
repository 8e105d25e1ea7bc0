"""How often something is within ranges of bytes: one bit a byte, and the count before every 64 of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.text import Ints

__all__ = ["Tally"]

Flags = npt.NDArray[np.bool_] | npt.NDArray[np.uint8]

_BITS = 64


@dataclass(frozen=True, slots=True)
class Tally:
    """Flags of bytes, of several kinds (Jacobson 1989: rank). A prefix sum of 64-bit numbers takes 64 times as much.

    Attributes:
        bits: uint64, shape (kinds, numbers).
        sums: flags before each number, int64, shape (kinds, numbers).

    >>> tally = Tally.of(4, [np.array([True, False, True, True]), np.array([0, 8, 0, 0], np.uint8)])
    >>> tally.between(np.array([0, 1, 4]), np.array([4, 3, 4])).tolist()
    [[3, 1, 0], [1, 1, 0]]
    """

    bits: npt.NDArray[np.uint64]
    sums: Ints

    @classmethod
    def of(cls, size: int, kinds: Iterable[Flags]) -> Tally:
        """Pack flags; a byte that is not 0 is one.

        Args:
            size: bytes, of each kind.
            kinds: the flags of each, taken one after the other.
        """
        packed = [np.packbits(flags, bitorder="little") for flags in kinds]
        rows = np.zeros((len(packed), 8 * (size // _BITS + 1)), np.uint8)
        rows[:, : (size + 7) // 8] = packed
        bits = rows.view("<u8")
        count = np.bitwise_count(bits)
        return cls(bits, np.cumsum(count, axis=1, dtype=np.int64) - count)

    def between(self, start: Ints, stop: Ints) -> Ints:
        """Count the flags in ranges: int64, shape (kinds, ranges)."""
        return self._before(stop) - self._before(start)

    def _before(self, place: Ints) -> Ints:
        at, inside = place >> 6, (place & (_BITS - 1)).view(np.uint64)
        below = (np.uint64(1) << inside) - np.uint64(1)
        return np.asarray(self.sums.take(at, axis=1) + np.bitwise_count(self.bits.take(at, axis=1) & below))
