"""Write the cleaned records of a task as part files, and keep what these do not give back.

Files may be asked for in another shape than their own: text files, JSONL or Parquet. No edit can express what such a
conversion loses (other fields, spacing, order), so the original of every record is kept; of a page, the text that was
extracted from it, which for a WARC file is a line of JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats import json_text, parquet_tables
from chaffinch.formats.assemble import is_converted, part, shape
from chaffinch.formats.compression import open_output
from chaffinch.formats.format import WriteJob
from chaffinch.formats.record import Record, nested, with_field
from chaffinch.formats.registry import format_of
from chaffinch.formats.sources import Source, Task
from chaffinch.formats.verdicts import FAILED, Original, Verdict
from chaffinch.schemas import CONVERTED

__all__ = ["rewrite"]

_ROWS = 1024  # rows of Parquet written at a time; chosen by hand, not measured


def rewrite(
    task: Task,
    sources: Sequence[Source],
    config: InputConfig,
    verdicts: Mapping[tuple[int, int], Verdict],
    out: Path,
) -> Iterator[Original]:
    """Write the cleaned records of a task as part files, which `assemble` joins.

    A file that reading could not open is not written, and has no originals either: its failure is the record of it.

    Args:
        task: the same that was read.
        sources: all of them.
        config: names of fields, and the shape that is asked for.
        verdicts: by index of the source and number of the record. Documents extracted from HTML need one always, and so
            does every document where the shape is another than its file's; failed ones need `FAILED`. Other records
            without one come out as the same bytes.
        out: a folder for the part files.

    Yields:
        What the part files and the edits do not give back; the parts are whole when all was taken.

    Raises:
        RunError: a file is not what it was when it was read, or cannot be read any more.
    """
    for piece in task.pieces:
        source = sources[piece.source]
        job = WriteJob(source, piece, config, verdicts)
        write = _convert if is_converted(source, config.to) else format_of(source).rewrite
        try:
            yield from write(job, part(out, piece))
        except DocumentError as error:
            job.expect_failure(piece.record, error)


class _Row(NamedTuple):
    """A record to be written.

    Attributes:
        number: its number.
        values: the text, and what is known of the document.
        fields: all fields that the record has in its file.
        marks: passages that are only marked.
    """

    number: int
    values: Mapping[str, Any]
    fields: Mapping[str, Any]
    marks: list[dict[str, object]]


def _convert(job: WriteJob, path: Path) -> Iterator[Original]:
    """Write a piece in the shape ``job.config.to``, and keep the originals of all its records.

    Where none of them stays, nothing is written.

    Raises:
        DocumentError, RunError: as `Format.rewrite`.
    """
    originals: list[Original] = []
    rows = _kept(job, originals)
    first = next(rows, None)
    for _ in _SINKS[shape(job.source, job.config.to)](job, chain([first], rows), path) if first else ():
        yield from originals
        originals.clear()
    yield from originals


def _kept(job: WriteJob, originals: list[Original]) -> Iterator[_Row]:
    """Give the records that stay; add the originals of all to a list."""
    kind = format_of(job.source)
    for number, record, fields, raw in kind.full_records(job):
        if raw is not None:
            originals.append(job.original(number, raw))
        if record is None:
            continue
        page = kind.is_extracted
        verdict = job.given(number) or FAILED if page else job.judged(record, may_be_html=not kind.single)
        known = _values(job, record) | (dict(verdict.known) if verdict else {})
        if page and verdict and verdict.cleaned is not None:
            originals.append(job.original(number, _extracted(job, known, verdict.text)))
        if verdict and verdict.drop:
            continue
        text = record.text if verdict is None or verdict.cleaned is None else verdict.cleaned
        yield _Row(number, known | {"text": text}, fields, verdict.marked() if verdict else [])


def _extracted(job: WriteJob, known: dict[str, Any], text: str) -> bytes:
    """Give the original of a page: its text, in the shape that the pages of its file are restored in."""
    return text.encode() if format_of(job.source).single else _line(known | {"text": text})


def _values(job: WriteJob, record: Record) -> dict[str, Any]:
    name = format_of(job.source).default_id(job.source, record.number)
    return {"id": record.id or name, "url": record.url, "host": record.host, "date": record.date}


def _to_jsonl(job: WriteJob, rows: Iterator[_Row], path: Path) -> Iterator[None]:
    with open_output(path, "") as stream:
        for row in rows:
            known = row.values
            if row.fields:  # a record keeps its own fields, in their order
                known = with_field(row.fields, job.config.text_field, row.values["text"])
            marks = {json_text.MARKS: row.marks} if row.marks else {}
            stream.write(_line({**known, **marks}, nulls=bool(row.fields)))
            yield


def _to_text(job: WriteJob, rows: Iterator[_Row], path: Path) -> Iterator[None]:
    for row in rows:
        with open_output(path / f"{row.number:09d}.txt", "") as stream:
            stream.write(row.values["text"].encode())
        yield


def _to_parquet(job: WriteJob, rows: Iterator[_Row], path: Path) -> Iterator[None]:
    waiting: list[dict[str, Any]] = []
    with open_output(path, "") as stream, parquet_tables.Writer(stream, CONVERTED) as writer:
        for row in rows:
            fields = dict(row.fields)
            if fields.pop(job.config.text_field, None) is None and nested(fields, job.config.text_field) is not None:
                fields = with_field(fields, job.config.text_field, None)
            marks = [{name: mark.get(name) for name in ("start", "stop", "reason")} for mark in row.marks]
            columns = {"source": job.source.name, "record": row.number, json_text.MARKS: marks}
            waiting.append({**row.values, **columns, "fields": _json(fields).decode()})
            if len(waiting) == _ROWS:
                writer.write(pa.RecordBatch.from_pylist(waiting, CONVERTED))
                waiting = []
            yield
        writer.write(pa.RecordBatch.from_pylist(waiting, CONVERTED))


def _line(values: Mapping[str, Any], *, nulls: bool = False) -> bytes:
    return _json({name: value for name, value in values.items() if nulls or value is not None}) + b"\n"


def _json(tree: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(tree, enc_hook=str)


_SINKS: dict[str, Callable[[WriteJob, Iterator[_Row], Path], Iterator[None]]] = {
    "jsonl": _to_jsonl,
    "text": _to_text,
    "parquet": _to_parquet,
}
