r"""Read, rewrite and restore CSV and TSV files; a change of the text in a row touches no other byte.

Rows are found in UTF-8 bytes; a file in another encoding is turned into UTF-8 as a whole, and back row by row.
A row has its line end and the blank lines after it, so that all rows, one after another, are the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from chaffinch.apply import restore
from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats.compression import blocks, open_output, slurp
from chaffinch.formats.encodings import decode, decode_as, encode
from chaffinch.formats.extraction import looks_like_html
from chaffinch.formats.format import Format, FullRecord, ReadJob, RestoreJob, WriteJob
from chaffinch.formats.record import Record, damage, lenient
from chaffinch.formats.rows import merged, readable
from chaffinch.formats.sources import Source
from chaffinch.formats.verdicts import Change, Original, Verdict
from chaffinch.model import Edit

__all__ = ["Header", "Row", "SeparatedFiles", "open_rows", "parse", "rebuilt", "replace_text", "value"]

_DELIMITERS = (b",", b";", b"\t")
_BLANK_LINES = re.compile(rb"[\r\n]*+")
_QUOTED = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)"?')
_SAMPLE = 16 << 20  # bytes of a file that are checked to be UTF-8; a later row that is not becomes a failure
_LONGEST = 4  # bytes of a character that the end of the sample may cut


class Row(NamedTuple):
    """A row.

    Attributes:
        raw: its bytes with its line end, in UTF-8.
        fields: the range of each field in them, quotes included.
    """

    raw: bytes
    fields: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a file, and what all its rows have in common.

    Attributes:
        raw: the header with the blank lines before it and its line end, in UTF-8.
        delimiter: one byte.
        columns: the names of the columns.
        encoding: of the file, named as by `encodings.decode`.
    """

    raw: bytes
    delimiter: bytes
    columns: tuple[str, ...]
    encoding: str

    def index(self, column: str) -> int:
        """Give the index of a column; -1 where there is none."""
        return self.columns.index(column) if column in self.columns else -1

    def lacks(self, column: str) -> bool:
        """Tell whether a file with a header has no such column; an empty file lacks nothing."""
        return bool(self.raw.strip()) and self.index(column) < 0

    def encoded(self, row: bytes) -> bytes:
        """Turn a row from UTF-8 into the bytes that it has in the file."""
        codec = self.encoding.removesuffix("-sig")
        return row if codec == "utf-8" else row.decode().encode(codec)

    def decoded(self, row: bytes) -> bytes:
        """Undo `encoded`."""
        codec = self.encoding.removesuffix("-sig")
        return row if codec == "utf-8" else row.decode(codec).encode()

    def encoded_head(self) -> bytes:
        """Give the header as it is in the file, with the byte order mark before it."""
        codec = self.encoding.removesuffix("-sig")
        mark = encode("", self.encoding)
        return mark + (self.raw if codec == "utf-8" else self.raw.decode().encode(codec))


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
        """Read each row; a file without the column of the text is one failure."""
        number = 0
        try:
            header, rows = open_rows(job.source)
            if header.lacks(job.config.text_field):
                known = ", ".join(map(repr, header.columns))
                raise DocumentError(f"no column {job.config.text_field!r}; columns: {known}")
            for row in rows:
                yield parse(row, number, header, job.config)
                number += 1
        except DocumentError as error:
            yield Record(number, failure=str(error), stage="read")

    def rewrite(self, job: WriteJob, path: Path) -> Iterator[Original]:
        """Write each row that stays, with another text in its field; no other byte changes."""
        header, rows = open_rows(job.source)
        rows = readable(job, rows)
        at = header.index(job.config.text_field)
        if header.lacks(job.config.text_field):
            job.expect_failure(0, f"it has no column {job.config.text_field!r}")
            yield job.original(0, slurp(job.source))
            return
        with open_output(path, job.source.compression) as stream:
            stream.write(header.encoded_head())
            for number, row in enumerate(rows):
                record = parse(row, number, header, job.config)
                new, exact = _cleaned(row, record, job.judged(record), header, at)
                stream.write(header.encoded(new))
                if not exact:
                    yield job.original(number, header.encoded(row.raw))

    def full_records(self, job: WriteJob) -> Iterator[FullRecord]:
        """Read each row with all its fields."""
        header, rows = open_rows(job.source)
        if header.index(job.config.text_field) < 0:
            if header.lacks(job.config.text_field):
                job.expect_failure(0, f"it has no column {job.config.text_field!r}")
            yield FullRecord(0, None, {}, slurp(job.source))
            return
        yield FullRecord(-1, None, {}, header.encoded_head())
        for number, row in enumerate(readable(job, rows)):
            record = parse(row, number, header, job.config)
            columns = header.columns[: len(row.fields)] if record.text is not None else ()
            fields = {name: value(row, i) for i, name in enumerate(columns)}
            yield FullRecord(number, record, fields, header.encoded(row.raw))

    def restore(self, job: RestoreJob, changes: Iterator[Change]) -> None:
        """Write the rows, with cuts put back into their texts."""
        first = next(changes)
        header, rows = open_rows(job.stored, encoding=first.encoding)
        at = header.index(job.config.text_field)

        def rebuild(row: bytes, change: Change) -> bytes:
            return header.encoded(rebuilt(header.decoded(row), at, change.edits, header.delimiter))

        raw = (header.encoded(row.raw) for row in rows)
        job.write(chain([header.encoded_head()], merged(raw, chain([first], changes), rebuild)))


