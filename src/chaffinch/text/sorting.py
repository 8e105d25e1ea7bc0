"""Sorting rows by several integer columns, and finding them again.

Connected components as a few passes over whole arrays.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from chaffinch.text.arrays import Ints

__all__ = ["changes", "lookup", "once", "order", "smallest_label"]


_WORD = 63  # bits of a sort key


def order(*keys: npt.NDArray[np.integer]) -> Ints:
    """Give the order of rows by the first key, then the next, ties as they came.

    Keys and row are packed into one integer and sorted as such: three to five times faster than an indirect sort.

    Args:
        keys: integer columns of equal length, the most significant first.

    >>> order(np.array([2, 1, 2]), np.array([5, 9, 4])).tolist()
    [1, 2, 0]
    """
    rows = len(keys[0])
    if rows < 2:
        return np.arange(rows)
    low = [int(key.min()) for key in keys]
    bits = [(int(key.max()) - least).bit_length() for key, least in zip(keys, low, strict=True)]
    place = (rows - 1).bit_length()
    if sum(bits) + place > _WORD:
        if len(keys) > 2 or (len(keys) == 2 and bits[0] > place):
            return order(_ranks(*keys[:-1]), keys[-1])
        return np.lexsort(keys[::-1])
    packed = np.zeros(rows, np.int64)
    for key, least, width in zip(keys, low, bits, strict=True):
        packed <<= width
        packed |= key.astype(np.int64) - least
    packed <<= place
    packed |= np.arange(rows)
    packed.sort()
    packed &= (1 << place) - 1
    return packed


def changes(*keys: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Tell which rows differ in some key from the row before; the first does.

    >>> changes(np.array([1, 1, 2]), np.array([3, 4, 4])).tolist()
    [True, True, True]
    """
    new = np.zeros(len(keys[0]), np.bool_)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return new


def once(*keys: Ints) -> tuple[Ints, ...]:
    """Sort rows by the first key, then the next, and keep each row once.

    >>> once(np.array([2, 1, 2]), np.array([5, 9, 5]))
    (array([1, 2]), array([9, 5]))
    """
    by = order(*keys)
    by = by[changes(*(key[by] for key in keys))]
    return tuple(key[by] for key in keys)


def lookup(known: Sequence[npt.NDArray[np.integer]], wanted: Sequence[npt.NDArray[np.integer]]) -> Ints:
    """Give for each wanted row a known one that is equal in all columns, -1 where there is none.

    Args:
        known, wanted: the same integer columns of both.

    >>> lookup([np.array([4, 4, 9]), np.array([1, 2, 1])], [np.array([9, 4, 9]), np.array([1, 2, 2])]).tolist()
    [2, 1, -1]
    """
    first = len(known[0])
    columns = [np.concatenate(both) for both in zip(known, wanted, strict=True)]
    by = order(*columns)  # of equal rows the known ones come first
    before = np.maximum.accumulate(np.where(by < first, np.arange(len(by)), -1))
    place = np.full(len(by), -1, np.int64)
    place[by] = np.where(before >= 0, by[before], -1)
    place = place[first:]
    if not first:
        return place
    same = [k[place] == w for k, w in zip(known, wanted, strict=True)]
    return np.where(np.logical_and.reduce(same) & (place >= 0), place, -1)


def _ranks(*keys: npt.NDArray[np.integer]) -> Ints:
    """Number the different rows in their order, from 0."""
    by = order(*keys)
    rank = np.empty(len(by), np.int64)
    rank[by] = np.cumsum(changes(*(key[by] for key in keys))) - 1
    return rank


def smallest_label(a: Ints, b: Ints, nodes: int) -> Ints:
    """Label each node 0..nodes-1 of an undirected graph with the smallest node it is connected to.

    Labels are hooked onto smaller ones and shortened by pointer jumping until nothing changes
    (Shiloach and Vishkin 1982), a few whole-array passes.

    >>> smallest_label(np.array([3, 1]), np.array([2, 3]), 5).tolist()
    [0, 1, 1, 1, 4]
    """
    label = np.arange(nodes)
    while True:
        low = np.minimum(label[a], label[b])
        hooked = label.copy()
        for end in (a, b):
            np.minimum.at(hooked, label[end], low)
        while not np.array_equal(hooked, hooked[hooked]):
            hooked = hooked[hooked]
        if np.array_equal(hooked, label):
            return label
        label = hooked
