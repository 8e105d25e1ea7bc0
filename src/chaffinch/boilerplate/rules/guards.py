"""Guard findings of rules: decide which of them count, by the text around them.

A phrase alone is weak evidence. The guards drop a finding that would take too much of a document, a line of a
hard-wrapped sentence, the headline of a document, the editorial office below it, a byline in the middle of it, a part
of a list of references, a cue without another finding beside it, a notice that its text announces, explains or quotes,
a line of verse, and a tail that contains an article.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.announced import announced, cited, defined, listed, tabled, valued
from chaffinch.boilerplate.rules.brackets import amid
from chaffinch.boilerplate.rules.scene import Found, Scene, marked
from chaffinch.boilerplate.rules.shown import contrasted, echoed, literal, read_below
from chaffinch.boilerplate.rules.whole_lines import (
    amid_lines,
    are_parts,
    breaks_off,
    half_sentences,
    in_verse,
    whole_lines,
)
from chaffinch.model import KEPT_CATEGORIES
from chaffinch.text import Bools, Floats

__all__ = ["guarded"]


COPYRIGHT = "copyright"
"""Category of notices of which a word or two may stand in a line of a hard-wrapped sentence: "the copyright 1931"."""

Names = npt.NDArray[np.str_]

SHARE = 0.4
"""Share of a document's characters that one finding may take (measured on forum pages of one line)."""

UNMISTAKABLE = 0.95
"""Score of a rule for whole lines from which on it may take a document of one line."""

OWN = 5
"""Characters of a line from which on it may be a sentence: "It rained.", or four ideographs and a stop."""

EDGE_UNITS = 6
"""First and last blocks of a document among which a byline counts."""

PROSE = 120
"""Characters of a block from which on it is prose of an article, if no phrase is in it."""

LEAST_REFERENCES = 2
"""Blocks of a list of references: one link behind a number is no list."""

REFERENCE_SHARE = 0.5
"""Share of a document's characters above which a list of references is the article itself."""

_NUMBERED = re.compile(rb"\s*[\[(]?\d{1,3}[\])]?[.):]?\s")
_ENTRY = re.compile(rb"\s*[\[(^]?\d|.*://", re.DOTALL)


def guarded(
    found: Found, scene: Scene, scope: Names, category: Names, alone: Bools, score: Floats
) -> tuple[Found, Found]:
    """Give the findings that count, and those that are held back since their documents have nothing else.

    Tails reach to the ends of their documents.

    Args:
        found: findings of rules.
        scene: the batch.
        scope, category: those of each rule, str, shape (rules,).
        alone: whether a finding of the rule counts by itself, bool, shape (rules,).
        score: of each rule, float64, shape (rules,).
    """
    if not len(found):
        return found, found
    tail = found.only(scope[found.rule] == "tail")
    found = found.only(scope[found.rule] != "tail")
    found = found.only(whole_lines(found, scene, scope[found.rule] == "line", category[found.rule]))
    found = found.only((scope[found.rule] == "bracket") | ~breaks_off(found, scene))
    found = found.only(~in_verse(found, scene, category[found.rule]))
    some = (scope[found.rule] == "sentence") & (category[found.rule] != COPYRIGHT)
    some[some] = are_parts(found.only(some), scene)
    found = found.only(~some)
    notice = np.flatnonzero(category[found.rule] == COPYRIGHT)
    inner = np.zeros(len(found), np.bool_)
    inner[notice] = amid_lines(found.only(notice), scene)
    half = np.flatnonzero((category[found.rule] == COPYRIGHT) & (scope[found.rule] == "sentence"))
    inner[half] |= half_sentences(found.only(half), scene)
    found = found.only(~inner)
    found = found.only(~(np.isin(scope[found.rule], ("sentence", "paragraph")) & announced(found, scene)))
    own = (
        defined(found, scene) | cited(found, scene) | listed(found, scene, category[found.rule]) | tabled(found, scene)
    )
    own |= contrasted(found, scene) | echoed(found, scene, category[found.rule])
    own |= literal(found, scene, category[found.rule]) | valued(found, scene, category[found.rule])
    own |= read_below(found, scene)
    found = found.only((scope[found.rule] == "bracket") | ~own)
    bracket = np.flatnonzero(scope[found.rule] == "bracket")
    own = np.zeros(len(found), np.bool_)
    own[bracket] = amid(found.only(bracket), scene, category[found.rule[bracket]] == "credit")
    found = found.only(~own)
    certain = (scope == "line") & (score >= UNMISTAKABLE)
    fits = _small(found, scene, certain) | _beside_text(found, scene)
    held = found.only(~fits & alone[found.rule] & ~np.isin(category[found.rule], KEPT_CATEGORIES))
    found = found.only(fits)
    found = found.only((category[found.rule] != "byline") | _at_edge(found, scene))
    lists = category[found.rule] == "references"
    found = Found.joined([found.only(~lists), _references(found.only(lists), scene, prose=_prose(found, scene))])
    found = Found.joined([found, _tails(tail, found.only(alone[found.rule]), scene)])
    return found.only(_witnessed(found, scene, alone)), held


