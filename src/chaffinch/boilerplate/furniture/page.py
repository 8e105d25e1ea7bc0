"""The lines of a text, and which of them go."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from chaffinch.text import late_pattern

__all__ = ["Cut", "Page", "lines_of", "may_have_headings", "page_of", "runs"]

Span = tuple[int, int]

SHARE = 0.8
"""Share of the letters of a line that go, from which on the line counts as removed; as in `link_tails`."""

_LINE = late_pattern(r"\S(?:[^\n]*\S)?")


class Cut(NamedTuple):
    """A finding that is removed.

    Attributes:
        start, stop: its range in code points.
        learned: whether a template found it.
        leads: its category if a rule found it that leads to what is below, "related" or "navigation".
        label: whether a rule for labels and buttons found it.
        modelled: whether the line model found it.
    """

    start: int
    stop: int
    learned: bool
    leads: str = ""
    label: bool = False
    modelled: bool = False


@dataclass(slots=True)
class Page:
    """The lines of a text, and which of them go.

    Attributes:
        text: all of it.
        lines: those that are not blank, without white space around; gone: whether each goes.
        learned: whether each goes by templates alone; buttons between titles say nothing about the titles.
        leads: the category of the rule by which each goes and leads to what is below, or an empty string.
        labels: whether each goes by a rule for labels and buttons.
        modelled: whether each goes by the line model.
        added: further lines that go.
        spared: lines whose cuts are taken back, and whether only those of templates are.
    """

    text: str
    lines: list[Span]
    gone: list[bool]
    learned: list[bool]
    leads: list[str]
    labels: list[bool]
    modelled: list[bool]
    added: list[Span] = field(default_factory=list)
    spared: list[tuple[Span, bool]] = field(default_factory=list)

    def line(self, at: int) -> str:
        return self.text[slice(*self.lines[at])]

    def joined(self, at: int, most: int) -> bool:
        """Tell whether few line ends part a line from the one above."""
        return self.text.count("\n", self.lines[at - 1][1], self.lines[at][0]) <= most

    def spare(self, at: int) -> None:
        self.spared.append((self.lines[at], False))
        self.gone[at] = False

    def take(self, lines: range) -> None:
        """Add lines, also those whose cuts were taken back."""
        spans = {self.lines[at] for at in lines}
        self.spared = [(span, learned) for span, learned in self.spared if span not in spans]
        self.add(lines)

    def add_all(self, lines: range) -> None:
        """Add lines as one range, with the pictures and the links of several lines among them."""
        self.added.append((self.lines[lines[0]][0], self.lines[lines[-1]][1]))
        self.gone[lines.start : lines.stop] = [True] * len(lines)

    def add(self, lines: Iterator[int] | Sequence[int]) -> None:
        for at in lines:
            if not self.gone[at]:
                self.gone[at] = True
                self.added.append(self.lines[at])


@lru_cache(maxsize=1)
def lines_of(text: str) -> list[Span]:
    """Find the lines of a text that are not blank, without white space around; not to be changed."""
    return [match.span() for match in _LINE.finditer(text)]


def may_have_headings(text: str) -> bool:
    """Tell whether a text may have a heading of markdown; nearly none without one has the first sign."""
    return "#" in text and "# " in text


def page_of(text: str, cuts: Sequence[Cut]) -> Page:
    """Find the lines of a text that go.

    Args:
        text: all of it.
        cuts: what goes, by start.
    """
    lines = lines_of(text)
    starts = [cut.start for cut in cuts]
    gone, learned, labels, modelled = ([False] * len(lines) for _ in range(4))
    leads = [""] * len(lines)
    for at in _touched(lines, cuts):
        start, stop = lines[at]
        near = cuts[max(bisect_right(starts, start) - 1, 0) : bisect_left(starts, stop)]
        gone[at] = _covers(near, lines[at])
        if not gone[at]:
            continue
        if len(near) == 1:
            learned[at], leads[at], labels[at], modelled[at] = near[0][2:]
            continue
        leads[at] = next((cut.leads for cut in near if cut.leads and _covers([cut], lines[at])), "")
        for kind, some in (
            (learned, [cut for cut in near if cut.learned]),
            (labels, [cut for cut in near if cut.label]),
            (modelled, [cut for cut in near if cut.modelled]),
        ):
            kind[at] = len(some) == len(near) or (bool(some) and _covers(some, lines[at]))
    return Page(text, lines, gone, learned, leads, labels, modelled)


def _covers(cuts: Sequence[Cut], line: Span) -> bool:
    """Tell whether cuts, by start, take most of a line."""
    covered, reach = 0, line[0]
    for cut in cuts:
        covered += max(0, min(line[1], cut.stop) - max(reach, cut.start))
        reach = max(reach, cut.stop)
    return covered >= SHARE * (line[1] - line[0])


def _touched(lines: list[Span], cuts: Sequence[Cut]) -> set[int]:
    """Give the lines in which cuts are."""
    found: set[int] = set()
    for cut in cuts:
        first = bisect_left(lines, (cut.start + 1,)) - 1
        found.update(range(max(first, 0), bisect_left(lines, (cut.stop,), max(first, 0))))
    return found


def runs(found: Iterable[bool]) -> Iterator[range]:
    """Give the ranges of true values right beside one another.

    >>> list(runs([True, True, False, True]))
    [range(0, 2), range(3, 4)]
    """
    start, stop = 0, 0
    for stop, good in enumerate(found, 1):
        if not good:
            if stop - 1 > start:
                yield range(start, stop - 1)
            start = stop
    if stop > start:
        yield range(start, stop)
