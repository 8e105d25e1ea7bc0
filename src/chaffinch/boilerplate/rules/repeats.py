"""Units that a batch has more than once: what is found in one is found in all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import Ints, Units

__all__ = ["alike", "spread"]


_LONGEST = 200  # bytes; longer units are seldom repeated, and take long to compare


def alike(scene: Scene) -> Ints:
    r"""Give for each unit the first one with the same bytes, int64; long units, and claimed ones, are their own.

    >>> from chaffinch.text.segment import TextBatch, units
    >>> batch = TextBatch.of(["Share\nText", "Share"])
    >>> alike(Scene.of(batch, units(batch))).tolist()
    [0, 1, 0]
    """
    units, data = scene.units, scene.batch.data.tobytes()
    first = np.arange(len(units))
    able = units.stop - units.start <= _LONGEST
    if len(scene.blanks):
        able &= scene.blanks[units.stop] == scene.blanks[units.start]
    some = np.flatnonzero(able)
    said = map(data.__getitem__, map(slice, units.start[some].tolist(), units.stop[some].tolist()))
    known: dict[bytes, int] = {}
    first[some] = [*map(known.setdefault, said, some.tolist())]
    return first


def spread(found: Found, units: Units, first: Ints) -> Found:
    """Give what was found in the first of units of the same bytes as found in each of them.

    Args:
        found: findings in units that are the first of their like.
        units: all of them.
        first: of each, as `alike` gives it.
    """
    order = np.argsort(first, kind="stable")
    low, high = (np.searchsorted(first[order], found.unit, side=side) for side in ("left", "right"))
    count = high - low
    which = np.repeat(np.arange(len(found)), count)
    unit = order[np.arange(len(which)) + np.repeat(low - np.cumsum(count) + count, count)]
    found = found.only(which)
    moved = units.start[unit] - units.start[found.unit]
    return replace(found, start=found.start + moved, stop=found.stop + moved, unit=unit)
