"""Find summaries by their words: a few sentences nearly all of whose words another text has, and the text around not.

A sentence of a summary is often made of several sentences and like none of them. But it is made of their words, while
the sentences before and after the summary have no more of these than any text of the subject. So the stretch is looked
for that gains most by words which the other text has and loses most by those which it lacks, whatever sentence has
them. Nearly all of the 239 summaries of PAN 2013 are such stretches; in news, texts of one subject have a few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from chaffinch.matching.reworded.fragments import Group, Pair, gains, highest, widest
from chaffinch.matching.reworded.summaries import MOST, RATIO, SENTENCES, Seeds, inside
from chaffinch.text import Floats

__all__ = ["dense_summaries"]


LACKED = 1.5
"""Share of its weight that a word subtracts if the other text lacks it: a stretch has three of five words, at least."""

FEWEST = 4
"""Sentences of a stretch, at least: three that tell the background of a subject have as many of its words."""

WHOLE, LIKE_MEAN = 0.36, 0.3
"""Cosine of a stretch and the passage that it sums up, and mean of the best cosines of its sentences, at least. These,
`FEWEST` and `LETTERS` leave 77 of 85 new summaries of PAN 2013; of 26 new ones in 12,000 real texts, of which a
reader found 14 right, they leave six, of which five are."""

NEARLY_ALL = 0.75
"""Share of the weight of its words, at least, that the other text has."""

MORE = 0.42
"""How much greater this share is, at least, than that of the words around."""

LETTERS = 300
"""Letters of a stretch, at least: fewer words are shared by chance."""

AS_LONG = 2
"""Ratio of the letters of both sides, at most, of a core that repeats what it is like, and does not sum it up."""

COPIED = 0.3
"""Share of the sentences of a stretch, at most, that matches by letters have: these are passages by themselves."""

WIDE = 20
"""Sentences of the longer side, at most, between two neighbouring ones that are like those of a stretch, if a core
repeats some of it: else a like sentence far from a copy would make it a summary."""

LIKE = 0.2
"""Cosine, at least, of a sentence of a stretch and the sentence of the other text that is most alike to it."""


class _Stretch(NamedTuple):
    """Sentences, both ends inclusive, and the share of the weight of their words that the other text has."""

    first: int
    last: int
    share: float
    share_around: float


def dense_summaries(pair: Pair, cosine: Floats, near: Iterable[Group], matches: Iterable[Group]) -> Iterator[Group]:
    """Find a stretch of either side of a window that is a summary of the other side by its words.

    Args:
        pair: the window.
        cosine: of all pairs of sentences, shape (sentences, sentences of the other).
        near: fragments of seeds near each other on both sides.
        matches: by letters.
    """
    near, matches = list(near), list(matches)
    yield from _dense(pair, cosine, near, matches)
    turned = [[core.turned() for core in cores] for cores in (near, matches)]
    for group in _dense(pair.turned(), cosine.T, *turned):
        yield group.turned()


def _dense(pair: Pair, cosine: Floats, near: list[Group], matches: list[Group]) -> Iterator[Group]:
    """Yield the group whose left side is a dense summary of the right one, if there is one."""
    found = _stretch(pair)
    if not found or found.share < NEARLY_ALL or found.share - found.share_around < MORE:
        return
    own_rows = cosine[found.first : found.last + 1]
    nearest = own_rows.argmax(axis=1)
    like = own_rows[np.arange(len(own_rows)), nearest]
    row = np.flatnonzero(like >= LIKE)
    if len(like) < FEWEST or len(row) < SENTENCES or like.mean() < LIKE_MEAN:
        return
    far = nearest[row]
    ranges = found.first, found.last, int(far.min()), int(far.max())
    group = Group(*ranges, len(row), pair.cosine(ranges))
    own, other = pair.letters(group)
    if own < LETTERS or other <= RATIO * own or group.cosine < WHOLE:
        return
    seeds = Seeds(row + found.first, far, like[row])
    repeated = _in_any(seeds, [core for core in near if _is_as_long(pair, core)])
    if _in_any(seeds, matches) > COPIED or repeated > MOST or (repeated and widest(far) > WIDE):
        return
    yield group


def _in_any(seeds: Seeds, cores: Iterable[Group]) -> float:
    """Give the share of the seeds that are in a core."""
    found = np.zeros(len(seeds.left), np.bool_)
    for core in cores:
        found |= inside(seeds, core)
    return float(found.mean())


def _is_as_long(pair: Pair, core: Group) -> bool:
    own, other = pair.letters(core)
    return other <= AS_LONG * own


def _stretch(pair: Pair) -> _Stretch | None:
    """Find the stretch of the left side that has most words of the right one; None if no text is around it."""
    first = pair.one.first
    gain, own = gains(pair.term, pair.other_term, pair.weight, LACKED), pair.weight[pair.term]
    start, stop = highest(gain)
    if start == stop:
        return None
    middle = first[:-1] + np.diff(first) / 2
    begin, end = int(np.searchsorted(middle, start)), int(np.searchsorted(middle, stop)) - 1
    if end - begin + 1 < SENTENCES:
        return None
    inside = slice(int(first[begin]), int(first[end + 1]))
    shared = np.where(gain > 0, own, 0)
    weight, has = float(own[inside].sum()), float(shared[inside].sum())
    around = float(own.sum()) - weight
    return _Stretch(begin, end, has / weight, (float(shared.sum()) - has) / around) if around > 0 else None
