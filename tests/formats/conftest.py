"""A small run without finders: read, judge by hand, rewrite, assemble, restore."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chaffinch.apply import apply
from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats import (
    EXTRACTED,
    FAILED,
    Change,
    Original,
    Source,
    Task,
    Verdict,
    assemble,
    find,
    plan,
    read,
    restore,
    rewrite,
)

Row = dict[str, object]


@dataclass
class Page:
    """What the extractor of these tests makes of a page."""

    text: str
    title: str | None = "A title"
    author: str | None = None
    date: str | None = "2031-05-04"
    site: str | None = None
    url: str | None = None
    markup: str | None = None
    left_out: tuple[()] = ()
    candidates: tuple[()] = ()
    elsewhere: float = 0.0
    quoted: tuple[()] = ()


def extract(page: str | bytes) -> Page:
    text = page.decode() if isinstance(page, bytes) else page
    body = text.rsplit("</", 1)[0].rsplit(">", 1)[-1]
    if not body.strip():
        raise DocumentError("nothing extracted")
    return Page(body)


def places(text: str, word: str) -> list[tuple[int, int]]:
    """Find what matches wherever it stands."""
    return [match.span() for match in re.finditer(word, text)]


@dataclass
class Outcome:
    """What a small run made."""

    rows: list[Row]
    cleaned: dict[str, bytes]
    restored: dict[str, bytes]
    originals: list[Original]
    sources: list[Source]
    folder: Path

    def texts(self) -> list[object]:
        return [row["text"] for row in self.rows]

    def kept(self) -> list[tuple[str, int]]:
        return [(self.sources[one.source].name, one.record) for one in self.originals]


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def judged(row: Row, config: InputConfig) -> Verdict | None:
    """Drop what says DROP, cut every CUT, mark every MARK."""
    text = row["text"]
    if not isinstance(text, str):
        return FAILED
    cleaned, edits = apply(text, places(text, "CUT(?:É/)?"))
    marks = [{"start": a, "stop": b, "reason": "advert"} for a, b in places(text, "MARK")]
    drop = "DROP" in text
    if not (drop or edits or marks or row["encoding"] == EXTRACTED or config.to != "same"):
        return None
    known = {name: row[name] for name in ("id", "host", "date", "title", "author", "site")}
    return Verdict(drop, text, (), (), known) if drop else Verdict(False, cleaned, edits, marks, known)  # type: ignore[arg-type]


def _change(row: Row | None, original: Original | None, name: str, verdict: Verdict | None) -> Change:
    if row is None:
        assert original
        return Change(name, original.record, False, (), original.bytes)
    kept = row["failure"] is None and not (verdict and verdict.drop)
    record, encoding = row["record"], row["encoding"]
    edits, marked = (verdict.edits, bool(verdict.marks)) if verdict else ((), False)
    return Change(name, record, kept, edits, original and original.bytes, encoding, marked)  # type: ignore[arg-type]


def changes_of(
    rows: Sequence[Row],
    verdicts: Mapping[tuple[int, int], Verdict],
    originals: Sequence[Original],
    names: Sequence[str],
) -> list[Change]:
    kept = {(one.source, one.record): one for one in originals}
    assert len(kept) == len(originals)
    read_rows = {(row["source"], row["record"]): row for row in rows}
    found = []
    for where in sorted({*kept, *read_rows}):  # type: ignore[type-var]
        change = _change(read_rows.get(where), kept.get(where), names[where[0]], verdicts.get(where))  # type: ignore[index, arg-type]
        other = change.encoding not in (None, "utf-8", "utf-8-sig", EXTRACTED)
        if not change.kept or change.edits or change.original is not None or change.marked or other:
            found.append(change)
    return found


@pytest.fixture
def cycle(tmp_path: Path) -> Callable[..., Outcome]:
    """Give a function that puts files through a small run; it may be called again."""
    calls = iter(range(10_000))

    def run(files: Mapping[str, bytes], *, task_bytes: int = 1000, **options: str) -> Outcome:
        here = tmp_path / str(next(calls))
        for name, data in files.items():
            (here / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (here / "in" / name).write_bytes(data)
        config = InputConfig(**{"encoding": "same", **options})  # type: ignore[arg-type]
        sources = find([here / "in"]).sources
        tasks = plan(sources, task_bytes=task_bytes)
        rows = [row for task in tasks for batch in read(task, sources, config, extract) for row in batch.to_pylist()]
        given = {(row["source"], row["record"]): judged(row, config) for row in rows}
        verdicts = {where: verdict for where, verdict in given.items() if verdict}
        originals = [o for task in tasks for o in rewrite(task, sources, config, verdicts, here / "parts")]
        assemble(sources, tasks, here / "parts", here / "cleaned", config)
        assert not (here / "parts").exists() or not any((here / "parts").iterdir())
        changes = changes_of(rows, verdicts, originals, [source.name for source in sources])
        written = restore(sources, changes, cleaned=here / "cleaned", out=here / "out", config=config)
        assert contents(here / "in") == dict(files)  # the input is never written to
        restored = contents(here / "out") if written else {}
        assert sorted(written) == sorted(restored)
        return Outcome(rows, contents(here / "cleaned"), restored, originals, sources, here)

    return run


@pytest.fixture
def reading() -> Callable[[Path, str], Any]:
    """Give a function that reads a file and judges its records: the task, the sources, the configuration, the verdicts."""

    def run(path: Path, to: str) -> tuple[Task, list[Source], InputConfig, dict[tuple[int, int], Verdict]]:
        config = InputConfig(to=to)
        sources = find([path]).sources
        (task,) = plan(sources, task_bytes=1 << 30)
        rows = [row for batch in read(task, sources, config, extract) for row in batch.to_pylist()]
        given = {(row["source"], row["record"]): judged(row, config) for row in rows}
        return task, sources, config, {where: verdict for where, verdict in given.items() if verdict}

    return run
