"""Complete groups of near-duplicate documents: compare each possible keeper with all others of its group.

A frequent seed is linked to few of its positions, so of many copies of one text not all pairs are found. Two copies
that are connected only through a third one would then both stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypedDict, Unpack

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.engines import NODE_BITS, Engine, Ledger, Output, Table, connected
from chaffinch.matching.compare import Compare
from chaffinch.matching.coverage import HALF, WHOLE
from chaffinch.matching.exact_copies import copies
from chaffinch.matching.relations.related import Relate
from chaffinch.matching.relations.relating import SAME, UPDATE
from chaffinch.schemas import COVERAGES, EDGES, GROUPED, LABELS, PAIRS, RELATED, ints
from chaffinch.text import Ints, changes, lookup, order, unique_rows

__all__ = ["PAIR", "Checked", "Compared", "Limits", "Ranking", "completed", "grouped"]


PAIR = ("left", "right")
"""Columns of a pair of documents, by which tables of pairs are split."""

_MOST = 2048  # pairs of documents compared at once


class Ranking(Protocol):
    """Ranks documents as keepers; kernels have it as an attribute, so it must be frozen and picklable."""

    @property
    def ledger(self) -> Ledger:
        """Give the ledger of the corpus."""

    def ranks(self, number: Ints) -> Ints:
        """Rank documents by the order of the run, int64, shape of ``number``; the lowest is kept."""

    def by_each(self, number: Ints) -> Iterator[Ints]:
        """Rank documents by each order of keepers in turn, int64, shape of ``number``; the lowest is kept."""


class Limits(TypedDict):
    """Settings of the grouping of documents.

    Attributes:
        coverage: share of both documents, at least, by which they are near-duplicates.
        bounds: lower bounds of the partitions of the result, by the left or the smallest document.
        memory: bytes that a task may take.
    """

    coverage: float
    bounds: tuple[int, ...]
    memory: int


def completed(
    engine: Engine,
    found: Table,
    copied: Table,
    ranking: Ranking,
    kernels: tuple[Compare, Relate],
    **limits: Unpack[Limits],
) -> tuple[Table, ...]:
    """Add pairs of equal documents, and the pairs with possible keepers that were not found.

    Args:
        engine: runs the kernels.
        found: rows of `COVERAGES`, each pair once, split by both documents.
        copied: rows of `COVERAGES` for pairs of equal documents, split by both.
        ranking: of keepers; its ledger has the column ``same``.
        kernels: they compare pairs, and judge how they are related.
        limits: see `Limits`.

    Returns:
        Rows of `RELATED`, in two tables.
    """
    bounds, buckets = limits["bounds"], found.split
    compare, judge = kernels
    output = Output("joined", COVERAGES, split=PAIR[:1], bounds=bounds)  # pairs of one group are close to one another
    (pairs,) = engine.map(Joined(), (found, copied), [output], by_key=True)
    outputs = [
        Output("judged", RELATED, split=PAIR, buckets=buckets),
        Output("documents", RELATED, split=PAIR[:1], bounds=bounds),
    ]
    joined, documents = engine.map(Twice(judge), pairs, outputs, by_key=True)
    (near,) = engine.map(Near(limits["coverage"]), joined, [Output("near", EDGES)])
    output = Output("near-labels", LABELS, split=("label",), buckets=buckets)
    labels = connected(engine, near, output, memory=limits["memory"])
    output = Output("keepers", PAIRS, split=PAIR, buckets=buckets)
    (pairs,) = engine.map(Keepers(ranking), labels, [output], by_key=True)
    inside = _inside(engine, joined, labels, ranking, limits["coverage"])
    output = Output("kept-pairs", COVERAGES)
    (missing,) = engine.map(Missing(ranking.ledger, compare), (joined, pairs, inside), [output], by_key=True)
    (kept,) = engine.map(judge, missing, [Output("kept", RELATED, split=PAIR[:1], bounds=bounds)])
    return documents, kept


def _inside(engine: Engine, joined: Table, labels: Table, ranking: Ranking, coverage: float) -> Table:
    """Pair documents that others contain with the keepers of these: of many copies not all pairs are found."""
    (leads,) = engine.map(Leads(ranking), labels, [Output("leads", PAIRS)], by_key=True)
    found = ((_pair(batch)[0], _pair(batch)[1] + 1) for batch in engine.read(leads))
    ranking.ledger.scatter("lead", np.int32, len(ranking.ledger.column("letters")), found)
    output = Output("inside", PAIRS, split=PAIR, buckets=joined.split)
    (inside,) = engine.map(Inside(ranking, coverage), joined, [output])
    return inside


def grouped(engine: Engine, documents: tuple[Table, ...], **limits: Unpack[Limits]) -> Table:
    """Group near-duplicate documents by connected components.

    Args:
        engine: runs the kernels.
        documents: tables of `RELATED`.
        limits: see `Limits`.

    Returns:
        Rows of `GROUPED`, partitioned by the smallest document of each group.
    """
    (near,) = engine.map(Near(limits["coverage"]), documents, [Output("grouping", EDGES)], by_key=True)
    output = Output("group-labels", LABELS, split=("label",), buckets=documents[0].split)
    labels = connected(engine, near, output, memory=limits["memory"])
    output = Output("grouped", GROUPED, split=("label",), bounds=limits["bounds"])
    (groups,) = engine.map(Grouped(), labels, [output], by_key=True)
    return groups


class Compared(Struct, frozen=True):
    """Kernel that compares pairs of documents; yields a row of `COVERAGES` for each different pair on output 0.

    Attributes:
        compare: the kernel that compares a bounded number of pairs.
    """

    compare: Compare

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the rows, from rows of `PAIRS`, of which some may be equal."""
        yield from _compared(self.compare, *unique_rows(*_pair(batch)))


