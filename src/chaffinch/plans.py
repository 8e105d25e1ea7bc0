"""What the policy chooses over the whole corpus: copies of documents, repeats of passages, and their keepers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import policy
from chaffinch.cluster import labelled
from chaffinch.config import Config, DocumentConfig
from chaffinch.connected import EDGES, LABELS, NODE_BITS, connected
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table
from chaffinch.keepers import leaving
from chaffinch.ledger import Ledger
from chaffinch.passages.copies import copies, tied
from chaffinch.passages.coverage import COVERAGES
from chaffinch.run import Run
from chaffinch.tables import PLAN_ROWS, PLANS, ints
from chaffinch.wanted import Wanted

__all__ = ["plan"]

Ints = npt.NDArray[np.int64]

ROWS_OF = 500_000
"""Rows of matches that go to one bucket."""

_COPIES = pa.schema([*PLAN_ROWS, ("number", pa.int64())])
_LABELLED = pa.schema([("label", pa.int64()), *COVERAGES])


def plan(engine: Engine, corpus: Corpus, run: Run, config: Config, *, key: str) -> Table:
    """Choose copies and keepers, by the public tables of matches and clusters.

    Args:
        key: digest of these tables, and of the policy.

    Returns:
        `PLANS` beside the texts. The ledger of the corpus gets the columns ``gone``: whether a document goes as a copy,
        by its number, and ``left``: whether a member of a cluster goes, by its row in the public table.
    """
    sources = tuple(s.name for s in corpus.sources) if config.policy.keep == "source" else ()
    wanted = Wanted(corpus.ledger, config.policy, sources)
    tables = _copies(engine, corpus, run, config, wanted, key) if config.policy.documents != "off" else []
    gone = tables if config.policy.documents == "remove" else []
    corpus.ledger.scatter("gone", np.bool_, corpus.documents, _marked(engine, gone, "number"))
    left: list[Table] = []
    if config.policy.passages in ("remove", "mark"):
        passages, leave = leaving(engine, corpus, run, config, wanted, key=key)
        tables = [*tables, passages]
        left = [leave] if config.policy.passages == "remove" else []
    corpus.ledger.scatter("left", np.bool_, run.rows("clusters"), _marked(engine, left, "member"))
    if not tables:
        output = Output("no-plans", _COPIES, split=("row",), edges=corpus.texts.edges)
        tables = [engine.write(output, [], key=key)]
    return engine.lay(Output("plans", PLANS, beside=True), tables, corpus.texts)


def _marked(engine: Engine, tables: Sequence[Table], name: str) -> Iterator[tuple[Ints, npt.NDArray[np.bool_]]]:
    """Give the places that rows of tables tell."""
    for table in tables:
        for batch in engine.read(table):
            yield ints(batch, name), np.ones(batch.num_rows, np.bool_)


def _copies(engine: Engine, corpus: Corpus, run: Run, config: Config, wanted: Wanted, key: str) -> list[Table]:
    """Choose documents that go: all matches of a group that hangs together are looked at in one task."""
    buckets = 1 + run.rows("matches") // ROWS_OF
    by_left = Output("decided", COVERAGES, split=("left",), buckets=buckets)
    matched = engine.write(by_left, _matched(run, corpus.ledger, config.documents), key=key)
    output = Output("same-documents", COVERAGES, split=("left",), buckets=buckets)
    (same,) = engine.map(Same(wanted, key), corpus.same_text, [output], by_key=True)
    if not sum(matched.rows) + sum(same.rows):
        return []
    outputs = [Output("tied-documents", EDGES), Output("by-left", COVERAGES, split=("left",), buckets=buckets)]
    edges, pairs = engine.map(Tie(), (matched, same), outputs, by_key=True)
    output = Output("tied-labels", LABELS, split=("number",), buckets=buckets)
    labels = connected(engine, edges, output, memory=config.work.share)
    output = Output("labelled", _LABELLED, split=("label",), buckets=buckets)
    (by_group,) = engine.map(Label(), (pairs, labels), [output], by_key=True)
    output = Output("copies", _COPIES, split=("row",), edges=corpus.texts.edges)
    (chosen,) = engine.map(Choose(wanted, config.documents, key), by_group, [output], by_key=True)
    return [chosen]


def _matched(run: Run, ledger: Ledger, config: DocumentConfig) -> Iterator[list[pa.RecordBatch]]:
    """Read the matches of documents of which one at least is covered."""
    names = ["left_document", "right_document", "left_coverage", "right_coverage", "similarity"]
    for batch in run.batches("matches", [*names, "unit"]):
        high = pc.greater_equal(pc.max_element_wise(batch["left_coverage"], batch["right_coverage"]), config.coverage)
        rows = batch.filter(pc.and_(pc.equal(batch["unit"], "document"), high))
        if rows.num_rows:
            numbers = [ledger.numbers(rows[name]).astype(np.int32) for name in names[:2]]
            yield [pa.record_batch([*numbers, *(rows[name] for name in names[2:])], schema=COVERAGES)]


@dataclass(frozen=True, slots=True)
class Same:
    """Kernel: documents by their text -> those of one text tied to the most wanted: all of them match one another."""

    wanted: Wanted
    key: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `COVERAGES`."""
        first, other = tied(ints(batch, "number"), ints(batch, "digest"))
        place = self.wanted.places(np.concatenate((first, other)))
        best: dict[int, int] = {}
        for one, two in zip(first.tolist(), other.tolist(), strict=True):
            best[one] = min(best.get(one, one), two, key=place.__getitem__)
        members = np.concatenate((np.unique(first), other))
        keeper = np.array([best[n] for n in np.concatenate((np.unique(first), first)).tolist()], np.int64)
        rest = keeper != members
        yield copies(keeper[rest], members[rest])


