"""Connected components of graphs of any size, by maps over their edges: alternating large-star and small-star.

Source: Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, "Connected Components in MapReduce and Beyond" (2014).
Edges that fit one task are solved there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from chaffinch.engines.protocol import Engine, Output, Table
from chaffinch.schemas import EDGES, LABELS, NODES
from chaffinch.text import Ints, changes, once, smallest_label

__all__ = ["NODE_BITS", "connected"]


NODE_BITS = 32
"""A node is a thing in a document: the document's number, and below it so many bits."""


EDGE_BYTES = 160
"""Bytes of memory that an edge takes, at most, where all are solved in one task."""

_EDGES_OF = 1_000_000  # edges to a bucket


def connected(engine: Engine, edges: Table, output: Output, *, memory: int) -> Table:
    """Label nodes.

    Args:
        edges: rows of `EDGES`, in any order, each once or more often.
        output: a table of `LABELS`, and how to split it.
        memory: bytes that a task may take.
    """
    most = max(1, memory // EDGE_BYTES)
    turn = 0
    while sum(edges.rows) > most:
        buckets = 1 + sum(edges.rows) // min(_EDGES_OF, most)
        split = Output(f"{output.name}-{turn}-both", EDGES, split=("a",), buckets=buckets)
        (both,) = engine.map(_Directed(both=True), edges, [split])
        stars = Output(f"{output.name}-{turn}-large", EDGES, split=("a",), buckets=buckets)
        left = Output(f"{output.name}-{turn}-left", NODES)
        large, unfinished = engine.map(_LargeStar(), both, [stars, left], by_key=True)
        if not sum(unfinished.rows):
            (labels,) = engine.map(_Labels(), large, [output], by_key=True)
            return labels
        (edges,) = engine.map(_SmallStar(), large, [Output(f"{output.name}-{turn}-small", EDGES)], by_key=True)
        turn += 1
    (one,) = engine.map(_Directed(both=False), edges, [Output(f"{output.name}-all", EDGES, split=("a",), buckets=1)])
    (labels,) = engine.map(_Solve(), one, [output], by_key=True)
    return labels


@dataclass(frozen=True, slots=True)
class _Directed:
    """Kernel: give edges from their larger to their smaller node, or both ways."""

    both: bool

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        a, b = _ends(batch)
        high, low = once(np.maximum(a, b), np.minimum(a, b))
        high, low = high[high != low], low[high != low]
        yield _rows(*((np.append(high, low), np.append(low, high)) if self.both else (high, low)))


@dataclass(frozen=True, slots=True)
class _LargeStar:
    """Kernel: tie the larger neighbours of a node to the smallest of all; tell the nodes that show it was needed."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        node, near = once(*_ends(batch))
        first = np.flatnonzero(changes(node))
        size = np.diff(np.append(first, len(node)))
        least = np.minimum(node[first], near[first])
        larger = near > node
        yield 0, _rows(near[larger], np.repeat(least, size)[larger])
        small = size - np.add.reduceat(larger, first, dtype=np.int64)
        unfinished = (small > 1) | ((small > 0) & (small < size))
        yield 1, pa.record_batch([node[first[unfinished]]], schema=NODES)


@dataclass(frozen=True, slots=True)
class _SmallStar:
    """Kernel: tie a node and its smaller neighbours to the smallest of them."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        node, near = once(*_ends(batch))
        first = np.flatnonzero(changes(node))
        least = np.repeat(near[first], np.diff(np.append(first, len(node))))
        inner = near != least
        yield _rows(np.append(node[first], near[inner]), np.append(near[first], least[inner]))


@dataclass(frozen=True, slots=True)
class _Labels:
    """Kernel: edges that are stars -> labels."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield _labels(*once(*_ends(batch)))


@dataclass(frozen=True, slots=True)
class _Solve:
    """Kernel: all edges -> labels."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        nodes, ends = np.unique(np.concatenate(_ends(batch)), return_inverse=True)
        label = nodes[smallest_label(ends[: batch.num_rows], ends[batch.num_rows :], len(nodes))]
        yield _labels(nodes[label != nodes], label[label != nodes])


def _ends(batch: pa.RecordBatch) -> tuple[Ints, Ints]:
    return batch["a"].to_numpy(), batch["b"].to_numpy()


def _rows(a: Ints, b: Ints) -> pa.RecordBatch:
    return pa.record_batch([a, b], schema=EDGES)


def _labels(node: Ints, label: Ints) -> pa.RecordBatch:
    return pa.record_batch([(node >> NODE_BITS).astype(np.int32), node, label], schema=LABELS)
