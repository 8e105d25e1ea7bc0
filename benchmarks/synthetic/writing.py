"""Write a corpus and its truth as they come, with several processes: no document depends on another one's text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from multiprocessing import get_context
from pathlib import Path

from . import truth
from .documents import Author, Document
from .plan import DEFAULT_LANGUAGES, plan

__all__ = ["write"]

_TASK = 500  # documents

_Task = tuple[int, int, "_Order"]


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be written."""

    documents: int
    seed: int
    languages: tuple[str, ...]
    templates: tuple[str, ...]


_authors: dict[_Order, Author] = {}  # of this process


def write(
    out: Path,
    documents: int,
    seed: int,
    *,
    languages: Sequence[str] = DEFAULT_LANGUAGES,
    templates: Sequence[str] = (),
    workers: int = 1,
) -> Path:
    """Write a corpus as JSONL, and beside it its truth; give the path of the latter.

    Args:
        out: the corpus.
        documents: how many.
        seed: the same seed gives the same bytes, whatever the workers.
        languages: of the sites, in turn; one that is there twice has twice as many.
        templates: furniture with slots, in place of that of the languages.
        workers: processes.
    """
    order = _Order(documents, seed, tuple(languages), tuple(templates))
    tasks = [(at, min(at + _TASK, documents), order) for at in range(0, documents, _TASK)]
    beside = out.with_suffix(".truth.jsonl")
    with out.open("w", encoding="utf-8") as corpus, beside.open("w", encoding="utf-8") as known:
        for records, lines in _written(tasks, workers):
            corpus.write(records)
            known.write(lines)
    return beside


def _written(tasks: list[_Task], workers: int) -> Iterator[tuple[str, str]]:
    if workers == 1:
        yield from starmap(_part, tasks)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(_task, tasks)


def _task(task: _Task) -> tuple[str, str]:
    return _part(*task)


def _part(start: int, stop: int, order: _Order) -> tuple[str, str]:
    if order not in _authors:
        _authors[order] = Author(plan(order.documents, order.seed, order.languages), order.templates)
    written = [_authors[order].write(number) for number in range(start, stop)]
    return "".join(map(_record, written)), "".join(map(truth.line, written))


def _record(document: Document) -> str:
    row = {
        "id": document.id, "host": document.host, "url": document.url, "date": document.date,
        "title": document.title, "text": document.text,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False) + "\n"
