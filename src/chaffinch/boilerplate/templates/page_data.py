"""Tell data of a page from furniture of its site, by what varies in a repeated text and by its position on the page.

Recipes of one site all have a line "Serves: 4", reports of one agency a line "Net 31 vs 27". Once their numbers are
masked, such lines repeat like any menu; but the content of their slots is what the page is about. Templates with a sign
of that are reported and not removed.

The thresholds were chosen on templates of six corpora that a reader had judged. The first four of `REASONS` hardly
ever spare furniture; dates and joined lines are less sure. ``benchmarks/real.py`` counts the data that is still cut.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.templates.forms import (
    DISTINCT,
    HALF,
    OWN,
    alternatives,
    amid_various,
    are_titles,
    beside_own_runs,
    choices,
    fields,
    fills_lines,
    in_outlines,
    in_tables,
    inner_parts,
    is_form,
    leads,
    of_varying_fields,
    own_fields,
    runs_of_lines,
    tariffs,
    two_values,
)
from chaffinch.boilerplate.templates.keys import FIELD, LABEL, LINE, LOOSE, PROSE, REMARK
from chaffinch.boilerplate.templates.page_ends import MIXED, chained, verbatim
from chaffinch.boilerplate.templates.page_positions import Neighbours, Rows, loose_of
from chaffinch.boilerplate.templates.page_signs import (
    ABOVE_TEXT_SIGN,
    AMID_SIGN,
    AMID_TEXT_SIGN,
    ASIDE_SIGN,
    BELOW_TEXT_SIGN,
    CALLED_SIGN,
    CHAINED_SIGN,
    CLOSING_SIGN,
    DATES_SIGN,
    FEW_SIGN,
    FIELD_SIGN,
    HEADING_SIGN,
    HOURS_SIGN,
    JOINED_SIGN,
    LABEL_SIGN,
    MARKUP_SIGN,
    OPENING_SIGN,
    OWN_SIGN,
    PART_SIGN,
    PHRASE_SIGN,
    PRICES_SIGN,
    ROW_SIGN,
    TABLE_SIGN,
    TELEPHONE_SIGN,
    TITLE_SIGN,
    VALUES_SIGN,
    WRAPPED_SIGN,
)
from chaffinch.boilerplate.templates.traits import (
    BRIEF,
    CALLED,
    COUNTED,
    DATED,
    FILLED,
    HEAD,
    HOURS,
    ITEM,
    JOINED,
    LINKED,
    LONG,
    MARKUP,
    NAMED,
    NUMBER,
    ORDINAL,
    PHONED,
    PHRASE,
    PRICED,
    TITLED,
    VALUED,
    WRAPPED,
    Traits,
)
from chaffinch.text import Bools, Ints, unique_rows

__all__ = ["SCANTY", "signs", "signs_alone"]


SCANTY = 4
"""Pages of a host, at most, that may all be follow-ups of one report, or filled-in forms with one answer: what they
repeat amid their text is not known to be of the frame without a word of furniture, and no sentence of a paragraph is a
template. A judgement."""

SOME = 0.3
"""Share of a template's occurrences that must show that they are wrapped lines or values; `HALF` for other signs."""

MOST = 0.7
"""Share of a template's occurrences between lines that repeat letter by letter, or at an end of the page, from which on
its varying values do not make it data."""

EACH = 0.1
"""Different values that data have for each occurrence; `DISTINCT` in any case."""

OF_ONE = 0.34
"""Share of the pages of a host that have one title, at most: rubrics are on more pages. A judgement."""

SELDOM = 0.05
"""Share of the pages of a host below which a line of few words beside own text may be the words of its authors."""

CLOSING_BYTES = 100
"""Bytes from which on a sentence at one place of few pages needs no word of furniture: authors end with the same short
sentence ("Serve at once."), not with the same long one. A judgement; no measurement is recorded."""

BRIEF_BYTES = 40
"""Bytes of a line of a few words, which is no sentence by their number, that may be such a one. A judgement."""

CLOSERS = 8
"""Pages, and `MOST` of all, below which such a sentence may be of its pages wherever they end. A judgement."""

RATHER_SELDOM = 0.2
"""The same for a line of names between lines of own text: a digest names the sources of its quotations. A judgement."""

OTHERS = 0.8
"""Different texts for each occurrence of a line at the top of pages, at least, that are their titles. A judgement."""

TOP_BYTES = 90
"""Bytes of such a line, at most: "Court of Harr, judgment of 4 May 2031, file 12 C 88/30"."""