class Checked(Struct, frozen=True):
    """Kernel that compares doubtful pairs again; yields a row of `COVERAGES` for every pair on output 0.

    Linking finds only part of the text that many documents share. Doubtful are pairs whose lower coverage is `HALF` or
    more, but too low for near-duplicates.

    Attributes:
        compare: the kernel that compares a bounded number of pairs.
        coverage: share of both documents, at least, by which they are near-duplicates.
    """

    compare: Compare
    coverage: float

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the rows, in no useful order."""
        low = _low(batch)
        half = (low >= HALF) & (low < self.coverage)
        yield batch.filter(pa.array(~half))
        yield from _compared(self.compare, *_pair(batch.filter(pa.array(half))))


class Joined(Struct, frozen=True):
    """Kernel that merges found pairs with pairs of equal documents; yields every pair once, on output 0."""

    def __call__(self, found: pa.RecordBatch, copied: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `COVERAGES`, from all rows of some pairs."""
        yield found.filter(pa.array(lookup(_pair(copied), _pair(found)) < 0))
        yield copied


class Twice(Struct, frozen=True):
    """Kernel that judges pairs; yields each row on outputs 0 and 1, which are split otherwise.

    Attributes:
        judge: the kernel that judges pairs.
    """

    judge: Relate

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield rows of `RELATED`, from rows of `COVERAGES`."""
        for rows in self.judge(batch):
            yield 0, rows
            yield 1, rows


class Near(Struct, frozen=True):
    """Kernel that connects near-duplicates; yields rows of `EDGES` on output 0.

    Attributes:
        coverage: share of both documents, at least, by which they are near-duplicates.
    """

    coverage: float

    def __call__(self, *batches: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield an edge for each pair that is one text or two versions of it, from tables of `RELATED`."""
        for batch in batches:
            one = np.isin(batch["relation"].to_numpy(), (SAME, UPDATE))
            near = batch.filter(pa.array(one & (_low(batch) >= self.coverage)))
            yield pa.record_batch([number << NODE_BITS for number in _pair(near)], schema=EDGES)


class Keepers(Struct, frozen=True):
    """Kernel that pairs each document with the possible keepers of its group; yields rows of `PAIRS` on output 0.

    Attributes:
        ranking: gives the keeper of a group by each order.
    """

    ranking: Ranking

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield pairs with left < right, each once, from all labels of some groups."""
        label, number = members(batch)
        group = np.cumsum(changes(label)) - 1
        pairs = []
        for ranks in self.ranking.by_each(number):
            by = order(group, ranks, number)
            keeper = number[by[changes(group[by])]][group]
            pairs.append((np.minimum(keeper, number), np.maximum(keeper, number)))
        left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
        left, right = unique_rows(left[left < right], right[left < right])
        yield pa.record_batch([left.astype(np.int32), right.astype(np.int32)], schema=PAIRS)


class Leads(Struct, frozen=True):
    """Kernel that gives each document of a group its keeper; yields rows of `PAIRS`, document and keeper, on output 0.

    Attributes:
        ranking: gives the keeper by the order of the run.
    """

    ranking: Ranking

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every member, from all labels of some groups."""
        label, number = members(batch)
        by = order(label, self.ranking.ranks(number), number)
        keeper = number[by[changes(label[by])]][np.cumsum(changes(label)) - 1]
        yield pa.record_batch([number.astype(np.int32), keeper.astype(np.int32)], schema=PAIRS)


