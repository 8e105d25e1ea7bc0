"""Write records in another shape than their file's: text files, JSONL or Parquet.

What a conversion loses (other fields, spacing, order) no edit can say, so the original of every record is kept; of a
page what was extracted from it, which of a WARC file is a line of JSON.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa

from chaffinch.errors import DocumentError
from chaffinch.formats import cells, json_text, jsonl, parquet_files, separated, warc
from chaffinch.formats.assemble import shape
from chaffinch.formats.compression import open_output, slurp
from chaffinch.formats.encodings import decode
from chaffinch.formats.jsonl import coded_lines, coding_of
from chaffinch.formats.record import Record
from chaffinch.formats.verdicts import FAILED, Job, Original
from chaffinch.schemas import CONVERTED

__all__ = ["convert"]

_KNOWN = ("host", "date", "title", "author", "site")
_ROWS = 1024  # rows of Parquet written at a time


class _Taken(NamedTuple):
    """A record with its other fields and the bytes that give it back; ``record`` is None for what lies between."""

    number: int
    record: Record | None
    fields: Mapping[str, Any]
    raw: bytes | None


class _Row(NamedTuple):
    """A record to be written."""

    number: int
    values: Mapping[str, Any]
    fields: Mapping[str, Any]
    marks: list[dict[str, object]]


def convert(job: Job, path: Path) -> Iterator[Original]:
    """Write a piece in the shape ``job.config.to``, and keep the originals of all its records.

    Where none of them stays, nothing is written.
    """
    originals: list[Original] = []
    rows = _kept(job, originals)
    first = next(rows, None)
    for _ in _SINKS[shape(job.source, job.config.to)](job, chain([first], rows), path) if first else ():
        yield from originals
        originals.clear()
    yield from originals


def _kept(job: Job, originals: list[Original]) -> Iterator[_Row]:
    for number, record, fields, raw in _READERS[job.source.kind](job):
        if raw is not None:
            originals.append(job.original(number, raw))
        if record is None:
            continue
        page = job.source.kind in ("html", "warc")
        verdict = job.given(number) or FAILED if page else job.judged(record)
        known = _values(job, record) | (dict(verdict.known) if verdict else {})
        if page and verdict and verdict.cleaned is not None:
            originals.append(job.original(number, _extracted(job, known, verdict.text)))
        if verdict and verdict.drop:
            continue
        text = record.text if verdict is None or verdict.cleaned is None else verdict.cleaned
        yield _Row(number, known | {"text": text}, fields, verdict.marked() if verdict else [])


def _extracted(job: Job, known: dict[str, Any], text: str) -> bytes:
    """Give what is kept of a page: its text, in the shape that the pages of its file are restored in."""
    return text.encode() if job.source.kind == "html" else _line(known | {"text": text})


def _values(job: Job, record: Record) -> dict[str, Any]:
    name = job.source.name if job.source.single else f"{job.source.name}#{record.number}"
    return {"id": record.id or name, "url": record.url, "host": record.host, "date": record.date}


def _text(job: Job) -> Iterator[_Taken]:
    data = slurp(job.source)
    try:
        yield _Taken(0, Record(0, decode(data)[0]), {}, data)
    except DocumentError:
        yield _Taken(0, None, {}, data)


def _page(job: Job) -> Iterator[_Taken]:
    yield _Taken(0, Record(0), {}, None)


def _archived(job: Job) -> Iterator[_Taken]:
    for record in warc.records(job.source, job.piece):
        yield _Taken(record.number, record, {}, None)


def _lines(job: Job) -> Iterator[_Taken]:
    coding = coding_of(job.source, job.piece)
    if coding.mark:
        yield _Taken(-1, None, {}, coding.mark)
    for number, line in enumerate(coded_lines(job.source, job.piece, coding), job.piece.record):
        record = jsonl.read_line(line, number, coding, job.config)
        good = record is not None and record.text is not None
        fields = jsonl.fields(coding.decoded(line).removeprefix(codecs.BOM_UTF8)) if good else {}
        yield _Taken(number, record, fields, line)


def _rows(job: Job) -> Iterator[_Taken]:
    try:
        header, rows = separated.open_rows(job.source)
    except DocumentError:
        yield _Taken(0, None, {}, slurp(job.source))
        return
    if header.index(job.config.text_field) < 0:
        yield _Taken(0, None, {}, slurp(job.source))
        return
    yield _Taken(-1, None, {}, header.encoded_head())
    for number, row in enumerate(rows):
        record = separated.parse(row, number, header, job.config)
        columns = header.columns[: len(row.fields)] if record.text is not None else ()
        fields = {name: separated.value(row, i) for i, name in enumerate(columns)}
        yield _Taken(number, record, fields, header.encoded(row.raw))


def _table(job: Job) -> Iterator[_Taken]:
    number = 0
    try:
        with parquet_files.open_table(job.source) as file:
            for rows in parquet_files.batches(file):
                records = parquet_files.parse(rows, number, job.config)
                whole: bytes | None = parquet_files.pack(rows)
                others = zip(*map(cells.values, rows.columns), strict=True)
                for record, row in zip(records, others, strict=True):
                    yield _Taken(number, record, dict(zip(rows.schema.names, row, strict=True)), whole)
                    whole = None
                    number += 1
    except DocumentError:
        yield _Taken(number, None, {}, slurp(job.source))


def _to_jsonl(job: Job, rows: Iterator[_Row], path: Path) -> Iterator[None]:
    with open_output(path, "") as stream:
        for row in rows:
            known = row.values
            if row.fields:  # a record stays what it was
                known = {**row.fields, job.config.text_field: row.values["text"]}
            marks = {json_text.MARKS: row.marks} if row.marks else {}
            stream.write(_line({**known, **marks}, nulls=bool(row.fields)))
            yield


def _to_text(job: Job, rows: Iterator[_Row], path: Path) -> Iterator[None]:
    for row in rows:
        with open_output(path / f"{row.number:09d}.txt", "") as stream:
            stream.write(row.values["text"].encode())
        yield


def _to_parquet(job: Job, rows: Iterator[_Row], path: Path) -> Iterator[None]:
    waiting: list[dict[str, Any]] = []
    with open_output(path, "") as stream, parquet_files.Writer(stream, CONVERTED) as writer:
        for row in rows:
            fields = {name: value for name, value in row.fields.items() if name != job.config.text_field}
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


_READERS: dict[str, Callable[[Job], Iterator[_Taken]]] = {
    "text": _text,
    "html": _page,
    "jsonl": _lines,
    "csv": _rows,
    "parquet": _table,
    "warc": _archived,
}
_SINKS: dict[str, Callable[[Job, Iterator[_Row], Path], Iterator[None]]] = {
    "jsonl": _to_jsonl,
    "text": _to_text,
    "parquet": _to_parquet,
}
