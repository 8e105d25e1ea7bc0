"""What the line model may take: a probability alone is no proof.

A title looks like a menu item, a price list like a shop, a line of code like nothing at all. These guards hold the
model back where it was seen to be wrong; what rules and templates found is none of their business.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chaffinch.boilerplate.line_classifier.features import NEAR, Evidence, around, is_prose
from chaffinch.boilerplate.line_classifier.style import STYLE, Style
from chaffinch.boilerplate.rules.scene import Scene
from chaffinch.text import Bools, Floats

__all__ = ["LEVELS", "Level", "chosen"]


@dataclass(frozen=True, slots=True)
class Level:
    """How far the model is trusted.

    Attributes:
        threshold: probability from which on a unit goes that has a phrase in it or near it.
        alone: ... one without.
        heading: ... one that may be a title or a heading, or that leads to what follows.
        share: of a document's characters that the model may take; of one that would lose more it takes nothing.
    """

    threshold: float
    alone: float
    heading: float
    share: float


LEVELS = {
    "safe": Level(0.90, 0.95, 0.985, 0.35),
    "normal": Level(0.78, 0.845, 0.978, 0.4),
    "aggressive": Level(0.50, 0.50, 0.78, 1.0),
}
"""Measured on news pages as trafilatura leaves them (L3S-GN1) and on lines of web text in four languages (Turku)."""

_UNIT_SHARE = 0.4  # of a document's characters that one unit may be
_LONG = 320  # characters of a unit that goes only with two phrases
_PHRASES = 2
_HEAD = 3  # first units of a document among which its title is
_WORDS = 2  # fewer are a crumb: it goes with a neighbour or not at all
_COVERED = 0.9  # share of a unit that rules have taken, from which on it is theirs
_CODE = np.array([byte in b"{};=<>\\" for byte in range(256)])


def chosen(probability: Floats, scene: Scene, style: Style, evidence: Evidence, level: Level) -> Bools:
    """Tell which units go by the model.

    Args:
        probability: that a unit is boilerplate, shape (units,).
        scene: the units.
        style: how they look.
        evidence: what phrases say of them.
        level: how far the model is trusted.
    """
    prose = is_prose(style)
    phrases = evidence.phrases()
    near = around(scene, phrases[:, None], NEAR)[0][:, 0] > 0
    needed = np.where(near, level.threshold, level.alone)
    needed = np.maximum(needed, np.where(_heading(scene, style, prose), level.heading, 0))
    total = scene.total[scene.units.document]
    taken = evidence.covered >= _COVERED
    able = (probability >= needed) & scene.alive & ~taken & ~evidence.kinds[:, 1:].any(axis=1)
    able &= (scene.solid <= _UNIT_SHARE * total) & ~_code(scene)
    able &= (phrases >= _PHRASES) | (style.characters <= _LONG)
    able &= (phrases > 0) | ~prose
    able = _without_crumbs(able, taken | ~scene.alive, scene, style)
    lost = np.bincount(scene.units.document, scene.solid * able, len(scene.total))
    return np.asarray(able & (lost <= level.share * scene.total)[scene.units.document])


def _heading(scene: Scene, style: Style, prose: Bools) -> Bools:
    """Tell which units may be a title, a heading, an entry of a numbered list, or lead to what follows."""
    at = np.arange(len(scene.units))
    above = np.append(prose[1:], False) & (at < scene.last)
    leading = style.values[:, STYLE.index("ends_colon")] > 0
    numbered = style.values[:, STYLE.index("starts_digit")] > 0
    entry = numbered & (np.append(numbered[1:], False) | np.append(False, numbered[:-1]))
    return np.asarray((at - scene.first < _HEAD) | above | leading | entry)


def _code(scene: Scene) -> Bools:
    """Tell which units end or begin like a line of a program."""
    data, units = scene.batch.data, scene.units
    return np.asarray(_CODE[data[units.stop - 1]] | _CODE[data[units.start]])


def _without_crumbs(able: Bools, gone: Bools, scene: Scene, style: Style) -> Bools:
    """Leave out units of less than two words that do not stand beside one that goes."""
    crumb = style.words + style.values[:, STYLE.index("wide_characters")] * style.characters < _WORDS
    at = np.arange(len(able))
    goes = gone | able
    before = (at > scene.first) & np.append(False, goes[:-1])
    after = (at < scene.last) & np.append(goes[1:], False)
    return np.asarray(able & (~crumb | before | after))