def _cleaned(row: Row, record: Record, verdict: Verdict | None, header: Header, at: int) -> tuple[bytes, bool]:
    """Give the row as it is written (nothing if dropped), and whether it can be rebuilt from that and the edits."""
    if verdict is None or (not verdict.drop and verdict.cleaned in (None, record.text)):
        return row.raw, True
    if verdict.drop:
        return b"", False
    new = replace_text(row, at, verdict.cleaned or "", header.delimiter)
    if looks_like_html(record.text or ""):
        return new, False
    return new, rebuilt(new, at, verdict.edits, header.delimiter) == row.raw


def open_rows(source: Source, *, encoding: str | None = None) -> tuple[Header, Iterator[Row]]:
    """Give the header of a file and its rows.

    Args:
        source: a CSV or TSV file.
        encoding: its encoding; None to detect it.

    Raises:
        DocumentError: it cannot be read; it can also be raised while rows are given.
    """
    encoding, stream = _known(source, encoding) if encoding else _as_utf8(source)
    start = next(stream, b"")
    while not _line_ends(start) and (block := next(stream, b"")):
        start += block
    blank = _BLANK_LINES.match(start)
    head = start[: blank.end()] if blank else b""
    delimiter = _delimiter(start[len(head) :], source.name)
    rows = _rows(start[len(head) :], stream, delimiter)
    first = next(rows, Row(b"", []))
    names = tuple(value(first, index) for index in range(len(first.fields)))
    return Header(head + first.raw, delimiter, names, encoding), rows


def parse(row: Row, number: int, header: Header, config: InputConfig) -> Record:
    """Read one row; what is wrong with it becomes its failure."""
    at = header.index(config.text_field)
    if at >= len(row.fields):
        failure = f"row has {len(row.fields)} of {len(header.columns)} fields, no {config.text_field!r}"
        return Record(number, failure=failure, stage="read", encoding=header.encoding)
    raw = _raw(row, at)
    if why := f"not text: 0x00 in {config.text_field!r}" if b"\0" in raw else damage(raw):
        return Record(number, failure=why, stage="read", encoding=header.encoding)
    others = [
        value(row, i) or None if 0 <= (i := header.index(name)) < len(row.fields) else None
        for name in (config.id_field, config.host_field, config.url_field, config.date_field, config.markup_field)
    ]
    record = Record(number, value(row, at), *others)
    record.encoding = header.encoding
    return record


def value(row: Row, index: int) -> str:
    """Give the text of a field without its quotes, each byte that is not UTF-8 as U+FFFD."""
    return lenient(_raw(row, index))


def _raw(row: Row, index: int) -> bytes:
    start, stop = row.fields[index]
    raw = row.raw[start:stop]
    if quoted := _QUOTED.match(raw):
        raw = quoted[1].replace(b'""', b'"') + raw[quoted.end() :]
    return raw


def replace_text(row: Row, index: int, text: str, delimiter: bytes) -> bytes:
    r"""Replace the text of a field, in quotes if it had them or must have them.

    >>> replace_text(Row(b'1,"a ""b"" c"\r\n', [(0, 1), (2, 13)]), 1, 'x "b" c', b",")
    b'1,"x ""b"" c"\r\n'
    """
    start, stop = row.fields[index]
    new = text.encode()
    special = delimiter in new or b"\n" in new or b"\r" in new
    if row.raw[start : start + 1] == b'"' or special or new[:1] == b'"' or (not new and len(row.fields) == 1):
        new = b'"' + new.replace(b'"', b'""') + b'"'
    return row.raw[:start] + new + row.raw[stop:]


