"""Read, rewrite and restore Parquet files: rows with other texts, or fewer rows, and all other columns as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chaffinch.apply import restore
from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats import cells
from chaffinch.formats.compression import open_output, slurp, write_blocks
from chaffinch.formats.format import Format, FullRecord, ReadJob, RestoreJob, WriteJob
from chaffinch.formats.parquet_tables import (
    Writer,
    batches,
    is_packed,
    marked_schema,
    open_table,
    pack,
    unpack,
    with_marks,
)
from chaffinch.formats.record import DESCRIBED, Record, as_text, lenient, text_of
from chaffinch.formats.rows import readable
from chaffinch.formats.sources import Source
from chaffinch.formats.verdicts import FAILED, Change, Original, Verdict

__all__ = ["ParquetFiles", "parse"]


class ParquetFiles(Format):
    """Rows of a column of texts; restored files are equal in schema, metadata and values, not in bytes.

    An original is an Arrow stream of rows, or the bytes of a whole file that is no table of texts.
    """

    kind = "parquet"
    extensions = (".parquet",)
    has_fields = True
    has_marks = True

    def field_names(self, source: Source) -> Iterator[str]:
        """Give the names of the columns."""
        with open_table(source) as file:
            yield from file.schema_arrow.names

    def records(self, job: ReadJob) -> Iterator[Record]:
        """Read each row; a file without a column of texts is one failure."""
        number = 0
        try:
            for record in _texts(job.source, job.config):
                yield record
                number += 1
        except DocumentError as error:
            yield Record(number, failure=str(error), stage="read")

    def rewrite(self, job: WriteJob, path: Path) -> Iterator[Original]:
        """Write the rows that stay, with other texts; a file in which nothing changes keeps its bytes."""
        verdicts: dict[int, Verdict] = {}
        number = -1
        try:
            for record in _texts(job.source, job.config):
                number = record.number
                verdict = job.judged(record)
                if verdict is None and record.encoding != "utf-8" and job.config.encoding != "same":
                    verdict = Verdict(cleaned=record.text)  # so that the file has no cell that is no UTF-8
                if verdict:
                    verdicts[number] = verdict
        except DocumentError as error:  # no table of texts, or broken: the bytes of the file are kept
            job.expect_failure(number + 1, error)
            yield job.original(number + 1, slurp(job.source))
            if number < 0:
                return
            verdicts[number + 1] = FAILED
        if verdicts:
            yield from _write_rows(job, path, verdicts)
            return
        write_blocks(path, job.source.compression, [slurp(job.source)])

    def full_records(self, job: WriteJob) -> Iterator[FullRecord]:
        """Read each row with all its cells; the bytes of a batch are kept with its first row."""
        number = 0
        try:
            with open_table(job.source) as file:
                for rows in batches(file):
                    records = parse(rows, number, job.config)
                    raw: bytes | None = pack(rows)
                    others = zip(*map(cells.values, rows.columns), strict=True)
                    for record, row in zip(records, others, strict=True):
                        yield FullRecord(number, record, dict(zip(rows.schema.names, row, strict=True)), raw)
                        raw = None
                        number += 1
        except DocumentError as error:
            job.expect_failure(number, error)
            yield FullRecord(number, None, {}, slurp(job.source))

    def restore(self, job: RestoreJob, changes: Iterator[Change]) -> None:
        """Write the rows, with cuts put back into their texts."""
        every = list(changes)
        whole = next((c.original for c in every if c.original and not is_packed(c.original)), None)
        if whole is not None:
            job.write([whole])
            return
        with open_table(job.stored) as file:
            schema = file.schema_arrow
            if any(change.marked for change in every):
                schema = schema.remove(len(schema) - 1)
            rows = _merged(batches(file), every, schema, job.config.text_field)
            _write_tables(job, schema, rows, file)

    def restore_from_originals(self, job: RestoreJob, originals: Iterator[bytes]) -> None:
        """Write the packed rows as a table, or the bytes of a whole file."""
        first = next(originals)
        if not is_packed(first):
            job.write(chain([first], originals))
            return
        tables = map(unpack, chain([first], originals))
        _write_tables(job, unpack(first).schema, tables)

    def join(self, parts: Sequence[Path], target: Path, keep: Callable[[], None]) -> None:
        """Write the rows of all parts to one table; they are removed when it is whole."""
        with open_output(target, "") as stream, Writer(stream, pq.read_schema(parts[0])) as writer:
            for path in parts:
                with pq.ParquetFile(path) as file:
                    for rows in batches(file):
                        writer.write(rows)


def _texts(source: Source, config: InputConfig) -> Iterator[Record]:
    """Give the records of a file; raise DocumentError where it has no column of texts, or breaks off."""
    number = 0
    with open_table(source) as file:
        _columns(file.schema_arrow, config)
        # all columns: one that is damaged must be found now, not when rows are written
        for batch in batches(file):
            yield from parse(batch, number, config)
            number += batch.num_rows


def parse(batch: pa.RecordBatch, first: int, config: InputConfig) -> list[Record]:
    """Give the records of rows; raise DocumentError where they have no column of texts."""
    text, *others = _columns(batch.schema, config)
    columns = [cells.texts(batch.column(text)), *(_values(batch, name) for name in others)]
    rows = enumerate(zip(*columns, strict=True), first)
    return [_record(number, found, others, config) for number, (found, *others) in rows]


def _columns(schema: pa.Schema, config: InputConfig) -> list[str | None]:
    """Give the names of the columns that are read, None for those that are not there.

    Raises:
        DocumentError: there is no column of text.
    """
    if schema.get_field_index(config.text_field) < 0:
        head, dot, rest = config.text_field.partition(".")
        if dot and head in schema.names and pa.types.is_struct(schema.field(head).type):
            raise DocumentError(
                f"no column {config.text_field!r}: fields of a column are not read; make a column of it, such as by "
                f"duckdb -c \"COPY (SELECT {head}.{rest} AS text, * FROM 'FILE') TO 'FILE.parquet'\""
            )
        raise DocumentError(f"no column {config.text_field!r}; columns: {', '.join(map(repr, schema.names))}")
    kind = schema.field(config.text_field).type
    if not cells.is_text(kind):
        raise DocumentError(f"column {config.text_field!r} is {kind}, not text")
    optional = (config.id_field, config.host_field, config.url_field, config.date_field, config.markup_field)
    return [name if schema.get_field_index(name) >= 0 else None for name in (config.text_field, *optional, *DESCRIBED)]


def _values(batch: pa.RecordBatch, name: str | None) -> list[Any]:
    if name is None:
        return [None] * batch.num_rows
    column = batch.column(name)
    if not cells.is_text(column.type):
        return cells.values(column)
    return [lenient(cell) if isinstance(cell, bytes) else cell for cell in cells.texts(column)]


def _record(number: int, text: str | bytes | None, others: list[Any], config: InputConfig) -> Record:
    if text is None:
        return Record(number, failure=f"no text: column {config.text_field!r} is null", stage="read")
    encoding = "utf-8"
    if isinstance(text, bytes):
        text, encoding, why = text_of(text)
        if why:
            return Record(number, failure=f"not text: column {config.text_field!r}: {why}", stage="read")
    record = Record(number, text, *map(as_text, others))
    record.encoding = encoding
    return record


def _write_rows(job: WriteJob, path: Path, verdicts: Mapping[int, Verdict]) -> Iterator[Original]:
    marks = any(verdict.marks for verdict in verdicts.values())
    with open_table(job.source) as file, open_output(path, job.source.compression) as stream:
        schema = marked_schema(file.schema_arrow) if marks else file.schema_arrow
        with Writer(stream, schema, file) as writer:
            number = 0
            for rows in readable(job, batches(file), len):
                some = [verdicts.get(number + i) for i in range(rows.num_rows)]
                new, originals = _changed(job, number, rows, some)
                yield from originals
                if marks:
                    new = with_marks(new, schema, [verdict.marked() if verdict else [] for verdict in some])
                for start, stop in _staying(some):
                    writer.write(new.slice(start, stop - start))
                number += rows.num_rows


def _changed(
    job: WriteJob, first: int, rows: pa.RecordBatch, verdicts: Sequence[Verdict | None]
) -> tuple[pa.RecordBatch, list[Original]]:
    """Give the rows with their new texts, and the originals of those that are dropped or cannot be rebuilt."""
    changed: dict[int, str] = {}
    same = job.config.encoding == "same"
    new, broken = (rows, set[int]()) if same else cells.sound(rows, job.config.text_field)
    originals = [job.original(first + i, pack(rows.slice(i, 1))) for i in sorted(broken)]
    values = cells.texts(rows.column(job.config.text_field)) if any(verdicts) else []
    for i, verdict in enumerate(verdicts):
        if verdict is None:
            continue
        if not verdict.drop and verdict.cleaned not in (None, values[i]):
            changed[i] = verdict.cleaned or ""
        if i not in broken and (verdict.drop or (i in changed and verdict.text != values[i])):
            originals.append(job.original(first + i, pack(rows.slice(i, 1))))
        if verdict.drop:  # its text would take an entry of a dictionary, which may have no more than 128
            changed[i] = ""
    return cells.with_texts(new, job.config.text_field, changed), originals


def _staying(verdicts: Sequence[Verdict | None]) -> Iterator[tuple[int, int]]:
    """Give the ranges of rows that stay; any type can be sliced, but not every type can be filtered."""
    at = 0
    for drop, run in groupby(verdicts, key=lambda verdict: bool(verdict and verdict.drop)):
        start, at = at, at + sum(1 for _ in run)
        if not drop:
            yield start, at


def _merged(
    tables: Iterable[pa.RecordBatch], changes: list[Change], schema: pa.Schema, field: str
) -> Iterator[pa.Table]:
    """Give the rows of the input, in order: cleaned rows, rebuilt if they changed, and originals."""
    number = at = 0
    for batch in tables:
        # columns by index, since two may have one name, and not cast: cells need not be what their type says
        rows = pa.Table.from_arrays(batch.columns[: len(schema)], schema=schema)
        start = 0
        while start < len(rows):
            change = changes[at] if at < len(changes) else None
            if change is None or change.record != number:
                stop = len(rows) if change is None else min(len(rows), start + change.record - number)
                yield rows.slice(start, stop - start)
                number, start = number + stop - start, stop
                continue
            one = _rebuilt(change, rows.slice(start, 1), field) if change.kept else unpack(change.original or b"")
            yield one
            number, start, at = number + len(one), start + change.kept, at + 1
    yield from (unpack(change.original) for change in changes[at:] if change.original)


def _rebuilt(change: Change, row: pa.Table, field: str) -> pa.Table:
    """Give the row of the input from the cleaned row and its change."""
    if change.original is not None:
        return unpack(change.original)
    if not change.edits:
        return row
    (rows,) = row.to_batches()
    (cut,) = cells.texts(rows.column(field))
    return pa.Table.from_batches([cells.with_texts(rows, field, {0: restore(str(cut), change.edits)})])


def _write_tables(
    job: RestoreJob, schema: pa.Schema, tables: Iterable[pa.Table], like: pq.ParquetFile | None = None
) -> None:
    with open_output(job.out, job.source.compression) as stream, Writer(stream, schema, like) as writer:
        for table in tables:
            for rows in table.to_batches():
                writer.write(rows)
