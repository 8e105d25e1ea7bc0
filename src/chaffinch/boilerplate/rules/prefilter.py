"""Find where rules can match at all, so that RE2 is asked about few texts.

Two conditions are necessary for a match. A text contains an atom (a literal) of every set of atoms of the rule: the
`Seeker` finds the atoms of all rules in one pass, and `Atoms` maps them to rules. And the first and last letters of a
text are some that an anchored rule can have: `Openings` looks them up in tables of bits, one bit for each pair of
letters, with the first two letters, the second and third, the last two, and the two before. Letters are as
`chaffinch.boilerplate.rules.compiled` defines them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import chain
from typing import Any

import ahocorasick_rs
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.boilerplate.rules.compiled import ANY, LETTERS, SIDES, WIDTH, Compiled
from chaffinch.boilerplate.rules.literals import UNIT, WORD, Atom
from chaffinch.boilerplate.rules.needles import ALL_SHAPES, Matrix, Needles, Text
from chaffinch.boilerplate.rules.scene import LETTER, Haystack
from chaffinch.text import Bools, Ints

__all__ = ["Atoms", "Hits", "Openings", "Seeker", "foreign_blocks"]


Codes = npt.NDArray[np.int8]

_ROOM = 8  # buckets for each owner, so that few rules share a bucket
_FACTOR = 0x9E3779B1  # 2 ** 32 by the golden ratio


# First bytes of characters beyond ASCII, except the signs of Latin-1 and of the blocks General Punctuation to Dingbats
_FOREIGN = bytes(byte >= 0xC3 and byte != 0xE2 for byte in range(256))
_NATIVE = bytes(byte for byte in range(256) if not _FOREIGN[byte])
_LETTER = LETTER.tobytes()
_SMALL = 1 << 15  # bytes of a text below which one automaton is faster: there the calls of numpy cost more (measured)


class _Wide(Struct, frozen=True, eq=False):
    """Finds literals of ASCII in large texts.

    Attributes:
        heads: literals that begin a block, found by their first letter.
        starts: literals that contain the start of a word.
        numbers: the numbers of the literals of ``heads`` and ``starts``, int64.
        anywhere: an automaton of the remaining literals.
        rest: the numbers of these, int64.
    """

    heads: Needles
    starts: Needles
    numbers: Ints
    anywhere: Any
    rest: Ints

    @classmethod
    def of(cls, literals: Sequence[bytes], worded: Bools, heading: Bools, foreign: Bools) -> _Wide:
        """Choose the way in which each literal is searched, as `Seeker.of` does; those beyond ASCII are left out."""
        numbers = np.flatnonzero(~foreign)
        matrix = Matrix.of([literals[i] for i in numbers.tolist()])
        letter = LETTER[matrix.data]
        first = np.zeros_like(letter)
        headed = np.flatnonzero(heading[numbers] & letter.any(axis=1))
        first[headed, letter[headed].argmax(axis=1)] = True
        heads = Needles.of(matrix, first, ALL_SHAPES)
        starts = Needles.of(matrix, _word_starts(matrix, worded[numbers]) & ~heads.known[:, None])
        rest = numbers[~(heads.known | starts.known)]
        return cls(heads, starts, numbers, _automaton_of(literals, rest, fast=True), rest)

    def find(self, text: Text, data: bytes, first: Ints) -> list[tuple[Ints, Ints]]:
        """Give the numbers and starts of literals, int64, given the first letter of each block that has one."""
        found = self.heads.find(text, first), self.starts.find(text, _starts(data))
        return [*((self.numbers[literal], start) for literal, start in found), _all_in(self.anywhere, self.rest, data)]


class Seeker(Struct, frozen=True, eq=False):
    """Finds literals in haystacks, each literal in the cheapest way, most of them at the starts of words.

    What is needed of it is made when it is first used: a small corpus has no large text, and few letters beyond ASCII.

    Attributes:
        wide: gives what finds the literals of ASCII in a large text.
        foreign: gives an automaton of the literals with letters beyond ASCII.
        plain: gives an automaton of all literals of ASCII, for texts so small that nothing else is faster.
        numbers: the numbers of the literals of ``foreign`` and of ``plain``, int64.
        size: bytes of each literal, int64, shape (literals,).
    """

    wide: Callable[[], _Wide]
    foreign: Callable[[], Any]
    plain: Callable[[], Any]
    numbers: tuple[Ints, Ints]
    size: Ints

    @classmethod
    def of(cls, literals: Sequence[bytes], worded: Bools, heading: Bools) -> Seeker:
        """Choose the way in which each literal is searched.

        Args:
            literals: folded, each once.
            worded: whether a literal counts only at an edge of a word, or at the first letter of a block, bool, shape
                (literals,).
            heading: whether a literal counts only if nothing but signs is before it in its block, bool, shape
                (literals,).
        """
        foreign = np.array([not data.isascii() and bool(data.translate(None, _NATIVE)) for data in literals], np.bool_)
        size = np.array([*map(len, literals)], np.int64)
        numbers = np.flatnonzero(foreign), np.flatnonzero(~foreign)
        beyond, plain = (cache(partial(_automaton_of, literals, some, fast=False)) for some in numbers)
        return cls(cache(partial(_Wide.of, literals, worded, heading, foreign)), beyond, plain, numbers, size)

    def find(self, haystack: Haystack, alive: Bools, foreign: Bools) -> tuple[Ints, Ints]:
        """Find the literals.

        Args:
            haystack: the text.
            alive: the blocks to search, bool, shape (blocks,).
            foreign: the blocks with letters beyond ASCII, bool, shape (blocks,).

        Returns:
            Numbers of literals and their starts in the haystack, int64, shape (found,).
        """
        data = haystack.data if alive.all() else _blanked(haystack, alive)
        beyond = _in_ranges(self.foreign, self.numbers[0], haystack.data, *_runs(haystack, alive & foreign))
        if len(data) < _SMALL:
            found = [_all_in(self.plain(), self.numbers[1], data), beyond]
        else:
            text = Text.of(np.frombuffer(data, np.uint8), int(self.size.max(initial=0)))
            first = haystack.first[alive & (haystack.first < haystack.stop)]
            found = [*self.wide().find(text, data, first), beyond]
        literal, start = np.concatenate([np.stack(some) for some in found], axis=1)
        return literal, start


def foreign_blocks(haystack: Haystack) -> Bools:
    r"""Tell which blocks have letters beyond ASCII: bool, shape (blocks,).

    >>> from chaffinch.text.segment import TextBatch, blocks
    >>> batch = TextBatch.of(["So — “no”\n\nNaïve"])
    >>> foreign_blocks(Haystack.of(batch, blocks(batch))).tolist()
    [False, True]
    """
    found = np.zeros(len(haystack.start), np.bool_)
    if not haystack.data.isascii():
        offset = np.flatnonzero(np.frombuffer(haystack.data.translate(_FOREIGN), np.bool_))
        found[np.searchsorted(haystack.start, offset, side="right") - 1] = True
    return found


def _word_starts(matrix: Matrix, worded: Bools) -> Bools:
    """Tell at which offsets of literals a word starts, in any text: bool, shape of the matrix's data."""
    letter = LETTER[matrix.data]
    found = letter.copy()
    found[:, 1:] &= ~letter[:, :-1]
    found[:, 0] &= worded
    return np.asarray(found)


