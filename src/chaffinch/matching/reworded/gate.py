"""Which pairs of units are worth a closer look: those alike by the weights of the whole corpus."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.matching.chaining import Anchors
from chaffinch.matching.reworded.unit_store import UnitStore
from chaffinch.text import Bools, Ints, changes, order, ranges

__all__ = ["gated"]


COSINE, DICE = 0.30, 0.25
"""How alike two units must be: a cosine of .40 would lose one reworded passage in a hundred (PAN 2013)."""

_SLAB = 1 << 16  # pairs at once
_TERM, _WEIGHT = 32, 10  # bits of a packed row: the rest is the pair


def gated(anchors: Anchors, store: UnitStore) -> Bools:
    """Tell which pairs of units are alike.

    Args:
        anchors: pairs of units, in any order.
        store: the units.
    """
    numbers = np.concatenate([anchors.left, anchors.right])
    places = np.concatenate([anchors.left_position, anchors.right_position])
    keys, row = np.unique(numbers << 32 | places, return_inverse=True)
    packed, first = _terms(keys, store)
    weight = (packed & ((1 << _WEIGHT) - 1)).astype(np.float64)
    size = np.diff(first)
    length = np.sqrt(np.add.reduceat(weight**2, first[:-1])) if len(keys) else np.zeros(0)
    left, right = np.split(row, 2)
    kept = np.zeros(len(left), np.bool_)
    for start in range(0, len(left), _SLAB):
        one, other = left[start : start + _SLAB], right[start : start + _SLAB]
        count, product = _shared(packed, first, one, other)
        cosine = product / (length[one] * length[other])
        kept[start : start + _SLAB] = (cosine > COSINE) & (2 * count > DICE * (size[one] + size[other]))
    return kept


def _terms(keys: Ints, store: UnitStore) -> tuple[Ints, Ints]:
    """Give the different terms of units with their weights, packed, and where those of each unit start."""
    number, place = keys >> 32, keys & 0xFFFFFFFF
    edges = np.append(np.flatnonzero(changes(number)), len(keys)) if len(keys) else np.zeros(1, np.int64)
    rows, packed = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        document = store.document(int(number[start]))
        begin, end = document.first[place[start:stop]], document.first[place[start:stop] + 1]
        term = ranges(begin, end - begin)
        rows.append(np.repeat(np.arange(start, stop), end - begin))
        packed.append(document.term[term].astype(np.int64) << _WEIGHT | document.weight[term])
    row, value = np.concatenate(rows), np.concatenate(packed)
    by = order(row, value)
    by = by[changes(row[by], value[by])]
    return value[by], np.append(0, np.cumsum(np.bincount(row[by], minlength=len(keys))))


def _shared(packed: Ints, first: Ints, one: Ints, other: Ints) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Count the terms that both units of each pair have, and sum their squared weights."""
    rows = np.concatenate([one, other])
    size = first[rows + 1] - first[rows]
    pair = np.repeat(np.tile(np.arange(len(one)), 2), size)
    key = pair << (_TERM + _WEIGHT) | packed[ranges(first[rows], size)]
    key.sort()
    both = key[1:][key[1:] == key[:-1]]
    pair, weight = both >> (_TERM + _WEIGHT), (both & ((1 << _WEIGHT) - 1)).astype(np.float64)
    count = np.bincount(pair, minlength=len(one))
    return count.astype(np.int64), np.bincount(pair, weight**2, len(one)).astype(np.float64)
