"""Passages of the original texts of a run, many at one pass over the input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chaffinch.formats import Source
    from chaffinch.runs.run import Run

__all__ = ["Place", "read_passages"]

TASK = 1_000_000
"""Bytes of input that are in memory at a time."""

Place = tuple[str, int, int]
"""Document, start and stop."""


def read_passages(run: Run, places: Sequence[Place]) -> list[str]:
    """Give the text of every place, reading only sources that hold one, and each of them once.

    Where texts are no longer in the input, all of it is rebuilt from the run, once, which is slower.

    Raises:
        UsageError: the run has no such document.
    """
    wanted: dict[str, list[int]] = {}
    for number, (document, _, _) in enumerate(places):
        wanted.setdefault(document, []).append(number)
    found = [""] * len(places)
    from chaffinch.runs.originals import rebuilt_sources, sources_of

    def take(sources: Sequence[Source]) -> None:
        for document, text in _texts(run, sorted(wanted), sources):
            for number in wanted.pop(document):
                found[number] = text[places[number][1] : places[number][2]]

    take(sources_of(run))
    if wanted and run.cleaned().is_dir():
        with rebuilt_sources(run) as sources:
            take(sources)
    for document, numbers in sorted(wanted.items()):
        text = run.text(document)
        for number in numbers:
            found[number] = text[places[number][1] : places[number][2]]
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    document: str
    digest: str


def _texts(run: Run, documents: Sequence[str], every: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Give the documents that sources still hold as they were, in the order of the sources."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from chaffinch import formats
    from chaffinch.html import Extractor
    from chaffinch.html.sites import known_to, reconsidered
    from chaffinch.runs.originals import archived_texts

    table = run.table("documents")
    table = table.filter(pc.is_in(table["document"], pa.array(documents, pa.string())))
    known: dict[str, dict[int, _Known]] = {}
    rows = table.to_pylist()
    archives = {s.name for s in every if s.kind == "warc"}
    if archives:
        yield from archived_texts(run, [row for row in rows if row["source"] in archives])
    for row in rows:
        known.setdefault(row["source"], {})[row["record"]] = _Known(row["document"], row["digest"])
    sources = [s for s in every if s.name in known and s.name not in archives and s.path.is_file()]
    evidence = known_to(run.path)
    with Extractor(run.config.input) as extract:
        for task in _holding(formats.plan(sources, task_bytes=TASK), sources, known):
            for batch in formats.read(task, sources, run.config.input, extract):
                yield from _same(reconsidered(batch, evidence), sources, known)


def _holding(tasks: Sequence[Any], sources: Sequence[Any], known: dict[str, dict[int, _Known]]) -> Iterator[Any]:
    """Give the tasks that read a wanted record; a piece ends where the next one of its source begins."""
    pieces = [piece for task in tasks for piece in task.pieces]
    ends = {}
    for piece, following in pairwise(pieces):
        ends[piece] = following.record if following.source == piece.source else None
    for task in tasks:
        for piece in task.pieces:
            end = ends.get(piece)
            if any(piece.record <= n and (end is None or n < end) for n in known[sources[piece.source].name]):
                yield task
                break


def _same(batch: Any, sources: Sequence[Any], known: dict[str, dict[int, _Known]]) -> Iterator[tuple[str, str]]:
    from chaffinch.text import digest

    numbers = zip(batch["source"].to_pylist(), batch["record"].to_pylist(), strict=True)
    for at, (source, record) in enumerate(numbers):
        wanted = known[sources[source].name].get(record)
        text = batch["text"][at].as_py() if wanted else None
        if wanted and text is not None and digest(text) == wanted.digest:
            yield wanted.document, text
