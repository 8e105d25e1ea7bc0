"""What a line looks like and what stands in its slots: evidence by which templates are told from data of pages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.templates.keys import Reading, Runs
from chaffinch.boilerplate.templates.slot_values import DATES, LONGEST, VALUES, slots
from chaffinch.text import ODD, Bools, Ints, code_point, digit, is_lower, mix, range_hashes

__all__ = ["BRIEF", "DATED", "JOINED", "LONG", "MARKUP", "VALUED", "WRAPPED", "Traits"]

VALUED, DATED, WRAPPED, LONG, MARKUP, JOINED, BRIEF = (1 << bit for bit in range(7))
"""Flags of a line: it holds values; dates alone; goes on with a sentence that the long line above begins; is long;
begins as a heading, fence or table row of markdown; has no blank line above it; has few words."""

LONG_LETTERS = 40  # code points from which on a line is more than a label
WORDS_A_VALUE = 8  # a longer sentence with one number in it is told by its words, not by the number
FEW_WORDS = 12  # words of a line that prose can have around it by chance, at most


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of lines or sentences beside their words.

    Attributes:
        flags: sums of the flags above, int16.
        slot: a hash of the values or dates in it, int32; of one without, that of nothing.
        exact: a hash of its words and digits, int32; equal where two lines are the same letter by letter.
    """

    flags: npt.NDArray[np.int16]
    slot: npt.NDArray[np.int32]
    exact: npt.NDArray[np.int32]

    @classmethod
    def none(cls, count: int) -> Traits:
        """Give those of what is no text."""
        return cls(np.zeros(count, np.int16), np.zeros(count, np.int32), np.zeros(count, np.int32))

    @classmethod
    def of_units(cls, reading: Reading) -> Traits:
        """Look at all units."""
        batch, units = reading.batch, reading.units
        length = units.stop - units.start - (batch.wide.later(units.stop) - batch.wide.later(units.start))
        lower = is_lower(code_point(batch.data, units.start)) | digit(batch.data[units.start])
        long, joined, shape = length >= LONG_LETTERS, _joined(reading), cls.of_runs(reading, units)
        opens = np.append(False, long & ~reading.ended())[: len(units)]  # of the unit above
        flags = (
            WRAPPED * (lower & opens & (np.diff(reading.document, prepend=-1) == 0))
            + LONG * long
            + MARKUP * _markup(reading)
            + JOINED * joined
            + BRIEF * (units.size <= FEW_WORDS)
        )
        return cls((flags + shape.flags).astype(np.int16), shape.slot, shape.exact)

    @classmethod
    def of_runs(cls, reading: Reading, runs: Runs) -> Traits:
        """Look at what the slots of units or sentences hold, and no more."""
        data = reading.batch.data
        place = np.flatnonzero(digit(data))
        low, high = np.searchsorted(place, runs.start), np.searchsorted(place, runs.stop)
        some = np.flatnonzero((high > low) & (runs.stop - runs.start <= LONGEST))
        kind, slot = np.zeros(len(runs), np.int8), np.zeros(len(runs), np.int32)
        number = np.zeros(len(runs), np.int64)
        kind[some], slot[some], number[some] = slots(data, runs.start[some].tolist(), runs.stop[some].tolist())
        digits = range_hashes(mix(data[place].astype(np.uint64)), low, high)
        exact = (mix(runs.hash ^ digits * ODD[1]) >> np.uint64(33)).astype(np.int32)
        valued = (kind == VALUES) & (number * WORDS_A_VALUE >= runs.size)
        flags = VALUED * valued + DATED * (kind == DATES)
        return cls(flags.astype(np.int16), slot, exact)

    def take(self, which: Ints | Bools) -> Traits:
        """Select some, by index or mask."""
        return Traits(self.flags[which], self.slot[which], self.exact[which])


def _joined(reading: Reading) -> Bools:
    """Tell which units stand right below the one before, in one document."""
    units, document = reading.units, reading.document
    ends = np.flatnonzero(reading.batch.data == ord("\n"))
    before = np.searchsorted(ends, np.append(0, units.stop)[: len(units)])
    gap = np.searchsorted(ends, units.start) - before
    same = np.append(False, document[1:] == document[:-1])[: len(units)]
    return np.asarray(same & (gap == 1))


def _markup(reading: Reading) -> Bools:
    """Tell which units begin as a heading, a fence or a row of a table of markdown do."""
    data, start = reading.batch.data, reading.units.start
    first, second, third = (data[np.minimum(start + k, len(data) - 1)] for k in range(3))
    heading = (first == ord("#")) & ((second == ord("#")) | (second == ord(" ")))
    fence = ((first == ord("`")) | (first == ord("~"))) & (second == first) & (third == first)
    return np.asarray(heading | fence | (first == ord("|")))
