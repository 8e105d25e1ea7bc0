"""Write the cleaned records of a task in the shape of their files, and keep what that does not give back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from chaffinch.apply import restore
from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats import cells, json_text, jsonl, parquet_files, separated
from chaffinch.formats.assemble import is_converted, part
from chaffinch.formats.compression import open_output, slurp
from chaffinch.formats.convert import convert
from chaffinch.formats.discovery import Source, Task
from chaffinch.formats.encodings import decode, decode_as, encode
from chaffinch.formats.jsonl import Coding, coded_lines, coding_of
from chaffinch.formats.record import Record, looks_like_html
from chaffinch.formats.verdicts import FAILED, Job, Original, Verdict

__all__ = ["rewrite"]

T = TypeVar("T")


def rewrite(
    task: Task,
    sources: Sequence[Source],
    config: InputConfig,
    verdicts: Mapping[tuple[int, int], Verdict],
    out: Path,
) -> Iterator[Original]:
    """Write the cleaned records of a task as part files, which `assemble` joins.

    Args:
        task: the same that was read.
        sources: all of them.
        config: names of fields, and the shape wanted.
        verdicts: by index of the source and number of the record. Documents extracted from HTML need one always,
            and every document where the shape wanted is another than its file's; failed ones need `FAILED`. Other
            records without one come out as the same bytes.
        out: a folder for the part files.

    Yields:
        What the part files and the edits do not give back; the parts are whole when all was taken.

    Raises:
        RunError: a file is no longer what it was when it was read.
    """
    for piece in task.pieces:
        source = sources[piece.source]
        job = Job(source, piece, config, verdicts)
        write = convert if is_converted(source, config.to) else _WRITERS[source.kind]
        try:
            yield from write(job, part(out, piece))
        except DocumentError:  # reading told of it; what cannot be read is not written, and cannot be kept
            continue


def _text(job: Job, path: Path) -> Iterator[Original]:
    data = slurp(job.source)
    record = Record(0)
    with suppress(DocumentError):
        record.text, record.encoding = decode(data)
    verdict = job.judged(record)
    if verdict and verdict.drop:
        yield job.original(0, data)
        return
    new, encoding = data, record.encoding or "utf-8"
    if verdict and verdict.edits:
        new = encode(verdict.cleaned or "", encoding)
        if encode(restore(decode_as(new, encoding), verdict.edits), encoding) != data:
            yield job.original(0, data)
    with open_output(path, job.source.compression) as stream:
        stream.write(new)


def _page(job: Job, path: Path) -> Iterator[Original]:
    verdict = job.given(0) or FAILED
    if not verdict.drop:
        with open_output(path, job.source.compression) as stream:
            stream.write((verdict.cleaned or "").encode())
    elif verdict.cleaned is not None:
        yield job.original(0, verdict.text.encode())


def _lines(job: Job, path: Path) -> Iterator[Original]:
    coding = coding_of(job.source, job.piece)
    rows = _begun(coded_lines(job.source, job.piece, coding))
    with open_output(path, job.source.compression) as stream:
        stream.write(coding.mark)
        for number, line in enumerate(rows, job.piece.record):
            verdict = job.given(number)
            if verdict is None:  # not even read: what fails, and what was extracted from HTML, has one
                stream.write(line)
            elif verdict.drop and not verdict.edits:
                yield job.original(number, line)
            else:
                record = jsonl.read_line(line, number, coding, job.config) or Record(number)
                new, exact = _line(line, record, job.judged(record), coding, job.config.text_field)
                stream.write(new)
                if not exact:
                    yield job.original(number, line)


def _begun(rows: Iterator[T]) -> Iterator[T]:
    """Take the first row, so that a file that cannot be read raises; one that breaks off later just ends."""
    first = next(rows, None)
    return iter(()) if first is None else _until_broken(first, rows)


def _until_broken(first: T, rows: Iterator[T]) -> Iterator[T]:
    yield first
    with suppress(DocumentError):
        yield from rows


def _line(line: bytes, record: Record, verdict: Verdict | None, coding: Coding, field: str) -> tuple[bytes, bool]:
    """Give what a line becomes (nothing if it goes), and whether that and the edits give the line back."""
    if verdict is None:
        return line, True
    if verdict.drop:
        return b"", False
    new = coding.decoded(line)
    exact = coding.encoded(new) == line
    if looks_like_html(record.text or ""):
        new, exact = json_text.replace_text(new, field, verdict.cleaned or ""), False
    elif verdict.edits:
        new, rebuilds = json_text.splice(new, field, verdict.edits)
        exact = exact and rebuilds
    if verdict.marks:  # restoring takes the very same away first
        new = json_text.add_marks(new, verdict.marked())
    return coding.encoded(new), exact


def _rows(job: Job, path: Path) -> Iterator[Original]:
    try:
        header, rows = separated.open_rows(job.source)
        rows = _begun(rows)
    except DocumentError:
        yield job.original(0, slurp(job.source))
        return
    at = header.index(job.config.text_field)
    if at < 0 and header.raw.strip():
        yield job.original(0, slurp(job.source))
        return
    with open_output(path, job.source.compression) as stream:
        stream.write(header.encoded_head())
        for number, row in enumerate(rows):
            record = separated.parse(row, number, header, job.config)
            new, exact = _row(row, record, job.judged(record), header, at)
            stream.write(header.encoded(new))
            if not exact:
                yield job.original(number, header.encoded(row.raw))


def _row(
    row: separated.Row, record: Record, verdict: Verdict | None, header: separated.Header, at: int
) -> tuple[bytes, bool]:
    """Give what a row becomes (nothing if it goes), and whether that and the edits give the row back."""
    if verdict is None or (not verdict.drop and verdict.cleaned in (None, record.text)):
        return row.raw, True
    if verdict.drop:
        return b"", False
    new = separated.replace_text(row, at, verdict.cleaned or "", header.delimiter)
    if looks_like_html(record.text or ""):
        return new, False
    return new, separated.rebuilt(new, at, verdict.edits, header.delimiter) == row.raw


def _table(job: Job, path: Path) -> Iterator[Original]:
    verdicts: dict[int, Verdict] = {}
    number = -1
    try:
        for record in parquet_files.texts(job.source, job.config):
            number = record.number
            if verdict := job.judged(record):
                verdicts[number] = verdict
    except DocumentError:  # no table of texts, or broken: the file is kept as it is
        yield job.original(number + 1, slurp(job.source))
        if number < 0:
            return
        verdicts[number + 1] = FAILED
    if verdicts:
        yield from _write_table(job, path, verdicts)
        return
    with open_output(path, job.source.compression) as stream:  # nothing changes, so the very bytes stay
        stream.write(slurp(job.source))


def _write_table(job: Job, path: Path, verdicts: Mapping[int, Verdict]) -> Iterator[Original]:
    marks = any(verdict.marks for verdict in verdicts.values())
    with parquet_files.open_table(job.source) as file, open_output(path, job.source.compression) as stream:
        schema = parquet_files.marked_schema(file.schema_arrow) if marks else file.schema_arrow
        with parquet_files.Writer(stream, schema, file) as writer:
            number = 0
            for rows in _begun(parquet_files.batches(file)):
                some = [verdicts.get(number + i) for i in range(rows.num_rows)]
                new, originals = _changed(job, number, rows, some)
                yield from originals
                if marks:
                    new = parquet_files.with_marks(
                        new, schema, [verdict.marked() if verdict else [] for verdict in some]
                    )
                for start, stop in _staying(some):
                    writer.write(new.slice(start, stop - start))
                number += rows.num_rows


def _changed(
    job: Job, first: int, rows: pa.RecordBatch, verdicts: Sequence[Verdict | None]
) -> tuple[pa.RecordBatch, list[Original]]:
    """Give the rows with their new texts, and the originals of those that go or cannot be rebuilt."""
    changed: dict[int, str] = {}
    originals = []
    values = cells.texts(rows.column(job.config.text_field)) if any(verdicts) else []
    for i, verdict in enumerate(verdicts):
        if verdict is None:
            continue
        if not verdict.drop and verdict.cleaned not in (None, values[i]):
            changed[i] = verdict.cleaned or ""
        if verdict.drop or (i in changed and verdict.text != values[i]):
            originals.append(job.original(first + i, parquet_files.pack(rows.slice(i, 1))))
        if verdict.drop:  # its text would take a place in a dictionary, which may have no more than 128
            changed[i] = ""
    return cells.with_texts(rows, job.config.text_field, changed), originals


def _staying(verdicts: Sequence[Verdict | None]) -> Iterator[tuple[int, int]]:
    """Give the ranges of rows that stay; slices can be taken of any type, a filter not of every one."""
    at = 0
    for drop, run in groupby(verdicts, key=lambda verdict: bool(verdict and verdict.drop)):
        start, at = at, at + sum(1 for _ in run)
        if not drop:
            yield start, at


_WRITERS: dict[str, Callable[[Job, Path], Iterator[Original]]] = {
    "text": _text,
    "html": _page,
    "jsonl": _lines,
    "csv": _rows,
    "parquet": _table,
}
