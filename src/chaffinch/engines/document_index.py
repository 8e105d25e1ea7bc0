"""The document index: columns by the number of the document, in files that all processes map to memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.errors import UsageError
from chaffinch.schemas import INDEX_STRINGS
from chaffinch.storage import exchange
from chaffinch.text import Ints, range_hashes

__all__ = ["Ledger", "hashes"]


_BATCH = 1 << 20
"""Strings in a batch of a column: a string is found by its number without reading the others."""

_HASHED = 1 << 13
"""Strings that are hashed at once: powers for each of their bytes fit the cache."""


class Ledger(Struct, frozen=True):
    """Columns of numbers and of strings, with a row for each document that could be read, by its number.

    A column is written once, part by part, and read by all processes.

    Attributes:
        folder: has a file for each column.
        key: digest of everything that the columns depend on.
    """

    folder: Path
    key: str

    def write(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Store columns, shape (documents,), each in place of an older one of its name."""
        for name, values in columns.items():
            self.write_parts(name, values.dtype, len(values), [values])

    def write_parts(self, name: str, kind: npt.DTypeLike, size: int, parts: Iterable[npt.NDArray[Any]]) -> None:
        """Store a column that comes part by part.

        Args:
            name: of the column.
            kind: its dtype.
            size: its length, which is that of all parts together.
            parts: its values in order, each of shape (n,).
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.folder / f"{name}.new"
        with beside.open("wb") as file:
            shape = {"descr": np.lib.format.dtype_to_descr(np.dtype(kind)), "fortran_order": False, "shape": (size,)}
            np.lib.format.write_array_header_1_0(file, shape)
            for part in parts:
                file.write(np.ascontiguousarray(part, kind).data)
        beside.replace(self._column(name))
        exchange.upload(self._column(name))

    def scatter(
        self, name: str, kind: npt.DTypeLike, size: int, parts: Iterable[tuple[Ints, npt.NDArray[Any]]]
    ) -> None:
        """Store a column whose values come in any order, with their indices.

        Args:
            name: of the column.
            kind: its dtype.
            size: its length.
            parts: indices, int64, shape (n,), and values, shape (n,); the column is 0 at other indices.
        """
        column = np.zeros(size, kind)
        for index, values in parts:
            column[index] = values
        self.write({name: column})

    def write_strings(self, name: str, parts: Iterable[pa.Array]) -> None:
        """Store a column of strings, which come part by part, in order."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path, waiting = self._strings(name), pa.chunked_array([], pa.large_string())
        beside = path.with_suffix(".new")
        with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, INDEX_STRINGS) as writer:
            for part in parts:
                waiting = pa.chunked_array([*waiting.chunks, part.cast(pa.large_string())])
                while len(waiting) >= _BATCH:
                    writer.write_batch(_batch(waiting.slice(0, _BATCH)))
                    waiting = waiting.slice(_BATCH)
            writer.write_batch(_batch(waiting))
        beside.replace(path)
        exchange.upload(path)

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return a column as a read-only memory map, shape (documents,)."""
        path = exchange.fetch(self._column(name))
        return _mapped(path, path.stat().st_mtime_ns)

    def strings(self, name: str, number: npt.NDArray[np.integer]) -> pa.Array:
        """Look up the strings of documents.

        Args:
            name: of the column.
            number: of the documents, shape (n,), in any order.

        Returns:
            Strings, of length n.
        """
        path = exchange.fetch(self._strings(name))
        chunks = _read(path, path.stat().st_mtime_ns)  # not one array: to take from that, pyarrow 26 copies all
        chunk = np.asarray(number) // _BATCH
        some = np.unique(chunk).tolist()
        by = np.argsort(chunk, kind="stable")
        indices = (pa.array(number[chunk == c] - c * _BATCH) for c in some)
        found = [chunks[c].take(index) for c, index in zip(some, indices, strict=True)]
        back = np.empty(len(by), np.int64)
        back[by] = np.arange(len(by))
        return pa.concat_arrays(found or [chunks[0].slice(0, 0)]).take(pa.array(back)).cast(pa.string())

    def ids(self, number: npt.NDArray[np.integer]) -> pa.Array:
        """Look up the ids of documents by their numbers, shape (n,)."""
        return self.strings("ids", number)

    def numbers(self, ids: pa.Array | pa.ChunkedArray) -> Ints:
        """Look up the numbers of documents by their ids.

        The column ``hash`` has the hashes of all ids, ascending, and ``hashed`` the number that each belongs to.

        Args:
            ids: strings, of length n.

        Returns:
            int64, shape (n,).

        Raises:
            UsageError: a document is not in this run.
        """
        encoded = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
        encoded = encoded.cast(pa.string()).dictionary_encode()
        sought, known = hashes(encoded.dictionary), self.column("hash")
        at = np.searchsorted(known, sought)
        found = np.full(len(sought), -1, np.int64)
        remaining = np.arange(len(sought))
        while len(remaining):  # ids of one hash follow one another
            remaining = remaining[(at[remaining] < len(known))]
            remaining = remaining[known[at[remaining]] == sought[remaining]]
            number = self.column("hashed")[at[remaining]]
            equal = np.asarray(self.ids(number)) == np.asarray(encoded.dictionary.take(pa.array(remaining)))
            found[remaining[equal]] = number[equal]
            remaining = remaining[~equal]
            at[remaining] += 1
        if (found < 0).any():
            raise UsageError(f"no document {encoded.dictionary[int(np.argmin(found))].as_py()!r} in this run")
        return np.asarray(found[encoded.indices.to_numpy()])

    def _column(self, name: str) -> Path:
        return self.folder / f"{name}.npy"

    def _strings(self, name: str) -> Path:
        return self.folder / f"{name}.arrow"


def hashes(ids: pa.Array) -> Ints:
    """Hash strings to 63 bits, int64, shape (n,); null counts as the empty string.

    >>> hashes(pa.array(["a/1", "b/1", "a/1"])).argsort(kind="stable").tolist()
    [0, 2, 1]
    """
    ids = ids.fill_null("").cast(pa.large_string())
    parts = [_hashed(ids[low : low + _HASHED]) for low in range(0, len(ids), _HASHED)]
    return np.concatenate(parts or [np.zeros(0, np.int64)])


def _hashed(ids: pa.Array) -> Ints:
    """Hash some strings of an array at once; none of them is null."""
    _, offsets, data = ids.buffers()
    ends = np.frombuffer(offsets, np.int64)[ids.offset : ids.offset + len(ids) + 1]
    values = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]].astype(np.uint64)
    return (range_hashes(values, ends[:-1] - ends[0], ends[1:] - ends[0]) >> np.uint64(1)).view(np.int64)


def _batch(strings: pa.ChunkedArray) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([strings.combine_chunks()], schema=INDEX_STRINGS)


@lru_cache(maxsize=16)
def _mapped(path: Path, written: int) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = np.load(path, mmap_mode="r")
    return found


@lru_cache(maxsize=4)
def _read(path: Path, written: int) -> list[pa.Array]:
    """Map a column of strings to memory, in pieces of `_BATCH`."""
    reader = pa.ipc.open_file(pa.memory_map(str(path)))
    return [reader.get_batch(i).column(0) for i in range(reader.num_record_batches)]
