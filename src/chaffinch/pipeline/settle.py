"""The last two stages, from findings and matches to a cleaned corpus: decide, and write.

The command ``decide`` runs these two alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch import formats
from chaffinch.apply import apply
from chaffinch.config import Config, InputConfig
from chaffinch.corpus import Corpus, named
from chaffinch.engines import Engine, Output, Table, read_part
from chaffinch.model import EMPTY, INDEXED, WHOLE
from chaffinch.policy import Answered, Decide, Losses, answered, losses, plan, withhold
from chaffinch.runs import CLEANED, WORK, Run, file_rows, info_of, publish_rows, remove_cleaned
from chaffinch.schemas import DECISIONS, EDIT_ROWS, FINDINGS, FINDINGS_BY_ROW, PUBLIC, TASKS, lists
from chaffinch.storage import exchange

__all__ = ["decide", "rewrite"]


EDITS, ORIGINALS = PUBLIC["edits"], PUBLIC["originals"]


def findings_of(engine: Engine, corpus: Corpus, run: Run, *, key: str) -> Table:
    """Attach the findings that a run has published to its texts: a table of `FINDINGS` beside them."""
    output = Output("found-rows", FINDINGS_BY_ROW, split=("row",), bounds=corpus.texts.bounds)
    rows = engine.write(output, _found(corpus, run), key=key)
    return engine.attach(Output("found", FINDINGS, beside=True), [rows], corpus.texts)


def _found(corpus: Corpus, run: Run) -> Iterator[list[pa.RecordBatch]]:
    row = corpus.ledger.column("row")
    for batch in run.batches("findings"):
        columns = [row[corpus.ledger.numbers(batch["document"])], *(batch[name] for name in FINDINGS.names)]
        yield [pa.record_batch(columns, schema=FINDINGS_BY_ROW)]


def decide(
    engine: Engine, corpus: Corpus, run: Run, config: Config, *, findings: Table, key: str
) -> tuple[Table, Losses]:
    """Decide over the whole corpus, and publish removals, keepers, and the outcome of each document.

    Args:
        engine: runs the kernels.
        corpus: the documents.
        run: has the public tables of matches and clusters, and gets those of the decisions.
        config: has the policy.
        findings: beside the texts.
        key: digest of the input.

    Returns:
        The decisions beside the texts, where cuts in sites that would lose too much are withheld; and the losses.
    """
    answers = answered(engine, corpus, run)
    key = repr((config.policy, config.documents, key, answers))
    plans = plan(engine, corpus, run, config, key=key, answered=answers)
    (decisions,) = engine.map(
        Decide(config.policy, answers, corpus.earlier_source),
        (corpus.texts, corpus.numbers, findings, plans),
        [Output("decisions", DECISIONS, beside=True)],
    )
    lost = losses(engine, corpus, decisions, config.policy)
    if lost.sites:
        decisions = withhold(engine, corpus, decisions, lost.sites)
    publish_rows(run.path, "removals", _removals(engine, corpus, decisions))
    publish_rows(run.path, "clusters", _kept(corpus, run, answers))
    publish_rows(run.path, "documents", _documents(engine, corpus))
    return decisions, lost


def _removals(engine: Engine, corpus: Corpus, decisions: Table) -> Iterator[pa.RecordBatch]:
    """Yield the public table of removals, some rows at a time, in order of reading."""
    for batch in engine.read((corpus.names, decisions)):
        yield from named(batch, DECISIONS.names, PUBLIC["removals"]).to_batches()


def _kept(corpus: Corpus, run: Run, answers: Answered) -> Iterator[pa.RecordBatch]:
    """Yield the public table of clusters, with the members that stay marked as keepers."""
    first, dropped, member_dropped = 0, corpus.ledger.column("dropped"), corpus.ledger.column("member_dropped")
    for batch in run.batches("clusters"):
        number = corpus.ledger.numbers(batch["document"])
        keeper = ~(dropped[number] | member_dropped[first : first + batch.num_rows])
        if answers.spans:
            keeper |= answers.keepers(batch, number) & ~dropped[number]
        yield batch.set_column(batch.schema.get_field_index("keeper"), "keeper", pa.array(keeper))
        first += batch.num_rows


def _documents(engine: Engine, corpus: Corpus) -> Iterator[pa.RecordBatch]:
    """Yield the public table of documents, in order of reading."""
    schema, sources = PUBLIC["documents"], pa.array([s.name for s in corpus.sources], pa.string())
    outcomes, dropped = pa.array(["cleaned", "duplicate", "failed", INDEXED]), corpus.ledger.column("dropped")
    for batch in engine.read((corpus.facts, corpus.names, corpus.numbers)):
        number = batch["number"].to_numpy()
        outcome = np.where(number < 0, 2, dropped[number] if len(dropped) else 0)
        outcome = np.where(batch["source"].to_numpy() == corpus.earlier_source, 3, outcome)
        columns = {name: batch[name] for name in batch.schema.names} | {"outcome": outcomes.take(pa.array(outcome))}
        columns["source"] = sources.take(batch["source"])
        columns["characters"] = pc.fill_null(batch["characters"], 0)
        yield pa.record_batch([columns[name].cast(schema.field(name).type) for name in schema.names], schema=schema)


class Rewrite(Struct, frozen=True):
    """Kernel that writes the cleaned records of tasks into part files, one set for each row of `TASKS`.

    It yields the edits on output 0, and on output 1 the original records that cleaned text and edits do not give back.

    Attributes:
        sources: files of the input.
        tasks: tasks of reading, which are those of writing.
        names: of the sources.
        config: settings of the input.
        drop_empty: whether documents that become empty are dropped.
        tables: texts, numbers and decisions, beside one another.
        parts: folder of the part files.
    """

    sources: tuple[formats.Source, ...]
    tasks: tuple[formats.Task, ...]
    names: tuple[str, ...]
    config: InputConfig
    drop_empty: bool
    tables: tuple[Table, ...]
    parts: Path

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Write the tasks whose indices are in the column ``task``."""
        for task in batch["task"].to_pylist():
            verdicts: dict[tuple[int, int], formats.Verdict] = {}
            for texts in read_part(self.tables, task):
                edits = self._judge(texts, verdicts)
                yield 0, pa.RecordBatch.from_pylist(edits, schema=EDIT_ROWS)
            sources, parts = formats.download(self.sources, self.tasks[task]), exchange.local_path(self.parts)
            parts.mkdir(parents=True, exist_ok=True)
            kept = formats.rewrite(self.tasks[task], sources, self.config, verdicts, parts)
            rows = [{"source": self.names[o.source], "record": o.record, "bytes": o.bytes} for o in kept]
            yield 1, pa.RecordBatch.from_pylist(rows, schema=ORIGINALS)
            formats.send_parts(self.parts, self.tasks[task])

    def _judge(
        self, texts: pa.RecordBatch, verdicts: dict[tuple[int, int], formats.Verdict]
    ) -> list[dict[str, object]]:
        edits: list[dict[str, object]] = []
        live, needed = texts["number"].to_numpy() >= 0, self._needed(texts)
        if self.drop_empty:
            lengths = pc.fill_null(pc.binary_length(texts["text"]), 1)
            needed = needed | (lengths.to_numpy(zero_copy_only=False) == 0)
        touched = pc.list_value_length(texts["start"]).to_numpy(zero_copy_only=False) > 0
        failed = texts.select(_RECORD).take(pa.array(np.flatnonzero(~live)))
        verdicts |= dict.fromkeys(zip(*(column.to_pylist() for column in failed.columns), strict=True), formats.FAILED)
        texts = texts.select(_JUDGED).take(pa.array(np.flatnonzero(live & (touched | needed))))
        known = self._known(texts) if needed.any() else [{} for _ in range(texts.num_rows)]
        spans = lists(texts, _SPAN)
        records = zip(*(texts[name].to_pylist() for name in (*_RECORD, "number")), strict=True)
        heads = self._heads(texts, known)
        judged = zip(texts["text"], known, records, spans, heads, strict=True)
        for text, row, (source, record, number), rows, head in judged:
            verdict = self._verdict(text.as_py(), rows, row, head)
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

    def _heads(self, texts: pa.RecordBatch, known: Sequence[dict[str, str | None]]) -> list[str]:
        """Give what stands before the text of each page, if that is asked for."""
        if not self.config.with_metadata:
            return [""] * texts.num_rows
        pages = [encoding == formats.EXTRACTED for encoding in texts["encoding"].to_pylist()]
        rows = zip(known, texts["markup"].to_pylist(), pages, strict=True)
        return [formats.page_head(row, markup) if page else "" for row, markup, page in rows]

    def _verdict(
        self, text: str, rows: Sequence[tuple[Any, ...]], known: dict[str, str | None], head: str
    ) -> formats.Verdict:
        cuts = [(a, b) for a, b, action, _ in rows if action == "remove"]
        drop = any(action == "remove" and reason in WHOLE for _, _, action, reason in rows)
        cleaned, made = (text, []) if drop else apply(text, cuts)
        marks = [{"start": a, "stop": b, "reason": reason} for a, b, action, reason in rows if action == "mark"]
        was_empty = not text or any(action == "remove" and reason == EMPTY for _, _, action, reason in rows)
        # in a site whose cuts are withheld a text of white space stays: no table tells that it went
        drop = drop or (self.drop_empty and (was_empty or (bool(made) and not cleaned.strip())))
        if head and not drop:
            return formats.Verdict.of_page(cleaned, made, head, marks=marks, known=known)
        return formats.Verdict(drop, cleaned, made, marks, known)

    def _needed(self, texts: pa.RecordBatch) -> npt.NDArray[np.bool_]:
        """Tell which documents cannot be written from their record alone: bool, shape (documents,)."""
        if self.config.to != "same":
            return np.ones(texts.num_rows, bool)
        extracted = pc.fill_null(pc.equal(texts["encoding"], formats.EXTRACTED), False)
        return np.asarray(extracted.to_numpy(zero_copy_only=False))


