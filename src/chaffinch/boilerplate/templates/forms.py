"""Tell which lines of a host are filled in: a form has the same labels and titles on all pages, and other texts.

A line names a value ("Colour: red"), or a title stands above a text ("Habitat"). What is filled in may come from a
small choice, so that the same line stands on many pages; it is of its page all the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.templates.keys import FIELD, LINE, PROSE
from chaffinch.boilerplate.templates.page_positions import Neighbours, Rows
from chaffinch.text import Bools, Ints, tally, unique_rows

__all__ = [
    "DISTINCT",
    "HALF",
    "OWN",
    "alternatives",
    "amid_various",
    "are_titles",
    "beside_own_runs",
    "choices",
    "fields",
    "fills_lines",
    "in_outlines",
    "in_tables",
    "inner_parts",
    "is_form",
    "leads",
    "of_varying_fields",
    "own_fields",
    "runs_of_lines",
    "tariffs",
    "two_values",
]

HALF = 0.5
"""Share of a key's rows, or of the pages of a host, that must show a sign: a majority."""

DISTINCT = 3
"""Different values, at least, of what pages fill in."""

COMMON = 0.75
"""Share of the commonest value behind a label, at most, if pages name different values: a phone number of the site is
on nearly all of them. A judgement."""

CHOICE = 2
"""Values from which on a line of a form is filled in, though few are to choose from."""

OWN = 0.6
"""Different values for each line of a label from which on a value is of its page: a site's own repeats. A judgement."""

BLANK_LINE = 4
"""Bytes between two lines with a blank line between, at most; if there are more, a line without words is there."""

TABLE = 2
"""Lines of a table, at least, with values that vary; the others may say the same on all pages. A judgement."""

FEW_LINES = 4
"""Lines of a refrain, or of what closes a letter, at most. A judgement."""

STANZA = 2
"""Lines that only their page has, at least, of a stanza. A judgement."""

TARIFF, AMOUNTS = (2, 8), 0.25
"""Lines of a tariff, at least and at most, and share of them that give an amount of money, at least. A judgement."""

SECTIONS = 2
"""Titles of sections on one page, at least, if pages are forms: a single line between texts may be a rubric."""

TITLES = 0.25
"""Different lines at the top for each page of a host, at least, if they are titles of the pages: the rubrics of a site
are fewer. A judgement."""


def fields(rows: Rows, exact: npt.NDArray[np.int32], around: Neighbours, number: Bools) -> tuple[Bools, Bools]:
    """Tell which rows are in a line that names a value in words, where pages name different ones.

    Args:
        rows: the rows of the host.
        exact: see `traits.Traits`, int32, shape (rows,).
        number: which rows are fields whose values are numbers alone, bool, shape (rows,).
        around: the blocks around each row.

    Returns:
        That, bool, shape (rows,); and whether the lines above and below are such lines, too, bool, shape (rows,).
    """
    field = np.flatnonzero((rows.kind == FIELD) & ~number)
    key = rows.key[field]
    names = np.zeros(len(rows.key), np.bool_)
    names[around.inside[field]] = _various(key, exact[field], int(rows.key[-1]) + 1, COMMON)[key]
    names &= rows.kind <= PROSE
    between = np.logical_and(*around.has(names))
    known = around.inside >= 0
    return np.asarray(known & names[around.inside]), np.asarray(known & (names & between)[around.inside])


def choices(rows: Rows, exact: npt.NDArray[np.int32], around: Neighbours, names: Bools) -> Bools:
    """Tell which rows are in a line of a form that names one of two values, such as yes and no: bool, shape (rows,).

    Beside a line that names one of several values one of the two may be as rare as it likes.

    Args:
        rows, exact, around: see `fields`.
        names: what `fields` gives, bool, shape (rows,).
    """
    field = np.flatnonzero(rows.kind == FIELD)
    keys = int(rows.key[-1]) + 1
    result = np.zeros(len(rows.key), np.bool_)
    for most, able in ((COMMON, np.ones(len(rows.key), np.bool_)), (1.0, np.logical_or(*around.has(names)))):
        two = _various(rows.key[field], exact[field], keys, most, least=CHOICE)[rows.key[field]]
        result[around.inside[field]] |= two & able[around.inside[field]]
    return np.asarray((around.inside >= 0) & (result & (rows.kind <= PROSE))[around.inside])


