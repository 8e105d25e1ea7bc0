"""Random access to the units of all documents, in memory or in files that workers wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from chaffinch.passages.units import Units

__all__ = ["Document", "UnitStore", "UnitsInFiles", "UnitsInMemory", "open_units", "write_unit_index", "write_units"]

Ints = npt.NDArray[np.int64]

INDEX = "units.npy"


@dataclass(frozen=True, slots=True)
class Document:
    """The units of one document.

    Attributes:
        term: a hash of each term, uint32.
        weight: its weight in the corpus, uint16.
        start, stop: its letters, int32, half-open.
        first: the first term of each unit, and the number of terms; int64, shape (units + 1,).
    """

    term: npt.NDArray[np.uint32]
    weight: npt.NDArray[np.uint16]
    start: npt.NDArray[np.int32]
    stop: npt.NDArray[np.int32]
    first: Ints

    def __len__(self) -> int:
        return len(self.first) - 1

    def cut(self, units: range) -> Document:
        """Give some of the units, as a document of their own."""
        return _cut((self.term, self.weight, self.start, self.stop), self.first, units.start, units.stop)

    def letters(self) -> tuple[Ints, Ints]:
        """Give the letters of each unit, half-open."""
        return self.start[self.first[:-1]].astype(np.int64), self.stop[self.first[1:] - 1].astype(np.int64)


class UnitStore(Protocol):
    """The units of a corpus."""

    def document(self, number: int) -> Document:
        """Give the units of a document."""
        ...


@dataclass(frozen=True, slots=True)
class UnitsInMemory:
    """The units of a batch; document ``i`` of the batch has number ``i``."""

    units: Units
    weight: npt.NDArray[np.uint16]

    def document(self, number: int) -> Document:
        """Give the units of a document."""
        all_ = self.units
        return _cut((all_.term, self.weight, all_.start, all_.stop), all_.first, *all_.documents[number : number + 2])


@dataclass(frozen=True, slots=True)
class UnitsInFiles:
    """The units of a corpus, in memory-mapped files, one set a task that wrote some.

    Attributes:
        parts: term, weight, start, stop and first of each set.
        index: the set of each document, its first unit and the unit after its last; int64, shape (documents, 3).
    """

    parts: Sequence[tuple[npt.NDArray[Any], ...]]
    index: Ints

    def document(self, number: int) -> Document:
        """Give the units of a document."""
        part, low, high = self.index[number].tolist()
        *columns, first = self.parts[part]
        return _cut(tuple(columns), first, low, high)


def _cut(columns: tuple[npt.NDArray[Any], ...], first: Ints, low: int, high: int) -> Document:
    own = np.asarray(first[low : high + 1])
    begin, end = int(own[0]), int(own[-1])
    term, weight, start, stop = (np.asarray(column[begin:end]) for column in columns)
    return Document(term, weight, start, stop, own - begin)


def write_units(
    folder: Path, part: int, units: Units, weight: npt.NDArray[np.uint16], number: npt.NDArray[np.integer]
) -> None:
    """Write the units of one task; a task that runs again writes the same files again.

    Args:
        folder: of all the parts.
        part: the task's own number.
        units: of its documents.
        weight: of their terms.
        number: of the documents; those with -1 are left out of the index.
    """
    columns: tuple[npt.NDArray[Any], ...] = (units.term, weight, units.start, units.stop, units.first)
    for name, column in zip(_COLUMNS, columns, strict=True):
        np.save(folder / f"{name}-{part}.npy", column)
    kept = np.flatnonzero(np.asarray(number) >= 0)
    rows = np.stack([np.asarray(number)[kept], units.documents[kept], units.documents[kept + 1]], axis=1)
    np.save(folder / f"index-{part}.npy", rows.astype(np.int64))


_COLUMNS = ("term", "weight", "start", "stop", "first")


def write_unit_index(folder: Path, documents: int) -> None:
    """Gather what `write_units` left beside the parts into one index, for `open_units`."""
    index = np.zeros((documents, 3), np.int64)
    for place, part in enumerate(_parts(folder)):
        rows = np.load(folder / f"index-{part}.npy")
        index[rows[:, 0]] = np.column_stack([np.full(len(rows), place), rows[:, 1:]])
    np.save(folder / INDEX, index)


def open_units(folder: Path) -> UnitsInFiles:
    """Map the units of a corpus, once a process while they do not change."""
    return _opened(folder, (folder / INDEX).stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _opened(folder: Path, written: int) -> UnitsInFiles:
    parts = [tuple(np.load(folder / f"{n}-{p}.npy", mmap_mode="r") for n in _COLUMNS) for p in _parts(folder)]
    return UnitsInFiles(parts, np.load(folder / INDEX, mmap_mode="r"))


def _parts(folder: Path) -> list[int]:
    return sorted(int(path.stem.removeprefix("index-")) for path in folder.glob("index-*.npy"))
