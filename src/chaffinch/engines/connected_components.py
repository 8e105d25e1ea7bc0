"""Connected components of graphs of any size, by alternating large-star and small-star maps over their edges.

The method is that of Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, "Connected Components in MapReduce and
Beyond" (2014). Once the edges fit into the memory of one task they are solved there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from msgspec import Struct

from chaffinch.engines.protocol import Engine, Output, Table
from chaffinch.schemas import EDGES, LABELS, NODES
from chaffinch.text import Ints, changes, smallest_label, unique_rows

__all__ = ["NODE_BITS", "connected"]


NODE_BITS = 32
"""Low bits of a node that number the items of a document; the bits above are the document's number."""


EDGE_BYTES = 160
"""Bytes of memory that an edge takes, at most, where all edges are solved in one task."""

_BUCKET_EDGES = 1_000_000  # edges of a bucket, about: at `EDGE_BYTES` some 160 MB


def connected(engine: Engine, edges: Table, output: Output, *, memory: int) -> Table:
    """Label each node of a graph with the smallest node of its component.

    Args:
        engine: runs the maps.
        edges: rows of `EDGES`, in any order; repeated edges are allowed.
        output: the table of `LABELS` to be written, and how it is split.
        memory: bytes that a task may take.

    Returns:
        Rows of `LABELS`; the smallest node of a component has none.
    """
    most = max(1, memory // EDGE_BYTES)
    turn = 0
    while sum(edges.rows) > most:
        buckets = 1 + sum(edges.rows) // min(_BUCKET_EDGES, most)
        split = Output(f"{output.name}-{turn}-both", EDGES, split=("a",), buckets=buckets)
        (both,) = engine.map(_Directed(both=True), edges, [split])
        merged = Output(f"{output.name}-{turn}-large", EDGES, split=("a",), buckets=buckets)
        unsettled = Output(f"{output.name}-{turn}-unsettled", NODES)
        large, unfinished = engine.map(_LargeStar(), both, [merged, unsettled], by_key=True)
        if not sum(unfinished.rows):
            (labels,) = engine.map(_Labels(), large, [output], by_key=True)
            return labels
        (edges,) = engine.map(_SmallStar(), large, [Output(f"{output.name}-{turn}-small", EDGES)], by_key=True)
        turn += 1
    (one,) = engine.map(_Directed(both=False), edges, [Output(f"{output.name}-all", EDGES, split=("a",), buckets=1)])
    (labels,) = engine.map(_Solve(), one, [output], by_key=True)
    return labels


class _Directed(Struct, frozen=True):
    """Kernel that orients edges; yields each from its larger to its smaller node, with ``both`` also the other way."""

    both: bool

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        a, b = _ends(batch)
        high, low = unique_rows(np.maximum(a, b), np.minimum(a, b))
        high, low = high[high != low], low[high != low]
        yield _rows(*((np.append(high, low), np.append(low, high)) if self.both else (high, low)))


class _LargeStar(Struct, frozen=True):
    """Kernel that links the larger neighbours of a node to the smallest node among it and its neighbours.

    It gets all edges of some nodes. It yields the new edges on output 0, and on output 1 the nodes whose component is
    not a star yet: while there are any, another turn is needed.
    """

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        node, near = unique_rows(*_ends(batch))
        first = np.flatnonzero(changes(node))
        size = np.diff(np.append(first, len(node)))
        least = np.minimum(node[first], near[first])
        larger = near > node
        yield 0, _rows(near[larger], np.repeat(least, size)[larger])
        small = size - np.add.reduceat(larger, first, dtype=np.int64)
        unfinished = (small > 1) | ((small > 0) & (small < size))
        yield 1, pa.record_batch([node[first[unfinished]]], schema=NODES)


class _SmallStar(Struct, frozen=True):
    """Kernel that links a node and its smaller neighbours to the smallest of them; yields the new edges."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        node, near = unique_rows(*_ends(batch))
        first = np.flatnonzero(changes(node))
        least = np.repeat(near[first], np.diff(np.append(first, len(node))))
        inner = near != least
        yield _rows(np.append(node[first], near[inner]), np.append(near[first], least[inner]))


class _Labels(Struct, frozen=True):
    """Kernel that turns the edges of stars, each to the centre, into rows of `LABELS`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield _labels(*unique_rows(*_ends(batch)))


class _Solve(Struct, frozen=True):
    """Kernel that gets all edges of a graph in one batch, and yields rows of `LABELS`."""

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
