"""Rebuild the records of one source from its cleaned file and what was kept of it, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pyarrow as pa
from pyarrow import parquet

from chaffinch.apply import restore
from chaffinch.config import InputConfig
from chaffinch.files import columnar, jsonl, separated
from chaffinch.files.changes import Change
from chaffinch.files.encodings import decode_as, encode
from chaffinch.files.sources import Source
from chaffinch.files.streams import lines, open_output, slurp

__all__ = ["WALKS", "rebuild_table"]

T = TypeVar("T")


def _single(cleaned: Source, changes: Iterator[Change], _: InputConfig) -> Iterator[bytes]:
    """Give the text of a file that is one document."""
    data = slurp(cleaned)
    change = next(changes)
    if change.original is not None:
        yield change.original
        return
    encoding = "utf-8" if cleaned.kind == "html" else change.encoding or "utf-8"
    yield encode(restore(decode_as(data, encoding), change.edits), encoding)


def _lines(cleaned: Source, changes: Iterator[Change], config: InputConfig) -> Iterator[bytes]:
    def rebuilt(line: bytes, change: Change) -> bytes:
        return jsonl.rebuilt(line, config.text_field, change.edits, marked=change.marked)

    return _merged(lines(cleaned), changes, rebuilt)


def _rows(cleaned: Source, changes: Iterator[Change], config: InputConfig) -> Iterator[bytes]:
    header, rows = separated.open_rows(cleaned)
    at = header.index(config.text_field)

    def rebuilt(row: bytes, change: Change) -> bytes:
        plain = row.decode(header.encoding.removesuffix("-sig")).encode()
        return header.encoded(separated.rebuilt(plain, at, change.edits, header.delimiter))

    yield header.encoded_head()
    yield from _merged((header.encoded(row.raw) for row in rows), changes, rebuilt)


def _merged(kept: Iterator[T], changes: Iterator[Change], rebuilt: Callable[[T, Change], T]) -> Iterator[T | bytes]:
    """Give all records in the order of their numbers: those that stand as they were, and those that changed."""
    number = 0
    for change in changes:
        while number < change.record and (row := next(kept, None)) is not None:
            yield row
            number += 1
        number = change.record + 1
        row = next(kept, None) if change.kept else None
        if change.original is not None:
            yield change.original
        elif row is not None:
            yield rebuilt(row, change)
    yield from kept


WALKS: dict[str, Callable[[Source, Iterator[Change], InputConfig], Iterator[bytes]]] = {
    "text": _single,
    "html": _single,
    "jsonl": _lines,
    "csv": _rows,
}
"""How the bytes of a source are rebuilt, by its kind; Parquet has `rebuild_table`."""


def rebuild_table(cleaned: Source, changes: Iterator[Change], config: InputConfig, out_path: Source) -> None:
    """Write the Parquet file that a cleaned one was: equal in schema, metadata and values.

    Args:
        cleaned: the cleaned file.
        changes: sorted by record, at least one.
        config: names the text column.
        out_path: where to write, and how it is compressed.
    """
    with columnar.open_table(cleaned) as file:
        rows = file.read()
        pieces: list[pa.Table] = []
        at = number = 0
        for change in changes:
            if change.marked and rows.num_columns and rows.schema.names[-1].rstrip("_") == "chaffinch":
                rows = rows.select(rows.schema.names[:-1])
            pieces.append(rows.slice(at, change.record - number))
            at, number = at + change.record - number, change.record + 1
            pieces.append(_row(rows, at, change, config))
            at += change.kept
        pieces.append(rows.slice(at))
        whole = pa.concat_tables([p.select(rows.schema.names) for p in pieces if p.num_rows] or [rows.slice(0, 0)])
        with open_output(out_path.path, out_path.compression) as stream:
            like: parquet.ParquetFile = file
            with columnar.Writer(stream, rows.schema, like) as writer:
                for batch in whole.to_batches():
                    writer.write(batch)


def _row(rows: pa.Table, at: int, change: Change, config: InputConfig) -> pa.Table:
    if change.original is not None:
        return columnar.unpack(change.original)
    if not change.kept:
        return rows.slice(0, 0)
    batch = rows.slice(at, 1).combine_chunks().to_batches()[0]
    text = restore(batch.column(config.text_field)[0].as_py(), change.edits)
    return pa.Table.from_batches([columnar.with_texts(batch, config.text_field, {0: text})])
