"""Copies among the pages of a host: an article that was posted again is no template."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.text import Ints

__all__ = ["collapse", "distinct"]

RARE = (12, 0.05, 20)  # shingles on more pages are the site's, not an article's: this many, or this share, at most
SHARED = (4, 0.5)  # copies share so many rare shingles, and such a share of those of the smaller page ...
SMALL, SHARED_SMALL = 40, 0.6  # ... on a site of fewer pages this share: what it repeats is rare there too
SHARED_LARGE = 0.4  # ... and there of the larger one this: a stub of nothing but furniture is no copy of every page

MOSTLY, LEFT = 0.6, 0.25  # pages that share so much of all they say are copies too, if so many pages are left by that
LARGEST = 1 << 25  # pages x shingles of a host that is looked at so
_BLOCK = 1 << 20  # ... at a time, in bytes
_BITS = 64  # of one number
_LABEL = 32  # bits of a label


def collapse(page: Ints, shingle: Ints, count: int) -> Ints:
    """Label the pages of a host so that near-copies share a label: their smallest page.

    Args:
        page: of each shingle, the page in [0, count) that has it, int64.
        shingle: its hash, int64; equal pairs count once.

    >>> page, shingle = np.repeat([0, 1, 2], 5), np.array([1, 2, 3, 4, 5, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11])
    >>> collapse(page, shingle, 3).tolist()
    [0, 0, 2]
    """
    order = np.lexsort((page, shingle))
    page, shingle = page[order], shingle[order]
    fresh = np.append(True, (shingle[1:] != shingle[:-1]) | (page[1:] != page[:-1]))[: len(page)]
    page, shingle = page[fresh], shingle[fresh]
    new = np.append(True, shingle[1:] != shingle[:-1])[: len(page)]
    shingle = np.cumsum(new) - 1
    rare = _rarely(page, shingle, count)
    often = _mostly(page, shingle, count)
    label = _smallest(np.concatenate((rare[0], often[0])), np.concatenate((rare[1], often[1])), count)
    # where hardly a page would be left the site has nothing but stubs
    return label if len(np.unique(label)) >= LEFT * count else _smallest(*rare, count)


def _rarely(page: Ints, shingle: Ints, count: int) -> tuple[Ints, Ints]:
    """Give the pairs of pages that share much of what few pages say; shingles are numbered, in order."""
    limit = min(max(RARE[0], RARE[1] * count), RARE[2])
    few = np.flatnonzero((np.bincount(shingle) <= limit).take(shingle))
    page, shingle = page.take(few), shingle.take(few)
    own = np.bincount(page, minlength=count).astype(np.float32)
    pairs = [np.zeros(0, np.int64)]
    for step in range(1, min(int(limit), count)):
        same = shingle[step:] == shingle[:-step]
        pairs.append(page[:-step][same] * count + page[step:][same])
    pair, shared = np.unique(np.concatenate(pairs), return_counts=True)
    one, two = np.divmod(pair, count)
    share = SHARED[1] if count >= SMALL else SHARED_SMALL
    small, large = np.minimum(own[one], own[two]), np.maximum(own[one], own[two])
    alike = (shared >= SHARED[0]) & (shared >= share * small) & ((count >= SMALL) | (shared >= SHARED_LARGE * large))
    return one[alike], two[alike]


def _mostly(page: Ints, shingle: Ints, count: int) -> tuple[Ints, Ints]:
    """Give the pairs of pages that share most of all they say, however many others say it too."""
    if not len(page) or count * (int(shingle[-1]) + 1) > LARGEST:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    said = (np.bincount(shingle) > 1).take(shingle)  # by another page, too
    own = np.bincount(page, minlength=count).astype(np.float32)
    able = np.bincount(page[said], minlength=count) >= MOSTLY * own  # most pages say too much of their own
    kept = np.flatnonzero(said & able.take(page))
    some, own = np.flatnonzero(able), own[able]
    shared = _shared((np.cumsum(able) - 1).take(page.take(kept)), shingle.take(kept), len(some))
    alike = np.triu(shared >= MOSTLY * np.maximum(own[:, None], own), 1) & (shared >= SHARED[0])
    one, two = np.nonzero(alike)
    return some[one], some[two]


def _shared(page: Ints, shingle: Ints, count: int) -> npt.NDArray[np.int32]:
    """Count the shingles that each page shares with the pages behind it, int32, shape (count, count).

    Args:
        page: pages in [0, count) ...
        shingle: ... and the shingles that they have, ascending; no pair is there twice.
        count: number of pages.
    """
    shingle = np.cumsum(np.append(True, shingle[1:] != shingle[:-1])[: len(shingle)]) - 1
    shared, size = np.zeros((count, count), np.int32), int(shingle[-1]) + 1 if len(shingle) else 0
    width = max(_BITS, _BLOCK // max(count, 1) // _BITS * _BITS)
    for left in range(0, size, width):
        low, high = np.searchsorted(shingle, (left, left + width))
        says = np.zeros((count, -(-min(width, size - left) // _BITS) * _BITS), np.bool_)
        says[page[low:high], shingle[low:high] - left] = True
        _add_common(shared, np.packbits(says, axis=1).view(np.uint64))
    return shared


def _add_common(shared: npt.NDArray[np.int32], bits: npt.NDArray[np.uint64]) -> None:
    """Add the bits that each row has in common with those behind it (a matrix product would keep all cores busy)."""
    step = max(1, _BLOCK // bits.nbytes)
    for row in range(0, len(bits), step):
        common = bits[row : row + step, None] & bits[row:]
        shared[row : row + step, row:] += np.bitwise_count(common).sum(axis=2, dtype=np.int32)


def _smallest(one: Ints, two: Ints, count: int) -> Ints:
    """Label nodes by the smallest one they are connected to."""
    label = np.arange(count)
    while True:
        before = label.copy()
        low = np.minimum(label[one], label[two])
        np.minimum.at(label, one, low)
        np.minimum.at(label, two, low)
        label = label[label]
        if np.array_equal(label, before):
            return label


def distinct(key: Ints, label: Ints, count: int) -> npt.NDArray[np.int64]:
    """Count the different labels of each key in [0, count); labels have 32 bits.

    >>> distinct(np.array([0, 0, 0, 1]), np.array([5, 5, 6, 5]), 3).tolist()
    [2, 1, 0]
    """
    pair = np.sort(key << _LABEL | label)
    fresh = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
    return np.bincount(pair[fresh] >> _LABEL, minlength=count)