def _starts(data: bytes) -> Ints:
    """Give the starts of words, int64."""
    letter = np.frombuffer(data.translate(_LETTER), np.uint8)
    return np.flatnonzero(letter[1:] > letter[:-1]) + 1


def _blanked(haystack: Haystack, alive: Bools) -> bytes:
    """Give the bytes of a haystack with line ends in place of the blocks that are not alive."""
    edges = np.stack((haystack.start, haystack.stop), axis=1).reshape(-1)
    size = np.diff(edges, prepend=0, append=len(haystack.data))
    dead = np.zeros(len(size), np.bool_)
    dead[1::2] = ~alive
    data = haystack.bytes.copy()
    data[np.flatnonzero(np.repeat(dead, size))] = ord("\n")
    return data.tobytes()


def _automaton_of(literals: Sequence[bytes], some: Ints, *, fast: bool) -> Any:
    """Make an automaton of some literals; a fast one takes more time to make, and more memory."""
    kind = ahocorasick_rs.Implementation.DFA if fast else ahocorasick_rs.Implementation.ContiguousNFA
    keys = [literals[i] for i in some.tolist()]
    return ahocorasick_rs.BytesAhoCorasick(keys, implementation=kind) if keys else None


def _all_in(automaton: Any, numbers: Ints, data: bytes) -> tuple[Ints, Ints]:
    """Give the numbers and starts of the literals that an automaton finds, int64."""
    hits = automaton.find_matches_as_indexes(data, overlapping=True) if automaton else []
    found = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
    return numbers[found[:, 0]], found[:, 1]


def _runs(haystack: Haystack, chosen: Bools) -> tuple[Ints, Ints]:
    """Give the ranges of chosen blocks with the line ends around them; blocks in a row are one range."""
    edge = np.diff(chosen.astype(np.int8), prepend=0, append=0)
    return haystack.start[edge[:-1] > 0] - 1, haystack.stop[edge[1:] < 0] + 1


