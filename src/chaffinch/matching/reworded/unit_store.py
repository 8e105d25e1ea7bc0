"""Random access to the units of all documents, in memory or in files that workers wrote."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from chaffinch.matching.reworded.units import Units
from chaffinch.storage import exchange
from chaffinch.text import Ints

__all__ = ["Document", "UnitStore", "UnitsInFiles", "UnitsInMemory", "open_units", "write_unit_index", "write_units"]


INDEX, PARTS = "units.npy", "parts.npy"


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
        folder: holds the files.
        parts: the numbers of the sets.
        index: the set of each document, its first unit and the unit after its last; int64, shape (documents, 3).
    """

    folder: Path
    parts: Ints
    index: Ints

    def document(self, number: int) -> Document:
        """Give the units of a document."""
        part, low, high = self.index[number].tolist()
        *columns, first = _part(self.folder, int(self.parts[part]))
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
    kept = np.flatnonzero(np.asarray(number) >= 0)
    rows = np.stack([np.asarray(number)[kept], units.documents[kept], units.documents[kept + 1]], axis=1)
    columns: tuple[npt.NDArray[Any], ...] = (units.term, weight, units.start, units.stop, units.first, rows)
    for name, column in zip((*_COLUMNS, _PART), columns, strict=True):
        path = folder / f"{name}-{part}.npy"
        place = exchange.place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        np.save(place, column)
        exchange.made(path)


_COLUMNS = ("term", "weight", "start", "stop", "first")
_PART = "index"


def write_unit_index(folder: Path, documents: int) -> None:
    """Gather what `write_units` left beside the parts into one index, for `open_units`."""
    index = np.zeros((documents, 3), np.int64)
    names = [name for name in exchange.names(folder) if name.startswith(f"{_PART}-")]
    exchange.all_here([folder / name for name in names])
    parts = sorted(int(Path(name).stem.removeprefix(f"{_PART}-")) for name in names)
    for place, part in enumerate(parts):
        rows = np.load(exchange.here(folder / f"{_PART}-{part}.npy"))
        index[rows[:, 0]] = np.column_stack([np.full(len(rows), place), rows[:, 1:]])
    for name, column in ((PARTS, np.array(parts, np.int64)), (INDEX, index)):
        np.save(folder / name, column)
        exchange.made(folder / name)


def open_units(folder: Path) -> UnitsInFiles:
    """Map the units of a corpus, once a process while they do not change."""
    return _opened(folder, exchange.here(folder / INDEX).stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _opened(folder: Path, written: int) -> UnitsInFiles:
    _part.cache_clear()
    return UnitsInFiles(folder, *(np.load(exchange.here(folder / name), mmap_mode="r") for name in (PARTS, INDEX)))


@lru_cache(maxsize=4096)
def _part(folder: Path, part: int) -> tuple[npt.NDArray[Any], ...]:
    return tuple(np.load(exchange.here(folder / f"{name}-{part}.npy"), mmap_mode="r") for name in _COLUMNS)
