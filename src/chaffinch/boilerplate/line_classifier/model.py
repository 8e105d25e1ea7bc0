"""Find boilerplate by how a line looks and what is around it: logistic regression on features that contain no words.

The weights are a data file beside this module, made by ``benchmarks/train_linemodel.py``; ``docs/linemodel.md``
describes the training data and how well the model does.

A probability alone is no proof: a title looks like a menu item, a price list like a shop, a line of code like nothing
else. Guards keep what the model took wrongly on real pages; they do not concern findings of rules and templates. The
numbers below are those of docs/linemodel.md, section "What it may take".
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.boilerplate.line_classifier.features import (
    NEAR,
    STEPS,
    WIDE_SHARE,
    Evidence,
    around,
    features,
    is_prose,
    names,
)
from chaffinch.boilerplate.line_classifier.style import STYLE, Style
from chaffinch.boilerplate.rules.ruleset import RuleSet
from chaffinch.boilerplate.rules.scene import Scene
from chaffinch.schemas import FINDING_ROWS
from chaffinch.text import Bools, Floats, Ints, TextBatch, blocks

__all__ = ["DIGITS", "LEVELS", "RULE", "Level", "LineModel", "chosen", "find", "load"]


class Level(Struct, frozen=True):
    """How far the model is trusted.

    Attributes:
        threshold: probability from which on a block with a phrase in it or near it is removed.
        alone: the same for a block without one.
        heading: the same for a block that may be a title or a heading, or that introduces the next one.
        share: share of a document's characters that the model may take; of a document that would lose more, and has
            less prose left than `LEFT`, it takes nothing.
        beside: threshold, alone and heading for a block in a run of blocks that go, one of which has the words of
            furniture: what else is in a menu; None if they are the same.
    """

    threshold: float
    alone: float
    heading: float
    share: float
    beside: tuple[float, float, float] | None = None


LEVELS = {
    "safe": Level(0.90, 0.95, 0.985, 0.35, beside=(0.68, 0.72, 0.965)),
    "normal": Level(0.78, 0.845, 0.978, 0.4),
    "aggressive": Level(0.50, 0.50, 0.78, 1.0),
}
"""Chosen on news pages as trafilatura leaves them (L3S-GN1) and on lines of web text in four languages (Turku)."""

LEFT = 900
"""Characters of prose that stay from which on a document may lose more than a level's share, those of scripts without
spaces counted twice: a page of menus around an article. Of 18 English pages of more than the share eight of the nine
with more prose lost less than a sixth of it in content, and six of the nine with less a quarter or more."""

UNIT_SHARE = 0.4
"""Share of a document's characters above which the model takes no block."""

LONG, PHRASES = 320, 2
"""Characters of a block above which it needs so many phrases."""

HEAD = 3
"""First blocks of a document that may be its title."""

ABOVE_PROSE = 8
"""Blocks above the first prose of a document among which its title is: a section, a date, a name and buttons may follow
it. With five of 27 Japanese pages three lost their titles, with eight one."""

RUN = 3
"""Blocks of a run, at least, in which lower thresholds hold: two short lines may be anything."""

TITLE_WORDS, TITLE_LETTERS = 4, 10
"""Words of such a title, at least; characters of one in a script without spaces. Judgements."""

WORDS = 2
"""Words of a block below which it is a crumb: it is removed beside a removed block or not at all."""

COVERED = 0.9
"""Share of a block's bytes in findings of rules from which on the block is left to these."""

_CODE = np.array([byte in b"{};=<>\\" for byte in range(256)])


def chosen(probability: Floats, scene: Scene, style: Style, evidence: Evidence, level: str) -> tuple[Bools, Bools]:
    """Tell which blocks the model removes, and which it only reports, since their document would lose too much.

    A level takes all that the levels below it take. Where its own share of a document is too large it takes that alone.

    Args:
        probability: that a block is boilerplate, float64, shape (blocks,).
        scene: the blocks.
        style: how they look.
        evidence: the phrases found in them.
        level: a key of `LEVELS`, which lists them from the lowest to the highest.

    Returns:
        Two masks of shape (blocks,): the blocks that are removed, and those that are only reported.
    """
    goes, doubtful = np.zeros((2, len(scene.blocks)), np.bool_)
    for name, trust in LEVELS.items():
        able = goes | _able(probability, scene, style, evidence, trust)
        fits = _fits(able, scene, style, trust)
        goes, doubtful = goes | (able & fits), able & ~fits
        if trust.beside:
            low = _able(probability, scene, style, evidence, Level(*trust.beside, trust.share))
            more = goes | _beside(goes, low & ~_starts_lower(style), scene, evidence)
            goes = np.where(_fits(more, scene, style, trust), more, goes)
        if name == level:
            break
    return goes, doubtful & ~goes


