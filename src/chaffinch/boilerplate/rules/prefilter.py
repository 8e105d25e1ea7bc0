"""What RE2 says of rules and texts.

Atoms of all rules, found in a haystack, and the rules that they speak for.

Rules that are anchored to the ends of their texts, told from most texts by the first and last letters of these.

A text is looked up in tables of bits, one bit a rule, with its first two letters, its second and third, its last two,
and the two before: it may match what is in all four. Letters are as `chaffinch.boilerplate.rules.compiled` has them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.compiled import ANY, LETTERS, SIDES, WIDTH, Compiled
from chaffinch.boilerplate.rules.haystack import Haystack
from chaffinch.boilerplate.rules.literals import UNIT, WORD, Atom
from chaffinch.boilerplate.rules.needles import Seeker
from chaffinch.text import Bools, Ints

__all__ = ["Atoms", "Decider", "Hits", "Openings"]


Codes = npt.NDArray[np.int8]

_ROOM = 8  # buckets for each owner, so that few rules share one
_FACTOR = 0x9E3779B1  # 2 ** 32 by the golden ratio


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


class Decider:
    """Asks RE2 whether texts have matches of rules.

    A call costs far more than a text, most of which do not match: so all texts that one rule is asked about are put
    together, a line each. Its pattern never matches a line end, and ``^`` and ``$`` stand at those of lines.
    """

    def __init__(self, compiled: Callable[[int], Any]) -> None:
        """Take what compiles a rule, given its place in the set; each is compiled when it is first asked for."""
        self._compiled = compiled
        self._patterns: dict[int, Any] = {}

    def pattern(self, rule: int) -> Any:
        """Give RE2's pattern of a rule."""
        found = self._patterns.get(rule)
        if found is None:
            found = self._patterns[rule] = self._compiled(rule)
        return found

    def __call__(self, data: bytes, rule: Ints, start: Ints, stop: Ints) -> Bools:
        """Tell which ranges of ``data``, without line ends in them, have a match of the rule beside them."""
        by = np.argsort(rule, kind="stable")
        said = [*map(data.__getitem__, map(slice, start[by].tolist(), stop[by].tolist()))]
        first = np.flatnonzero(np.diff(rule[by], prepend=-1))
        found: list[bool] = []
        edges = [*first.tolist(), len(by)]
        for one, (low, high) in zip(rule[by[first]].tolist(), pairwise(edges), strict=True):
            found += self._ask(one, said[low:high])
        hits = np.zeros(len(by), np.bool_)
        hits[by] = found
        return hits

    def _ask(self, rule: int, texts: Sequence[bytes]) -> list[bool]:
        pattern = self.pattern(rule)
        if len(texts) == 1:
            return [pattern.search(texts[0]) is not None]
        hits = dict.fromkeys(texts, False)
        lines = [*hits]
        starts = [*accumulate((len(line) + 1 for line in lines), initial=0)]
        joined, place = b"\n".join(lines), 0
        while place <= len(joined) and (match := pattern.search(joined, place)):
            line = bisect_right(starts, match.start()) - 1
            hits[lines[line]] = True
            place = starts[line + 1]
        return [hits[text] for text in texts]
