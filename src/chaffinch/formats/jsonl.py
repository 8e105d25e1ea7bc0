r"""Read lines of JSON into records; `splicing` changes the text in one."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, cast

import msgspec

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats.codings import Coding, coded_lines, coding_of
from chaffinch.formats.discovery import Source
from chaffinch.formats.json_escapes import well_formed
from chaffinch.formats.json_splice import value_range
from chaffinch.formats.record import Record, as_text, damage
from chaffinch.formats.splits import Piece

__all__ = ["fields", "parse", "read_line", "records"]


def records(source: Source, piece: Piece, config: InputConfig) -> Iterator[Record]:
    """Give the records of a JSONL file or a range of it; their numbers are line numbers; blank lines are none."""
    number = piece.record
    try:
        coding = coding_of(source, piece)
        for line in coded_lines(source, piece, coding):
            if record := read_line(line, number, coding, config):
                yield record
            number += 1
    except DocumentError as error:
        yield Record(number, failure=str(error), stage="read")


def read_line(line: bytes, number: int, coding: Coding, config: InputConfig) -> Record | None:
    """Read one line as it stands in the file; None where it is blank."""
    try:
        body = coding.decoded(line)
    except UnicodeDecodeError as error:
        return Record(number, failure=f"not text: {error}", stage="read", encoding=coding.name)
    body = body if number else body.removeprefix(codecs.BOM_UTF8)
    if not body or body.isspace():
        return None
    record = parse(body, number, config)
    if record.text is not None:
        record.encoding = coding.name
    return record


def parse(line: bytes, number: int, config: InputConfig) -> Record:
    r"""Read one line of UTF-8; what is wrong with it becomes its failure.

    Where a little of it is no text, U+FFFD stands for that, see `escapes.well_formed`.

    >>> parse(b'{"text": "a\\u00e9", "id": 7}\n', 3, InputConfig()).text
    'aé'
    >>> parse(b'{"text": 1}', 0, InputConfig()).failure
    "field 'text' is a number, not a text"
    """
    decode, get = _decoder(config)
    try:
        values = get(decode(line))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        try:
            values = _damaged(line, config)
        except DocumentError as error:
            return Record(number, failure=str(error), stage="read")
    text, name, host, url, date = values
    if not isinstance(text, str):
        return Record(number, failure=_no_text(text, config.text_field), stage="read")
    return Record(number, text, as_text(name), as_text(host), as_text(url), as_text(date), encoding="utf-8")


def _damaged(line: bytes, config: InputConfig) -> Sequence[Any]:
    """Read a line that no strict parser reads; raise DocumentError where it is no object, or hardly any text."""
    decode, get = _decoder(config)
    whole = well_formed(line)
    try:
        values = get(decode(whole))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        try:
            values = _lenient(whole, config)
        except (ValueError, RecursionError):
            raise DocumentError(f"not a JSON object: {error}") from error
    start, stop = value_range(line, config.text_field)
    if start >= 0 and (why := damage(line[start + 1 : stop - 1])):
        raise DocumentError(why)
    return cast(Sequence[Any], values)


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
    tree = json.loads(line.decode())
    if not isinstance(tree, dict):
        raise ValueError("no object")
    return [tree.get(field) for field in _wanted(config)]


def _no_text(value: object, field: str) -> str:
    if value is None:
        return f"no text: field {field!r} is missing or null"
    kind = {bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return f"field {field!r} is {kind.get(type(value), type(value).__name__)}, not a text"


def fields(line: bytes) -> dict[str, Any]:
    """Give all fields of a line that `parse` has found to be a JSON object; what is no text in them as U+FFFD."""
    try:
        tree = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError):
        line = well_formed(line)
        try:
            tree = msgspec.json.decode(line)
        except msgspec.DecodeError:
            tree = json.loads(line)
    return dict(tree)
