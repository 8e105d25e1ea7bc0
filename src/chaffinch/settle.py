"""From findings and matches to a cleaned corpus: decide, guard, apply. Done again by ``decide`` alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import files, policy
from chaffinch.apply import apply
from chaffinch.config import Config, InputConfig
from chaffinch.corpus import Corpus, named
from chaffinch.decisions import Decide
from chaffinch.engines import Engine, Output, Table
from chaffinch.engines.parts import read_part
from chaffinch.plans import Plan, numbered, plan
from chaffinch.run import WORK, Run, publish, publish_rows
from chaffinch.tables import DECISIONS, MARKS, PUBLIC, flat, lists, nested

__all__ = ["decide", "rewrite"]

Ints = npt.NDArray[np.int64]

EDITS, ORIGINALS = PUBLIC["edits"], PUBLIC["originals"]
_TASK = pa.schema([("task", pa.int32())])


def marks_of(engine: Engine, corpus: Corpus, findings: pa.Table, *, key: str) -> Table:
    """Lay the public findings beside the texts again."""
    number = numbered(findings["document"], corpus)
    row = corpus.row[number]
    order = np.lexsort((findings["start"].to_numpy(), row))
    rows = findings.append_column("row", pa.array(row)).take(pa.array(order))
    lists = nested(rows, "row", len(corpus.number), MARKS)
    return engine.write_beside(Output("found", MARKS), corpus.texts, pa.Table.from_batches([lists]), key=key)


def decide(engine: Engine, corpus: Corpus, run: Run, config: Config, *, marks: Table, key: str) -> Table:
    """Decide over the whole corpus and publish the removals, the keepers and what becomes of each document.

    Raises:
        GuardError: a site or the corpus would lose too much; the tables are kept.
    """
    told = repr((config.policy, config.documents, key))
    chosen = plan(engine, corpus, run, config, key=told)
    (decisions,) = engine.map(
        Decide(config.policy),
        (corpus.texts, corpus.numbers, marks, chosen.rows),
        [Output("decisions", DECISIONS, beside=True)],
    )
    lost = np.zeros(len(corpus.number), np.int64)
    publish_rows(run.path, "removals", _removals(engine, corpus, decisions, lost))
    publish_rows(run.path, "clusters", _kept(corpus, run, chosen))
    publish(run.path, "documents", corpus.documents(_outcomes(corpus, chosen.gone)))
    policy.check(_losses(corpus, lost[corpus.row]), config.policy)
    return decisions


def _removals(engine: Engine, corpus: Corpus, decisions: Table, lost: Ints) -> Iterator[pa.RecordBatch]:
    """Give the decisions, some rows at a time, in order of reading; add up what every row of the corpus loses."""
    row = 0
    for batch in engine.read(decisions):
        rows = flat(batch, DECISIONS.names, "row")
        yield from named(rows, corpus, row, PUBLIC["removals"])
        gone = rows.filter(pc.equal(rows["action"], "remove"))
        np.add.at(lost, gone["row"].to_numpy() + row, gone["stop"].to_numpy() - gone["start"].to_numpy())
        row += batch.num_rows


def _kept(corpus: Corpus, run: Run, chosen: Plan) -> Iterator[pa.RecordBatch]:
    """Give the clusters, and which of their members stay."""
    gone, first = corpus.ids.filter(pa.array(chosen.gone)), 0
    for batch in run.batches("clusters"):
        left = np.zeros(batch.num_rows, np.bool_)
        low, high = np.searchsorted(chosen.left, (first, first + batch.num_rows))
        left[chosen.left[low:high] - first] = True
        stays = pc.invert(pc.or_(pc.is_in(batch["document"], value_set=gone), pa.array(left)))
        yield batch.set_column(batch.schema.get_field_index("keeper"), "keeper", stays)
        first += batch.num_rows


def _outcomes(corpus: Corpus, gone: npt.NDArray[np.bool_]) -> pa.Array:
    became = np.where(corpus.number < 0, 2, np.append(gone, False)[corpus.number])
    return pa.array(["cleaned", "duplicate", "failed"], pa.string()).take(pa.array(became))


def _losses(corpus: Corpus, lost: Ints) -> Iterator[policy.Loss]:
    """Give what every site, and the corpus, would lose.

    Args:
        lost: characters of each document, by number.
    """
    yield policy.Loss("the corpus", len(lost), int(corpus.characters.sum()), int(lost.sum()))
    hosts = corpus.column("host").combine_chunks().dictionary_encode()
    index = pc.fill_null(hosts.indices, -1).to_numpy().astype(np.int64)
    known = index >= 0
    size = len(hosts.dictionary)
    pages, characters, gone_by = (
        np.bincount(index[known], weights=w[known], minlength=size).astype(np.int64)
        for w in (np.ones(len(index)), corpus.characters, lost)
    )
    for i in np.argsort(np.array(hosts.dictionary.to_pylist(), object)).tolist() if size else []:
        yield policy.Loss(hosts.dictionary[i].as_py(), int(pages[i]), int(characters[i]), int(gone_by[i]))


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Kernel: a task -> the cleaned part files of its sources, the edits made, and what they do not rebuild."""

    sources: tuple[files.Source, ...]
    tasks: tuple[files.Task, ...]
    names: tuple[str, ...]
    config: InputConfig
    drop_empty: bool
    tables: tuple[Table, ...]
    parts: Path

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Write the tasks numbered in the column ``task``."""
        for task in batch["task"].to_pylist():
            verdicts: dict[tuple[int, int], files.Verdict] = {}
            for texts in read_part(self.tables, task):
                edits = self._judge(texts, verdicts)
                yield 0, pa.RecordBatch.from_pylist(edits, schema=_EDIT_ROWS)
            kept = files.rewrite(self.tasks[task], self.sources, self.config, verdicts, self.parts)
            rows = [{"source": self.names[o.source], "record": o.record, "bytes": o.bytes} for o in kept]
            yield 1, pa.RecordBatch.from_pylist(rows, schema=ORIGINALS)

    def _judge(self, texts: pa.RecordBatch, verdicts: dict[tuple[int, int], files.Verdict]) -> list[dict[str, object]]:
        edits: list[dict[str, object]] = []
        live, needed = texts["number"].to_numpy() >= 0, self._needed(texts)
        touched = pc.list_value_length(texts["start"]).to_numpy(zero_copy_only=False) > 0
        failed = texts.select(_PLACE).take(pa.array(np.flatnonzero(~live)))
        verdicts |= dict.fromkeys(zip(*(column.to_pylist() for column in failed.columns), strict=True), files.FAILED)
        texts = texts.select(_JUDGED).take(pa.array(np.flatnonzero(live & (touched | needed))))
        known = self._known(texts) if needed.any() else [{} for _ in range(texts.num_rows)]
        spans = lists(texts, _SPAN)
        places = zip(*(texts[name].to_pylist() for name in (*_PLACE, "number")), strict=True)
        for text, row, (source, record, number), rows in zip(texts["text"], known, places, spans, strict=True):
            verdict = self._verdict(text.as_py(), rows, row)
            verdicts[source, record] = verdict
            if not verdict.drop:
                edits += [
                    {"number": number, "start": e.start, "stop": e.stop, "position": e.position, "text": e.text}
                    for e in verdict.edits
                ]
        return edits

    def _known(self, texts: pa.RecordBatch) -> list[dict[str, str | None]]:
        known: list[dict[str, str | None]] = texts.select(_KNOWN).to_pylist()
        for row, source in zip(known, texts["source"].to_pylist(), strict=True):
            row["id"] = row["id"] or self.names[source]
        return known

    def _verdict(self, text: str, rows: Sequence[tuple[Any, ...]], known: dict[str, str | None]) -> files.Verdict:
        cuts = [(a, b) for a, b, action, _ in rows if action == "remove"]
        drop = any(action == "remove" and reason in ("duplicate", "contained") for _, _, action, reason in rows)
        cleaned, made = (text, []) if drop else apply(text, cuts)
        marks = [{"start": a, "stop": b, "reason": reason} for a, b, action, reason in rows if action == "mark"]
        drop = drop or (self.drop_empty and not cleaned.strip())
        return files.Verdict(drop, cleaned, made, marks, known)

    def _needed(self, texts: pa.RecordBatch) -> npt.NDArray[np.bool_]:
        """Tell which documents cannot be written from their record alone."""
        if self.config.to != "same":
            return np.ones(texts.num_rows, bool)
        extracted = pc.fill_null(pc.equal(texts["encoding"], files.EXTRACTED), False)
        return np.asarray(extracted.to_numpy(zero_copy_only=False))


_KNOWN = ("id", "host", "date", "title", "author", "site")
_PLACE = ("source", "record")
_SPAN = ("start", "stop", "action", "reason")
_JUDGED = (*_PLACE, "number", "text", *_KNOWN, *_SPAN)
_EDIT_ROWS = pa.schema([("number", pa.int64()), *((n, EDITS.field(n).type) for n in EDITS.names[1:])])


def rewrite(engine: Engine, corpus: Corpus, folder: Path, config: Config, decisions: Table, *, key: str) -> None:
    """Write the cleaned corpus, the edits and the originals."""
    place = folder / WORK / f"cleaned-{decisions.key}"
    parts = place / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    work = [[pa.record_batch([pa.array([t], pa.int32())], schema=_TASK)] for t in range(len(corpus.tasks))]
    table = engine.write(Output("writing", _TASK), work, key=key)
    kernel = Rewrite(
        corpus.sources, corpus.tasks, tuple(s.name for s in corpus.sources), config.input, config.policy.drop_empty,
        (corpus.texts, corpus.numbers, decisions), parts,
    )  # fmt: skip
    edits, originals = engine.map(kernel, table, [Output("edits", _EDIT_ROWS), Output("originals", ORIGINALS)])
    publish_rows(folder, "edits", _edits(engine.read(edits), corpus))
    publish_rows(folder, "originals", engine.read(originals))
    _replace(engine, corpus, config, place, edits, folder / "cleaned")


def _replace(engine: Engine, corpus: Corpus, config: Config, place: Path, edits: Table, cleaned: Path) -> None:
    """Make the cleaned corpus of its parts, and put it in the place of an older one; killed anywhere, it goes on.

    Args:
        place: holds the parts.
        edits: the table that was made with them; where that had to be made again, so has the corpus.
        cleaned: the folder to make.
    """
    made, done = (place / f"{name}-{edits.path.stat().st_mtime_ns}" for name in ("made", "done"))
    if not done.exists():
        files.assemble(corpus.sources, corpus.tasks, place / "parts", made, to=config.input.to)
        engine.keep()
        done.touch()
    if made.exists():
        shutil.rmtree(cleaned, ignore_errors=True)
        made.rename(cleaned)


def _edits(batches: Iterator[pa.RecordBatch], corpus: Corpus) -> Iterator[pa.RecordBatch]:
    for rows in batches:
        yield pa.record_batch([corpus.ids.take(rows["number"]), *rows.columns[1:]], EDITS.names).cast(EDITS)
