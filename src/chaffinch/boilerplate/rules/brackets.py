"""Bracketed insertions in texts."""

from __future__ import annotations

import re

import numpy as np

from chaffinch.text import Bools, Bytes, Ints

__all__ = ["brackets", "inserted"]


_LONGEST = 600  # bytes; what is longer is no insertion
# Path, link or file, and in markdown the title behind it
_ADDRESS = re.compile(
    rb"\s*<?([a-z][a-z0-9+.-]*://\S+|www\.\S+|\.{0,2}/\S+|#\S+|\S+\.(png|jpe?g|gif|svg|webp|avif|bmp|tiff?|pdf|mp4|webm|html?|php)"
    rb"([?#]\S*)?)>?(\s+[\"'(].*)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_PAIRS = [(opener.encode(), closer.encode()) for opener, closer in zip("([（【［", ")]）】］", strict=True)]


def brackets(data: Bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints, Ints]:
    """Find all (...), [...] and their wide kind within ranges.

    Args:
        data: UTF-8 bytes.
        start: int64; with ``stop`` disjoint ranges in order.
        stop: int64.

    Returns:
        Of each the index of its range, start and stop, brackets included; in order of the ranges and of their ends.
        Brackets without a mate are passed over.

    >>> data = np.frombuffer(b"a (b [c] d) e) [f", np.uint8)
    >>> [x.tolist() for x in brackets(data, np.array([0]), np.array([len(data)]))]
    [[0, 0], [5, 2], [8, 11]]
    """
    pairs = _PAIRS if len(start) else []
    parts = [np.zeros((3, 0), np.int64), *(_of_one_kind(data, start, stop, *pair) for pair in pairs)]
    home, first, last = np.concatenate(parts, axis=1)
    order = np.lexsort((last, home))
    return home[order], first[order], last[order]


def inserted(data: Bytes, start: Ints, stop: Ints) -> Bools:
    """Tell which brackets are insertions of a sentence: not the label or target of a markdown link, not an address.

    Args:
        data: UTF-8 bytes.
        start: int64; with ``stop`` the ranges of brackets, brackets included.
        stop: int64.

    >>> data = np.frombuffer(b"![a lock](images/lock.png) (Photo: Lee)", np.uint8)
    >>> inserted(data, np.array([1, 9, 27]), np.array([9, 26, 39])).tolist()
    [False, False, True]
    """
    before, after = data[start - 1], data[np.minimum(stop, len(data) - 1)]
    opener, follows = data[start], start > 0
    target = (opener == ord("(")) & (before == ord("]")) & follows
    label = (opener == ord("[")) & ((after == ord("(")) | ((before == ord("!")) & follows))
    good = ~(target | label)
    for place in np.flatnonzero(good).tolist():
        good[place] = not _ADDRESS.fullmatch(data[start[place] + 1 : stop[place] - 1].tobytes())
    return np.asarray(good)


def _of_one_kind(data: Bytes, start: Ints, stop: Ints, opener: bytes, closer: bytes) -> Ints:
    """Pair brackets: what opens at some depth closes where that depth is next reached, in the same range."""
    first, last = _places(data, opener), _places(data, closer)
    if not len(first) or not len(last):
        return np.zeros((3, 0), np.int64)
    mark, opens = np.concatenate((first, last)), np.repeat((True, False), (len(first), len(last)))
    home = np.searchsorted(start, mark, side="right") - 1
    inside = np.flatnonzero((home >= 0) & (mark < stop[home]))
    inside = inside[np.argsort(mark[inside], kind="stable")]
    mark, opens, home = mark[inside], opens[inside], home[inside]
    depth = np.cumsum(np.where(opens, 1, -1)) - home * (len(mark) + 1)  # ranges share no depth
    order = np.argsort(depth - opens, kind="stable")
    level = (depth - opens)[order]
    mated = np.flatnonzero((level[1:] == level[:-1]) & opens[order[:-1]] & ~opens[order[1:]])
    one, other = order[mated], order[mated + 1]
    found = np.stack((home[one], mark[one], mark[other] + len(closer)))
    return found[:, found[2] - found[1] <= _LONGEST]


def _places(data: Bytes, mark: bytes) -> Ints:
    place = np.flatnonzero(data[: len(data) - len(mark) + 1] == mark[0])
    for k, byte in enumerate(mark[1:], 1):
        place = place[data[place + k] == byte]
    return place
