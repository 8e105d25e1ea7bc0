"""Give random access to the folded letters of all documents, in memory or in files that workers wrote.

Alignment reads letters through the protocol `Letters`. On one machine `write_index` joins what the tasks wrote to one
mapped file. Where machines share no folder, tasks make blocks of that file from the parts (`Block`), and each machine
maps a sparse file into which a block is fetched when it is first read (`Blocks`).

`holes` gives the ranges of texts that have no letters here: their boilerplate.
"""

from __future__ import annotations

import mmap
import shutil
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from chaffinch.model import HOLE_SCORE, REMOVED_CATEGORIES
from chaffinch.storage import append_all, exchange
from chaffinch.text import Bytes, Folded, Holes, Ints

__all__ = [
    "Block",
    "Letters",
    "LettersFile",
    "LettersInMemory",
    "blocks_of",
    "holes",
    "open_letters",
    "write_index",
    "write_letters",
]


_INDEX = "letters.npy"

_CALLS = 64
"""Times that letters are opened between two releases of the pages that were read.

Measured: releasing 2.4 GB and mapping it again page by page takes .3 s, half the time of a task of matching."""


class Letters(Protocol):
    """Reads the letters of documents, by their numbers."""

    def rows(self, number: Ints, position: Ints, length: int) -> Bytes:
        """Give the letters from positions on, 0 outside of the document.

        Args:
            number: the documents, int64, shape (n,).
            position: of the first letter, int64, shape (n,); it may be negative or past the end.
            length: letters of a row.

        Returns:
            uint8, shape (n, length).
        """
        ...

    def between(self, number: Ints, start: Ints, stop: Ints) -> Bytes:
        """Concatenate the letters of half-open ranges, each within its document.

        Args:
            number: the documents, int64, shape (n,).
            start, stop: of each range in letters, int64, shape (n,).

        Returns:
            uint8, shape (letters of all ranges,).
        """
        ...

    def length(self, number: Ints) -> Ints:
        """Count the letters of documents: int64, shape of ``number``."""
        ...


class LettersInMemory(Struct, frozen=True):
    """Reads the letters of a folded batch; a document is given by its row in the batch.

    >>> from chaffinch.text.folding import fold
    >>> letters = LettersInMemory(fold(["Ab!", "cd"]))
    >>> letters.rows(np.array([0, 1]), np.array([1, -1]), 3).tolist()
    [[98, 0, 0], [0, 99, 100]]
    """

    folded: Folded

    def rows(self, number: Ints, position: Ints, length: int) -> Bytes:
        """Give the letters from positions on, see `Letters.rows`."""
        starts = self.folded.starts
        rows = _gather(self.folded.letters, starts[number] + position, length)
        return _blanked(rows, position, starts[number + 1] - starts[number])

    def between(self, number: Ints, start: Ints, stop: Ints) -> Bytes:
        """Concatenate the letters of ranges, see `Letters.between`."""
        first = self.folded.starts[number]
        return _joined(self.folded.letters, first + start, first + stop)

    def length(self, number: Ints) -> Ints:
        """Count the letters of documents, see `Letters.length`."""
        return np.asarray(self.folded.starts[number + 1] - self.folded.starts[number])


class LettersFile(Struct, frozen=True):
    """Reads the letters of a corpus from one memory-mapped file.

    Attributes:
        letters: all of them, uint8.
        start, size: offset of the first letter of each document, and its number of letters; int64, shape (documents,).
        blocks: fetches blocks of the file before they are read; None where the file is complete.
    """

    letters: Bytes
    start: Ints
    size: Ints
    blocks: Blocks | None = None

    def rows(self, number: Ints, position: Ints, length: int) -> Bytes:
        """Give the letters from positions on, see `Letters.rows`."""
        self._have(number)
        return _blanked(_gather(self.letters, self.start[number] + position, length), position, self.size[number])

    def between(self, number: Ints, start: Ints, stop: Ints) -> Bytes:
        """Concatenate the letters of ranges, see `Letters.between`."""
        self._have(number)
        return _joined(self.letters, self.start[number] + start, self.start[number] + stop)

    def length(self, number: Ints) -> Ints:
        """Count the letters of documents, see `Letters.length`."""
        return np.asarray(self.size[number])

    def _have(self, number: Ints) -> None:
        if self.blocks:
            self.blocks.have(self.start[number], self.start[number] + self.size[number])


def write_letters(folder: Path, part: int, folded: Folded, number: npt.NDArray[np.integer]) -> None:
    """Write the letters of one task, and the offsets of its documents in them, for `write_index`.

    Args:
        folder: of all letters.
        part: a number that only this task has; a task that runs again writes the same files again.
        folded: the letters.
        number: the number of each document, shape (documents,); a document with -1 is not indexed.
    """
    kept = np.flatnonzero(np.asarray(number) >= 0)
    index = np.stack([np.asarray(number)[kept], folded.starts[kept], folded.starts[kept + 1]])
    index = np.append(index, [[-1], [0], [len(folded.letters)]], axis=1)  # the last row is the number of letters
    for name, values in ((f"{part}.bin", folded.letters), (f"{part}.npy", index)):
        with exchange.written(folder / PARTS / name) as file:
            values.tofile(file) if name.endswith(".bin") else np.save(file, values)


