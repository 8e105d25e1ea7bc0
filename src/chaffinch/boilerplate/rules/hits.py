"""Atoms of all rules, found in a haystack, and the rules that they speak for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.atoms import UNIT, WORD, Atom
from chaffinch.boilerplate.rules.haystack import Haystack
from chaffinch.boilerplate.rules.seeking import Seeker
from chaffinch.text import Bools, Ints

__all__ = ["Atoms", "Hits"]

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
        left, right: what the ends of the atom must stand at for it, see `chaffinch.boilerplate.rules.atoms`.
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