def alternatives(
    rows: Rows,
    exact: npt.NDArray[np.int32],
    around: Neighbours,
    joined: Bools,
    kinds: tuple[Bools, Bools, Bools],
) -> Bools:
    """Tell which rows are in a line with alternatives: other pages have other lines right below the same data.

    Below "Serves 4" some pages say "Suitable for vegans", others "Contains eggs". Below a date, where a site names the
    rubrics of its pages, too, one of the alternatives must have a value: "Free admission", "5 €". A line without a
    word is no block: it is known by the gap that it leaves.

    Args:
        rows, exact, around: see `fields`.
        joined: which rows have no blank line above them, bool, shape (rows,).
        kinds: which rows have a value; which have values that vary, and which dates: bool, shape (rows,).
    """
    valued, data, dates = kinds
    short = rows.kind == LINE
    block = np.flatnonzero(short & joined & (around.above >= 0))
    head = around.above[block]
    gaps = np.flatnonzero(short & (data | dates) & (around.below >= 0) & ~joined[around.below])
    bare = gaps[rows.start[around.below[gaps]] - rows.stop[gaps] > BLANK_LINE]
    place, keys = rows.key[np.concatenate((head, bare))], int(rows.key[-1]) + 1
    various = _various(place, np.concatenate((exact[block], bare.astype(np.int32))), keys, COMMON)
    priced = np.bincount(rows.key[np.concatenate((head[valued[block]], bare))], minlength=keys) > 0
    result = np.zeros(len(rows.key), np.bool_)
    result[block] = various[rows.key[head]] & (data[head] | (dates[head] & priced[rows.key[head]]))
    return np.asarray((rows.inside >= 0) & result[rows.inside])


def in_tables(
    rows: Rows, exact: npt.NDArray[np.int32], around: Neighbours, runs: Ints, data: Bools, own: Bools
) -> tuple[Bools, Bools]:
    """Tell which rows are in a table: in lines without a blank line between, of which several name values that vary.

    The other lines may say the same on all pages ("Warranty: 2 years", "1 pinch of salt"); a footer stands apart by a
    blank line.

    Args:
        rows, exact, around: see `fields`.
        runs: see `runs_of_lines`, int64, shape (blocks,).
        data: which rows have numbers that vary, bool, shape (rows,).
        own: which rows are text of one page, bool, shape (rows,); beside a line that names a value they count as one.

    Returns:
        That, and which of these rows are in a line that names a value that varies: bool, shape (rows,).
    """
    field = np.flatnonzero(rows.kind == FIELD)
    key = rows.key[field]
    various = _various(key, exact[field], int(rows.key[-1]) + 1, COMMON)[key]
    varies = np.zeros(len(rows.key), np.bool_)
    varies[around.inside[field[various]]] = True
    block, short = rows.blocks, rows.kind != PROSE
    values = np.bincount(runs, (varies | data)[block])
    others = np.bincount(runs, (own & short & ~(varies | data))[block])
    inside = ((values >= 1) & (values + others >= TABLE))[runs]
    result = np.zeros(len(rows.key), np.bool_)
    result[block] = inside & short[block]
    known = around.inside >= 0
    return np.asarray(known & result[around.inside]), np.asarray(known & (result & (varies | data))[around.inside])


def tariffs(rows: Rows, runs: Ints, amount: Bools) -> Bools:
    """Tell which rows are in a few lines without a blank line between, some of which give an amount of money.

    The fares of one company and the menus of one house are the same on all pages: bool, shape (rows,).

    Args:
        rows, runs: see `in_tables`.
        amount: which rows give an amount of money, bool, shape (rows,).
    """
    size, amounts = np.bincount(runs), np.bincount(runs, amount[rows.blocks])
    found = (size >= TARIFF[0]) & (size <= TARIFF[1]) & (amounts >= AMOUNTS * size) & (amounts > 0)
    return _inside(rows, found[runs])


def of_varying_fields(rows: Rows, runs: Ints, varies: Bools) -> Bools:
    """Tell which rows are in lines without a blank line between that all name values, one of which varies.

    Args:
        rows, runs: see `in_tables`.
        varies: which rows are in a line that names one of several values, bool, shape (rows,).

    Returns:
        Bool, shape (rows,).
    """
    field = np.zeros(len(rows.key), np.bool_)
    field[rows.inside[rows.kind == FIELD]] = True
    block = rows.blocks
    able = (np.bincount(runs, ~field[block]) == 0) & (np.bincount(runs, varies[block]) > 0)
    return _inside(rows, able[runs])


