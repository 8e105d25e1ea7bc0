"""What is known of every document by its number, in files that all processes map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["Ledger"]

_IDS = "ids.arrow"
_ID = pa.schema([("id", pa.large_string())])
_BATCH = 1 << 20  # ids


@dataclass(frozen=True, slots=True)
class Ledger:
    """Columns of numbers, and the ids.

    Attributes:
        folder: holds a file for each column.
        key: digest of all that they depend on.
    """

    folder: Path
    key: str

    def write(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Store columns, each in place of an older one of its name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, values in columns.items():
            beside = self.folder / f"{name}.new"
            with beside.open("wb") as file:
                np.save(file, values)
            beside.rename(self._column(name))

    def write_ids(self, ids: pa.Array) -> None:
        """Store the ids of the documents, which are sorted."""
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.folder / f"{_IDS}.new"
        with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, _ID) as writer:
            for start in range(0, len(ids), _BATCH):
                part = ids.slice(start, _BATCH).cast(pa.large_string())
                writer.write_batch(pa.RecordBatch.from_arrays([part], schema=_ID))
        beside.rename(self.folder / _IDS)

    def column(self, name: str) -> npt.NDArray[Any]:
        """Give a column by number."""
        path = self._column(name)
        return _mapped(path, path.stat().st_mtime_ns)

    def ids(self, number: npt.NDArray[np.integer]) -> pa.Array:
        """Give the ids of documents."""
        path = self.folder / _IDS
        found = _ids(path, path.stat().st_mtime_ns).take(pa.array(number))
        return found.combine_chunks().cast(pa.string())

    def _column(self, name: str) -> Path:
        return self.folder / f"{name}.npy"


@lru_cache(maxsize=16)
def _mapped(path: Path, written: int) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = np.load(path, mmap_mode="r")
    return found


@lru_cache(maxsize=2)
def _ids(path: Path, written: int) -> pa.ChunkedArray:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()["id"]
