r"""Change the text in a line of JSON without touching any other byte.

A line is never serialized again: raw characters are cut out of its text, so what remains keeps its escapes. Only to put
a text back one must know how the record escapes (``\u00e9`` or ``é``, ``\/`` or ``/``). Its `Style` is inferred from
what remains of it; where that gives another line, `splice` reports it, and the writer keeps the original.

A byte that is not UTF-8 and an escape of half a surrogate pair count as one code point each (`well_formed`), and stay
as they are.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa

from chaffinch.formats.record import replaced
from chaffinch.model import Edit

__all__ = [
    "MARKS",
    "add_marks",
    "put_back",
    "rebuilt",
    "replace_text",
    "splice",
    "strip_marks",
    "value_range",
    "well_formed",
]


_PAIR = r"[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\(?:u(?:{_PAIR}|[0-9a-fA-F]{{4}})|.)")
_HALF = re.compile(rf"\\(?:u{_PAIR}|(u[dD][89a-fA-F][0-9a-fA-F]{{2}})|.)".encode(), re.DOTALL)
_ESCAPED = re.compile(rb"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_TELLING = re.compile(rb"\\[u/]")  # escapes that depend on the writer; those of line ends, quotes and tabs do not
_SAFE = (
    b"003c",
    b"003d",
    b"003e",
    b"0026",
    b"0027",
)  # letters that some writers escape, so that JSON can be part of HTML
_SPACED = re.compile(rb'"\s*:[ \t]')
_LOWER_HEX = re.compile(r"\\(?:u([0-9a-f]{4})|.)")


class Style(NamedTuple):
    """How a record escapes.

    Attributes:
        ascii: every letter that is not ASCII.
        slash: slashes.
        capital: with capital digits.
        safe: the letters that are also escaped for HTML.
    """

    ascii: bool
    slash: bool
    capital: bool
    safe: str


def offsets(raw: str, text: str, positions: Sequence[int], style: Style) -> list[int]:
    r"""Turn offsets in a text into offsets in its JSON.

    Args:
        raw: the JSON, without quotes.
        text: the text.
        positions: offsets in code points of the text, rising.
        style: how the record escapes.

    >>> offsets(r"a\u00e9\n\ud83d\ude00b", "aé\n😀b", [1, 2, 3, 4], Style(True, False, False, ""))
    [1, 7, 9, 21]
    """
    if raw == text:
        return list(positions)
    pieces = [encode(text[a:b], style) for a, b in pairwise((0, *positions, len(text)))]
    if "".join(pieces) == raw:  # all is in one style, so code points need not be counted
        return list(accumulate(map(len, pieces[:-1])))
    return list(_counted(raw, positions))


def _counted(raw: str, positions: Sequence[int]) -> Iterator[int]:
    """Count code points past every escape: a text may be in several styles."""
    escapes = _ESCAPE.finditer(raw)
    match = next(escapes, None)
    more = 0  # characters of escapes beyond the one code point that each means
    for position in positions:
        while match and match.start() - more < position:
            more += match.end() - match.start() - 1
            match = next(escapes, None)
        yield position + more


def style_of(line: bytes, start: int, stop: int) -> Style:
    r"""Infer how a record escapes: from the text, else from the other fields, else from the spaces between them.

    Args:
        line: the record.
        start, stop: the range of the value of the text in it.

    >>> style_of(b'{"text":"a","b":"\\u00E9 \\/"}', 8, 11)
    Style(ascii=True, slash=True, capital=True, safe='')
    """
    value = line[start:stop]
    of_value = _escapes(value)
    of_line = of_value | _escapes(line[:start]) | _escapes(line[stop:])
    codes = {escape[1:] for escape in of_line if escape[:1] == b"u"}
    safe = {int(code, 16) for code in codes if code.lower() in _SAFE}
    every = "<>&='" if safe & {0x3D, 0x27} else "<>&" if safe else ""  # Gson's, or Go's and others'
    lettered = {code for code in codes if not code.isdigit()}
    capital = bool(lettered) and all(code == code.upper() for code in lettered)
    rest = line.removeprefix(codecs.BOM_UTF8)
    in_ascii = _in_ascii(value, of_value)
    if in_ascii is None:
        in_ascii = _in_ascii(rest, of_line)
    if in_ascii is None:  # with spaces it is from Python, which escapes; without from most others, which do not
        in_ascii = is_spaced(line)
    return Style(in_ascii, b"/" in of_line, capital, every)


def _escapes(raw: bytes) -> set[bytes]:
    """Give the escapes that occur in bytes, without their backslashes; none where all writers escape alike."""
    return set(_ESCAPED.findall(raw)) if _TELLING.search(raw) else set()


def _in_ascii(raw: bytes, escapes: set[bytes]) -> bool | None:
    """Tell whether letters that are not ASCII are escaped; None where there are none."""
    if not raw.isascii():
        return False
    return True if any(escape[:1] == b"u" and escape[1:] >= b"0080" for escape in escapes) else None


def is_spaced(line: bytes) -> bool:
    """Tell whether a record has a space after a colon.

    >>> is_spaced(b'{"a": 1}'), is_spaced(b'{"a":1}')
    (True, False)
    """
    return bool(_SPACED.search(line))


def encode(text: str, style: Style) -> str:
    r"""Write a text as a record writes it, without quotes.

    >>> encode("é/", Style(ascii=True, slash=True, capital=True, safe=""))
    '\\u00E9\\/'
    """
    raw = (encode_basestring_ascii if style.ascii else encode_basestring)(text)[1:-1]
    if style.slash:
        raw = raw.replace("/", "\\/")
    for letter in style.safe:
        raw = raw.replace(letter, f"\\u{ord(letter):04x}")
    if style.safe:
        raw = raw.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    if style.capital:
        raw = _LOWER_HEX.sub(lambda match: "\\u" + match[1].upper() if match[1] else match[0], raw)
    return raw


def well_formed(line: bytes) -> bytes:
    r"""Replace what is not text in a record by U+FFFD, code point for code point.

    That is bytes that are not UTF-8, and escapes of half a surrogate pair, such as a writer leaves that has cut a text
    inside an emoji. Any parser of JSON reads the result.

    >>> well_formed(b'{"a": "\\ud83d \\\\ud83d \\ud83d\\ude00 \xff"}').decode()
    '{"a": "\\ufffd \\\\ud83d \\ud83d\\ude00 �"}'
    """
    line = replaced(line.decode("utf-8", "surrogateescape")).encode()
    return _HALF.sub(lambda match: rb"\ufffd" if match[1] else match[0], line) if b"\\u" in line else line


MARKS = "chaffinch"
"""The field that marked spans are written to."""

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[][{}:,]', re.DOTALL)
_BAD = "surrogateescape"
"""Error handler that makes a byte that is not UTF-8 one character, from reading a line to writing it."""


def splice(line: bytes, field: str, edits: Sequence[Edit]) -> tuple[bytes, bool]:
    r"""Cut edits out of the text of a line; all other bytes, and the escapes of what stays, are as they were.

    Returns:
        The line without them, and whether `put_back` makes the same line of it again: it cuts what remains at the same
        offsets, so it does if it escapes the removed text as the line did.

    >>> splice(b'{"x":1, "text" : "a\\u00e9\\/b"}\n', "text", [Edit(1, 2, 1, "é")])
    (b'{"x":1, "text" : "a\\/b"}\n', True)
    """
    start, stop = value_range(line, field)
    raw, text = _string(line, start, stop)
    ends = [end for edit in edits for end in (edit.start, edit.stop)]
    bounds = [0, *offsets(raw, text, ends, style_of(line, start, stop)), len(raw)]
    kept = "".join(raw[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    new = b"".join((line[: start + 1], kept.encode("utf-8", _BAD), line[stop - 1 :]))
    style = style_of(new, start, stop + len(new) - len(line))
    removed = zip(edits, bounds[1:-1:2], bounds[2:-1:2], strict=True)
    return new, all(encode(edit.text, style) == raw[a:b] for edit, a, b in removed)


def put_back(line: bytes, field: str, edits: Sequence[Edit]) -> bytes:
    r"""Put edits back into the text of a line, escaped as the line escapes.

    >>> put_back(b'{"text":"\\/b\\u00e0"}', "text", [Edit(0, 2, 0, "/é")])
    b'{"text":"\\/\\u00e9\\/b\\u00e0"}'
    """
    start, stop = value_range(line, field)
    raw, text = _string(line, start, stop)
    style = style_of(line, start, stop)
    bounds = [0, *offsets(raw, text, [edit.position for edit in edits], style), len(raw)]
    pieces = [raw[a:b] for a, b in pairwise(bounds)]
    removed = [encode(edit.text, style) for edit in edits] + [""]
    whole = "".join(piece + text for piece, text in zip(pieces, removed, strict=True))
    return b"".join((line[: start + 1], whole.encode("utf-8", _BAD), line[stop - 1 :]))


def replace_text(line: bytes, field: str, text: str) -> bytes:
    r"""Replace the text of a line.

    >>> replace_text(b'{"text": "<p>a", "n": 1}', "text", "a")
    b'{"text": "a", "n": 1}'
    """
    start, stop = value_range(line, field)
    new = encode(text, style_of(line, start, stop)).encode()
    return b"".join((line[: start + 1], new, line[stop - 1 :]))


def add_marks(line: bytes, marks: Sequence[object]) -> bytes:
    """Write marked spans to a new last field of a line's object.

    >>> add_marks(b'{"text":"a" }', [{"start": 0}])
    b'{"text":"a","chaffinch":[{"start":0}] }'
    """
    *_, (_, _, stop) = _members(line)
    comma, colon = (b", ", b": ") if is_spaced(line) else (b",", b":")
    new = comma + msgspec.json.encode(MARKS) + colon + msgspec.json.encode(marks)
    return line[:stop] + new + line[stop:]


def strip_marks(line: bytes) -> bytes:
    """Undo `add_marks`.

    >>> strip_marks(b'{"text":"a","chaffinch":[{"start":0}] }')
    b'{"text":"a" }'
    """
    *_, (_, _, before), (_, _, stop) = _members(line)
    return line[:before] + line[stop:]


def rebuilt(line: bytes, field: str, edits: Sequence[Edit], *, marked: bool) -> bytes:
    """Rebuild a line of the input from the cleaned line; the same bytes if `splice` reported so."""
    line = strip_marks(line) if marked else line
    return put_back(line, field, edits) if edits else line


def _members(line: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give the raw key of each member of a line's object, and the range of its raw value."""
    depth, value, key = 0, 0, b""
    for match in _TOKEN.finditer(line):
        token, at = match[0], match.start()
        if token in (b"{", b"["):
            depth += 1
        elif token in (b"}", b"]"):
            depth -= 1
        elif depth == 1 and token == b":":
            value = match.end()
        elif depth == 1 and not key:
            key = token
        if key and ((depth == 1 and token == b",") or depth == 0):
            raw = line[value:at]
            yield key, at - len(raw.lstrip()), value + len(raw.rstrip())
            key = b""


