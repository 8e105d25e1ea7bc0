"""Read lines of JSON into records; `splicing` changes the text in one.

Lines of JSON in UTF-8, UTF-16 or UTF-32, and the bytes that they are in the file.

A line is taken as it stands in the file, turned into UTF-8 to be read and changed, and back to be written: so every
line that nothing touches keeps its bytes, and one that cannot be decoded costs no other.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, cast

import msgspec

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats.compression import blocks, lines
from chaffinch.formats.discovery import Piece, Source
from chaffinch.formats.json_text import value_range, well_formed
from chaffinch.formats.record import Record, as_text, damage

__all__ = ["Coding", "coded_lines", "coding_of", "fields", "parse", "read_line", "records"]


_HEAD = 4  # bytes of one unit of UTF-32, or of two of UTF-16
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_FIRST = "{ \t\r\n"  # what a line of JSON can begin with
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Coding:
    """The encoding of a JSONL file.

    Attributes:
        codec: Python's name of it.
        mark: the byte order mark of a wide file, which is no part of its first line. That of UTF-8 is, since nothing is
            lost with it.
    """

    codec: str = "utf-8"
    mark: bytes = b""

    @property
    def name(self) -> str:
        """What the table of documents calls it, as `encodings.decode` does."""
        return f"{self.codec}-sig" if self.mark else self.codec

    @property
    def is_wide(self) -> bool:
        """Tell whether a character takes two bytes or more."""
        return self.codec != "utf-8"

    def decoded(self, line: bytes) -> bytes:
        r"""Turn a line into UTF-8; half a surrogate pair becomes the escape for it, which JSON allows.

        Raises:
            UnicodeDecodeError: the line is not in this encoding.

        >>> Coding("utf-16-be").decoded(b"\x00{\x00\xe9\xd8\x3d\x00}")
        b'{\xc3\xa9\\ud83d}'
        """
        if not self.is_wide:
            return line
        text = line.decode(self.codec, "surrogatepass")
        return _HALF.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()

    def encoded(self, line: bytes) -> bytes:
        """Undo `decoded`, but for halves of surrogate pairs, which stay escapes."""
        return line.decode().encode(self.codec) if self.is_wide else line


def coding_of(source: Source, piece: Piece | None = None) -> Coding:
    """Tell the encoding of a JSONL file: by its byte order mark, else by where the zeros of its first characters are.

    A record begins with ASCII, so this is certain (RFC 4627, section 3).

    Args:
        source: a JSONL file.
        piece: where it is not at the beginning, the file is UTF-8: others are never cut.

    Raises:
        DocumentError: as `streams.blocks`.
    """
    if piece and piece.start:
        return Coding()
    head = next(blocks(source, size=_HEAD), b"")
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return Coding(codec, mark)
    if len(head) == _HEAD:
        for codec in _WIDE:
            if head in {(a + b).encode(codec)[:_HEAD] for a in _FIRST for b in _FIRST + '"'}:
                return Coding(codec)
    return Coding()


def coded_lines(source: Source, piece: Piece | None, coding: Coding) -> Iterator[bytes]:
    """Give the lines of a source as they stand in the file, each with its line end; the mark is in none of them.

    Raises:
        DocumentError: as `streams.lines`.
    """
    return _wide_lines(source, coding) if coding.is_wide else lines(source, piece)


def _wide_lines(source: Source, coding: Coding) -> Iterator[bytes]:
    """Cut after each line end that begins where a character does; its bytes may also stand across two others."""
    end = "\n".encode(coding.codec)
    stream = blocks(source)
    rest = next(stream, b"").removeprefix(coding.mark)
    start = looked = 0
    while True:
        at = rest.find(end, looked)
        if at < 0:
            looked = max(len(rest) - len(end) + 1, start) - start
            block = next(stream, b"")
            rest, start = rest[start:] + block, 0
            if not block:
                break
        elif at % len(end):  # every line has whole characters only
            looked = at + 1
        else:
            looked = at + len(end)
            yield rest[start:looked]
            start = looked
    if rest:
        yield rest


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
