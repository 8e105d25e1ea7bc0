"""Read a stream as its bytes arrive: lines in groups that never wait for a slow writer, a text in pieces."""

from __future__ import annotations

import codecs
import re
import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from chaffinch.errors import RunError

if TYPE_CHECKING:
    from chaffinch.formats import Coding

__all__ = ["AHEAD", "PIECE", "beginning", "groups", "lines", "pieces", "wide_lines"]

AHEAD = 1_000_000
"""Bytes of lines in a group, at least, if so many have arrived: the finders work on batches."""

PIECE = 8_000_000
"""Bytes of a piece of a text, at most; a text of up to two is stripped as one, and the longest novels are shorter."""

_BLOCK = 1 << 20  # bytes that are read at a time
_PAUSE = b""  # among lines: nothing else has arrived yet
_BREAKS = (re.compile(rb"\n[ \t\r]*\n"), re.compile(rb"\n"))  # where a piece may end, the best ones first


def beginning(source: IO[bytes], size: int) -> bytes:
    """Read the first bytes of a stream, fewer only if it ends before; raise `RunError` if it cannot be read."""
    with _reading():
        return source.read(size)


def lines(head: bytes, source: IO[bytes]) -> Iterator[bytes]:
    """Give the lines of a stream of which the first bytes have been read, with `_PAUSE` where a read would wait.

    Raises:
        RunError: the stream cannot be read.
    """
    rest: list[bytes] = []
    block = head
    while block:
        first, *more = block.split(b"\n")
        rest.append(first)
        if more:
            yield b"".join((*rest, b"\n"))
            yield from (line + b"\n" for line in more[:-1])
            rest = more[-1:]
        if block is not head and _waits(source):
            yield _PAUSE
        block = _read(source)
    if line := b"".join(rest):
        yield line


def wide_lines(head: bytes, source: IO[bytes], coding: Coding) -> Iterator[bytes]:
    """Give the lines of a stream in a wide encoding, in UTF-8; what is not in its encoding as U+FFFD.

    Raises:
        RunError: the stream cannot be read.
    """
    decoder = codecs.getincrementaldecoder(coding.codec)("replace")
    rest, block = decoder.decode(head), b"more"
    while block:
        block = _read(source)
        *whole, rest = f"{rest}{decoder.decode(block, final=not block)}".split("\n")
        yield from (f"{line}\n".encode() for line in whole)
        if block and _waits(source):
            yield _PAUSE
    if rest:
        yield rest.encode()


def groups(found: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Group lines into lists of `AHEAD` bytes or a little more, or of what has arrived when the writer pauses."""
    group: list[bytes] = []
    held = 0
    for line in found:
        if line != _PAUSE:
            group.append(line)
            held += len(line)
        if group and (line == _PAUSE or held >= AHEAD):
            yield group
            group, held = [], 0
    if group:
        yield group


def pieces(source: IO[bytes]) -> Iterator[bytes]:
    """Give a text in one piece, or if it is twice as long as `PIECE`, in several that end at paragraphs or lines.

    No piece is a short rest: a text of boilerplate alone stays, and the end of a text is often boilerplate.

    Raises:
        RunError: the stream cannot be read.
    """
    held = bytearray()
    while block := _read(source):
        held += block
        while len(held) >= 2 * PIECE and (stop := _break(held)):
            yield bytes(held[:stop])
            del held[:stop]
    yield bytes(held)


def _break(held: bytearray) -> int:
    """Give the end of the last paragraph in the last block of a piece, else of its last line; 0 if there is none."""
    start = max(PIECE - _BLOCK, 0)
    for breaks in _BREAKS:
        found = [match.end() for match in breaks.finditer(held, start, PIECE)]
        if found:
            return found[-1]
    return 0


def _read(source: IO[bytes]) -> bytes:
    """Read what has arrived, or wait for the next bytes; nothing at the end."""
    with _reading():
        data: bytes = getattr(source, "read1", source.read)(_BLOCK)
    return data


def _waits(source: IO[bytes]) -> bool:
    """Tell whether the next read would wait; false for what has no descriptor, and for files on Windows."""
    try:
        return not select.select([source], [], [], 0)[0]
    except (OSError, ValueError):
        return False


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(f"cannot read the input: {error.strerror or error}") from error
