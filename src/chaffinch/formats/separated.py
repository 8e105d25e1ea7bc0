r"""Read, rewrite and restore CSV and TSV files; a change of the text in a row touches no other byte.

Rows are found in UTF-8 bytes; a file in another encoding is turned into UTF-8 as a whole, and back row by row.
A row has its line end and the blank lines after it, so that all rows, one after another, are the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from chaffinch.apply import restore
from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats.compression import blocks, open_output, slurp
from chaffinch.formats.encodings import DAMAGED, decode, encode, is_nearly_utf8
from chaffinch.formats.extraction import looks_like_html
from chaffinch.formats.format import Format, FullRecord, ReadJob, RestoreJob, WriteJob
from chaffinch.formats.record import Record, lenient, text_of
from chaffinch.formats.rows import merged, readable
from chaffinch.formats.sources import Source
from chaffinch.formats.verdicts import Change, Original
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
        unclosed: index of the first field that begins with a quote which nothing closes, so that the row was read up to
            the end of its line; -1 where there is none.
    """

    raw: bytes
    fields: list[tuple[int, int]]
    unclosed: int = -1


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a file, and what all its rows have in common.

    Attributes:
        raw: the header with the blank lines before it and its line end, in UTF-8.
        delimiter: one byte.
        columns: the names of the columns.
        encoding: of the file, named as by `encodings.decode`.
        tail: bytes behind the last row that are less than a character; only a file that was cut off has some.
    """

    raw: bytes
    delimiter: bytes
    columns: tuple[str, ...]
    encoding: str
    tail: bytes = b""

    def index(self, column: str) -> int:
        """Give the index of a column; -1 where there is none."""
        return self.columns.index(column) if column in self.columns else -1

    def lacks(self, column: str) -> bool:
        """Tell whether a file with a header has no such column; an empty file lacks nothing."""
        return bool(self.raw.strip()) and self.index(column) < 0

    @property
    def codec(self) -> str:
        """Python's name of the encoding."""
        return self.encoding.removesuffix(DAMAGED).removesuffix("-sig")

    def encoded(self, row: bytes) -> bytes:
        """Turn a row from UTF-8 into the bytes that it has in the file."""
        if self.codec == "utf-8":
            return row
        return row.decode("utf-8", _escapes(self.codec)).encode(self.codec, _escapes(self.codec))

    def decoded(self, row: bytes) -> bytes:
        """Undo `encoded`."""
        if self.codec == "utf-8":
            return row
        return row.decode(self.codec, _escapes(self.codec)).encode("utf-8", _escapes(self.codec))

    def encoded_head(self) -> bytes:
        """Give the header as it is in the file, with the byte order mark before it."""
        return encode("", self.encoding) + self.encoded(self.raw)


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
            yield job.original(0, slurp(job.source))
            return
        in_utf8 = job.config.encoding != "same"
        number = -1
        with open_output(path, job.source.compression) as stream:
            head = _head_in_utf8(header) if in_utf8 else header.encoded_head()
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
            yield FullRecord(0, None, {}, slurp(job.source))
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
        if change.encoding:
            return change.encoding, chain(some, changes)
    return None, iter(some)


def _head_of(header: Header, changes: Iterator[Change]) -> tuple[bytes, Iterator[Change]]:
    """Give the header as it was in the file, and the changes to rows."""
    first = next(changes, None)
    if first is not None and first.record < 0:
        return first.original or b"", changes
    return header.encoded_head(), chain([first] if first else [], changes)


def _head_in_utf8(header: Header) -> bytes:
    mark = codecs.BOM_UTF8 if header.encoding.startswith("utf-8-sig") else b""
    return mark + lenient(header.raw).encode()


class Unclosed(NamedTuple):
    """The rows of a file with a quote that nothing closes.

    Attributes:
        rows: how many there are.
        first: number of the first.
        column: where its quote is.
    """

    rows: int = 0
    first: int = -1
    column: str = ""

    def counted(self, row: Row, number: int, header: Header) -> Unclosed:
        """Count a row, if it has such a quote."""
        if row.unclosed < 0:
            return self
        column = header.columns[row.unclosed] if row.unclosed < len(header.columns) else str(row.unclosed + 1)
        return Unclosed(self.rows + 1, *((self.first, self.column) if self.rows else (number, column)))

    def message(self) -> str:
        """Say where the quotes are, and how the rows were read."""
        what = "a row has" if self.rows == 1 else f"{self.rows:,} rows have"
        return (
            f"{what} a quote that nothing closes, the first is record {self.first} in column {self.column!r}; "
            "read up to the end of the line"
        )


