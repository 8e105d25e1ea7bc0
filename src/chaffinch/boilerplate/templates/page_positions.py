"""Place the repeated blocks of a site on their pages: at the edge, apart from the page's own content, or amidst it.

The judge of templates and `page_data` use the positions.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.boilerplate.templates.count import FEWEST
from chaffinch.boilerplate.templates.keys import FIELD, LINE, LOOSE, PROSE, REMARK
from chaffinch.boilerplate.templates.traits import REPLIED
from chaffinch.text import Bools, Ints, changes

__all__ = ["OFFSET_BITS", "Neighbours", "Positions", "Rows", "loose_of", "positions", "rows_of"]

CONTENT_BYTES = 80
"""Bytes of a line from which on it is content of its page, if no other page has it. No measurement of this value is
recorded; benchmarks/hosts.py measures it together with the thresholds of the judge."""

HOLLOW_SHARE, HOLLOW_BYTES = 0.05, 200
"""A page with a smaller share and fewer bytes of its own is hollow: a copy or a stub, and no witness of a template. No
measurement of these values is recorded; the hosts of benchmarks/hosts.py have stubs."""

OFFSET_BITS = 32
"""Bits of an offset within a page, where page and offset are one number."""

_SPARE = 8  # counters for each row, so that few keys share one

_FAR = np.iinfo(np.int64).max  # an offset behind all others


class Rows(Struct, frozen=True, dict=True):
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

    @cached_property
    def code(self) -> Ints:
        """Page and offset as one number, int64, shape (rows,)."""
        return self.page << OFFSET_BITS | self.start

    @cached_property
    def blocks(self) -> Ints:
        """The rows of blocks, in order of their pages and offsets, int64, shape (blocks,)."""
        block = np.flatnonzero(self.kind <= PROSE)
        return block[np.argsort(self.code[block], kind="stable")]

    @cached_property
    def inside(self) -> Ints:
        """The row of the block around each row, int64, shape (rows,); -1 where there is none."""
        block, code = self.blocks, self.code
        if not len(block):
            return np.full(len(code), -1)
        found = block[(np.searchsorted(code[block], code, side="right") - 1).clip(0)]
        inside = (self.page[found] == self.page) & (self.stop[found] >= self.stop) & (self.start[found] <= self.start)
        return np.where(inside, found, -1)

    @cached_property
    def whole(self) -> Bools:
        """Whether each row is a block, or its loose form, not a sentence in one, bool, shape (rows,)."""
        inside = self.inside
        return np.asarray((inside >= 0) & (self.start[inside] == self.start) & (self.stop[inside] == self.stop))

    @cached_property
    def occurrences(self) -> Ints:
        """The number of rows of each key, int64, shape (keys,)."""
        return np.bincount(self.key)


def rows_of(table: dict[str, Ints], group: Ints, *, alone: bool = False) -> tuple[dict[str, Ints], Rows, Ints]:
    """Number the pages and keys of a group, and sort by both; leave out what cannot be a template.

    A line in replies is left out where pages have it as their own, too: they quote those pages.

    Args:
        table: columns of `REPEATS`, shape (table,).
        group: the rows of the group, int64, shape (rows,).
        alone: whether nothing but the rows of a key matters for it, not even the blocks around.

    Returns:
        The columns of the rows that are left; these rows; and the page of each row of the group, int64, shape (rows,).
    """
    kind = table["kind"].take(group)
    page = table["number"].take(group)
    number = np.unique(page)
    page = np.searchsorted(number, page)
    body = np.flatnonzero(kind >= LINE)
    body = body[_matters(kind[body], table["key"].take(group[body]), alone=alone)]
    which = group[body]
    by = np.lexsort((page[body] << OFFSET_BITS | table["start"][which], table["key"][which]))
    body, which = body[by], which[by]
    part = {name: column.take(which) for name, column in table.items()}
    key = np.cumsum(changes(part["key"])) - 1
    reply = part["flags"] & REPLIED > 0
    own = np.bincount(key[~reply], minlength=int(key[-1]) + 1 if len(key) else 0) > 0
    kept = np.flatnonzero(~(reply & own[key]))
    if len(kept) < len(key):
        part, key, body = {name: column.take(kept) for name, column in part.items()}, key[kept], body[kept]
    kind, start, stop = (part[name].astype(np.int64) for name in ("kind", "start", "stop"))
    return part, Rows(key, page[body], kind, start, stop, pages=len(number)), page


def _matters(kind: Ints, key: Ints, *, alone: bool) -> Bools:
    """Tell which rows may matter: those with `FEWEST` rows of their keys, and blocks, which stand around others.

    Most sentences, loose keys and frames are those of one page. A few of these stay, whose keys have their last bits in
    common with others.
    """
    result = ((kind <= PROSE) | (kind == FIELD)) & (not alone)
    some = np.flatnonzero(~result)
    slot = key[some] & (1 << (_SPARE * len(some)).bit_length()) - 1
    result[some] = np.bincount(slot)[slot] >= FEWEST
    return np.asarray(result)


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
        block = rows.blocks
        same = rows.page[block[1:]] == rows.page[block[:-1]]
        above, below = np.full((2, len(rows.key)), -1)
        above[block[1:][same]], below[block[:-1][same]] = block[:-1][same], block[1:][same]
        inside = rows.inside
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
    form = np.where(rows.inside >= 0, rows.kind[rows.inside], LINE)
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
