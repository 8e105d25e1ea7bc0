"""The documents of a run: read, named and numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import files
from chaffinch.config import InputConfig
from chaffinch.engines import Engine, Output, Table
from chaffinch.errors import RunError
from chaffinch.extract import Extractor
from chaffinch.ledger import Ledger
from chaffinch.neighbours.deciding import reconsidered
from chaffinch.neighbours.evidence import PROFILE, Evidence
from chaffinch.neighbours.learning import learn, looked_at
from chaffinch.run import WORK
from chaffinch.tables import FACTS, LEFT_OUT, NUMBERS, PAGES, PUBLIC, SKIPPED, TEXTS

__all__ = ["Again", "Corpus", "Read", "digest", "named", "read"]

_RECORD_BITS = 40  # of a place in the input: more records than any file has


@dataclass(frozen=True, slots=True)
class Read:
    """Kernel: a task -> its documents, what is known of each but the text, what pages left out, what was skipped."""

    sources: tuple[files.Source, ...]
    tasks: tuple[files.Task, ...]
    config: InputConfig

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Read the tasks numbered in the column ``task``."""
        with Extractor(self.config) as extract:
            for task in batch["task"].to_pylist():
                skipped: Counter[str] = Counter()
                for read in files.read(self.tasks[task], self.sources, self.config, extract, skipped):
                    yield from _parts(read)
                    yield 3, read.select(PAGES.names)
                yield 4, pa.RecordBatch.from_arrays([list(skipped), list(skipped.values())], schema=SKIPPED)


@dataclass(frozen=True, slots=True)
class Again:
    """Kernel: TEXTS beside PAGES -> the same documents, after their hosts' other pages have had a say.

    Attributes:
        evidence: the file that holds what they say.
        digest: of that file, so that another content is another kernel.
    """

    evidence: Path
    digest: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield texts, what is known of them, and what pages left out."""
        yield from _parts(reconsidered(batch, Evidence.load(self.evidence)))


def digest(text: str) -> str:
    """Give the digest of a document's text: blake2b of 128 bits over its UTF-8.

    >>> digest("")
    'cae66941d9efbd404e4d88758ea67670'
    """
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _parts(read: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
    texts = read.select(TEXTS.names)
    yield 0, texts
    yield 1, _facts(texts)
    yield 2, _left_out(read)


def _facts(texts: pa.RecordBatch) -> pa.RecordBatch:
    column = texts.column("text")
    digests = [None if t is None else digest(t) for t in column.to_pylist()]
    known = {name: texts.column(name) for name in texts.schema.names if name != "text"}
    known |= {"characters": pc.utf8_length(column).cast(pa.int64()), "digest": pa.array(digests, pa.string())}
    return pa.RecordBatch.from_arrays([known[name] for name in FACTS.names], schema=FACTS)


def _left_out(read: pa.RecordBatch) -> pa.RecordBatch:
    blocks = read.column("left_out")
    of = pc.list_parent_indices(blocks)
    columns = [read.column(name).take(of) for name in ("source", "record")] + pc.list_flatten(blocks).flatten()
    return pa.RecordBatch.from_arrays(columns, schema=LEFT_OUT)


@dataclass(frozen=True)
class Corpus:
    """The documents of a run as tables that lie beside one another, and as columns by row.

    Attributes:
        sources, tasks: what was read.
        texts, numbers: `TEXTS` and `NUMBERS`, row by row.
        facts: `FACTS` of all rows, in order of reading.
        number: of each row; -1 for a failed one. shape (rows,)
        row: of each number. shape (documents,)
        blocks: `LEFT_OUT`.
        ledger: columns by number: ``row`` of the corpus, ``characters``, ``host`` (its rank, -1 for none), ``day`` (the
            rank of the date, those without one last); and the ids.
        renamed: how many documents share their id with another and got a longer one.
        skipped: how many records of WARC files are no pages, by what they are.
    """

    sources: tuple[files.Source, ...]
    tasks: tuple[files.Task, ...]
    texts: Table
    numbers: Table
    facts: pa.Table
    number: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    names: pa.Array
    blocks: Table
    ledger: Ledger
    renamed: int
    skipped: dict[str, int]

    @cached_property
    def ids(self) -> pa.Array:
        """The document ids by number: sorted."""
        return self.names.take(pa.array(self.row))

    @cached_property
    def characters(self) -> npt.NDArray[np.int64]:
        """The length of each document by number."""
        return np.asarray(self.facts["characters"].to_numpy()[self.row].astype(np.int64))

    @cached_property
    def copies(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The documents whose text another one has too: the first with that text, and the number of each."""
        if not len(self.row):
            return self.row, self.row
        digests = pc.dictionary_encode(self.column("digest").combine_chunks()).indices.to_numpy()
        first = np.full(int(digests.max()) + 1, len(digests))
        np.minimum.at(first, digests, np.arange(len(digests)))
        empty = self.characters == 0
        many = (np.bincount(digests)[digests] > 1) & ~empty
        return first[digests[many]], np.flatnonzero(many)

    def column(self, name: str) -> pa.ChunkedArray:
        """Give a fact of each document by number."""
        return self.facts[name].take(pa.array(self.row))

    def left_out(self, engine: Engine) -> Iterator[pa.RecordBatch]:
        """Give the public table of what pages left out, some rows at a time."""
        known = _places(self.facts)  # rising, as they were read
        for rows in engine.read(self.blocks):
            document = self.names.take(pa.array(np.searchsorted(known, _places(rows))))
            yield pa.RecordBatch.from_arrays([document, *rows.columns[2:]], schema=PUBLIC["left_out"])

    def documents(self, outcome: pa.Array) -> pa.Table:
        """Give the public table of documents.

        Args:
            outcome: what became of each row, strings.
        """
        names = pa.array([s.name for s in self.sources], pa.string())
        columns = {name: self.facts[name] for name in self.facts.schema.names}
        columns |= {"document": self.names, "outcome": outcome}
        columns["source"] = names.take(self.facts["source"].combine_chunks())
        columns["characters"] = pc.fill_null(self.facts["characters"], 0)
        schema = PUBLIC["documents"]
        return pa.table([columns[name] for name in schema.names], schema=schema)


