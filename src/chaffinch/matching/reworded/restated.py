"""Find quotations that are repeated in other words, such as those of another translator.

A quotation is short: one sentence or a few. So there is no fragment to be grown of many like sentences, and each pair
must be alike by itself. That a sentence is quoted is evidence too: the same words around another thing, as in two
reports of one form, are seldom between quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from chaffinch.matching.chaining import Anchors
from chaffinch.matching.matched import Matched
from chaffinch.matching.reworded.fragments import Fragment
from chaffinch.matching.reworded.likeness import Likeness
from chaffinch.matching.reworded.sentences import TAG
from chaffinch.text import Bools, Floats, Ints, changes, lookup

__all__ = ["LEAST_DICE", "Restated", "matched", "restated"]


SHORTEST = 60
"""Letters of a restated quotation, at least, on both sides; those of scripts without spaces say twice as much."""

LIKE = ((9.0, 9.0), (0.65, 0.6), (0.46, 0.5))
"""Cosine and Dice of two sentences, at least, where none, one or both are quoted.

Measured on 25 pairs of translations in ten languages: .49 and .55 at least; nine pairs of sentences of one form, such
as two reports of the stock exchange, have up to .71 and .67, but are not quoted."""

LEAST_DICE = min(dice for _, dice in LIKE)
"""Dice of two sentences, at least, whichever are quoted."""

EVIDENCE = 16 * 22.0
"""Sum of the weights of shared terms, at least, in sixteenths of a nat: four words that are in one document of 250, or
more that are more common. Of the 25 pairs among 568 texts the least has 23 nats."""

KNOWN = 0.75
"""Share of both sentences, at least, in one match by letters, from which on they are matched already: its ends are
better than those of a quotation whose marks are in doubt."""


class Restated(NamedTuple):
    """Restated quotations of pairs of documents, sorted by pair: left and right document, and the fragment."""

    left: Ints
    right: Ints
    fragments: list[Fragment]


def restated(anchors: Anchors, alike: Likeness, known: Matched) -> Restated:
    """Find restated quotations among pairs of sentences.

    Args:
        anchors: different pairs of sentences, sorted by documents and sentences.
        alike: how alike they are.
        known: matches by letters, sorted by documents.
    """
    least = np.array(LIKE)[alike.quoted]
    good = np.flatnonzero((alike.cosine >= least[:, 0]) & (alike.dice >= least[:, 1]))
    anchors, alike = anchors.take(good), alike.take(good)
    new = ~matched(anchors, alike, known, KNOWN)
    anchors, alike = anchors.take(new), alike.take(new)
    first = np.flatnonzero(_apart(anchors, alike)) if len(anchors.left) else np.zeros(0, np.int64)
    found = list(_joined(alike, first))
    chosen = [i for i, f in zip(first.tolist(), found, strict=True) if f]
    return Restated(anchors.left[chosen], anchors.right[chosen], [f for f in found if f])


def _apart(anchors: Anchors, alike: Likeness) -> Bools:
    """Mask the pairs that do not continue the one before, in the same order and after a tag at most."""
    near = (alike.left_start[1:] - alike.left_stop[:-1] <= TAG) & (alike.right_start[1:] >= alike.right_start[:-1])
    near &= alike.right_start[1:] - alike.right_stop[:-1] <= TAG
    return np.asarray(changes(anchors.left, anchors.right) | np.append(True, ~near))


def _joined(alike: Likeness, first: Ints) -> Iterator[Fragment | None]:
    """Join pairs that continue one another; None where these are too short, or too little evidence."""
    if not len(first):
        return
    low = [np.minimum.reduceat(column, first) for column in (alike.left_start, alike.right_start)]
    high = [np.maximum.reduceat(column, first) for column in (alike.left_stop, alike.right_stop)]
    evidence = np.add.reduceat(alike.weight, first)
    cosine: Floats = np.add.reduceat(alike.cosine, first) / np.diff(np.append(first, len(alike.cosine)))
    good = (evidence >= EVIDENCE) & (np.add.reduceat(alike.letters, first) >= SHORTEST)
    rows = zip(low[0], high[0], low[1], high[1], cosine, good, strict=True)
    for a, b, c, d, likeness, fits in rows:
        yield Fragment(int(a), int(b), int(c), int(d), float(likeness)) if fits else None


def matched(anchors: Anchors, alike: Likeness, known: Matched, share: float) -> Bools:
    """Mask the pairs of sentences of which both are in one match by letters, with a share of their letters at least."""
    found = np.zeros(len(anchors.left), np.bool_)
    pair = np.flatnonzero(changes(known.left, known.right)) if len(known) else np.zeros(0, np.int64)
    size = np.diff(np.append(pair, len(known)))
    at = lookup([known.left[pair], known.right[pair]], [anchors.left, anchors.right])
    for nth in range(int(size[at[at >= 0]].max(initial=0))):
        row = np.flatnonzero((at >= 0) & ~found)
        row = row[nth < size[at[row]]]
        match = pair[at[row]] + nth
        shares = []
        for side in ("left", "right"):
            start, stop = getattr(alike, f"{side}_start")[row], getattr(alike, f"{side}_stop")[row]
            low, high = getattr(known, f"{side}_start")[match], getattr(known, f"{side}_stop")[match]
            shares.append((np.minimum(stop, high) - np.maximum(start, low)) / np.maximum(stop - start, 1))
        found[row[np.minimum(*shares) >= share]] = True
    return found