_KNOWN = ("id", "host", "url", "date", "title", "author", "site")
_RECORD = ("source", "record")
_SPAN = ("start", "stop", "action", "reason")
_JUDGED = (*_RECORD, "number", "text", "encoding", "markup", *_KNOWN, *_SPAN)


def rewrite(engine: Engine, corpus: Corpus, folder: Path, config: Config, decisions: Table, *, key: str) -> None:
    """Write the cleaned corpus, and publish the edits and the originals.

    Args:
        engine: runs the kernel.
        corpus: the documents.
        folder: the run folder.
        config: settings of the input and the policy.
        decisions: beside the texts.
        key: digest of the input.
    """
    scratch = folder / WORK / f"cleaned-{decisions.key}"
    parts = scratch / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    work = [[pa.record_batch([pa.array([t], pa.int32())], schema=TASKS)] for t in range(corpus.input_tasks)]
    table = engine.write(Output("writing", TASKS), work, key=key)
    kernel = Rewrite(
        corpus.sources, corpus.tasks, tuple(s.name for s in corpus.sources), config.input, config.policy.drop_empty,
        (corpus.texts, corpus.numbers, decisions), parts,
    )  # fmt: skip
    outputs = [Output("edits", EDIT_ROWS), Output("originals", ORIGINALS, packed=True)]
    edits, originals = engine.map(kernel, table, outputs)
    publish_rows(folder, "edits", _edits(engine.read(edits), corpus))
    publish_rows(folder, "originals", engine.read(originals))
    _replace(engine, corpus, config, scratch, edits, folder)


