"""Read lines of JSON in UTF-8, UTF-16 or UTF-32, and give back the bytes that they have in the file.

A line is taken as it is in the file, turned into UTF-8 to be read and changed, and back to be written: so every line
that nothing touches keeps its bytes, and a line that cannot be decoded costs no other.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from chaffinch.formats.compression import blocks, lines
from chaffinch.formats.sources import Piece, Source

__all__ = ["Coding", "coded_lines", "coding_of"]

_HEAD = 4  # bytes of one character in UTF-32, or of two in UTF-16
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is a prefix of it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_FIRST = "{ \t\r\n"  # what a line of JSON can begin with: an object, or white space before it
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Coding:
    """The encoding of a JSONL file.

    Attributes:
        codec: Python's name of it.
        mark: the byte order mark of a wide file, which is written whatever becomes of the first line. That of UTF-8 is
            part of the first line, since the file reads the same without it.
    """

    codec: str = "utf-8"
    mark: bytes = b""

    @property
    def name(self) -> str:
        """The name in the table of documents, as of `encodings.decode`."""
        return f"{self.codec}-sig" if self.mark else self.codec

    @property
    def is_wide(self) -> bool:
        """Tell whether a character takes two bytes or more."""
        return self.codec != "utf-8"

    def decoded(self, line: bytes) -> bytes:
        r"""Turn a line into UTF-8; half a surrogate pair becomes its escape, which JSON allows.

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
        """Undo `decoded`; halves of surrogate pairs stay escapes."""
        return line.decode().encode(self.codec) if self.is_wide else line


def coding_of(source: Source, piece: Piece | None = None) -> Coding:
    """Recognize the encoding of a JSONL file: by its byte order mark, else by the zeros among its first bytes.

    A record begins with ASCII, so this is certain (RFC 4627, section 3).

    Args:
        source: a JSONL file.
        piece: the part of it that is read; one that begins later is UTF-8, since other files are one piece.

    Raises:
        DocumentError: as `compression.blocks`.
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
