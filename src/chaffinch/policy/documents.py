"""What the policy chooses over the whole corpus: copies of documents, repeats of passages, and their keepers.

Decisions over a whole corpus: plans made from matches, settled document by document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.config import Config, DocumentConfig, PolicyConfig
from chaffinch.corpus import Corpus
from chaffinch.engines import NODE_BITS, Engine, Ledger, Output, Table, connected
from chaffinch.matching import copies, labelled, tied
from chaffinch.model import Finding, Passage, Removal
from chaffinch.policy import verdicts
from chaffinch.policy.passages import leaving
from chaffinch.policy.ranking import Ranking, uncompared
from chaffinch.policy.removals import whole_sentences
from chaffinch.runs import Run
from chaffinch.schemas import (
    COVERAGES,
    DECISIONS,
    EDGES,
    LABELLED_COVERAGES,
    LABELS,
    PLANS,
    PLANS_OF_COPIES,
    ints,
    lists,
)
from chaffinch.text import Bools, Ints

__all__ = ["Decide", "plan"]


_Row = tuple[Any, ...]
_MARKS = ("start", "stop", "category", "rule", "score")


@dataclass(frozen=True, slots=True)
class Decide:
    """Kernel: texts beside their numbers, findings and plans -> the decisions for each, as lists."""

    config: PolicyConfig

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one batch of `DECISIONS`, row by row."""
        rows = zip(
            batch["number"].to_pylist(), batch["text"], lists(batch, _MARKS), lists(batch, PLANS.names), strict=True
        )
        yield _columns([self._document(*row) if number >= 0 else [] for number, *row in rows])

    def _document(self, cell: pa.StringScalar, marks: list[_Row], plans: list[_Row]) -> list[Removal]:
        whole = [_planned(*row) for is_whole, *row in plans if is_whole]
        passages = [_planned(*row) for is_whole, *row in plans if not is_whole]
        if any(row.action == "remove" for row in whole):
            return whole
        if not marks and not passages:
            return whole
        findings = [Finding(*row) for row in marks]
        text = cell.as_py()
        if self.config.passages == "remove":
            passages = whole_sentences(text, passages)
        return whole + verdicts.decide(text, findings, self.config, passages=passages)


def _planned(*row: Any) -> Removal:
    action, start, stop, reason, score, *keeper = row
    return Removal(start, stop, action, reason, "", score, Passage(*keeper))


def _columns(documents: list[list[Removal]]) -> pa.RecordBatch:
    rows = [r for document in documents for r in document]
    offsets = [0]
    for document in documents:
        offsets.append(offsets[-1] + len(document))
    values = {
        "start": [r.start for r in rows],
        "stop": [r.stop for r in rows],
        "action": [r.action for r in rows],
        "reason": [r.reason for r in rows],
        "rule": [r.rule for r in rows],
        "score": [r.score for r in rows],
        "keeper": [r.keeper and r.keeper.document for r in rows],
        "keeper_start": [r.keeper and r.keeper.start for r in rows],
        "keeper_stop": [r.keeper and r.keeper.stop for r in rows],
    }
    columns = [
        pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(values[f.name], f.type.value_type)).cast(
            f.type
        )
        for f in DECISIONS
    ]
    return pa.RecordBatch.from_arrays(columns, schema=DECISIONS)


ROWS_OF = 500_000
"""Rows of matches that go to one bucket."""


def plan(engine: Engine, corpus: Corpus, run: Run, config: Config, *, key: str) -> Table:
    """Choose copies and keepers, by the public tables of matches and clusters.

    Args:
        key: digest of these tables, and of the policy.

    Returns:
        `PLANS` beside the texts. The ledger of the corpus gets the columns ``gone``: whether a document goes as a copy,
        by its number, and ``left``: whether a member of a cluster goes, by its row in the public table.
    """
    ranking = Ranking(corpus.ledger, config.policy.keep, config.policy.sources)
    acts = {config.policy.documents, config.policy.contained} & {"remove", "mark"}
    tables = _copies(engine, corpus, run, config, ranking, key) if acts else []
    corpus.ledger.scatter("gone", np.bool_, corpus.documents, _removed(engine, tables))
    left: list[Table] = []
    if config.policy.passages in ("remove", "mark"):
        passages, leave = leaving(engine, corpus, run, config, ranking, key=key)
        tables = [*tables, passages]
        left = [leave] if config.policy.passages == "remove" else []
    corpus.ledger.scatter("left", np.bool_, run.rows("clusters"), _left(engine, left))
    if not tables:
        output = Output("no-plans", PLANS_OF_COPIES, split=("row",), edges=corpus.texts.edges)
        tables = [engine.write(output, [], key=key)]
    return engine.attach(Output("plans", PLANS, beside=True), tables, corpus.texts)


def _removed(engine: Engine, tables: Sequence[Table]) -> Iterator[tuple[Ints, Bools]]:
    """Give the documents that go as copies."""
    for table in tables:
        for batch in engine.read(table):
            yield ints(batch, "number"), np.asarray(pc.equal(batch["plan_action"], "remove"))


def _left(engine: Engine, tables: Sequence[Table]) -> Iterator[tuple[Ints, Bools]]:
    """Give the members of clusters that go, by their rows in the public table."""
    for table in tables:
        for batch in engine.read(table):
            yield ints(batch, "member"), np.ones(batch.num_rows, np.bool_)


