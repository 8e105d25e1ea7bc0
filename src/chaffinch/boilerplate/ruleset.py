"""Boilerplate by its phrases: what rules find in a batch of texts.

One pass of an automaton over folded bytes proposes (rule, unit) or (rule, sentence); RE2 decides on those few. Every
text that RE2 sees is bounded, and equal texts are decided once, so no pattern and no input makes it more than linear.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.boilerplate.brackets import brackets
from chaffinch.boilerplate.compiled import Compiled
from chaffinch.boilerplate.guards import guarded
from chaffinch.boilerplate.haystack import Haystack
from chaffinch.boilerplate.scene import Found, Scene
from chaffinch.model import CATEGORIES
from chaffinch.segment import TextBatch, sentences, units
from chaffinch.tables import FINDING_ROWS

__all__ = ["RuleSet"]

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Ints = npt.NDArray[np.int64]

_LONGEST = 4096  # bytes that RE2 is given at most; no sentence of boilerplate is as long
_ORNAMENT_BYTES = 96  # bytes of ornaments around the words of a line, at most
_NUMERIC = 160  # bytes of a line that is tried on patterns without a literal, such as dates
_SORTED_CATEGORIES = sorted(CATEGORIES)


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """Rules, compiled.

    Attributes:
        rules: in order of their ids; where arrays speak of a rule, it is its place here.
        compiled: gives what RE2 decides with, by the rule's place; compiled when first asked for, since most never are.
        scope, category: names, one a rule.
        digits: whether every match has a digit in it.
        reach: bytes that a match takes at most, white space narrowed.
        automaton: finds atoms.
        edges, owners: the rules of atom ``i`` are ``owners[edges[i]:edges[i + 1]]``.
        left, right: what the ends of the atom must stand at for each of these rules, see `chaffinch.boilerplate.atoms`.
        group: which of the rule's sets of atoms this one is in.
        groups: how many such sets each rule has, of which a match contains one atom each.
        numeric: rules that have no atom, but a digit.
    """

    rules: tuple[Compiled, ...]
    compiled: Callable[[int], Any]
    scope: npt.NDArray[np.str_]
    category: npt.NDArray[np.str_]
    digits: Bools
    reach: npt.NDArray[np.float64]
    automaton: Any
    edges: Ints
    owners: Ints
    left: Codes
    right: Codes
    group: Ints
    groups: Ints
    numeric: Ints
    _regexes: dict[int, Any] = field(default_factory=dict)

    def find(self, batch: TextBatch, *, blank: Bools | None = None) -> pa.RecordBatch:
        """Find boilerplate in a batch of texts.

        Args:
            batch: the texts.
            blank: bytes of the batch that site templates have claimed; units of nothing else are not looked at.

        Returns:
            Rows of `chaffinch.tables.FINDING_ROWS`, sorted by row, start, stop, category and rule; a span is
            there once a category.

        >>> from chaffinch.segment import TextBatch
        >>> from chaffinch.boilerplate.packs import Rule
        >>> from chaffinch.boilerplate.rules import compile_rules
        >>> rules = compile_rules([Rule("x.share", "social", "line", "share( this)?")])
        >>> text = "A long enough paragraph about the weather.\\n\\n| Share this |\\n"
        >>> rules.find(TextBatch.of([text])).select(["start", "stop", "category"]).to_pylist()
        [{'start': 44, 'stop': 58, 'category': 'social'}]
        """
        found_units = units(batch)
        if not len(found_units) or not self.rules:
            return pa.RecordBatch.from_pylist([], schema=FINDING_ROWS)
        scene = Scene.of(batch, found_units, blank)
        return self.rows(scene, self.judge(scene))

    def judge(self, scene: Scene) -> Found:
        """Find boilerplate in a batch that has units, and give what the guards leave of it."""
        proposed = self._proposed(scene)
        parts = [
            self._whole_units(scene, proposed),
            self._sentences(scene, proposed),
            self._brackets(scene, proposed),
        ]
        return guarded(Found.joined(parts), scene, self.rules)

    def _proposed(self, scene: Scene) -> _Proposed:
        """Find the atoms of all rules; those of sentences and brackets are not yet looked at for where they stand."""
        haystack = scene.haystack
        hits = self.automaton.find_matches_as_indexes(haystack.data, overlapping=True)
        flat = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
        unit = np.searchsorted(haystack.start, flat[:, 1], side="right") - 1
        alive = scene.alive[unit]
        (atom, start, stop), unit = flat[alive].T, unit[alive]
        left = haystack.standing(start, haystack.start[unit])
        right = haystack.standing(stop, haystack.stop[unit], after=True)
        count = np.diff(self.edges)[atom]
        hit = np.repeat(np.arange(len(atom)), count)
        owner = np.arange(len(hit)) - np.repeat(np.cumsum(count) - count - self.edges[atom], count)
        most = np.where(self.scope[self.owners[owner]] == "sentence", 1, 2)
        fits = (np.minimum(self.left[owner], most) <= left[hit]) & (np.minimum(self.right[owner], most) <= right[hit])
        owner, hit = owner[fits], hit[fits]
        return _Proposed(self.owners[owner], owner, start[hit], stop[hit], unit[hit])

    def _complete(self, proposed: _Proposed, place: Ints, places: int) -> tuple[Ints, Ints]:
        """Give each rule and place once where an atom of each of the rule's sets is.

        Args:
            proposed: the atoms.
            place: the number of the unit or sentence that each is in.
            places: how many of these there are.
        """
        key = proposed.rule * max(places, 1) + place
        order = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.diff(key[order], prepend=-1))
        seen = np.bitwise_or.reduceat(1 << self.group[proposed.owner[order]], first) if len(first) else first
        rule, place = np.divmod(key[order][first], max(places, 1))
        whole = seen == (1 << self.groups[rule]) - 1
        return rule[whole], place[whole]

    def _whole_units(self, scene: Scene, proposed: _Proposed) -> Found:
        """Decide on rules that take a unit by all of it (line) or by its start (paragraph, tail)."""
        rule, unit = proposed.rule, proposed.unit
        scope, size = self.scope[rule], scene.size[unit]
        line = (scope == "line") & (size <= np.minimum(self.reach[rule] + _ORNAMENT_BYTES, _LONGEST))
        early = proposed.start - scene.haystack.start[unit] <= self.reach[rule] + _ORNAMENT_BYTES
        start = ((scope == "paragraph") | (scope == "tail")) & early
        rule, unit = self._complete(proposed.only(line | start), unit[line | start], len(scene.units))
        numeric_rule, numeric_unit = self._numeric(scene)
        rule, unit = np.concatenate((rule, numeric_rule)), np.concatenate((unit, numeric_unit))
        first, last = scene.units.start[unit], scene.units.stop[unit]
        able = ~self.digits[rule] | scene.numeric(first, last)
        rule, unit, first, last = rule[able], unit[able], first[able], last[able]
        good = self._decided(scene.haystack, rule, first, np.minimum(last, first + _LONGEST))
        return Found(rule, first, last, unit).only(good)

    def _numeric(self, scene: Scene) -> tuple[Ints, Ints]:
        """Propose the rules without a literal for short lines that have a digit."""
        if not len(self.numeric):
            return self.numeric, self.numeric
        able = scene.alive & (scene.size <= _NUMERIC) & scene.numeric(scene.units.start, scene.units.stop)
        unit = np.flatnonzero(able)
        return np.repeat(self.numeric, len(unit)), np.tile(unit, len(self.numeric))

    def _sentences(self, scene: Scene, proposed: _Proposed) -> Found:
        """Decide on rules that take a sentence."""
        mine = proposed.only(self.scope[proposed.rule] == "sentence")
        haystack = scene.haystack
        found = sentences(scene.batch, scene.units, np.unique(mine.unit))
        sentence = np.searchsorted(found.start, haystack.original(mine.start), side="right") - 1
        edges = haystack.narrowed(found.start)[sentence], haystack.narrowed(found.stop)[sentence]
        fits = self.left[mine.owner] <= haystack.standing(mine.start, edges[0])
        fits &= self.right[mine.owner] <= haystack.standing(mine.stop, edges[1], after=True)
        rule, sentence = self._complete(mine.only(fits), sentence[fits], len(found))
        first, last = found.start[sentence], found.stop[sentence]
        fit = (last - first <= _LONGEST) & ~scene.claimed(first, last)
        fit &= ~self.digits[rule] | scene.numeric(first, last)
        candidates = Found(rule, first, last, found.unit[sentence]).only(fit)
        return candidates.only(self._decided(scene.haystack, candidates.rule, candidates.start, candidates.stop))

    def _brackets(self, scene: Scene, proposed: _Proposed) -> Found:
        """Decide on rules that take a bracketed insertion: the innermost that matches."""
        mine = proposed.only(self.scope[proposed.rule] == "bracket")
        rule, unit = self._complete(mine, mine.unit, len(scene.units))
        rows = []
        data = memoryview(scene.batch.data.data)
        inserts: dict[int, list[tuple[int, int, int]]] = {}
        for r, u in zip(rule.tolist(), unit.tolist(), strict=True):
            first, last = int(scene.units.start[u]), int(scene.units.stop[u])
            if u not in inserts:
                inserts[u] = brackets(bytes(data[first:last]))
            rows += [(r, first + a, first + b, u, width) for a, b, width in inserts[u]]
        table = np.array(rows, np.int64).reshape(-1, 5)
        candidates, width = Found(*table.T[:4]), table[:, 4]
        good = self._decided(scene.haystack, candidates.rule, candidates.start + width, candidates.stop - width)
        return _innermost(candidates.only(good))

    def _decided(self, haystack: Haystack, rule: Ints, start: Ints, stop: Ints) -> Bools:
        """Tell where RE2 finds the rules' patterns; asks once for each rule and text."""
        first, last = haystack.narrowed(start), haystack.narrowed(stop)
        data = haystack.narrow
        seen: dict[tuple[int, bytes], bool] = {}
        good = np.zeros(len(rule), np.bool_)
        for i, (r, a, b) in enumerate(zip(rule.tolist(), first.tolist(), last.tolist(), strict=True)):
            key = (r, data[a:b])
            hit = seen.get(key)
            if hit is None:
                hit = seen[key] = self._regex(r).search(key[1]) is not None
            good[i] = hit
        return good

    def _regex(self, rule: int) -> Any:
        found = self._regexes.get(rule)
        if found is None:
            found = self._regexes[rule] = self.compiled(rule)
        return found

    def rows(self, scene: Scene, found: Found) -> pa.RecordBatch:
        """Give findings as rows, as `find` does."""
        row = scene.units.document[found.unit]
        points = scene.batch.code_points(np.concatenate((found.start, found.stop)))
        start, stop = np.split(points, 2)
        score = np.array([r.score for r in self.rules], np.float32)[found.rule]
        category = np.searchsorted(_SORTED_CATEGORIES, self.category[found.rule])
        order = np.lexsort((found.rule, -score, category, stop, start, row))
        key = np.stack((row, start, stop, category))[:, order]
        fresh = np.append(True, (key[:, 1:] != key[:, :-1]).any(axis=0))[: len(order)]
        order = order[fresh]
        columns = (row[order], start[order], stop[order], np.array(_SORTED_CATEGORIES)[category[order]])
        ids = [self.rules[r].id for r in found.rule[order].tolist()]
        arrays = [*columns, ids, score[order]]
        return pa.RecordBatch.from_arrays(
            [pa.array(a, f.type) for a, f in zip(arrays, FINDING_ROWS, strict=True)], schema=FINDING_ROWS
        )


@dataclass(frozen=True, slots=True)
class _Proposed:
    """Where rules may match.

    Attributes:
        rule: its place in the set, int64.
        owner: which of the set's owners of atoms proposes.
        start, stop: where the atom stands, in the haystack.
        unit: the unit that is in.
    """

    rule: Ints
    owner: Ints
    start: Ints
    stop: Ints
    unit: Ints

    def only(self, chosen: Bools) -> _Proposed:
        return _Proposed(*(getattr(self, name)[chosen] for name in self.__slots__))


def _innermost(found: Found) -> Found:
    """Leave out brackets that contain another one of the same rule; each unit's are in order of their ends."""
    keep = []
    inner: dict[tuple[int, int], int] = {}
    for i, (rule, unit, start) in enumerate(
        zip(*(x.tolist() for x in (found.rule, found.unit, found.start)), strict=True)
    ):
        if inner.get((rule, unit), -1) < start:
            keep.append(i)
            inner[rule, unit] = start
    return found.only(np.array(keep, np.int64))