def _small(found: Found, scene: Scene, certain: Bools) -> Bools:
    """Tell which findings leave enough of their document, or are sure enough to take a document of one line."""
    total = scene.total[scene.blocks.document[found.block]]
    small = scene.haystack.solid(found.start, found.stop) <= SHARE * total
    lone = scene.first[found.block] == scene.last[found.block]
    return np.asarray(small | (lone & certain[found.rule]))


def _beside_text(found: Found, scene: Scene) -> Bools:
    """Tell which findings are in a document that has a line without any finding.

    A brief may be as short as the notice below it: what matters is that a line of its own remains.
    """
    own = (
        np.bincount(scene.blocks.document, ~marked(found, scene) & scene.alive & (scene.solid >= OWN), len(scene.total))
        > 0
    )
    return np.asarray(own[scene.blocks.document[found.block]])


def _at_edge(found: Found, scene: Scene) -> Bools:
    after_start = found.block - scene.first[found.block]
    before_end = scene.last[found.block] - found.block
    return np.asarray((after_start < EDGE_UNITS) | (before_end < EDGE_UNITS))


def _witnessed(found: Found, scene: Scene, alone: Bools) -> Bools:
    """Tell which findings count by themselves, or have one that does in the same block or beside it."""
    sure = alone[found.rule]
    witness = np.zeros(len(scene.blocks) + 2, np.bool_)  # one block more on either side
    witness[found.block[sure] + 1] = True
    at = found.block
    before = witness[at] & (at > scene.first[at])
    after = witness[at + 2] & (at < scene.last[at])
    return np.asarray(sure | witness[at + 1] | before | after)


def _tails(tail: Found, found: Found, scene: Scene) -> Found:
    """Extend tails to the ends of their documents; drop those that are long or contain prose without a phrase."""
    if not len(tail):
        return tail
    stop = scene.blocks.stop[scene.last[tail.block]]
    total = scene.total[scene.blocks.document[tail.block]]
    small = scene.haystack.solid(tail.start, stop) <= SHARE * total
    prose = _prose(found, scene)
    before = np.concatenate(([0], np.cumsum(prose)))
    clear = before[scene.last[tail.block] + 1] == before[tail.block + 1]
    return Found(tail.rule, tail.start, stop, tail.block).only(small & clear)


def _prose(found: Found, scene: Scene) -> Bools:
    prose = scene.solid >= PROSE
    prose[found.block] = False
    return np.asarray(prose & scene.alive)


def _references(found: Found, scene: Scene, *, prose: Bools) -> Found:
    """Give lists of references at the ends of documents, all of a list or nothing of it.

    A list is a run of blocks with findings: two or more. Under a heading any numbered line is an entry, too. A run is
    no list if a numbered line without a finding continues it, or if ``prose`` follows.
    """
    if not len(found):
        return found
    rule = dict(zip(found.block.tolist()[::-1], found.rule.tolist()[::-1], strict=True))  # the first of each block
    proses = np.concatenate(([0], np.cumsum(prose)))
    rows: list[tuple[int, int]] = []
    done = -1
    for block in sorted(rule):
        if block <= done:
            continue
        run = _run(block, rule, scene)
        done = run[-1][0]
        if _is_list(run, rule, scene) and proses[scene.last[block] + 1] == proses[done + 1]:
            rows += run
    blocks, rules = np.array(rows, np.int64).reshape(-1, 2).T
    return Found(rules, scene.blocks.start[blocks], scene.blocks.stop[blocks], blocks)


def _run(block: int, rule: dict[int, int], scene: Scene) -> list[tuple[int, int]]:
    """Give the blocks of the list that begins at a block, with their rules."""
    last, run = int(scene.last[block]), [(block, rule[block])]
    headed = not _ENTRY.match(_text(block, scene))
    while run[-1][0] < last:
        following = run[-1][0] + 1
        if following in rule:
            run.append((following, rule[following]))
        elif headed and _NUMBERED.match(_text(following, scene)):
            run.append((following, rule[block]))
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
    total = scene.total[scene.blocks.document[first]]
    return len(run) >= LEAST_REFERENCES and scene.solid[first : last + 1].sum() <= REFERENCE_SHARE * total


def _text(block: int, scene: Scene) -> bytes:
    start = int(scene.blocks.start[block])
    return scene.batch.data[start : min(int(scene.blocks.stop[block]), start + PROSE)].tobytes() + b"\n"