def _in_ranges(automaton: Callable[[], Any], numbers: Ints, data: bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Give the numbers and starts of the literals that an automaton finds in ranges of the data, int64."""
    if not len(start):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    text = b"".join([data[a:b] for a, b in zip(start.tolist(), stop.tolist(), strict=True)])
    literal, offset = _all_in(automaton(), numbers, text)
    size = stop - start
    before = np.cumsum(size) - size
    return literal, offset + (start - before)[np.searchsorted(before, offset, side="right") - 1]


class Hits(Struct, frozen=True):
    """Occurrences of atoms, each for one rule that has the atom. All columns are int64, shape (hits,).

    Attributes:
        rule: index of the rule in its set.
        owner: index of the owner, which is a rule with one of its atoms.
        start, stop: byte offsets of the atom in the haystack.
        block: the block that contains it.
    """

    rule: Ints
    owner: Ints
    start: Ints
    stop: Ints
    block: Ints

    def only(self, chosen: Bools) -> Hits:
        """Select hits by a mask, bool, shape (hits,)."""
        return Hits(*(getattr(self, name)[chosen] for name in self.__struct_fields__))


class Atoms(Struct, frozen=True, eq=False):
    """Atoms and their owners; an owner is a rule with one of its atoms.

    Attributes:
        seeker: finds the atoms.
        bounds: the owners of atom ``i`` are those from ``bounds[i]`` to ``bounds[i + 1]``, int64.
        least: the weakest condition of any owner for the two ends of each atom, int8, shape (2, atoms).
        rule: the rule of each owner, int64, shape (owners,).
        left, right: the conditions of each owner for the ends of its atom, int8, shape (owners,); see
            `chaffinch.boilerplate.rules.literals`.
        group: the index of the owner's set among the sets of atoms of its rule, int64, shape (owners,).
        groups: the number of sets of each rule; a match contains an atom of each, int64, shape (rules,).
        most: the strictest condition that can be checked before blocks are cut into sentences, int8, shape (owners,).
    """

    seeker: Seeker
    bounds: Ints
    least: Codes
    rule: Ints
    left: Codes
    right: Codes
    group: Ints
    groups: Ints
    most: Codes

    @classmethod
    def of(cls, sets: Sequence[Sequence[Sequence[Atom]]], inner: Bools) -> Atoms:
        """Gather the sets of atoms of rules.

        Args:
            sets: the sets of each rule.
            inner: whether the rule matches in a part of a block, bool, shape (rules,).
        """
        flat = [some for groups in sets for some in groups]
        found = [atom for some in flat for atom in some]
        literals = [atom.data for atom in found]
        number = {data: n for n, data in enumerate(dict.fromkeys(literals))}
        which = np.array([*map(number.__getitem__, literals)], np.int64)
        order = np.argsort(which, kind="stable")
        count, size = (np.array([*map(len, some)], np.int64) for some in (sets, flat))
        rule = np.repeat(np.repeat(np.arange(len(sets)), count), size)[order]
        set_ = np.repeat(np.arange(len(flat)) - np.repeat(np.cumsum(count) - count, count), size)[order]
        ends = np.array([[atom.left for atom in found], [atom.right for atom in found]], np.int8)[:, order]
        bounds = np.append(0, np.cumsum(np.bincount(which, minlength=len(number))))
        most = np.where(inner[rule], np.int8(WORD), np.int8(UNIT))
        weakest = np.minimum(ends, most)
        least = np.minimum.reduceat(weakest, bounds[:-1], axis=1) if found else np.zeros((2, 0), np.int8)
        return cls(
            seeker=Seeker.of([*number], least[0] >= WORD, least[0] >= UNIT),
            bounds=bounds,
            least=least,
            rule=rule,
            left=ends[0],
            right=ends[1],
            group=set_,
            groups=np.array([len(groups) for groups in sets], np.int64),
            most=most,
        )

    def find(self, haystack: Haystack, alive: Bools, foreign: Bools) -> Hits:
        """Find the atoms of rules.

        Args:
            haystack: the text.
            alive: the blocks to search, bool, shape (blocks,).
            foreign: the blocks with letters beyond ASCII, bool, shape (blocks,).

        Returns:
            The hits of rules that may have an atom of each of their sets in the block.
        """
        atom, start = self.seeker.find(haystack, alive, foreign)
        stop = start + self.seeker.size[atom]
        block = np.searchsorted(haystack.start, start, side="right") - 1
        left = haystack.edge(start, haystack.first[block])
        right = haystack.edge(stop, haystack.last[block], after=True)
        good = (self.least[0, atom] <= left) & (self.least[1, atom] <= right)
        atom, start, stop, block, left, right = (x[good] for x in (atom, start, stop, block, left, right))
        count = self.bounds[atom + 1] - self.bounds[atom]
        hit = np.repeat(np.arange(len(atom)), count)
        owner = np.arange(len(hit)) - np.repeat(np.cumsum(count) - count - self.bounds[atom], count)
        most = self.most[owner]
        fits = (np.minimum(self.left[owner], most) <= left[hit]) & (np.minimum(self.right[owner], most) <= right[hit])
        owner, hit = owner[fits], hit[fits]
        able = self._together(owner, block[hit])
        owner, hit = owner[able], hit[able]
        return Hits(self.rule[owner], owner, start[hit], stop[hit], block[hit])

    def _together(self, owner: Ints, block: Ints) -> Bools:
        """Tell which owners' rules may have an atom of each of their sets in the block; by hashes, so some have not."""
        rule, group = self.rule[owner], self.group[owner]
        buckets = 1 << int(_ROOM * len(owner)).bit_length()
        bucket = (rule * _FACTOR + block) & (buckets - 1)
        able = np.ones(len(owner), np.bool_)
        for other in range(int(self.groups.max(initial=0))):
            seen = np.zeros(buckets, np.bool_)
            seen[bucket[group == other]] = True
            able &= seen[bucket] | (self.groups[rule] <= other)
        return able

    def complete(self, hits: Hits, part: Ints, count: int) -> tuple[Ints, Ints]:
        """Give each pair of a rule and a part of the text that has an atom of every set of the rule.

        Args:
            hits: the atoms.
            part: index of the block or sentence that contains each, int64, shape (hits,).
            count: how many blocks or sentences there are.

        Returns:
            Rules and parts, int64, each pair once.
        """
        key = hits.rule * max(count, 1) + part
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        seen = np.bitwise_or.reduceat(1 << self.group[hits.owner[order]], first) if len(first) else first
        rule, part = np.divmod(key[first], max(count, 1))
        whole = seen == (1 << self.groups[rule]) - 1
        return rule[whole], part[whole]


Bits = npt.NDArray[np.uint8]

_TABLES = 2 * (WIDTH - 1)
_FIRST_BIT = 0x80
_SIDE = np.full(256, SIDES - 1, np.int64)
for _place, _letter in enumerate(LETTERS):
    _SIDE[ord(_letter)] = _SIDE[ord(_letter.upper())] = _place


class Openings(Struct, frozen=True, eq=False):
    """Tables of the pairs of letters at the ends of texts that the anchored rules can match.

    Attributes:
        row_of: for each rule its row in the tables, int64, shape (rules,); -1 for a rule that is not anchored.
        tables: the pairs of letters that a rule can have, in the layout of `numpy.packbits`, uint8, shape (rows,
            `_TABLES`, bytes).
    """

    row_of: Ints
    tables: Bits

    @classmethod
    def of(cls, rules: Sequence[Compiled]) -> Openings:
        """Gather the tables of compiled rules."""
        rule = np.array([i for i, r in enumerate(rules) if r.ends], np.int64)
        row_of = np.full(len(rules), -1)
        row_of[rule] = np.arange(len(rule))
        packed = np.frombuffer(b"".join(chain.from_iterable(r.ends for r in rules)), np.uint8)
        return cls(row_of, packed.reshape(len(rule), _TABLES, len(ANY[0])))

    def fits(self, haystack: Haystack, rule: Ints, start: Ints, stop: Ints) -> Bools:
        """Tell which ranges of the haystack their rules may match.

        Args:
            haystack: the text.
            rule: for each range the rule, int64, shape (ranges,).
            start, stop: byte offsets of the ranges in the haystack, int64, shape (ranges,).

        Returns:
            Bool, shape (ranges,); true for rules that are not anchored.
        """
        row = self.row_of[rule]
        able = np.ones(len(rule), np.bool_)
        known = np.flatnonzero(row >= 0)
        fits = np.ones(len(known), np.bool_)
        for table, pair in enumerate(_pairs(haystack, start[known], stop[known])):
            fits &= (self.tables[row[known], table, pair >> 3] << (pair & 7)) & _FIRST_BIT > 0
        able[known] = fits
        return able


def _pairs(haystack: Haystack, start: Ints, stop: Ints) -> list[Ints]:
    """Give the pairs of letters at the ends of ranges, as numbers: an array, int64, for each table."""
    data = haystack.bytes
    offset, sides = start, []
    for i in range(WIDTH):
        offset = haystack.letter(offset + (i > 0), stop)
        sides.append(np.where(offset < stop, _SIDE[data[offset]], SIDES - 1))
    offset = stop
    for i in range(WIDTH):
        offset = haystack.letter_before(offset - (i > 0), start)
        sides.append(np.where(offset > start, _SIDE[data[offset - 1]], SIDES - 1))
    return [SIDES * sides[i] + sides[i + 1] for i in range(2 * WIDTH - 1) if i != WIDTH - 1]
