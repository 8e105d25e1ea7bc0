"""Fit findings to the structure of a text of markdown, so that what a cut leaves is valid and renders alike.

Finders do not know the structure of a text. A finding that has all that a reader sees of a link, an item or a heading
takes the whole of it; one that would take a part of code, of a target or of a table is left out, and so is a heading
or an item under which text stays.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.markdown.blocks import Heading, Item, heading_marks
from chaffinch.boilerplate.markdown.inline import LABEL_SHARE, Whole
from chaffinch.boilerplate.markdown.view import Structure
from chaffinch.text import Bools, Ints, late_pattern, union

__all__ = ["doubted", "fitted", "shows", "touches"]

Span = tuple[int, int]
Names = npt.NDArray[np.str_]

BUTTON_WORDS = 4
"""Words of a link that is a button, at most: "Read the full story", "View all". A longer one names what it leads to."""

POINTERS = ("navigation", "related")
"""Categories whose sentences lead to other pages. In markdown the link is there, so the sentence is of use."""

OF_A_LIST = ("social", "contact", "credit", "disclaimer")
"""Categories of lines that are data where they are items of a list: addresses, sources, conditions of an offer."""

LOOSE = 4
"""Code points between two items of one list, at most: blank lines and the indent."""

LISTED = 0.5
"""Share of the items of a list above which these items are the list: a row of buttons."""

_CLOSING = late_pattern(r"[ \t]*(?:#+[ \t]*)?(?:\r?\n[ \t]*(?:=+|-+)[ \t]*)?\Z")
_WORD = late_pattern(r"[^\W\d_]+")
_RULER = " \t\r\n-*_"
_TERM_MARKS = " \t\r\n:*_"
_PARAGRAPH_END = late_pattern(r"[ \t]*(?:\n[ \t]*(?:\n|\Z)|\Z)")
_EMPTY = late_pattern(r"(?:[ \t>]*+(?:[-*+]|\d{1,9}[.)])?[ \t]*+(?:\[[ xX]\])?[ \t]*+(?:\r?\n|\Z))*+")


def fitted(text: str, structure: Structure, start: Ints, stop: Ints, goes: Bools) -> tuple[Ints, Ints, Bools]:
    r"""Fit findings in a text to its structure.

    Args:
        text: all of it.
        structure: that of the text.
        start, stop: ranges of findings in code points, int64, shape (findings,).
        goes: whether a finding counts as a cut, bool, shape (findings,).

    Returns:
        New starts and stops, and which findings may stay as findings: bool, shape (findings,).

    >>> text = "- [Share](s) it\n- Read [the plan](p.pdf)\n"
    >>> start, stop = np.array([3, 23]), np.array([15, 32])
    >>> first, last, good = fitted(text, Structure.of(text), start, stop, np.ones(2, bool))
    >>> [text[a:b] for a, b in zip(first, last)], good.tolist()
    (['- [Share](s) it', '[the plan](p.pdf)'], [True, True])
    """
    parted = structure.layers
    start, stop = start.copy(), stop.copy()
    for some in reversed(parted):
        _reach(start, stop, some)
    _take_headings(text, structure.blocks.headings, start, stop)
    _take_marks(text, [(i.start, i.text) for i in structure.blocks.items], start, stop)
    _take_marks(text, structure.blocks.quoted, start, stop)
    _take_breaks(text, start, stop)
    good = start < stop
    for some in parted:
        good &= ~_tears(text, start, stop, some)
    good &= ~touches(start, stop, [*structure.blocks.frozen, *structure.defined])
    good &= ~_cuts_headings(text, structure.blocks.headings, start, stop)
    return start, stop, good & ~_orphans(text, structure, start, stop, goes & good)


def doubted(text: str, structure: Structure, start: Ints, stop: Ints, category: Names, goes: Bools) -> Bools:
    r"""Tell which findings of rules, fitted to a text, are more likely a part of it.

    A sentence with a link is the author's, unless the link is a button or a label stands before it. An item of a list
    that says how to reach somebody, or what an offer excludes, is of the list, unless most items go.

    Args:
        text: all of it.
        structure: that of the text.
        start, stop: ranges in code points, int64, shape (findings,).
        category: that of each finding, empty for one that is not doubted here, str, shape (findings,).
        goes: whether a finding counts as a cut, bool, shape (findings,).

    Returns:
        Bool, shape (findings,).

    >>> text = "Learn more about [gates](g.md).\n\n[View all](v.md)\n\nRead more: [The gates](g.md)"
    >>> spans = np.array([[0, 31], [33, 49], [51, 77]])
    >>> doubted(text, Structure.of(text), *spans.T, np.full(3, "navigation"), np.ones(3, bool)).tolist()
    [True, False, False]
    """
    links = [w for w in structure.wholes if w.share == LABEL_SHARE or (w.image and w.label[0] < w.label[1])]
    result = np.zeros(len(start), np.bool_)
    for i in np.flatnonzero(np.isin(category, POINTERS)).tolist():
        result[i] = _points(text, (int(start[i]), int(stop[i])), links)
    listed = np.isin(category, OF_A_LIST)
    if listed.any() and structure.blocks.items:
        few = _few(structure.blocks.items, start[goes], stop[goes])
        result |= listed & touches(start, stop, few)
    return result


def shows(text: str, structure: Structure, start: Ints, stop: Ints) -> Bools:
    r"""Tell which ranges hold nothing but pictures that lead nowhere: a reader sees no words of them.

    Args:
        text: the markdown.
        structure: of the text.
        start, stop: the ranges, in code points, int64, shape (ranges,).

    Returns:
        bool, shape (ranges,).

    >>> text = "![](tea.png)\n\n[![Tea](tea.png)](tea.md)"
    >>> shows(text, Structure.of(text), np.array([0, 14]), np.array([12, 38])).tolist()
    [True, False]
    """
    pictures = [whole for whole in (structure.layers or [[]])[0] if whole.image]
    starts = [picture.start for picture in pictures]
    result = np.zeros(len(start), np.bool_)
    for i, (first, last) in enumerate(_spans(start, stop) if pictures else ()):
        inside = pictures[bisect_left(starts, first) : bisect_left(starts, last)]
        spans = [(p.start - first, min(p.stop, last) - first) for p in inside]
        result[i] = bool(inside) and not _blanked(text[first:last], spans).strip()
    return result


def _points(text: str, cut: Span, links: list[Whole]) -> bool:
    """Tell whether a range is a sentence that leads to a page by a link in it."""
    starts = [link.start for link in links]
    inside = links[bisect_left(starts, cut[0]) : bisect_left(starts, cut[1])]
    if not inside:
        return False
    before = text[cut[0] : inside[0].start].rstrip(" \t*_")
    outside = _blanked(text[cut[0] : cut[1]], [(w.start - cut[0], min(w.stop, cut[1]) - cut[0]) for w in inside])
    words = max(len(_WORD.findall(text, *w.label)) for w in inside)
    return not before.endswith((":", "：")) and (words > BUTTON_WORDS or _WORD.search(outside) is not None)


def _few(items: list[Item], start: Ints, stop: Ints) -> list[Span]:
    """Give the first lines of the items that go, of lists of which few items do."""
    found: list[Span] = []
    for group in _lists(items):
        removed = [item for item in group if touches(start, stop, [(item.start, item.text + 1)]).any()]
        if len(removed) <= LISTED * len(group):
            found += [(item.start, item.text + 1) for item in removed]
    return found


def _lists(items: list[Item]) -> Iterator[list[Item]]:
    """Group items that follow one another in one list."""
    group: list[Item] = []
    for item in items:
        if group and item.start < group[-1].stop:
            continue  # an item in an item
        if group and item.start > group[-1].stop + LOOSE:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def touches(start: Ints, stop: Ints, spans: Iterable[Span]) -> Bools:
    """Tell which ranges overlap one of some spans: bool, shape (ranges,)."""
    low, high = union(*np.array([*spans], np.int64).reshape(-1, 2).T)
    return np.asarray(np.searchsorted(low, stop) > np.searchsorted(high, start, side="right"))


def _columns(some: list[Whole]) -> tuple[Ints, Ints, Ints, Ints]:
    """Give start, stop and label of wholes as arrays, int64."""
    rows = np.array([(w.start, w.stop, *w.label) for w in some], np.int64).reshape(-1, 4)
    return rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3]


def _reach(start: Ints, stop: Ints, some: list[Whole]) -> None:
    """Extend the ranges that contain all that a reader sees of a whole over the whole; wholes are disjoint."""
    first, last, low, high = _columns(some)
    for place in (start.copy(), stop - 1):
        at = np.searchsorted(first, place, side="right") - 1
        inside = (at >= 0) & (place < last[at]) & (low[at] < high[at])
        seen = inside & (start <= low[at]) & (stop >= high[at])
        start[seen] = np.minimum(start[seen], first[at[seen]])
        stop[seen] = np.maximum(stop[seen], last[at[seen]])


def _tears(text: str, start: Ints, stop: Ints, some: list[Whole]) -> Bools:
    """Tell which ranges contain a part of a whole that may not go by itself; wholes are disjoint and in order."""
    first, last, low, high = _columns(some)
    share = np.array([whole.share for whole in some])
    stress = np.array([whole.stress for whole in some], np.bool_)
    result = np.zeros(len(start), np.bool_)
    for place in (start, stop - 1):  # a whole that is torn contains one end of the range
        at = np.searchsorted(first, place, side="right") - 1
        inside = (at >= 0) & (place < last[at])
        covers = (start <= first[at]) & (stop >= last[at])
        within = (start >= low[at]) & (stop <= high[at]) & (stop - start < share[at] * (high[at] - low[at]))
        result |= inside & ~covers & ~within
        for i in np.flatnonzero(inside & within & ~covers & stress[at]).tolist():
            result[i] |= _loosens(text, (int(start[i]), int(stop[i])), (int(low[at[i]]), int(high[at[i]])))
    return result


def _loosens(text: str, cut: Span, label: Span) -> bool:
    """Tell whether a cut at an end of words in bold leaves white space beside the marks, which then are none."""
    before = cut[0] > label[0] or not text[cut[1] : cut[1] + 1].isspace()
    after = cut[1] < label[1] or not text[cut[0] - 1 : cut[0]].isspace()
    return not (before and after)


def _take_headings(text: str, heads: Sequence[Heading], start: Ints, stop: Ints) -> None:
    """Extend the ranges that contain the words of a heading over its marks and its underline."""
    starts = [head.start for head in heads]
    for i in range(len(start) if heads else 0):
        head = heads[max(bisect_right(starts, int(start[i])) - 1, 0)]
        if not head.start <= start[i] <= head.stop:
            continue  # most findings
        low, high = _words(text, head)
        if head.start <= start[i] <= low and high <= stop[i] < head.stop:
            stop[i] = head.stop
        if head.start < start[i] <= low and high <= stop[i]:
            start[i] = head.start


def _words(text: str, head: Heading) -> Span:
    """Give the range of the words of a heading."""
    low = heading_marks(text, head)[1]
    closing = _CLOSING.search(text, low, head.stop)
    return low, closing.start() if closing else head.stop


def _cuts_headings(text: str, heads: Sequence[Heading], start: Ints, stop: Ints) -> Bools:
    """Tell which ranges contain a part of a heading."""
    first, last = (np.array([getattr(h, name) for h in heads], np.int64) for name in ("start", "stop"))
    result = np.zeros(len(start), np.bool_)
    for place in (start, stop - 1) if heads else ():
        at = np.searchsorted(first, place, side="right") - 1
        result |= (at >= 0) & (place < last[at]) & ~((start <= first[at]) & (stop >= last[at]))
    return result


def _take_marks(text: str, marks: Sequence[Span], start: Ints, stop: Ints) -> None:
    """Let ranges that take all of a line take the mark in front of it, such as "- ", and others leave it."""
    firsts = [first for first, _ in marks]
    for i, place in enumerate(start.tolist() if marks else ()):
        at = bisect_right(firsts, place) - 1
        if at >= 0 and place <= marks[at][1]:
            end = text.find("\n", marks[at][1])
            line = text[marks[at][1] : end if end >= 0 else len(text)].rstrip()
            whole = stop[i] >= marks[at][1] + len(line)
            start[i] = marks[at][0] if whole else max(place, marks[at][1])


def _take_breaks(text: str, start: Ints, stop: Ints) -> None:
    """Extend ranges over the backslash of the line break behind them, and of one that would end a paragraph."""
    for i in range(len(start) if "\\\n" in text else 0):
        if text.startswith("\\\n", int(stop[i])):
            stop[i] += 1
        if text.endswith("\\\n", 0, int(start[i])) and _PARAGRAPH_END.match(text, int(stop[i])):
            start[i] -= 2


def _orphans(text: str, structure: Structure, start: Ints, stop: Ints, goes: Bools) -> Bools:
    """Tell which ranges take a heading, the first line of an item or a term while text of it stays."""
    result = np.zeros(len(start), np.bool_)
    for _ in range(2):  # what stays because of an item may be what a heading needs, and the other way round
        some = goes & ~result
        removed = _spans(*union(start[some], stop[some]))
        kept = [(h.start, h.stop) for h in _needed(text, structure.blocks.headings, removed)]
        kept += _held(text, structure.blocks.items, removed)
        kept += _halved(text, structure.blocks.terms, removed)
        result |= touches(start, stop, kept)
    return result


def _needed(text: str, heads: list[Heading], removed: list[Span]) -> Iterator[Heading]:
    """Give the headings that must stay because text of their sections stays.

    A section ends at the next heading of its level or a higher one. It stays if a line of it stays, headings aside.
    """
    remaining = _blanked(text, removed)
    stop = len(text)  # of the text right below a heading
    deep = 0  # level of the last heading that stays
    for head in reversed(heads):
        stays = bool(remaining[head.stop : stop].strip(_RULER)) or deep > head.level
        if stays:
            yield head
        deep = head.level if stays else min(deep, head.level)
        stop = head.start


def _held(text: str, items: list[Item], removed: list[Span]) -> Iterator[Span]:
    """Give the first lines of the items that must stay because something in them stays."""
    starts = [start for start, _ in removed]
    for item in items:
        near = removed[max(bisect_right(starts, item.start) - 1, 0) : bisect_left(starts, item.stop)]
        if not any(a <= item.start < b for a, b in near):
            continue
        remaining = _blanked(
            text[item.start : item.stop],
            [(max(a, item.start) - item.start, min(b, item.stop) - item.start) for a, b in near],
        )
        if not _EMPTY.fullmatch(remaining):
            yield item.start, item.text + 1


def _halved(text: str, terms: list[Span], removed: list[Span]) -> Iterator[Span]:
    """Give the terms with their definitions of which a part goes while something else stays."""
    starts = [start for start, _ in removed]
    for first, last in terms:
        near = removed[max(bisect_right(starts, first) - 1, 0) : bisect_left(starts, last)]
        inside = [(max(a, first) - first, min(b, last) - first) for a, b in near if b > first]
        if inside and _blanked(text[first:last], inside).strip(_TERM_MARKS):
            yield first, last


def _spans(start: Ints, stop: Ints) -> list[Span]:
    return [*zip(start.tolist(), stop.tolist(), strict=True)]


def _blanked(text: str, spans: list[Span]) -> str:
    """Put spaces in place of spans, which are sorted and may overlap."""
    pieces, place = [], 0
    for start, stop in spans:
        if stop > place:
            pieces += [text[place : max(start, place)], " " * (stop - max(start, place))]
            place = stop
    return "".join((*pieces, text[place:]))
