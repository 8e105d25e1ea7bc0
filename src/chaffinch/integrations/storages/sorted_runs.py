"""Keep which documents have a seed, in sorted arrays of 12 bytes a seed that are merged in tiers.

Source: the log-structured merge tree, O'Neil, Cheng, Gawlick and O'Neil 1996. What is added becomes a run of its own;
two neighbouring runs are merged once the newer one has half the size of the older one. So a seed is moved a number of
times that grows with the logarithm of what is stored, and a lookup searches few runs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.text import Ints, ranges

__all__ = ["SortedRuns"]

TIER = 2
"""Sizes of a run, at least, that the run before it has: less merging than with 1, and fewer runs to search than with
3."""

_Run = tuple[Ints, npt.NDArray[np.int32]]


class SortedRuns:
    """Maps hashes to documents, in memory.

    >>> runs = SortedRuns()
    >>> runs.add(np.array([9, 5, 9]), np.array([0, 0, 1]))
    >>> [values.tolist() for values in runs.get(np.array([5, 7, 9]))]
    [[0, 2, 2], [0, 0, 1]]
    """

    __slots__ = ("_dead", "_runs")

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._dead: set[int] = set()

    def get(self, keys: Ints) -> tuple[Ints, Ints]:
        """Find the documents of hashes.

        Args:
            keys: different hashes, int64, shape (keys,), sorted.

        Returns:
            The index of the hash and the number of the document of each find, int64, shape (finds,), sorted.
        """
        rows, numbers = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for hashes, owners in self._runs:
            first = np.searchsorted(hashes, keys)
            row = np.flatnonzero(hashes[np.minimum(first, len(hashes) - 1)] == keys)
            size = np.searchsorted(hashes, keys[row], side="right") - first[row]
            rows.append(np.repeat(row, size))
            numbers.append(owners[ranges(first[row], size)].astype(np.int64))
        row, number = np.concatenate(rows), np.concatenate(numbers)
        if self._dead:
            alive = ~np.isin(number, list(self._dead))
            row, number = row[alive], number[alive]
        by = np.lexsort((number, row))
        return row[by], number[by]

    def add(self, keys: Ints, numbers: Ints) -> None:
        """Add documents to hashes.

        Args:
            keys: hashes, int64, shape (rows,), in any order.
            numbers: the document of each, int64, shape (rows,).
        """
        if not len(keys):
            return
        by = np.argsort(keys, kind="stable")
        self._runs.append((keys[by], numbers[by].astype(np.int32)))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < TIER * len(self._runs[-1][0]):
            newer, older = self._runs.pop(), self._runs.pop()
            self._runs.append(self._merged(older, newer))

    def remove(self, number: int, keys: Ints) -> None:
        """Take a document out; its rows are dropped when their run is merged.

        Args:
            number: of the document.
            keys: its hashes, int64, shape (keys,).
        """
        self._dead.add(number)

    def _merged(self, older: _Run, newer: _Run) -> _Run:
        keys, numbers = np.concatenate([older[0], newer[0]]), np.concatenate([older[1], newer[1]])
        by = np.argsort(keys, kind="stable")  # merges two sorted runs in linear time
        if self._dead:
            by = by[~np.isin(numbers[by], list(self._dead))]
        return keys[by], numbers[by]

    def __len__(self) -> int:
        """Count the seeds, with those of documents that were taken out and are not dropped yet."""
        return sum(len(keys) for keys, _ in self._runs)
