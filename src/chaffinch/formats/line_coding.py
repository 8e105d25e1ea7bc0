"""Read lines of JSON in any encoding, and give back the bytes that they have in the file.

A line is taken as it is in the file, and turned into UTF-8 to be read and changed. It is written in UTF-8 or turned
back: so every line that nothing touches comes back as the same bytes, and a line that cannot be decoded costs no other.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from msgspec import Struct

from chaffinch.formats.compression import blocks, lines
from chaffinch.formats.encodings import DAMAGED
from chaffinch.formats.sources import Piece, Source
from chaffinch.text import DOUBLE_BYTE, is_nearly_utf8, is_utf8, latin, legacy_codec, paired, utf8_shares

__all__ = ["HEAD", "Coding", "coded_lines", "coding_of", "wide"]

HEAD = 4
"""Bytes of one character in UTF-32, or of two in UTF-16."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is a prefix of it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_FIRST = "{ \t\r\n"  # what a line of JSON can begin with: an object, or white space before it
_STRAY = 10  # places that are no UTF-8 for each letter that is: fewer are damage, or lines of another source
_HALF = re.compile("[\ud800-\udfff]")


class Coding(Struct, frozen=True):
    """The encoding of a JSONL file.

    Attributes:
        codec: Python's name of it.
        mark: the byte order mark of a wide file, which is written whatever becomes of the first line. That of UTF-8 is
            part of the first line, since the file reads the same without it.
    """

    codec: str = "utf-8"
    mark: bytes = b""

    @classmethod
    def named(cls, name: str | None) -> Coding:
        """Give the encoding with a `name`."""
        codec = (name or "utf-8").removesuffix(DAMAGED)
        return cls(codec.removesuffix("-sig"), next((m for m, c in _BOMS if f"{c}-sig" == codec), b""))

    @property
    def name(self) -> str:
        """The name in the table of documents, as of `encodings.decode`."""
        return f"{self.codec}-sig" if self.mark else self.codec

    @property
    def is_wide(self) -> bool:
        """Tell whether a character takes two bytes or more, always."""
        return self.codec in _WIDE

    @property
    def is_utf8(self) -> bool:
        """Tell whether a line has the same bytes in the file as in UTF-8."""
        return self.codec == "utf-8"

    def decoded(self, line: bytes) -> bytes:
        r"""Turn a line into UTF-8.

        Half a surrogate pair becomes its escape, which JSON allows; a byte that is not of a narrow encoding stays as
        it is. Of a file in UTF-8, a line that another source wrote in cp1252 is turned, and a letter in two halves.

        Raises:
            UnicodeDecodeError: the line is not in this encoding.

        >>> Coding("utf-16-be").decoded(b"\x00{\x00\xe9\xd8\x3d\x00}")
        b'{\xc3\xa9\\ud83d}'
        >>> Coding("cp1252").decoded(b"{\xe9\x81}"), Coding().decoded(b'{"text": "f\xfcr \xd6l"}')
        (b'{\xc3\xa9\x81}', b'{"text": "f\xc3\xbcr \xc3\x96l"}')
        """
        if self.is_wide:
            text = line.decode(self.codec, "surrogatepass")
            return _HALF.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()
        if not self.is_utf8:
            return line.decode(self.codec, "surrogateescape").encode("utf-8", "surrogateescape")
        if is_utf8(line):
            return line
        if is_nearly_utf8(line):
            return paired(line)
        other = latin(line)
        return line if other is None else other.encode()

    def encoded(self, line: bytes) -> bytes:
        """Undo `decoded`, but for what is not UTF-8 in a file that is; halves of surrogate pairs stay escapes."""
        if self.is_wide:
            return line.decode().encode(self.codec)
        return line if self.is_utf8 else line.decode("utf-8", "surrogateescape").encode(self.codec, "surrogateescape")


def coding_of(source: Source, piece: Piece | None = None) -> Coding:
    """Recognize the encoding of a JSONL file.

    A wide one is known by its byte order mark, else by the zeros among its first bytes: a record begins with ASCII, so
    this is certain (RFC 4627, section 3). A narrow one that is not UTF-8 is guessed from the beginning of the file.

    Args:
        source: a JSONL file.
        piece: the part of it that is read; one that begins later is narrow, since a wide file is one piece.

    Raises:
        DocumentError: as `compression.blocks`, where nothing can be read.
    """
    head = next(blocks(source), b"")
    return (None if piece and piece.start else wide(head)) or _narrow(head)


def wide(head: bytes) -> Coding | None:
    r"""Recognize an encoding in which each character takes two bytes or more; None for any other.

    Args:
        head: the first bytes of a JSONL file, `HEAD` or more.

    >>> wide('{"a"'.encode("utf-16-be")).codec, wide(b'{"a"')
    ('utf-16-be', None)
    """
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return Coding(codec, mark)
    for codec in _WIDE if len(head) >= HEAD else ():
        if head[:HEAD] in {(a + b).encode(codec)[:HEAD] for a in _FIRST for b in _FIRST + '"'}:
            return Coding(codec)
    return None


def _narrow(head: bytes) -> Coding:
    """Name the encoding of a narrow file by its beginning, whose last character may be cut."""
    head = head[: head.rfind(b"\n") + 1] or head
    if "\ufffd" not in head.decode("utf-8", "replace"):  # which is told sooner than shares are counted
        return Coding()
    good, broken = utf8_shares(head)
    if b"\0" in head or is_nearly_utf8(head):
        return Coding()
    codec = legacy_codec(head)
    is_other = codec in DOUBLE_BYTE or good * _STRAY < broken
    return Coding(codec) if codec and is_other else Coding()


def coded_lines(source: Source, piece: Piece | None, coding: Coding) -> Iterator[bytes]:
    """Give the lines of a source as they are in the file, each with its line end and none with the mark.

    Raises:
        DocumentError: as `compression.lines`.
    """
    return _wide_lines(source, coding) if coding.is_wide else lines(source, piece)


def _wide_lines(source: Source, coding: Coding) -> Iterator[bytes]:
    """Cut after each line end that begins where a character does: its bytes may also be parts of two characters."""
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
