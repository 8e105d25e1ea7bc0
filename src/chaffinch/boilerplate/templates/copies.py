"""Find near-copies among the pages of a host, so that an article that was posted again counts as one page.

Two pages are copies if they share many of the shingles that few pages have, or most of all their shingles.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.text import Ints, changes, unique_rows

__all__ = ["SHARED_SHORT", "collapse", "same"]


RARE_LEAST, RARE_SHARE, RARE_MOST = 12, 0.05, 20
"""Pages up to which a shingle is rare: this share of the host's pages, but at least and at most so many pages. Shingles
on more pages are the site's, not an article's."""

SHARED_LEAST = 4
"""Shingles that two copies share at least."""

SHARED_SHORT, SHARED_NEARLY = 7, 0.8
"""Shingles of texts that two copies share at least, unless they share nearly all: short pages have as much text in
common with others of their site as of their own, some fifty words (one shingle in eight is counted). A judgement."""

SHARED = 0.5
"""Share of the smaller page's rare shingles that its copy has, too."""

SMALL = 40
"""Pages of a host from which on `SHARED` holds. On a smaller host furniture is rare, too, so more is asked for."""

SHARED_SMALL, SHARED_LARGE = 0.6, 0.4
"""Shares of the rare shingles of the smaller and of the larger page, on a host of fewer than `SMALL` pages. Without the
second one a stub that is nothing but furniture is a copy of every page (benchmarks/hosts.py has hosts of 3-5 pages)."""

MOSTLY = 0.6
"""Share of all shingles of two pages that makes them copies, however frequent these are: an article that was posted on
most pages of a host has no rare shingles."""

SAME = 0.9
"""The same share if the pages of a host are all alike: their frame may be larger than their text. A judgement."""

REMAINING = 0.25
"""Share of the pages that must remain after that, else it does not count: a site of nothing but stubs has no copies."""

LARGEST = 1 << 25
"""Pages times shingles of a host up to which all pages are compared; it bounds the time, which grows with both."""

_SPARE = 8  # counters for each shingle, so that few share one
_BLOCK = 1 << 20  # bytes of the table of bits that is compared at a time; it bounds the memory
_BITS = 64  # bits of one number


def collapse(page: Ints, shingle: Ints, count: int, *, short: int = SHARED_LEAST) -> Ints:
    """Label the pages of a host so that near-copies share a label: the smallest page among them.

    Args:
        page: for each shingle the page in [0, count) that has it, int64, shape (shingles,).
        shingle: its hash, int64, shape (shingles,); equal pairs of page and hash count once.
        count: number of pages.
        short: shingles that two pages share at least, unless they share nearly all; see `SHARED_SHORT`.

    Returns:
        The label of each page, int64, shape (count,).

    >>> page, shingle = np.repeat([0, 1, 2], 5), np.array([1, 2, 3, 4, 5, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11])
    >>> collapse(page, shingle, 3).tolist()
    [0, 0, 2]
    """
    shared = _shared_shingles(page, shingle, count)
    rare = _rarely(*shared, count, short)
    often = _mostly(*shared, count, short)
    label = _smallest(np.concatenate((rare[0], often[0])), np.concatenate((rare[1], often[1])), count)
    return label if len(np.unique(label)) >= REMAINING * count else _smallest(*rare, count)


def same(page: Ints, shingle: Ints, count: int) -> Ints:
    """Do as `collapse`, but only for pages that share nearly all of their shingles: no frame is so large.

    >>> page, shingle = np.repeat([0, 1, 2], 5), np.array([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 9])
    >>> same(page, shingle, 3).tolist(), collapse(page, shingle, 3).tolist()
    ([0, 0, 2], [0, 0, 0])
    """
    return _smallest(*_mostly(*_shared_shingles(page, shingle, count), count, SHARED_LEAST, most=SAME), count)


