"""Features of units for the line model: how each looks, what stands around it, and which phrases are near.

No feature knows a word, so that what was learned on some sites and languages holds for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate import cues
from chaffinch.boilerplate.line_classifier.style import STYLE, Style
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.model import KEPT_CATEGORIES
from chaffinch.text import Bools, Floats32, Ints

__all__ = ["NEAR", "STEPS", "Evidence", "around", "features", "is_prose", "names"]

Steps = npt.NDArray[np.int32]
Counts = TypeVar("Counts", npt.NDArray[np.int32], npt.NDArray[np.int64])

STEPS = 1024
"""Features are rounded to a multiple of 1 / `STEPS`."""

PROSE = 120
"""Characters of a unit with a stop that count as an article's prose."""

_WIDE_PROSE = 40  # ... where characters are words
_WINDOW = 5  # units on either side over which style is averaged
_AVERAGED = ("characters", "capitals", "digits", "marks", "short_words", "ends")
NEAR = 3
"""Units on either side in which phrases count."""

_SHORT = 40  # characters of a short line
_MOST_CUES, _MOST_NEAR = 2, 3  # counts beyond which more tell no more
_DENSEST = 1000  # cues a word; scripts without spaces have few words
_KINDS = ("removed", *KEPT_CATEGORIES)
_POSITION = ("share_before", "share_after", "first", "last", "short_run", "prose_share")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What phrases say of each unit.

    Attributes:
        kinds: whether rules found removable boilerplate in it, and each of the kept categories, bool, shape (units, 4).
        covered: share of it that rules would remove, float64.
        cues: how often it has a cue of each group, int64, shape (units, groups).
    """

    kinds: Bools
    covered: npt.NDArray[np.float64]
    cues: Ints

    @classmethod
    def of(cls, scene: Scene, found: Found, category: npt.NDArray[np.str_]) -> Evidence:
        """Gather the evidence; ``category`` is that of each finding."""
        kinds = np.zeros((len(scene.units), len(_KINDS)), np.bool_)
        for i, name in enumerate(KEPT_CATEGORIES, 1):
            kinds[found.unit[category == name], i] = True
        gone = found.only(np.logical_and.reduce([category != name for name in KEPT_CATEGORIES]))
        kinds[gone.unit, 0] = True
        size = scene.units.stop - scene.units.start
        covered = np.zeros(len(scene.units))
        np.maximum.at(covered, gone.unit, np.minimum((gone.stop - gone.start) / size[gone.unit], 1))
        return cls(kinds, covered, cues.load().count(scene.haystack))

    def phrases(self) -> Ints:
        """Count cues and findings in each unit; all findings are one."""
        return np.asarray(self.cues.sum(axis=1) + self.kinds[:, 0])


def names() -> tuple[str, ...]:
    """Name the features, in their order."""
    groups = cues.load().groups
    return (
        *STYLE,
        *(f"{name}~" for name in _AVERAGED),
        *_POSITION,
        *(f"rule_{kind}" for kind in _KINDS),
        *(f"rule_{kind}~" for kind in _KINDS),
        "rule_share",
        *(f"cue_{group}" for group in groups),
        *(f"cue_{group}~" for group in groups),
        "cues",
        "cues_per_word",
    )


def is_prose(style: Style) -> Bools:
    """Tell which units are running text: long, with a stop."""
    wide = style.values[:, STYLE.index("wide_characters")] > 0.3
    return np.asarray((style.characters >= np.where(wide, _WIDE_PROSE, PROSE)) & (style.sentences > 0))


def features(scene: Scene, style: Style, evidence: Evidence) -> Steps:
    """Give the features of all units, in steps of 1 / `STEPS`.

    Whole numbers, so that sums over a batch are exact: a document has the same features in any batch.

    Args:
        scene: the units.
        style: how they look.
        evidence: what rules and cues found in them.

    Returns:
        int32, shape (units, len(names())).
    """
    averaged = [STYLE.index(name) for name in _AVERAGED]
    counts = np.minimum(evidence.cues, _MOST_CUES).astype(np.int32) * STEPS
    kinds = evidence.kinds.astype(np.int32) * STEPS
    total = evidence.cues.sum(axis=1)
    dense = np.minimum(total / np.maximum(style.words, 1), _DENSEST)
    own = np.stack((evidence.covered, np.log1p(total), dense), axis=1)
    values = _steps(style.values)
    near = np.minimum(_near(scene, np.concatenate((kinds, counts), axis=1)), _MOST_NEAR * STEPS)
    parts = [
        values,
        _window(scene, values[:, averaged], _WINDOW),
        _steps(_positions(scene, style)),
        kinds,
        near[:, : len(_KINDS)],
        counts,
        near[:, len(_KINDS) :],
        _steps(own),
    ]
    return np.concatenate(parts, axis=1, dtype=np.int32)


def _steps(values: npt.NDArray[np.floating]) -> Steps:
    return np.asarray(np.rint(values * STEPS).astype(np.int32))


def around(scene: Scene, values: Counts, reach: int) -> tuple[Counts, Ints]:
    """Sum over the units around each one, itself included, as far as the document goes; and count them."""
    sums = np.zeros((len(values) + 1, values.shape[1]), values.dtype)
    np.cumsum(values, axis=0, dtype=values.dtype, out=sums[1:])  # may overflow: differences are right all the same
    at = np.arange(len(values))
    low, high = np.maximum(at - reach, scene.first), np.minimum(at + reach, scene.last) + 1
    return sums[high] - sums[low], high - low


def _window(scene: Scene, values: Steps, reach: int) -> Steps:
    sums, count = around(scene, values, reach)
    return np.asarray(sums // count[:, None].astype(np.int32))


def _near(scene: Scene, values: Steps) -> Steps:
    """Sum over the units near; at the ends of a document as if it went on."""
    sums, count = around(scene, values, NEAR)
    return np.asarray(sums * (2 * NEAR + 1) // count[:, None].astype(np.int32))


def _positions(scene: Scene, style: Style) -> Floats32:
    at, first, last = np.arange(len(scene.units)), scene.first, scene.last
    size, prosaic = (np.concatenate(([0], np.cumsum(n))) for n in (scene.solid, scene.solid * is_prose(style)))
    total = np.maximum(size[last + 1] - size[first], 1)
    columns = (
        (size[at] - size[first]) / total, (size[last + 1] - size[at + 1]) / total, at == first, at == last,
        np.log1p(_run(style.characters < _SHORT, first)), (prosaic[last + 1] - prosaic[first]) / total,
    )  # fmt: skip
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def _run(short: Bools, first: Ints) -> Ints:
    """Count the units of the run of short ones that each unit is in; 0 for others."""
    change = np.flatnonzero(np.append(True, (short[1:] != short[:-1]) | (first[1:] != first[:-1])))
    size = np.diff(np.append(change, len(short)))
    return np.asarray(np.repeat(size, size) * short)
