"""Open files as bytes, compressed or not, and write them so that equal input gives equal output.

Of a damaged or truncated file all bytes are given that the decompressor gives before the damage: one that raises an
error has dropped what it had made of the same input, so that input is read again byte by byte.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa

from chaffinch.errors import DocumentError
from chaffinch.formats.sources import Piece, Source

__all__ = ["COMPRESSIONS", "blocks", "lines", "open_output", "salvaged", "slurp", "write_blocks"]

COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".bz2": "bzip2", ".xz": "xz"}
"""Compressions by the extension of a file."""

_BLOCK = 1 << 20
_INPUT = 1 << 16  # compressed bytes that are decompressed at once
_LEVEL = 6  # the default of the gzip tool; Python's own is 9, twice as slow for a hundredth of the size
_GZIP = 31  # for zlib: a gzip header, and a window of 2**15 bytes

_DAMAGE = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
"""Errors of decompressors, and of pyarrow, for damage or a file that breaks off."""

_MEMBERS: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.decompressobj(_GZIP), "bzip2": bz2.BZ2Decompressor, "xz": lzma.LZMADecompressor,
}  # fmt: skip


def blocks(source: Source, piece: Piece | None = None, *, size: int = _BLOCK) -> Iterator[bytes]:
    """Give the bytes of a source, or of a piece of an uncompressed one, in blocks.

    Args:
        source: the file.
        piece: the part of it to read; of a compressed file it is ignored.
        size: bytes of a block, at most, of an uncompressed file.

    Raises:
        DocumentError: the file was not fetched, or cannot be opened, read or decompressed; all bytes before it were
            given.
    """
    if source.failure:
        raise DocumentError(source.failure)
    try:
        if source.compression:
            yield from _decompressed(source.path, source.compression)
        else:
            yield from _plain(source.path, piece, size)
    except _DAMAGE as error:
        raise DocumentError(f"cannot be read: {error}") from error


def _plain(path: Path, piece: Piece | None, size: int) -> Iterator[bytes]:
    left = piece.stop - piece.start if piece else None
    with path.open("rb") as stream:
        if piece and piece.start:
            stream.seek(piece.start)
        while (left is None or left > 0) and (block := stream.read(size if left is None else min(size, left))):
            yield block
            left = None if left is None else left - len(block)


def _decompressed(path: Path, compression: str) -> Iterator[bytes]:
    """Give the bytes of a compressed file; several gzip members or zstd frames are read as one."""
    read = _zstd if compression == "zstd" else partial(_members, _MEMBERS[compression])
    given = at = 0
    try:
        for at, block in read(path):  # noqa: B007 (where reading has come to when it fails)
            given += len(block)
            if block:
                yield block
    except _DAMAGE:
        yield from _behind(read(path, at), given)
        raise


def _behind(pieces: Iterator[tuple[int, bytes]], given: int) -> Iterator[bytes]:
    """Give the bytes behind the first ones, up to the damage."""
    waiting = bytearray()
    try:
        for _, block in pieces:
            waiting += block[given:]
            given = max(0, given - len(block))
            if len(waiting) >= _BLOCK:
                yield bytes(waiting)
                waiting.clear()
    except _DAMAGE:
        pass  # it is raised again by the caller, when all bytes are given
    if waiting:
        yield bytes(waiting)


def _members(make: Callable[[], Any], path: Path, fine: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Decompress a file, byte by byte from an offset on; give blocks, each with the offset of the input it is from."""
    member, at = make(), 0
    with path.open("rb") as stream:
        while data := stream.read(_INPUT if fine is None or at < fine else 1):
            while data:
                if member.eof:
                    data = data.lstrip(b"\0")  # gzip and xz allow padding behind a member
                    if not data:
                        break  # the ended member would give the same padding again
                    member = make()
                for block in _fed(member, data):
                    yield at, block
                data = member.unused_data if member.eof else b""
            at = stream.tell()
    if at and not member.eof:
        if hasattr(member, "flush"):
            yield at, member.flush()
        raise EOFError("cut off: the file ends in the middle of compressed data")


def _fed(member: Any, data: bytes) -> Iterator[bytes]:
    """Give what a decompressor makes of some input, in blocks."""
    block = member.decompress(data, _BLOCK)
    yield block
    if hasattr(member, "unconsumed_tail"):
        while member.unconsumed_tail or len(block) == _BLOCK:
            yield (block := member.decompress(member.unconsumed_tail, _BLOCK))
    else:
        while not (member.eof or member.needs_input):
            yield member.decompress(b"", _BLOCK)


def _zstd(path: Path, fine: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Decompress a file, byte by byte from an offset in the result on; give blocks, each with its offset."""
    at = 0
    with pa.OSFile(str(path)) as raw, pa.CompressedInputStream(raw, "zstd") as stream:
        while block := stream.read(_BLOCK if fine is None or at < fine else 1):
            yield at, block
            at += len(block)


def slurp(source: Source) -> bytes:
    """Give all bytes of a source, decompressed; raise DocumentError where it cannot be read."""
    return b"".join(blocks(source))


def salvaged(source: Source) -> tuple[bytes, str]:
    """Give the bytes of a source up to any damage, decompressed, and the damage in words, else empty.

    Raises:
        DocumentError: nothing can be read.
    """
    taken: list[bytes] = []
    try:
        for block in blocks(source):
            taken.append(block)
    except DocumentError as error:
        if not any(taken):
            raise
        return b"".join(taken), str(error)
    return b"".join(taken), ""


def lines(source: Source, piece: Piece | None = None) -> Iterator[bytes]:
    r"""Give the lines of a source or a piece of it, each with its ``\n``, the last one perhaps without.

    Raises:
        DocumentError: as `blocks`. The line in which reading fails is given if it ends as an object does: then nothing
            but the line end is missing.
    """
    rest: list[bytes] = []
    failure: DocumentError | None = None
    stream = blocks(source, piece)
    while True:
        try:
            block = next(stream, b"")
        except DocumentError as error:
            block, failure = b"", error
        if not block:
            break
        first, found, others = block.partition(b"\n")
        rest.append(first + found)
        if not found:
            continue
        yield b"".join(rest)
        whole = others.split(b"\n")
        rest = [whole.pop()]
        for line in whole:
            yield line + b"\n"
    last = b"".join(rest)
    if last and (failure is None or last.endswith(b"}")):
        yield last
    if failure:
        raise failure


@contextmanager
def open_output(path: Path, compression: str) -> Iterator[IO[bytes]]:
    """Open for writing beside ``path`` and rename at the end, so that it never holds half a file.

    A gzip member carries no name and no time: equal bytes give equal files.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as raw, _compressing(raw, compression) as stream:
            yield stream
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)


def write_blocks(path: Path, compression: str, blocks: Iterable[bytes]) -> None:
    """Write a file, as `open_output` does."""
    with open_output(path, compression) as stream:
        for block in blocks:
            stream.write(block)


@contextmanager
def _compressing(raw: IO[bytes], compression: str) -> Iterator[IO[bytes]]:
    if compression == "zstd":
        with pa.CompressedOutputStream(pa.PythonFile(raw, "w"), "zstd") as stream:
            yield cast(IO[bytes], stream)
    elif compression == "gzip":
        with gzip.GzipFile("", "wb", compresslevel=_LEVEL, fileobj=raw, mtime=0) as stream:
            yield cast(IO[bytes], stream)
    elif compression:
        with bz2.open(raw, "wb") if compression == "bzip2" else lzma.open(raw, "wb") as stream:
            yield cast(IO[bytes], stream)
    else:
        yield raw
