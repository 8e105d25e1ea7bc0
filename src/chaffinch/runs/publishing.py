"""Write the public tables of a run as Parquet files, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from chaffinch.schemas import PUBLIC
from chaffinch.text import Ints

__all__ = ["publish", "publish_rows"]

GROUP_ROWS, GROUP_BYTES = 65_536, 1 << 25
"""Rows, and bytes of their strings, at which a group of rows of a file ends; a reader or writer holds it in memory."""

_STRINGS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_large_binary)


def publish(folder: Path, name: str, table: pa.Table) -> None:
    """Write a public table; it replaces an older one when it is whole."""
    publish_rows(folder, name, table.select(PUBLIC[name].names).cast(PUBLIC[name]).to_batches())


def publish_rows(folder: Path, name: str, batches: Iterable[pa.RecordBatch]) -> None:
    """Write a public table as `publish` does, some rows at a time; any batches of the same rows make the same bytes."""
    path = folder / f"{name}.parquet"
    beside = path.with_suffix(".parquet.new")
    with parquet.ParquetWriter(beside, PUBLIC[name], compression="zstd") as writer:
        for group in _groups(batches):
            writer.write_table(pa.Table.from_batches(group, PUBLIC[name]).combine_chunks())
    beside.replace(path)


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Yield the rows in groups; a group ends with the row that makes it long or large enough."""
    group, rows, size = list[pa.RecordBatch](), 0, 0
    for batch in batches:
        first, ends = 0, np.cumsum(_sizes(batch))
        while first < batch.num_rows:
            before = int(ends[first - 1]) if first else 0
            full = int(np.searchsorted(ends, before + GROUP_BYTES - size)) + 1
            stop = min(full, first + GROUP_ROWS - rows, batch.num_rows)
            group.append(batch.slice(first, stop - first))
            rows, size, first = rows + stop - first, size + int(ends[stop - 1]) - before, stop
            if rows == GROUP_ROWS or size >= GROUP_BYTES:
                yield group
                group, rows, size = [], 0, 0
    yield group


def _sizes(batch: pa.RecordBatch) -> Ints:
    """Sum the bytes of strings in each row: int64, shape (rows,)."""
    sizes = np.zeros(batch.num_rows, np.int64)
    for column in batch.columns:
        if any(of(column.type) for of in _STRINGS):
            sizes += pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
    return sizes