def write_index(folder: Path, documents: int, made: str = "", keep: Callable[[], None] = lambda: None) -> None:
    """Join what `write_letters` wrote to one file with one index, for `open_letters`, and remove the parts.

    Each part is removed when it is in the file, so that letters do not lie twice on the disk. A call that was killed is
    made good by the next one. Where machines share no folder, only the index is written, see `Block`.

    Args:
        folder: of all letters.
        documents: how many the corpus has.
        made: identifies the letters; of those that are joined already nothing is done.
        keep: called before parts are removed, to make what was written safe.
    """
    if exchange.is_exchanged(folder):
        np.save(folder / SPREAD, _indexed(folder, documents))
        for name in (_INDEX, SPREAD):
            exchange.upload(folder / name)
        return
    note = folder / _JOINED
    if not note.exists() or note.read_text(encoding="utf-8") != made:
        spread = _indexed(folder, documents)
        sizes = np.diff(spread[:, 1]).tolist()
        parts = [folder / PARTS / f"{part}.bin" for part in spread[:-1, 0].tolist()]
        append_all(list(zip(parts, sizes, strict=True)), folder / LETTERS, keep)
        with exchange.written(note) as file:
            file.write(made.encode())
    shutil.rmtree(folder / PARTS, ignore_errors=True)


def _indexed(folder: Path, documents: int) -> Ints:
    """Write the index.

    Returns:
        Each part and the offset of its first letter; last -1 and the number of all letters; int64, shape (parts + 1,
        2).
    """
    spread, first = list[tuple[int, int]](), 0
    start, size = index = _index(folder, documents)
    names = [name for name in exchange.file_names(folder / PARTS) if name.endswith(".npy")]
    exchange.fetch_all([folder / PARTS / name for name in names])
    for part in sorted(int(Path(name).stem) for name in names):
        number, low, high = np.load(exchange.fetch(folder / PARTS / f"{part}.npy"))
        start[number[:-1]], size[number[:-1]] = first + low[:-1], high[:-1] - low[:-1]
        spread.append((part, first))
        first += int(high[-1])
    if isinstance(index, np.memmap):
        index.flush()
    return np.array([*spread, (-1, first)], np.int64)


def _index(folder: Path, documents: int) -> Ints:
    """Make the index, zeros in a new file; int64, shape (2, documents)."""
    path = folder / _INDEX
    path.unlink(missing_ok=True)  # who has the old file mapped keeps it
    if documents:
        return np.lib.format.open_memmap(path, "w+", np.dtype(np.int64), (2, documents))
    with path.open("wb") as file:  # an empty array cannot be mapped
        np.save(file, np.zeros((2, 0), np.int64))
    return np.zeros((2, 0), np.int64)


def open_letters(folder: Path) -> LettersFile:
    """Map the letters of a corpus, once a process while they do not change.

    Every `_CALLS` calls the pages that were read are released: until then they count as memory of the process, though
    the system may take them at any time.

    Args:
        folder: of all letters, after `write_index`.

    Raises:
        FileNotFoundError: there is no index.
    """
    letters, file, calls = _opened(folder, exchange.fetch(folder / _INDEX).stat().st_mtime_ns)
    if file is not None and next(calls) % _CALLS == 0 and hasattr(mmap, "MADV_DONTNEED"):
        file.madvise(mmap.MADV_DONTNEED)
    return letters


@lru_cache(maxsize=3)
def _opened(folder: Path, written: int) -> tuple[LettersFile, mmap.mmap | None, count[int]]:
    path, index, blocks = (
        exchange.local_path(folder / LETTERS),
        np.load(exchange.fetch(folder / _INDEX), mmap_mode="r"),
        None,
    )
    if exchange.is_exchanged(folder):
        blocks = Blocks(folder)
        with path.open("ab") as file:
            file.truncate(int(np.load(exchange.fetch(folder / SPREAD))[-1, 1]))
    if not path.stat().st_size:  # an empty file cannot be mapped
        return LettersFile(np.zeros(0, np.uint8), *index), None, count(1)
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return LettersFile(np.frombuffer(mapped, np.uint8), index[0], index[1], blocks), mapped, count(1)


def _joined(letters: Bytes, start: Ints, stop: Ints) -> Bytes:
    """Concatenate ranges by slices: an index for every letter takes ten times as long."""
    return np.concatenate([letters[:0], *(letters[a:b] for a, b in zip(start.tolist(), stop.tolist(), strict=True))])


