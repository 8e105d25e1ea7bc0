"""Boilerplate by its phrases: rule packs compiled into one automaton, and what they find in a batch of texts.

One pass of an automaton over folded bytes proposes (rule, unit) or (rule, sentence); RE2 decides on those few. Every
text that RE2 sees is bounded, and equal texts are decided once, so no pattern and no input makes it more than linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import ahocorasick_rs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import re2

from chaffinch.boilerplate.atoms import atoms, longest, needs_digit
from chaffinch.boilerplate.brackets import brackets
from chaffinch.boilerplate.guards import guarded
from chaffinch.boilerplate.packs import Rule, read_all
from chaffinch.boilerplate.patterns import write
from chaffinch.boilerplate.scene import Found, Scene
from chaffinch.boilerplate.syntax import Node, parse
from chaffinch.errors import UsageError
from chaffinch.model import CATEGORIES
from chaffinch.segment import TextBatch, Units, sentences, units
from chaffinch.tables import FINDING_ROWS
from chaffinch.utf8 import WHITE_CLASS, digit

__all__ = ["RuleSet", "compile_rules", "load"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_LONGEST = 4096  # bytes that RE2 is given at most; no sentence of boilerplate is as long
_NUMERIC = 160  # bytes of a line that is tried on patterns without a literal, such as dates
_PROGRAM = 8 << 20  # bytes RE2 may take for a pattern; its own default
_POOR_BITS = 3.0  # of a literal where a pattern has no better one, such as the copyright sign or "ad"
_LARGE_PROGRAM = 64 << 20  # ... where that is too little

# What may stand around the words of a line: bullets, pipes, arrows, dashes, brackets of links. Nothing that code has
# at the ends of its lines ("next;", "tags = {"), and no price
_ORNAMENTS = 12
_LEAD = rf"(?:(?:[•·∙●○◦▪■□►▶‣※*|¦…–—_→←«‹\[\-]|[<>]+[{WHITE_CLASS}])[{WHITE_CLASS}]*){{0,{_ORNAMENTS}}}"
_TRAIL = rf"(?:[{WHITE_CLASS}]*(?:[.:,!…|¦•·*–—_»›→←\]▼▾\-]|[{WHITE_CLASS}][<>]+)){{0,{_ORNAMENTS}}}"
_ORNAMENT_BYTES = 2 * _ORNAMENTS * 4

_SORTED_CATEGORIES = sorted(CATEGORIES)


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """Rules, compiled.

    Attributes:
        rules: in order of their ids; where arrays speak of a rule, it is its place here.
        regexes: what RE2 decides with, one a rule.
        scope, category: names, one a rule.
        reach: bytes that a match takes at most, white space narrowed.
        automaton: finds atoms.
        edges, owners: the rules of atom ``i`` are ``owners[edges[i]:edges[i + 1]]``.
        numeric: rules that have no atom, but a digit.
    """

    rules: tuple[Rule, ...]
    regexes: tuple[Any, ...]
    scope: npt.NDArray[np.str_]
    category: npt.NDArray[np.str_]
    reach: npt.NDArray[np.float64]
    automaton: Any
    edges: Ints
    owners: Ints
    numeric: Ints

    def find(self, batch: TextBatch, *, blank: Bools | None = None) -> pa.RecordBatch:
        """Find boilerplate in a batch of texts.

        Args:
            batch: the texts.
            blank: bytes of the batch that site templates have claimed; units of nothing else are not looked at.

        Returns:
            Rows of `chaffinch.tables.FINDING_ROWS`, sorted by row, start, stop, category and rule; a span is
            there once a category.

        >>> from chaffinch.segment import TextBatch
        >>> rules = compile_rules([Rule("x.share", "social", "line", "share( this)?")])
        >>> text = "A long enough paragraph about the weather.\\n\\n| Share this |\\n"
        >>> rules.find(TextBatch.of([text])).select(["start", "stop", "category"]).to_pylist()
        [{'start': 44, 'stop': 58, 'category': 'social'}]
        """
        found_units = units(batch)
        if not len(found_units) or not self.rules:
            return pa.RecordBatch.from_pylist([], schema=FINDING_ROWS)
        scene = Scene.of(batch, found_units, blank)
        rule, place, unit = self._proposed(scene)
        data = memoryview(batch.data.data)
        parts = [
            self._whole_units(scene, data, rule, place, unit),
            self._sentences(scene, data, rule, place, unit),
            self._brackets(scene, data, rule, unit),
        ]
        return self._rows(batch, found_units, guarded(Found.joined(parts), scene, self.rules))

    def _proposed(self, scene: Scene) -> tuple[Ints, Ints, Ints]:
        """Give the rules that may match, at which place of the haystack, in which unit."""
        hits = self.automaton.find_matches_as_indexes(scene.haystack.data, overlapping=True)
        flat = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
        atom, place = flat[:, 0], flat[:, 1]
        unit = np.searchsorted(scene.haystack.start, place, side="right") - 1
        alive = scene.alive[unit]
        atom, place, unit = atom[alive], place[alive], unit[alive]
        count = np.diff(self.edges)[atom]
        hit = np.repeat(np.arange(len(atom)), count)
        within = np.arange(len(hit)) - np.repeat(np.cumsum(count) - count, count)
        return self.owners[self.edges[atom][hit] + within], place[hit], unit[hit]

    def _whole_units(self, scene: Scene, data: memoryview, rule: Ints, place: Ints, unit: Ints) -> Found:
        """Decide on rules that take a unit by all of it (line) or by its start (paragraph, tail)."""
        scope, size = self.scope[rule], scene.size[unit]
        line = (scope == "line") & (size <= np.minimum(self.reach[rule] + _ORNAMENT_BYTES, _LONGEST))
        early = place - scene.haystack.start[unit] <= self.reach[rule] + _ORNAMENT_BYTES
        start = ((scope == "paragraph") | (scope == "tail")) & early
        rule, unit = rule[line | start], unit[line | start]
        numeric_rule, numeric_unit = self._numeric(scene)
        rule, unit = np.concatenate((rule, numeric_rule)), np.concatenate((unit, numeric_unit))
        rule, unit = _pairs(rule, unit, len(scene.units))
        first, last = scene.units.start[unit], scene.units.stop[unit]
        good = self._decided(data, rule, first, np.minimum(last, first + _LONGEST))
        return Found(rule, first, last, unit).only(good)

    def _numeric(self, scene: Scene) -> tuple[Ints, Ints]:
        """Propose the rules without a literal for short lines that have a digit."""
        place = np.flatnonzero(digit(scene.batch.data) | (scene.batch.data >= 0x80) & (len(self.numeric) > 0))
        first, last = (np.searchsorted(place, edge) for edge in (scene.units.start, scene.units.stop))
        unit = np.flatnonzero(scene.alive & (scene.size <= _NUMERIC) & (last > first))
        return np.repeat(self.numeric, len(unit)), np.tile(unit, len(self.numeric))

    def _sentences(self, scene: Scene, data: memoryview, rule: Ints, place: Ints, unit: Ints) -> Found:
        """Decide on rules that take a sentence."""
        mine = self.scope[rule] == "sentence"
        rule, place = rule[mine], scene.haystack.original(place[mine])
        found = sentences(scene.batch, scene.units, np.unique(unit[mine]))
        sentence = np.searchsorted(found.start, place, side="right") - 1
        rule, sentence = _pairs(rule, sentence, len(found))
        first, last = found.start[sentence], found.stop[sentence]
        fit = (last - first <= _LONGEST) & ~scene.claimed(first, last)
        candidates = Found(rule, first, last, found.unit[sentence]).only(fit)
        return candidates.only(self._decided(data, candidates.rule, candidates.start, candidates.stop))

    def _brackets(self, scene: Scene, data: memoryview, rule: Ints, unit: Ints) -> Found:
        """Decide on rules that take a bracketed insertion: the innermost that matches."""
        mine = self.scope[rule] == "bracket"
        rule, unit = _pairs(rule[mine], unit[mine], len(scene.units))
        rows = []
        inserts: dict[int, list[tuple[int, int, int]]] = {}
        for r, u in zip(rule.tolist(), unit.tolist(), strict=True):
            first, last = int(scene.units.start[u]), int(scene.units.stop[u])
            if u not in inserts:
                inserts[u] = brackets(bytes(data[first:last]))
            rows += [(r, first + a, first + b, u, width) for a, b, width in inserts[u]]
        table = np.array(rows, np.int64).reshape(-1, 5)
        candidates, width = Found(*table.T[:4]), table[:, 4]
        good = self._decided(data, candidates.rule, candidates.start + width, candidates.stop - width)
        return _innermost(candidates.only(good))

    def _decided(self, data: memoryview, rule: Ints, start: Ints, stop: Ints) -> Bools:
        """Tell where RE2 finds the rules' patterns; asks once for each rule and text."""
        seen: dict[tuple[int, bytes], bool] = {}
        good = np.zeros(len(rule), np.bool_)
        for i, (r, a, b) in enumerate(zip(rule.tolist(), start.tolist(), stop.tolist(), strict=True)):
            key = (r, bytes(data[a:b]))
            hit = seen.get(key)
            if hit is None:
                hit = seen[key] = self.regexes[r].search(key[1]) is not None
            good[i] = hit
        return good

    def _rows(self, batch: TextBatch, found_units: Units, found: Found) -> pa.RecordBatch:
        row = found_units.document[found.unit]
        points = batch.code_points(np.concatenate((found.start, found.stop)))
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


