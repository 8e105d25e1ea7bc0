"""Where on its page a repeated unit stands: at the edge, apart from what the page alone says, or amidst it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from chaffinch.boilerplate.templates.keys import LINE, LOOSE, PROSE, REMARK
from chaffinch.text import Bools, Ints

__all__ = ["PLACE", "Rows", "Standing", "loose_of", "standing"]


CONTENT_BYTES = 80  # a line of so many bytes that no other page has is what its page is about
HOLLOW = (0.05, 200)  # a page with a smaller share and fewer bytes of its own is a copy or a stub
_FAR = np.iinfo(np.int64).max
PLACE = 32  # bits of a place within a page


@dataclass(frozen=True, slots=True)
class Rows:
    """What the pages of a group say: units, sentences and loose forms, sorted by key, page and place.

    Attributes:
        key, page: indices from 0, int64.
        kind: LINE, REMARK, PROSE, SENTENCE or LOOSE.
        start, stop: bytes in the page.
        pages: number of pages.
    """

    key: Ints
    page: Ints
    kind: Ints
    start: Ints
    stop: Ints
    pages: int

    @property
    def code(self) -> Ints:
        """Give page and place as one number."""
        return self.page << PLACE | self.start

    def around(self, which: Ints) -> Ints:
        """Give the row of the unit that each of the rows lies in; -1 where there is none."""
        unit = np.flatnonzero(self.kind <= PROSE)
        if not len(unit):
            return np.full(len(which), -1)
        code = self.code
        unit = unit[np.argsort(code[unit], kind="stable")]
        found = unit[(np.searchsorted(code[unit], code[which], side="right") - 1).clip(0)]
        inside = (self.page[found] == self.page[which]) & (self.stop[found] >= self.stop[which])
        return np.where(inside & (self.start[found] <= self.start[which]), found, -1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where rows stand.

    Attributes:
        hollow: of each page: has next to nothing of its own.
        top, bottom: of each page: where its own content begins, and where the last of it does.
        edge: of each row: stands before all content of the page, or after it.
        apart: ... and so does a sure template between it and the content (or it is that one).
        votes: of each row: its page has content, so that its standing means something.
        form: of each row: the kind of the unit it is in.
    """

    hollow: Bools
    top: Ints
    bottom: Ints
    edge: Bools
    apart: Bools
    votes: Bools
    form: Ints

    def within(self, rows: Rows, loose: Ints, strong: Bools) -> Standing:
        """Tell which rows stand apart, given which are templates wherever they stand."""
        unit = (rows.kind <= PROSE) & (strong | ((loose >= 0) & _of_key(rows.key, strong)[loose]))
        above = unit & (rows.start < self.top[rows.page])
        below = unit & (rows.start > self.bottom[rows.page])
        high, low = np.full(rows.pages, -1), np.full(rows.pages, _FAR)
        np.maximum.at(high, rows.page[above], rows.start[above])
        np.minimum.at(low, rows.page[below], rows.start[below])
        before = (rows.start < self.top[rows.page]) & (rows.start <= high[rows.page])
        after = (rows.start > self.bottom[rows.page]) & (rows.start >= low[rows.page])
        return replace(self, apart=before | after)


def standing(rows: Rows, loose: Ints, frequent: Bools) -> Standing:
    """Find each page's own content, and what stands before and after it.

    Args:
        rows: what the pages say.
        loose: of each row, the key of the loose form of the unit; -1 where it has none.
        frequent: of each row: other pages say it too.
    """
    unit = rows.kind <= PROSE
    own = unit & ~frequent & ~((loose >= 0) & _of_key(rows.key, frequent)[loose])
    length = rows.stop - rows.start
    content = own & ((rows.kind >= REMARK) | (length >= CONTENT_BYTES))
    top, bottom = np.full(rows.pages, _FAR), np.full(rows.pages, -1)
    np.minimum.at(top, rows.page[content], rows.start[content])
    np.maximum.at(bottom, rows.page[content], rows.start[content])
    kept = np.bincount(rows.page[own], length[own], rows.pages)
    whole = np.bincount(rows.page[unit], length[unit], rows.pages)
    hollow = (kept < HOLLOW[0] * whole) & (kept < HOLLOW[1])
    votes = (bottom >= 0)[rows.page]
    edge = votes & ((rows.start < top[rows.page]) | (rows.start > bottom[rows.page]))
    around = rows.around(np.arange(len(rows.key)))
    form = np.where(around >= 0, rows.kind[around], LINE)
    return Standing(hollow, top, bottom, edge, np.zeros(len(edge), bool), votes, form)


def loose_of(rows: Rows) -> tuple[Ints, Ints]:
    """Join units and loose forms, which have the same place.

    Returns:
        For each unit's row the key of its loose form, and for each loose form's row the key of its unit; -1 elsewhere.
    """
    loose, strict = np.full((2, len(rows.key)), -1)
    named = np.flatnonzero(rows.kind == LOOSE)
    if len(named):
        code = rows.code
        named = named[np.argsort(code[named], kind="stable")]
        unit = np.flatnonzero(rows.kind <= PROSE)
        found = named[np.searchsorted(code[named], code[unit]).clip(max=len(named) - 1)]
        same = code[found] == code[unit]
        loose[unit[same]] = rows.key[found[same]]
        strict[found[same]] = rows.key[unit[same]]
    return loose, strict


def _of_key(key: Ints, value: Bools) -> Bools:
    """Give of each key what all its rows have."""
    result = np.zeros(int(key[-1]) + 1 if len(key) else 1, bool)
    result[key] = value
    return result
