"""Seeds to anchors: pairs of places with one fingerprint, in time linear in the seeds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from chaffinch.matching.winnowing import LENGTHS, REWORDED
from chaffinch.schemas import ANCHORS
from chaffinch.text import Ints, changes, order

__all__ = ["link"]


ALL_PAIRS = 6
"""Up to so many places of a seed are linked each with each; of more, each with the one before and the first two: so
the most repeated disclaimer costs linear work and is still found."""

IN_ONE = 3
"""Places of a seed in one document that are linked, the first ones: bounds what lists and tables cost."""

_MOST = 127


def link(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Pair places with one fingerprint (a kernel).

    Args:
        batch: rows of `SEEDS`, in any order; all rows of each of its hashes.

    Yields:
        One batch of `ANCHORS`, in no useful order.

    >>> seeds = [pa.array([5, 5, 7], pa.int64()), pa.array([1, 0, 2], pa.int32()), pa.array([8, 9, 9], pa.int32())]
    >>> next(link(pa.record_batch(seeds, ["hash", "number", "position"]))).to_pylist()[0]["right_position"]
    8
    """
    columns = (batch.column(name).to_numpy() for name in ("hash", "number", "position"))
    group, hashes, number, position = _grouped(*columns)
    first = np.flatnonzero(changes(group))
    size = np.diff(np.append(first, len(group)))
    rank = np.arange(len(group)) - np.repeat(first, size)
    documents = np.add.reduceat(changes(group, number), first, dtype=np.int64) if len(first) else first
    upper, lower = _pairs(rank, np.repeat(size, size))
    length = LENGTHS[hashes & 3]
    # a place within the other's own letters is one run of a repeated letter, not two passages
    long = position[upper] - position[lower] >= length[upper]
    apart = (number[lower] != number[upper]) | (long & (hashes[upper] & 3 != REWORDED))
    upper, lower = upper[apart], lower[apart]
    spread = np.repeat(np.minimum(documents, _MOST), size).astype(np.int8)
    yield pa.record_batch(
        [number[lower], position[lower], number[upper], position[upper], length[upper], spread[upper]],
        schema=ANCHORS,
    )


def _grouped(hashes: Ints, number: Ints, position: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Sort by hash, number and position; leave out hashes of one place, and all but `IN_ONE` places of a document.

    Returns:
        The rank of each row's hash, and the three columns.
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
    """Order by hash: as `order`, on as many bits of the hash as leave room for the row, if those tell all apart."""
    place = max(len(hashes) - 1, 1).bit_length()
    packed = (hashes & ~((1 << place) - 1)) | np.arange(len(hashes))
    packed.sort()
    by = packed & ((1 << place) - 1)
    packed >>= place
    ordered = hashes[by]
    if ((packed[1:] == packed[:-1]) & (ordered[1:] != ordered[:-1])).any():
        return np.argsort(hashes, kind="stable")
    return np.asarray(by)


def _pairs(rank: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Give the rows to link, the later one first.

    Args:
        rank: place of each row among those of its hash, from 0.
        size: how many there are.
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