class Inside(Struct, frozen=True):
    """Kernel that pairs contained documents with keepers of what contains them; yields rows of `PAIRS` on output 0.

    Attributes:
        ranking: its ledger has the column ``lead``: the keeper of the group of each document, plus 1; 0 for none.
        coverage: share of one document from which on the other one contains it.
    """

    ranking: Ranking
    coverage: float

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield pairs with left < right, each once, from rows of `RELATED`."""
        high, low = batch["left_coverage"].to_numpy(), batch["right_coverage"].to_numpy()
        one_way = (np.maximum(high, low) >= self.coverage) & (_low(batch) < self.coverage)
        rows = batch.filter(pa.array(one_way & (batch["relation"].to_numpy() == SAME)))
        lead = self.ranking.ledger.column("lead")
        ends = [np.where(lead[n] > 0, lead[n] - 1, n).astype(np.int64) for n in _pair(rows)]
        left_is_inside = rows["left_coverage"].to_numpy() >= self.coverage
        left, right = _pair(rows)
        inside = np.where(left_is_inside, left, right), np.where(left_is_inside, ends[0], ends[1])
        keeper = np.where(left_is_inside, ends[1], ends[0])
        one, two = np.concatenate(inside), np.concatenate((keeper, keeper))
        one, two = np.minimum(one, two), np.maximum(one, two)
        one, two = unique_rows(one[one < two], two[one < two])
        yield pa.record_batch([one.astype(np.int32), two.astype(np.int32)], schema=PAIRS)


class Missing(Struct, frozen=True):
    """Kernel that compares the pairs that are not known; yields rows of `COVERAGES` on output 0.

    Attributes:
        ledger: has the column ``same``: a number that equal documents share.
        compare: the kernel that compares a bounded number of pairs.
    """

    ledger: Ledger
    compare: Compare

    def __call__(self, known: pa.RecordBatch, *needed: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the needed pairs that are not known and that share much: one side `WHOLE`, or both `HALF` or more."""
        left, right = unique_rows(*(np.concatenate(sides) for sides in zip(*map(_pair, needed), strict=True)))
        lacking = lookup(_pair(known), (left, right)) < 0
        left, right = unique_rows(left[lacking], right[lacking])
        same = self.ledger.column("same")
        one = np.asarray(same[left] == same[right])
        yield copies(left[one], right[one])
        for rows in _compared(self.compare, left[~one], right[~one]):
            high = np.maximum(rows["left_coverage"].to_numpy(), rows["right_coverage"].to_numpy())
            yield rows.filter(pa.array((_low(rows) >= HALF) | (high >= WHOLE)))


class Grouped(Struct, frozen=True):
    """Kernel that lists the members of groups, from rows of `LABELS`; yields rows of `GROUPED` on output 0."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the members of each group, sorted."""
        yield pa.record_batch([column.astype(np.int32) for column in members(batch)], schema=GROUPED)


def members(labels: pa.RecordBatch) -> tuple[Ints, Ints]:
    """List the members of groups, with the smallest of each group.

    Args:
        labels: rows of `LABELS`.

    Returns:
        The smallest document of the group and the member, int64, shape (members,), sorted.
    """
    label, number = ints(labels, "label") >> NODE_BITS, ints(labels, "number")
    first = np.unique(label)
    label, number = np.append(label, first), np.append(number, first)
    by = order(label, number)
    return label[by], number[by]


def _compared(compare: Compare, left: Ints, right: Ints) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(left), _MOST):
        part = slice(start, start + _MOST)
        yield from compare(pa.record_batch([left[part].astype(np.int32), right[part].astype(np.int32)], schema=PAIRS))


def _pair(batch: pa.RecordBatch) -> tuple[Ints, Ints]:
    return ints(batch, PAIR[0]), ints(batch, PAIR[1])


def _low(batch: pa.RecordBatch) -> npt.NDArray[np.float32]:
    return np.asarray(np.minimum(batch["left_coverage"].to_numpy(), batch["right_coverage"].to_numpy()))
