"""Cluster matching passages, by kernels over documents and over clusters, so that no process holds all matches.

A *span* is the range that a match covers in a document; a *node* is one span, or several that are nearly the same; a
*member* is the range that a cluster has in one part of a document. Clusters are the connected components of nodes, and
the label of one is its smallest node, so that it does not depend on any order.

Of many positions of a seed only a few are linked (`chaffinch.matching.anchors`). A copy whose anchors all lead to other
copies of its document then has no match for a quotation that these share with the rest of the corpus: the quotation is
within the match of the whole documents. So every member within a longer match is *projected* to the other side of the
match, and compared with the letters there (`Seek`, `Project`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.config import Config, PassageConfig
from chaffinch.engines import NODE_BITS, Engine, Output, Table, connected
from chaffinch.matching.compare import Windows, compared_windows
from chaffinch.matching.drift import Cut
from chaffinch.matching.letters import open_letters
from chaffinch.matching.matched import Matched
from chaffinch.schemas import (
    CLUSTER_MEMBERS,
    CLUSTER_SPANS,
    CUT_MEMBERS,
    EDGES,
    LABELS,
    MATCH_ENDS,
    MATCH_HALVES,
    MATCHES,
    SOUGHT_MEMBERS,
    concatenated,
    ints,
)
from chaffinch.text import Ints, changes, lookup, order, ranges, smallest_label

__all__ = ["Clustered", "clustered", "clusters", "labelled", "own_left"]


SAME_SPAN = 0.6
"""Share of the longer of two spans of a document that both have, from which on they are one node. Measured: .6
separates a quotation from the article around it, and joins the slightly different ends that each of its matches has."""


class Ends(Struct, frozen=True):
    """Kernel that splits matches into their ends; yields two rows of `MATCH_ENDS` for each match on output 0."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield both ends of every match."""
        found = Matched.of(batch)
        left = [found.left, found.left_start, found.left_stop]
        right = [found.right, found.right_start, found.right_stop]
        for columns in ([*left, *right], [*right, *left]):
            yield pa.record_batch([c.astype(np.int32) for c in (*columns, found.equal)], schema=MATCH_ENDS)