def beside_own_runs(rows: Rows, runs: Ints, text: Ints, brief: Bools) -> tuple[Bools, Bools]:
    """Tell which rows are in a few short lines, without a blank line between, beside lines that only their page has.

    Those lines are a paragraph or a stanza: a long line, or several. Lines of one stanza with several such are beside
    them, too, unless it is the last of the page.

    Args:
        rows: the rows of the host.
        runs: see `runs_of_lines`.
        text: which rows are text of one page: 2 for long ones, 1 for others, else 0, int64, shape (rows,).
        brief: which rows are short, bool, shape (rows,).

    Returns:
        Which rows have such lines above and below, and which have them only above: bool, shape (rows,).
    """
    block, run = rows.blocks, runs
    if not len(block):
        return np.zeros(len(rows.key), np.bool_), np.zeros(len(rows.key), np.bool_)
    size, page = np.bincount(run), rows.page[block[np.flatnonzero(np.append(True, run[1:] != run[:-1]))]]
    mine, weight = np.bincount(run, text[block] > 0), np.bincount(run, text[block])
    own = (mine == size) & (weight > 1)
    able = (mine == 0) & (size <= FEW_LINES) & (np.bincount(run, brief[block]) == size)
    same = page[1:] == page[:-1]
    above, below = np.append(False, own[:-1] & same), np.append(own[1:] & same, False)
    stanza = (
        (mine >= STANZA) & (mine >= HALF * size) & (np.bincount(run, brief[block]) == size) & np.append(same, False)
    )
    found = ((able & above & below) | stanza, able & above & ~below)
    return _inside(rows, found[0][run]), _inside(rows, found[1][run])


def _inside(rows: Rows, good: Bools) -> Bools:
    """Tell which rows are inside of blocks that are good: bool, shape (rows,), of bool, shape (blocks,)."""
    result = np.zeros(len(rows.key), np.bool_)
    result[rows.blocks] = good
    return np.asarray((rows.inside >= 0) & result[rows.inside])


def runs_of_lines(rows: Rows, around: Neighbours, joined: Bools) -> Ints:
    """Number the runs of lines: without a blank line between, and no paragraph beside another line.

    Args:
        rows: the rows of the host.
        around: the blocks around each row.
        joined: which rows have no blank line above them, bool, shape (rows,).

    Returns:
        The run of each of ``rows.blocks``, from 0, int64, shape (blocks,).
    """
    block = rows.blocks
    above, short = around.above[block], rows.kind != PROSE
    return np.cumsum(~(short[block] & joined[block] & (above >= 0) & short[above])) - 1


def inner_parts(rows: Rows, runs: Ints, content: Bools, title: Bools, phrase: Bools) -> Bools:
    """Tell which rows are in a run of lines that belongs to what a page fills in, though all pages may have it.

    That is a run with such a line, unless it is the last of the page; one between two such runs; and one between the
    last of them and a footer, if it is a closing word ("Amen."), or has a title as another run has above a footer that
    is one run.

    Args:
        rows, runs: see `in_tables`.
        content: which rows are filled in, or are text of one page, bool, shape (rows,).
        title: which rows may be titles, bool, shape (rows,).
        phrase: which rows are a few words with a stop, bool, shape (rows,).
    """
    block = rows.blocks
    result = np.zeros(len(rows.key), np.bool_)
    if not len(block):
        return result
    begin = np.flatnonzero(np.append(True, runs[1:] != runs[:-1]))
    size, number = np.bincount(runs), np.arange(len(begin))
    page, filled = rows.page[block[begin]], np.bincount(runs, content[block]) > 0
    first, last = np.full((2, rows.pages), -1)
    some = np.flatnonzero(filled)
    last[page[some]] = some
    first[page[some[::-1]]] = some[::-1]
    final = np.zeros(rows.pages, np.int64)
    final[page] = number
    headed = title[block[begin]] & (size > 1)
    of_sections = np.bincount(page[headed & filled], minlength=rows.pages) > 0
    closing = (number == last[page] + 1) & (number < final[page])
    closing &= ((final[page] == number + 1) & headed & of_sections[page]) | ((size == 1) & phrase[block[begin]])
    inner = (first[page] >= 0) & (number > first[page]) & (number < final[page]) & ((number <= last[page]) | closing)
    result[block] = (inner | (filled & (number < final[page])))[runs]
    return result


def own_fields(rows: Rows, exact: npt.NDArray[np.int32], around: Neighbours, number: Bools) -> Bools:
    """Tell which rows are in a line that names a number that hardly any other page has: bool, shape (rows,).

    Args:
        rows, exact, around: see `fields`.
        number: as in `fields`, bool, shape (rows,).
    """
    field = np.flatnonzero((rows.kind == FIELD) & number)
    if not len(field):
        return np.zeros(len(rows.key), np.bool_)
    key, keys = rows.key[field], int(rows.key[-1]) + 1
    different = np.bincount(unique_rows(key, exact[field])[0], minlength=keys)
    own = (different >= OWN * np.bincount(key, minlength=keys)) & _various(key, exact[field], keys, HALF)
    result = np.zeros(len(rows.key), np.bool_)
    result[around.inside[field]] = own[key]
    return np.asarray((around.inside >= 0) & (result & (rows.kind <= PROSE))[around.inside])


