"""Where a haystack has which literals: each is sought the cheapest way, most of them at the starts of words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from typing import Any

import ahocorasick_rs
import numpy as np

from chaffinch.boilerplate.rules.haystack import LETTER, WORDLIKE, Haystack
from chaffinch.boilerplate.rules.needles import ALL_SHAPES, Matrix, Needles, Text
from chaffinch.text import Bools, Ints

__all__ = ["Seeker", "foreign_units"]


# First bytes of what is beyond ASCII, but for signs: of Latin-1's and of General Punctuation to Dingbats
_FOREIGN = bytes(byte >= 0xC3 and byte != 0xE2 for byte in range(256))
_WORDLIKE = WORDLIKE.tobytes()
_SMALL = 1 << 15  # bytes; measured: below, the calls of numpy cost more than the cache that is missed


@dataclass(frozen=True, slots=True, eq=False)
class Seeker:
    """Finds literals in haystacks.

    Attributes:
        heads: those at the starts of units, by their first letter.
        starts: those that have the start of a word in them.
        anywhere: an automaton of the rest, but for those with letters beyond ASCII, which are ``foreign``.
        plain: gives an automaton of all but these, for texts too small for anything else to be worth its while.
        numbers: which literals each of the five knows, int64.
        size: bytes of each literal, int64.
    """

    heads: Needles
    starts: Needles
    anywhere: Any
    foreign: Any
    plain: Callable[[], Any]
    numbers: tuple[Ints, Ints, Ints, Ints, Ints]
    size: Ints

    @classmethod
    def of(cls, literals: Sequence[bytes], worded: Bools, heading: Bools) -> Seeker:
        """Decide how each literal is sought.

        Args:
            literals: folded, each once.
            worded: whether one matters only at the edge of a word, or at the first letter of a unit.
            heading: whether one matters only if nothing but signs is before it in its unit.
        """
        foreign = np.array([any(literal.translate(_FOREIGN)) for literal in literals], np.bool_)
        matrix = Matrix.of(literals)
        letter = LETTER[matrix.data]
        first = letter & (np.cumsum(letter, axis=1) == 1)
        heads = Needles.of(matrix, first & (heading & ~foreign)[:, None], ALL_SHAPES)
        starts = Needles.of(matrix, _word_starts(matrix, worded) & ~(heads.known | foreign)[:, None])
        rest, beyond, plain = (np.flatnonzero(x) for x in (~(heads.known | starts.known | foreign), foreign, ~foreign))
        named = [[literals[i] for i in some.tolist()] for some in (rest, beyond, plain)]
        automata = (
            _automaton(named[0]),
            _automaton(named[1], fast=False),
            cache(partial(_automaton, named[2], fast=False)),
        )
        numbers = np.flatnonzero(heads.known), np.flatnonzero(starts.known), rest, beyond, plain
        return cls(heads, starts, *automata, numbers, matrix.size)

    def find(self, haystack: Haystack, alive: Bools, foreign: Bools) -> tuple[Ints, Ints]:
        """Give literals and where they start in the haystack, int64.

        Args:
            haystack: the text.
            alive: units to look at.
            foreign: units with letters beyond ASCII.
        """
        data = haystack.data if alive.all() else _blanked(haystack, alive)
        beyond = _in_ranges(self.foreign, self.numbers[3], haystack.data, *_runs(haystack, alive & foreign))
        if len(data) < _SMALL:
            found = [_all_in(self.plain(), self.numbers[4], data), beyond]
        else:
            text = Text.of(np.frombuffer(data, np.uint8), int(self.size.max(initial=0)))
            first = haystack.first[alive & (haystack.first < haystack.stop)]
            starts = self.starts.find(text, _starts(data, first))
            found = [self.heads.find(text, first), starts, _all_in(self.anywhere, self.numbers[2], data), beyond]
        literal, start = np.concatenate([np.stack(some) for some in found], axis=1)
        return literal, start


def foreign_units(haystack: Haystack) -> Bools:
    r"""Tell which units have letters beyond ASCII.

    >>> from chaffinch.text.segment import TextBatch, units
    >>> batch = TextBatch.of(["So — “no”\n\nNaïve"])
    >>> foreign_units(Haystack.of(batch, units(batch))).tolist()
    [False, True]
    """
    found = np.zeros(len(haystack.start), np.bool_)
    if not haystack.data.isascii():
        place = np.flatnonzero(np.frombuffer(haystack.data.translate(_FOREIGN), np.bool_))
        found[np.searchsorted(haystack.start, place, side="right") - 1] = True
    return found


def _word_starts(matrix: Matrix, worded: Bools) -> Bools:
    """Tell where in literals a word starts, wherever they stand; shape of the matrix's data."""
    word = WORDLIKE[matrix.data]
    found = word.copy()
    found[:, 1:] &= ~word[:, :-1]
    found[:, 0] &= worded & LETTER[matrix.data[:, 0]]
    return np.asarray(found)


def _starts(data: bytes, first: Ints) -> Ints:
    """Give the starts of words, and the places ``first`` where none may be, after an underscore."""
    word = np.frombuffer(data.translate(_WORDLIKE), np.uint8)
    start = np.zeros(len(word), np.bool_)
    np.greater(word[1:], word[:-1], out=start[1:])
    start[first] = True
    return np.flatnonzero(start)


def _blanked(haystack: Haystack, alive: Bools) -> bytes:
    """Give the bytes of a haystack with line ends for the units that are not alive."""
    edges = np.stack((haystack.start, haystack.stop), axis=1).reshape(-1)
    size = np.diff(edges, prepend=0, append=len(haystack.data))
    dead = np.zeros(len(size), np.bool_)
    dead[1::2] = ~alive
    return np.where(np.repeat(dead, size), np.uint8(ord("\n")), haystack.bytes).tobytes()


def _automaton(keys: Sequence[bytes], *, fast: bool = True) -> Any:
    """Make an automaton; a fast one takes its time to make, and memory."""
    kind = ahocorasick_rs.Implementation.DFA if fast else ahocorasick_rs.Implementation.ContiguousNFA
    return ahocorasick_rs.BytesAhoCorasick(keys, implementation=kind) if keys else None


def _all_in(automaton: Any, numbers: Ints, data: bytes) -> tuple[Ints, Ints]:
    """Give literals, by their numbers, and starts of what an automaton finds."""
    hits = automaton.find_matches_as_indexes(data, overlapping=True) if automaton else []
    found = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
    return numbers[found[:, 0]], found[:, 1]


def _runs(haystack: Haystack, chosen: Bools) -> tuple[Ints, Ints]:
    """Give the ranges that chosen units take, those in a row as one, with the line ends around them."""
    edge = np.diff(chosen.astype(np.int8), prepend=0, append=0)
    return haystack.start[edge[:-1] > 0] - 1, haystack.stop[edge[1:] < 0] + 1


def _in_ranges(automaton: Any, numbers: Ints, data: bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Give literals, by their numbers, and starts of what an automaton finds in ranges of the data."""
    if automaton is None or not len(start):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    text = b"".join([data[a:b] for a, b in zip(start.tolist(), stop.tolist(), strict=True)])
    literal, place = _all_in(automaton, numbers, text)
    size = stop - start
    before = np.cumsum(size) - size
    return literal, place + (start - before)[np.searchsorted(before, place, side="right") - 1]