CHAINED = 0.9
"""Share of a line's occurrences in such ends from which on it is of them: the name of an author also stands alone."""


def signs(rows: Rows, traits: Traits, count: Ints, looked: int, closing: Bools) -> tuple[npt.NDArray[np.int32], Ints]:
    """Tell which `REASONS` hold for each key of a host, as bits.

    Args:
        rows: the rows of the host.
        traits: of each row.
        count: pages that show each key, copies counted once, int64, shape (keys,).
        looked: pages that were looked at.
        closing: whether a key is judged by its one place alone, bool, shape (keys,).

    Returns:
        Sums of 2 ** (place in `REASONS`), `ASIDE_SIGN`, `TABLE_SIGN`, `OWN_SIGN`, `ROW_SIGN`, `CHAINED_SIGN`,
        `FEW_SIGN`, `CALLED_SIGN`, `AMID_TEXT_SIGN`, `BELOW_TEXT_SIGN`, `ABOVE_TEXT_SIGN`, int32, shape (keys,); and for
        each key a row of the block above it, or -1, int64, shape (keys,).
    """
    keys, around = len(count), Neighbours.of(rows)
    own = (rows.kind <= PROSE) & (count[rows.key] <= 1)
    own_above, own_below = around.has(own)
    same = verbatim(traits.exact, rows.kind <= PROSE)
    same_above, same_below = around.has(same)
    whole, share = rows.whole, partial(_share, rows)

    def flag(bit: int) -> Bools:
        return np.asarray(traits.flags & bit > 0)

    long = around.has(flag(LONG))
    prose = (rows.kind > LINE) & (rows.kind <= PROSE)
    data = (rows.kind <= PROSE) & flag(VALUED) & ~same
    text = around.has(own & (prose | flag(LONG)))
    above, below = own_above | around.has(data)[0], around.has(data | (own & (prose | flag(ITEM))))[1]
    titled = whole & flag(TITLED)
    amidst = above & (text[0] | (around.above[around.above] >= 0))  # the line above is no title of the page
    joined_below = (around.below >= 0) & flag(JOINED)[around.below]
    edge = (same_above | (around.above < 0)) & (same_below | (around.below < 0)) & ~(flag(JOINED) | joined_below)
    inner = (around.above >= 0) & (around.below >= 0)
    runs = runs_of_lines(rows, around, flag(JOINED))
    of_form, section, under = _signs_of_form(rows, traits, around, runs, count, looked)
    named_above, named_below = around.has(_repeated_but_for_names(rows, count >= HALF * looked))
    joined = (own_above & ~named_above & flag(JOINED)) | (own_below & ~named_below & joined_below)
    found = {
        WRAPPED_SIGN: share(whole & own_above & flag(WRAPPED)) >= SOME,
        VALUES_SIGN: _have_values(rows, traits, keys, edge, own[around.inside]),
        MARKUP_SIGN: ((share(flag(MARKUP)) >= HALF) & (share(same_below) < HALF)) | (share(flag(CALLED)) >= HALF),
        CALLED_SIGN: share(flag(CALLED)) >= HALF,
        PRICES_SIGN: share(whole & tariffs(rows, runs, flag(PRICED) & (rows.kind <= PROSE))) >= HALF,
        AMID_SIGN: share(whole & own_above & own_below & long[0] & long[1] & flag(BRIEF)) >= HALF,
        DATES_SIGN: _varies(rows.key, traits, DATED, keys, HALF),
        JOINED_SIGN: share(whole & joined) >= HALF,
        PHRASE_SIGN: ((share(whole & flag(PHRASE) & (own_above | own_below)) >= HALF) & (count < SELDOM * looked))
        | ((share(whole & flag(NAMED) & own_above & own_below) >= HALF) & (count < RATHER_SELDOM * looked)),
        LABEL_SIGN: (share(rows.kind == LABEL) > 0) | (share(whole & flag(HEAD) & inner & ~same_below) >= HALF),
        CLOSING_SIGN: closing & (_longest(rows, keys) < CLOSING_BYTES),
        HEADING_SIGN: (share(titled & amidst & below) >= HALF) | section,
        ASIDE_SIGN: share(whole & (around.above < 0)) < HALF,
        TELEPHONE_SIGN: _varies(rows.key, traits, PHONED, keys, HALF, each=OWN),
        OPENING_SIGN: share(titled & (((around.above < 0) & text[1]) | (own_above & own_below))) >= HALF,
    }
    found[JOINED_SIGN] |= of_form.pop(JOINED_SIGN) & (share(whole & named_above) < HALF)
    found |= _beside_text(rows, traits, runs, own, own_below)
    found[TITLE_SIGN] = of_form.pop(TITLE_SIGN) | _are_titles(rows, traits, around, keys)
    if rows.pages <= SCANTY:
        found[FEW_SIGN] = share(same & _is_outer(rows, around, (same_above, same_below), flag(VALUED))) < HALF
    found[HOURS_SIGN] = _hours(rows, traits, around, found[VALUES_SIGN])
    bits = _with_chains(_bits(found | of_form, keys), rows, traits)
    bits |= np.int32(CLOSING_SIGN) * _closes(rows, traits, around, count, looked)
    return bits, _rows_above(rows, around, under, keys)


