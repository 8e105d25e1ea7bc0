"""Bracketed insertions in a text."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

__all__ = ["brackets", "opened"]

Ints = npt.NDArray[np.int64]

_LONGEST = 600  # bytes; what is longer is no insertion
_MARKS = re.compile("|".join(map(re.escape, "()[]（）【】［］")).encode())
_PAIRS = [(opener.encode(), closer.encode()) for opener, closer in zip("([（【［", ")]）】］", strict=True)]
_OPENERS = {closer: opener for opener, closer in _PAIRS}


def brackets(text: bytes) -> list[tuple[int, int, int]]:
    """Give the byte ranges of all (...), [...] and their wide kind, in order of their ends.

    Returns:
        Start and stop, brackets included, and the bytes of one bracket. Brackets without a mate are passed over.

    >>> brackets(b"a (b [c] d) e) [f")
    [(5, 8, 1), (2, 11, 1)]
    """
    found = []
    opened: dict[bytes, list[int]] = {opener: [] for opener in _OPENERS.values()}
    for match in _MARKS.finditer(text):
        mark = match.group()
        if mark in opened:
            opened[mark].append(match.start())
        elif opened[_OPENERS[mark]]:
            start = opened[_OPENERS[mark]].pop()
            if match.end() - start <= _LONGEST:
                found.append((start, match.end(), len(mark)))
    return found


def opened(data: npt.NDArray[np.uint8], unit: Ints, place: Ints) -> npt.NDArray[np.bool_]:
    """Tell which places may be in brackets: more have opened than closed, from some place of their unit on.

    Args:
        data: UTF-8 bytes.
        unit: where units begin, int64, ascending.
        place: places in units, int64.

    >>> data = np.frombuffer(b"a (b) c ) (d ", np.uint8)
    >>> opened(data, np.array([0]), np.array([0, 3, 6, 9, 11])).tolist()
    [False, True, False, False, True]
    """
    found = np.zeros(len(place), np.bool_)
    home = np.searchsorted(unit, place, side="right")
    for opener, closer in _PAIRS:
        first, last = _places(data, opener), _places(data, closer)
        mark = np.concatenate((first, last))
        order = np.argsort(mark, kind="stable")
        mark, step = mark[order], np.repeat((1, -1), (len(first), len(last)))[order]
        fall = np.searchsorted(unit, mark, side="right") * (len(mark) + 1)  # every unit begins anew, below all others
        depth = np.cumsum(step) - fall
        lowest = np.minimum.accumulate(depth - step) if len(mark) else depth
        before = np.searchsorted(mark, place) - 1
        here = np.flatnonzero(before >= 0)
        at = before[here]
        found[here] |= (depth[at] > lowest[at]) & (fall[at] == home[here] * (len(mark) + 1))
    return found


def _places(data: npt.NDArray[np.uint8], mark: bytes) -> Ints:
    place = np.flatnonzero(data[: len(data) - len(mark) + 1] == mark[0])
    for k, byte in enumerate(mark[1:], 1):
        place = place[data[place + k] == byte]
    return place
