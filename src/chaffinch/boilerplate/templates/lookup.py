"""Look up keys of templates in bulk, and find blocks that are nearly those of a template.

Some words of a template vary from page to page. So a block belongs to a template, too, if most of its words are in
three-word shingles of the template.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.boilerplate.templates.keys import SENTENCE_WORDS, SHINGLE, Reading, Runs, keyed
from chaffinch.text import Hashes, Ints

__all__ = ["Lookup", "near"]


SPARE = 16
"""Bits of the filter for each key. Most keys of a text are in no template; one look excludes them."""

SMALLEST = 1 << 16
"""Bits of the filter at least."""


class Lookup(Struct, frozen=True):
    """Sorted keys with a value each, and a filter that is true at the low bits of every key.

    Attributes:
        key: int64, shape (keys,), ascending.
        value: int32, shape (keys,).
        seen: the filter, bool; its length is a power of two.

    >>> table = Lookup.of(np.array([9, -3, 9]), np.array([5, 1, 4]))
    >>> table.find(np.array([-3, 9, 7])).tolist()
    [1, 4, -1]
    """

    key: Ints
    value: npt.NDArray[np.int32]
    seen: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, key: Ints, value: Ints | npt.NDArray[np.int32]) -> Lookup:
        """Make a table of keys, int64, and values, int64 or int32, shape (keys,); a key keeps its smallest value."""
        order = np.lexsort((value, key))
        key, value = key[order].astype(np.int64), value[order]
        first = np.append(True, key[1:] != key[:-1])[: len(key)]
        key, value = key[first], value[first]
        seen = np.zeros(max(SMALLEST, 1 << (SPARE * len(key)).bit_length()), np.bool_)
        seen[key & (len(seen) - 1)] = True
        return cls(key, value.astype(np.int32), seen)

    def find(self, key: Ints) -> Ints:
        """Give the value of each key, int64, shape (keys,); -1 for a key that is not in the table."""
        result = np.full(len(key), -1)
        maybe = np.flatnonzero(self.seen.take(key & (len(self.seen) - 1)))
        if len(maybe):
            asked = key.take(maybe)
            place = np.minimum(np.searchsorted(self.key, asked), len(self.key) - 1)
            result[maybe] = np.where(self.key.take(place) == asked, self.value.take(place), -1)
        return result


ALL = 0.6
"""Share of the words of a block that its template covers, at least."""

PLAIN, SOME, PLAINS = 0.5, 0.3, 4
"""The same where names vary: share of the words without a capital, and of all; if so many have none."""

GAP_LEAST, GAP_SHARE, GAP_MOST = 4, 0.4, 9
"""Words in a row that a template may leave uncovered: this share of the block, at least and at most so many. A longer
run is the page's own."""

WORDS = 5
"""Words that a template covers in any case: three or four common words in a row are chance."""


def near(reading: Reading, host: Hashes, which: npt.NDArray[np.bool_], shingles: Lookup) -> tuple[Ints, Ints, Runs]:
    """Find blocks most words of which are covered by shingles of their host's templates.

    Args:
        reading: the batch.
        host: the hash of the host of each block, uint64, shape (blocks,).
        which: mask of the blocks to look at, shape (blocks,).
        shingles: the shingles of the templates, bound to their hosts.

    Returns:
        Indices of the blocks found, and the value of most shingles of each, both int64, shape (found,); and the
        sentences of the other blocks that have a shingle of a template, since a single sentence may be a template.
    """
    value, word, block = reading.shingles(which)
    row = shingles.find(keyed(value, host, SHINGLE, block))
    hit = np.flatnonzero(row >= 0)
    if not len(hit):
        return hit, hit, reading.sentences(np.zeros(len(which), np.bool_))
    word, block, row = word[hit], block[hit], row[hit]
    chosen, index = np.unique(block, return_inverse=True)
    word, first = np.unique(np.concatenate((word, word + 1, word + 2)), return_index=True)
    parts = reading.sentences(np.isin(reading.blocks.block, chosen))
    parts = parts.take(parts.size >= SENTENCE_WORDS)
    close = _covered(reading, chosen, word, np.tile(index, 3)[first])
    own = np.searchsorted(word, parts.hi) == np.searchsorted(word, parts.lo)
    close &= ~np.isin(chosen, parts.block[own])  # a sentence without a covered word is the page's own
    return chosen[close], _most(block, row)[close], parts.take(~np.isin(parts.block, chosen[close]))


def _covered(reading: Reading, chosen: Ints, word: Ints, owner: Ints) -> npt.NDArray[np.bool_]:
    """Tell which of the chosen blocks the words cover well enough; ``owner`` is the index in ``chosen`` of a word."""
    plain = ~reading.words.capital
    every, small = (np.bincount(o, minlength=len(chosen)) for o in (owner, owner[plain[word]]))
    total = np.concatenate(([0], np.cumsum(plain)))
    lo, hi = reading.blocks.lo[chosen], reading.blocks.hi[chosen]
    size, smalls = hi - lo, total[hi] - total[lo]
    named = (every >= SOME * size) & (small >= PLAIN * smalls) & (smalls >= PLAINS)
    most = np.maximum(GAP_LEAST, GAP_SHARE * size).clip(max=GAP_MOST)
    return np.asarray((every >= WORDS) & (named | (every >= ALL * size)) & (_gaps(word, owner, lo, hi) <= most))


def _gaps(word: Ints, owner: Ints, lo: Ints, hi: Ints) -> Ints:
    """Give the longest run of words in each range that are not among the given ones, which are sorted."""
    longest = np.zeros(len(lo), np.int64)
    before = np.append(-1, word)[:-1]
    before = np.where(np.append(True, owner[1:] != owner[:-1])[: len(owner)], lo[owner] - 1, before)
    after = np.where(np.append(owner[1:] != owner[:-1], True)[: len(owner)], hi[owner], word + 1)
    np.maximum.at(longest, owner, np.maximum(word - before, after - word) - 1)
    return longest


def _most(block: Ints, row: Ints) -> Ints:
    """Give for each block, in order, the row that it has most often; the smallest of several."""
    order = np.lexsort((row, block))
    block, row = block[order], row[order]
    begin = np.flatnonzero(np.append(True, (block[1:] != block[:-1]) | (row[1:] != row[:-1]))[: len(block)])
    size = np.diff(np.append(begin, len(block)))
    block, row = block[begin], row[begin]
    best = np.lexsort((row, -size, block))
    first = np.append(True, block[best][1:] != block[best][:-1])[: len(block)]
    return np.asarray(row[best][first])