def _repeated_but_for_names(rows: Rows, often: Bools) -> Bools:
    """Tell which rows are blocks whose words but for names are on many pages: no page alone has such a line.

    Args:
        rows: the rows of the host.
        often: which keys are on many pages, bool, shape (keys,).
    """
    loose, _ = loose_of(rows)
    return np.asarray((loose >= 0) & often[loose])


def _beside_text(rows: Rows, traits: Traits, runs: Ints, own: Bools, own_below: Bools) -> dict[int, Bools]:
    """Tell which keys stand amid, below and above text that only their page has, as refrains and salutations do."""
    long, linked = traits.flags & LONG > 0, traits.flags & LINKED > 0
    brief = (traits.flags & BRIEF > 0) & ~linked
    amid, below = beside_own_runs(rows, runs, own * (1 + long.astype(np.int64)), brief)
    signs = {AMID_TEXT_SIGN: amid, BELOW_TEXT_SIGN: below, ABOVE_TEXT_SIGN: own_below}
    return {sign: _share(rows, rows.whole & some) >= HALF for sign, some in signs.items()}


def _rows_above(rows: Rows, around: Neighbours, some: Ints | Bools, keys: int) -> Ints:
    """Give for each key the row of the block above one of its rows among some, or -1."""
    above = np.full(keys, -1)
    above[rows.key[some]] = around.above[some]
    return above


def _with_chains(bits: npt.NDArray[np.int32], rows: Rows, traits: Traits) -> npt.NDArray[np.int32]:
    """Take the signs of single lines from the keys of lines with which pages end alike, and add `CHAINED_SIGN`."""
    chains = chained(rows, traits.exact, traits.flags & JOINED > 0)
    of_end, framed = (_share(rows, some) >= CHAINED for some in chains)
    bits[of_end] &= ~np.int32(AMID_SIGN | JOINED_SIGN | PHRASE_SIGN | CLOSING_SIGN | HEADING_SIGN)
    bits[framed] |= CHAINED_SIGN
    return bits


def _closes(rows: Rows, traits: Traits, around: Neighbours, count: Ints, looked: int) -> Bools:
    """Tell which keys are short sentences below text of their page on a few of its pages: bool, shape (keys,).

    "May she rest in peace." is of some notices, a note of the frame is on nearly all pages; see `signs`.
    """
    keys = len(count)

    def flag(bit: int) -> Bools:
        return np.asarray(traits.flags & bit > 0)

    brief = (rows.kind == LINE) & (rows.stop - rows.start <= BRIEF_BYTES)
    said = rows.whole & ((rows.kind == REMARK) | (brief & ~flag(TITLED) & ~flag(LINKED)))
    below_own, _ = around.has((rows.kind <= PROSE) & (count[rows.key] <= 1))
    apart = ~(flag(JOINED) | ((around.below >= 0) & flag(JOINED)[around.below]))
    few = (count < np.minimum(CLOSERS, MOST * looked)) & (_longest(rows, keys) < CLOSING_BYTES)
    return np.asarray(few & (_share(rows, said & below_own & apart) >= HALF))


def _names_value(rows: Rows, inside: Ints) -> Bools:
    """Tell which rows are lines that name a value ("Begin: 10.30"): bool, shape (rows,)."""
    result = np.zeros(len(rows.key), np.bool_)
    result[inside[rows.kind == FIELD]] = True
    return result


def _is_outer(rows: Rows, around: Neighbours, same: tuple[Bools, Bools], valued: Bools) -> Bools:
    """Tell which rows are lines that may frame pages, and name no value: bool, shape (rows,).

    They stand beside a line that is the same on pages, or at the end: the first line may be the title of one report.

    Args:
        rows, around: the rows of the host, and the blocks around each.
        same: whether the line above, and the one below, is repeated letter by letter.
        valued: which rows name a value: beside "50 g butter" stands a part of the page.
    """
    above, below = around.has(valued)
    outer = (same[0] & ~above) | (same[1] & ~below) | (around.below < 0)
    return rows.whole & outer & ~_names_value(rows, around.inside)


