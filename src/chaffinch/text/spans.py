"""Interval arithmetic on half-open ranges, as parallel integer arrays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from chaffinch.text.arrays import Ints

__all__ = ["complement", "ranges", "runs", "subtract", "totals", "union"]


def ranges(start: Ints, size: Ints) -> Ints:
    """Give the integers of several ranges, one range after the other.

    >>> ranges(np.array([5, 0]), np.array([2, 3]))
    array([5, 6, 0, 1, 2])
    """
    return np.asarray(np.arange(size.sum()) + np.repeat(start - (np.cumsum(size) - size), size))


def runs(size: Ints, most: int) -> list[slice]:
    """Cut rows into runs whose sizes add up to about so much; a larger row is in a run with few others.

    >>> runs(np.array([3, 3, 3, 9, 1]), 6)
    [slice(0, 1, None), slice(1, 3, None), slice(3, 5, None)]
    """
    edges = np.flatnonzero(np.diff(np.cumsum(size) // most, prepend=-1))
    return [slice(a, b) for a, b in pairwise([*edges.tolist(), len(size)])]


def union(start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Merge ranges that overlap or touch; the result is sorted and disjoint.

    Args:
        start: shape (n,), any order.
        stop: shape (n,), ``stop >= start``; empty ranges vanish.

    >>> union(np.array([5, 0, 3]), np.array([7, 2, 5]))
    (array([0, 3]), array([2, 7]))
    """
    keep = stop > start
    order = np.lexsort((stop[keep], start[keep]))
    start, stop = start[keep][order].astype(np.int64), stop[keep][order].astype(np.int64)
    if not len(start):
        return start, stop
    reach = np.maximum.accumulate(stop)
    first = np.concatenate(([True], start[1:] > reach[:-1]))
    last = np.concatenate((first[1:], [True]))
    return start[first], reach[last]


def complement(start: Ints, stop: Ints, length: int) -> tuple[Ints, Ints]:
    """Give what of ``[0, length)`` disjoint sorted ranges leave uncovered.

    >>> complement(np.array([2]), np.array([4]), 6)
    (array([0, 4]), array([2, 6]))
    """
    left = np.concatenate(([0], stop)).astype(np.int64)
    right = np.concatenate((start, [length])).astype(np.int64)
    keep = right > left
    return left[keep], right[keep]


def subtract(one: tuple[int, int], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the parts of one range that lie in none of the others.

    >>> subtract((0, 10), [(2, 3), (5, 7)])
    [(0, 2), (3, 5), (7, 10)]
    """
    inside = sorted((max(a, one[0]), min(b, one[1])) for a, b in others if a < one[1] and b > one[0])
    reach, edges = one[0], [one[0]]
    for a, b in inside:
        edges += [max(a, reach), max(b, reach)]
        reach = max(b, reach)
    edges.append(one[1])
    return [(a, b) for a, b in list(pairwise(edges))[::2] if b > a]


def total(start: Ints, stop: Ints) -> int:
    """Count the places that ranges cover, overlaps once.

    >>> total(np.array([0, 1]), np.array([3, 4]))
    4
    """
    a, b = union(start, stop)
    return int((b - a).sum())


def totals(group: Ints, start: Ints, stop: Ints, groups: int) -> Ints:
    """Count for each group the places that its ranges cover, overlaps once.

    Args:
        group: of each range, shape (n,).
        start, stop: of each range, 0 or more.
        groups: how many there are.

    >>> totals(np.array([1, 0, 1]), np.array([0, 5, 2]), np.array([3, 6, 4]), 3)
    array([1, 4, 0])
    """
    width = int(stop.max(initial=0)) + 1
    start, stop = union(group * width + start, group * width + stop)
    return np.bincount(start // width, stop - start, groups).astype(np.int64)


def covered(start: Ints, stop: Ints, place: Ints) -> npt.NDArray[np.bool_]:
    """Tell which places lie in disjoint sorted ranges.

    >>> covered(np.array([2]), np.array([4]), np.array([1, 2, 3, 4]))
    array([False,  True,  True, False])
    """
    index = np.searchsorted(start, place, side="right") - 1
    return np.asarray((index >= 0) & (place < np.append(stop, 0)[index]))
