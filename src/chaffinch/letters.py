"""Random access to the folded letters of all documents, in memory or in files that workers wrote.

Alignment needs the letters around a place, and only those: it reads them through `Letters`, so that it need not know
where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from chaffinch.fold import Folded

__all__ = ["Letters", "LettersFile", "LettersInMemory", "open_letters", "write_index", "write_letters"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

INDEX = "letters.npz"


class Letters(Protocol):
    """The letters of a corpus."""

    def rows(self, number: Ints, position: Ints, length: int) -> Bytes:
        """Give the letters at places, 0 outside the document.

        Args:
            number, position: int64, shape (n,); a position may be negative or past the end.
            length: letters in a row.

        Returns:
            uint8, shape (n, length).
        """
        ...

    def length(self, number: Ints) -> Ints:
        """Count the letters of documents: int64, shape of ``number``."""
        ...


@dataclass(frozen=True, slots=True)
class LettersInMemory:
    """The letters of a folded batch; document ``i`` of the batch has number ``i``.

    >>> from chaffinch.fold import fold
    >>> letters = LettersInMemory(fold(["Ab!", "cd"]))
    >>> letters.rows(np.array([0, 1]), np.array([1, -1]), 3).tolist()
    [[98, 0, 0], [0, 99, 100]]
    """

    folded: Folded

    def rows(self, number: Ints, position: Ints, length: int) -> Bytes:
        """Give the letters at places, see `Letters.rows`."""
        starts = self.folded.starts
        rows = _gather(self.folded.letters, starts[number] + position, length)
        return _blanked(rows, position, starts[number + 1] - starts[number])

    def length(self, number: Ints) -> Ints:
        """Count the letters of documents."""
        return np.asarray(self.folded.starts[number + 1] - self.folded.starts[number])


@dataclass(frozen=True, slots=True)
class LettersFile:
    """The letters of a corpus, in memory-mapped files, one a task that wrote some.

    Attributes:
        parts: the letters of each file.
        part: the file of each document, by number; -1 for one without letters.
        start, size: where it starts in that file, and how many letters it has, int64.
    """

    parts: Sequence[Bytes]
    part: npt.NDArray[np.int32]
    start: Ints
    size: Ints

    def rows(self, number: Ints, position: Ints, length: int) -> Bytes:
        """Give the letters at places, see `Letters.rows`."""
        part, place = self.part[number], self.start[number] + position
        rows = np.zeros((len(number), length), np.uint8)
        order = np.argsort(part, kind="stable")
        edges = np.searchsorted(part[order], np.arange(len(self.parts) + 1))
        for i in np.flatnonzero(np.diff(edges)).tolist():
            here = order[edges[i] : edges[i + 1]]
            rows[here] = _gather(self.parts[i], place[here], length)
        return _blanked(rows, position, self.size[number])

    def length(self, number: Ints) -> Ints:
        """Count the letters of documents."""
        return np.asarray(self.size[number])


def write_letters(folder: Path, part: int, folded: Folded, number: npt.NDArray[np.integer]) -> None:
    """Write the letters of one task, ``letters-<part>.bin``, and beside them where each document is in it.

    Args:
        folder: of all the parts.
        part: the task's own number; a task that runs again writes the same files again.
        folded: the letters.
        number: the number of each document in it; those with -1 are left out of the index.
    """
    kept = np.flatnonzero(np.asarray(number) >= 0)
    folded.letters.tofile(folder / f"letters-{part}.bin")
    with (folder / f"letters-{part}.npy").open("wb") as file:
        np.save(file, np.stack([np.asarray(number)[kept], folded.starts[kept], folded.starts[kept + 1]]))


def write_index(folder: Path, documents: int) -> None:
    """Gather what `write_letters` left beside the parts into one index, for `open_letters`.

    Args:
        folder: of all the parts.
        documents: how many there are; each has a number below.
    """
    names = sorted(int(path.stem.removeprefix("letters-")) for path in folder.glob("letters-*.npy"))
    part = np.full(documents, -1, np.int32)
    start, size = np.zeros((2, documents), np.int64)
    for index, name in enumerate(names):
        number, first, last = np.load(folder / f"letters-{name}.npy")
        part[number], start[number], size[number] = index, first, last - first
    with (folder / INDEX).open("wb") as file:
        np.savez(file, names=np.array(names, np.int64), part=part, start=start, size=size)


@lru_cache(maxsize=4)
def open_letters(folder: Path) -> LettersFile:
    """Map the letters of a corpus, once a process."""
    with np.load(folder / INDEX) as index:
        parts = [_mapped(folder / f"letters-{name}.bin") for name in index["names"].tolist()]
        return LettersFile(parts, index["part"], index["start"], index["size"])


def _mapped(path: Path) -> Bytes:
    """Map a file; an empty one cannot be mapped."""
    return np.asarray(np.memmap(path, np.uint8, "r")) if path.stat().st_size else np.zeros(0, np.uint8)


def _gather(letters: Bytes, place: Ints, length: int) -> Bytes:
    """Give rows of letters; where a row leaves the array it has a copy of the letter at its edge.

    Rows are copied as single values of ``length`` bytes, at every byte a possible start: a third of the time that
    an index for every letter takes.
    """
    last = len(letters) - length
    if not len(letters):
        return np.zeros((len(place), length), np.uint8)
    if length == 0 or last < 0:
        return letters.take(place[:, None] + np.arange(length), mode="clip")
    starts = np.ndarray((last + 1,), f"V{length}", letters, strides=(1,))
    rows = starts[np.clip(place, 0, last)].view(np.uint8).reshape(len(place), length)
    out = np.flatnonzero((place < 0) | (place > last))
    rows[out] = letters.take(place[out, None] + np.arange(length), mode="clip")
    return rows


def _blanked(rows: Bytes, position: Ints, size: Ints) -> Bytes:
    """Zero what lies outside ``[0, size)``, in place."""
    length = rows.shape[1]
    out = np.flatnonzero((position < 0) | (position + length > size))
    if len(out):
        place = position[out, None] + np.arange(length)
        rows[out] *= (place >= 0) & (place < size[out, None])
    return rows