def rebuilt(raw: bytes, index: int, edits: Sequence[Edit], delimiter: bytes) -> bytes:
    """Rebuild a row of the input from the cleaned row; it may differ in how its text is quoted.

    >>> rebuilt(b'1,"b"\\n', 1, [Edit(0, 2, 0, "a\\n")], b",")
    b'1,"a\\nb"\\n'
    """
    row = _row(raw, 0, _field(delimiter), final=True)
    if row is None or index >= len(row.fields):
        return raw
    return replace_text(row, index, restore(value(row, index), edits), delimiter)


def _known(source: Source, encoding: str) -> tuple[str, Iterator[bytes]]:
    if encoding == "utf-8":
        return encoding, blocks(source)
    return encoding, iter([decode_as(b"".join(blocks(source)), encoding).encode()])


def _as_utf8(source: Source) -> tuple[str, Iterator[bytes]]:
    """Name the encoding of a file, and give its bytes in UTF-8 without a byte order mark."""
    stream = blocks(source)
    taken: list[bytes] = []
    size = 0
    for block in stream:
        taken.append(block)
        size += len(block)
        if size >= _SAMPLE:
            break
    sample = b"".join(taken)
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", _after(sample.removeprefix(codecs.BOM_UTF8), stream)
    if _is_utf8(sample, whole=size < _SAMPLE):
        return "utf-8", _after(sample, stream)
    data = b"".join((sample, *stream))
    try:
        text, encoding = decode(data)
    except DocumentError:  # then single rows fail, instead of the whole file
        return "utf-8", iter([data])
    return encoding, iter([text.encode()])


def _is_utf8(sample: bytes, *, whole: bool) -> bool:
    """Tell whether a sample is UTF-8; with zeros it may be UTF-16 as well."""
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        return not whole and error.start >= len(sample) - _LONGEST
    return b"\0" not in sample


def _after(sample: bytes, stream: Iterator[bytes]) -> Iterator[bytes]:
    yield sample
    yield from stream


def _line_ends(data: bytes) -> bool:
    return b"\n" in data.lstrip() or b"\r" in data.lstrip()


def _delimiter(data: bytes, name: str) -> bytes:
    """Give the delimiter: a tab in TSV, else the most frequent one outside quotes in the first line."""
    if ".tsv" in name.lower():
        return b"\t"
    line = re.split(rb"[\r\n]", re.sub(rb'"[^"]*"', b"", data[:_SAMPLE]), maxsplit=1)[0]
    return max(_DELIMITERS, key=line.count)


@lru_cache(maxsize=8)
def _field(delimiter: bytes) -> re.Pattern[bytes]:
    """Make a pattern of one field and its end; quotes count only where a field begins."""
    return re.compile(rb'((?:"[^"]*+(?:""[^"]*+)*+"?+)?+[^%b\r\n]*+)(%b|\r\n|\r|\n|\Z)' % (delimiter, delimiter))


def _rows(data: bytes, stream: Iterator[bytes], delimiter: bytes) -> Iterator[Row]:
    """Cut bytes into rows; a row that does not end in the bytes so far is searched again with twice as many."""
    pattern, at, final = _field(delimiter), 0, False
    while not final or at < len(data):
        row = _row(data, at, pattern, final=final) if at < len(data) else None
        if row:
            yield row
            at += len(row.raw)
            continue
        pieces, wanted = [data[at:]], len(data) - at
        while wanted >= 0 and (block := next(stream, b"")):
            pieces.append(block)
            wanted -= len(block)
        final = len(pieces) == 1
        data, at = b"".join(pieces), 0


def _row(data: bytes, at: int, pattern: re.Pattern[bytes], *, final: bool) -> Row | None:
    """Give the row at an offset; None where its end is beyond the bytes that were read."""
    start, fields = at, []
    while match := pattern.match(data, at):
        fields.append((match.start(1) - start, match.end(1) - start))
        at = match.end()
        if match.end(2) == len(data) and not final:
            return None
        if match[2] not in _DELIMITERS:
            break
    blank = _BLANK_LINES.match(data, at)
    stop = blank.end() if blank else at
    if stop == len(data) and not final:
        return None
    return Row(data[start:stop], fields)
