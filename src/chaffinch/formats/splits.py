"""Cut sources into pieces, and share these out in tasks of about equal size."""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.errors import DocumentError
from chaffinch.formats.format import whole
from chaffinch.formats.registry import format_of
from chaffinch.formats.sources import Piece, Source, Task

__all__ = ["plan"]


def plan(sources: Sequence[Source], *, task_bytes: int) -> list[Task]:
    """Share sources out in tasks.

    Small files go together; a large one is cut into pieces where its format can be (see the method `split` of each),
    else it is one piece, however large. The result depends on names, sizes, encodings and offsets of records only.

    Args:
        sources: sorted by name.
        task_bytes: what one task takes at most; a longer record, or a file that cannot be cut, takes more.
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


def _pieces(index: int, source: Source, task_bytes: int) -> list[Piece]:
    if source.size <= task_bytes or source.failure:
        return [whole(index, source)]
    try:
        return list(format_of(source).split(index, source, task_bytes))
    except (OSError, DocumentError):  # reading fails too, and reports it
        return [whole(index, source)]
