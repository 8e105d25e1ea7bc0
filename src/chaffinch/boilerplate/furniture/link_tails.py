r"""Lists of links at the end of a page of which some lines go: the lines between these go with them.

A card of a related article has a picture, a title and a date. Titles repeat on the pages of a site, the picture beside
one may not; alone it tells a reader nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from chaffinch.text import late_pattern

__all__ = ["between"]

Span = tuple[int, int]

SHARE = 0.8
"""Share of the letters of a line that go, from which on the line counts as removed."""

LEAST = 2
"""Removed lines of a list, at least; and half of its lines."""

_LINE = late_pattern(r"\S(?:[^\n]*\S)?")
_LINK = (
    r"!?\[[^\[\]]*\]\([^()\s]*(?:\s[^()]*)?\)|\[\s*!\[[^\[\]]*\]\([^()]*\)[^\[\]]*\]\([^()]*\)|<?https?://[^\s>]++>?"
)
_ONLY_LINKS = late_pattern(rf"[-*+•>#|\s]*(?:(?:{_LINK})[-*+•|·,;\s]*)+")


def between(text: str, removed: Sequence[Span]) -> list[Span]:
    r"""Give the lines of nothing but links that stand, at the end of a text, below lines that are removed.

    Args:
        text: all of it.
        removed: ranges that go, disjoint and in order, in code points.

    >>> text = "The end.\n\n[News](n)\n\n![](a.png)\n\n[More news](m)\n\n![](b.png)"
    >>> spans = [(text.index(s), text.index(s) + len(s)) for s in ("[News](n)", "[More news](m)")]
    >>> [text[a:b] for a, b in between(text, spans)]
    ['![](a.png)', '![](b.png)']
    >>> between("See\n\n[the paper](p)\n\n[the code](c)", [])
    []
    """
    if len(removed) < LEAST:
        return []
    lines = [match.span() for match in _LINE.finditer(text, max(0, text.rfind("\n", 0, removed[0][0])))]
    found: list[Span] = []
    waiting: list[Span] = []  # links below which no removed line has been seen from the end up
    removals, starts = 0, [start for start, _ in removed]
    for line in reversed(lines):
        if _is_removed(line, removed, starts):
            removals += 1
            found, waiting = [*found, *waiting], []
        elif _ONLY_LINKS.fullmatch(text, *line):
            waiting.append(line)
        else:
            break
    return sorted(found) if removals >= max(LEAST, len(found)) else []


def _is_removed(line: Span, removed: Sequence[Span], starts: Sequence[int]) -> bool:
    start, stop = line
    near = removed[max(bisect_right(starts, start) - 1, 0) : bisect_left(starts, stop)]
    return sum(max(0, min(stop, b) - max(start, a)) for a, b in near) >= SHARE * (stop - start)
