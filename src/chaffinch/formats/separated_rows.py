r"""Cut the bytes of a CSV or TSV file into rows and fields, and put other texts into fields.

A row has its line end and the blank lines after it, so that all rows, one after another, are the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from chaffinch.apply import restore
from chaffinch.errors import DocumentError
from chaffinch.formats.record import lenient
from chaffinch.model import Edit

__all__ = ["BLANK_LINES", "DELIMITERS", "Row", "raw_value", "rebuilt", "replace_text", "row_at", "rows_of", "value"]

DELIMITERS = (b",", b";", b"\t")
"""What can stand between fields."""
BLANK_LINES = re.compile(rb"[\r\n]*+")
"""Line ends at an offset."""
_QUOTED = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)"?')


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


def value(row: Row, index: int) -> str:
    """Give the text of a field without its quotes, each byte that is not UTF-8 as U+FFFD."""
    return lenient(raw_value(row, index))


def raw_value(row: Row, index: int) -> bytes:
    """Give the bytes of a field without its quotes."""
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
    row = row_at(raw, 0, delimiter, final=True)
    if row is None or index >= len(row.fields):
        return raw
    return replace_text(row, index, restore(value(row, index), edits), delimiter)


@lru_cache(maxsize=8)
def _field(delimiter: bytes) -> re.Pattern[bytes]:
    """Make a pattern of one field and its end; quotes count only where a field begins.

    Its groups are the field, what is in quotes, the closing quote, what follows that, and the end.
    """
    quoted = rb'(?:"([^"]*+(?:""[^"]*+)*+)("?+))?+'
    return re.compile(rb"(%b([^%b\r\n]*+))(%b|\r\n|\r|\n|\Z)" % (quoted, delimiter, delimiter))


@lru_cache(maxsize=8)
def _to_line_end(delimiter: bytes) -> re.Pattern[bytes]:
    """Make a pattern of a field whose quote is not closed: all of the line, since delimiters in it may be of the text.

    Tabs are of none. The groups are those of `_field`.
    """
    text = rb"[^\t\r\n]*+" if delimiter == b"\t" else rb"[^\r\n]*+"
    return re.compile(rb"((?!)()()|(%b))(%b|\r\n|\r|\n|\Z)" % (text, delimiter))


def _is_unclosed(match: re.Match[bytes]) -> bool:
    """Tell whether the quote that opens a field is not closed: nothing closes it, or a quote of a later row does.

    That one opens a field of its own, so text follows it; behind a closing quote the field ends.
    """
    if match[2] is None:
        return False
    return not match[3] or (bool(match[4].strip()) and (b"\n" in match[2] or b"\r" in match[2]))


def rows_of(data: bytes, stream: Iterator[bytes], delimiter: bytes) -> Iterator[Row]:
    """Cut bytes into rows; a row that does not end in the bytes so far is searched again with twice as many."""
    at, final = 0, False
    while not final or at < len(data):
        row = row_at(data, at, delimiter, final=final) if at < len(data) else None
        if row:
            yield row
            at += len(row.raw)
            continue
        pieces, missing, failure = [data[at:]], len(data) - at, None
        try:
            while missing >= 0 and (block := next(stream, b"")):
                pieces.append(block)
                missing -= len(block)
        except DocumentError as error:
            failure = error
        data, at = b"".join(pieces), 0
        if failure:
            yield from _whole(data, delimiter)
            raise failure
        final = len(pieces) == 1


def _whole(data: bytes, delimiter: bytes) -> Iterator[Row]:
    """Give the rows before a break of which the line end was read, too."""
    at = 0
    while at < len(data) and (row := row_at(data, at, delimiter, final=True)):
        if row.unclosed >= 0 or not row.raw.endswith((b"\n", b"\r")):
            return
        yield row
        at += len(row.raw)


def row_at(data: bytes, at: int, delimiter: bytes, *, final: bool) -> Row | None:
    """Give the row at an offset; None where its end is beyond the bytes that were read."""
    pattern, start, unclosed = _field(delimiter), at, -1
    fields: list[tuple[int, int]] = []
    while match := pattern.match(data, at):
        if _is_unclosed(match) and (final or match.end(5) < len(data)):
            unclosed = len(fields) if unclosed < 0 else unclosed
            match = _to_line_end(delimiter).match(data, at) or match
        fields.append((match.start(1) - start, match.end(1) - start))
        at = match.end()
        if match.end(5) == len(data) and not final:
            return None
        if match[5] not in DELIMITERS:
            break
    blank = BLANK_LINES.match(data, at)
    stop = blank.end() if blank else at
    if stop == len(data) and not final:
        return None
    return Row(data[start:stop], fields, unclosed)
