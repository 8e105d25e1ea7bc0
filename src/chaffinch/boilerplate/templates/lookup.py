"""A set of 64-bit keys with a value each, looked up in bulk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.text import Ints

__all__ = ["Lookup"]

SPARE = 16  # bits of the filter for each key: most keys of a text are in no template, and one look tells so
SMALLEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Lookup:
    """Keys, sorted, with a value each, and a filter that is true at the low bits of every key.

    >>> table = Lookup.of(np.array([9, -3, 9]), np.array([5, 1, 4]))
    >>> table.find(np.array([-3, 9, 7])).tolist()
    [1, 4, -1]
    """

    key: Ints
    value: npt.NDArray[np.int32]
    seen: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, key: Ints, value: Ints | npt.NDArray[np.int32]) -> Lookup:
        """Make one; of several values of one key the smallest counts."""
        order = np.lexsort((value, key))
        key, value = key[order].astype(np.int64), value[order]
        first = np.append(True, key[1:] != key[:-1])[: len(key)]
        key, value = key[first], value[first]
        seen = np.zeros(max(SMALLEST, 1 << (SPARE * len(key)).bit_length()), np.bool_)
        seen[key & (len(seen) - 1)] = True
        return cls(key, value.astype(np.int32), seen)

    def find(self, key: Ints) -> Ints:
        """Give the value of each key, -1 for one that is not there."""
        result = np.full(len(key), -1)
        maybe = np.flatnonzero(self.seen.take(key & (len(self.seen) - 1)))
        if len(maybe):
            asked = key.take(maybe)
            place = np.minimum(np.searchsorted(self.key, asked), len(self.key) - 1)
            result[maybe] = np.where(self.key.take(place) == asked, self.value.take(place), -1)
        return result
