"""The words of blocks as integers, and the share of each block that another text contains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from chaffinch.text import Floats, Ints

__all__ = ["Words", "covered"]

# Chinese and Japanese have no spaces: there each character counts as a word.
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
_GRAM = 3  # words in a row by which texts are compared
_BITS = 21  # of a word's integer: three fit into the 63 of an int64


@dataclass(frozen=True, slots=True, eq=False)
class Words:
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
        found = [_WORD.findall(text.casefold()) for text in texts]
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
