"""The documents of a run: read, named and numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import formats
from chaffinch.boilerplate.templates import host_hashes
from chaffinch.config import InputConfig
from chaffinch.corpus.numbering import Numbered, numbered
from chaffinch.corpus.sampling import LookedAt, learn, sample_hosts
from chaffinch.engines import Engine, Ledger, Output, Table
from chaffinch.html import Extractor
from chaffinch.html.site_consensus import BLOCKS_PROFILE, Evidence, reconsidered
from chaffinch.runs import WORK
from chaffinch.schemas import FACTS, INDEX_ENTRIES, LEFT_OUT, PAGES, SAME_TEXT, SKIPPED, TEXTS, flat, ints
from chaffinch.text import digest

__all__ = ["Corpus", "named", "read"]


_LEDGER = {"row": pa.int64(), "characters": pa.int64(), "host": pa.int64(), "source": pa.int32()}

ROWS_OF = 500_000
"""Documents of which what is known is put in order in one task."""


@dataclass(frozen=True, slots=True)
class Read:
    """Kernel: a task -> its documents, what is known of each but the text, what pages left out, what was skipped."""

    sources: tuple[formats.Source, ...]
    tasks: tuple[formats.Task, ...]
    config: InputConfig

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Read the tasks numbered in the column ``task``."""
        with Extractor(self.config) as extract:
            for task in batch["task"].to_pylist():
                skipped: Counter[str] = Counter()
                sources = formats.near(self.sources, self.tasks[task])
                for read in formats.read(self.tasks[task], sources, self.config, extract, skipped):
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
    """The documents of a run, as tables that lie beside one another.

    Attributes:
        sources, tasks: what was read.
        texts, facts, names, numbers: `TEXTS`, `FACTS`, `NAMES` and `NUMBERS`, row by row, in order of reading.
        left_out: `LEFT_OUT`, row by row.
        same_text: `SAME_TEXT`, split by digest.
        ledger: columns by number: ``row`` of the corpus, ``characters``, ``host`` (a hash, 0 for none), ``source``, the
            strings ``date`` (null for none) and the ids.
        documents: how many there are that could be read.
        characters: of all these.
        renamed: how many documents share their id with another and got a longer one.
        skipped: how many records of WARC files are no pages, by what they are.
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

    @property
    def rows(self) -> int:
        """How many documents there are, with those that failed."""
        return sum(self.texts.rows)


def read(
    engine: Engine, sources: tuple[formats.Source, ...], config: InputConfig, folder: Path, *, task_bytes: int, key: str
) -> Corpus:
    """Read all sources; pages of one host decide together which of their blocks are main text.

    Args:
        folder: the run folder, which gets the evidence for that.
        key: digest of the content of the sources.

    Raises:
        RunError: two documents got the same id even after renaming.
    """
    tasks = tuple(formats.plan(sources, task_bytes=task_bytes))
    schema = pa.schema([("task", pa.int32())])
    work = [[pa.record_batch([pa.array([t], pa.int32())], schema=schema)] for t in range(len(tasks))]
    table = engine.write(Output("tasks", schema), work, key=f"{key}{task_bytes}")
    outputs = [*_outputs(""), Output("pages", PAGES, beside=True), Output("skipped", SKIPPED)]
    texts, facts, left_out, pages, passed = engine.map(Read(sources, tasks, config), table, outputs)
    known = numbered(engine, facts, [s.name for s in sources])
    looked_at = sample_hosts(engine, facts, known.names, LookedAt(), "paged")
    if told := learn(engine, (texts, known.numbers, pages, looked_at), folder):
        again = Again(folder / BLOCKS_PROFILE, told)
        texts, facts, left_out = engine.map(again, (texts, pages), _outputs("_again"))
    ledger = Ledger(folder / WORK / "ledger", facts.key)
    same_text, characters = _entered(engine, facts, known, ledger)
    return Corpus(
        sources, tasks, texts, facts, known.names, known.numbers, left_out, same_text, ledger,
        sum(known.ordered.rows), characters, known.renamed, _skipped(engine.read(passed)),
    )  # fmt: skip


def _entered(engine: Engine, facts: Table, known: Numbered, ledger: Ledger) -> tuple[Table, int]:
    """Enter what is known of all documents; give `SAME_TEXT`, and how many characters there are."""
    documents = sum(known.ordered.rows)
    runs = 1 + documents // ROWS_OF
    outputs = [
        Output("entries", INDEX_ENTRIES, split=("number",), edges=tuple(i * documents // runs for i in range(runs))),
        Output("same-text", SAME_TEXT, split=("digest",), buckets=runs),
    ]
    entries, same_text = engine.map(_Enter(), (facts, known.numbers), outputs, place=True)
    (entered,) = engine.map(_Sort(), entries, [Output("entered", INDEX_ENTRIES)], by_key=True)
    for name, kind in _LEDGER.items():
        ledger.write_parts(name, kind.to_pandas_dtype(), documents, _column(engine, entered, name))
    ledger.write_strings("date", (batch["date"] for batch in engine.read(entered)))
    ledger.write_strings("ids", (batch["document"] for batch in engine.read(known.ordered)))
    ledger.write_parts("hash", np.int64, documents, _column(engine, known.hashed, "hash"))
    ledger.write_parts("hashed", np.int32, documents, _column(engine, known.hashed, "number"))
    return same_text, int(ledger.column("characters").sum())


def _column(engine: Engine, table: Table, name: str) -> Iterator[npt.NDArray[np.integer]]:
    return (batch[name].to_numpy() for batch in engine.read(table))


@dataclass(frozen=True, slots=True)
class _Enter:
    """Kernel: facts beside numbers -> (0, what the ledger holds), (1, `SAME_TEXT`), of documents that did not fail."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        batch = batch.filter(pc.greater_equal(batch["number"], 0))
        host = (host_hashes(batch["host"]) >> np.uint64(1)).view(np.int64)
        columns = {"row": batch["place"], "host": host}
        columns |= {name: batch[name] for name in INDEX_ENTRIES.names if name not in columns}
        yield 0, pa.record_batch([columns[name] for name in INDEX_ENTRIES.names], schema=INDEX_ENTRIES)
        batch = batch.filter(pc.greater(batch["characters"], 0))
        # so many of its 128 bits as a number has; they are a hexadecimal number
        said = np.array([int(d[:16], 16) for d in batch["digest"].to_pylist()], np.uint64)
        yield 1, pa.record_batch([said.view(np.int64), batch["number"]], schema=SAME_TEXT)


@dataclass(frozen=True, slots=True)
class _Sort:
    """Kernel: sort a run of entries by number."""

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
    return [Output(f"{name}{suffix}", schema, beside=True) for name, schema in schemas.items()]


def named(batch: pa.RecordBatch, lists: list[str], schema: pa.Schema) -> pa.Table:
    """Give the elements of lists, with the document's id before each.

    Args:
        batch: the lists beside `NAMES`.
        lists: the names of their columns.
        schema: of what is given, to which it is cast.
    """
    rows = flat(batch, lists, "row")
    document = batch["document"].take(rows["row"].combine_chunks())
    return pa.table([document, *(rows[name] for name in schema.names[1:])], schema.names).cast(schema)
