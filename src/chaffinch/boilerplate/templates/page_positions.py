"""Place the repeated blocks of a site on their pages: at the edge, apart from the page's own content, or amidst it.

The judge of templates and `page_data` use the positions.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.boilerplate.templates.keys import LINE, LOOSE, PROSE, REMARK
from chaffinch.text import Bools, Ints

__all__ = ["OFFSET_BITS", "Neighbours", "Positions", "Rows", "loose_of", "positions"]

CONTENT_BYTES = 80
"""Bytes of a line from which on it is content of its page, if no other page has it. No measurement of this value is
recorded; benchmarks/hosts.py measures it together with the thresholds of the judge."""

HOLLOW_SHARE, HOLLOW_BYTES = 0.05, 200
"""A page with a smaller share and fewer bytes of its own is hollow: a copy or a stub, and no witness of a template. No
measurement of these values is recorded; the hosts of benchmarks/hosts.py have stubs."""

OFFSET_BITS = 32
"""Bits of an offset within a page, where page and offset are one number."""

_FAR = np.iinfo(np.int64).max  # an offset behind all others


class Rows(Struct, frozen=True):
    """Blocks, sentences and loose forms of the pages of a group, sorted by key, page and offset.

    Attributes:
        key, page: numbers from 0, int64, shape (rows,).
        kind: LINE, REMARK, PROSE, SENTENCE or LOOSE, int64, shape (rows,).
        start, stop: byte offsets in the page, int64, shape (rows,).
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
        """Give page and offset as one number, int64, shape (rows,)."""
        return self.page << OFFSET_BITS | self.start

    def around(self, which: Ints) -> Ints:
        """Give the row of the block around each of some rows, int64, shape (rows,); -1 where there is none."""
        block = np.flatnonzero(self.kind <= PROSE)
        if not len(block):
            return np.full(len(which), -1)
        code = self.code
        block = block[np.argsort(code[block], kind="stable")]
        found = block[(np.searchsorted(code[block], code[which], side="right") - 1).clip(0)]
        inside = (self.page[found] == self.page[which]) & (self.stop[found] >= self.stop[which])
        return np.where(inside & (self.start[found] <= self.start[which]), found, -1)


class Neighbours(Struct, frozen=True):
    """The blocks around each row.

    Attributes:
        inside: the row of the block that contains it, or -1, int64, shape (rows,).
        above, below: the rows of the blocks above and below that one, or -1 at an end of the page, int64, shape
            (rows,).
    """

    inside: Ints
    above: Ints
    below: Ints

    @classmethod
    def of(cls, rows: Rows) -> Neighbours:
        block = np.flatnonzero(rows.kind <= PROSE)
        block = block[np.argsort(rows.code[block], kind="stable")]
        same = rows.page[block[1:]] == rows.page[block[:-1]]
        above, below = np.full((2, len(rows.key)), -1)
        above[block[1:][same]], below[block[:-1][same]] = block[:-1][same], block[1:][same]
        inside = rows.around(np.arange(len(rows.key)))
        known = inside >= 0
        above[known], below[known] = above[inside[known]], below[inside[known]]
        return cls(inside, above, below)

    def has(self, value: Bools) -> tuple[Bools, Bools]:
        """Tell whether the blocks above and below have a value: masks, shape (rows,), false at an end of the page."""
        return (self.above >= 0) & value[self.above], (self.below >= 0) & value[self.below]


class Positions(Struct, frozen=True):
    """The positions of rows on their pages.

    Attributes:
        hollow: whether a page has next to nothing of its own, bool, shape (pages,).
        top, bottom: offsets at which the first and the last piece of a page's own content begin, int64, shape (pages,).
        edge: whether a row is before all content of the page, or after it, bool, shape (rows,).
        apart: whether, in addition, the row or one between it and the content is a sure template, bool, shape (rows,).
        votes: whether the page has content, so that the position means something, bool, shape (rows,).
        form: the kind of the block around a row, int64, shape (rows,).
    """

    hollow: Bools
    top: Ints
    bottom: Ints
    edge: Bools
    apart: Bools
    votes: Bools
    form: Ints

    def within(self, rows: Rows, loose: Ints, strong: Bools) -> Positions:
        """Add which rows stand apart.

        Args:
            rows: the rows of the group.
            loose: see `positions`.
            strong: which rows are templates wherever they stand, bool, shape (rows,).
        """
        block = (rows.kind <= PROSE) & (strong | ((loose >= 0) & _of_key(rows.key, strong)[loose]))
        above = block & (rows.start < self.top[rows.page])
        below = block & (rows.start > self.bottom[rows.page])
        high, low = np.full(rows.pages, -1), np.full(rows.pages, _FAR)
        np.maximum.at(high, rows.page[above], rows.start[above])
        np.minimum.at(low, rows.page[below], rows.start[below])
        before = (rows.start < self.top[rows.page]) & (rows.start <= high[rows.page])
        after = (rows.start > self.bottom[rows.page]) & (rows.start >= low[rows.page])
        return replace(self, apart=before | after)


def positions(rows: Rows, loose: Ints, frequent: Bools) -> Positions:
    """Find each page's own content, and what stands before and after it.

    Args:
        rows: the rows of the group.
        loose: for each row the key of the loose form of its block, int64, shape (rows,); -1 where it has none.
        frequent: whether other pages have the row's key, too, bool, shape (rows,).
    """
    block = rows.kind <= PROSE
    own = block & ~frequent & ~((loose >= 0) & _of_key(rows.key, frequent)[loose])
    length = rows.stop - rows.start
    content = own & ((rows.kind >= REMARK) | (length >= CONTENT_BYTES))
    top, bottom = np.full(rows.pages, _FAR), np.full(rows.pages, -1)
    np.minimum.at(top, rows.page[content], rows.start[content])
    np.maximum.at(bottom, rows.page[content], rows.start[content])
    kept = np.bincount(rows.page[own], length[own], rows.pages)
    whole = np.bincount(rows.page[block], length[block], rows.pages)
    hollow = (kept < HOLLOW_SHARE * whole) & (kept < HOLLOW_BYTES)
    votes = (bottom >= 0)[rows.page]
    edge = votes & ((rows.start < top[rows.page]) | (rows.start > bottom[rows.page]))
    around = rows.around(np.arange(len(rows.key)))
    form = np.where(around >= 0, rows.kind[around], LINE)
    return Positions(hollow, top, bottom, edge, np.zeros(len(edge), bool), votes, form)


def loose_of(rows: Rows) -> tuple[Ints, Ints]:
    """Join blocks with their loose forms, which have the same offset.

    Returns:
        For each block's row the key of its loose form, and for each loose form's row the key of its block: both int64,
        shape (rows,), -1 elsewhere.
    """
    loose, strict = np.full((2, len(rows.key)), -1)
    named = np.flatnonzero(rows.kind == LOOSE)
    if len(named):
        code = rows.code
        named = named[np.argsort(code[named], kind="stable")]
        block = np.flatnonzero(rows.kind <= PROSE)
        found = named[np.searchsorted(code[named], code[block]).clip(max=len(named) - 1)]
        same = code[found] == code[block]
        loose[block[same]] = rows.key[found[same]]
        strict[found[same]] = rows.key[block[same]]
    return loose, strict


def _of_key(key: Ints, value: Bools) -> Bools:
    """Give for each key the value that all its rows have, bool, shape (keys,)."""
    result = np.zeros(int(key[-1]) + 1 if len(key) else 1, bool)
    result[key] = value
    return result
