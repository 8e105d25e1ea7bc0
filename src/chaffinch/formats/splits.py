"""Share the reading of sources out in tasks of about equal size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import BinaryIO

from chaffinch.errors import DocumentError
from chaffinch.formats.discovery import Piece, Source, Task
from chaffinch.formats.jsonl import coding_of
from chaffinch.formats.warc_archive import boundaries

__all__ = ["plan"]

_BLOCK = 1 << 20  # bytes in which line ends are counted


def plan(sources: Sequence[Source], *, task_bytes: int) -> list[Task]:
    """Share sources out in tasks.

    Small files go together; an uncompressed JSONL file in UTF-8 is cut at line ends into ranges, a WARC file between
    records where it can be (see `warc_archive.boundaries`). Other files are one piece each, however large. The result
    depends on names, sizes, encodings and where records begin only.

    Args:
        sources: sorted by name.
        task_bytes: what one task takes at most; a longer line, or a file that cannot be cut, takes more.
    """
    tasks: list[Task] = []
    waiting: list[Piece] = []
    taken = 0
    for index, source in enumerate(sources):
        for piece in _pieces(index, source, task_bytes):
            size = piece.stop - piece.start
            if waiting and taken + size > task_bytes:
                tasks.append(Task(len(tasks), tuple(waiting)))
                waiting, taken = [], 0
            waiting.append(piece)
            taken += size
    if waiting:
        tasks.append(Task(len(tasks), tuple(waiting)))
    return tasks


def _pieces(index: int, source: Source, task_bytes: int) -> Iterator[Piece]:
    can_be_cut = source.kind == "warc" or (source.kind == "jsonl" and not source.compression)
    if not can_be_cut or source.size <= task_bytes:
        yield Piece(index, 0, source.size, 0)
        return
    try:
        if source.kind == "jsonl" and coding_of(source).is_wide:  # where a byte for a line end may be part of a letter
            yield Piece(index, 0, source.size, 0)
            return
        yield from (_between_records if source.kind == "warc" else _ranges)(index, source, task_bytes)
    except (OSError, DocumentError):  # reading it will fail too, and is where failures are told
        yield Piece(index, 0, source.size, 0)


def _between_records(index: int, source: Source, task_bytes: int) -> Iterator[Piece]:
    begins = [(0, 0), *boundaries(source, task_bytes), (source.size, -1)]
    return (Piece(index, start, stop, record) for (start, record), (stop, _) in pairwise(begins))


def _ranges(index: int, source: Source, task_bytes: int) -> Iterator[Piece]:
    """Cut a file of lines: each range ends with the line in which it reaches its size."""
    with source.path.open("rb") as stream:
        start = record = 0
        while start < source.size:
            stream.seek(start + task_bytes - 1)
            stream.readline()
            stop = max(min(stream.tell(), source.size), start + 1)
            if start + task_bytes >= source.size:
                stop = source.size
            yield Piece(index, start, stop, record)
            stream.seek(start)
            record += _lines(stream, stop - start)
            start = stop


def _lines(stream: BinaryIO, length: int) -> int:
    lines = 0
    while length > 0 and (block := stream.read(min(_BLOCK, length))):
        lines += block.count(b"\n")
        length -= len(block)
    return lines
