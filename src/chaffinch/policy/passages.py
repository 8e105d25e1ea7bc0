"""Choose which repeats of passages go, each because of a keeper that it matches directly.

Of a repeat only the sentences go that its keeper has too, and no sentence that is kept for one cluster is removed for
another.
So one choice depends on others: on those about the members that it matches, and about members that overlap these in
their documents. Choices that depend on one another are a connected component, and one task makes them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.config import PASSAGE_KINDS, Config
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Ledger, Output, Table, connected
from chaffinch.policy.answers import Answered
from chaffinch.policy.ranking import Ranking
from chaffinch.policy.sentence_links import by_sentences
from chaffinch.policy.verdicts import ROUNDING
from chaffinch.runs import Run
from chaffinch.schemas import (
    EDGES,
    LABELS,
    PLAN_COMPONENTS,
    PLAN_HALVES,
    PLAN_LINKS,
    PLAN_MATCHES,
    PLAN_MEMBERS,
    PLAN_ROWS,
    PLAN_SPANS,
    REMOVED_MEMBERS,
    ints,
)
from chaffinch.text import Ints, changes, order

__all__ = ["repeats"]

Span = tuple[int, int]

ROWS_OF = 100_000
"""Rows of matches that go to one bucket: about 200 MB while a task chooses among them."""


_KINDS = PASSAGE_KINDS
_SIDES = ("left", "right")


def repeats(
    engine: Engine, corpus: Corpus, run: Run, config: Config, ranking: Ranking, *, key: str, answered: Answered
) -> tuple[Table, ...]:
    """Choose which members of passage clusters go.

    Args:
        engine: runs the kernels.
        corpus: the documents.
        run: has the public tables ``matches`` and ``clusters``.
        config: the policy, and the memory of a task.
        ranking: of keepers; its ledger has the columns ``dropped``, whether a document goes as a copy, and ``earlier``.
        key: digest of these tables, and of what ``dropped`` depends on.
        answered: which clusters a reader found to be none, and which passages he chose to stay.

    Returns:
        Rows of `PLAN_ROWS`, split by row of the corpus, and rows of `REMOVED_MEMBERS`.
    """
    buckets = 1 + run.rows("matches") // ROWS_OF

    def split(name: str, schema: pa.Schema, by: str) -> Output:
        return Output(name, schema, split=(by,), buckets=buckets)

    chosen = _members_at(run, corpus.ledger, answered.first_passages)
    first = tuple(sorted(row for row, _ in chosen))
    members = engine.write(
        split("plan-members", PLAN_MEMBERS, "number"), _members(run, corpus.ledger, answered), key=key
    )
    matches = engine.write(split("plan-matches", PLAN_MATCHES, "left"), _matches(run, corpus.ledger), key=key)
    (halves,) = engine.map(_AtLeft(), (members, matches), [split("plan-halves", PLAN_HALVES, "right")], by_key=True)
    outputs = [split("plan-links", PLAN_LINKS, "member"), split("plan-spans", PLAN_SPANS, "number")]
    links, spans = engine.map(_AtRight(), (members, halves), outputs, by_key=True)
    if config.policy.passages == "remove":
        links, spans = by_sentences(engine, corpus, links, ranking, key=key, buckets=buckets, first=first)
    (edges,) = engine.map(_Overlaps(), spans, [Output("plan-edges", EDGES)], by_key=True)
    labels = connected(engine, edges, split("plan-labels", LABELS, "node"), memory=config.work.share)
    (components,) = engine.map(
        _Components(), (links, labels), [split("plan-components", PLAN_COMPONENTS, "component")], by_key=True
    )
    outputs = [
        Output("passage-plans", PLAN_ROWS, split=("row",), bounds=corpus.texts.bounds),
        Output("plan-dropped", REMOVED_MEMBERS),
    ]
    least = tuple(config.policy.scores.get(kind, 0.0) for kind in _KINDS)
    return engine.map(_Choose(ranking, config.policy.passages, key, least, first), components, outputs, by_key=True)


def _members(run: Run, ledger: Ledger, answered: Answered) -> Iterator[list[pa.RecordBatch]]:
    """Give the members of clusters, other than of those that a reader found to be none."""
    none = _none(run, ledger, answered)
    first, last, label = 0, "", 0
    for batch in run.batches("clusters", ["cluster", "kind", "document", "start", "stop"]):
        cluster = batch["cluster"]
        if not len(cluster):
            continue
        new = np.append(cluster[0].as_py() != last, pc.not_equal(cluster.slice(1), cluster.slice(0, len(cluster) - 1)))
        row = np.arange(first, first + len(cluster))
        labels = np.maximum.accumulate(np.where(new, row, label))
        first, last, label = first + len(cluster), cluster[-1].as_py(), int(labels[-1])
        kind = pc.index_in(batch["kind"], value_set=pa.array(_KINDS))
        columns = [ledger.numbers(batch["document"]).astype(np.int32), row, labels, batch["start"], batch["stop"], kind]
        rows = pa.record_batch(columns, names=PLAN_MEMBERS.names)
        stays = pc.invert(pc.is_in(cluster, value_set=none)) if len(none) else pa.array(np.ones(len(cluster), np.bool_))
        yield [rows.filter(pc.and_(kind.is_valid(), stays)).cast(PLAN_MEMBERS)]  # no documents


def _none(run: Run, ledger: Ledger, answered: Answered) -> pa.Array:
    """Give the ids of the clusters that a reader found to be none, by the members that he was shown."""
    spans = {number: tuple((a.start, a.stop) for a in some) for number, some in answered.members.items()}
    return pa.array(sorted({cluster for _, cluster in _members_at(run, ledger, spans)}), pa.string())


def _members_at(run: Run, ledger: Ledger, spans: Mapping[int, Sequence[Span]]) -> list[tuple[int, str]]:
    """Find members of clusters by the number of their document and their span: their rows, and their clusters."""
    found, first = list[tuple[int, str]](), 0
    for batch in run.batches("clusters", ["cluster", "document", "start", "stop"]) if spans else ():
        number = ledger.numbers(batch["document"])
        at = np.flatnonzero(np.isin(number, [*spans]))
        rows = batch.take(pa.array(at)).to_pylist()
        found += [
            (first + row, member["cluster"])
            for row, member in zip(at.tolist(), rows, strict=True)
            if (member["start"], member["stop"]) in spans[int(number[row])]
        ]
        first += batch.num_rows
    return found


def _matches(run: Run, ledger: Ledger) -> Iterator[list[pa.RecordBatch]]:
    first = 0
    names = [f"{side}_{end}" for side in _SIDES for end in ("document", "start", "stop")]
    for batch in run.batches("matches", [*names, "similarity", "unit"]):
        row = np.arange(first, first + batch.num_rows)
        first += batch.num_rows
        rows = batch.append_column("match", pa.array(row)).filter(pc.equal(batch["unit"], "passage"))
        if rows.num_rows:
            ends = [ledger.numbers(rows[n]) if n.endswith("document") else rows[n] for n in names]
            columns = [rows["match"], *ends, rows["similarity"]]
            yield [pa.record_batch(columns, names=PLAN_MATCHES.names).cast(PLAN_MATCHES)]


class _AtLeft(Struct, frozen=True):
    """Kernel that joins matches with members of clusters at their left ends; yields `PLAN_HALVES` on output 0."""

    def __call__(self, members: pa.RecordBatch, matches: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        member, match = _meeting(members, matches, "left")
        known = members.take(pa.array(member))
        columns = [*matches.take(pa.array(match)).columns, *(known[n] for n in ("member", "label", "start", "kind"))]
        yield pa.record_batch(columns, schema=PLAN_HALVES)


class _AtRight(Struct, frozen=True):
    """Kernel that joins halves with members of clusters at their right ends.

    Yields the links between members of one cluster, rows of `PLAN_LINKS`, on output 0, and both ends of each, rows of
    `PLAN_SPANS`, on output 1.
    """

    def __call__(self, members: pa.RecordBatch, halves: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        member, half = _meeting(members, halves, "right")
        known, links = members.take(pa.array(member)), halves.take(pa.array(half))
        fits = pc.and_(pc.equal(known["label"], links["label"]), pc.not_equal(known["member"], links["member"]))
        known, links = known.filter(fits), links.filter(fits)
        yield 0, pa.record_batch([*links.columns, known["member"], known["start"]], schema=PLAN_LINKS)
        ends = (links["member"], known["member"])
        for side, pair in zip(_SIDES, (ends, ends[::-1]), strict=True):
            span = [links[f"{side}{end}"] for end in ("", "_start", "_stop")]
            yield 1, pa.record_batch([*span, *pair], schema=PLAN_SPANS)


def _meeting(members: pa.RecordBatch, matches: pa.RecordBatch, side: str) -> tuple[Ints, Ints]:
    """Pair members and matches in one document, where they share more than half of the match's end.

    Compared are the members that start before the end of the match, and late enough for the longest member of the
    document to reach its start.

    Returns:
        Rows of members and rows of matches, int64, shape (pairs,).
    """
    number, start, stop = (ints(members, name) for name in ("number", "start", "stop"))
    document, begin, end = (ints(matches, name) for name in (side, f"{side}_start", f"{side}_stop"))
    if not len(number):
        return number, number
    longest = np.zeros(int(max(number.max(), document.max(initial=0))) + 1, np.int64)
    np.maximum.at(longest, number, stop - start)
    width = int(max(stop.max(), end.max(initial=0))) + 1
    by = np.argsort(number * width + start, kind="stable")
    begins = (number * width + start)[by]
    low = np.searchsorted(begins, document * width + np.maximum(begin - longest[document], 0))
    size = np.maximum(np.searchsorted(begins, document * width + end) - low, 0)
    match = np.repeat(np.arange(len(document)), size)
    member = by[low[match] + np.arange(len(match)) - np.repeat(np.cumsum(size) - size, size)]
    shared = np.minimum(stop[member], end[match]) - np.maximum(start[member], begin[match])
    meets = 2 * shared > (end - begin)[match]
    return member[meets], match[meets]


class _Overlaps(Struct, frozen=True):
    """Kernel that connects members that are linked, or whose ends overlap; yields rows of `EDGES` on output 0.

    Its input are all ends of links in some documents.
    """

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield pa.record_batch([batch["member"], batch["other"]], schema=EDGES)
        number, start, stop, member = (ints(batch, name) for name in PLAN_SPANS.names[:4])
        by = order(number, start)
        number, start, stop, member = number[by], start[by], stop[by], member[by]
        group = np.cumsum(changes(number)) - 1
        width = int(stop.max(initial=0)) + 1
        reach = np.maximum.accumulate(group * width + stop)  # of all before, in the same document
        apart = np.append(True, group[1:] * width + start[1:] >= reach[:-1])[: len(by)]
        first = np.maximum.accumulate(np.where(apart, np.arange(len(by)), 0))
        yield pa.record_batch([member, member[first]], schema=EDGES)


class _Components(Struct, frozen=True):
    """Kernel that adds to links their connected component; yields rows of `PLAN_COMPONENTS` on output 0."""

    def __call__(self, links: pa.RecordBatch, labels: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        known = pa.array(ints(labels, "node"))
        at = pc.index_in(links["member"], value_set=known)
        component = pc.coalesce(labels["label"].take(at), links["member"])
        yield pa.record_batch([component, *links.columns], schema=PLAN_COMPONENTS)


class _Link(Struct, frozen=True):
    """A match seen from one member of a cluster: the other member, and the span of the match in both documents."""

    other: int
    match: int
    similarity: float
    own: Span
    far: Span


class _Choose(Struct, frozen=True):
    """Kernel that chooses among the members of some components, from all links of these.

    Yields rows of `PLAN_ROWS` on output 0 and rows of `REMOVED_MEMBERS` on output 1.

    Attributes:
        ranking: of keepers.
        action: ``remove`` or ``mark``.
        key: digest of the public tables, and of what the column ``dropped`` of the ledger depends on.
        least: similarity of a match of each of `PASSAGE_KINDS`, at least.
        first: rows in the public table of clusters of the members that a reader chose to stay, before all others.
    """

    ranking: Ranking
    action: str
    key: str
    least: tuple[float, ...] = (0.0,) * len(_KINDS)
    first: tuple[int, ...] = ()

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        if any(self.least):
            similar = batch["similarity"].to_numpy() >= np.array(self.least)[ints(batch, "kind")] - ROUNDING
            batch = batch.filter(pa.array(similar))
        column = {name: batch[name].to_pylist() for name in batch.schema.names}
        members = column["member"] + column["other"]
        number = dict(zip(members, column["left"] + column["right"], strict=True))
        begin = dict(zip(members, column["begin"] + column["other_begin"], strict=True))
        kind = dict(zip(members, 2 * column["kind"], strict=True))
        position = self.ranking.positions(np.array([*number.values()], np.int64))
        ranked = sorted(number, key=lambda m: (m not in self.first, position[number[m]], begin[m], m))
        dropped, earlier = (self._members(number, name) for name in ("dropped", "earlier"))
        chosen = _chosen(_links(column), ranked, number, dropped, earlier, once=self.action != "remove")
        yield 0, self._plans(chosen, number, kind)
        yield 1, pa.record_batch([pa.array(sorted({m for m, _ in chosen}), pa.int64())], schema=REMOVED_MEMBERS)

    def _members(self, number: dict[int, int], name: str) -> set[int]:
        """Give the members in whose documents a column of the ledger is true."""
        true = self.ranking.ledger.column(name)[np.array([*number.values()], np.int64)]
        return {member for member, is_true in zip(number, true.tolist(), strict=True) if is_true}

    def _plans(self, chosen: list[tuple[int, _Link]], number: dict[int, int], kind: dict[int, int]) -> pa.RecordBatch:
        ledger, links = self.ranking.ledger, [link for _, link in chosen]
        own, far = (np.array([getattr(e, name) for e in links], np.int32).reshape(-1, 2) for name in ("own", "far"))
        columns = {
            "row": ledger.column("row")[np.array([number[m] for m, _ in chosen], np.int64)],
            "plan_whole": np.zeros(len(links), np.bool_),
            "plan_action": pa.repeat(self.action, len(links)),
            "plan_start": own[:, 0],
            "plan_stop": own[:, 1],
            "plan_reason": pa.array([_KINDS[kind[m]] for m, _ in chosen], pa.string()),
            "plan_score": pa.array([e.similarity for e in links], pa.float32()),
            "plan_keeper": ledger.ids(np.array([number[e.other] for e in links], np.int64)),
            "plan_keeper_start": far[:, 0],
            "plan_keeper_stop": far[:, 1],
            "plan_keeper_reason": pa.nulls(len(links), pa.string()),
        }
        return pa.record_batch(list(columns.values()), schema=PLAN_ROWS)


def _links(column: dict[str, list[Any]]) -> dict[int, list[_Link]]:
    """Give for each member those of its cluster that it matches directly."""
    links: dict[int, list[_Link]] = {}
    spans = (zip(column[f"{side}_start"], column[f"{side}_stop"], strict=True) for side in _SIDES)
    names = ("member", "other", "match", "similarity")
    for one, two, match, similarity, left, right in zip(*(column[name] for name in names), *spans, strict=True):
        links.setdefault(one, []).append(_Link(two, match, similarity, left, right))
        links.setdefault(two, []).append(_Link(one, match, similarity, right, left))
    return links


def _chosen(
    links: dict[int, list[_Link]],
    ranked: list[int],
    number: dict[int, int],
    dropped: set[int],
    earlier: set[int],
    *,
    once: bool,
) -> list[tuple[int, _Link]]:
    """Choose what goes of each member, and the links to its keepers, in the order of ``ranked``.

    Args:
        links: of each member.
        ranked: the members, the best keeper first.
        number: the document of each.
        dropped: members whose documents go as copies.
        earlier: members in documents of indexes, of which nothing goes.
        once: whether a member has one link at most, and no member of which something goes is a keeper.
    """
    rank = {member: at for at, member in enumerate(ranked)}
    chosen: list[tuple[int, _Link]] = []
    going: set[int] = set()
    taken: dict[int, set[Span]] = {}
    held: dict[int, set[Span]] = {}
    for member in (m for m in ranked if m not in dropped and m not in earlier):
        own = number[member]
        staying = (e for e in links[member] if e.other not in dropped and not (once and e.other in going))
        better = (e for e in staying if rank[e.other] < rank[member])
        for link in sorted(better, key=lambda e: (rank[e.other], e.own[0] - e.own[1], e.own, e.match)):
            free = _free(held.get(own), link.own) and _free(taken.get(number[link.other]), link.far)
            if free and (once or _free(taken.get(own), link.own)):
                chosen.append((member, link))
                going.add(member)
                taken.setdefault(own, set()).add(link.own)
                held.setdefault(number[link.other], set()).add(link.far)
                if once:
                    break
    return chosen


def _free(spans: set[Span] | None, one: Span) -> bool:
    return not any(a < one[1] and b > one[0] for a, b in spans or ())