def _fits(able: Bools, scene: Scene, style: Style, trust: Level) -> Bools:
    """Tell which blocks are of documents that may lose all that is able to go: bool, shape (blocks,)."""
    document, count = scene.blocks.document, len(scene.total)
    lost = np.bincount(document, scene.solid * able, count)
    wide = style.values[:, STYLE.index("wide_characters")] > 0
    left = np.bincount(document, scene.solid * (is_prose(style) & ~able) * (1 + wide), count)
    return np.asarray(((lost <= trust.share * scene.total) | (left >= LEFT))[document])


def _beside(goes: Bools, low: Bools, scene: Scene, evidence: Evidence) -> Bools:
    """Tell which blocks are in a run of blocks that go, or may go, one of which goes and has the words of furniture."""
    ruled = evidence.covered >= COVERED
    run = goes | ruled | low
    if not run.any():
        return run
    first = np.flatnonzero(np.append(True, (run[1:] != run[:-1]) | (np.arange(1, len(run)) == scene.first[1:])))
    size = np.diff(np.append(first, len(run)))
    sure = np.maximum.reduceat((goes | ruled) & evidence.sure, first) & (size >= RUN)
    return np.asarray(low & np.repeat(sure, size))


def _starts_lower(style: Style) -> Bools:
    """Tell which blocks begin amid a sentence: where a page is cut at its links, its text is blocks of a few words."""
    return style.values[:, STYLE.index("starts_lower")] > 0


def _able(probability: Floats, scene: Scene, style: Style, evidence: Evidence, level: Level) -> Bools:
    """Tell which blocks the model takes for boilerplate at one level, whatever their document would lose."""
    prose = is_prose(style)
    phrases = evidence.phrases()
    near = around(scene, phrases[:, None], NEAR)[0][:, 0] > 0
    needed = np.where(near, level.threshold, level.alone)
    needed = np.maximum(needed, np.where(_heading(scene, style, prose), level.heading, 0))
    total = scene.total[scene.blocks.document]
    taken = evidence.covered >= COVERED
    able = (probability >= needed) & scene.alive & ~taken & ~evidence.kinds[:, 1:].any(axis=1)
    able &= (scene.solid <= UNIT_SHARE * total) & ~_code(scene)
    able &= (phrases >= PHRASES) | (style.characters <= LONG)
    able &= ((phrases > 0) | ~prose) & ~_titles(scene, style, prose)
    return _without_crumbs(able, taken | ~scene.alive, scene, style)


def _heading(scene: Scene, style: Style, prose: Bools) -> Bools:
    """Tell which blocks may be a title, a heading or an entry of a numbered list, or introduce the next block."""
    at = np.arange(len(scene.blocks))
    above = np.append(prose[1:], False) & (at < scene.last)
    leading = style.values[:, STYLE.index("ends_colon")] > 0
    numbered = style.values[:, STYLE.index("starts_digit")] > 0
    entry = numbered & (np.append(numbered[1:], False) | np.append(False, numbered[:-1]))
    return np.asarray((at - scene.first < HEAD) | above | leading | entry)


def _titles(scene: Scene, style: Style, prose: Bools) -> Bools:
    """Tell which blocks are of several words and near above the first prose of a document, behind menus and dates."""
    at = np.arange(len(scene.blocks))
    document, none = scene.blocks.document, len(at) + ABOVE_PROSE + 1
    first = np.full(len(scene.total), none, np.int64)
    np.minimum.at(first, document[prose], at[prose])
    near = (at < first[document]) & (at >= first[document] - ABOVE_PROSE) & (first[document] < none)
    wide = style.values[:, STYLE.index("wide_characters")] > WIDE_SHARE
    return near & np.where(wide, style.characters >= TITLE_LETTERS, style.words >= TITLE_WORDS)


