"""Link seeds to anchors, pairs of positions with one fingerprint, in time linear in the number of seeds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from chaffinch.matching.winnowing import LENGTHS, REWORDED
from chaffinch.schemas import ANCHORS
from chaffinch.text import Bools, Ints, changes, order, unique_rows

__all__ = ["common", "link"]


ALL_PAIRS = 6
"""Positions of a fingerprint up to which all pairs are linked. Where there are more, each is linked with the one before
and with the first two, so that the most repeated disclaimer costs linear work and is still found."""

IN_ONE = 3
"""Positions of a fingerprint in one document that are linked, the first ones: bounds the cost of lists and tables."""

_MOST = 127  # documents of a seed, counted up to the largest int8


def link(batch: pa.RecordBatch, earlier: Bools | None = None) -> Iterator[pa.RecordBatch]:
    """Link the positions of each fingerprint: a kernel that yields rows of `ANCHORS` on output 0.

    Args:
        batch: rows of `SEEDS`, in any order; all rows of each of its hashes.
        earlier: which documents are earlier ones, bool, shape (documents,): then only positions in one of them and in
            another document are linked; None to link all.

    Yields:
        One batch, in no useful order.

    >>> seeds = [pa.array([5, 5, 7], pa.int64()), pa.array([1, 0, 2], pa.int32()), pa.array([8, 9, 9], pa.int32())]
    >>> next(link(pa.record_batch(seeds, ["hash", "number", "position"]))).to_pylist()[0]["right_position"]
    8
    """
    columns = (batch.column(name).to_numpy() for name in ("hash", "number", "position"))
    group, hashes, number, position = _grouped(*columns)
    if earlier is not None:
        yield from _across(group, hashes, number, position, earlier)
        return
    first = np.flatnonzero(changes(group))
    size = np.diff(np.append(first, len(group)))
    rank = np.arange(len(group)) - np.repeat(first, size)
    documents = np.add.reduceat(changes(group, number), first, dtype=np.int64) if len(first) else first
    upper, lower = _pairs(rank, np.repeat(size, size))
    length = LENGTHS[hashes & 3]
    # two positions nearer than a seed is long are one run of a repeated letter, not two passages
    long = position[upper] - position[lower] >= length[upper]
    apart = (number[lower] != number[upper]) | (long & (hashes[upper] & 3 != REWORDED))
    upper, lower = upper[apart], lower[apart]
    spread = np.repeat(np.minimum(documents, _MOST), size).astype(np.int8)
    yield pa.record_batch(
        [number[lower], position[lower], number[upper], position[upper], length[upper], spread[upper]],
        schema=ANCHORS,
    )


def common(hashes: Ints, first: Bools) -> Bools:
    """Mask the seeds that both sides have: the others make no anchor, and are most of two collections.

    Args:
        hashes: of the seeds, int64, shape (seeds,).
        first: which of them are of the first side, shape (seeds,).
    """
    kept = np.zeros(len(hashes), np.bool_)
    sides = np.flatnonzero(first), np.flatnonzero(~first)
    if len(sides[0]) and len(sides[1]):  # sorting one side only is faster than `numpy.isin` or `numpy.unique`
        one, other = hashes[sides[0]], hashes[sides[1]]
        by = np.argsort(one)
        ordered = one[by]
        at = np.minimum(np.searchsorted(ordered, other), len(ordered) - 1)
        known = ordered[at] == other
        kept[sides[1][known]] = True
        shared = np.zeros(len(ordered) + 1, np.bool_)
        shared[at[known]] = True
        run = np.cumsum(changes(ordered)) - 1  # the search gives the first of equal hashes
        kept[sides[0][by]] = shared[np.flatnonzero(changes(ordered))][run]
    return kept


def _across(group: Ints, hashes: Ints, number: Ints, position: Ints, earlier: Bools) -> Iterator[pa.RecordBatch]:
    """Link the positions of each fingerprint in earlier documents with those in others.

    Where there are many of both, each is linked with the first ones of the other side, as many as `ALL_PAIRS`.
    """
    side = earlier[number]
    uppers, lowers = [], []
    for one in (False, True):
        own, other = np.flatnonzero(side == one), np.flatnonzero(side != one)
        first = np.searchsorted(group[other], group[own])
        size = np.searchsorted(group[other], group[own], side="right") - first
        for nth in range(ALL_PAIRS):
            some = size > nth
            uppers.append(own[some])
            lowers.append(other[first[some] + nth])
    upper, lower = unique_rows(*np.sort([np.concatenate(uppers), np.concatenate(lowers)], axis=0)[::-1])
    documents = np.ones(int(group.max(initial=-1)) + 1, np.int64)
    starts = np.flatnonzero(changes(group))
    documents[group[starts]] = np.add.reduceat(changes(group, number), starts, dtype=np.int64) if len(starts) else 1
    spread = np.minimum(documents[group[upper]], _MOST).astype(np.int8)
    ends = (number[lower], position[lower], number[upper], position[upper])
    yield pa.record_batch([*ends, LENGTHS[hashes[upper] & 3], spread], schema=ANCHORS)


def _grouped(hashes: Ints, number: Ints, position: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Sort seeds by hash, document and position; drop hashes with one position, and all but `IN_ONE` of a document.

    Returns:
        The rank of each row's hash, and the three columns; int64, shape (kept seeds,).
    """
    by = _by_hash(hashes)
    new = changes(hashes[by])
    shared = ~(new & np.append(new[1:], True))
    by, group = by[shared], np.cumsum(new)[shared]
    inner = order(group, number[by], position[by])
    by, group = by[inner], group[inner]
    owner = number[by]
    kept = np.ones(len(by), np.bool_)
    kept[IN_ONE:] = (group[IN_ONE:] != group[:-IN_ONE]) | (owner[IN_ONE:] != owner[:-IN_ONE])
    by = by[kept]
    return group[kept], hashes[by], number[by], position[by]


def _by_hash(hashes: Ints) -> Ints:
    """Give the rows by hash, as `order` does, but sort hash and row in one integer.

    The row takes the low bits of the hash. If two different hashes agree in all other bits, the slow way is taken.
    """
    bits = max(len(hashes) - 1, 1).bit_length()
    packed = (hashes & ~((1 << bits) - 1)) | np.arange(len(hashes))
    packed.sort()
    by = packed & ((1 << bits) - 1)
    packed >>= bits
    ordered = hashes[by]
    if ((packed[1:] == packed[:-1]) & (ordered[1:] != ordered[:-1])).any():
        return np.argsort(hashes, kind="stable")
    return np.asarray(by)


def _pairs(rank: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Give the rows to link, the later one first.

    Args:
        rank: index of each row among those of its hash, from 0; int64, shape (rows,).
        size: how many rows have its hash; int64, shape (rows,).
    """
    few = size <= ALL_PAIRS
    uppers, lowers = [], []
    for step in range(1, ALL_PAIRS):
        upper = np.flatnonzero((rank >= step) & (few | (step == 1)))
        uppers.append(upper)
        lowers.append(upper - step)
    for nth in range(2):
        upper = np.flatnonzero(~few & (rank >= nth + 2))
        uppers.append(upper)
        lowers.append(upper - rank[upper] + nth)
    return np.concatenate(uppers), np.concatenate(lowers)
