"""Copies among the pages of a host: an article that was posted again is no template."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.hashing import Ints

__all__ = ["collapse", "distinct"]

RARE = (12, 0.05, 20)  # shingles on more pages are the site's, not an article's: this many, or this share, at most
SHARED = (4, 0.5)  # copies share so many rare shingles, and such a share of those of the smaller page ...
SMALL, SHARED_SMALL = 40, 0.6  # ... on a site of fewer pages this share: what it repeats is rare there too
SHARED_LARGE = 0.4  # ... and there of the larger one this: a stub of nothing but furniture is no copy of every page

MOSTLY, LEFT = 0.6, 0.25  # pages that share so much of all they say are copies too, if so many pages are left by that
LARGEST = 1 << 25  # pages x shingles of a host that is looked at so
_BLOCK = 1 << 20  # ... at a time, in bytes
_BITS = 64  # of one number


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
    rare = _rarely(page, shingle, np.flatnonzero(new), count)
    often = _mostly(page, np.flatnonzero(new), count)
    label = _smallest(np.concatenate((rare[0], often[0])), np.concatenate((rare[1], often[1])), count)
    # where hardly a page would be left the site has nothing but stubs
    return label if len(np.unique(label)) >= LEFT * count else _smallest(*rare, count)


def _rarely(page: Ints, shingle: Ints, begin: Ints, count: int) -> tuple[Ints, Ints]:
    """Give the pairs of pages that share much of what few pages say."""
    size = np.repeat(np.diff(np.append(begin, len(page))), np.diff(np.append(begin, len(page))))
    limit = min(max(RARE[0], RARE[1] * count), RARE[2])
    page, shingle = page[size <= limit], shingle[size <= limit]
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


def _mostly(page: Ints, begin: Ints, count: int) -> tuple[Ints, Ints]:
    """Give the pairs of pages that share most of all they say, however many others say it too."""
    if not len(page) or count * len(begin) > LARGEST:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    own = np.bincount(page, minlength=count).astype(np.float32)
    shared = _shared(page, begin, count)
    alike = np.triu(shared >= MOSTLY * np.maximum(own[:, None], own), 1) & (shared >= SHARED[0])
    one, two = np.nonzero(alike)
    return one, two


def _shared(page: Ints, begin: Ints, count: int) -> npt.NDArray[np.int32]:
    """Count the shingles that each page shares with the pages behind it, int32, shape (count, count).

    Args:
        page: the pages of each shingle, one shingle after the other.
        begin: where those of each shingle begin.
        count: number of pages.
    """
    size = np.diff(np.append(begin, len(page)))
    often = size > 1  # most shingles are of one page
    page, size = page[np.repeat(often, size)], size[often]
    shingle = np.repeat(np.arange(len(size)), size)
    shared = np.zeros((count, count), np.int32)
    width = max(_BITS, _BLOCK // count // _BITS * _BITS)
    for left in range(0, len(size), width):
        low, high = np.searchsorted(shingle, (left, left + width))
        says = np.zeros((count, -(-min(width, len(size) - left) // _BITS) * _BITS), np.bool_)
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
    """Count the different labels of each key in [0, count).

    >>> distinct(np.array([0, 0, 0, 1]), np.array([5, 5, 6, 5]), 3).tolist()
    [2, 1, 0]
    """
    order = np.lexsort((label, key))
    key, label = key[order], label[order]
    fresh = np.append(True, (key[1:] != key[:-1]) | (label[1:] != label[:-1]))[: len(key)]
    return np.bincount(key[fresh], minlength=count)
