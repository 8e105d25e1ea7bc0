r"""Contact cards amid a text: what stands around an address that a rule has found goes with it.

A release has its cards above the notes and the company's profile. A rule finds the mail address; the name, the office
and the telephone, a line each, tell nothing without it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from chaffinch.boilerplate.furniture.reaching import reach
from chaffinch.boilerplate.furniture.signatures import HEADING, is_short
from chaffinch.text import late_pattern

__all__ = ["cards"]

Span = tuple[int, int]

LEAST = 2_000
"""Code points of a text, at least, for its cards not to be its point: notices and entries are shorter."""

MOST = 0.2
"""Share of a text that cards are, at most: a text with more of them is a list. A judgement."""

ABOVE = 3
"""Lines of a name, an office and a company above an address, at most; as in `signatures`."""

GAP = 2
"""Line ends between two lines of a card, at most: an empty line stands between paragraphs."""

REACHING = 2
"""Lines of a card by which somebody is reached, at least: a telephone and a mail address."""

_LINE = late_pattern(r"\S(?:[^\n]*\S)?")
_HANDLE = late_pattern(r"@\w{2,}")
_LISTED = late_pattern(r"^[-*+•#>|\[]|[:：.!?]$|://")
_OTHER = late_pattern(r"\d|^[-*+•#>|\[]|[:：]$|://")


def cards(text: str, found: Sequence[Span]) -> list[Span]:
    r"""Give the lines of the cards around addresses that are lines of their own, in order.

    Args:
        text: all of it.
        found: findings that go, by start, in code points.

    >>> card = "Media contact:\n\nNora Vik\n\n555-123-4567\n\nnora@lock.example"
    >>> text = "The lock is old, and nobody paints its gates.\n" * 50 + card + "\n\nThe gates are green now."
    >>> at = text.index("nora@")
    >>> [text[a:b] for a, b in cards(text, [(at, at + 17)])]
    ['Media contact:', 'Nora Vik', '555-123-4567']
    """
    if len(text) < LEAST:
        return []
    lines = [match.span() for match in _LINE.finditer(text)]
    starts = [start for start, _ in lines]
    grown: set[int] = set()
    seeds: set[int] = set()
    for start, stop in found:
        at = bisect_right(starts, start) - 1
        if at >= 0 and lines[at] == (start, stop):
            seeds.add(at)
            grown.update(_card(text, lines, at) if _reaches(text, lines[at]) else _below(text, lines, at))
    more = sorted(grown - seeds)
    size = sum(lines[at][1] - lines[at][0] for at in grown)
    return [lines[at] for at in more] if size <= MOST * len(text) else []


def _card(text: str, lines: list[Span], at: int) -> range:
    """Give the lines of the card around an address; none if it is not one."""
    first = top = at
    while first > 0 and top - first < ABOVE and _is_near(text, lines, first) and _is_of_card(text, lines[first - 1]):
        first -= 1
        top = first if _reaches(text, lines[first]) else top
    headed = first > 0 and _is_near(text, lines, first) and HEADING.fullmatch(text, *lines[first - 1]) is not None
    first -= headed
    last = stop = at + 1
    while stop < len(lines) and stop - last < ABOVE and _is_near(text, lines, stop):
        reaches = _reaches(text, lines[stop])
        if not reaches and not (headed and _is_postal(text, lines[stop])):
            break
        stop += 1
        last = stop if reaches else last
    reaching = sum(_reaches(text, line) for line in lines[first:last])
    return range(first, last) if reaching >= REACHING else range(0)


def _below(text: str, lines: list[Span], at: int) -> range:
    """Give the lines of the cards below their heading; none if they have too few addresses."""
    stop = at + 1
    for i in range(at + 1, len(lines)):
        if i - stop > ABOVE or not _is_near(text, lines, i) or not _is_of_card(text, lines[i]):
            break
        stop = i + 1 if _reaches(text, lines[i]) else stop
    reaching = sum(_reaches(text, line) for line in lines[at + 1 : stop])
    return range(at + 1, stop) if reaching >= REACHING else range(0)


def _is_near(text: str, lines: list[Span], at: int) -> bool:
    return text.count("\n", lines[at - 1][1], lines[at][0]) <= GAP


def _reaches(text: str, line: Span) -> bool:
    words = text[slice(*line)]
    return is_short(words) and (reach(words) != words or _HANDLE.fullmatch(words) is not None)


def _is_postal(text: str, line: Span) -> bool:
    """Tell whether a line below an address may be the street or the town: short, with a number, and no sentence."""
    words = text[slice(*line)]
    return is_short(words) and any(map(str.isdigit, words)) and _LISTED.search(words) is None


def _is_of_card(text: str, line: Span) -> bool:
    """Tell whether a line is an address, a name or an office."""
    words = text[slice(*line)]
    return is_short(words) and (reach(words) != words or _OTHER.search(words) is None)
