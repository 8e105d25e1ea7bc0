"""Compute the features of blocks for the line model: how a block looks, what is around it, and which phrases are near.

No feature contains a word, so weights that were learned on some sites and languages hold for others. The numbers below
are part of the model: after a change of one it has to be trained again (docs/linemodel.md). No measurement of single
ones is recorded; docs/linemodel.md has the figures of the whole.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.boilerplate import cues
from chaffinch.boilerplate.line_classifier.style import STYLE, Style
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.model import KEPT_CATEGORIES
from chaffinch.text import Bools, Floats32, Ints

__all__ = ["NEAR", "STEPS", "WIDE_SHARE", "Evidence", "around", "features", "is_prose", "names"]

_OF_DATA = ("contact", "shop")  # groups of cues that lists of firms and of goods have

Steps = npt.NDArray[np.int32]
Counts = TypeVar("Counts", npt.NDArray[np.int32], npt.NDArray[np.int64])

STEPS = 1024
"""Features are rounded to a multiple of 1 / `STEPS`."""

PROSE = 120
"""Characters of a block with a stop from which on it is prose of an article."""

WIDE_PROSE = 40
"""The same for a block of Chinese or Japanese, whose characters are words."""

CONTACT = "contact"
"""Category of findings, and group of cues, that say how to reach somebody."""

WIDE_SHARE = 0.3
"""Share of wide characters from which on a block counts as Chinese or Japanese."""

WINDOW = 5
"""Blocks on either side over which the style is averaged."""

_AVERAGED = ("characters", "capitals", "digits", "marks", "short_words", "ends")
NEAR = 3
"""Blocks on either side in which phrases count."""

SHORT = 40
"""Characters below which a line is short."""

MOST_CUES, MOST_NEAR = 2, 3
"""Cues of a group in one block, and in the blocks near it, up to which they are counted."""

DENSEST = 1000
"""Cues a word, at most: scripts without spaces have next to no words to divide by."""

_KINDS = ("removed", *KEPT_CATEGORIES)
_POSITION = ("share_before", "share_after", "first", "last", "short_run", "prose_share")


class Evidence(Struct, frozen=True):
    """Phrases found in each block.

    Attributes:
        kinds: whether rules found removable boilerplate in the block, and each of the kept categories, bool, shape
            (blocks, 4).
        covered: share of the block's bytes that rules would remove, float64, shape (blocks,).
        cues: number of cues of each group in the block, int64, shape (blocks, groups).
        sure: whether a rule found removable boilerplate in the block that is no address, or a cue that only furniture
            has, bool, shape (blocks,); addresses and prices are data of lists, too.
    """

    kinds: Bools
    covered: npt.NDArray[np.float64]
    cues: Ints
    sure: Bools

    @classmethod
    def of(cls, scene: Scene, found: Found, category: npt.NDArray[np.str_]) -> Evidence:
        """Gather the evidence.

        Args:
            scene: the blocks.
            found: findings of rules in them.
            category: the category of each finding, str, shape (findings,).
        """
        kinds = np.zeros((len(scene.blocks), len(_KINDS)), np.bool_)
        for i, name in enumerate(KEPT_CATEGORIES, 1):
            kinds[found.block[category == name], i] = True
        removed = found.only(np.logical_and.reduce([category != name for name in KEPT_CATEGORIES]))
        kinds[removed.block, 0] = True
        size = scene.blocks.stop - scene.blocks.start
        covered = np.zeros(len(scene.blocks))
        np.maximum.at(covered, removed.block, np.minimum((removed.stop - removed.start) / size[removed.block], 1))
        general = cues.load()
        count = general.count(scene.haystack)
        sure = np.asarray(count[:, ~np.isin(general.groups, _OF_DATA)].sum(axis=1) > 0)
        sure[found.block[np.isin(category, (*KEPT_CATEGORIES, CONTACT), invert=True)]] = True
        return cls(kinds, covered, count, sure)

    def phrases(self) -> Ints:
        """Count cues and findings in each block, int64, shape (blocks,); all findings of a block count as one."""
        return np.asarray(self.cues.sum(axis=1) + self.kinds[:, 0])


def names() -> tuple[str, ...]:
    """Give the names of the features, in their order."""
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
    """Tell which blocks are running text, long and with a stop: bool, shape (blocks,)."""
    wide = style.values[:, STYLE.index("wide_characters")] > WIDE_SHARE
    return np.asarray((style.characters >= np.where(wide, WIDE_PROSE, PROSE)) & (style.sentences > 0))


def features(scene: Scene, style: Style, evidence: Evidence) -> Steps:
    """Give the features of all blocks, in steps of 1 / `STEPS`.

    They are whole numbers, so that sums over a batch are exact: a document has the same features in any batch.

    Args:
        scene: the blocks.
        style: how they look.
        evidence: the phrases found in them.

    Returns:
        int32, shape (blocks, len(names())).
    """
    averaged = [STYLE.index(name) for name in _AVERAGED]
    counts = np.minimum(evidence.cues, MOST_CUES).astype(np.int32) * STEPS
    kinds = evidence.kinds.astype(np.int32) * STEPS
    total = evidence.cues.sum(axis=1)
    dense = np.minimum(total / np.maximum(style.words, 1), DENSEST)
    own = np.stack((evidence.covered, np.log1p(total), dense), axis=1)
    values = _steps(style.values)
    near = np.minimum(_near(scene, np.concatenate((kinds, counts), axis=1)), MOST_NEAR * STEPS)
    parts = [
        values,
        _window(scene, values[:, averaged], WINDOW),
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
    """Sum values over the blocks around each block and itself, within its document.

    Args:
        scene: the blocks.
        values: int32 or int64, shape (blocks, columns).
        reach: blocks on either side.

    Returns:
        The sums, dtype and shape of ``values``; and how many blocks were summed, int64, shape (blocks,).
    """
    sums = np.zeros((len(values) + 1, values.shape[1]), values.dtype)
    np.cumsum(values, axis=0, dtype=values.dtype, out=sums[1:])  # may overflow: differences are right all the same
    at = np.arange(len(values))
    low, high = np.maximum(at - reach, scene.first), np.minimum(at + reach, scene.last) + 1
    return sums[high] - sums[low], high - low


def _window(scene: Scene, values: Steps, reach: int) -> Steps:
    sums, count = around(scene, values, reach)
    return np.asarray(sums // count[:, None].astype(np.int32))


def _near(scene: Scene, values: Steps) -> Steps:
    """Sum over the blocks near each one; at the ends of a document the sum is scaled up to as many blocks."""
    sums, count = around(scene, values, NEAR)
    return np.asarray(sums * (2 * NEAR + 1) // count[:, None].astype(np.int32))


def _positions(scene: Scene, style: Style) -> Floats32:
    at, first, last = np.arange(len(scene.blocks)), scene.first, scene.last
    size, prosaic = (np.concatenate(([0], np.cumsum(n))) for n in (scene.solid, scene.solid * is_prose(style)))
    total = np.maximum(size[last + 1] - size[first], 1)
    columns = (
        (size[at] - size[first]) / total, (size[last + 1] - size[at + 1]) / total, at == first, at == last,
        np.log1p(_run(style.characters < SHORT, first)), (prosaic[last + 1] - prosaic[first]) / total,
    )  # fmt: skip
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def _run(short: Bools, first: Ints) -> Ints:
    """Count the blocks of the run of short blocks around each short block, int64, shape (blocks,); 0 for others."""
    change = np.flatnonzero(np.append(True, (short[1:] != short[:-1]) | (first[1:] != first[:-1])))
    size = np.diff(np.append(change, len(short)))
    return np.asarray(np.repeat(size, size) * short)
