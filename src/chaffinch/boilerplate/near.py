"""Units that are nearly those of a template: most of their words stand as they do there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.hashing import Hashes, Ints
from chaffinch.boilerplate.lookup import Lookup
from chaffinch.boilerplate.repetition import SHINGLE, Reading, keyed

__all__ = ["near"]

ALL = 0.6  # share of the words that stand as in a template
PLAIN, SOME, PLAINS = 0.5, 0.3, 4  # or, where names vary: of those without a capital, of all; if so many are without
GAP = (4, 0.4, 9)  # words in a row that do not: so many, or this share, at most; more are words of the page's own
WORDS = 5  # ... and so many in any case: three or four common words in a row are chance


def near(reading: Reading, host: Hashes, which: npt.NDArray[np.bool_], shingles: Lookup) -> tuple[Ints, Ints, Ints]:
    """Find units most words of which are covered by shingles of their host's templates.

    Args:
        reading: what was read.
        host: of each unit, the hash of its host.
        which: the units to look at.
        shingles: of the templates, bound to their hosts.

    Returns:
        Units; for each the value of most of its shingles; and all units that have a shingle of a template.
    """
    value, word, unit = reading.shingles(which)
    row = shingles.find(keyed(value, host[unit], SHINGLE))
    hit = row >= 0
    word, unit, row = word[hit], unit[hit], row[hit]
    if not len(unit):
        return unit, row, unit
    chosen, index = np.unique(unit, return_inverse=True)
    word, first = np.unique(np.concatenate((word, word + 1, word + 2)), return_index=True)
    owner = np.tile(index, 3)[first]
    plain = ~reading.words.capital
    every, small = (np.bincount(o, minlength=len(chosen)) for o in (owner, owner[plain[word]]))
    total = np.concatenate(([0], np.cumsum(plain)))
    size, smalls = reading.units.size[chosen], (total[reading.units.hi] - total[reading.units.lo])[chosen]
    named = (every >= SOME * size) & (small >= PLAIN * smalls) & (smalls >= PLAINS)
    gap = _gaps(word, owner, reading.units.lo[chosen], reading.units.hi[chosen])
    close = (
        (every >= WORDS) & (named | (every >= ALL * size)) & (gap <= np.maximum(GAP[0], GAP[1] * size).clip(max=GAP[2]))
    )
    return chosen[close], _most(unit, row)[close], chosen


def _gaps(word: Ints, owner: Ints, lo: Ints, hi: Ints) -> Ints:
    """Give the longest run of words in each range that is not among the given, sorted ones."""
    longest = np.zeros(len(lo), np.int64)
    before = np.append(-1, word[:-1])
    before = np.where(np.append(True, owner[1:] != owner[:-1]), lo[owner] - 1, before)
    after = np.where(np.append(owner[1:] != owner[:-1], True), hi[owner], word + 1)
    np.maximum.at(longest, owner, np.maximum(word - before, after - word) - 1)
    return longest


def _most(unit: Ints, row: Ints) -> Ints:
    """Give for each unit, in order, the row it has most often; the smallest of several."""
    order = np.lexsort((row, unit))
    unit, row = unit[order], row[order]
    begin = np.flatnonzero(np.append(True, (unit[1:] != unit[:-1]) | (row[1:] != row[:-1])))
    size = np.diff(np.append(begin, len(unit)))
    unit, row = unit[begin], row[begin]
    best = np.lexsort((row, -size, unit))
    first = np.append(True, unit[best][1:] != unit[best][:-1])
    return np.asarray(row[best][first])
