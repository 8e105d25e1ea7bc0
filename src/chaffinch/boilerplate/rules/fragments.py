"""Lines that are no labels: pieces of a hard-wrapped sentence, and the headline of a document."""

from __future__ import annotations

import re

import numpy as np

from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import Bools

__all__ = ["whole_lines"]


_WRAPPED = 40  # characters of a line that may be wrapped; menus have shorter ones
_STOPS = b".!?:;|>*"  # a line that ends so goes on nowhere
_NEWLINE = ord("\n")
# Labels that a headline has, too; the others ("Read more: ...") only lead away
_LABELS = re.compile(
    rb"(video|watch|photos?|foto|gallery|in pictures|opinion|interview|explainer|live updates)\b", re.IGNORECASE
)


def whole_lines(found: Found, scene: Scene, line: Bools, related: Bools) -> Bools:
    """Tell which findings of whole lines stand by themselves; all other findings do.

    Args:
        found: what rules found.
        scene: where.
        line: of each finding, whether its rule takes whole lines.
        related: of each finding, whether its rule is about other articles: a headline with a label ("Video: ...")
            is the document's own where it is the first line of several.
    """
    good = np.ones(len(found), np.bool_)
    for place in np.flatnonzero(line).tolist():
        unit = int(found.unit[place])
        headline = bool(related[place]) and _is_headline(unit, scene)
        good[place] = not headline and not _is_piece(unit, scene)
    return good


def _is_headline(unit: int, scene: Scene) -> bool:
    start = int(scene.units.start[unit])
    alone = scene.first[unit] == scene.last[unit]
    return (
        unit == scene.first[unit]
        and not alone
        and _LABELS.match(scene.batch.data[start : start + _WRAPPED].tobytes()) is not None
    )


def _is_piece(unit: int, scene: Scene) -> bool:
    """Tell if a unit is a line of a wrapped sentence; one with an address is none, as these begin in lower case."""
    if b"@" in scene.batch.data[int(scene.units.start[unit]) : int(scene.units.stop[unit])].tobytes():
        return False
    before = unit > scene.first[unit] and _goes_on(unit - 1, scene)
    return bool(before or (unit < scene.last[unit] and _goes_on(unit, scene)))


def _goes_on(unit: int, scene: Scene) -> bool:
    """Tell if the sentence of a unit goes on in the next one, which is the next line and begins in lower case."""
    data, units = scene.batch.data, scene.units
    stop, start = int(units.stop[unit]), int(units.start[unit + 1])
    if int(scene.solid[unit]) < _WRAPPED or data[stop - 1] in _STOPS:
        return False
    return np.count_nonzero(data[stop:start] == _NEWLINE) == 1 and bool(ord("a") <= data[start] <= ord("z"))