def _replace(engine: Engine, corpus: Corpus, config: Config, scratch: Path, edits: Table, folder: Path) -> None:
    """Assemble the cleaned corpus from its parts, and replace an older one; killed at any point, it is resumed.

    The table of its files is replaced after the older files are removed and before the new ones are moved there, so
    that all files below ``cleaned/`` are listed at any time.

    Args:
        engine: flushes the files.
        corpus: has the sources and tasks.
        config: settings of the input.
        scratch: folder that has the parts.
        edits: the table that was made with the parts; if it was made again, the corpus is assembled again.
        folder: the run folder.
    """
    made, done = (scratch / f"{name}-{edits.stamp}" for name in ("made", "done"))
    if not done.exists():
        exchange.fetch_folder(scratch / "parts")
        tasks = corpus.tasks[: corpus.input_tasks]
        formats.assemble(corpus.input_sources, tasks, scratch / "parts", made, config.input, keep=engine.keep)
        engine.keep()
        done.touch()
    if made.exists():
        remove_cleaned(folder, info_of(folder))
        publish_rows(folder, "files", file_rows(made))
        made.rename(folder / CLEANED)


def _edits(batches: Iterator[pa.RecordBatch], corpus: Corpus) -> Iterator[pa.RecordBatch]:
    for rows in batches:
        yield pa.record_batch([corpus.ledger.ids(rows["number"].to_numpy()), *rows.columns[1:]], EDITS.names).cast(
            EDITS
        )
