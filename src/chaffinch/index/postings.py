"""Sorted postings: which rows have a key, as two arrays that can be mapped from files.

A *posting* is a pair of a key (the hash of a seed, of a band or of an id) and the row of a document. Keys are sorted,
rows of one key ascend: so the documents that were added first come first, and a key that a million documents share
costs no more than one that four share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from chaffinch.text import Ints

__all__ = ["Postings"]

Rows = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Pairs of keys and rows, sorted by key and then by row.

    Attributes:
        keys: int64, shape (postings,), ascending.
        rows: uint32, shape (postings,).
    """

    keys: Ints
    rows: Rows

    @classmethod
    def of(cls, keys: Ints, rows: npt.NDArray[np.integer]) -> Postings:
        """Sort pairs; of equal ones, one is kept.

        Args:
            keys: int64, shape (n,).
            rows: shape (n,), ascending; no more than 2^32.

        >>> Postings.of(np.array([7, 5, 7, 7]), np.array([0, 1, 1, 1])).rows.tolist()
        [1, 0, 1]
        """
        by = np.argsort(keys, kind="stable")
        keys, found = keys[by], rows[by].astype(np.uint32)
        new = np.ones(len(keys), np.bool_)
        new[1:] = (keys[1:] != keys[:-1]) | (found[1:] != found[:-1])
        return cls(keys[new], found[new])

    @classmethod
    def merged(cls, parts: Sequence[Postings], moved: Sequence[Ints]) -> Postings:
        """Merge postings, with new numbers for their rows.

        Args:
            parts: whose rows become larger from one to the next.
            moved: of each part, the new number of each row, -1 for a row that is dropped; int64, shape (rows,).
        """
        rows = [to[np.asarray(part.rows)] for part, to in zip(parts, moved, strict=True)]
        keys = np.concatenate([part.keys for part in parts]) if parts else np.zeros(0, np.int64)
        row = np.concatenate(rows) if rows else np.zeros(0, np.int64)
        return cls.of(keys[row >= 0], row[row >= 0])

    @classmethod
    def load(cls, folder: Path, name: str) -> Postings:
        """Map the files that `save` has written; pages are read when they are looked up."""
        keys, rows = (np.load(folder / f"{name}-{part}.npy", mmap_mode="r") for part in ("keys", "rows"))
        return cls(keys, rows)

    def save(self, folder: Path, name: str) -> None:
        """Write two files below a folder."""
        np.save(folder / f"{name}-keys.npy", self.keys)
        np.save(folder / f"{name}-rows.npy", self.rows)

    def lookup(self, keys: Ints, most: int) -> tuple[Ints, Ints]:
        """Find the first rows of keys.

        Args:
            keys: int64, shape (k,); sorted ones are found faster.
            most: rows of one key.

        Returns:
            The index of the key and the row of each posting that was found, int64, shape (found,).

        >>> Postings.of(np.array([5, 7, 7, 7]), np.arange(4)).lookup(np.array([6, 7]), 2)
        (array([1, 1]), array([1, 2]))
        """
        first = np.searchsorted(self.keys, keys)
        size = np.minimum(np.searchsorted(self.keys, keys, side="right") - first, most)
        which = np.repeat(np.arange(len(keys)), size)
        at = first[which] + np.arange(len(which)) - np.repeat(np.cumsum(size) - size, size)
        return which, self.rows[at].astype(np.int64)
