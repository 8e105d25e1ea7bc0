"""A set of 64-bit keys with a value each, looked up in bulk.

Units that are nearly those of a template: most of their words stand as they do there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.templates.keys import SENTENCE_WORDS, SHINGLE, Reading, Runs, keyed
from chaffinch.text import Hashes, Ints

__all__ = ["Lookup", "near"]


SPARE = 16  # bits of the filter for each key: most keys of a text are in no template, and one look tells so
SMALLEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Lookup:
    """Keys, sorted, with a value each, and a filter that is true at the low bits of every key.

    >>> table = Lookup.of(np.array([9, -3, 9]), np.array([5, 1, 4]))
    >>> table.find(np.array([-3, 9, 7])).tolist()
    [1, 4, -1]
    """

    key: Ints
    value: npt.NDArray[np.int32]
    seen: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, key: Ints, value: Ints | npt.NDArray[np.int32]) -> Lookup:
        """Make one; of several values of one key the smallest counts."""
        order = np.lexsort((value, key))
        key, value = key[order].astype(np.int64), value[order]
        first = np.append(True, key[1:] != key[:-1])[: len(key)]
        key, value = key[first], value[first]
        seen = np.zeros(max(SMALLEST, 1 << (SPARE * len(key)).bit_length()), np.bool_)
        seen[key & (len(seen) - 1)] = True
        return cls(key, value.astype(np.int32), seen)

    def find(self, key: Ints) -> Ints:
        """Give the value of each key, -1 for one that is not there."""
        result = np.full(len(key), -1)
        maybe = np.flatnonzero(self.seen.take(key & (len(self.seen) - 1)))
        if len(maybe):
            asked = key.take(maybe)
            place = np.minimum(np.searchsorted(self.key, asked), len(self.key) - 1)
            result[maybe] = np.where(self.key.take(place) == asked, self.value.take(place), -1)
        return result


ALL = 0.6  # share of the words that stand as in a template
PLAIN, SOME, PLAINS = 0.5, 0.3, 4  # or, where names vary: of those without a capital, of all; if so many are without
GAP = (4, 0.4, 9)  # words in a row that do not: so many, or this share, at most; more are words of the page's own
WORDS = 5  # ... and so many in any case: three or four common words in a row are chance


def near(reading: Reading, host: Hashes, which: npt.NDArray[np.bool_], shingles: Lookup) -> tuple[Ints, Ints, Runs]:
    """Find units most words of which are covered by shingles of their host's templates.

    Args:
        reading: what was read.
        host: of each unit, the hash of its host.
        which: the units to look at.
        shingles: of the templates, bound to their hosts.

    Returns:
        Units; for each the value of most of its shingles; and the sentences of the other units that have a
        shingle of a template: one of them may be a template.
    """
    value, word, unit = reading.shingles(which)
    row = shingles.find(keyed(value, host, SHINGLE, unit))
    hit = np.flatnonzero(row >= 0)
    if not len(hit):
        return hit, hit, reading.sentences(np.zeros(len(which), np.bool_))
    word, unit, row = word[hit], unit[hit], row[hit]
    chosen, index = np.unique(unit, return_inverse=True)
    word, first = np.unique(np.concatenate((word, word + 1, word + 2)), return_index=True)
    parts = reading.sentences(np.isin(reading.units.unit, chosen))
    parts = parts.take(parts.size >= SENTENCE_WORDS)
    close = _covered(reading, chosen, word, np.tile(index, 3)[first])
    own = np.searchsorted(word, parts.hi) == np.searchsorted(word, parts.lo)
    close &= ~np.isin(chosen, parts.unit[own])  # a sentence of the page's own stays
    return chosen[close], _most(unit, row)[close], parts.take(~np.isin(parts.unit, chosen[close]))


def _covered(reading: Reading, chosen: Ints, word: Ints, owner: Ints) -> npt.NDArray[np.bool_]:
    """Tell which of the chosen units are covered well enough by words, given with the index of the unit of each."""
    plain = ~reading.words.capital
    every, small = (np.bincount(o, minlength=len(chosen)) for o in (owner, owner[plain[word]]))
    total = np.concatenate(([0], np.cumsum(plain)))
    lo, hi = reading.units.lo[chosen], reading.units.hi[chosen]
    size, smalls = hi - lo, total[hi] - total[lo]
    named = (every >= SOME * size) & (small >= PLAIN * smalls) & (smalls >= PLAINS)
    most = np.maximum(GAP[0], GAP[1] * size).clip(max=GAP[2])
    return np.asarray((every >= WORDS) & (named | (every >= ALL * size)) & (_gaps(word, owner, lo, hi) <= most))


def _gaps(word: Ints, owner: Ints, lo: Ints, hi: Ints) -> Ints:
    """Give the longest run of words in each range that is not among the given, sorted ones."""
    longest = np.zeros(len(lo), np.int64)
    before = np.append(-1, word)[:-1]
    before = np.where(np.append(True, owner[1:] != owner[:-1])[: len(owner)], lo[owner] - 1, before)
    after = np.where(np.append(owner[1:] != owner[:-1], True)[: len(owner)], hi[owner], word + 1)
    np.maximum.at(longest, owner, np.maximum(word - before, after - word) - 1)
    return longest


def _most(unit: Ints, row: Ints) -> Ints:
    """Give for each unit, in order, the row it has most often; the smallest of several."""
    order = np.lexsort((row, unit))
    unit, row = unit[order], row[order]
    begin = np.flatnonzero(np.append(True, (unit[1:] != unit[:-1]) | (row[1:] != row[:-1]))[: len(unit)])
    size = np.diff(np.append(begin, len(unit)))
    unit, row = unit[begin], row[begin]
    best = np.lexsort((row, -size, unit))
    first = np.append(True, unit[best][1:] != unit[best][:-1])[: len(unit)]
    return np.asarray(row[best][first])
