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
