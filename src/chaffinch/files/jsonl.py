r"""Read lines of JSON, and change the text in one without touching any other byte.

A line is never written anew. Of its text the raw characters are cut, so what stays keeps the very escapes it had;
only putting text back needs to know how the record escapes (``\u00e9`` or ``é``, ``\/`` or ``/``), and that is told
from what is left of it. Where this tells wrongly the writer notices, and keeps the original beside.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any

import msgspec
import pyarrow as pa

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.files.escapes import encode, is_spaced, offsets, style_of
from chaffinch.files.record import Record, as_text
from chaffinch.files.sources import Source
from chaffinch.files.streams import lines
from chaffinch.files.tasks import Piece
from chaffinch.model import Edit

__all__ = ["MARKS", "add_marks", "parse", "put_back", "records", "replace_text", "splice", "strip_marks"]

MARKS = "chaffinch"
"""The field that marked spans are written to."""

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[][{}:,]', re.DOTALL)


def records(source: Source, piece: Piece, config: InputConfig) -> Iterator[Record]:
    """Give the records of a JSONL file or a range of it; their numbers are line numbers; blank lines are none."""
    number = piece.record
    try:
        for line in lines(source, piece):
            if not number:
                line = line.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901
            if not line.isspace() and line:
                yield parse(line, number, config)
            number += 1
    except DocumentError as error:
        yield Record(number, failure=str(error), stage="read")


def parse(line: bytes, number: int, config: InputConfig) -> Record:
    r"""Read one line; what is wrong with it becomes its failure.

    >>> parse(b'{"text": "a\\u00e9", "id": 7}\n', 3, InputConfig()).text
    'aé'
    >>> parse(b'{"text": 1}', 0, InputConfig()).failure
    "field 'text' is a number, not a text"
    """
    decode, get = _decoder(config)
    try:
        text, name, host, url, date = get(decode(line))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        try:
            text, name, host, url, date = _lenient(line, config)
        except (ValueError, RecursionError):
            return Record(number, failure=f"not a JSON object: {error}", stage="read")
    if not isinstance(text, str):
        return Record(number, failure=_no_text(text, config.text_field), stage="read")
    if name is not None:
        name = as_text(name)
    return Record(number, text, name, as_text(host), as_text(url), as_text(date), encoding="utf-8")


@lru_cache(maxsize=8)
def _decoder(config: InputConfig) -> tuple[Callable[[bytes], Any], Callable[[Any], Any]]:
    """Make a decoder that looks at the fields wanted and only skips the others."""
    wanted = _wanted(config)
    names = {field: f"f{index}" for index, field in enumerate(dict.fromkeys(wanted))}
    fields = [(name, Any, None) for name in names.values()]
    row = msgspec.defstruct("Row", fields, rename={name: field for field, name in names.items()}, gc=False)
    return msgspec.json.Decoder(row).decode, attrgetter(*(names[field] for field in wanted))


def _wanted(config: InputConfig) -> tuple[str, ...]:
    return config.text_field, config.id_field, config.host_field, config.url_field, config.date_field


def _lenient(line: bytes, config: InputConfig) -> list[Any]:
    """Read what Python's own writer writes and JSON does not allow, NaN and Infinity; raise ValueError if not that."""
    tree = json.loads(line)
    if not isinstance(tree, dict):
        raise ValueError("no object")
    values = [tree.get(field) for field in _wanted(config)]
    for value in values:
        if isinstance(value, str):
            value.encode()  # a lone surrogate is no text
    return values


