"""Open files as bytes, compressed or not, and write them so that equal input gives equal output."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyarrow as pa

from chaffinch.errors import DocumentError
from chaffinch.formats.sources import Piece, Source

__all__ = ["blocks", "lines", "open_output", "slurp", "write_blocks"]

_BLOCK = 1 << 20
_LEVEL = 6  # the default of the gzip tool; Python's own is 9, twice as slow for a hundredth of the size


@contextmanager
def _opened(path: Path, compression: str) -> Iterator[IO[bytes]]:
    """Open for reading; several gzip members or zstd frames read as one."""
    if compression == "zstd":
        with pa.OSFile(str(path)) as raw, pa.CompressedInputStream(raw, "zstd") as stream:
            yield cast(IO[bytes], stream)
    elif compression == "gzip":
        with gzip.open(path) as stream:
            yield cast(IO[bytes], stream)
    else:
        with path.open("rb") as stream:
            yield stream


def blocks(source: Source, piece: Piece | None = None, *, size: int = _BLOCK) -> Iterator[bytes]:
    """Give the bytes of a source, or of a piece of an uncompressed one, in blocks.

    Args:
        source: the file.
        piece: the part of it to read; of a compressed file it is ignored.
        size: bytes of a block, at most.

    Raises:
        DocumentError: the file was not fetched, or cannot be opened, read or decompressed; blocks before it were given.
    """
    if source.failure:
        raise DocumentError(source.failure)
    left = piece.stop - piece.start if piece and not source.compression else None
    try:
        with _opened(source.path, source.compression) as stream:
            if left is not None and piece and piece.start:
                stream.seek(piece.start)
            while left is None or left > 0:
                block = stream.read(size if left is None else min(size, left))
                if not block:
                    return
                yield block
                left = None if left is None else left - len(block)
    except (OSError, EOFError, zlib.error) as error:
        raise DocumentError(f"cannot be read: {error}") from error


def slurp(source: Source) -> bytes:
    """Give all bytes of a source, decompressed; raise DocumentError where it cannot be read."""
    return b"".join(blocks(source))


def lines(source: Source, piece: Piece | None = None) -> Iterator[bytes]:
    r"""Give the lines of a source or a piece of it, each with its ``\n``, the last one perhaps without.

    Raises:
        DocumentError: as `blocks`; the line in which reading fails is not given.
    """
    rest: list[bytes] = []
    for block in blocks(source, piece):
        first, found, others = block.partition(b"\n")
        rest.append(first + found)
        if not found:
            continue
        yield b"".join(rest)
        whole = others.split(b"\n")
        rest = [whole.pop()]
        for line in whole:
            yield line + b"\n"
    if last := b"".join(rest):
        yield last


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
    else:
        yield raw