def _are_titles(rows: Rows, traits: Traits, around: Neighbours, keys: int) -> Bools:
    """Tell which keys are short lines at the top of pages, another one on each: "Letter of March", bool, (keys,)."""
    top = rows.whole & (around.above < 0)
    top &= (rows.kind <= PROSE) & (rows.stop - rows.start <= TOP_BYTES)
    able = (rows.occurrences >= DISTINCT) & (_share(rows, top) >= MOST)
    some = np.flatnonzero(able[rows.key])
    distinct = np.bincount(unique_rows(rows.key[some], traits.exact[rows.inside[some]])[0], minlength=keys)
    return np.asarray(able & (distinct >= OTHERS * rows.occurrences) & (distinct >= DISTINCT))


def _longest(rows: Rows, keys: int) -> Ints:
    """Give the bytes of the longest row of each key: int64, shape (keys,)."""
    size = np.zeros(keys, np.int64)
    np.maximum.at(size, rows.key, rows.stop - rows.start)
    return size


def _signs_of_form(
    rows: Rows, traits: Traits, around: Neighbours, runs: Ints, count: Ints, looked: int
) -> tuple[dict[int, Bools], Bools, Bools]:
    """Tell which signs hold that lines are filled in on the pages of one form; see `signs`, and `runs_of_lines`.

    Returns:
        The signs, each a mask, bool, shape (keys,); which keys are titles of sections, bool, shape (keys,); and which
        rows stand below such a title, bool, shape (rows,).
    """
    keys = len(count)
    whole = rows.whole
    titled = whole & (traits.flags & TITLED > 0) & (around.above >= 0) & (around.below >= 0)
    number = traits.flags & NUMBER > 0
    names, table = fields(rows, traits.exact, around, number)
    data = (traits.flags & VALUED > 0) & _values_vary(rows.key, traits, keys)[rows.key]
    own, glued = (rows.kind <= PROSE) & (count[rows.key] <= 1), traits.flags & JOINED > 0
    tabled, filled_in = in_tables(rows, traits.exact, around, runs, data, own)
    various_above, various_below = amid_various(rows, traits.exact, around, keys, data)
    led = _share(rows, titled & leads(around, own, glued)) >= HALF
    section = various_above & (various_below | led) & (_share(rows, titled) >= HALF)
    outline = whole & in_outlines(rows, traits.flags & ORDINAL > 0, own)
    section |= _share(rows, outline) >= HALF
    section &= count >= HALF * looked  # titles of other pages, in a list that varies, are on fewer
    form = is_form(rows, section, names, looked)
    section &= form
    plain = whole & (traits.flags & LINKED == 0)
    under = plain & (around.above >= 0) & section[rows.key[around.above]]
    heads, few = (traits.flags & flag > 0 for flag in (TITLED, PHRASE))
    content = own | names | data
    inner = inner_parts(rows, runs, content, heads, few & ~heads)[around.inside]
    inner &= whole & (form and fills_lines(rows, content))
    first = (rows.kind <= PROSE) & (around.above < 0)
    titles = form and are_titles(traits.exact[first])
    top = _share(rows, plain & (around.above < 0)) >= HALF
    framed = (rows.kind <= PROSE) & (count >= HALF * looked)[rows.key]  # "Edition 9, read in 7 minutes"
    said = plain & glued & ~around.has(framed)[0] & (traits.flags & (VALUED | TITLED) == 0)
    choice = choices(rows, traits.exact, around, names)
    kinds = (traits.flags & VALUED > 0, data, traits.flags & DATED > 0)
    other = alternatives(rows, traits.exact, around, glued, kinds)
    filled = names | other | (form & choice) | of_varying_fields(rows, runs, names | choice)
    found = {
        JOINED_SIGN: various_above & (_share(rows, said) >= HALF) & (count >= HALF * looked),
        FIELD_SIGN: _share(rows, whole & (filled | tabled)) >= HALF,
        PART_SIGN: (_share(rows, under) >= HALF) | (_share(rows, plain & inner) >= HALF),
        TITLE_SIGN: top & titles & (count <= OF_ONE * looked),
        TABLE_SIGN: _share(rows, whole & (table | filled_in)) >= HALF,
        ROW_SIGN: _share(rows, whole & (table | tabled)) >= HALF,
        OWN_SIGN: form & (_share(rows, whole & own_fields(rows, traits.exact, around, number)) >= HALF),
    }
    return found, section, under


