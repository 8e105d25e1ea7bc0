"""What is known of every document by its number, in files that all processes map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.errors import UsageError
from chaffinch.schemas import INDEX_STRINGS
from chaffinch.storage import exchange
from chaffinch.text import Ints, stable_hash

__all__ = ["Ledger", "hashes"]


_BATCH = 1 << 20  # strings


@dataclass(frozen=True, slots=True)
class Ledger:
    """Columns of numbers and of strings.

    What is told of all documents is written once, some of them at a time.

    Attributes:
        folder: holds a file for each column.
        key: digest of all that they depend on.
    """

    folder: Path
    key: str

    def write(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Store columns, each in place of an older one of its name."""
        for name, values in columns.items():
            self.write_parts(name, values.dtype, len(values), [values])

    def write_parts(self, name: str, kind: npt.DTypeLike, size: int, parts: Iterable[npt.NDArray[Any]]) -> None:
        """Store a column that is given part by part."""
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.folder / f"{name}.new"
        with beside.open("wb") as file:
            shape = {"descr": np.lib.format.dtype_to_descr(np.dtype(kind)), "fortran_order": False, "shape": (size,)}
            np.lib.format.write_array_header_1_0(file, shape)
            for part in parts:
                file.write(np.ascontiguousarray(part, kind).data)
        beside.rename(self._column(name))
        exchange.made(self._column(name))

    def scatter(
        self, name: str, kind: npt.DTypeLike, size: int, parts: Iterable[tuple[Ints, npt.NDArray[Any]]]
    ) -> None:
        """Store a column of which places and values are given part by part; it is 0 elsewhere."""
        column = np.zeros(size, kind)
        for at, values in parts:
            column[at] = values
        self.write({name: column})

    def write_strings(self, name: str, parts: Iterable[pa.Array]) -> None:
        """Store a column of strings, in order."""
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
        beside.rename(path)
        exchange.made(path)

    def column(self, name: str) -> npt.NDArray[Any]:
        """Give a column by number."""
        path = exchange.here(self._column(name))
        return _mapped(path, path.stat().st_mtime_ns)

    def strings(self, name: str, number: npt.NDArray[np.integer]) -> pa.Array:
        """Give the strings of documents."""
        path = exchange.here(self._strings(name))
        chunks = _read(path, path.stat().st_mtime_ns)  # to take of them as one array, pyarrow 26 copies them all
        chunk = np.asarray(number) // _BATCH
        some = np.unique(chunk).tolist()
        by = np.argsort(chunk, kind="stable")
        places = (pa.array(number[chunk == c] - c * _BATCH) for c in some)
        found = [chunks[c].take(place) for c, place in zip(some, places, strict=True)]
        back = np.empty(len(by), np.int64)
        back[by] = np.arange(len(by))
        return pa.concat_arrays(found or [chunks[0].slice(0, 0)]).take(pa.array(back)).cast(pa.string())

    def ids(self, number: npt.NDArray[np.integer]) -> pa.Array:
        """Give the ids of documents."""
        return self.strings("ids", number)

    def numbers(self, ids: pa.Array | pa.ChunkedArray) -> Ints:
        """Give the numbers of documents by their ids, through the columns ``hash``, which rises, and ``hashed``.

        Raises:
            UsageError: there is no such document.
        """
        encoded = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
        encoded = encoded.cast(pa.string()).dictionary_encode()
        wanted, known = hashes(encoded.dictionary), self.column("hash")
        at = np.searchsorted(known, wanted)
        found = np.full(len(wanted), -1, np.int64)
        left = np.arange(len(wanted))
        while len(left):  # ids of one hash lie beside one another
            left = left[(at[left] < len(known))]
            left = left[known[at[left]] == wanted[left]]
            number = self.column("hashed")[at[left]]
            equal = np.asarray(self.ids(number)) == np.asarray(encoded.dictionary.take(pa.array(left)))
            found[left[equal]] = number[equal]
            left = left[~equal]
            at[left] += 1
        if (found < 0).any():
            raise UsageError(f"no document {encoded.dictionary[int(np.argmin(found))].as_py()!r} in this run")
        return np.asarray(found[encoded.indices.to_numpy()])

    def _column(self, name: str) -> Path:
        return self.folder / f"{name}.npy"

    def _strings(self, name: str) -> Path:
        return self.folder / f"{name}.arrow"


def hashes(ids: pa.Array) -> Ints:
    """Hash strings to 63 bits; null as the empty one."""
    return np.fromiter((stable_hash(name or "") for name in ids.to_pylist()), np.int64, len(ids))


def _batch(strings: pa.ChunkedArray) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([strings.combine_chunks()], schema=INDEX_STRINGS)


@lru_cache(maxsize=16)
def _mapped(path: Path, written: int) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = np.load(path, mmap_mode="r")
    return found


@lru_cache(maxsize=4)
def _read(path: Path, written: int) -> list[pa.Array]:
    """Give a column of strings in pieces of `_BATCH`."""
    reader = pa.ipc.open_file(pa.memory_map(str(path)))
    return [reader.get_batch(i).column(0) for i in range(reader.num_record_batches)]
