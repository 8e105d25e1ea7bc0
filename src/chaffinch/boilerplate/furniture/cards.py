r"""Contact cards amid a text: what stands around an address that a rule has found goes with it.

A release has its cards above the notes and the company's profile. A rule finds the mail address; the name, the office
and the telephone, a line each, tell nothing without it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from chaffinch.boilerplate.furniture.end_cards import HEADING, is_short
from chaffinch.boilerplate.furniture.reaching import reach
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
    page = _Lines(text)
    seeds = page.whole(found)
    grown: list[int] = []
    done = 0
    for some in sorted(_ranges(page, seeds), key=lambda some: some.start):
        grown += range(max(some.start, done), some.stop)
        done = max(done, some.stop)
    size = sum(page.lines[at][1] - page.lines[at][0] for at in grown)
    own = {*seeds}
    return [page.lines[at] for at in grown if at not in own] if size <= MOST * len(text) else []


class _Lines:
    """The lines of a text, and what they are; each is asked once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.lines = [match.span() for match in _LINE.finditer(text)]
        self.reaches = lru_cache(maxsize=None)(lambda at: _reaches(self[at]))
        self.is_of_card = lru_cache(maxsize=None)(lambda at: _is_of_card(self[at]))

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, at: int) -> str:
        return self._text[slice(*self.lines[at])]

    def whole(self, found: Sequence[Span]) -> list[int]:
        """Give the lines that are findings, in order, each once."""
        starts = [start for start, _ in self.lines]
        places = ((bisect_right(starts, span[0]) - 1, span) for span in found)
        return [*dict.fromkeys(at for at, span in places if at >= 0 and self.lines[at] == span)]

    def is_near(self, at: int) -> bool:
        """Tell whether no more than a blank line parts a line from the one above."""
        return self._text.count("\n", self.lines[at - 1][1], self.lines[at][0]) <= GAP


def _ranges(page: _Lines, seeds: list[int]) -> Iterator[range]:
    """Give the lines of the cards around lines that go, and of those below their heading, if it goes."""
    firsts: dict[int, int] = {}
    for at in seeds:
        if page.reaches(at):
            firsts[at] = _first(page, at, firsts)
    stops: dict[tuple[int, bool], int] = {}
    ends: dict[int, int] = {}
    for at in reversed(seeds):
        if at in firsts:
            first = firsts[at]
            headed = first > 0 and page.is_near(first) and HEADING.fullmatch(page[first - 1]) is not None
            stops[at, headed] = _stop(page, at, headed, stops)
            some = range(first - headed, stops[at, headed])
        else:
            some = range(at + 1, _end(page, at, ends))
        if sum(1 for _ in islice(filter(page.reaches, some), REACHING)) == REACHING:
            yield some


def _first(page: _Lines, at: int, known: Mapping[int, int]) -> int:
    """Give the first line of the card that ends with an address; ``known`` has those of the addresses above."""
    first = top = at
    while first > 0 and top - first < ABOVE and page.is_near(first) and page.is_of_card(first - 1):
        first -= 1
        if first in known:
            return known[first]
        top = first if page.reaches(first) else top
    return first


def _stop(page: _Lines, at: int, headed: bool, known: Mapping[tuple[int, bool], int]) -> int:
    """Give the line behind the last one of a card, from an address on; ``known`` has those of the addresses below."""
    last = stop = at + 1
    while stop < len(page) and stop - last < ABOVE and page.is_near(stop):
        if (stop, headed) in known:
            return known[stop, headed]
        reaches = page.reaches(stop)
        if not reaches and not (headed and _is_postal(page[stop])):
            break
        stop += 1
        last = stop if reaches else last
    return last


def _end(page: _Lines, at: int, known: dict[int, int]) -> int:
    """Give the line behind the last address of the cards below a line; ``known`` keeps what follows each address."""
    path, stop, line = [], at + 1, at + 1
    while line < len(page) and line - stop <= ABOVE and page.is_near(line) and page.is_of_card(line):
        if line in known:
            stop = known[line]
            break
        if page.reaches(line):
            path.append(line)
            stop = line + 1
        line += 1
    known.update(dict.fromkeys(path, stop))
    return stop


def _reaches(words: str) -> bool:
    return is_short(words) and (reach(words) != words or _HANDLE.fullmatch(words) is not None)


def _is_postal(words: str) -> bool:
    """Tell whether a line below an address may be the street or the town: short, with a number, and no sentence."""
    return is_short(words) and any(map(str.isdigit, words)) and _LISTED.search(words) is None


def _is_of_card(words: str) -> bool:
    """Tell whether a line is an address, a name or an office."""
    return is_short(words) and (reach(words) != words or _OTHER.search(words) is None)
