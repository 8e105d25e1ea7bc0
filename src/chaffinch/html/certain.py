"""Tell the parts of a page that its markup alone shows to be text or no text, however likely the model finds them."""

from __future__ import annotations

import re

import numpy as np

from chaffinch.html.blocks import Blocks
from chaffinch.html.parts import parts
from chaffinch.html.tags import CODES, UNNAMED
from chaffinch.text import Bools, Floats

__all__ = ["cell_menus", "footnotes", "unseen"]

# Classes of the list of footnotes as pandoc, kramdown, GitHub, WordPress and others write it; one "footnote" alone is
# as often a line of prices or rights.
_NOTES = re.compile(r"(?<![a-z])(?:foot|end)-?notes(?![a-z])")
_CELL = (CODES["td"], CODES["th"])
_MENU_LINKS = 3  # links of a cell that is a menu, at least
_LINKED = 0.9  # share of the words of such a cell in links, at least
_COLUMN = 3  # blocks of the cell beside it that holds the text, at least
_MOST = 0.5  # share of the words of the page: of that cell at least; of what is not seen at most
_PLAIN = 0.3  # share of the words of that cell in links, at most


def footnotes(blocks: Blocks, kept: Bools) -> Bools:
    """Tell which blocks are footnotes of the kept text: below some of it, in an element whose class says so.

    Not those in a part of the page that is no text, such as the footer.

    Args:
        blocks: those of a page.
        kept: which of them are its text. bool, shape (blocks,)

    Returns:
        bool, shape (blocks,)

    >>> from lxml import html
    >>> from chaffinch.html.blocks import walk
    >>> page = walk(html.fromstring("<div><p>High water<p>Ad<ol class=footnotes><li>At Harnby.</ol></div>"))
    >>> footnotes(page, np.array([True, False, False])).tolist()
    [False, False, True]
    """
    e, found = blocks.elements, np.zeros(len(blocks), np.bool_)
    named = np.array([_NOTES.search(name.lower()) is not None for _, name in e.kinds] + [False], np.bool_)
    for at in np.flatnonzero(named[e.kind]).tolist():
        if kept[e.start[e.parent[at]] : e.start[at]].any():
            found[e.start[at] : e.stop[at]] = True
    return found & np.array([part == "" for part in parts(blocks)], np.bool_) if found.any() else found


def unseen(blocks: Blocks, words: Floats) -> Bools:
    """Tell which blocks no reader sees: in an element that is hidden and has no name by which a script could show it.

    None where these are most of a page, which some script shows then.

    Args:
        blocks: those of a page.
        words: how many each has. float64, shape (blocks,)

    Returns:
        bool, shape (blocks,)

    >>> from lxml import html
    >>> from chaffinch.html.blocks import walk
    >>> page = walk(html.fromstring("<div><p>High water at six<p hidden>Draft<p hidden id=more>And at noon</div>"))
    >>> unseen(page, np.array([4.0, 1.0, 3.0])).tolist()
    [False, True, False]
    """
    found = _inside(blocks, (blocks.elements.labels & UNNAMED) > 0)
    return found if words[found].sum() <= _MOST * words.sum() else np.zeros(len(blocks), np.bool_)


def cell_menus(blocks: Blocks, words: Floats, linked: Floats) -> Bools:
    """Tell which blocks are a menu in a cell of a table that lays out the page: links only, beside the text.

    Args:
        blocks: those of a page.
        words: how many each has. float64, shape (blocks,)
        linked: how many of these are in links. float64, shape (blocks,)

    Returns:
        bool, shape (blocks,)
    """
    e = blocks.elements
    cell = np.isin(e.tag, _CELL)
    if not cell.any():
        return np.zeros(len(blocks), np.bool_)
    total, of_links, number = (_within(blocks, of) for of in (words, linked, blocks.links.astype(np.float64)))
    menu = cell & (number >= _MENU_LINKS) & (of_links >= _LINKED * total) & (total > 0)
    text = cell & (e.stop - e.start >= _COLUMN) & (total >= _MOST * words.sum()) & (of_links <= _PLAIN * total)
    return _inside(blocks, menu & np.isin(e.parent, e.parent[text]))


def _within(blocks: Blocks, values: Floats) -> Floats:
    """Give the sum of values of blocks in each element."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(sums[blocks.elements.stop] - sums[blocks.elements.start])


def _inside(blocks: Blocks, chosen: Bools) -> Bools:
    """Tell which blocks are in one of the chosen elements."""
    e, found = blocks.elements, np.zeros(len(blocks), np.bool_)
    for at in np.flatnonzero(chosen).tolist():
        found[e.start[at] : e.stop[at]] = True
    return found
