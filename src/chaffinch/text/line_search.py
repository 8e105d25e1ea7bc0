"""Search a text where its lines begin, or in some of its lines: `re` alone asks slow patterns about each letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["line_matches", "lines_with"]

Span = tuple[int, int]


def line_matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    r"""Give the matches of a pattern that begins with ``^``; it is asked where lines begin, not at each letter.

    Args:
        pattern: with `re.MULTILINE`; it never matches nothing.
        text: any text.

    >>> [match[0] for match in line_matches(re.compile(r"^\w+\n?", re.MULTILINE), "a b\nc\nd e")]
    ['a', 'c\n', 'd']
    """
    at = 0
    while True:
        found = pattern.match(text, at)
        if found:
            yield found
        end = found.end() if found else at
        at = end if found and text[end - 1] == "\n" else text.find("\n", end) + 1
        if not at:
            return


def lines_with(pattern: Any, text: str) -> Iterator[Span]:
    """Give the lines of a text in which a pattern of RE2 is found, each with the line end before it."""
    end = -1
    for found in pattern.finditer(text):
        if found.end() > end:
            start, end = max(text.rfind("\n", 0, found.end()), 0), text.find("\n", found.end())
            end = end if end >= 0 else len(text)
            yield start, end