def value_range(line: bytes, field: str) -> tuple[int, int]:
    """Give the range of a field's value, (-1, -1) where there is none.

    Of several members with that name it is the last, as for parsers. A name with dots that no member has is a path.

    >>> value_range(b'{"a": {"b": "text"}}', "a.b")
    (12, 18)
    """
    start, stop = _own_range(line, field)
    if start >= 0 or "." not in field:
        return start, stop
    head, _, rest = field.partition(".")
    outer, end = value_range(line, head)
    if outer < 0 or line[outer : outer + 1] != b"{":
        return -1, -1
    start, stop = value_range(line[outer:end], rest)
    return (outer + start, outer + stop) if start >= 0 else (-1, -1)


def _own_range(line: bytes, field: str) -> tuple[int, int]:
    try:
        raw = _raw(field)(line).value
    except (msgspec.DecodeError, ValueError, RecursionError):  # such as NaN, which only Python reads
        return _walked(line, field)
    start = _address(raw) - _address(
        line
    )  # raw is a view of the line; if it becomes a copy one day, the check below fails
    stop = start + len(memoryview(raw))
    return (start, stop) if start >= 0 and line[start:stop] == bytes(raw) else _walked(line, field)


@lru_cache(maxsize=8)
def _raw(field: str) -> Callable[[bytes], Any]:
    """Make a decoder that gives a field's value as a view of the line; it takes a tenth of the time of `_walked`."""
    return msgspec.json.Decoder(msgspec.defstruct("Row", [("value", msgspec.Raw)], rename={"value": field})).decode


def _address(data: Any) -> int:
    return int(pa.py_buffer(data).address)


def _walked(line: bytes, field: str) -> tuple[int, int]:
    found = (-1, -1)
    plain = field.encode()
    for key, start, stop in _members(line):
        if key[1:-1] == plain if b"\\" not in key else json.loads(well_formed(key)) == field:
            found = start, stop
    return found


def _string(line: bytes, start: int, stop: int) -> tuple[str, str]:
    """Give the JSON of a value, without its quotes, and the text that it means."""
    value = line[start:stop]
    try:
        text = msgspec.json.decode(value, type=str)
    except (msgspec.DecodeError, ValueError):
        text = msgspec.json.decode(well_formed(value), type=str)
    return value[1:-1].decode("utf-8", _BAD), text