def _cleaned(job: WriteJob, header: Header, row: Row, number: int) -> tuple[bytes, bool]:
    """Give the row as it is written (nothing if dropped), and whether it can be rebuilt from that and the edits."""
    record = parse(row, number, header, job.config)
    verdict, at = job.judged(record), header.index(job.config.text_field)
    if verdict and verdict.drop:
        return b"", False
    text = record.text if verdict is None or verdict.cleaned is None else verdict.cleaned
    if row.unclosed >= 0 or (job.config.encoding != "same" and not _is_utf8(row.raw, whole=False)):
        return _mended(row, at, text or "", header.delimiter), False
    if text == record.text:
        return row.raw, True
    new = replace_text(row, at, text or "", header.delimiter)
    if verdict is None or looks_like_html(record.text or ""):
        return new, False
    return new, rebuilt(new, at, verdict.edits, header.delimiter) == row.raw


def _mended(row: Row, at: int, text: str, delimiter: bytes) -> bytes:
    """Give a row with another text, in UTF-8, in which every quote is closed."""
    for index in reversed(range(len(row.fields))):
        start, stop = row.fields[index]
        new = text if index == at else value(row, index)
        if index == at or row.raw[start : start + 1] == b'"' or not _is_utf8(row.raw[start:stop], whole=True):
            row = Row(replace_text(row, index, new, delimiter), row.fields)
    return lenient(row.raw).encode()


def open_rows(source: Source, *, encoding: str | None = None) -> tuple[Header, Iterator[Row]]:
    """Give the header of a file and its rows.

    Args:
        source: a CSV or TSV file.
        encoding: its encoding; None to detect it.

    Raises:
        DocumentError: it cannot be read; it can also be raised while rows are given.
    """
    encoding, stream, tail = _known(source, encoding) if encoding else _as_utf8(source)
    start = next(stream, b"")
    while not _line_ends(start) and (block := next(stream, b"")):
        start += block
    blank = _BLANK_LINES.match(start)
    head = start[: blank.end()] if blank else b""
    delimiter = _delimiter(start[len(head) :], source.name)
    rows = _rows(start[len(head) :], stream, delimiter)
    first = next(rows, Row(b"", []))
    names = tuple(value(first, index) for index in range(len(first.fields)))
    return Header(head + first.raw, delimiter, names, encoding, tail), rows


def parse(row: Row, number: int, header: Header, config: InputConfig) -> Record:
    """Read one row; what is wrong with it becomes its failure."""
    at = header.index(config.text_field)
    if at >= len(row.fields):
        failure = f"row has {len(row.fields)} of {len(header.columns)} fields, no {config.text_field!r}"
        return Record(number, failure=failure, stage="read", encoding=header.encoding)
    text, encoding, why = text_of(_raw(row, at))
    if why:
        return Record(number, failure=f"not text: {why}", stage="read", encoding=header.encoding)
    others = [
        value(row, i) or None if 0 <= (i := header.index(name)) < len(row.fields) else None
        for name in (config.id_field, config.host_field, config.url_field, config.date_field)
    ]
    record = Record(number, text, *others)
    record.encoding = header.encoding if encoding == "utf-8" else f"{header.encoding}{DAMAGED}"
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
    row = _row(raw, 0, delimiter, final=True)
    if row is None or index >= len(row.fields):
        return raw
    return replace_text(row, index, restore(value(row, index), edits), delimiter)


def _known(source: Source, encoding: str) -> tuple[str, Iterator[bytes], bytes]:
    header, mark = Header(b"", b",", (), encoding), encode("", encoding)
    if header.codec != "utf-8":
        return encoding, iter([header.decoded(b"".join(blocks(source)).removeprefix(mark))]), b""
    stream = blocks(source)
    return encoding, _after(next(stream, b"").removeprefix(mark), stream), b""


