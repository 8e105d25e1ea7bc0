"""Guards: which findings of rules count, by what stands around them.

A phrase alone is a weak witness. These hold back what would take too much of a document, a byline in the middle of
it, a list of references in part, a cue without a witness, and a tail that has an article in it.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.fragments import whole_lines
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import Bools, Floats

__all__ = ["guarded"]

Names = npt.NDArray[np.str_]

_SHARE = 0.4  # of a document's characters that one finding may take (one-line documents, measured on forum pages)
_UNMISTAKABLE = 0.95  # score of a whole-line rule that may take a document of one line
_OWN = 5  # characters of a line that may be a sentence: "It rained.", four ideographs and a stop
_EDGE_UNITS = 6  # a byline is among so many first or last units
_PROSE = 120  # characters of a unit that is an article's, if no phrase is in it
_LEAST_REFERENCES = 2  # without a heading, one link behind a number is no list
_REFERENCE_SHARE = 0.5  # more links than text: the list is the article
_NUMBERED = re.compile(rb"\s*[\[(]?\d{1,3}[\])]?[.):]?\s")
_ENTRY = re.compile(rb"\s*[\[(^]?\d|.*://", re.DOTALL)


def guarded(found: Found, scene: Scene, scope: Names, category: Names, alone: Bools, score: Floats) -> Found:
    """Give the findings that count, with tails drawn to the ends of their documents.

    Args:
        found: what rules found.
        scene: where.
        scope, category, alone, score: of each rule.
    """
    if not len(found):
        return found
    tail = found.only(scope[found.rule] == "tail")
    found = found.only(scope[found.rule] != "tail")
    found = found.only(whole_lines(found, scene, scope[found.rule] == "line", category[found.rule] == "related"))
    certain = (scope == "line") & (score >= _UNMISTAKABLE)
    found = found.only(_small(found, scene, certain) | _beside_text(found, scene))
    found = found.only((category[found.rule] != "byline") | _at_edge(found, scene))
    lists = category[found.rule] == "references"
    found = Found.joined([found.only(~lists), _references(found.only(lists), scene, prose=_prose(found, scene))])
    found = Found.joined([found, _tails(tail, found.only(alone[found.rule]), scene)])
    return found.only(_witnessed(found, scene, alone))


def _small(found: Found, scene: Scene, certain: Bools) -> Bools:
    """Tell which findings leave enough of their document, or are sure enough to take a document of one line."""
    total = scene.total[scene.units.document[found.unit]]
    small = scene.haystack.solid(found.start, found.stop) <= _SHARE * total
    lone = scene.first[found.unit] == scene.last[found.unit]
    return np.asarray(small | (lone & certain[found.rule]))


def _beside_text(found: Found, scene: Scene) -> Bools:
    """Tell which findings have, in a document of several lines, a line beside them in which no rule finds anything.

    A brief is as short as the notice below it: what counts is that something of its own is left.
    """
    hit = np.zeros(len(scene.units), np.bool_)
    hit[found.unit] = True
    own = np.bincount(scene.units.document, ~hit & scene.alive & (scene.solid >= _OWN), len(scene.total)) > 0
    return np.asarray(own[scene.units.document[found.unit]])


def _at_edge(found: Found, scene: Scene) -> Bools:
    after_start = found.unit - scene.first[found.unit]
    before_end = scene.last[found.unit] - found.unit
    return np.asarray((after_start < _EDGE_UNITS) | (before_end < _EDGE_UNITS))


def _witnessed(found: Found, scene: Scene, alone: Bools) -> Bools:
    """Tell which findings stand by themselves or beside one that does, in the same or the next unit."""
    sure = alone[found.rule]
    witness = np.zeros(len(scene.units) + 2, np.bool_)  # one unit more on either side
    witness[found.unit[sure] + 1] = True
    at = found.unit
    before = witness[at] & (at > scene.first[at])
    after = witness[at + 2] & (at < scene.last[at])
    return np.asarray(sure | witness[at + 1] | before | after)


def _tails(tail: Found, found: Found, scene: Scene) -> Found:
    """Draw tails to the ends of their documents, where that is little and has no prose without a phrase."""
    if not len(tail):
        return tail
    stop = scene.units.stop[scene.last[tail.unit]]
    total = scene.total[scene.units.document[tail.unit]]
    small = scene.haystack.solid(tail.start, stop) <= _SHARE * total
    prose = _prose(found, scene)
    before = np.concatenate(([0], np.cumsum(prose)))
    clear = before[scene.last[tail.unit] + 1] == before[tail.unit + 1]
    return Found(tail.rule, tail.start, stop, tail.unit).only(small & clear)


def _prose(found: Found, scene: Scene) -> Bools:
    prose = scene.solid >= _PROSE
    prose[found.unit] = False
    return np.asarray(prose & scene.alive)


def _references(found: Found, scene: Scene, *, prose: Bools) -> Found:
    """Give lists of references at the ends of documents, all of each or none.

    A list is a run of units that rules found, with a heading or at least two entries; under a heading any
    numbered line is an entry. A run that goes on with numbered lines no rule found is none, nor is one with ``prose``
    behind it.
    """
    if not len(found):
        return found
    rule = dict(zip(found.unit.tolist()[::-1], found.rule.tolist()[::-1], strict=True))  # the first of each unit
    proses = np.concatenate(([0], np.cumsum(prose)))
    rows: list[tuple[int, int]] = []
    done = -1
    for unit in sorted(rule):
        if unit <= done:
            continue
        run = _run(unit, rule, scene)
        done = run[-1][0]
        if _is_list(run, rule, scene) and proses[scene.last[unit] + 1] == proses[done + 1]:
            rows += run
    units, rules = np.array(rows, np.int64).reshape(-1, 2).T
    return Found(rules, scene.units.start[units], scene.units.stop[units], units)


def _run(unit: int, rule: dict[int, int], scene: Scene) -> list[tuple[int, int]]:
    """Give the units from this one on that belong to one list, with their rules."""
    last, run = int(scene.last[unit]), [(unit, rule[unit])]
    headed = not _ENTRY.match(_text(unit, scene))
    while run[-1][0] < last:
        following = run[-1][0] + 1
        if following in rule:
            run.append((following, rule[following]))
        elif headed and _NUMBERED.match(_text(following, scene)):
            run.append((following, rule[unit]))
        else:
            break
    return run


def _is_list(run: list[tuple[int, int]], rule: dict[int, int], scene: Scene) -> bool:
    first, last = run[0][0], run[-1][0]
    if last < scene.last[last] and _NUMBERED.match(_text(last + 1, scene)):
        return False
    headed = not _ENTRY.match(_text(first, scene))
    if not headed and first > scene.first[first] and _NUMBERED.match(_text(first - 1, scene)):
        return False
    total = scene.total[scene.units.document[first]]
    return len(run) >= _LEAST_REFERENCES and scene.solid[first : last + 1].sum() <= _REFERENCE_SHARE * total


def _text(unit: int, scene: Scene) -> bytes:
    start = int(scene.units.start[unit])
    return scene.batch.data[start : min(int(scene.units.stop[unit]), start + _PROSE)].tobytes() + b"\n"
