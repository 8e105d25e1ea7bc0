"""Data or furniture: which of the texts that pages repeat belong to the pages themselves.

Recipes of one site all have a line "Serves: 4", reports of one agency "Net 31 vs 27". Once their numbers are masked
such lines repeat like any menu; but what stands in their slots is what the page is about. Templates with a sign of
that are reported and not removed. The shares below were chosen on templates of six corpora that a reader had judged.
The first four reasons hardly ever spare furniture; dates and joined lines are less sure, so they are kinds of doubt.
``benchmarks/real.py`` counts what is cut all the same.

Where on its page a repeated unit stands: at the edge, apart from what the page alone says, or amidst it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate import cues
from chaffinch.boilerplate.rules.scene import Haystack
from chaffinch.boilerplate.templates.keys import LINE, LOOSE, PROSE, REMARK
from chaffinch.boilerplate.templates.traits import BRIEF, DATED, JOINED, LONG, MARKUP, VALUED, WRAPPED, Traits
from chaffinch.text import Bools, Ints, TextBatch, units

__all__ = ["DATA", "PLACE", "REASONS", "Rows", "Standing", "loose_of", "reasons", "signs", "signs_alone", "standing"]


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


REASONS = ("wrapped", "values", "markup", "amid", "dates", "joined")
"""Why a template may be part of its pages: the end of a hard-wrapped sentence; values that vary; a heading, fence or
table row whose text is the page's own; a line between prose of the page; dates that vary; a line that stands without
a blank line beside one that no other page has."""

DATA = "values"
"""The reason that says of a line, not only of a template, that it is data."""

_WRAPPED, _VALUES, _MARKUP, _AMID, _DATES, _JOINED = (1 << bit for bit in range(len(REASONS)))

SOME, HALF, MOST = 0.3, 0.5, 0.7  # shares of a template's places that must show a sign; of those at the page's edge
DISTINCT, EACH = 3, 0.1  # values: so many that differ, and so many for each place
VERBATIM = 3  # places from which on a line repeats letter by letter

_SHOP = "shop"
_FURNITURE = "templates/furniture.toml"


@dataclass(frozen=True, slots=True)
class _Around:
    """Where each row is on its page.

    Attributes:
        inside: the row of the unit that it lies in, or -1.
        above, below: the rows of the units above and below that, or -1 at an end of the page.
    """

    inside: Ints
    above: Ints
    below: Ints

    @classmethod
    def of(cls, rows: Rows) -> _Around:
        unit = np.flatnonzero(rows.kind <= PROSE)
        unit = unit[np.argsort(rows.code[unit], kind="stable")]
        same = rows.page[unit[1:]] == rows.page[unit[:-1]]
        above, below = np.full((2, len(rows.key)), -1)
        above[unit[1:][same]], below[unit[:-1][same]] = unit[:-1][same], unit[1:][same]
        inside = rows.around(np.arange(len(rows.key)))
        known = inside >= 0
        above[known], below[known] = above[inside[known]], below[inside[known]]
        return cls(inside, above, below)

    def has(self, value: Bools) -> tuple[Bools, Bools]:
        """Tell whether what stands above, and below, has a value; at an end of the page nothing does."""
        return (self.above >= 0) & value[self.above], (self.below >= 0) & value[self.below]


def signs(rows: Rows, traits: Traits, count: Ints) -> npt.NDArray[np.int16]:
    """Tell which `REASONS` hold for each key of a host, as bits.

    Args:
        rows: what its pages say.
        traits: of each row.
        count: pages that show each key; copies count once.
    """
    keys = len(count)
    around = _Around.of(rows)
    own = (rows.kind <= PROSE) & (count[rows.key] <= 1)
    own_above, own_below = around.has(own)
    same_above, same_below = around.has(_verbatim(traits.exact, rows.kind <= PROSE))
    whole = _whole(rows, around.inside)

    def share(value: Bools) -> npt.NDArray[np.float64]:
        return np.asarray(np.bincount(rows.key[value], minlength=keys) / np.bincount(rows.key, minlength=keys))

    def flag(bit: int) -> Bools:
        return np.asarray(traits.flags & bit > 0)

    long = around.has(flag(LONG))
    edge = (same_above | (around.above < 0)) & (same_below | (around.below < 0))
    joined_below = (around.below >= 0) & flag(JOINED)[around.below]
    wrapped = whole & own_above & flag(WRAPPED)
    amid = whole & own_above & own_below & long[0] & long[1] & flag(BRIEF)
    joined = whole & ((own_above & flag(JOINED)) | (own_below & joined_below))
    found = {
        _WRAPPED: share(wrapped) >= SOME,
        _VALUES: _varies(rows.key, traits, VALUED, keys, SOME) & (share(edge) < MOST),
        _MARKUP: (share(flag(MARKUP)) >= HALF) & (share(same_below) < HALF),
        _AMID: share(amid) >= HALF,
        _DATES: _varies(rows.key, traits, DATED, keys, HALF),
        _JOINED: share(joined) >= HALF,
    }
    return _bits(found, keys)


def signs_alone(key: Ints, traits: Traits, keys: int) -> npt.NDArray[np.int16]:
    """Do as `signs` where only the rows themselves are known, not what stands around them."""
    places = np.bincount(key, minlength=keys)

    def share(flag: int) -> npt.NDArray[np.float64]:
        return np.asarray(np.bincount(key[traits.flags & flag > 0], minlength=keys) / places)

    found = {
        _WRAPPED: share(WRAPPED) >= SOME,
        _VALUES: _varies(key, traits, VALUED, keys, SOME),
        _MARKUP: share(MARKUP) >= HALF,
        _DATES: _varies(key, traits, DATED, keys, HALF),
    }
    return _bits(found, keys)


def _bits(found: dict[int, Bools], keys: int) -> npt.NDArray[np.int16]:
    total = np.zeros(keys, np.int16)
    for bit, holds in found.items():
        total += np.int16(bit) * holds
    return total


def _whole(rows: Rows, inside: Ints) -> Bools:
    """Tell which rows are of whole units, not of sentences in the units that they are inside."""
    return np.asarray((inside >= 0) & (rows.start[inside] == rows.start) & (rows.stop[inside] == rows.stop))


def _verbatim(exact: npt.NDArray[np.int32], unit: Bools) -> Bools:
    """Tell which units are the same letter by letter on `VERBATIM` places or more."""
    _, index, number = np.unique(exact[unit], return_inverse=True, return_counts=True)
    result = np.zeros(len(exact), np.bool_)
    result[unit] = number[index] >= VERBATIM
    return result


def _varies(key: Ints, traits: Traits, flag: int, keys: int, least: float) -> Bools:
    """Tell for which keys a share of the places has values, and enough of these differ."""
    here = traits.flags & flag > 0
    places, having = np.bincount(key, minlength=keys), np.bincount(key[here], minlength=keys)
    pair = np.unique(np.stack((key[here], traits.slot[here].astype(np.int64))), axis=1)
    distinct = np.bincount(pair[0], minlength=keys)
    return np.asarray((having >= least * places) & (distinct >= np.maximum(DISTINCT, EACH * places)))


def reasons(texts: list[str], found: Ints) -> list[str]:
    """Choose for each template the first of `REASONS` that holds; empty where it is furniture.

    Words of furniture ("subscribe", "comments") outweigh all signs but that of a wrapped sentence.

    Args:
        texts: an example of each.
        found: what `signs` tells of each.
    """
    if not texts:
        return []
    batch = TextBatch.of(texts)
    parts = units(batch)
    haystack = Haystack.of(batch, parts)
    general = cues.load()
    kept = [i for i, name in enumerate(general.groups) if name != _SHOP]
    hits = general.count(haystack)[:, kept].sum(axis=1) + cues.load(_FURNITURE).count(haystack).sum(axis=1)
    cued = np.bincount(parts.document, hits, len(texts)) > 0
    able = np.where(cued, found & _WRAPPED, found)
    return [_first(bits) for bits in able.tolist()]


def _first(bits: int) -> str:
    return next((name for i, name in enumerate(REASONS) if bits >> i & 1), "")