def _shared_shingles(page: Ints, shingle: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """Number the shingles that pages may share, and count the others, which are most.

    Returns:
        Pairs of pages and numbers, sorted by number and page, none twice, int64, shape (pairs,); and how many shingles
        each page has beside these, int64, shape (count,). A few are numbered that one page has.
    """
    slot = shingle & (1 << (_SPARE * len(shingle)).bit_length()) - 1
    alone = np.bincount(slot)[slot] == 1
    own = np.bincount(page[alone], minlength=count)
    page, shingle = page[~alone], shingle[~alone]
    by = np.argsort(shingle)
    number, page = unique_rows(np.cumsum(changes(shingle[by])) - 1, page[by])
    return page, number, own


def _rarely(page: Ints, shingle: Ints, lone: Ints, count: int, short: int) -> tuple[Ints, Ints]:
    """Give the pairs of pages that share many of the shingles that few pages have; see `_shared_shingles`."""
    limit = min(max(RARE_LEAST, RARE_SHARE * count), RARE_MOST)
    few = np.flatnonzero((np.bincount(shingle) <= limit).take(shingle))
    page, shingle = page.take(few), shingle.take(few)
    own = (np.bincount(page, minlength=count) + lone).astype(np.float32)
    pairs = [np.zeros(0, np.int64)]
    for step in range(1, min(int(limit), count)):
        same = shingle[step:] == shingle[:-step]
        pairs.append(page[:-step][same] * count + page[step:][same])
    pair, shared = np.unique(np.concatenate(pairs), return_counts=True)
    one, two = np.divmod(pair, count)
    share = SHARED if count >= SMALL else SHARED_SMALL
    small, large = np.minimum(own[one], own[two]), np.maximum(own[one], own[two])
    alike = (shared >= SHARED_LEAST) & (shared >= share * small)
    alike &= (count >= SMALL) | (shared >= SHARED_LARGE * large)
    alike &= (shared >= short) | (shared >= SHARED_NEARLY * large)
    return one[alike], two[alike]


def _mostly(
    page: Ints, shingle: Ints, lone: Ints, count: int, short: int, *, most: float = MOSTLY
) -> tuple[Ints, Ints]:
    """Give the pairs of pages that share most of all their shingles, however many other pages have these."""
    if not len(page) or count * (int(shingle[-1]) + 1 + int(lone.sum())) > LARGEST:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    common = (np.bincount(shingle) > 1).take(shingle)  # another page has it, too
    own = (np.bincount(page, minlength=count) + lone).astype(np.float32)
    able = np.bincount(page[common], minlength=count) >= most * own  # most pages have too many of their own
    kept = np.flatnonzero(common & able.take(page))
    some, own = np.flatnonzero(able), own[able]
    shared = _shared((np.cumsum(able) - 1).take(page.take(kept)), shingle.take(kept), len(some))
    large = np.maximum(own[:, None], own)
    alike = np.triu(shared >= most * large, 1) & (shared >= SHARED_LEAST)
    alike &= (shared >= short) | (shared >= SHARED_NEARLY * large)
    one, two = np.nonzero(alike)
    return some[one], some[two]


def _shared(page: Ints, shingle: Ints, count: int) -> npt.NDArray[np.int32]:
    """Count the shingles that each page shares with the pages behind it, int32, shape (count, count).

    Args:
        page: pages in [0, count), int64, shape (pairs,).
        shingle: a shingle of each, int64, shape (pairs,), ascending; no pair of page and shingle is there twice.
        count: number of pages.
    """
    shingle = np.cumsum(np.append(True, shingle[1:] != shingle[:-1])[: len(shingle)]) - 1
    shared, size = np.zeros((count, count), np.int32), int(shingle[-1]) + 1 if len(shingle) else 0
    width = max(_BITS, _BLOCK // max(count, 1) // _BITS * _BITS)
    for left in range(0, size, width):
        low, high = np.searchsorted(shingle, (left, left + width))
        has = np.zeros((count, -(-min(width, size - left) // _BITS) * _BITS), np.bool_)
        has[page[low:high], shingle[low:high] - left] = True
        _add_common(shared, np.packbits(has, axis=1).view(np.uint64))
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
