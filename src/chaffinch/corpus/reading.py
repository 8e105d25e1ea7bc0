"""The documents of a run: read, given ids and numbers, and entered into the document index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from chaffinch import formats
from chaffinch.boilerplate import NOTICES, stand_ins_of
from chaffinch.boilerplate.templates import host_hashes
from chaffinch.config import InputConfig
from chaffinch.corpus.numbering import Numbered, numbered
from chaffinch.corpus.sampling import HtmlPages, learn, sample_hosts
from chaffinch.engines import Engine, Ledger, Output, Table
from chaffinch.html import Extractor
from chaffinch.html.site_consensus import BLOCKS_PROFILE, Evidence, reconsidered
from chaffinch.runs import WORK
from chaffinch.schemas import FACTS, INDEX_ENTRIES, LEFT_OUT, PAGES, SAME_TEXT, SKIPPED, TASKS, TEXTS, dtype, flat, ints
from chaffinch.text import digest

__all__ = ["Corpus", "named", "read"]


_LEDGER = {"row": pa.int64(), "characters": pa.int64(), "host": pa.int64(), "source": pa.int32()}

RANGE_DOCUMENTS = 500_000
"""Documents in a range of the index: one task sorts the entries of a range in memory."""


class Read(Struct, frozen=True):
    """Kernel that reads the documents of tasks, one for each row of `TASKS`.

    It yields `TEXTS` on output 0, `FACTS` on 1, `LEFT_OUT` on 2 and `PAGES` on 3, row by row beside one another; and
    `SKIPPED` on 4.

    Attributes:
        sources: files of the input.
        tasks: ranges of them that are read in one piece.
        config: settings of the input.
    """

    sources: tuple[formats.Source, ...]
    tasks: tuple[formats.Task, ...]
    config: InputConfig

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Read the tasks whose indices are in the column ``task``."""
        with Extractor(self.config) as extract:
            for task in batch["task"].to_pylist():
                skipped: Counter[str] = Counter()
                sources = formats.download(self.sources, self.tasks[task])
                batches = formats.read(self.tasks[task], sources, self.config, extract, skipped)
                for read in map(_without_stand_ins, batches) if self.config.stand_ins == "fail" else batches:
                    yield from _parts(read)
                    yield 3, read.select(PAGES.names)
                yield 4, pa.RecordBatch.from_arrays([list(skipped), list(skipped.values())], schema=SKIPPED)


class Reselect(Struct, frozen=True):
    """Kernel that chooses the main text of HTML pages again, of `TEXTS` beside `PAGES`, by other pages of their hosts.

    It yields `TEXTS` on output 0, `FACTS` on 1 and `LEFT_OUT` on 2, row by row.

    Attributes:
        evidence: file with the evidence of the hosts.
        digest: of that file, so that another content is another kernel.
    """

    evidence: Path
    digest: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield the texts, facts and left-out blocks of a batch."""
        yield from _parts(reconsidered(batch, Evidence.load(self.evidence)))


def _without_stand_ins(read: pa.RecordBatch) -> pa.RecordBatch:
    """Take the text from records whose text is a notice in place of a page; of pages, extraction has looked at it."""
    extracted = pc.fill_null(pc.equal(read["encoding"], formats.EXTRACTED), False).to_pylist()
    texts = read["text"].to_pylist()
    kinds = stand_ins_of([None if page else text for text, page in zip(texts, extracted, strict=True)])
    found = {i: f"the text is {NOTICES[kind]}" for i, kind in enumerate(kinds) if kind}
    if not found:
        return read
    columns = {name: read[name].to_pylist() for name in ("text", "failure", "stage")}
    for i, message in found.items():
        columns["text"][i], columns["failure"][i], columns["stage"][i] = None, message, formats.STAND_IN
    arrays = [pa.array(columns[f.name], f.type) if f.name in columns else read[f.name] for f in read.schema]
    return pa.RecordBatch.from_arrays(arrays, schema=read.schema)


def _parts(read: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
    texts = read.select(TEXTS.names)
    yield 0, texts
    yield 1, _facts(texts)
    yield 2, read.select(LEFT_OUT.names)


def _facts(texts: pa.RecordBatch) -> pa.RecordBatch:
    column = texts.column("text")
    digests = [None if t is None else digest(t) for t in column.to_pylist()]
    known = {name: texts.column(name) for name in texts.schema.names if name != "text"}
    known |= {"characters": pc.utf8_length(column).cast(pa.int64()), "digest": pa.array(digests, pa.string())}
    return pa.RecordBatch.from_arrays([known[name] for name in FACTS.names], schema=FACTS)


@dataclass(frozen=True)
class Corpus:
    """The documents of a run, as tables beside one another, and the document index.

    Attributes:
        sources: files of the input; with ``earlier`` also the file of earlier documents, the last one.
        tasks: ranges of them that were read in one piece.
        texts: `TEXTS`, in order of reading; earlier documents come last.
        facts: `FACTS`, beside the texts.
        names: `NAMES`, beside the texts.
        numbers: `NUMBERS`, beside the texts.
        left_out: `LEFT_OUT`, beside the texts.
        same_text: `SAME_TEXT`, split by digest.
        ledger: columns by number: ``row`` in the texts, ``characters``, ``host`` (a hash, 0 for none), ``source``, and
            the strings ``date`` (null for none) and ``ids``.
        documents: number of documents that could be read.
        characters: code points of all their texts.
        renamed: number of documents that shared their id with another one, and got a longer id.
        skipped: number of records of WARC files that are no pages, by their type.
        earlier: number of earlier documents: they are compared with those of the input, and always stay.
        input_tasks: number of the tasks that read the input.
    """

    sources: tuple[formats.Source, ...]
    tasks: tuple[formats.Task, ...]
    texts: Table
    facts: Table
    names: Table
    numbers: Table
    left_out: Table
    same_text: Table
    ledger: Ledger
    documents: int
    characters: int
    renamed: int
    skipped: dict[str, int]
    earlier: int = 0
    input_tasks: int = 0

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the corpus."""
        return self.texts, self.facts, self.names, self.numbers, self.left_out, self.same_text

    @property
    def rows(self) -> int:
        """The number of documents of the input, with those that failed."""
        return sum(self.texts.rows) - self.earlier

    @property
    def input_sources(self) -> tuple[formats.Source, ...]:
        """The files of the input."""
        return self.sources[:-1] if self.earlier else self.sources

    @property
    def earlier_source(self) -> int:
        """The index of the file of earlier documents; -1 if there are none."""
        return len(self.sources) - 1 if self.earlier else -1

    def input_characters(self) -> int:
        """Count the code points of the documents of the input."""
        if not self.earlier:
            return self.characters
        return int(self.ledger.column("characters")[~self.is_earlier()].sum())

    def is_earlier(self) -> npt.NDArray[np.bool_]:
        """Tell which documents are earlier ones, by number: bool, shape (documents,)."""
        return np.asarray(self.ledger.column("source") == self.earlier_source)