def _share(rows: Rows, value: Bools) -> npt.NDArray[np.float64]:
    """Give for each key the share of its rows that have a value, float64, shape (keys,)."""
    return np.asarray(np.bincount(rows.key[value], minlength=len(rows.occurrences)) / rows.occurrences)


def _hours(rows: Rows, traits: Traits, around: Neighbours, data: Bools) -> Bools:
    """Tell which keys are opening hours that belong to pages: bool, shape (keys,).

    Those of an office in the frame are the same on all pages; where pages differ, what two share is theirs, too.

    Args:
        rows: the rows of the host.
        traits: of each row.
        around: the blocks around each row.
        data: which keys are values that vary, bool, shape (keys,).
    """
    hours = (traits.flags & HOURS > 0) & (rows.kind <= PROSE)
    some = np.flatnonzero(hours)
    if not len(some):
        return np.zeros(len(data), np.bool_)
    value = (traits.exact[some].astype(np.int64).view(np.uint64) + np.uint64(1)) * MIXED
    page, at = np.unique(rows.page[some], return_inverse=True)
    total = np.zeros(len(page), np.uint64)
    np.add.at(total, at, value)  # of all such lines of a page, in any order
    differ = len(np.unique(total)) >= max(DISTINCT, HALF * len(page))
    beside = np.logical_or(*around.has(data[rows.key] & (rows.kind <= PROSE)))
    own = hours & (beside | differ)
    return _share(rows, own) >= HALF


def signs_alone(key: Ints, traits: Traits, keys: int) -> npt.NDArray[np.int32]:
    """Do as `signs` where only the rows themselves are known, not the blocks around them.

    Args:
        key: the key of each row, int64, shape (rows,).
        traits: of each row.
        keys: number of keys.
    """
    occurrences = np.bincount(key, minlength=keys)

    def share(flag: int) -> npt.NDArray[np.float64]:
        return np.asarray(np.bincount(key[traits.flags & flag > 0], minlength=keys) / occurrences)

    found = {
        WRAPPED_SIGN: share(WRAPPED) >= SOME,
        VALUES_SIGN: _varies(key, traits, VALUED, keys, SOME),
        MARKUP_SIGN: share(MARKUP) >= HALF,
        DATES_SIGN: _varies(key, traits, DATED, keys, HALF),
    }
    return _bits(found, keys)


def _bits(found: dict[int, Bools], keys: int) -> npt.NDArray[np.int32]:
    total = np.zeros(keys, np.int32)
    for bit, holds in found.items():
        total += np.int32(bit) * holds
    return total


def _values_vary(key: Ints, traits: Traits, keys: int) -> Bools:
    """Tell which keys have values that vary, of a few words two of them ("Serves 4"): bool, shape (keys,)."""
    brief = np.flatnonzero((traits.flags & VALUED > 0) & (traits.flags & PHRASE > 0))
    two = two_values(key[brief], traits.slot[brief], keys)
    two &= np.bincount(key[brief], minlength=keys) == np.bincount(key, minlength=keys)
    return _varies(key, traits, VALUED, keys, SOME) | two


def _have_values(rows: Rows, traits: Traits, keys: int, edge: Bools, of_page: Bools) -> Bools:
    """Tell which keys have values that vary and are their pages' own: bool, shape (keys,).

    Those at an edge of most pages are not; a sentence of a paragraph may have one value among many words.

    Args:
        rows, traits: of the host.
        keys: number of keys.
        edge: which rows stand between lines that repeat letter by letter, or at an end, bool, shape (rows,).
        of_page: which rows are in a block that only their page has, bool, shape (rows,).
    """
    share, varies = partial(_share, rows), partial(_varies, rows.key, traits, keys=keys, least=SOME)
    amid = _values_vary(rows.key, traits, keys) & (share(edge) < MOST)
    filled = varies(FILLED) & (share(rows.kind == LOOSE) > 0)
    return np.asarray(amid | filled | (varies(COUNTED) & (share(~rows.whole & of_page) >= HALF)))


def _varies(key: Ints, traits: Traits, flag: int, keys: int, least: float, *, each: float = EACH) -> Bools:
    """Tell for which keys a share of the occurrences has values, and enough of these differ."""
    here = traits.flags & flag > 0
    occurrences, having = np.bincount(key, minlength=keys), np.bincount(key[here], minlength=keys)
    distinct = np.bincount(unique_rows(key[here], traits.slot[here])[0], minlength=keys)
    return np.asarray((having >= least * occurrences) & (distinct >= np.maximum(DISTINCT, each * occurrences)))