def _copies(engine: Engine, corpus: Corpus, run: Run, config: Config, ranking: Ranking, key: str) -> list[Table]:
    """Choose copies: all matches of a group that hangs together are looked at in one task."""
    buckets = 1 + run.rows("matches") // ROWS_OF
    by_left = Output("decided", COVERAGES, split=("left",), buckets=buckets)
    # pairs that are no copies only show which documents were compared, see `uncompared`
    least = 0.0 if ranking.order == "source" else config.documents.coverage
    matched = engine.write(by_left, _matched(run, corpus.ledger, least), key=key)
    output = Output("same-documents", COVERAGES, split=("left",), buckets=buckets)
    (same,) = engine.map(Same(ranking, key), corpus.same_text, [output], by_key=True)
    if not sum(matched.rows) + sum(same.rows):
        return []
    outputs = [Output("tied-documents", EDGES), Output("by-left", COVERAGES, split=("left",), buckets=buckets)]
    edges, pairs = engine.map(Tie(config.documents.coverage), (matched, same), outputs, by_key=True)
    output = Output("tied-labels", LABELS, split=("number",), buckets=buckets)
    labels = connected(engine, edges, output, memory=config.work.share)
    output = Output("labelled", LABELLED_COVERAGES, split=("label",), buckets=buckets)
    (by_group,) = engine.map(Label(), (pairs, labels), [output], by_key=True)
    output = Output("copies", PLANS_OF_COPIES, split=("row",), edges=corpus.texts.edges)
    (chosen,) = engine.map(Choose(ranking, config.documents, config.policy, key), by_group, [output], by_key=True)
    return [chosen]


def _matched(run: Run, ledger: Ledger, least: float) -> Iterator[list[pa.RecordBatch]]:
    """Read the matches of documents of which one is covered by this share at least."""
    names = ["left_document", "right_document", "left_coverage", "right_coverage", "similarity"]
    for batch in run.batches("matches", [*names, "unit"]):
        rows = batch.filter(pc.and_(pc.equal(batch["unit"], "document"), _covered(batch, least)))
        if rows.num_rows:
            numbers = [ledger.numbers(rows[name]).astype(np.int32) for name in names[:2]]
            yield [pa.record_batch([*numbers, *(rows[name] for name in names[2:])], schema=COVERAGES)]


def _covered(matches: pa.RecordBatch, least: float) -> pa.Array:
    return pc.greater_equal(pc.max_element_wise(matches["left_coverage"], matches["right_coverage"]), least)


@dataclass(frozen=True, slots=True)
class Same:
    """Kernel: documents by their text -> those of one text tied to their keeper: all of them match one another."""

    ranking: Ranking
    key: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `COVERAGES`."""
        first, other = tied(ints(batch, "number"), ints(batch, "digest"))
        position = self.ranking.positions(np.concatenate((first, other)))
        best: dict[int, int] = {}
        for one, two in zip(first.tolist(), other.tolist(), strict=True):
            best[one] = min(best.get(one, one), two, key=position.__getitem__)
        members = np.concatenate((np.unique(first), other))
        keeper = np.array([best[n] for n in np.concatenate((np.unique(first), first)).tolist()], np.int64)
        rest = keeper != members
        yield copies(keeper[rest], members[rest])


@dataclass(frozen=True, slots=True)
class Tie:
    """Kernel: matches of documents, in tables -> (0, rows of `EDGES`), (1, the same matches).

    Attributes:
        coverage: of one document at least, for an edge.
    """

    coverage: float

    def __call__(self, *batches: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield a row of each for every match."""
        for batch in batches:
            near = batch.filter(_covered(batch, self.coverage))
            ends = [ints(near, name) << NODE_BITS for name in ("left", "right")]
            yield 0, pa.record_batch(ends, schema=EDGES)
            yield 1, batch


@dataclass(frozen=True, slots=True)
class Label:
    """Kernel: matches of which some documents are the left one, and labels of these -> the matches with labels."""

    def __call__(self, pairs: pa.RecordBatch, labels: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every match."""
        label = labelled(ints(pairs, "left") << NODE_BITS, labels)
        yield pa.record_batch([label, *pairs.columns], schema=LABELLED_COVERAGES)


@dataclass(frozen=True, slots=True)
class Choose:
    """Kernel: all matches of some groups of documents -> the copies among them, rows of `PLAN_ROWS` and their numbers.

    Attributes:
        ranking: of keepers.
        config: when a document is a copy.
        policy: what is done with one.
        key: digest of what that depends on.
    """

    ranking: Ranking
    config: DocumentConfig
    policy: PolicyConfig
    key: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every copy that goes or is marked."""
        left, right, *shares = (batch[name].to_numpy() for name in COVERAGES.names)
        ledger, members = self.ranking.ledger, np.unique(np.concatenate((left, right)).astype(np.int64))
        opening = dict(zip(members.tolist(), ledger.column("opening")[members].tolist(), strict=True))
        pairs = verdicts.Pairs(left, right, (shares[0], shares[1]), shares[2])
        near = np.minimum(*shares[:2]) >= self.config.coverage
        position = self.ranking.positions(members, uncompared(left.astype(np.int64), right.astype(np.int64), near))
        found = verdicts.copies(pairs, position, opening, self.config, self.policy)
        number, keeper = (np.array([getattr(c, name) for c in found], np.int64) for name in ("document", "keeper"))
        zero, characters = np.zeros(len(found), np.int32), ledger.column("characters")
        columns = {
            "row": ledger.column("row")[number],
            "plan_whole": np.ones(len(found), np.bool_),
            "plan_action": pa.array([c.action for c in found], pa.string()),
            "plan_start": zero,
            "plan_stop": characters[number].astype(np.int32),
            "plan_reason": pa.array([c.reason for c in found], pa.string()),
            "plan_score": np.array([c.score for c in found], np.float32),
            "plan_keeper": ledger.ids(keeper),
            "plan_keeper_start": zero,
            "plan_keeper_stop": characters[keeper].astype(np.int32),
            "number": number,
        }
        yield pa.record_batch(list(columns.values()), schema=PLANS_OF_COPIES)