def amid_various(
    rows: Rows, exact: npt.NDArray[np.int32], around: Neighbours, keys: int, data: Bools
) -> tuple[Bools, Bools]:
    """Tell which keys have various blocks above them, and which have various ones below: bool, shape (keys,).

    Args:
        rows, exact, around: see `fields`.
        keys: number of keys.
        data: which rows have numbers that vary: most pages may have the same one, bool, shape (rows,).
    """
    block = np.flatnonzero(rows.kind <= PROSE)
    value = np.where(data, np.arange(len(data), dtype=np.int32), exact)
    found = []
    for other in (around.above[block], around.below[block]):
        there = other >= 0
        found.append(_various(rows.key[block[there]], value[other[there]], keys, HALF))
    return found[0], found[1]


def in_outlines(rows: Rows, ordinal: Bools, own: Bools) -> Bools:
    """Tell which rows are items with a number beside an item of one page: an outline has the same items on all pages.

    Args:
        rows: the rows of the host.
        ordinal: which rows are blocks that begin with the number of an item, bool, shape (rows,).
        own: which rows are text of one page, bool, shape (rows,).
    """
    block = rows.blocks[ordinal[rows.blocks]]
    beside = np.zeros(len(block), np.bool_)
    same = rows.page[block[1:]] == rows.page[block[:-1]]
    beside[1:] |= same & own[block[:-1]]
    beside[:-1] |= same & own[block[1:]]
    result = np.zeros(len(rows.key), np.bool_)
    result[block] = beside & ~own[block]
    return result


def leads(around: Neighbours, own: Bools, joined: Bools) -> Bools:
    """Tell which rows are above a line below which own text follows, all without a blank line: bool, shape (rows,).

    Args:
        around: the blocks around each row.
        own: which rows are text of one page, bool, shape (rows,).
        joined: which rows have no blank line above them, bool, shape (rows,).
    """
    below = around.below
    second = np.where(below >= 0, below[below], -1)
    return np.asarray((second >= 0) & joined[below] & joined[second] & own[second])


def is_form(rows: Rows, section: Bools, names: Bools, looked: int) -> bool:
    """Tell whether the pages of a host are filled-in forms: with several titles of sections, or lines that name values.

    Args:
        rows: the rows of the host.
        section: which keys are titles of sections, bool, shape (keys,).
        names: which rows are in a line that names a value, bool, shape (rows,).
        looked: pages that were looked at.
    """
    title = np.flatnonzero(section[rows.key] & (rows.kind <= PROSE))
    page, _ = unique_rows(rows.page[title], rows.key[title])
    several = int(np.count_nonzero(np.bincount(page) >= SECTIONS))
    return max(several, len(np.unique(rows.page[names]))) >= HALF * looked


def fills_lines(rows: Rows, content: Bools) -> bool:
    """Tell whether what pages fill in is lines rather than paragraphs: a form, not an article with its bylines.

    Args:
        rows: the rows of the host.
        content: which rows are filled in, or are text of one page, bool, shape (rows,).
    """
    lines, paragraphs = (int(np.count_nonzero(content & some)) for some in (rows.kind < PROSE, rows.kind == PROSE))
    return lines > paragraphs


def are_titles(exact: npt.NDArray[np.int32]) -> bool:
    """Tell whether the lines at the top of the pages of a host are titles.

    Args:
        exact: a hash of each, int32, shape (pages,).
    """
    return len(np.unique(exact)) >= max(DISTINCT, TITLES * len(exact))


def two_values(key: Ints, value: npt.NDArray[np.int32], keys: int) -> Bools:
    """Tell which keys have two values, and one of them on `COMMON` of their rows at most: bool, shape (keys,)."""
    return _various(key, value, keys, COMMON, least=CHOICE)


def _various(key: Ints, value: npt.NDArray[np.int32], keys: int, most: float, *, least: int = DISTINCT) -> Bools:
    """Tell which keys have so many values or more, and none with a greater share of their rows: bool, (keys,)."""
    some, number = tally(key, value)
    largest = np.zeros(keys, np.int64)
    np.maximum.at(largest, key[some], number)
    different = np.bincount(key[some], minlength=keys)
    return np.asarray((different >= least) & (largest <= most * np.bincount(key, minlength=keys)))
