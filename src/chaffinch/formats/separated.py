"""Read, rewrite and restore CSV and TSV files; a change of the text in a row touches no other byte."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from chaffinch.errors import DocumentError
from chaffinch.formats.compression import open_output, salvaged
from chaffinch.formats.extraction import EXTRACTED, holds_page
from chaffinch.formats.format import Format, FullRecord, ReadJob, RestoreJob, WriteJob
from chaffinch.formats.record import Record, lenient
from chaffinch.formats.rows import merged, readable
from chaffinch.formats.separated_rows import Row, rebuilt, replace_text, value
from chaffinch.formats.separated_tables import Header, Unclosed, open_rows, parse
from chaffinch.formats.sources import Source
from chaffinch.formats.verdicts import Change, Original
from chaffinch.text import is_utf8

__all__ = ["SeparatedFiles"]


class SeparatedFiles(Format):
    """Rows with a header; the number of a record counts rows, the header aside."""

    kind = "csv"
    extensions = (".csv", ".tsv")
    has_fields = True

    def field_names(self, source: Source) -> Iterator[str]:
        """Give the names of the columns."""
        header, _ = open_rows(source)
        yield from header.columns

    def records(self, job: ReadJob) -> Iterator[Record]:
        """Read each row; a file without the column of the text is one failure.

        What is wrong with the file, and not with one row, are failures behind the last row.
        """
        number, unclosed = 0, Unclosed()
        encoding = None
        try:
            header, rows = open_rows(job.source)
            encoding = header.encoding
            if header.lacks(job.config.text_field):
                known = ", ".join(map(repr, header.columns))
                raise DocumentError(f"no column {job.config.text_field!r}; columns: {known}")
            for row in rows:
                unclosed = unclosed.counted(row, number, header)
                yield parse(row, number, header, job.config)
                number += 1
            if header.tail:
                raise DocumentError("cut off: the file ends in the middle of a character")
        except DocumentError as error:
            yield Record(number, failure=str(error), stage="read", encoding=encoding)
            number += 1
        if unclosed.rows:
            yield Record(number, failure=unclosed.message(), stage="read", encoding=encoding)

    def rewrite(self, job: WriteJob, path: Path) -> Iterator[Original]:
        """Write each row that stays, with another text in its field; no other byte changes."""
        header, rows = open_rows(job.source)
        rows = readable(job, rows)
        if header.lacks(job.config.text_field):
            job.expect_failure(0, f"it has no column {job.config.text_field!r}")
            yield job.original(0, salvaged(job.source)[0])
            return
        in_utf8 = job.config.encoding != "same"
        number = -1
        with open_output(path, job.source.compression) as stream:
            head = header.head_in_utf8() if in_utf8 else header.encoded_head()
            stream.write(head)
            if head != header.encoded_head():
                yield job.original(-1, header.encoded_head())
            for number, row in enumerate(rows):
                new, exact = _cleaned(job, header, row, number)
                stream.write(new if in_utf8 else header.encoded(new))
                if not exact:
                    yield job.original(number, header.encoded(row.raw))
        if header.tail:
            yield job.original(number + 1, header.tail)

    def full_records(self, job: WriteJob) -> Iterator[FullRecord]:
        """Read each row with all its fields."""
        header, rows = open_rows(job.source)
        if header.index(job.config.text_field) < 0:
            if header.lacks(job.config.text_field):
                job.expect_failure(0, f"it has no column {job.config.text_field!r}")
            yield FullRecord(0, None, {}, salvaged(job.source)[0])
            return
        yield FullRecord(-1, None, {}, header.encoded_head())
        number = -1
        for number, row in enumerate(readable(job, rows)):
            record = parse(row, number, header, job.config)
            columns = header.columns[: len(row.fields)] if record.text is not None else ()
            fields = {name: value(row, i) for i, name in enumerate(columns)}
            yield FullRecord(number, record, fields, header.encoded(row.raw))
        if header.tail:
            yield FullRecord(number + 1, None, {}, header.tail)

    def restore(self, job: RestoreJob, changes: Iterator[Change]) -> None:
        """Write the rows, with cuts put back into their texts."""
        in_utf8 = job.config.encoding != "same"
        first, changes = _peeked(changes)
        header, rows = open_rows(job.stored, encoding=None if in_utf8 else first)
        header = replace(header, encoding=first or header.encoding) if in_utf8 else header
        at = header.index(job.config.text_field)

        def rebuild(row: bytes, change: Change) -> bytes:
            row = row if in_utf8 else header.decoded(row)
            return header.encoded(rebuilt(row, at, change.edits, header.delimiter) if change.edits else row)

        raw = (row.raw if in_utf8 else header.encoded(row.raw) for row in rows)
        head, changes = _head_of(header, changes)
        job.write(chain([head], merged(raw, changes, rebuild)))


def _peeked(changes: Iterator[Change]) -> tuple[str | None, Iterator[Change]]:
    """Give the encoding of the first rows that name it, and all changes."""
    some: list[Change] = []
    for change in changes:
        some.append(change)
        if change.encoding and change.encoding != EXTRACTED:  # which names no encoding of the row
            return change.encoding, chain(some, changes)
    return None, iter(some)


def _head_of(header: Header, changes: Iterator[Change]) -> tuple[bytes, Iterator[Change]]:
    """Give the header as it was in the file, and the changes to rows."""
    first = next(changes, None)
    if first is not None and first.record < 0:
        return first.original or b"", changes
    return header.encoded_head(), chain([first] if first else [], changes)


def _cleaned(job: WriteJob, header: Header, row: Row, number: int) -> tuple[bytes, bool]:
    """Give the row as it is written (nothing if dropped), and whether it can be rebuilt from that and the edits."""
    record = parse(row, number, header, job.config)
    verdict, at = job.judged(record), header.index(job.config.text_field)
    if verdict and verdict.drop:
        return b"", False
    text = record.text if verdict is None or verdict.cleaned is None else verdict.cleaned
    if row.unclosed >= 0 or (job.config.encoding != "same" and not is_utf8(row.raw)):
        return _mended(row, at, text or "", header.delimiter), False
    if text == record.text:
        return row.raw, True
    new = replace_text(row, at, text or "", header.delimiter)
    if verdict is None or holds_page(record):
        return new, False
    return new, rebuilt(new, at, verdict.edits, header.delimiter) == row.raw


def _mended(row: Row, at: int, text: str, delimiter: bytes) -> bytes:
    """Give a row with another text, in UTF-8, in which every quote is closed."""
    for index in reversed(range(len(row.fields))):
        start, stop = row.fields[index]
        new = text if index == at else value(row, index)
        if index == at or row.raw[start : start + 1] == b'"' or not is_utf8(row.raw[start:stop]):
            row = Row(replace_text(row, index, new, delimiter), row.fields)
    return lenient(row.raw).encode()
