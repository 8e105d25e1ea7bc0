"""The words of blocks as integers, and the share of each block that another text contains or is aligned with.

Which words an extracted text has taken cannot be found by looking for them anywhere in it: headlines of other pages,
copies of the title and teasers repeat words of the text. Words that are aligned keep their order: first rows of five
words that page and text have once each, then, between these, shorter rows and single words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import chain, pairwise

import numpy as np
from msgspec import Struct

from chaffinch.text import Bools, Floats, Ints

__all__ = ["Words", "aligned_share", "covered"]

# Chinese and Japanese have no spaces: there each character counts as a word.
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
# ASCII in lower case, and a space for what is in no word.
_LOWER = bytes(ord(chr(i).lower()) if chr(i).isalnum() else ord(" ") for i in range(128)).ljust(256)
_GRAM = 3  # words in a row by which texts are compared
_BITS = 21  # of a word's integer: three fit into the 63 of an int64
_ROWS = (5, 3, 2)  # words in a row that must be unique on either side, in turn; five seldom meet by chance
_LARGEST = 1 << 13  # pairs of words of a gap that is compared word by word; more take longer than they are worth
_BASE = 0x9E3779B97F4A7C15  # golden ratio: factor of the hash of a row of words


class Words(Struct, frozen=True, eq=False):
    """The words of some texts, in order, as integers.

    Attributes:
        number: one integer for each word, equal for equal words. int64, shape (words,)
        offset: where the words of each text begin, and the end of the last. int64, shape (texts + 1,)
        known: the integer of each word.
    """

    number: Ints
    offset: Ints
    known: dict[str, int]

    @classmethod
    def of(cls, texts: Sequence[str], known: dict[str, int] | None = None) -> Words:
        """Split texts into words; pass ``known`` of other texts to give equal words equal integers.

        >>> words = Words.of(["High water at six.", "", "At six!"])
        >>> words.number.tolist(), words.offset.tolist(), words.count.tolist()
        ([0, 1, 2, 3, 2, 3], [0, 4, 4, 6], [4, 0, 2])
        """
        known = {} if known is None else known
        found = [_words(text) for text in texts]
        offset = np.zeros(len(found) + 1, np.int64)
        np.cumsum([len(f) for f in found], out=offset[1:])
        numbers = [known.setdefault(word, len(known)) for word in chain.from_iterable(found)]
        return cls(np.array(numbers, np.int64), offset, known)

    @property
    def count(self) -> Ints:
        """How many words each text has. int64, shape (texts,)."""
        return np.diff(self.offset)

    def grams(self) -> Ints:
        """Give every three words in a row as one integer. int64, shape (max(words - 2, 0),)."""
        n = self.number
        return (n[:-2] << 2 * _BITS) | (n[1:-1] << _BITS) | n[2:]

    def lines(self) -> list[bytes]:
        """Give the words of each text as bytes, which are equal for equal words."""
        return [self.number[a:b].tobytes() for a, b in pairwise(self.offset.tolist())]


def _words(text: str) -> list[str]:
    """Split a text into its words; in ASCII, as most texts are, without the pattern, which takes thrice as long.

    >>> _words("At_6 AM"), _words("Ä 6")
    (['at', '6', 'am'], ['ä', '6'])
    """
    if text.isascii():
        return text.encode().translate(_LOWER).decode().split()
    return _WORD.findall(text.casefold())


def covered(words: Words, other: Words) -> Floats:
    """Give the share of each text's words that are in a 3-gram of words which other texts have too.

    The 3-grams run on from text to text. A text that equals another one is covered, however short it is.

    Args:
        words: the texts to be covered.
        other: the other texts, split with ``known`` of ``words``.

    Returns:
        float64, shape (texts,); 0 for a text without words.

    >>> page = Words.of(["Menu", "High water at six today", "Ferry"])
    >>> covered(page, Words.of(["It was high water at six", "Ferry"], page.known)).tolist()
    [0.0, 0.8, 1.0]
    """
    hit = np.isin(words.grams(), np.unique(other.grams()))
    word = np.zeros(len(words.number) + 1, np.int64)
    for shift in range(_GRAM if len(hit) else 0):
        word[shift : shift + len(hit)] |= hit
    total = np.concatenate([[0], np.cumsum(word[:-1])])
    count = words.count
    share = (total[words.offset[1:]] - total[words.offset[:-1]]) / np.maximum(count, 1)
    whole = set(other.lines())
    same = np.array([line in whole for line in words.lines()], np.bool_)
    return np.where(same & (count > 0), 1.0, share)


def aligned_share(page: Words, text: Ints) -> Floats:
    """Give the share of each block's words that are aligned with a text, in order.

    Args:
        page: the words of the blocks.
        text: the words of the text, with the integers of ``page.known``. int64, shape (words,)

    Returns:
        float64, shape (blocks,); 0 for a block without words.

    >>> page = Words.of(["Ferry to run", "Home", "The ferry is late today", "Ferry to run"])
    >>> aligned_share(page, Words.of(["Ferry to run", "The ferry is late today"], page.known).number).tolist()
    [1.0, 0.0, 1.0, 0.0]
    """
    hit = np.zeros(len(page.number) + 1, np.int64)
    hit[1:] = np.cumsum(_aligned(page.number, text))
    return np.asarray((hit[page.offset[1:]] - hit[page.offset[:-1]]) / np.maximum(page.count, 1))


def _aligned(page: Ints, text: Ints) -> Bools:
    """Tell which words of a page are aligned with a text: bool, shape (words,)."""
    match = np.full(len(page), -1, np.int64)  # the position in the text of each word of the page
    for row in _ROWS:
        for a, b, c, d in _gaps(match, len(text)):
            if (b - a) * (d - c) > _LARGEST:
                _join(page, text, match, (a, b, c, d), row)
    for gap in _gaps(match, len(text)):
        _compare(page, text, match, gap)
    return match >= 0


def _gaps(match: Ints, size: int) -> list[tuple[int, int, int, int]]:
    """Give the ranges of page and text between aligned words, where neither is empty."""
    at = np.flatnonzero(match >= 0)
    left = np.concatenate([[-1], at, [len(match)]])
    right = np.concatenate([[-1], match[at], [size]])
    some = np.flatnonzero((np.diff(left) > 1) & (np.diff(right) > 1)).tolist()
    return [(int(left[i]) + 1, int(left[i + 1]), int(right[i]) + 1, int(right[i + 1])) for i in some]


def _join(page: Ints, text: Ints, match: Ints, gap: tuple[int, int, int, int], row: int) -> None:
    """Align rows of words that are unique on both sides of a gap, and the equal words beside them."""
    a, b, c, d = gap
    if min(b - a, d - c) < row:
        return
    here, there = _unique(page[a:b], row), _unique(text[c:d], row)
    common, i, j = np.intersect1d(here[0], there[0], assume_unique=True, return_indices=True)
    if not len(common):
        return
    left, right = here[1][i], there[1][j]
    order = np.argsort(left, kind="stable")
    chain = _increasing(right[order])
    low = (a, c)
    for x, y in zip((a + left[order][chain]).tolist(), (c + right[order][chain]).tolist(), strict=True):
        if x >= low[0] and y >= low[1]:
            low = _grow(page, text, match, (low, (b, d)), (x, y))


def _unique(words: Ints, row: int) -> tuple[Ints, Ints]:
    """Hash every row of words; give the hashes that occur once, ascending, and where each is."""
    size = len(words) - row + 1
    total = np.zeros(size, np.uint64)
    for shift in range(row):
        total = total * np.uint64(_BASE) + words[shift : shift + size].astype(np.uint64) + np.uint64(1)
    value, first, count = np.unique(total.view(np.int64), return_index=True, return_counts=True)
    return value[count == 1], first[count == 1]


def _increasing(values: Ints) -> Ints:
    """Give the indices of a longest increasing run of different values, by patience sorting.

    >>> _increasing(np.array([4, 1, 2, 9, 3])).tolist()
    [1, 2, 4]
    """
    tails: list[int] = []
    ends: list[int] = []
    before = np.full(len(values), -1, np.int64)
    for i, value in enumerate(values.tolist()):
        place = bisect_left(tails, value)
        before[i] = ends[place - 1] if place else -1
        tails[place : place + 1] = [value]
        ends[place : place + 1] = [i]
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(at)
        at = int(before[at])
    return np.array(chain[::-1], np.int64)


def _grow(
    page: Ints, text: Ints, match: Ints, gap: tuple[tuple[int, int], tuple[int, int]], at: tuple[int, int]
) -> tuple[int, int]:
    """Align equal words on both sides of a position, as long as they are equal; give where they end."""
    (a, c), (b, d) = gap
    x, y = at
    while x > a and y > c and page[x - 1] == text[y - 1]:
        x, y = x - 1, y - 1
    i, j = at
    while i < b and j < d and page[i] == text[j]:
        i, j = i + 1, j + 1
    match[x:i] = np.arange(y, j)
    return i, j


def _compare(page: Ints, text: Ints, match: Ints, gap: tuple[int, int, int, int]) -> None:
    """Align what is left of a gap word by word; the first gap from its end, since menus are above the text."""
    a, b, c, d = gap
    if (b - a) * (d - c) > _LARGEST:
        return
    here, there = page[a:b].tolist(), text[c:d].tolist()
    backwards = c == 0
    if backwards:
        here, there = here[::-1], there[::-1]
    for x, y, size in SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks():
        if size and backwards:
            match[b - x - size : b - x] = np.arange(d - y - size, d - y)
        elif size:
            match[a + x : a + x + size] = np.arange(c + y, c + y + size)