Earlier = Callable[[Table], formats.Source | None]
"""Finds the earlier documents that the texts of an input may repeat: a Parquet file of them; None if there are none."""


def read(
    engine: Engine,
    sources: tuple[formats.Source, ...],
    config: InputConfig,
    folder: Path,
    *,
    task_bytes: int,
    key: str,
    earlier: Earlier | None = None,
) -> Corpus:
    """Read all sources, and index the documents.

    Which blocks of an HTML page are main text is decided again after reading, by all pages of its host.

    Args:
        engine: runs the kernels.
        sources: files of the input.
        config: settings of the input.
        folder: the run folder, which gets the evidence of the hosts.
        task_bytes: bytes of input in a task.
        key: digest of the content of the sources.
        earlier: finds the earlier documents that the corpus is compared with; None for no such documents.

    Raises:
        RunError: two documents have the same id even with their files and records added.
    """
    tasks = tuple(formats.plan(sources, task_bytes=task_bytes))
    work = [[pa.record_batch([pa.array([t], pa.int32())], schema=TASKS)] for t in range(len(tasks))]
    table = engine.write(Output("tasks", TASKS), work, key=f"{key}{task_bytes}")
    outputs = [*_outputs(""), Output("pages", PAGES, beside=True), Output("skipped", SKIPPED)]
    texts, facts, left_out, pages, skipped = engine.map(Read(sources, tasks, config), table, outputs)
    more, own_tasks = earlier(texts) if earlier else None, len(tasks)
    if more:
        tables = (texts, facts, left_out, pages)
        sources, tasks, tables = _with_earlier(engine, tables, (*sources, more), tasks, task_bytes)
        texts, facts, left_out, pages = tables
    known = numbered(engine, facts, [s.name for s in sources])
    sampled = sample_hosts(engine, facts, known.names, HtmlPages(), "paged")
    if evidence := learn(engine, (texts, known.numbers, pages, sampled), folder):
        reselect = Reselect(folder / BLOCKS_PROFILE, evidence)
        texts, facts, left_out = engine.map(reselect, (texts, pages), _outputs("_again"))
    ledger = Ledger(folder / WORK / "ledger", facts.key)
    same_text, characters = _entered(engine, facts, known, ledger)
    return Corpus(
        sources, tasks, texts, facts, known.names, known.numbers, left_out, same_text, ledger,
        sum(known.ordered.rows), characters, known.renamed, _skipped(engine.read(skipped)),
        sum(texts.rows[own_tasks:]), own_tasks,
    )  # fmt: skip