def _no_text(value: object, field: str) -> str:
    if value is None:
        return f"no text: field {field!r} is missing or null"
    kind = {bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return f"field {field!r} is {kind.get(type(value), type(value).__name__)}, not a text"


def splice(line: bytes, field: str, edits: Sequence[Edit]) -> tuple[bytes, bool]:
    r"""Cut edits out of the text of a line; all other bytes, and the escapes of what stays, are as they were.

    Returns:
        The line without them, and whether `put_back` makes the very line of it again: it cuts what is left at the same
        places, so it does if it writes what was cut as it stood.

    >>> splice(b'{"x":1, "text" : "a\\u00e9\\/b"}\n', "text", [Edit(1, 2, 1, "é")])
    (b'{"x":1, "text" : "a\\/b"}\n', True)
    """
    start, stop = _value(line, field)
    raw, text = _string(line, start, stop)
    places = [place for edit in edits for place in (edit.start, edit.stop)]
    edges = [0, *offsets(raw, text, places, style_of(line, start, stop)), len(raw)]
    kept = "".join(raw[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    new = b"".join((line[: start + 1], kept.encode(), line[stop - 1 :]))
    style = style_of(new, start, stop + len(new) - len(line))
    gone = zip(edits, edges[1:-1:2], edges[2:-1:2], strict=True)
    return new, all(encode(edit.text, style) == raw[a:b] for edit, a, b in gone)


def put_back(line: bytes, field: str, edits: Sequence[Edit]) -> bytes:
    r"""Put edits back into the text of a line, escaped as the line escapes.

    >>> put_back(b'{"text":"\\/b\\u00e0"}', "text", [Edit(0, 2, 0, "/é")])
    b'{"text":"\\/\\u00e9\\/b\\u00e0"}'
    """
    start, stop = _value(line, field)
    raw, text = _string(line, start, stop)
    style = style_of(line, start, stop)
    edges = [0, *offsets(raw, text, [edit.position for edit in edits], style), len(raw)]
    pieces = [raw[a:b] for a, b in pairwise(edges)]
    gone = [encode(edit.text, style) for edit in edits] + [""]
    whole = "".join(piece + text for piece, text in zip(pieces, gone, strict=True))
    return b"".join((line[: start + 1], whole.encode(), line[stop - 1 :]))


def replace_text(line: bytes, field: str, text: str) -> bytes:
    r"""Put another text in place of a line's.

    >>> replace_text(b'{"text": "<p>a", "n": 1}', "text", "a")
    b'{"text": "a", "n": 1}'
    """
    start, stop = _value(line, field)
    new = encode(text, style_of(line, start, stop)).encode()
    return b"".join((line[: start + 1], new, line[stop - 1 :]))


def add_marks(line: bytes, marks: Sequence[object]) -> bytes:
    """Write marked spans to a last field of a line's object.

    >>> add_marks(b'{"text":"a" }', [{"start": 0}])
    b'{"text":"a","chaffinch":[{"start":0}] }'
    """
    *_, (_, _, stop) = _members(line)
    comma, colon = (b", ", b": ") if is_spaced(line) else (b",", b":")
    new = comma + msgspec.json.encode(MARKS) + colon + msgspec.json.encode(marks)
    return line[:stop] + new + line[stop:]


def strip_marks(line: bytes) -> bytes:
    """Take away what `add_marks` added.

    >>> strip_marks(b'{"text":"a","chaffinch":[{"start":0}] }')
    b'{"text":"a" }'
    """
    *_, (_, _, before), (_, _, stop) = _members(line)
    return line[:before] + line[stop:]


def rebuilt(line: bytes, field: str, edits: Sequence[Edit], *, marked: bool) -> bytes:
    """Give the line that a cleaned one was, as far as it tells."""
    line = strip_marks(line) if marked else line
    return put_back(line, field, edits) if edits else line


def fields(line: bytes) -> dict[str, Any]:
    """Give all fields of a line that `parse` has found to be a JSON object; raise ValueError if it is none."""
    try:
        tree = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError):
        tree = json.loads(line)
    return dict(tree)


def _members(line: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give the raw key and the range of the value of each member of a line's object, as they stand."""
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


def _value(line: bytes, field: str) -> tuple[int, int]:
    """Give the range of a field's value; of several members of that name the last, which parsers take."""
    try:
        raw = _raw(field)(line).value
    except (msgspec.DecodeError, ValueError):  # such as NaN, which only Python reads
        return _walked(line, field)
    start = _address(raw) - _address(line)  # raw is a view of the line; were it a copy one day, it would not be there
    stop = start + len(memoryview(raw))
    return (start, stop) if start >= 0 and line[start:stop] == bytes(raw) else _walked(line, field)


@lru_cache(maxsize=8)
def _raw(field: str) -> Callable[[bytes], Any]:
    """Make a decoder that tells where a field's value stands, a tenth of the time that `_walked` takes."""
    return msgspec.json.Decoder(msgspec.defstruct("Row", [("value", msgspec.Raw)], rename={"value": field})).decode


def _address(data: Any) -> int:
    return int(pa.py_buffer(data).address)


def _walked(line: bytes, field: str) -> tuple[int, int]:
    found = (-1, -1)
    plain = field.encode()
    for key, start, stop in _members(line):
        if key[1:-1] == plain if b"\\" not in key else json.loads(key) == field:
            found = start, stop
    return found


def _string(line: bytes, start: int, stop: int) -> tuple[str, str]:
    """Give the text of a value as it is written, without its quotes, and as it reads."""
    raw = line[start + 1 : stop - 1].decode()
    return raw, raw if "\\" not in raw else msgspec.json.decode(line[start:stop], type=str)
