"""Rules that are anchored to the ends of their texts, told from most texts by the first and last letters of these.

A text is looked up in tables of bits, one bit a rule, with its first two letters, its second and third, its last two,
and the two before: it may match what is in all four. Letters are as `chaffinch.boilerplate.rules.ends` has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.compiled import Compiled
from chaffinch.boilerplate.rules.ends import ANY, LETTERS, SIDES, WIDTH
from chaffinch.boilerplate.rules.haystack import Haystack
from chaffinch.text import Bools, Ints

__all__ = ["Openings"]

Bits = npt.NDArray[np.uint8]

_TABLES = 2 * (WIDTH - 1)
_FIRST_BIT = 0x80
_SIDE = np.full(256, SIDES - 1, np.int64)
for _place, _letter in enumerate(LETTERS):
    _SIDE[ord(_letter)] = _SIDE[ord(_letter.upper())] = _place


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """Tables of what texts the anchored rules can match.

    Attributes:
        place: of each rule, its row in what the tables were made of; -1 for a rule that is not anchored, int64.
        tables: of each row which pairs of letters it can have, as `numpy.packbits` has them: uint8, shape (rows,
            `_TABLES`, bytes).
    """

    place: Ints
    tables: Bits

    @classmethod
    def of(cls, rules: Sequence[Compiled]) -> Openings:
        """Gather the tables of rules."""
        rule = np.array([i for i, r in enumerate(rules) if r.ends], np.int64)
        place = np.full(len(rules), -1)
        place[rule] = np.arange(len(rule))
        packed = np.frombuffer(b"".join(b for i in rule for b in rules[i].ends), np.uint8)
        return cls(place, packed.reshape(len(rule), _TABLES, len(ANY[0])))

    def fits(self, haystack: Haystack, rule: Ints, start: Ints, stop: Ints) -> Bools:
        """Tell which ranges of the haystack the rules beside them may match; any, if they are not anchored."""
        row = self.place[rule]
        able = np.ones(len(rule), np.bool_)
        known = np.flatnonzero(row >= 0)
        fits = np.ones(len(known), np.bool_)
        for table, pair in enumerate(_pairs(haystack, start[known], stop[known])):
            fits &= (self.tables[row[known], table, pair >> 3] << (pair & 7)) & _FIRST_BIT > 0
        able[known] = fits
        return able


def _pairs(haystack: Haystack, start: Ints, stop: Ints) -> list[Ints]:
    """Give the pairs of letters at the ends of ranges, as numbers."""
    data = haystack.bytes
    place, sides = start, []
    for i in range(WIDTH):
        place = haystack.letter(place + (i > 0), stop)
        sides.append(np.where(place < stop, _SIDE[data[place]], SIDES - 1))
    place = stop
    for i in range(WIDTH):
        place = haystack.letter_before(place - (i > 0), start)
        sides.append(np.where(place > start, _SIDE[data[place - 1]], SIDES - 1))
    return [SIDES * sides[i] + sides[i + 1] for i in range(2 * WIDTH - 1) if i != WIDTH - 1]
