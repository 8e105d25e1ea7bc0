"""Find what pages repeat letter by letter, and the lines with which several of them end so: a signature, a footer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.templates.page_positions import Rows
from chaffinch.text import Bools

__all__ = ["MIXED", "chained", "verbatim"]


VERBATIM = 3
"""Occurrences from which on a line counts as repeated letter by letter."""

CHAIN, CHAIN_BYTES = (3, 12), 100
"""Lines, at least and at most, and bytes, at least, with which pages end letter by letter alike: a signature, a note on
the author, a footer. Authors end with the same line or two, not with the same three; a longer end is that of a copy."""

CHAIN_PAGES, CHAIN_SHARE = 5, 0.8
"""Pages, at least, and share of all pages, that end alike, from which on the lines may have any length. Judgements."""

MIXED = np.uint64(0x9E3779B97F4A7C15)
"""What hashes of lines are multiplied by before they are added: odd, so no power of it is 0; from the golden ratio."""


def verbatim(exact: npt.NDArray[np.int32], block: Bools) -> Bools:
    """Tell which blocks occur letter by letter `VERBATIM` times or more.

    Args:
        exact: hashes of the letters, int32, shape (rows,).
        block: which rows are blocks, bool, shape (rows,).

    Returns:
        bool, shape (rows,).
    """
    _, index, number = np.unique(exact[block], return_inverse=True, return_counts=True)
    result = np.zeros(len(exact), np.bool_)
    result[block] = number[index] >= VERBATIM
    return result


def chained(rows: Rows, exact: npt.NDArray[np.int32], joined: Bools) -> tuple[Bools, Bools]:
    """Tell which rows are in lines with which several pages end, letter by letter alike, below other lines.

    Lines right below others, above a blank line, are of these others: the last step of a guide is the same on all
    pages. Without a blank line nothing tells where the end of a page begins.

    Args:
        rows: the rows of the host.
        exact: see `traits.Traits`, int32, shape (rows,).
        joined: which rows have no blank line above them, bool, shape (rows,).

    Returns:
        That, for lines of `CHAIN_BYTES`, bool, shape (rows,); and the same for lines with which nearly all pages end.
    """
    block = rows.blocks
    page, count = rows.page[block], len(block)
    last = np.searchsorted(page, page, side="right") - 1
    behind = last - np.arange(count)
    value = (exact[block].astype(np.int64).view(np.uint64) + np.uint64(1)) * np.power(MIXED, behind.astype(np.uint64))
    total = np.append(np.cumsum(value[::-1])[::-1], np.uint64(0))
    end = total[:-1] - total[last + 1]  # of all lines from each one to the end of its page
    able = (behind + 1 >= CHAIN[0]) & (behind < CHAIN[1]) & (np.searchsorted(page, page) < np.arange(count))
    long = rows.stop[block[last]] - rows.start[block] >= CHAIN_BYTES
    _, index, number = np.unique(end, return_inverse=True, return_counts=True)
    most = max(CHAIN_PAGES, CHAIN_SHARE * rows.pages)

    def closing(good: Bools) -> Bools:
        head = np.flatnonzero(able & good)
        begin = np.full(rows.pages, count)
        np.minimum.at(begin, page[head], head)
        apart = np.append(np.flatnonzero(~joined[block]), count)
        gap = apart[np.searchsorted(apart, begin)]  # the first line of each end that has a blank line above it
        begin = np.where(np.append(page, -1)[np.minimum(gap, count)] == np.arange(rows.pages), gap, begin)
        chain = np.zeros(len(rows.key), np.bool_)
        chain[block] = np.arange(count) >= begin[page]
        return np.asarray((rows.inside >= 0) & chain[rows.inside])

    return closing(long & (number[index] >= VERBATIM)), closing(number[index] >= most)
