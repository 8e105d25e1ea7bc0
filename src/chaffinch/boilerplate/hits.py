"""Atoms of all rules, found in a haystack by two automata: one for all of it, one for units with other letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.atoms import UNIT, WORD, Atom
from chaffinch.boilerplate.haystack import Haystack

__all__ = ["Atoms", "Hits", "foreign_units"]

Codes = npt.NDArray[np.int8]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# First bytes of what is beyond ASCII, but for signs: of Latin-1's and of General Punctuation to Dingbats
_ANYWHERE, _HEADS, _BEYOND = range(3)
_FOREIGN = bytes(byte >= 0xC3 and byte != 0xE2 for byte in range(256))


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
        automata: one finds atoms that stand anywhere, one those at the starts of units, one those with letters beyond
            ASCII.
        numbered: the number of the first atom of each.
        longest: bytes of the longest atom at the starts of units.
        edges: the owners of atom ``i`` are those from ``edges[i]`` to ``edges[i + 1]``.
        rule: of each owner.
        left, right: what the ends of the atom must stand at for it, see `chaffinch.boilerplate.atoms`.
        group: which of the rule's sets of atoms this one is in.
        groups: how many such sets each rule has, of which a match contains one atom each.
        most: what the ends of an owner's atoms are asked for as long as its text is not cut into sentences.
    """

    automata: tuple[Any, Any, Any]
    numbered: tuple[int, int, int]
    longest: int
    edges: Ints
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
        kinds: list[list[bytes]] = [[], [], []]
        for key in sorted(by_atom):
            heads = all(left == UNIT and not inner[i] for i, left, _, _ in by_atom[key])
            kinds[_BEYOND if _is_foreign(key) else _HEADS if heads else _ANYWHERE].append(key)
        keys = [*chain(*kinds)]
        sizes = [len(by_atom[key]) for key in keys]
        owners = np.array([owner for key in keys for owner in by_atom[key]], np.int64).reshape(-1, 4)
        return cls(
            automata=(_automaton(kinds[0]), _automaton(kinds[1]), _automaton(kinds[2], fast=False)),
            numbered=(0, len(kinds[0]), len(kinds[0]) + len(kinds[1])),
            longest=max(map(len, kinds[_HEADS]), default=0),
            edges=np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))),
            rule=owners[:, 0],
            left=owners[:, 1].astype(np.int8),
            right=owners[:, 2].astype(np.int8),
            group=owners[:, 3],
            groups=np.array([len(groups) for groups in sets], np.int64),
            most=np.where(inner[owners[:, 0]], np.int8(WORD), np.int8(UNIT)),
        )

    def find(self, haystack: Haystack, alive: Bools, foreign: Bools) -> Hits:
        """Find the atoms of rules.

        Args:
            haystack: the text.
            alive: units to look at.
            foreign: units with letters beyond ASCII.
        """
        unit = np.flatnonzero(alive)
        heads = np.minimum(haystack.first[unit] + self.longest, haystack.stop[unit])
        found = (
            _in_ranges(self.automata[_ANYWHERE], haystack.data, *_runs(haystack, alive)),
            _in_ranges(self.automata[_HEADS], haystack.data, haystack.start[unit] - 1, heads),
            _in_ranges(self.automata[_BEYOND], haystack.data, *_runs(haystack, alive & foreign)),
        )
        atom, start, stop = np.concatenate(found).T
        atom += np.repeat(self.numbered, [len(some) for some in found])
        unit = np.searchsorted(haystack.start, start, side="right") - 1
        left = haystack.standing(start, haystack.first[unit])
        right = haystack.standing(stop, haystack.last[unit], after=True)
        count = self.edges[atom + 1] - self.edges[atom]
        hit = np.repeat(np.arange(len(atom)), count)
        owner = np.arange(len(hit)) - np.repeat(np.cumsum(count) - count - self.edges[atom], count)
        most = self.most[owner]
        fits = (np.minimum(self.left[owner], most) <= left[hit]) & (np.minimum(self.right[owner], most) <= right[hit])
        owner, hit = owner[fits], hit[fits]
        return Hits(self.rule[owner], owner, start[hit], stop[hit], unit[hit])

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


def foreign_units(haystack: Haystack) -> Bools:
    r"""Tell which units have letters beyond ASCII.

    >>> from chaffinch.segment import TextBatch, units
    >>> batch = TextBatch.of(["So — “no”\n\nNaïve"])
    >>> foreign_units(Haystack.of(batch, units(batch))).tolist()
    [False, True]
    """
    found = np.zeros(len(haystack.start), np.bool_)
    if not haystack.data.isascii():
        place = np.flatnonzero(np.frombuffer(haystack.data.translate(_FOREIGN), np.bool_))
        found[np.searchsorted(haystack.start, place, side="right") - 1] = True
    return found


def _is_foreign(atom: bytes) -> bool:
    return any(atom.translate(_FOREIGN))


def _automaton(keys: Sequence[bytes], *, fast: bool = True) -> Any:
    """Make an automaton; a fast one takes its time to make, and memory."""
    kind = ahocorasick_rs.Implementation.DFA if fast else ahocorasick_rs.Implementation.ContiguousNFA
    return ahocorasick_rs.BytesAhoCorasick(keys, implementation=kind) if keys else None


def _runs(haystack: Haystack, chosen: Bools) -> tuple[Ints, Ints]:
    """Give the ranges that chosen units take, those in a row as one, with the line ends around them."""
    edge = np.diff(chosen.astype(np.int8), prepend=0, append=0)
    return haystack.start[edge[:-1] > 0] - 1, haystack.stop[edge[1:] < 0] + 1


def _in_ranges(automaton: Any, data: bytes, start: Ints, stop: Ints) -> Ints:
    """Give atom, start and stop of what an automaton finds in ranges of the data, shape (hits, 3)."""
    if automaton is None or not len(start):
        return np.zeros((0, 3), np.int64)
    text = b"".join([data[a:b] for a, b in zip(start.tolist(), stop.tolist(), strict=True)])
    hits = automaton.find_matches_as_indexes(text, overlapping=True)
    found = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
    size = stop - start
    before = np.cumsum(size) - size
    found[:, 1:] += (start - before)[np.searchsorted(before, found[:, 1], side="right") - 1][:, None]
    return found
