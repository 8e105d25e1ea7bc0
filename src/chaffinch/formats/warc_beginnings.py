"""Find where the next record of a damaged WARC file begins."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO

__all__ = ["kind_of", "next_beginning"]

_BLOCK = 1 << 20
_OVERLAP = 16  # bytes of a block that the next one begins with: more than a mark takes
_PACKED = 4096  # bytes of a gzip member that unpack to the first few
_GZIP = b"\x1f\x8b\x08"
_ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")  # a frame, or one that holds a dictionary
_MARKS = {"plain": re.compile(rb"(?<=\n)WARC/\d\.\d\r?\n"), "gzip": re.compile(re.escape(_GZIP))}


def kind_of(stream: IO[bytes], compression: str) -> str:
    """Tell ``plain``, ``gzip`` or ``zstd`` from the first bytes of a file, else from what its name says."""
    stream.seek(0)
    head = stream.read(5)
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZSTD):
        return "zstd"
    return "plain" if head == b"WARC/" else compression or "plain"


def next_beginning(stream: IO[bytes], kind: str, start: int) -> int | None:
    """Give the first byte from ``start`` on at which a record seems to begin; None where there is none.

    In zstd none can be told: a frame may need a dictionary.
    """
    if kind not in _MARKS:
        return None
    for at in _marks(stream, _MARKS[kind], start):
        if kind == "plain" or _unpacks(stream, at):
            return at
    return None


def _marks(stream: IO[bytes], mark: re.Pattern[bytes], start: int) -> Iterator[int]:
    at = max(start - 1, 0)  # the line end before it belongs to the mark
    told = start - 1
    while True:
        stream.seek(at)
        block = stream.read(_BLOCK)
        for match in mark.finditer(block):
            if at + match.start() > told:
                told = at + match.start()
                yield told
        if len(block) < _BLOCK:
            return
        at += _BLOCK - _OVERLAP


def _unpacks(stream: IO[bytes], at: int) -> bool:
    stream.seek(at)
    try:
        return zlib.decompressobj(31).decompress(stream.read(_PACKED), 5) == b"WARC/"
    except zlib.error:
        return False