def read(
    engine: Engine, sources: tuple[files.Source, ...], config: InputConfig, folder: Path, *, task_bytes: int, key: str
) -> Corpus:
    """Read all sources; pages of one host decide together which of their blocks are main text.

    Args:
        folder: the run folder, which gets the evidence for that.
        key: digest of the content of the sources.

    Raises:
        RunError: two documents got the same id even after renaming.
    """
    tasks = tuple(files.plan(sources, task_bytes=task_bytes))
    schema = pa.schema([("task", pa.int32())])
    work = [[pa.record_batch([pa.array([t], pa.int32())], schema=schema)] for t in range(len(tasks))]
    table = engine.write(Output("tasks", schema), work, key=f"{key}{task_bytes}")
    outputs = [*_outputs(""), Output("pages", PAGES, beside=True), Output("skipped", SKIPPED)]
    texts, beside, blocks, pages, passed = engine.map(Read(sources, tasks, config), table, outputs)
    facts = pa.Table.from_batches(engine.read(beside), FACTS)
    names, renamed = _names(facts, [s.name for s in sources])
    number, row = _numbers(facts, names)
    numbers = engine.write_beside(Output("numbers", NUMBERS), texts, pa.table({"number": number}), key=key)
    if told := learn(engine, (texts, numbers, pages), looked_at(facts, names), folder):
        texts, beside, blocks = engine.map(Again(folder / PROFILE, told), (texts, pages), _outputs("_again"))
        facts = pa.Table.from_batches(engine.read(beside), FACTS)
    skipped = _skipped(pa.Table.from_batches(engine.read(passed), SKIPPED))
    ledger = Ledger(folder / WORK / "ledger", beside.key)
    corpus = Corpus(sources, tasks, texts, numbers, facts, number, row, names, blocks, ledger, renamed, skipped)
    _enter(corpus)
    return corpus


def _enter(corpus: Corpus) -> None:
    """Write the ledger of a corpus."""
    hosts = corpus.column("host").combine_chunks().dictionary_encode()
    days = pc.rank(corpus.column("date").combine_chunks(), tiebreaker="dense")  # those without one come last
    columns = {"row": corpus.row, "characters": corpus.characters, "day": days.to_numpy().astype(np.int64)}
    columns["host"] = pc.fill_null(hosts.indices, -1).to_numpy().astype(np.int64)
    corpus.ledger.write(columns)
    corpus.ledger.write_ids(corpus.ids)


def _skipped(rows: pa.Table) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for what, records in zip(rows["what"].to_pylist(), rows["records"].to_pylist(), strict=True):
        counts[what] += records
    return dict(sorted(counts.items()))


def _outputs(suffix: str) -> list[Output]:
    beside = [Output(f"{name}{suffix}", schema, beside=True) for name, schema in (("texts", TEXTS), ("facts", FACTS))]
    return [*beside, Output(f"left_out{suffix}", LEFT_OUT)]


def _places(rows: pa.Table | pa.RecordBatch) -> npt.NDArray[np.int64]:
    """Make one number of source and record."""
    source, record = (rows.column(name).to_numpy() for name in ("source", "record"))
    return np.asarray((source.astype(np.int64) << _RECORD_BITS) | record)


def _names(facts: pa.Table, sources: list[str]) -> tuple[pa.Array, int]:
    """Give each row its document id; rows that share one all become ``id@source#record``."""
    ids = facts["id"].combine_chunks()
    counts = pc.value_counts(ids)
    shared = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    if not len(shared):
        return ids, 0
    again = pc.fill_null(pc.is_in(ids, value_set=shared), False)
    source = pa.array(sources, pa.string()).take(facts["source"].combine_chunks())
    place = pc.binary_join_element_wise(source, facts["record"].combine_chunks().cast(pa.string()), "#")
    return pc.if_else(again, pc.binary_join_element_wise(ids, place, "@"), ids), pc.sum(again).as_py()


def _numbers(facts: pa.Table, names: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    good = np.flatnonzero(facts["failure"].is_null().to_numpy())
    if len(pc.unique(names.take(pa.array(good)))) < len(good):
        raise RunError("two documents have one id, even with their files and records added; rename one of them")
    row = good[pc.sort_indices(names.take(pa.array(good))).to_numpy().astype(np.int64)]
    number = np.full(len(names), -1, np.int64)
    number[row] = np.arange(len(row))
    return number, row


def named(rows: pa.Table, corpus: Corpus, first: int, schema: pa.Schema) -> list[pa.RecordBatch]:
    """Put the document's id before rows that tell it by its place in a batch.

    Args:
        rows: with the column ``row``.
        corpus: whose.
        first: the row of the corpus with which the batch began.
        schema: of what is given.
    """
    document = corpus.names.take(pc.add(rows["row"], first).combine_chunks())
    rows = rows.append_column("document", document)
    found = pa.table([rows[name] for name in schema.names], schema.names).cast(schema).combine_chunks()
    batches: list[pa.RecordBatch] = found.to_batches()
    return batches