def _as_utf8(source: Source) -> tuple[str, Iterator[bytes], bytes]:
    """Name the encoding of a file, give its bytes in UTF-8 without a byte order mark, and its tail."""
    sample, stream = _sampled(blocks(source))
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", _after(sample.removeprefix(codecs.BOM_UTF8), stream), b""
    if _is_utf8(sample, whole=len(sample) < _SAMPLE) or (b"\0" not in sample and is_nearly_utf8(sample)):
        return "utf-8", _after(sample, stream), b""
    data, stream = _sampled(_after(sample, stream), at_most=0)
    try:
        encoding = decode(data)[1]
    except DocumentError:  # then single rows fail, instead of the whole file
        return "utf-8", _after(data, stream), b""
    header = Header(b"", b",", (), encoding.removesuffix(DAMAGED))
    if header.codec == "utf-8" or (b"\0" in data and not header.codec.startswith("utf-")):
        return "utf-8", _after(data, stream), b""
    mark = encode("", header.encoding)
    cut = (len(data) - len(mark)) % len("a".encode(header.codec))
    body, tail = data[len(mark) : len(data) - cut], data[len(data) - cut :]
    try:
        rows = header.decoded(body)
        exact = header.encoded(rows) == body
    except ValueError:
        exact = False
    if not exact:
        return "utf-8", _after(data, stream), b""
    return header.encoding, _after(rows, stream), tail


def _sampled(stream: Iterator[bytes], *, at_most: int = _SAMPLE) -> tuple[bytes, Iterator[bytes]]:
    """Give about the first bytes of a stream, all with 0, and what follows; where reading fails, that follows too."""
    taken: list[bytes] = []
    size = 0
    try:
        for block in stream:
            taken.append(block)
            size += len(block)
            if size >= at_most > 0:
                break
    except DocumentError as error:
        return b"".join(taken), _failing(error)
    return b"".join(taken), stream


def _failing(error: DocumentError) -> Iterator[bytes]:
    yield from ()
    raise error


def _escapes(codec: str) -> str:
    """Name the error handler that takes what is not of an encoding from the file to UTF-8 and back again."""
    return "surrogatepass" if codec.startswith("utf-") else "surrogateescape"


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
    """Make a pattern of one field and its end; quotes count only where a field begins.

    Its groups are the field, what is in quotes, the closing quote, what follows that, and the end.
    """
    quoted = rb'(?:"([^"]*+(?:""[^"]*+)*+)("?+))?+'
    return re.compile(rb"(%b([^%b\r\n]*+))(%b|\r\n|\r|\n|\Z)" % (quoted, delimiter, delimiter))


@lru_cache(maxsize=8)
def _plain_field(delimiter: bytes) -> re.Pattern[bytes]:
    """Make a pattern of one field and its end in which quotes do not count; the groups are those of `_field`."""
    return re.compile(rb"((?!)()()|([^%b\r\n]*+))(%b|\r\n|\r|\n|\Z)" % (delimiter, delimiter))


def _is_unclosed(match: re.Match[bytes]) -> bool:
    """Tell whether the quote that opens a field is not closed: nothing closes it, or a quote of a later row does.

    That one opens a field of its own, so text follows it; behind a closing quote the field ends.
    """
    if match[2] is None:
        return False
    return not match[3] or (bool(match[4].strip()) and (b"\n" in match[2] or b"\r" in match[2]))


def _rows(data: bytes, stream: Iterator[bytes], delimiter: bytes) -> Iterator[Row]:
    """Cut bytes into rows; a row that does not end in the bytes so far is searched again with twice as many."""
    at, final = 0, False
    while not final or at < len(data):
        row = _row(data, at, delimiter, final=final) if at < len(data) else None
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


def _row(data: bytes, at: int, delimiter: bytes, *, final: bool) -> Row | None:
    """Give the row at an offset; None where its end is beyond the bytes that were read."""
    pattern, start, unclosed = _field(delimiter), at, -1
    fields: list[tuple[int, int]] = []
    while match := pattern.match(data, at):
        if _is_unclosed(match) and (final or match.end(5) < len(data)):
            unclosed = len(fields) if unclosed < 0 else unclosed
            match = _plain_field(delimiter).match(data, at) or match
        fields.append((match.start(1) - start, match.end(1) - start))
        at = match.end()
        if match.end(5) == len(data) and not final:
            return None
        if match[5] not in _DELIMITERS:
            break
    blank = _BLANK_LINES.match(data, at)
    stop = blank.end() if blank else at
    if stop == len(data) and not final:
        return None
    return Row(data[start:stop], fields, unclosed)
