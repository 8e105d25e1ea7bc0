"""Data or furniture: which of the texts that pages repeat belong to the pages themselves.

Recipes of one site all have a line "Serves: 4", reports of one agency "Net 31 vs 27". Once their numbers are masked
such lines repeat like any menu; but what stands in their slots is what the page is about. Templates with a sign of
that are reported and not removed. The shares below were chosen on templates of six corpora that a reader had judged.
The first four reasons hardly ever spare furniture; dates and joined lines are less sure, so they are kinds of doubt.
``benchmarks/real.py`` counts what is cut all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate import cues
from chaffinch.boilerplate.rules.haystack import Haystack
from chaffinch.boilerplate.templates.keys import PROSE
from chaffinch.boilerplate.templates.positions import Rows
from chaffinch.boilerplate.templates.traits import BRIEF, DATED, JOINED, LONG, MARKUP, VALUED, WRAPPED, Traits
from chaffinch.text import Bools, Ints, TextBatch, units

__all__ = ["DATA", "REASONS", "reasons", "signs", "signs_alone"]


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
