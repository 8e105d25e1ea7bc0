"""Open Parquet files, write them in bounded memory, and pack rows as Arrow streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from chaffinch.errors import DocumentError
from chaffinch.formats.compression import slurp
from chaffinch.formats.sources import Source
from chaffinch.schemas import MARKED

__all__ = ["Writer", "batches", "is_packed", "marked_schema", "open_table", "pack", "unpack", "with_marks"]

ROWS = 1024  # rows read at a time: some MB of articles
_ARROW = b"\xff\xff\xff\xff"  # the first bytes of every message of an Arrow stream

MARKS = "chaffinch"
"""The column that marked passages are written to."""

_GROUP = 64 << 20  # bytes in memory that a row group is made of


def open_table(source: Source) -> pq.ParquetFile:
    """Open a Parquet file, a context manager; raise DocumentError where it cannot be read as Parquet."""
    if source.failure:
        raise DocumentError(source.failure)
    where = pa.BufferReader(slurp(source)) if source.compression else source.path
    try:
        return pq.ParquetFile(where)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(error) from error


def batches(file: pq.ParquetFile, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Give the rows of a file, some at a time; raise DocumentError where it breaks off."""
    rows = file.iter_batches(ROWS, columns=columns)
    while True:
        try:
            batch = next(rows, None)
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(error) from error
        if batch is None:
            return
        yield batch


def _unreadable(error: Exception) -> DocumentError:
    return DocumentError(f"cannot be read as Parquet: {error}")


def pack(rows: pa.RecordBatch) -> bytes:
    """Write rows as an Arrow stream, the form of an original of a Parquet file.

    >>> unpack(pack(pa.record_batch({"a": [1]}))).to_pylist()
    [{'a': 1}]
    """
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_batch(rows)
    return bytes(sink.getvalue())


def unpack(data: bytes) -> pa.Table:
    """Undo `pack`."""
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()


def is_packed(data: bytes) -> bool:
    """Tell whether bytes are packed rows; else they are a whole file, Parquet or not.

    >>> is_packed(pack(pa.record_batch({"a": [1]}))), is_packed(b"PAR1"), is_packed(b"")
    (True, False, False)
    """
    return data.startswith(_ARROW)


class Writer:
    """Writes rows to a Parquet file in row groups of bounded size."""

    def __init__(self, stream: IO[bytes], schema: pa.Schema, like: pq.ParquetFile | None = None) -> None:
        self._writer = pq.ParquetWriter(stream, schema, compression=_compression(like))
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._size = 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._flush()
        self._writer.close()

    def write(self, rows: pa.RecordBatch) -> None:
        """Add rows of the schema."""
        if rows.num_rows:
            self._waiting.append(rows)
            self._size += _size(rows)
        if self._size >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema))
        self._waiting, self._size = [], 0


def _size(rows: pa.RecordBatch) -> int:
    try:
        return int(rows.nbytes)
    except pa.ArrowTypeError:  # before 24, pyarrow does not tell it of columns of views
        return int(pa.ipc.get_record_batch_size(rows))


def _compression(like: pq.ParquetFile | None) -> str:
    """Name the compression of a file's first column; of a file without rows, and of none, zstd."""
    if like is None or not like.metadata.num_row_groups or not like.metadata.num_columns:
        return "zstd"
    name = like.metadata.row_group(0).column(0).compression.lower()
    return "none" if name == "uncompressed" else name


def marked_schema(schema: pa.Schema) -> pa.Schema:
    """Give a schema with one more column, for marked passages, under an unused name."""
    name = MARKS
    while name in schema.names:
        name += "_"
    return schema.append(pa.field(name, MARKED))


def with_marks(
    rows: pa.RecordBatch, schema: pa.Schema, marks: Sequence[Sequence[Mapping[str, object]]]
) -> pa.RecordBatch:
    """Give rows with the last column of a `marked_schema`."""
    kept = [[{end: mark.get(end) for end in ("start", "stop", "reason")} for mark in row] for row in marks]
    return pa.RecordBatch.from_arrays([*rows.columns, pa.array(kept, MARKED)], schema=schema)
