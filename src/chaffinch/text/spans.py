"""Arithmetic of half-open ranges ``[start, stop)``, as parallel arrays of int64."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from chaffinch.text.arrays import Ints

__all__ = ["complement", "ranges", "runs", "subtract", "totals", "union", "without"]


def ranges(start: Ints, size: Ints) -> Ints:
    """List the integers of several ranges, one range after the other.

    Args:
        start: shape (n,).
        size: integers in each range, shape (n,).

    Returns:
        Shape (sum of ``size``,).

    >>> ranges(np.array([5, 0]), np.array([2, 3]))
    array([5, 6, 0, 1, 2])
    """
    return np.asarray(np.arange(size.sum()) + np.repeat(start - (np.cumsum(size) - size), size))


def runs(size: Ints, most: int) -> list[slice]:
    """Cut rows into runs whose sizes add up to about ``most``.

    Args:
        size: of each row, shape (n,).
        most: the size of a run; a row that is larger shares its run with few others.

    >>> runs(np.array([3, 3, 3, 9, 1]), 6)
    [slice(0, 1, None), slice(1, 3, None), slice(3, 5, None)]
    """
    bounds = np.flatnonzero(np.diff(np.cumsum(size) // most, prepend=-1))
    return [slice(a, b) for a, b in pairwise([*bounds.tolist(), len(size)])]


def union(start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Merge ranges that overlap or touch.

    Args:
        start: shape (n,), in any order.
        stop: shape (n,), ``stop >= start``; empty ranges are dropped.

    Returns:
        Starts and stops, sorted and disjoint, shape (m,) with m <= n.

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
    """List the parts of ``[0, length)`` that ranges leave uncovered.

    Args:
        start: shape (n,), sorted.
        stop: shape (n,), of disjoint ranges.
        length: the end of the whole range.

    Returns:
        Starts and stops, shape (m,) with m <= n + 1; none is empty.

    >>> complement(np.array([2]), np.array([4]), 6)
    (array([0, 4]), array([2, 6]))
    """
    left = np.concatenate(([0], stop)).astype(np.int64)
    right = np.concatenate((start, [length])).astype(np.int64)
    keep = right > left
    return left[keep], right[keep]


def subtract(one: tuple[int, int], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """List the parts of one range that are in none of the others.

    >>> subtract((0, 10), [(2, 3), (5, 7)])
    [(0, 2), (3, 5), (7, 10)]
    """
    inside = sorted((max(a, one[0]), min(b, one[1])) for a, b in others if a < one[1] and b > one[0])
    reach, bounds = one[0], [one[0]]
    for a, b in inside:
        bounds += [max(a, reach), max(b, reach)]
        reach = max(b, reach)
    bounds.append(one[1])
    return [(a, b) for a, b in list(pairwise(bounds))[::2] if b > a]


def totals(group: Ints, start: Ints, stop: Ints, groups: int) -> Ints:
    """Count for each group the integers that its ranges cover; where ranges overlap they count once.

    Args:
        group: of each range, shape (n,), in ``[0, groups)``.
        start: shape (n,), 0 or more.
        stop: shape (n,).
        groups: how many there are.

    Returns:
        Shape (groups,).

    >>> totals(np.array([1, 0, 1]), np.array([0, 5, 2]), np.array([3, 6, 4]), 3)
    array([1, 4, 0])
    """
    width = int(stop.max(initial=0)) + 1
    start, stop = union(group * width + start, group * width + stop)
    return np.bincount(start // width, stop - start, groups).astype(np.int64)


def without(text: str, start: Sequence[int], stop: Sequence[int], between: str) -> str:
    r"""Replace ranges of a text, to compare what remains; `chaffinch.apply` cuts a text for output, and keeps edits.

    Args:
        text: the text.
        start, stop: the ranges in code points, in any order; they may overlap.
        between: what stands for each range, so that the words around it do not join.

    >>> without("one [ad] two", [4], [8], "\n")
    'one \n two'
    """
    if not start:
        return text
    pieces, reach = [], 0
    for a, b in sorted(zip(start, stop, strict=True)):
        if b > reach:
            pieces.append(text[reach : max(a, reach)])
            reach = b
    return between.join([*pieces, text[reach:]])
