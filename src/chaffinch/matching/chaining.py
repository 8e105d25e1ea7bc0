"""Chain anchors of one pair of documents that are near one diagonal and near each other."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from msgspec import Struct

from chaffinch.text import Bools, Ints, changes, order

__all__ = ["Anchors", "Chains", "alone", "chain"]


DIAGONAL_GAP = 48
"""Letters, at most, that are inserted or deleted between neighbouring anchors of a chain."""

POSITION_GAP = 160
"""Letters, at most, from one anchor of a chain to the next."""


class Anchors(Struct, frozen=True):
    """Anchors as columns, int64, shape (anchors,).

    Attributes:
        left, right: the documents by their numbers; left < right, or both the same.
        left_position, right_position: offset of the seed in the letters of each.
        length: letters of the seed; 0 for an anchor of two sentences.
        documents: how many documents have the seed.
    """

    left: Ints
    left_position: Ints
    right: Ints
    right_position: Ints
    length: Ints
    documents: Ints

    @classmethod
    def of(cls, batch: pa.RecordBatch | pa.Table) -> Anchors:
        """Read rows of `ANCHORS`."""
        names = ("left", "left_position", "right", "right_position", "length", "documents")
        return cls(*(batch.column(name).to_numpy().astype(np.int64) for name in names))

    def take(self, which: Ints | Bools) -> Anchors:
        """Give the anchors of a mask, shape (anchors,), or at some indices, int64, shape (selected,)."""
        return Anchors(*(getattr(self, name)[which] for name in self.__struct_fields__))


class Chains(Struct, frozen=True):
    """Chains, each a run of anchors.

    Attributes:
        anchors: sorted by chain; in a chain both positions rise from each anchor to the next.
        first: index of the first anchor of each chain, and the number of anchors; int64, shape (chains + 1,).
    """

    anchors: Anchors
    first: Ints

    def __len__(self) -> int:
        return len(self.first) - 1

    def take(self, which: Bools) -> Chains:
        """Give the chains of a mask, shape (chains,), with their anchors."""
        size = np.diff(self.first)
        first = np.append(0, np.cumsum(size[which]))
        return Chains(self.anchors.take(np.repeat(which, size)), first)


def alone(anchors: Anchors) -> tuple[Ints, Ints]:
    """Separate the anchors that are the only one of their pair of documents from all others.

    Returns:
        Indices of the lone anchors, and indices of the others; int64, both sorted by pair.

    >>> one, two = np.array([1, 1, 1]), np.array([3, 2, 3])
    >>> [rows.tolist() for rows in alone(Anchors(one, one, two, two, one, two))]
    [[1], [0, 2]]
    """
    by = order(anchors.left, anchors.right)
    new = changes(anchors.left[by], anchors.right[by])
    single = new & np.append(new[1:], True)[: len(new)]
    return by[single], by[~single]


def chain(anchors: Anchors) -> Chains:
    """Chain the anchors of each pair of documents.

    Anchors more than `DIAGONAL_GAP` off the diagonal of the one before, or more than `POSITION_GAP` after it, begin a
    new chain. Anchors that cross a neighbour are dropped.

    Args:
        anchors: all anchors of some pairs of documents, in any order.

    >>> same = np.zeros(4, np.int64)
    >>> position = np.array([0, 20, 500, 40])
    >>> chains = chain(Anchors(same, position, same + 1, position + 7, same + 16, same + 2))
    >>> chains.first.tolist(), chains.anchors.left_position.tolist()
    ([0, 3, 4], [0, 20, 40, 500])
    """
    diagonal = anchors.right_position - anchors.left_position
    by = order(anchors.left, anchors.right, diagonal)
    other = changes(anchors.left[by], anchors.right[by]) | _far(diagonal[by], DIAGONAL_GAP)
    group: Ints = np.cumsum(other, dtype=np.int64)
    inner = order(group, anchors.left_position[by], anchors.right_position[by])
    by, group = by[inner], group[inner]
    rising = _rising(group, anchors.right_position[by])
    by, group = by[rising], group[rising]
    single = changes(group, anchors.left_position[by])
    anchors, group = anchors.take(by[single]), group[single]
    far = _far(anchors.left_position, POSITION_GAP) | _far(anchors.right_position, POSITION_GAP)
    return Chains(anchors, np.append(np.flatnonzero(changes(group) | far), len(group)))


def _far(value: Ints, gap: int) -> Bools:
    return np.append(False, np.diff(value) > gap)[: len(value)]


def _rising(group: Ints, position: Ints) -> Bools:
    """Mask the rows with a position above all before them in their group: the others cross a neighbour."""
    if not len(group):
        return np.zeros(0, np.bool_)
    value = group * (int(position.max()) + 1) + position
    return np.append(True, value[1:] > np.maximum.accumulate(value)[:-1])
