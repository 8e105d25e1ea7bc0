"""Plan over the whole corpus which copies and repeats go, then decide document by document.

A *plan* is a removal that follows from matches: of a document as a copy, or of a passage as a repeat. `plan` chooses
plans from the public tables; the kernel `Decide` joins those of one document with its findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.config import Config, DocumentConfig, PolicyConfig
from chaffinch.corpus import Corpus
from chaffinch.engines import NODE_BITS, Engine, Ledger, Output, Table, connected
from chaffinch.matching import RELATIONS, as_same, copies, labelled, tied
from chaffinch.model import EMPTY, Finding, Passage, Removal
from chaffinch.policy import verdicts
from chaffinch.policy.answers import Answered, undone
from chaffinch.policy.passages import repeats
from chaffinch.policy.ranking import Ranking, uncompared
from chaffinch.policy.removals import whole_sentences
from chaffinch.policy.sentence_links import joined
from chaffinch.runs import Run
from chaffinch.schemas import (
    COVERAGES,
    DECISIONS,
    EDGES,
    LABELLED_COVERAGES,
    LABELS,
    PLANS,
    PLANS_OF_COPIES,
    RELATED,
    ints,
    lists,
)
from chaffinch.text import Bools, Ints

__all__ = ["Decide", "plan"]


_NO_ANSWERS = Answered()
_Row = tuple[Any, ...]
_FINDINGS = ("start", "stop", "category", "rule", "score")


class Decide(Struct, frozen=True):
    """Kernel that decides on each text, with its findings and plans; yields rows of `DECISIONS` on output 0.

    Attributes:
        config: the policy.
        answered: what readers answered.
        earlier: index of the source that has documents of indexes, in which nothing is cut; -1 for none.
    """

    config: PolicyConfig
    answered: Answered = _NO_ANSWERS
    earlier: int = -1

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one batch of `DECISIONS`, row by row."""
        if batch.num_rows and batch["source"][0].as_py() == self.earlier:  # the last part of the texts
            yield _columns([[]] * batch.num_rows)
            return
        lists_of = (lists(batch, _FINDINGS), lists(batch, PLANS.names))
        rows = list(zip(batch["number"].to_pylist(), batch["text"], *lists_of, strict=True))
        found = [self._document(*row) if row[0] >= 0 else [] for row in rows]
        if self.answered.sites:
            here = pc.is_in(batch["host"], value_set=pa.array(self.answered.sites, pa.string())).to_pylist()
            found = [_all_undone(text.as_py(), r) if h and r else r
                     for (_, text, *_), r, h in zip(rows, found, here, strict=True)]  # fmt: skip
        yield _columns(found)

    def _document(self, number: int, cell: pa.StringScalar, findings: list[_Row], plans: list[_Row]) -> list[Removal]:
        whole = [_planned(*row) for is_whole, *row in plans if is_whole]
        passages = [_planned(*row) for is_whole, *row in plans if not is_whole]
        if any(row.action == "remove" for row in whole):
            return whole
        if self.config.drop_empty and not (text := cell.as_py()).strip():
            return [*whole, Removal(0, len(text), "remove", EMPTY)]
        if not findings and not passages:
            return whole
        text = cell.as_py()
        if self.config.passages == "remove":
            passages = whole_sentences(text, joined(text, passages))
        given, answered = [Finding(*row) for row in findings], self.answered
        sure = answered.sure_findings(text, number, given) if answered.sure_rules or number in answered.spans else ()
        is_wrong = answered.is_wrong if answered.wrong_rules else None
        rows = verdicts.decide(text, given, self.config, passages=passages, sure=sure, is_wrong=is_wrong)
        return whole + (undone(text, rows, answered.kept(text, number)) if number in answered.spans else rows)


def _all_undone(text: str, rows: list[Removal]) -> list[Removal]:
    """Undo all cuts in a document; that it goes as a copy stays."""
    return undone(text, rows, [(0, len(text))])


def _planned(*row: Any) -> Removal:
    action, start, stop, reason, score, *keeper, keeper_reason = row
    return Removal(start, stop, action, reason, "", score, Passage(*keeper), keeper_reason or "")


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
        "keeper_reason": [r.keeper_reason or None for r in rows],
    }
    columns = [
        pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(values[f.name], f.type.value_type)).cast(
            f.type
        )
        for f in DECISIONS
    ]
    return pa.RecordBatch.from_arrays(columns, schema=DECISIONS)


ROWS_OF = 500_000
"""Rows of matches that go to one bucket, which a task holds in memory; chosen by hand, not measured."""


