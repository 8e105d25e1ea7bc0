r"""Open CSV and TSV files: their encoding, their header, and their rows as records.

Rows are found in UTF-8 bytes; a file in another encoding is turned into UTF-8 as a whole, and back row by row.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats.compression import blocks
from chaffinch.formats.encodings import DAMAGED, decode, encode
from chaffinch.formats.record import DESCRIBED, Record, lenient, text_of
from chaffinch.formats.separated_rows import BLANK_LINES, DELIMITERS, Row, raw_value, rows_of, value
from chaffinch.formats.sources import Source
from chaffinch.text import is_nearly_utf8

__all__ = ["Header", "Unclosed", "open_rows", "parse"]

_SAMPLE = 16 << 20  # bytes of a file that are checked to be UTF-8; a later row that is not becomes a failure
_LONGEST = 4  # bytes of a character that the end of the sample may cut


class Header(Struct, frozen=True):
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

    def head_in_utf8(self) -> bytes:
        """Give the header in UTF-8, with the byte order mark that a file in UTF-8 has."""
        mark = codecs.BOM_UTF8 if self.encoding.startswith("utf-8-sig") else b""
        return mark + lenient(self.raw).encode()

    def encoded_head(self) -> bytes:
        """Give the header as it is in the file, with the byte order mark before it."""
        return encode("", self.encoding) + self.encoded(self.raw)


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
    blank = BLANK_LINES.match(start)
    head = start[: blank.end()] if blank else b""
    delimiter = _delimiter(start[len(head) :], source.name)
    rows = rows_of(start[len(head) :], stream, delimiter)
    first = next(rows, Row(b"", []))
    names = tuple(value(first, index) for index in range(len(first.fields)))
    return Header(head + first.raw, delimiter, names, encoding, tail), rows


def parse(row: Row, number: int, header: Header, config: InputConfig) -> Record:
    """Read one row; what is wrong with it becomes its failure."""
    at = header.index(config.text_field)
    if at >= len(row.fields):
        failure = f"row has {len(row.fields)} of {len(header.columns)} fields, no {config.text_field!r}"
        return Record(number, failure=failure, stage="read", encoding=header.encoding)
    text, encoding, why = text_of(raw_value(row, at))
    if why:
        return Record(number, failure=f"not text: {why}", stage="read", encoding=header.encoding)
    others = [
        value(row, i) or None if 0 <= (i := header.index(name)) < len(row.fields) else None
        for name in (
            config.id_field,
            config.host_field,
            config.url_field,
            config.date_field,
            config.markup_field,
            *DESCRIBED,
        )
    ]
    record = Record(number, text, *others)
    record.encoding = header.encoding if encoding == "utf-8" else f"{header.encoding}{DAMAGED}"
    return record


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
    return max(DELIMITERS, key=line.count)
