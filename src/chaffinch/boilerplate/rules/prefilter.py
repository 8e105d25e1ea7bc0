"""Find where rules can match at all, so that RE2 is asked about few texts.

Two conditions are necessary for a match. A text contains an atom (a literal) of every set of atoms of the rule: the
`Seeker` finds the atoms of all rules in one pass, and `Atoms` maps them to rules. And the first and last letters of a
text are some that an anchored rule can have: `Openings` looks them up in tables of bits, one bit for each pair of
letters, with the first two letters, the second and third, the last two, and the two before. Letters are as
`chaffinch.boilerplate.rules.compiled` defines them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from typing import Any

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.compiled import ANY, LETTERS, SIDES, WIDTH, Compiled
from chaffinch.boilerplate.rules.literals import UNIT, WORD, Atom
from chaffinch.boilerplate.rules.needles import ALL_SHAPES, Matrix, Needles, Text
from chaffinch.boilerplate.rules.scene import LETTER, WORDLIKE, Haystack
from chaffinch.text import Bools, Ints

__all__ = ["Atoms", "Hits", "Openings", "Seeker", "foreign_units"]


Codes = npt.NDArray[np.int8]

_ROOM = 8  # buckets for each owner, so that few rules share one
_FACTOR = 0x9E3779B1  # 2 ** 32 by the golden ratio


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


@dataclass(frozen=True, slots=True)
class Hits:
    """Where rules may match.

    Attributes:
        rule: its place in the set, int64.
        owner: which of the owners of atoms proposes, int64.
        start, stop: where the atom stands, in the haystack.
        unit: the unit that is in.
    """

    rule: Ints
    owner: Ints
    start: Ints
    stop: Ints
    unit: Ints

    def only(self, chosen: Bools) -> Hits:
        """Give those chosen."""
        return Hits(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """Atoms and the rules that have them.

    Attributes:
        seeker: finds them.
        edges: the owners of atom ``i`` are those from ``edges[i]`` to ``edges[i + 1]``.
        least: the least that the ends of each atom must stand at for any owner, int8, shape (2, atoms).
        rule: of each owner.
        left, right: what the ends of the atom must stand at for it, see `chaffinch.boilerplate.rules.literals`.
        group: which of the rule's sets of atoms this one is in.
        groups: how many such sets each rule has, of which a match contains one atom each.
        most: what the ends of an owner's atoms are asked for as long as its text is not cut into sentences.
    """

    seeker: Seeker
    edges: Ints
    least: Codes
    rule: Ints
    left: Codes
    right: Codes
    group: Ints
    groups: Ints
    most: Codes

    @classmethod
    def of(cls, sets: Sequence[Sequence[Sequence[Atom]]], inner: Bools) -> Atoms:
        """Put the sets of atoms of rules together; those of ``inner`` rules stand in a part of a unit."""
        by_atom: dict[bytes, list[tuple[int, int, int, int]]] = {}
        for i, groups in enumerate(sets):
            for group, some in enumerate(groups):
                for atom in some:
                    by_atom.setdefault(atom.data, []).append((i, atom.left, atom.right, group))
        owners = np.array([owner for some in by_atom.values() for owner in some], np.int64).reshape(-1, 4)
        edges = np.cumsum([0, *map(len, by_atom.values())])
        rule, left, right, place = owners.T
        most = np.where(inner[rule], np.int8(WORD), np.int8(UNIT))
        ends = np.minimum(np.stack((left, right)).astype(np.int8), most)
        least = np.minimum.reduceat(ends, edges[:-1], axis=1) if by_atom else np.zeros((2, 0), np.int8)
        return cls(
            seeker=Seeker.of([*by_atom], least[0] >= WORD, least[0] >= UNIT),
            edges=edges,
            least=least,
            rule=rule,
            left=left.astype(np.int8),
            right=right.astype(np.int8),
            group=place,
            groups=np.array([len(groups) for groups in sets], np.int64),
            most=most,
        )

    def find(self, haystack: Haystack, alive: Bools, foreign: Bools) -> Hits:
        """Find the atoms of rules.

        Args:
            haystack: the text.
            alive: units to look at.
            foreign: units with letters beyond ASCII.
        """
        atom, start = self.seeker.find(haystack, alive, foreign)
        stop = start + self.seeker.size[atom]
        unit = np.searchsorted(haystack.start, start, side="right") - 1
        left = haystack.standing(start, haystack.first[unit])
        right = haystack.standing(stop, haystack.last[unit], after=True)
        good = (self.least[0, atom] <= left) & (self.least[1, atom] <= right)
        atom, start, stop, unit, left, right = (x[good] for x in (atom, start, stop, unit, left, right))
        count = self.edges[atom + 1] - self.edges[atom]
        hit = np.repeat(np.arange(len(atom)), count)
        owner = np.arange(len(hit)) - np.repeat(np.cumsum(count) - count - self.edges[atom], count)
        most = self.most[owner]
        fits = (np.minimum(self.left[owner], most) <= left[hit]) & (np.minimum(self.right[owner], most) <= right[hit])
        owner, hit = owner[fits], hit[fits]
        able = self._together(owner, unit[hit])
        owner, hit = owner[able], hit[able]
        return Hits(self.rule[owner], owner, start[hit], stop[hit], unit[hit])

    def _together(self, owner: Ints, unit: Ints) -> Bools:
        """Tell which owners' rules have an atom of each of their sets in the unit, by hashes: of some too many."""
        rule, group = self.rule[owner], self.group[owner]
        buckets = 1 << int(_ROOM * len(owner)).bit_length()
        place = (rule * _FACTOR + unit) & (buckets - 1)
        able = np.ones(len(owner), np.bool_)
        for other in range(int(self.groups.max(initial=0))):
            seen = np.zeros(buckets, np.bool_)
            seen[place[group == other]] = True
            able &= seen[place] | (self.groups[rule] <= other)
        return able

    def complete(self, hits: Hits, place: Ints, places: int) -> tuple[Ints, Ints]:
        """Give each rule and place once where an atom of each of the rule's sets is.

        Args:
            hits: the atoms.
            place: the number of the unit or sentence that each is in.
            places: how many of these there are.
        """
        key = hits.rule * max(places, 1) + place
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        seen = np.bitwise_or.reduceat(1 << self.group[hits.owner[order]], first) if len(first) else first
        rule, place = np.divmod(key[first], max(places, 1))
        whole = seen == (1 << self.groups[rule]) - 1
        return rule[whole], place[whole]


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
