"""Units that are nearly those of a template: most of their words stand as they do there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.hashing import Hashes, Ints
from chaffinch.boilerplate.lookup import Lookup
from chaffinch.boilerplate.repetition import SHINGLE, Reading, keyed

__all__ = ["near"]

PLAIN, ALL = 0.5, 0.3  # share of the words without a capital, and of all, that stand as in a template
WORDS = 5  # ... and so many: three or four common words in a row are chance


def near(reading: Reading, host: Hashes, which: npt.NDArray[np.bool_], shingles: Lookup) -> tuple[Ints, Ints]:
    """Find units most words of which are covered by shingles of their host's templates.

    Args:
        reading: what was read.
        host: of each unit, the hash of its host.
        which: the units to look at.
        shingles: of the templates, bound to their hosts.

    Returns:
        Units, and for each the value of most of its shingles.
    """
    value, word, unit = reading.shingles(which)
    row = shingles.find(keyed(value, host[unit], SHINGLE))
    hit = row >= 0
    word, unit, row = word[hit], unit[hit], row[hit]
    if not len(unit):
        return unit, row
    covered = np.zeros(len(reading.words), np.int64)
    for step in range(3):
        covered[word + step] = 1
    plain = (~reading.words.capital).astype(np.int64)
    chosen = np.unique(unit)
    lo, hi = reading.units.lo[chosen], reading.units.hi[chosen]
    every, small, smalls = (_sums(values, lo, hi) for values in (covered, covered * plain, plain))
    close = (every >= WORDS) & (every >= ALL * (hi - lo)) & (small >= PLAIN * smalls)
    return chosen[close], _most(unit, row)[close]


def _sums(value: Ints, lo: Ints, hi: Ints) -> Ints:
    total = np.concatenate(([0], np.cumsum(value)))
    return np.asarray(total[hi] - total[lo])


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