def plan(
    engine: Engine, corpus: Corpus, run: Run, config: Config, *, key: str, answered: Answered = _NO_ANSWERS
) -> Table:
    """Plan which documents go as copies and which passages as repeats, from the public tables of a run.

    The ledger of the corpus gets two columns of bool: ``dropped``, by document, whether it goes as a copy; and
    ``member_dropped``, by row of the public table of clusters, whether that member goes.

    Args:
        engine: runs the kernels.
        corpus: the documents.
        run: has the public tables ``matches`` and ``clusters``.
        config: the policy, the coverage of a copy, and the memory of a task.
        key: digest of these tables, of the policy and of the answers.
        answered: what readers answered.

    Returns:
        Rows of `PLANS`, beside the texts.
    """
    ranking = Ranking(corpus.ledger, config.policy.keep, config.policy.sources, answered.first)
    acts = {config.policy.documents, config.policy.contained, config.policy.updates} & {"remove", "mark"}
    tables = _copies(engine, corpus, run, config, ranking, key, answered) if acts else []
    corpus.ledger.scatter("dropped", np.bool_, corpus.documents, _dropped(engine, tables))
    members: list[Table] = []
    if config.policy.passages in ("remove", "mark"):
        by_passage = replace(ranking, first=())
        passages, chosen = repeats(engine, corpus, run, config, by_passage, key=key, answered=answered)
        tables = [*tables, passages]
        members = [chosen] if config.policy.passages == "remove" else []
    corpus.ledger.scatter("member_dropped", np.bool_, run.rows("clusters"), _dropped_members(engine, members))
    if not tables:
        output = Output("no-plans", PLANS_OF_COPIES, split=("row",), bounds=corpus.texts.bounds)
        tables = [engine.write(output, [], key=key)]
    return engine.attach(Output("plans", PLANS, beside=True), tables, corpus.texts)


def _dropped(engine: Engine, tables: Sequence[Table]) -> Iterator[tuple[Ints, Bools]]:
    """Give documents with a plan, and whether each goes as a copy."""
    for table in tables:
        for batch in engine.read(table):
            yield ints(batch, "number"), np.asarray(pc.equal(batch["plan_action"], "remove"))


def _dropped_members(engine: Engine, tables: Sequence[Table]) -> Iterator[tuple[Ints, Bools]]:
    """Give the members of clusters that go, by their rows in the public table."""
    for table in tables:
        for batch in engine.read(table):
            yield ints(batch, "member"), np.ones(batch.num_rows, np.bool_)


def _copies(
    engine: Engine, corpus: Corpus, run: Run, config: Config, ranking: Ranking, key: str, answered: Answered
) -> list[Table]:
    """Choose copies: one task sees all matches of a connected component."""
    buckets = 1 + run.rows("matches") // ROWS_OF
    by_left = Output("decided", RELATED, split=("left",), buckets=buckets)
    matched = engine.write(by_left, _matched(run, corpus.ledger), key=key)
    output = Output("same-documents", RELATED, split=("left",), buckets=buckets)
    (same,) = engine.map(Same(ranking, key), corpus.same_text, [output], by_key=True)
    if not sum(matched.rows) + sum(same.rows):
        return []
    outputs = [Output("tied-documents", EDGES), Output("by-left", RELATED, split=("left",), buckets=buckets)]
    edges, pairs = engine.map(Tie(config.documents.coverage), (matched, same), outputs, by_key=True)
    output = Output("tied-labels", LABELS, split=("number",), buckets=buckets)
    labels = connected(engine, edges, output, memory=config.work.share)
    output = Output("labelled", LABELLED_COVERAGES, split=("label",), buckets=buckets)
    (by_group,) = engine.map(Label(), (pairs, labels), [output], by_key=True)
    output = Output("copies", PLANS_OF_COPIES, split=("row",), bounds=corpus.texts.bounds)
    (chosen,) = engine.map(
        Choose(ranking, config.documents, config.policy, key, answered), by_group, [output], by_key=True
    )
    return [chosen]


def _matched(run: Run, ledger: Ledger) -> Iterator[list[pa.RecordBatch]]:
    """Read the matches of documents.

    Pairs that are no copies show which documents were compared, see `uncompared`, and which excerpts overlap.
    """
    names = ["left_document", "right_document", *COVERAGES.names[2:], *RELATED.names[-2:]]
    codes = pa.array(RELATIONS)
    for batch in run.batches("matches", [*names, "unit", "relation"]):
        rows = batch.filter(pc.equal(batch["unit"], "document"))
        if rows.num_rows:
            numbers = [ledger.numbers(rows[name]).astype(np.int32) for name in names[:2]]
            kind, only = pc.index_in(rows["relation"], codes), (rows[name] for name in RELATED.names[-2:])
            columns = [*numbers, *(rows[name] for name in COVERAGES.names[2:]), kind, *only]
            yield [pa.RecordBatch.from_arrays(columns, names=RELATED.names).cast(RELATED)]