class Spans(Struct, frozen=True):
    """Kernel that finds the nodes of documents, from all ends of matches in them.

    Yields the spans, rows of `CLUSTER_SPANS`, on output 0, and for each match the node of its left end with its right
    end, rows of `MATCH_HALVES`, on output 1.
    """

    def __call__(self, *ends: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield the spans of each document, sorted."""
        rows = concatenated(*ends)
        number, start, stop = (ints(rows, name) for name in ("number", "start", "stop"))
        by = order(number, start, stop)
        new = changes(number[by], start[by], stop[by])
        which = np.empty(len(by), np.int64)
        which[by] = np.cumsum(new) - 1
        first = by[new]
        number, start, stop = number[first], start[first], stop[first]
        joined = smallest_label(*_overlapping(number, start, stop), len(first))
        node = (number[joined] << NODE_BITS) | (joined - _first_of(number)[joined])
        weight = np.bincount(which, minlength=len(first))
        yield 0, pa.record_batch([*(_int32(c) for c in (number, start, stop, weight)), node], schema=CLUSTER_SPANS)
        left = own_left(rows)
        other = (ints(rows, name)[left].astype(np.int32) for name in ("other", "other_start", "other_stop"))
        yield 1, pa.record_batch([*other, node[which[left]]], schema=MATCH_HALVES)


class Edges(Struct, frozen=True):
    """Kernel that joins the right ends of matches with their nodes; yields an edge of two nodes a match on output 0."""

    def __call__(self, spans: pa.RecordBatch, halves: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `EDGES`, from all spans and all right ends in some documents."""
        columns = [[ints(rows, name) for name in ("number", "start", "stop")] for rows in (spans, halves)]
        own = ints(spans, "node")[lookup(columns[0], columns[1])]
        yield pa.record_batch([own, ints(halves, "node")], schema=EDGES)


class Members(Struct, frozen=True):
    """Kernel that joins the spans of each cluster in a document; yields rows of `CLUSTER_MEMBERS` on both outputs.

    The range of a member is the median of its spans: a single alignment may end a word early or late, their median
    seldom does.
    """

    def __call__(
        self, spans: pa.RecordBatch, labels: pa.RecordBatch, *ends: pa.RecordBatch
    ) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield the members of each document, sorted by rank, from all its spans, labels of its nodes, and matches."""
        number, start, stop, weight, node = (ints(spans, name) for name in CLUSTER_SPANS.names)
        by = order(number, start, stop)
        number, start, stop, weight, node = (column[by] for column in (number, start, stop, weight, node))
        label = labelled(node, labels)
        member = _members(number, label, start, stop)
        count = int(member.max(initial=-1)) + 1
        first = np.full(count, len(member), np.int64)
        np.minimum.at(first, member, np.arange(len(member)))
        edges = [_medians(member, side, weight, count) for side in (start, stop)]
        rank = first - _first_of(number)[first]
        alike = _similarities((number, start, stop), member, concatenated(*ends), count)
        columns = [label[first], *(_int32(column) for column in (number[first], rank, *edges)), alike]
        rows = pa.record_batch(columns, schema=CLUSTER_MEMBERS)
        yield 0, rows
        yield 1, rows


def _similarities(spans: tuple[Ints, Ints, Ints], member: Ints, ends: pa.Table, count: int) -> npt.NDArray[np.float32]:
    """Give the similarity of all matches of each member together, float32, shape (count,).

    Args:
        spans: document, start and stop of each span, int64, sorted.
        member: of each span.
        ends: rows of `MATCH_ENDS`, all of these documents.
        count: number of members.
    """
    at = lookup([*spans], [ints(ends, name) for name in ("number", "start", "stop")])
    own = member[at]
    size = sum(ints(ends, f"{side}stop") - ints(ends, f"{side}start") for side in ("", "other_"))
    equal, letters = (np.bincount(own, weights=column, minlength=count) for column in (ints(ends, "equal"), size))
    return (2 * equal / np.maximum(letters, 1)).astype(np.float32)


def own_left(ends: pa.Table) -> Ints:
    """Give the indices of the rows of `MATCH_ENDS` whose own end is the left one of the match, int64."""
    number, start, other, other_start = (ints(ends, name) for name in ("number", "start", "other", "other_start"))
    return np.flatnonzero((number < other) | ((number == other) & (start < other_start)))


def _int32(column: Ints) -> npt.NDArray[np.int32]:
    return column.astype(np.int32)


def _first_of(number: Ints) -> Ints:
    """Give, for each row, the first row of its document."""
    return np.asarray(np.maximum.accumulate(np.where(changes(number), np.arange(len(number)), 0)))


def _overlapping(number: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Give the pairs of spans (sorted by document and start) that share `SAME_SPAN` of the longer."""
    found: list[tuple[Ints, Ints]] = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    live = np.arange(len(number))
    step = 0
    while len(live):
        step += 1
        live = live[live + step < len(number)]
        other = live + step
        # a later span that starts past this point can share no more than the rest of the earlier one
        reach = (number[live] == number[other]) & (
            (stop[live] - start[other]) >= SAME_SPAN * (stop[live] - start[live])
        )
        live, other = live[reach], other[reach]
        shared = np.minimum(stop[live], stop[other]) - start[other]
        longer = np.maximum(stop[live] - start[live], stop[other] - start[other])
        same = shared >= SAME_SPAN * longer
        found.append((live[same], other[same]))
    return tuple(np.concatenate(side) for side in zip(*found, strict=True))  # type: ignore[return-value]


def labelled(node: Ints, labels: pa.RecordBatch) -> Ints:
    """Look up the label of each node; a node without a row is its own label.

    Args:
        node: int64, shape (nodes,).
        labels: rows of `LABELS`.

    Returns:
        int64, shape (nodes,).
    """
    at = lookup([ints(labels, "node")], [node])
    return np.where(at >= 0, np.append(ints(labels, "label"), 0)[at], node)


def _members(number: Ints, label: Ints, start: Ints, stop: Ints) -> Ints:
    """Number the members: spans of one cluster in one document that overlap are one, in order of start.

    Args:
        number, label, start, stop: of spans, sorted by document, start and stop.
    """
    by = order(label, number, start)
    fresh = changes(label[by], number[by])
    # the reach of a group restarts with it: lift every group above the one before
    lift = np.cumsum(fresh) * (stop.max(initial=0) + 1)
    reach = np.maximum.accumulate(stop[by] + lift)
    fresh[1:] |= start[by][1:] + lift[1:] >= reach[:-1]
    made = np.cumsum(fresh) - 1
    first = np.full(int(made.max(initial=-1)) + 1, len(by), np.int64)
    np.minimum.at(first, made, by)  # the smallest span stands for the member
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    member = np.empty(len(by), np.int64)
    member[by] = rank[made]
    return member


def _medians(member: Ints, value: Ints, weight: Ints, count: int) -> Ints:
    """Give the weighted lower median of the values of each member."""
    by = order(member, value)
    member, value, weight = member[by], value[by], weight[by]
    total = np.bincount(member, weights=weight, minlength=count)
    before = np.cumsum(weight) - weight
    begin = np.concatenate([[0], np.cumsum(total)[:-1]]) if count else np.zeros(0)
    inside = before - begin[member] + weight  # up to and with this value
    middle = np.flatnonzero(inside * 2 >= total[member])
    first = np.full(count, len(value), np.int64)
    np.minimum.at(first, member[middle], middle)
    return np.asarray(value[first])


ROUNDS = 3
"""Times that passages are projected: from one copy to the next, and on to the one after it."""

INSIDE = 0.8
"""Share of a passage, at least, that is within a match which projects it: ends of passages are not exact."""

MARGIN, DRIFT, MOST = 64, 8, 1024
"""Letters that are searched on each side of the projected range: `MARGIN`, and one more for every `DRIFT` letters from
the end of the match, as edits in between shift the passage; `MOST` in all."""


class Seek(Struct, frozen=True):
    """Kernel that projects members through longer matches around them; yields rows of `SOUGHT_MEMBERS` on output 0."""

    def __call__(self, members: pa.RecordBatch, *ends: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield members in some documents that are within an end of a match, and the range at the other end."""
        number, begin, end = (ints(members, name) for name in ("number", "start", "stop"))
        by = order(number, begin)
        number, begin, end = number[by], begin[by], end[by]
        rows = concatenated(*ends)
        own, start, stop, other, first, last = (ints(rows, name) for name in MATCH_ENDS.names[:6])
        width = int(max(end.max(initial=0), stop.max(initial=0))) + 1
        offset = number * width + begin
        low = np.searchsorted(offset, own * width + np.maximum(start - MARGIN, 0))
        size = np.maximum(np.searchsorted(offset, own * width + stop) - low, 0)
        size[own == other] = 0
        member, match = ranges(low, size), np.repeat(np.arange(len(size)), size)
        begin, end = begin[member], end[member]
        shared = np.minimum(end, stop[match]) - np.maximum(begin, start[match])
        fits = (shared >= INSIDE * (end - begin)) & (end - begin < SAME_SPAN * (stop - start)[match])
        member, match, begin, end = (column[fits] for column in (member, match, begin, end))
        before, after = np.maximum(begin - start[match], 0), np.maximum(stop[match] - end, 0)
        margin = np.minimum(MARGIN + np.minimum(before, after) // DRIFT, MOST) + (end - begin) // DRIFT
        at = first[match] + before * (last - first)[match] // np.maximum(stop - start, 1)[match]
        sought = [column.astype(np.int32) for column in (other[match], at - margin, at + end - begin + margin)]
        yield pa.record_batch([*members.take(pa.array(by[member])).columns, *sought], schema=SOUGHT_MEMBERS)


class Project(Struct, frozen=True):
    """Kernel that compares projected members with the letters there; yields rows of `MATCHES` on output 0.

    Attributes:
        folder: of the letters, see `chaffinch.matching.letters.open_letters`.
        config: the limits of a match.
    """

    folder: Path
    config: PassageConfig

    def __call__(self, members: pa.RecordBatch, sought: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the best match with each document that has no member of the cluster, from all members of some."""
        letters = open_letters(self.folder)
        rows = _lacking(members, sought)
        number, start, stop, target, first, last = (
            ints(rows, name) for name in ("number", "start", "stop", "there", "first", "last")
        )
        known = Windows(number, start, stop)
        projected = Windows(target, np.maximum(first, 0), np.minimum(last, letters.length(target)))
        swap = number > target
        one = Windows(*(np.where(swap, b, a) for a, b in zip(known, projected, strict=True)))
        two = Windows(*(np.where(swap, a, b) for a, b in zip(known, projected, strict=True)))
        row, more = compared_windows(letters, one, two, self.config)
        size = np.where(swap[row], more.right_stop - more.right_start, more.left_stop - more.left_start)
        good = np.flatnonzero(size >= SAME_SPAN * (stop - start)[row])
        best = good[order(row[good], -more.equal[good])]
        yield more.take(np.sort(best[changes(row[best])])).batch()


def _lacking(members: pa.RecordBatch, sought: pa.RecordBatch) -> pa.RecordBatch:
    """Give one row for each cluster and each document that has no member of it but is to be searched."""
    rows = [ints(sought, name) for name in ("label", "there", "number", "rank", "first", "last")]
    known = [ints(members, name) for name in ("label", "number")]
    lacking = np.flatnonzero(lookup(known, rows[:2]) < 0)
    by = lacking[order(*(row[lacking] for row in rows))]
    return sought.take(pa.array(by[changes(*(row[by] for row in rows[:2]))]))


class Clustered(Struct, frozen=True):
    """Matches and clusters of passages, all split by document.

    Attributes:
        ends: tables of `MATCH_ENDS`.
        spans: rows of `CLUSTER_SPANS`.
        members: rows of `CLUSTER_MEMBERS`; in the end, of `CUT_MEMBERS`.
    """

    ends: tuple[Table, ...]
    spans: Table
    members: Table


def clustered(engine: Engine, matches: Table, cut: Cut, config: Config, buckets: int = 1) -> Clustered:
    """Cluster matches, add the matches that projection finds, and cut clusters whose members drift.

    Args:
        engine: runs the kernels.
        matches: rows of `MATCHES`, each match once.
        cut: cuts the clusters; has the folder of the letters of the documents.
        config: the limits of a match, and of memory.
        buckets: of the tables of a turn: each is a task.
    """
    ends: tuple[Table, ...] = ()
    for turn in range(ROUNDS + 1):
        found, by_label = clusters(engine, matches, ends, turn, buckets=buckets, memory=config.work.share)
        if turn == ROUNDS:
            break
        ends = found.ends
        output = Output(f"sought-{turn}", SOUGHT_MEMBERS, split=("label",), buckets=buckets)
        (sought,) = engine.map(Seek(), (found.members, *ends), [output], by_key=True)
        if not sum(sought.rows):
            break
        project = Project(cut.folder, config.passages)
        (matches,) = engine.map(project, (by_label, sought), [Output(f"projected-{turn}", MATCHES)], by_key=True)
        if not sum(matches.rows):
            break
    output = Output("cut-members", CUT_MEMBERS, split=("number",), buckets=buckets)
    (members,) = engine.map(cut, by_label, [output], by_key=True)
    return replace(found, members=members)


def clusters(
    engine: Engine, matches: Table, known: tuple[Table, ...], turn: int, *, buckets: int, memory: int
) -> tuple[Clustered, Table]:
    """Cluster matches as they are.

    Args:
        engine: runs the kernels.
        matches: rows of `MATCHES`.
        known: tables of `MATCH_ENDS`, of the matches of earlier turns.
        turn: how many turns there were before.
        buckets: number of buckets of the tables.
        memory: bytes that a task may take.

    Returns:
        The clusters, and the members also split by cluster.
    """

    def split(name: str, schema: pa.Schema, key: str = "number") -> Output:
        return Output(f"{name}-{turn}", schema, split=(key,), buckets=buckets)

    ends = known + engine.map(Ends(), matches, [split("ends", MATCH_ENDS)])
    spans, halves = engine.map(
        Spans(), ends, [split("spans", CLUSTER_SPANS), split("halves", MATCH_HALVES)], by_key=True
    )
    (edges,) = engine.map(Edges(), (spans, halves), [Output(f"edges-{turn}", EDGES)], by_key=True)
    labels = connected(engine, edges, split("labels", LABELS), memory=memory)
    outputs = [split("members", CLUSTER_MEMBERS), split("clusters", CLUSTER_MEMBERS, "label")]
    members, by_label = engine.map(Members(), (spans, labels, *ends), outputs, by_key=True)
    return Clustered(ends, spans, members), by_label
