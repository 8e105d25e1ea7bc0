"""Give back the files of an input from what a run keeps: cleaned corpus, edits and originals.

Read from a run folder what it changed in its files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from chaffinch.apply import restore as put_back
from chaffinch.config import InputConfig
from chaffinch.formats import cells, json_text, parquet_files, separated
from chaffinch.formats.assemble import is_converted, targets
from chaffinch.formats.compression import blocks, open_output, slurp
from chaffinch.formats.discovery import Source
from chaffinch.formats.encodings import decode_as, encode
from chaffinch.formats.jsonl import coded_lines, coding_of
from chaffinch.model import Edit

__all__ = ["Change", "changes", "restore"]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """A record that does not stand in the cleaned corpus as it was.

    Attributes:
        source: its name.
        record: its number.
        kept: it is in the cleaned corpus; an original that is no document, such as a header, is not.
        edits: what was cut, sorted.
        original: its bytes, where they were kept.
        encoding: as in the table of documents.
        marked: it was written with marked passages.
    """

    source: str
    record: int
    kept: bool = True
    edits: Sequence[Edit] = ()
    original: bytes | None = None
    encoding: str | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """A source, the file that it became, and the file to make."""

    source: Source
    cleaned: Path
    out: Path
    config: InputConfig

    @property
    def stored(self) -> Source:
        """The cleaned file, to be read as the source was."""
        return replace(self.source, path=self.cleaned)


def restore(
    sources: Sequence[Source], changes: Iterable[Change], *, cleaned: Path, out: Path, config: InputConfig
) -> list[str]:
    """Write the files of an input below ``out``, as they were.

    Text, JSONL and CSV come out to the byte, once decompressed; Parquet equal in schema, metadata and values; of HTML
    the text that was extracted, as ``name.txt``, and of the pages of a WARC file as ``name.jsonl``. A file that could
    not be read, and a page that nothing was extracted from, was never taken in and is not given back.

    Args:
        sources: all of them; only name, kind and compression are looked at.
        changes: sorted by source and record.
        cleaned: the cleaned corpus.
        out: a folder to write to; it should be new or empty.
        config: as in the run.

    Returns:
        The names below ``out`` that were written.
    """
    groups = groupby(changes, key=lambda change: change.source)
    name, group = next(groups, (None, iter(())))
    made, plain = targets(sources, config.to), targets(sources)
    written = []
    for index in sorted(range(len(sources)), key=lambda index: sources[index].name):
        job = _Job(sources[index], cleaned / made[index], out / plain[index], config)
        mine = name == sources[index].name
        if _restore(job, group if mine else iter(())):
            written.append(plain[index])
        if mine:
            name, group = next(groups, (None, iter(())))
    return written


def _restore(job: _Job, changes: Iterator[Change]) -> bool:
    """Restore one source; tell whether there was anything to write."""
    if is_converted(job.source, job.config.to) or not job.cleaned.is_file():
        return _from_originals(job, changes)
    first = next(changes, None)
    if first is None:
        _write(job.out, "", blocks(replace(job.stored, compression="")))
    elif job.source.kind == "parquet":
        _table(job, [first, *changes])
    else:
        rows = _WALKS[job.source.kind](job, first, chain([first], changes))
        _write(job.out, job.source.compression, rows)
    return True


def _write(path: Path, compression: str, rows: Iterable[bytes]) -> None:
    with open_output(path, compression) as stream:
        for row in rows:
            stream.write(row)


def _from_originals(job: _Job, changes: Iterator[Change]) -> bool:
    """Put the originals of a source one after another: it has no cleaned file, or one of another shape."""
    kept = (change.original for change in changes if change.original is not None)
    first = next(kept, None)
    if first is None:
        return False
    if job.source.kind == "parquet" and parquet_files.is_packed(first):
        _write_table(job, parquet_files.unpack(first).schema, map(parquet_files.unpack, chain([first], kept)))
    else:
        # a WARC file is given back as JSONL, which is its own format and not compressed
        _write(job.out, "" if job.source.kind == "warc" else job.source.compression, chain([first], kept))
    return True


def _text(job: _Job, first: Change, _: Iterator[Change]) -> Iterator[bytes]:
    if first.original is not None:
        yield first.original
        return
    encoding = "utf-8" if job.source.kind == "html" else first.encoding or "utf-8"
    yield encode(put_back(decode_as(slurp(job.stored), encoding), first.edits), encoding)


def _lines(job: _Job, _: Change, changes: Iterator[Change]) -> Iterator[bytes]:
    field, coding = job.config.text_field, coding_of(job.stored)

    def rebuild(line: bytes, change: Change) -> bytes:
        body = coding.decoded(line)
        return coding.encoded(json_text.rebuilt(body, field, change.edits, marked=change.marked))

    yield coding.mark
    yield from _merged(coded_lines(job.stored, None, coding), changes, rebuild)


def _rows(job: _Job, first: Change, changes: Iterator[Change]) -> Iterator[bytes]:
    header, rows = separated.open_rows(job.stored, encoding=first.encoding)
    at = header.index(job.config.text_field)

    def rebuild(row: bytes, change: Change) -> bytes:
        raw = header.decoded(row)
        return header.encoded(separated.rebuilt(raw, at, change.edits, header.delimiter))

    yield header.encoded_head()
    yield from _merged((header.encoded(row.raw) for row in rows), changes, rebuild)


def _merged(
    rows: Iterator[bytes], changes: Iterator[Change], rebuild: Callable[[bytes, Change], bytes]
) -> Iterator[bytes]:
    """Count records: each is the next of the cleaned rows, or else among the changes."""
    row, change = next(rows, None), next(changes, None)
    number = 0
    while row is not None or change is not None:
        if change is None or change.record != number:
            if row is not None:
                yield row
                row = next(rows, None)
        else:
            if change.original is not None:
                yield change.original
            elif change.kept and row is not None:
                yield rebuild(row, change)
            row = next(rows, None) if change.kept else row
            change = next(changes, None)
        number = number + 1 if row is not None or change is None else max(number + 1, change.record)


def _table(job: _Job, changes: list[Change]) -> None:
    """Restore a table that has rows of its own left, or none."""
    whole = next((c.original for c in changes if c.original and not parquet_files.is_packed(c.original)), None)
    if whole is not None:
        _write(job.out, job.source.compression, [whole])
        return
    with parquet_files.open_table(job.stored) as file:
        schema = file.schema_arrow
        if any(change.marked for change in changes):
            schema = schema.remove(len(schema) - 1)
        rows = _merged_tables(parquet_files.batches(file), changes, schema, job.config.text_field)
        _write_table(job, schema, rows, file)


def _merged_tables(
    batches: Iterable[pa.RecordBatch], changes: list[Change], schema: pa.Schema, field: str
) -> Iterator[pa.Table]:
    number = at = 0
    for batch in batches:
        # by place, since names may be there twice, and not cast: cells need not be what their type says
        rows = pa.Table.from_arrays(batch.columns[: len(schema)], schema=schema)
        start = 0
        while start < len(rows):
            change = changes[at] if at < len(changes) else None
            if change is None or change.record != number:
                stop = len(rows) if change is None else min(len(rows), start + change.record - number)
                yield rows.slice(start, stop - start)
                number, start = number + stop - start, stop
                continue
            one = (
                _one(change, rows.slice(start, 1), field)
                if change.kept
                else parquet_files.unpack(change.original or b"")
            )
            yield one
            number, start, at = number + len(one), start + change.kept, at + 1
    yield from (parquet_files.unpack(change.original) for change in changes[at:] if change.original)


def _one(change: Change, row: pa.Table, field: str) -> pa.Table:
    """Give the row that a cleaned one was."""
    if change.original is not None:
        return parquet_files.unpack(change.original)
    if not change.edits:
        return row
    (rows,) = row.to_batches()
    (cut,) = cells.texts(rows.column(field))
    return pa.Table.from_batches([cells.with_texts(rows, field, {0: put_back(str(cut), change.edits)})])


def _write_table(job: _Job, schema: pa.Schema, tables: Iterable[pa.Table], like: object = None) -> None:
    with (
        open_output(job.out, job.source.compression) as stream,
        parquet_files.Writer(stream, schema, like) as writer,
    ):
        for table in tables:
            for rows in table.to_batches():
                writer.write(rows)


_WALKS: dict[str, Callable[[_Job, Change, Iterator[Change]], Iterator[bytes]]] = {
    "text": _text,
    "html": _text,
    "jsonl": _lines,
    "csv": _rows,
}


_ROWS = 256  # changes read at a time: each may hold the bytes of a record

_CHANGES = """
with cut as (
    select document, list(struct_pack(start := start, stop := stop, position := position, text := text)
        order by start) as edits
    from {edits} group by document
), told as (
    select document, bool_or(action = 'mark') as marked, bool_or(action = 'remove') as removed
    from {removals} group by document
), read as (
    select d.source, d.record, d.encoding, coalesce(t.marked, false) as marked, c.edits,
        -- one that was to lose something and has no edit was left out, as nothing would be left of it
        d.outcome = 'cleaned' and (c.edits is not null or not coalesce(t.removed, false)) as kept
    from {documents} d left join cut c using (document) left join told t using (document)
)
select coalesce(r.source, o.source) as source, coalesce(r.record, o.record) as record, coalesce(r.kept, false) as kept,
    r.edits, o.bytes, r.encoding, coalesce(r.marked, false) as marked
from read r full join {originals} o on r.source = o.source and r.record = o.record
where o.bytes is not null or not r.kept or r.edits is not null or r.marked
order by 1, 2
"""


def changes(folder: Path, *, memory: int) -> Iterator[Change]:
    """Give what a run changed, sorted by source and record; a few records at a time.

    Args:
        folder: the run folder, with the tables documents, edits, removals and originals.
        memory: bytes that sorting may take; what is more goes to the disk.
    """
    import duckdb

    names = ("documents", "edits", "removals", "originals")
    statement = _CHANGES.format(**{name: _scan(folder, name) for name in names})
    with duckdb.connect(config={"memory_limit": f"{memory // 1_000_000}MB"}) as base:
        cursor = base.execute(statement)
        while rows := cursor.fetchmany(_ROWS):
            for source, record, kept, cut, original, encoding, marked in rows:
                edits = [Edit(**edit) for edit in cut or ()]
                yield Change(source, record, kept, edits, original, encoding, marked)


def _scan(folder: Path, name: str) -> str:
    """Give the SQL that reads a table of a run folder, one file or a folder of parts."""
    path = folder / f"{name}.parquet"
    where = str(path / "*.parquet" if path.is_dir() else path).replace("'", "''")
    return f"read_parquet('{where}')"
