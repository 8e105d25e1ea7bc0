"""Parts of tables as Arrow files: written, split by key, merged and read.

A part is written under another name, renamed when it is whole, and read through a memory map.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.engines.protocol import HeldPart, Output, Table
from chaffinch.storage import exchange, free
from chaffinch.text import Ints

__all__ = [
    "SUFFIX",
    "SUFFIXES",
    "Part",
    "free_buckets",
    "hold_part",
    "is_whole",
    "joined",
    "made_part",
    "merged_parts",
    "read_bucket",
    "read_part",
    "store_part",
    "write_part",
]


SUFFIX = ".arrow"
"""Ends the name of a part file that is whole."""

_INDEX = ".index"  # ends the name of the file with the offsets of the batches in a part
SUFFIXES = (SUFFIX, _INDEX)
"""End the names of the files of a part."""

_LEVEL = 2  # of compression: texts take .37 of the disk where level 1 leaves .43, for .1 s more for 100 MB
_HEAD = 8  # bytes before the schema in an Arrow file
_MAGIC = b"ARROW1"  # the first and the last bytes of an Arrow file

# odd constants of splitmix64 (Steele, Lea and Flood 2014), a cheap finaliser that mixes well
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Part(NamedTuple):
    """A part that is whole.

    Attributes:
        rows: number of its rows.
        size: bytes of its file.
        held: the file, if it is in memory.
    """

    rows: int
    size: int
    held: HeldPart | None = None


def bucket_of(columns: Sequence[npt.NDArray[np.integer]], buckets: int) -> Ints:
    """Assign rows to buckets by a hash of their key columns, so that equal keys share a bucket.

    Args:
        columns: integers, shape (rows,).
        buckets: how many there are.

    Returns:
        int64 in ``[0, buckets)``, shape (rows,).

    >>> bucket_of([np.array([7, 8, 7])], 4).tolist()[0] == bucket_of([np.array([7])], 4).tolist()[0]
    True
    """
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (mixed + _GOLDEN) ^ column.astype(np.int64).view(np.uint64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX1
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX2
        mixed ^= mixed >> np.uint64(31)
    return (mixed % np.uint64(buckets)).astype(np.int64)


def write_part(path: Path, batches: Iterable[pa.RecordBatch], output: Output, *, in_buckets: bool = False) -> Part:
    """Write one part; of a table that is split it has one batch for each bucket that has rows, in their order.

    The file gets its name when it is whole; another process that writes the same part writes to another file until
    then. A split part gets an index file with the offsets of its batches, so that a bucket can be read without the
    footer of every part.

    Args:
        path: of the part, as the driver sees it.
        batches: its rows.
        output: the table.
        in_buckets: whether there is a batch for each bucket already; they are then written one by one.
    """
    local = exchange.local_path(path)
    local.parent.mkdir(parents=True, exist_ok=True)
    beside = local.with_name(f"{path.name}.{uuid4().hex}")
    with pa.OSFile(str(beside), "wb") as sink:
        rows, offsets = _written(sink, batches if in_buckets else _split(batches, output), output)
    if output.split:
        index = beside.with_suffix(".index")
        offsets.tofile(index)
        index.replace(local.with_suffix(_INDEX))
        exchange.upload(path.with_suffix(_INDEX))
    beside.replace(local)
    exchange.upload(path)
    return Part(rows, local.stat().st_size)


def hold_part(batches: Iterable[pa.RecordBatch], output: Output, *, in_buckets: bool = False) -> Part:
    """Make one part as `write_part` does, but keep it in memory.

    It has the bytes of the file, so that kernels get batches with buffers of their own, as they get them from a file.
    """
    sink = pa.BufferOutputStream()
    rows, offsets = _written(sink, batches if in_buckets else _split(batches, output), output)
    data = sink.getvalue()
    return Part(rows, data.size, HeldPart(data, offsets.tobytes() if output.split else b""))


def store_part(path: Path, held: HeldPart) -> None:
    """Write a part that is in memory to its files."""
    path.write_bytes(held.data)
    if held.offsets:
        path.with_suffix(_INDEX).write_bytes(held.offsets)


def _written(sink: pa.NativeFile, batches: Iterable[pa.RecordBatch], output: Output) -> tuple[int, Ints]:
    """Write batches as an Arrow file; return the number of rows, and the offset of each batch and of the end.

    Of a table that is split there is a batch for each bucket, in their order.
    """
    rows, offsets = 0, [_HEAD + output.schema.serialize().size]
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=_LEVEL) if output.packed else None)
    with pa.ipc.new_file(sink, output.schema, options=options) as writer:
        for batch in batches:
            empty = output.split and not batch.num_rows  # a table by key of many tasks has more of those than others
            if not empty:
                writer.write_batch(_conform(batch, output.schema))
            offsets.append(offsets[-1] if empty else sink.tell())
            rows += batch.num_rows
    return rows, np.array(offsets, "<i8")


def is_whole(path: Path) -> bool:
    """Tell whether a part exists and was written to its end."""
    try:
        with path.open("rb") as file:
            return file.seek(0, os.SEEK_END) > 2 * len(_MAGIC) and _ends(file)
    except FileNotFoundError:
        return False


def _ends(file: BinaryIO) -> bool:
    file.seek(-len(_MAGIC), os.SEEK_END)
    return file.read() == _MAGIC


def made_part(path: Path) -> Part | None:
    """Describe a part that an interrupted run has made; None if there is none, or it is not whole."""
    local = exchange.local_path(path)
    if not is_whole(local):
        return None
    with pa.memory_map(str(local)) as file:
        reader = pa.ipc.open_file(file)
        rows = sum(reader.get_batch(i).num_rows for i in range(reader.num_record_batches))
    return Part(rows, local.stat().st_size)


def _conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    if batch.schema.equals(schema):
        return batch
    return pa.RecordBatch.from_arrays([batch.column(f.name).cast(f.type) for f in schema], schema=schema)


def _split(batches: Iterable[pa.RecordBatch], output: Output) -> Iterator[pa.RecordBatch]:
    """Sort the rows of a table that is split into a batch for each bucket; batches of any other stay as they are."""
    if not output.split:
        yield from batches
        return
    whole = joined(list(batches), output.schema)
    columns = [whole.column(c).to_numpy(zero_copy_only=False) for c in output.split]
    buckets = _ranges(columns[0], output.bounds) if output.bounds else bucket_of(columns, output.buckets)
    order = np.argsort(buckets.astype(np.uint16), kind="stable")  # of 16 bits: a radix sort
    sizes = np.bincount(buckets, minlength=output.bucket_count)
    whole = whole.take(pa.array(order))
    start = 0
    for size in sizes.tolist():
        yield whole.slice(start, size)
        start += size


def _ranges(values: npt.NDArray[np.integer], bounds: tuple[int, ...]) -> npt.NDArray[np.integer]:
    """Assign values to ranges by the smallest value of each."""
    if bounds == tuple(range(len(bounds))):
        return np.asarray(np.minimum(values, len(bounds) - 1))
    return np.asarray(np.searchsorted(np.array(bounds), values, side="right") - 1)


def joined(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """Concatenate batches to one of a schema; of none an empty one."""
    if len(batches) == 1:
        return _conform(batches[0], schema)
    columns = pa.Table.from_batches([_conform(b, schema) for b in batches], schema).combine_chunks()
    whole = columns.to_batches()
    if not whole:
        return pa.RecordBatch.from_arrays([pa.array([], f.type) for f in schema], schema=schema)
    return whole[0]


def read_part(tables: Sequence[Table], part: int) -> Iterator[pa.RecordBatch]:
    """Yield the batches of one part, with the columns of tables beside one another.

    Args:
        tables: have the same rows in the same parts and batches.
        part: index of the part.
    """
    readers = [pa.ipc.open_file(_opened(table, part)) for table in tables]
    for index in range(readers[0].num_record_batches):
        batches = [reader.get_batch(index) for reader in readers]
        if len(batches) == 1:
            yield batches[0]
            continue
        fields = [f for batch in batches for f in batch.schema]
        yield pa.RecordBatch.from_arrays([c for b in batches for c in b.columns], schema=pa.schema(fields))


def _opened(table: Table, part: int) -> pa.NativeFile | pa.Buffer:
    return table.held[part].data if table.held else pa.memory_map(str(exchange.fetch(table.path / table.parts[part])))


def read_bucket(table: Table, bucket: int) -> pa.RecordBatch:
    """Read all rows of one bucket of a table, from all its parts."""
    if table.held:
        return _held_bucket(table.held, bucket)
    ranges = []
    for path in (table.path / name for name in table.parts):
        index = np.fromfile(exchange.fetch(path.with_suffix(_INDEX)), "<i8", 2, offset=8 * bucket)
        if index[0] < index[1]:
            ranges.append((path, *index.tolist()))
    first = table.path / table.parts[0]
    (start,) = np.fromfile(exchange.fetch(first.with_suffix(_INDEX)), "<i8", 1).tolist()
    head, *found = exchange.read_ranges([(first, _HEAD, start), *ranges])
    schema = pa.ipc.read_schema(pa.py_buffer(head))
    batches = [pa.ipc.read_record_batch(pa.py_buffer(data), schema) for data in found]
    return joined([batch for batch in batches if batch.num_rows], schema)


def free_buckets(folder: Path, parts: Sequence[str], count: int) -> None:
    """Free the disk of the first buckets of a table that is split; no one reads them any more.

    Args:
        folder: of the table.
        parts: names of its part files.
        count: of the buckets.
    """
    for path in (folder / name for name in parts):
        offsets = np.fromfile(path.with_suffix(_INDEX), "<i8", count + 1)
        free(path, *offsets[[0, -1]].tolist())


def merged_parts(table: Table, parts: range) -> Iterator[pa.RecordBatch]:
    """Yield a batch for each bucket of a table, with the rows that some of its parts have, in their order.

    Whole files are fetched and mapped, so that it takes one read of each, however many buckets there are.

    Args:
        table: is split by key.
        parts: indices of the parts.
    """
    held = table.held[parts.start : parts.stop] or [_mapped(table.path / table.parts[part]) for part in parts]
    for bucket in range(table.split):
        yield _held_bucket(held, bucket)


def _mapped(path: Path) -> HeldPart:
    with pa.memory_map(str(exchange.fetch(path))) as file:
        return HeldPart(file.read_buffer(), exchange.fetch(path.with_suffix(_INDEX)).read_bytes())


def _held_bucket(parts: Sequence[HeldPart], bucket: int) -> pa.RecordBatch:
    batches, schema = [], pa.ipc.open_file(parts[0].data).schema
    for part in parts:
        start, stop = np.frombuffer(part.offsets, "<i8", 2, offset=8 * bucket).tolist()
        if start < stop:
            batches.append(pa.ipc.read_record_batch(part.data[start:stop], schema))
    return joined(batches, schema)
