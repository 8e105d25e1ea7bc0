r"""Signatures without a delimiter that several posts of a site end with.

A name, an office and a motto that posts repeat are few words, so each may be a phrase, and templates keep it. An
end that repeats line by line, with an address in it, is none: somebody who writes often signs with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.boilerplate.furniture.reaching import RULED_LETTERS, reach
from chaffinch.boilerplate.furniture.rulers import QUOTED, is_ruler
from chaffinch.boilerplate.furniture.signatures import MOST_REACHING
from chaffinch.text import late_pattern

__all__ = ["repeated_end"]

Span = tuple[int, int]

LINES = 10
"""Lines of a signature at most; as in `tails`."""

LEAST = 2
"""Lines of it, at least, that other posts end with: a single one may be a phrase."""

COVERED = 0.8
"""Share of a line that must be repeated."""

MOST_OF_TEXT = 0.5
"""Share of a text that may be its signature. A judgement: a text that is mostly addresses is a list of them."""

LONGEST = LINES * RULED_LETTERS
"""Code points at the end of a text that are looked at."""

_LINE = late_pattern(r"\S(?:[^\n]*\S)?")


def repeated_end(text: str, repeated: Sequence[Span]) -> list[Span]:
    r"""Give the last lines of a text if all of them are repeated and one has an address, from its paragraph on.

    Args:
        text: all of it.
        repeated: what other pages of its site have, too, in code points.

    >>> text = "The gates of the lock are old, and nobody paints them.\n\nAnn Lee ann@lee.example\nWater finds its way,"
    >>> at = text.index("Ann"), text.index("Water")
    >>> [text[a:b] for a, b in repeated_end(text, [(at[0], at[1] - 1), (at[1], len(text))])]
    ['Ann Lee ann@lee.example', 'Water finds its way,']
    """
    end = len(text.rstrip())
    last = text.rfind("\n", 0, end) + 1
    if not _is_of_end(text, (end - len(text[last:end].lstrip()), end), repeated):
        return []  # most texts
    lines = [match.span() for match in _LINE.finditer(text, text.find("\n", max(end - LONGEST, 0)) + 1, end)][-LINES:]
    first = len(lines)
    while first > 0 and _is_of_end(text, lines[first - 1], repeated):
        first -= 1
    while first < len(lines) and not _is_address(text, lines, first):
        first += 1
    some = lines[first:]
    own = sum(not is_ruler(text[slice(*line)]) for line in some)
    reaching = sum(_reaches(text, line) for line in some)
    short = bool(some) and end - some[0][0] <= MOST_OF_TEXT * end
    return some if short and own >= LEAST and reaching <= MOST_REACHING else []


def _is_of_end(text: str, line: Span, repeated: Sequence[Span]) -> bool:
    """Tell whether a line is a ruler, or a short line that is repeated and not quoted."""
    words = text[slice(*line)]
    short = len(words) <= RULED_LETTERS and not words.startswith(QUOTED)
    return short and (is_ruler(words) or _is_covered(line, repeated))


def _is_address(text: str, lines: Sequence[Span], first: int) -> bool:
    """Tell whether a line has an address, or one of the lines right below it has."""
    last = first + 1
    while last < len(lines) and text.count("\n", lines[last - 1][1], lines[last][0]) == 1:
        last += 1
    return any(_reaches(text, line) for line in lines[first:last])


def _reaches(text: str, line: Span) -> bool:
    words = text[slice(*line)]
    return reach(words) != words


def _is_covered(line: Span, repeated: Sequence[Span]) -> bool:
    return any(min(line[1], b) - max(line[0], a) >= COVERED * (line[1] - line[0]) for a, b in repeated)