@dataclass(frozen=True, slots=True)
class Tie:
    """Kernel: matches of documents, in tables -> (0, rows of `EDGES`), (1, the same matches)."""

    def __call__(self, *batches: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield a row of each for every match."""
        for batch in batches:
            ends = [ints(batch, name) << NODE_BITS for name in ("left", "right")]
            yield 0, pa.record_batch(ends, schema=EDGES)
            yield 1, batch


@dataclass(frozen=True, slots=True)
class Label:
    """Kernel: matches of which some documents are the left one, and labels of these -> the matches with labels."""

    def __call__(self, pairs: pa.RecordBatch, labels: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every match."""
        label = labelled(ints(pairs, "left") << NODE_BITS, labels)
        yield pa.record_batch([label, *pairs.columns], schema=_LABELLED)


@dataclass(frozen=True, slots=True)
class Choose:
    """Kernel: all matches of some groups of documents -> which of them go, rows of `PLAN_ROWS` and their numbers.

    Attributes:
        wanted: which keepers are.
        config: when a document is a copy.
        key: digest of what that depends on.
    """

    wanted: Wanted
    config: DocumentConfig
    key: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every document that goes."""
        left, right, *shares = (batch[name].to_numpy() for name in COVERAGES.names)
        place, ledger = self.wanted.places(np.concatenate((left, right)).astype(np.int64)), self.wanted.ledger
        found = policy.copies(left, right, (shares[0], shares[1]), shares[2], place=place, config=self.config)
        number, keeper = (np.array([getattr(c, name) for c in found], np.int64) for name in ("document", "keeper"))
        zero, characters = np.zeros(len(found), np.int32), ledger.column("characters")
        columns = {
            "row": ledger.column("row")[number],
            "plan_whole": np.ones(len(found), np.bool_),
            "plan_start": zero,
            "plan_stop": characters[number].astype(np.int32),
            "plan_reason": pa.array([c.reason for c in found], pa.string()),
            "plan_score": np.array([c.score for c in found], np.float32),
            "plan_keeper": ledger.ids(keeper),
            "plan_keeper_start": zero,
            "plan_keeper_stop": characters[keeper].astype(np.int32),
            "number": number,
        }
        yield pa.record_batch(list(columns.values()), schema=_COPIES)