def _code(scene: Scene) -> Bools:
    """Tell which blocks end or begin like a line of a program."""
    data, blocks = scene.batch.data, scene.blocks
    return np.asarray(_CODE[data[blocks.stop - 1]] | _CODE[data[blocks.start]])


def _without_crumbs(able: Bools, removed: Bools, scene: Scene, style: Style) -> Bools:
    """Leave out crumbs that have no removed block beside them."""
    crumb = style.words + style.values[:, STYLE.index("wide_characters")] * style.characters < WORDS
    at = np.arange(len(able))
    goes = removed | able
    before = (at > scene.first) & np.append(False, goes[:-1])
    after = (at < scene.last) & np.append(goes[1:], False)
    return np.asarray(able & (~crumb | before | after))


RULE = "model"
"""Name of the rule of findings of the model."""

DOUBTED = 0.4
"""Score of a block that the model would take from a document that would lose too much: below `HOLE_SCORE`."""

DIGITS = 4
"""Decimal places of the weights."""

_CATEGORY = "boilerplate"
_DATA = "linemodel.json"


class LineModel(Struct, frozen=True, eq=False):
    """Logistic regression in whole numbers, so that no batch and no processor gives another result.

    Attributes:
        weights: of the features, in steps of 10 ** -`DIGITS`, int64, shape (features,).
        bias: in the same steps.
    """

    weights: Ints
    bias: int

    def probability(self, steps: npt.NDArray[np.int32]) -> Floats:
        """Give the probability that each block is boilerplate.

        Args:
            steps: features of blocks, int32, shape (blocks, features), in steps of 1 / `STEPS`.

        Returns:
            float64, shape (blocks,).
        """
        exact = steps @ self.weights + self.bias * STEPS
        return np.asarray(1 / (1 + np.exp(-exact / (STEPS * 10.0**DIGITS))))


@lru_cache(maxsize=1)
def load() -> LineModel:
    """Read the weights of the package; they stay in memory for the process."""
    tree = json.loads((files("chaffinch.boilerplate.line_classifier") / _DATA).read_text(encoding="utf-8"))
    scale = 10**DIGITS
    weights = np.array([round(tree["weights"][name] * scale) for name in names()], np.int64)
    return LineModel(weights, round(tree["bias"] * scale))


def find(rules: RuleSet, batch: TextBatch, level: str, *, blank: Bools | None = None) -> pa.RecordBatch:
    """Find boilerplate in a batch of texts by rules and, at any level but ``rules``, by the line model.

    Args:
        rules: the rules.
        batch: the texts.
        level: ``rules``, ``safe``, ``normal`` or ``aggressive``.
        blank: mask of the bytes of the batch that site templates have claimed, shape (bytes,); None if none have.

    Returns:
        Rows of `chaffinch.schemas.FINDING_ROWS`; those of the model have the category ``boilerplate``, the rule
        `RULE` and the probability as their score, at most `DOUBTED` where they are only reported.
    """
    if level == "rules":
        return rules.find(batch, blank=blank)
    found_blocks = blocks(batch)
    if not len(found_blocks):
        return rules.find(batch, blank=blank)
    scene = Scene.of(batch, found_blocks, blank)
    found, held = rules.judge(scene)
    style = Style.of(batch, found_blocks)
    evidence = Evidence.of(scene, found, rules.category[found.rule])
    probability = load().probability(features(scene, style, evidence))
    goes, doubtful = chosen(probability, scene, style, evidence, level)
    block = np.flatnonzero(goes | doubtful)
    score = np.where(doubtful, np.minimum(probability, DOUBTED), probability)
    rows = rules.rows(scene, found, held)
    return pa.concat_batches([rows, _rows(scene, block, score[block])]) if len(block) else rows


def _rows(scene: Scene, block: Ints, probability: Floats) -> pa.RecordBatch:
    start, stop = scene.batch.code_points(np.stack((scene.blocks.start[block], scene.blocks.stop[block])))
    columns = (scene.blocks.document[block], start, stop, [_CATEGORY] * len(block), [RULE] * len(block), probability)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, FINDING_ROWS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=FINDING_ROWS)
