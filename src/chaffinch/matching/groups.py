"""Groups of near-duplicate documents completed: whoever may be kept is compared with all the others.

A frequent seed is linked to few of its places, so of many copies of one text not all pairs are found, and copies that
hang together only by a third one would both stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypedDict, Unpack

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.engines import NODE_BITS, Engine, Ledger, Output, Table, connected
from chaffinch.matching.compare import Compare
from chaffinch.matching.coverage import HALF
from chaffinch.matching.exact_copies import copies
from chaffinch.schemas import COVERAGES, EDGES, GROUPED, LABELS, PAIRS, ints
from chaffinch.text import Ints, changes, lookup, once, order

__all__ = ["PAIR", "Checked", "Compared", "Limits", "Ranking", "completed", "grouped"]


PAIR = ("left", "right")


_MOST = 2048  # pairs of documents compared at once


class Ranking(Protocol):
    """Ranks documents as keepers; kernels hold it, so it must be a frozen value that can be pickled."""

    @property
    def ledger(self) -> Ledger:
        """What is known of the documents."""

    def by_each(self, number: Ints) -> Iterator[Ints]:
        """Give the rank of each document by each order of keepers; the lowest is kept."""


class Limits(TypedDict):
    """How documents are grouped.

    Attributes:
        coverage: of both documents from which on they hang together.
        edges: at which to cut the result, by the left document or the smallest of the group.
        memory: bytes that a task may take.
    """

    coverage: float
    edges: tuple[int, ...]
    memory: int


def completed(
    engine: Engine, found: Table, copied: Table, ranking: Ranking, compare: Compare, **limits: Unpack[Limits]
) -> tuple[Table, ...]:
    """Add documents that are one but for signs, and the matches that keepers lack.

    Args:
        found: rows of `COVERAGES`, each pair once, split by both documents.
        copied: rows for pairs that are one, split as well.
        ranking: of keepers; its ledger has the column ``same``.
        compare: how to compare.
        limits: see `Limits`.

    Returns:
        Rows of `COVERAGES`, in two tables.
    """
    edges, buckets = limits["edges"], found.split
    outputs = [
        Output("tied", COVERAGES, split=PAIR, buckets=buckets),
        Output("documents", COVERAGES, split=PAIR[:1], edges=edges),
    ]
    tied, documents = engine.map(Tied(), (found, copied), outputs, by_key=True)
    (near,) = engine.map(Near(limits["coverage"]), tied, [Output("near", EDGES)])
    output = Output("near-labels", LABELS, split=("label",), buckets=buckets)
    labels = connected(engine, near, output, memory=limits["memory"])
    output = Output("keepers", PAIRS, split=PAIR, buckets=buckets)
    (pairs,) = engine.map(Keepers(ranking), labels, [output], by_key=True)
    output = Output("kept", COVERAGES, split=PAIR[:1], edges=edges)
    (kept,) = engine.map(Missing(ranking.ledger, compare), (tied, pairs), [output], by_key=True)
    return documents, kept


def grouped(engine: Engine, documents: tuple[Table, ...], **limits: Unpack[Limits]) -> Table:
    """Give the groups of documents that hang together: rows of `GROUPED`, cut by the smallest of each."""
    (near,) = engine.map(Near(limits["coverage"]), documents, [Output("grouping", EDGES)], by_key=True)
    output = Output("group-labels", LABELS, split=("label",), buckets=documents[0].split)
    labels = connected(engine, near, output, memory=limits["memory"])
    output = Output("grouped", GROUPED, split=("label",), edges=limits["edges"])
    (groups,) = engine.map(Grouped(), labels, [output], by_key=True)
    return groups


@dataclass(frozen=True, slots=True)
class Compared:
    """Kernel: pairs of documents, some more than once -> each once, compared: rows of `COVERAGES`."""

    compare: Compare

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every pair."""
        yield from _compared(self.compare, *once(*_pair(batch)))


@dataclass(frozen=True, slots=True)
class Checked:
    """Kernel: rows of `COVERAGES` -> the same, pairs that are covered by half compared again.

    Of text that many have, linking finds but a part.
    """

    compare: Compare
    coverage: float

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every pair."""
        low = _low(batch)
        half = (low >= HALF) & (low < self.coverage)
        yield batch.filter(pa.array(~half))
        yield from _compared(self.compare, *_pair(batch.filter(pa.array(half))))


@dataclass(frozen=True, slots=True)
class Tied:
    """Kernel: all rows of some pairs that were found, and of such as are one -> each once, as output 0 and as 1."""

    def __call__(self, found: pa.RecordBatch, copied: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield a row for every pair."""
        other = found.filter(pa.array(lookup(_pair(copied), _pair(found)) < 0))
        for rows in (other, copied):
            yield 0, rows
            yield 1, rows


@dataclass(frozen=True, slots=True)
class Near:
    """Kernel: rows of `COVERAGES` -> edges between documents that cover one another."""

    coverage: float

    def __call__(self, *batches: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `EDGES`."""
        for batch in batches:
            near = batch.filter(pa.array(_low(batch) >= self.coverage))
            yield pa.record_batch([number << NODE_BITS for number in _pair(near)], schema=EDGES)


@dataclass(frozen=True, slots=True)
class Keepers:
    """Kernel: groups of documents -> pairs of each and whoever may be kept, by any order of keepers."""

    ranking: Ranking

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of pairs, left < right, each once."""
        label, number = members(batch)
        group = np.cumsum(changes(label)) - 1
        pairs = []
        for ranks in self.ranking.by_each(number):
            by = order(group, ranks, number)
            keeper = number[by[changes(group[by])]][group]
            pairs.append((np.minimum(keeper, number), np.maximum(keeper, number)))
        left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
        left, right = once(left[left < right], right[left < right])
        yield pa.record_batch([left.astype(np.int32), right.astype(np.int32)], schema=PAIRS)


@dataclass(frozen=True, slots=True)
class Missing:
    """Kernel: all rows of some pairs that are known, and wanted ones -> those that lack, rows of `COVERAGES`."""

    ledger: Ledger
    compare: Compare

    def __call__(self, known: pa.RecordBatch, wanted: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the pairs that are covered by half at least."""
        left, right = _pair(wanted)
        lacking = lookup(_pair(known), (left, right)) < 0
        left, right = once(left[lacking], right[lacking])
        same = self.ledger.column("same")
        one = np.asarray(same[left] == same[right])
        yield copies(left[one], right[one])
        for rows in _compared(self.compare, left[~one], right[~one]):
            yield rows.filter(pa.array(_low(rows) >= HALF))


@dataclass(frozen=True, slots=True)
class Grouped:
    """Kernel: labels of documents -> rows of `GROUPED`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the members of each group."""
        yield pa.record_batch([column.astype(np.int32) for column in members(batch)], schema=GROUPED)


def members(labels: pa.RecordBatch) -> tuple[Ints, Ints]:
    """Give the smallest document of each group and every document in it, from rows of `LABELS`; sorted."""
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