def _covered(matches: pa.RecordBatch, least: float) -> pa.Array:
    return pc.greater_equal(pc.max_element_wise(matches["left_coverage"], matches["right_coverage"]), least)


class Same(Struct, frozen=True):
    """Kernel that pairs each document with the keeper among those of the same text; yields `RELATED` on output 0.

    Documents of the same text all match one another, so pairs with the keeper are enough.

    Attributes:
        ranking: of keepers.
        key: digest of what the ranking depends on.
    """

    ranking: Ranking
    key: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every document but the keepers, from all rows of some digests."""
        first, other = tied(ints(batch, "number"), ints(batch, "digest"))
        position = self.ranking.positions(np.concatenate((first, other)))
        best: dict[int, int] = {}  # the keeper, by the first document of each digest
        for one, two in zip(first.tolist(), other.tolist(), strict=True):
            best[one] = min(best.get(one, one), two, key=position.__getitem__)
        members = np.concatenate((np.unique(first), other))
        keeper = np.array([best[n] for n in np.concatenate((np.unique(first), first)).tolist()], np.int64)
        rest = keeper != members
        yield as_same(copies(keeper[rest], members[rest]))


class Tie(Struct, frozen=True):
    """Kernel that joins tables of matches; yields an edge for each near match on output 0, all matches on output 1.

    Attributes:
        coverage: share of at least one of the documents, for an edge.
    """

    coverage: float

    def __call__(self, *batches: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield rows of `EDGES` and of `RELATED`."""
        for batch in batches:
            near = batch.filter(_covered(batch, self.coverage))
            ends = [ints(near, name) << NODE_BITS for name in ("left", "right")]
            yield 0, pa.record_batch(ends, schema=EDGES)
            yield 1, batch


class Label(Struct, frozen=True):
    """Kernel that adds to matches the label of their left document; yields rows of `LABELLED_COVERAGES` on output 0."""

    def __call__(self, pairs: pa.RecordBatch, labels: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every match."""
        label = labelled(ints(pairs, "left") << NODE_BITS, labels)
        yield pa.record_batch([label, *pairs.columns], schema=LABELLED_COVERAGES)


class Choose(Struct, frozen=True):
    """Kernel that chooses the copies, from all matches of some groups; yields rows of `PLANS_OF_COPIES` on output 0.

    Attributes:
        ranking: of keepers.
        config: the coverage from which on a document is a copy.
        policy: what is done with copies.
        key: digest of the public tables and of the policy.
        answered: which documents a reader wants to stay.
    """

    ranking: Ranking
    config: DocumentConfig
    policy: PolicyConfig
    key: str
    answered: Answered = _NO_ANSWERS

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every copy that goes or is marked, from rows of `LABELLED_COVERAGES`."""
        left, right, *shares, relation, left_only, right_only = (batch[name].to_numpy() for name in RELATED.names)
        ledger, members = self.ranking.ledger, np.unique(np.concatenate((left, right)).astype(np.int64))
        letters = dict(zip(members.tolist(), ledger.column("letters")[members].tolist(), strict=True))
        only = (left_only, right_only)
        pairs = verdicts.Pairs(left, right, (shares[0], shares[1]), shares[2], relation, only)
        near = np.minimum(*shares[:2]) >= self.config.coverage
        apart = uncompared(left.astype(np.int64), right.astype(np.int64), near)
        position = self.ranking.positions(members, apart)
        earlier = frozenset(members[ledger.column("earlier")[members]].tolist())
        found = verdicts.copies(pairs, position, letters, self.config, self.policy, self.answered, earlier)
        yield self._plans(found, apart)

    def _plans(self, found: Sequence[verdicts.Copy], apart: Ints) -> pa.RecordBatch:
        """Give the rows of copies; ``apart`` are the documents of `uncompared`."""
        ledger = self.ranking.ledger
        number, keeper = (np.array([getattr(c, name) for c in found], np.int64) for name in ("document", "keeper"))
        zero, characters = np.zeros(len(found), np.int32), ledger.column("characters")
        ranked = self.ranking.reasons(keeper, number, apart)
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
            "plan_keeper_reason": pa.array([c.kept or r for c, r in zip(found, ranked, strict=True)], pa.string()),
            "number": number,
        }
        return pa.record_batch(list(columns.values()), schema=PLANS_OF_COPIES)
