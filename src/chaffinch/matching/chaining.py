"""Anchors to chains: runs of anchors of one pair of documents that lie near one diagonal and near each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from chaffinch.text import Bools, Ints, changes, order

__all__ = ["Anchors", "Chains", "alone", "chain"]


DIAGONAL_GAP = 48
"""Letters inserted or deleted between neighbouring anchors of a chain, at most."""

POSITION_GAP = 160
"""Letters from one anchor to the next of a chain, at most."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Anchors as columns, int64, shape (anchors,); ``length`` is of the seed, ``documents`` have it."""

    left: Ints
    left_position: Ints
    right: Ints
    right_position: Ints
    length: Ints
    documents: Ints

    @classmethod
    def of(cls, batch: pa.RecordBatch | pa.Table) -> Anchors:
        """Read the columns of `ANCHORS`."""
        names = ("left", "left_position", "right", "right_position", "length", "documents")
        return cls(*(batch.column(name).to_numpy().astype(np.int64) for name in names))

    def take(self, which: Ints | Bools) -> Anchors:
        """Give some of them."""
        return Anchors(*(getattr(self, name)[which] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains and their anchors.

    Attributes:
        anchors: sorted by chain, then by left and right position, both rising from each to the next.
        first: the first anchor of each chain, and the number of anchors; shape (chains + 1,).
    """

    anchors: Anchors
    first: Ints

    def __len__(self) -> int:
        return len(self.first) - 1

    def take(self, which: Bools) -> Chains:
        """Give the chains of a mask, with their anchors."""
        size = np.diff(self.first)
        first = np.append(0, np.cumsum(size[which]))
        return Chains(self.anchors.take(np.repeat(which, size)), first)


def alone(anchors: Anchors) -> tuple[Ints, Ints]:
    """Give the rows of the anchors that are the only one of their pair of documents, and all others, both in order.

    >>> one, two = np.array([1, 1, 1]), np.array([3, 2, 3])
    >>> [rows.tolist() for rows in alone(Anchors(one, one, two, two, one, two))]
    [[1], [0, 2]]
    """
    by = order(anchors.left, anchors.right)
    new = changes(anchors.left[by], anchors.right[by])
    single = new & np.append(new[1:], True)[: len(new)]
    return by[single], by[~single]


def chain(anchors: Anchors) -> Chains:
    """Split the anchors of each pair of documents into chains.

    >>> same = np.zeros(4, np.int64)
    >>> place = np.array([0, 20, 500, 40])
    >>> chains = chain(Anchors(same, place, same + 1, place + 7, same + 16, same + 2))
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


def _far(place: Ints, gap: int) -> Bools:
    return np.append(False, np.diff(place) > gap)[: len(place)]


def _rising(group: Ints, place: Ints) -> Bools:
    """Tell which rows have a place above all before them of their group: the others cross a neighbour."""
    if not len(group):
        return np.zeros(0, np.bool_)
    value = group * (int(place.max()) + 1) + place
    return np.append(True, value[1:] > np.maximum.accumulate(value)[:-1])