def _gather(letters: Bytes, offset: Ints, length: int) -> Bytes:
    """Give rows of letters; outside of the array a row repeats the first or last letter.

    Rows are copied as single values of ``length`` bytes, at every byte a possible start: a third of the time that
    an index for every letter takes.
    """
    last = len(letters) - length
    if not len(letters):
        return np.zeros((len(offset), length), np.uint8)
    if length == 0 or last < 0:
        return letters.take(offset[:, None] + np.arange(length), mode="clip")
    starts = np.ndarray((last + 1,), f"V{length}", letters, strides=(1,))
    rows = starts[np.clip(offset, 0, last)].view(np.uint8).reshape(len(offset), length)
    out = np.flatnonzero((offset < 0) | (offset > last))
    rows[out] = letters.take(offset[out, None] + np.arange(length), mode="clip")
    return rows


def _blanked(rows: Bytes, position: Ints, size: Ints) -> Bytes:
    """Set the letters outside of ``[0, size)`` to 0, in place."""
    length = rows.shape[1]
    out = np.flatnonzero((position < 0) | (position + length > size))
    if len(out):
        at = position[out, None] + np.arange(length)
        rows[out] *= (at >= 0) & (at < size[out, None])
    return rows


LETTERS, PARTS, _JOINED = "letters.bin", "parts", "joined"

SPREAD = "spread.npy"
"""File with each part and the offset of its first letter, as `_indexed` gives them."""

BLOCK = 1 << 26
"""Letters of a block, which is the unit that machines fetch: 64 MB."""

_BLOCK = "block"


def blocks_of(folder: Path) -> int:
    """Count the blocks that `Block` must make: none where the letters are one file."""
    if not exchange.is_exchanged(folder):
        return 0
    return -(-int(np.load(folder / SPREAD)[-1, 1]) // BLOCK)


class Block(Struct, frozen=True):
    """Kernel that makes blocks of letters from the parts; yields its rows of `LETTER_BLOCKS` again on output 0.

    Attributes:
        folder: of all letters.
    """

    folder: Path

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Make the blocks numbered in the column ``block``."""
        part, begin = np.load(exchange.fetch(self.folder / SPREAD)).T
        for block in batch["block"].to_pylist():
            low, high = block * BLOCK, min((block + 1) * BLOCK, int(begin[-1]))
            some = np.flatnonzero((begin[:-1] < high) & (begin[1:] > low))
            spans = zip(np.maximum(low - begin[some], 0), np.minimum(high, begin[some + 1]) - begin[some], strict=True)
            paths = (self.folder / PARTS / f"{p}.bin" for p in part[some].tolist())
            pieces = [(path, int(a), int(b)) for path, (a, b) in zip(paths, spans, strict=True)]
            path = self.folder / f"{_BLOCK}-{block}"
            exchange.local_path(path).write_bytes(b"".join(exchange.read_ranges(pieces)))
            exchange.upload(path)
        yield batch


class Blocks(Struct, frozen=True):
    """Fetches blocks into the sparse file of letters of this machine.

    Attributes:
        folder: of all letters.
        known: blocks that are in the file.
    """

    folder: Path
    known: set[int] = field(default_factory=set)

    def have(self, start: Ints, stop: Ints) -> None:
        """Fetch the blocks of ranges of the file that it lacks; int64, shape (n,)."""
        first, last = start // BLOCK, np.maximum(stop - 1, start) // BLOCK
        needed = {*np.unique(first).tolist(), *np.unique(last).tolist()}
        for low, high in zip(*(ends[last > first + 1].tolist() for ends in (first, last)), strict=True):
            needed.update(range(low, high))
        for block in sorted(needed - self.known):
            self._fetch(block)
            self.known.add(block)

    def _fetch(self, block: int) -> None:
        """Write a block into the file, unless another process of this machine has done so."""
        path = self.folder / f"{_BLOCK}-{block}"
        done = exchange.local_path(self.folder / f"{_BLOCK}-{block}-done")
        if not done.exists():
            data = exchange.read_ranges([(path, 0, BLOCK)])[0]
            with exchange.local_path(self.folder / LETTERS).open("r+b") as file:
                file.seek(block * BLOCK)
                file.write(data)
            done.touch()


def holes(batch: pa.RecordBatch) -> Holes:
    """Choose the holes of texts: findings of removable categories with a score of `HOLE_SCORE` or more.

    What the policy does with them does not count, so that ``decide`` can change it without matching again.

    Args:
        batch: with the columns of `MARKS`.

    Returns:
        The ranges of each text, in code points.
    """
    start, stop = batch["start"], batch["stop"]
    category, score = batch["category"].flatten(), batch["score"].flatten()
    keep = pc.and_(pc.is_in(category, pa.array(REMOVED_CATEGORIES)), pc.greater_equal(score, HOLE_SCORE))
    row = pc.list_parent_indices(start).filter(keep).to_numpy()
    offsets = pa.array(np.searchsorted(row, np.arange(len(start) + 1)).astype(np.int32))
    return Holes(*(pa.ListArray.from_arrays(offsets, c.flatten().filter(keep)) for c in (start, stop)))
