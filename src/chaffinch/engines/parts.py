"""Parts of tables as Arrow files: written once, renamed when whole, read through memory maps."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.engines.protocol import Output, Table
from chaffinch.storage import exchange

__all__ = [
    "SUFFIX",
    "SUFFIXES",
    "Part",
    "bucket_of",
    "is_whole",
    "joined",
    "made_part",
    "read_bucket",
    "read_part",
    "write_part",
]

SUFFIX = ".arrow"
"""Ends the name of a part that is whole."""

_INDEX = ".index"
SUFFIXES = (SUFFIX, _INDEX)
"""End the names of all files of a part."""

_HEAD = 8  # bytes before the schema in an Arrow file
_MAGIC = b"ARROW1"  # the first and the last bytes of an Arrow file

# odd constants of splitmix64 (Steele, Lea, Flood 2014): a cheap, well-mixing finaliser
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Part(NamedTuple):
    """A part that was made.

    Attributes:
        rows: how many it has.
        size: bytes of its file.
    """

    rows: int
    size: int


def bucket_of(columns: Sequence[npt.NDArray[np.integer]], buckets: int) -> npt.NDArray[np.int64]:
    """Give the bucket of each row by its key columns; equal keys, equal buckets.

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


def write_part(path: Path, batches: Iterable[pa.RecordBatch], output: Output) -> Part:
    """Write one part; a split part has one batch a bucket, in the order of buckets.

    It has its name when it is whole; who writes the same part at the same time writes another file. Beside a split part
    lies where its batches start: to read a bucket the list of all batches in every part would have to be read.
    """
    local = exchange.place(path)
    local.parent.mkdir(parents=True, exist_ok=True)
    rows, beside, places = 0, local.with_name(f"{path.name}.{uuid4().hex}"), [_HEAD + output.schema.serialize().size]
    with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, output.schema) as writer:
        for batch in _split(batches, output) if output.split else batches:
            writer.write_batch(_conform(batch, output.schema))
            places.append(sink.tell())
            rows += batch.num_rows
    if output.split:
        index = beside.with_suffix(".index")
        np.array(places, "<i8").tofile(index)
        index.replace(local.with_suffix(_INDEX))
        exchange.made(path.with_suffix(_INDEX))
    beside.replace(local)
    exchange.made(path)
    return Part(rows, local.stat().st_size)


def is_whole(path: Path) -> bool:
    """Tell whether a part is there, and was written to its end."""
    try:
        with path.open("rb") as file:
            return file.seek(0, os.SEEK_END) > 2 * len(_MAGIC) and _ends(file)
    except FileNotFoundError:
        return False


def _ends(file: BinaryIO) -> bool:
    file.seek(-len(_MAGIC), os.SEEK_END)
    return file.read() == _MAGIC


def made_part(path: Path) -> Part | None:
    """Give a part that an interrupted run has made; None where it is not there, or not whole."""
    local = exchange.place(path)
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
    whole = joined(list(batches), output.schema)
    columns = [whole.column(c).to_numpy(zero_copy_only=False) for c in output.split]
    buckets = _ranges(columns[0], output.edges) if output.edges else bucket_of(columns, output.buckets)
    order = np.argsort(buckets.astype(np.uint16), kind="stable")
    sizes = np.bincount(buckets, minlength=output.pieces)
    whole = whole.take(pa.array(order))
    start = 0
    for size in sizes.tolist():
        yield whole.slice(start, size)
        start += size


def _ranges(values: npt.NDArray[np.integer], edges: tuple[int, ...]) -> npt.NDArray[np.integer]:
    """Give the bucket of each value between edges."""
    if edges == tuple(range(len(edges))):
        return np.asarray(np.minimum(values, len(edges) - 1))
    return np.asarray(np.searchsorted(np.array(edges), values, side="right") - 1)


def joined(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """Make one batch of many, an empty one of none."""
    if len(batches) == 1:
        return _conform(batches[0], schema)
    columns = pa.Table.from_batches([_conform(b, schema) for b in batches], schema).combine_chunks()
    whole = columns.to_batches()
    if not whole:
        return pa.RecordBatch.from_arrays([pa.array([], f.type) for f in schema], schema=schema)
    return whole[0]


def read_part(tables: Sequence[Table], part: int) -> Iterator[pa.RecordBatch]:
    """Give the batches of one part, the columns of tables that lie beside one another joined."""
    readers = [pa.ipc.open_file(pa.memory_map(str(exchange.here(t.path / t.parts[part])))) for t in tables]
    for index in range(readers[0].num_record_batches):
        batches = [reader.get_batch(index) for reader in readers]
        if len(batches) == 1:
            yield batches[0]
            continue
        fields = [f for batch in batches for f in batch.schema]
        yield pa.RecordBatch.from_arrays([c for b in batches for c in b.columns], schema=pa.schema(fields))


def read_bucket(table: Table, bucket: int) -> pa.RecordBatch:
    """Give all rows of one bucket."""
    wanted = []
    for path in (table.path / name for name in table.parts):
        index = np.fromfile(exchange.here(path.with_suffix(_INDEX)), "<i8", 2, offset=8 * bucket)
        wanted.append((path, *index.tolist()))
    first = table.path / table.parts[0]
    (start,) = np.fromfile(exchange.here(first.with_suffix(_INDEX)), "<i8", 1).tolist()
    head, *found = exchange.pieces([(first, _HEAD, start), *wanted])
    schema = pa.ipc.read_schema(pa.py_buffer(head))
    batches = [pa.ipc.read_record_batch(pa.py_buffer(data), schema) for data in found]
    return joined([batch for batch in batches if batch.num_rows], schema)