def _pairs(one: Ints, other: Ints, count: int) -> tuple[Ints, Ints]:
    """Give each pair once, in order."""
    key = np.unique(one * max(count, 1) + other)
    return key // max(count, 1), key % max(count, 1)


@lru_cache(maxsize=8)
def load(packs: tuple[str, ...] = ()) -> RuleSet:
    """Read and compile the packs of the package and those at the paths given; kept for the process.

    Raises:
        UsageError: a pack cannot be read, or has a wrong rule; says which and why.
    """
    return compile_rules(read_all(packs))


def compile_rules(rules: Sequence[Rule]) -> RuleSet:
    """Compile rules.

    Raises:
        UsageError: RE2 refuses a pattern, or it has no literal to find it by.
    """
    rules = tuple(sorted(rules, key=lambda rule: rule.id))
    trees = [_tree(rule) for rule in rules]
    found = [atoms(tree) or atoms(tree, fewest=_POOR_BITS) for tree in trees]
    by_atom: dict[bytes, list[int]] = {}
    for i, rule in enumerate(rules):
        if found[i] is None and not (rule.scope == "line" and needs_digit(trees[i])):
            raise UsageError(f"rule {rule.id}: the pattern has no literal of a few letters that each match contains")
        for atom in found[i] or ():
            by_atom.setdefault(atom, []).append(i)
    keys = sorted(by_atom)
    sizes = [len(by_atom[key]) for key in keys]
    return RuleSet(
        rules=rules,
        regexes=tuple(_regex(rule, tree) for rule, tree in zip(rules, trees, strict=True)),
        scope=np.array([rule.scope for rule in rules], np.str_),
        category=np.array([rule.category for rule in rules], np.str_),
        reach=np.array([longest(tree) for tree in trees], np.float64),
        automaton=ahocorasick_rs.BytesAhoCorasick(keys, implementation=ahocorasick_rs.Implementation.DFA),
        edges=np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))),
        owners=np.array([i for key in keys for i in by_atom[key]], np.int64),
        numeric=np.array([i for i in range(len(rules)) if found[i] is None], np.int64),
    )


def _tree(rule: Rule) -> Node:
    try:
        return parse(rule.pattern)
    except ValueError as error:
        raise UsageError(f"rule {rule.id}: {error}, in {rule.pattern!r}") from error


def _regex(rule: Rule, tree: Node) -> Any:
    source = write(tree)
    if rule.scope == "line":
        source = f"^{_LEAD}(?:{source}){_TRAIL}$"
    elif rule.scope in ("paragraph", "tail"):
        source = f"^{_LEAD}(?:{source})"
    for memory in (_PROGRAM, _LARGE_PROGRAM):
        try:
            return re2.compile(source.encode(), _options(memory))
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
    raise UsageError(f"rule {rule.id}: {reason}, in {rule.pattern!r}")


def _options(memory: int) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.dot_nl = True
    options.log_errors = False
    options.max_mem = memory
    return options