def _with_earlier(
    engine: Engine,
    tables: tuple[Table, ...],
    sources: tuple[formats.Source, ...],
    tasks: tuple[formats.Task, ...],
    task_bytes: int,
) -> tuple[tuple[formats.Source, ...], tuple[formats.Task, ...], tuple[Table, Table, Table, Table]]:
    """Read the last one of ``sources``, a file of earlier documents, behind the tables of the others."""
    number, at = len(tasks), len(sources) - 1
    planned = formats.plan(sources[-1:], task_bytes=task_bytes)
    more = tuple(
        formats.Task(number + i, tuple(replace(piece, source=at) for piece in task.pieces))
        for i, task in enumerate(planned)
    )
    work = [[pa.record_batch([pa.array([number + i], pa.int32())], schema=TASKS)] for i in range(len(more))]
    table = engine.write(Output("tasks_earlier", TASKS), work, key=f"{tables[0].key}{formats.digest(sources[at])}")
    outputs = [*_outputs("_earlier"), Output("pages_earlier", PAGES, beside=True), Output("skipped_earlier", SKIPPED)]
    read = engine.map(Read(sources, (*tasks, *more), InputConfig(stand_ins="keep")), table, outputs)
    names = ("texts", "facts", "left_out", "pages")
    one, two, three, four = (
        engine.concatenated(f"{name}_all", pair) for name, *pair in zip(names, tables, read[:4], strict=True)
    )
    return sources, (*tasks, *more), (one, two, three, four)


def _entered(engine: Engine, facts: Table, known: Numbered, ledger: Ledger) -> tuple[Table, int]:
    """Write the document index; return `SAME_TEXT`, and the number of characters of all texts."""
    documents = sum(known.ordered.rows)
    ranges = 1 + documents // RANGE_DOCUMENTS
    outputs = [
        Output(
            "entries", INDEX_ENTRIES, split=("number",), bounds=tuple(i * documents // ranges for i in range(ranges))
        ),
        Output("same-text", SAME_TEXT, split=("digest",), buckets=ranges),
    ]
    entries, same_text = engine.map(_Enter(), (facts, known.numbers), outputs, index=True)
    (entered,) = engine.map(_Sort(), entries, [Output("entered", INDEX_ENTRIES)], by_key=True)
    for name, kind in _LEDGER.items():
        ledger.write_parts(name, dtype(kind), documents, _column(engine, entered, name))
    ledger.write_strings("date", (batch["date"] for batch in engine.read(entered)))
    ledger.write_strings("ids", (batch["document"] for batch in engine.read(known.ordered)))
    ledger.write_parts("hash", np.int64, documents, _column(engine, known.hashed, "hash"))
    ledger.write_parts("hashed", np.int32, documents, _column(engine, known.hashed, "number"))
    return same_text, int(ledger.column("characters").sum())


def _column(engine: Engine, table: Table, name: str) -> Iterator[npt.NDArray[np.integer]]:
    return (batch[name].to_numpy() for batch in engine.read(table))


class _Enter(Struct, frozen=True):
    """Kernel that makes index entries from `FACTS` beside `NUMBERS`, for documents that did not fail.

    It yields `INDEX_ENTRIES` on output 0, and `SAME_TEXT` on output 1.
    """

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        batch = batch.filter(pc.greater_equal(batch["number"], 0))
        host = (host_hashes(batch["host"]) >> np.uint64(1)).view(np.int64)
        columns = {"row": batch["index"], "host": host}
        columns |= {name: batch[name] for name in INDEX_ENTRIES.names if name not in columns}
        yield 0, pa.record_batch([columns[name] for name in INDEX_ENTRIES.names], schema=INDEX_ENTRIES)
        batch = batch.filter(pc.greater(batch["characters"], 0))
        # 64 of its 128 bits: 16 hexadecimal digits
        digests = np.array([int(d[:16], 16) for d in batch["digest"].to_pylist()], np.uint64)
        yield 1, pa.record_batch([digests.view(np.int64), batch["number"]], schema=SAME_TEXT)


class _Sort(Struct, frozen=True):
    """Kernel that sorts all `INDEX_ENTRIES` of a range of numbers; yields the same rows."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield batch.take(pa.array(np.argsort(ints(batch, "number"))))


def _skipped(batches: Iterator[pa.RecordBatch]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for batch in batches:
        for what, records in zip(batch["what"].to_pylist(), batch["records"].to_pylist(), strict=True):
            counts[what] += records
    return dict(sorted(counts.items()))


def _outputs(suffix: str) -> list[Output]:
    schemas = {"texts": TEXTS, "facts": FACTS, "left_out": LEFT_OUT}
    return [Output(f"{name}{suffix}", s, beside=True, packed=name == "texts") for name, s in schemas.items()]


def named(batch: pa.RecordBatch, lists: list[str], schema: pa.Schema) -> pa.Table:
    """Flatten lists beside `NAMES` to one row for each element, with the id of its document.

    Args:
        batch: the lists beside `NAMES`.
        lists: names of the list columns.
        schema: of the result; its first column is the id.
    """
    rows = flat(batch, lists, "row")
    document = batch["document"].take(rows["row"].combine_chunks())
    return pa.table([document, *(rows[name] for name in schema.names[1:])], schema.names).cast(schema)
