"""Bracketed insertions in a text."""

from __future__ import annotations

import re

__all__ = ["brackets"]

_LONGEST = 600  # bytes; what is longer is no insertion
_MARKS = re.compile("|".join(map(re.escape, "()[]（）【】［］")).encode())
_OPENERS = {closer.encode(): opener.encode() for opener, closer in zip("([（【［", ")]）】］", strict=True)}


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
