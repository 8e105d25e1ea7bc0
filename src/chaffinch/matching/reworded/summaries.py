"""Find summaries: passages of one document whose sentences are spread over a much longer passage of another.

The sentences of a summary stand beside each other, and those that they are like lie far apart: so the gap between two
seeds is narrow on the side of the summary, and may be wide on the other side. Sanchez-Perez, Gelbukh and Sidorov (2015)
take a wide gap on both sides of all documents whose fragments have one side that is much longer. But a wide gap also
joins a copied passage with any like sentence far from it. A summary is told from that by its *cores*, the fragments
that a narrow gap makes of its seeds, and the matches by letters: it has a sentence that no core has, and if one core
has most of its sentences, this is condensed too, or not much more alike than all of it. Passages that one text took
from several places of another stand beside each other as a summary does, but each is as long as what it repeats: where
`_several` cores of that kind have most sentences, they stay passages by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from chaffinch.matching.reworded.fragments import ALIKE, TRIMMED, Group, Pair, clear_of_each_other, widest
from chaffinch.text import Bools, Floats, Ints, changes, order

__all__ = ["MOST", "RATIO", "SENTENCES", "Seeds", "inside", "summaries", "widened"]


RATIO = 3
"""Ratio of the letters of both sides above which the shorter one is a summary of the longer one."""

SENTENCES = 3
"""Sentences of both sides, at least, with a seed. In 1,500 news articles 34 passages would be summaries with two,
and 18 are with three; of eight of the others one said the same. In PAN 2013 it costs .02 of the recall of summaries."""

WIDE = 30
"""Sentences of the longer side, at most, between two neighbouring seeds."""

BEST = 0.6
"""Share of the best cosine of a sentence of a summary that its seeds have, at least."""

CORE, MOST, CONDENSED = 0.75, 0.5, 1.3
"""A summary has this share of the cosine of a core, at least, unless the core has no more than `MOST` of its sentences,
or its longer side has `CONDENSED` times as many letters as the other one.

Of 504 groups of seeds that stand beside each other on one side and apart on the other (PAN 2013), this and `WIDE` leave
163 of the 181 that are the better passage, and 45 of the 323 of which a core is.
"""

MORE = 1.9
"""How many times as great the share of the weight of its words is that the longer side has, at least, as that of the
words around it: of a long passage about one subject any text of the subject has half of the words. Of 124 groups that
are summaries by all else this leaves 86 of the 88 that are, and 24 of the 36 that are none (PAN 2013)."""

SEVERAL = 3
"""Sentences, at least, of a core that may be a passage by itself. Of 198 groups that would be summaries, 9 have two
such cores or more with `MOST` of their sentences, and none of these nine is one (PAN 2013)."""

EDGE = 2
"""Sentences before and after a summary, at most, that may be part of it."""


class Seeds(NamedTuple):
    """Like pairs of sentences of a window: the sentences of both sides, int64, and the cosine; shape (seeds,)."""

    left: Ints
    right: Ints
    cosine: Floats

    def take(self, which: Ints | Bools) -> Seeds:
        """Give the seeds of a mask, shape (seeds,), or at some indices, int64, shape (selected,)."""
        return Seeds(self.left[which], self.right[which], self.cosine[which])

    def turned(self) -> Seeds:
        """Swap both sides."""
        return Seeds(self.right, self.left, self.cosine)


def summaries(pair: Pair, seeds: Seeds, near: Sequence[Group], matches: Iterable[Group], gap: int) -> list[Group]:
    """Find the groups of seeds of which one side is a summary of the other; no two of them share a sentence.

    Args:
        pair: the window.
        seeds: of the window.
        near: fragments of seeds near each other on both sides.
        matches: by letters.
        gap: sentences, at most, without a seed between two seeds of a summary.
    """
    if len(seeds.left) < SENTENCES or any(core.seeds >= len(seeds.left) for core in near):
        return []  # most windows: one core has all seeds
    cores = [*near, *matches]
    found = list(_condensed(pair, seeds, cores, gap))
    turned = _condensed(pair.turned(), seeds.turned(), [core.turned() for core in cores], gap)
    found += [group.turned() for group in turned]
    return clear_of_each_other(found) if len(found) > 1 else found


def _condensed(pair: Pair, seeds: Seeds, cores: Sequence[Group], gap: int) -> Iterator[Group]:
    """Yield the groups whose left side is a summary of the right one."""
    top = np.zeros(len(pair.one))
    np.maximum.at(top, seeds.left, seeds.cosine)
    seeds = seeds.take(seeds.cosine >= BEST * top[seeds.left])
    todo = list(_split(seeds, seeds.left, gap))
    while todo:
        some = todo.pop()
        size = _different(some.left)
        if min(size, _different(some.right)) < SENTENCES:
            continue
        ranges = int(some.left.min()), int(some.left.max()), int(some.right.min()), int(some.right.max())
        own, far = pair.letters(Group(*ranges, size, 0))
        if own < TRIMMED or far <= RATIO * own:
            continue
        group, gap_in_it = Group(*ranges, size, pair.cosine(ranges)), widest(some.right)
        if (
            group.cosine >= ALIKE
            and gap_in_it <= WIDE
            and _is_summary(pair, some, group, cores)
            and _stands_out(pair, group)
        ):
            yield group
        elif gap_in_it:
            todo.extend(_split(some, some.right, gap_in_it - 1))


def _split(seeds: Seeds, side: Ints, gap: int) -> Iterator[Seeds]:
    """Split seeds where more than ``gap`` sentences lie between two neighbouring ones of a side."""
    by = order(side)
    apart = np.flatnonzero(np.diff(side[by]) > gap + 1) + 1
    yield from (seeds.take(rows) for rows in np.split(by, apart))


def _is_summary(pair: Pair, seeds: Seeds, group: Group, cores: Sequence[Group]) -> bool:
    """Tell whether a group of seeds, all of which are given, is a summary by its cores."""
    if not all(_says_more(pair, seeds, group, core) for core in cores):
        return False
    return not _several(pair, seeds, group, cores)


def _stands_out(pair: Pair, group: Group) -> bool:
    """Tell whether a summary has more of the words of what it sums up than the text around it has."""
    one, other = pair.one.first, pair.other.first
    far = pair.other_term[other[group.other_first] : other[group.other_last + 1]]
    weight = pair.weight[pair.term]
    shared = np.where(np.isin(pair.term, far), weight, 0)
    inside = slice(int(one[group.first]), int(one[group.last + 1]))
    own, has = float(weight[inside].sum()), float(shared[inside].sum())
    around = float(weight.sum()) - own
    return has * around >= MORE * own * (float(shared.sum()) - has)


def _says_more(pair: Pair, seeds: Seeds, group: Group, core: Group) -> bool:
    """Tell whether a group says more than a core in it, and not at the cost of what makes the core alike."""
    count = _different(seeds.left[inside(seeds, core)])
    if count == group.seeds:
        return False
    if count <= max(1, MOST * group.seeds) or group.cosine >= CORE * core.cosine:
        return True
    return _is_condensed(pair, core)


def _several(pair: Pair, seeds: Seeds, group: Group, cores: Sequence[Group]) -> bool:
    """Tell whether a group is several passages, each as long as what it repeats, which no summary is."""
    passages, explained = [], np.zeros(len(seeds.left), np.bool_)
    for core in cores:
        in_it = inside(seeds, core)
        if _different(seeds.left[in_it]) >= SEVERAL and not _is_condensed(pair, core):
            passages.append(core)
            explained |= in_it
    most = _different(seeds.left[explained]) > MOST * group.seeds
    return most and len(clear_of_each_other(passages)) > 1


def inside(seeds: Seeds, core: Group) -> Bools:
    """Mask the seeds that are in a core, shape (seeds,)."""
    left = (seeds.left >= core.first) & (seeds.left <= core.last)
    return np.asarray(left & (seeds.right >= core.other_first) & (seeds.right <= core.other_last))


def _is_condensed(pair: Pair, core: Group) -> bool:
    own, far = pair.letters(core)
    return far > CONDENSED * own


def widened(pair: Pair, group: Group, faint: Seeds) -> Group:
    """Take in the sentences at the ends of a summary that are faintly alike, if it does not become less alike.

    Args:
        pair: the window.
        group: the summary.
        faint: pairs of sentences of the window that are too little alike for a seed, and the seeds.
    """
    own, far = pair.letters(group)
    if own > far:
        return widened(pair.turned(), group.turned(), faint.turned()).turned()
    faint = faint.take((faint.left >= group.first - EDGE) & (faint.left <= group.last + EDGE))
    by = np.lexsort((faint.right, -faint.cosine, faint.left))
    best = faint.take(by[changes(faint.left[by])] if len(by) else by)
    best = best.take(np.argsort(-best.cosine, kind="stable"))
    first, last, other_first, other_last = group[:4]
    for row, column in zip(best.left.tolist(), best.right.tolist(), strict=True):
        if max(other_first - column, column - other_last) > WIDE:
            continue
        ranges = min(first, row), max(last, row), min(other_first, column), max(other_last, column)
        if ranges != (first, last, other_first, other_last) and pair.cosine(ranges) >= group.cosine:
            first, last, other_first, other_last = ranges
    ranges = first, last, *_furthest(pair, (first, last), (other_first, other_last))
    return Group(*ranges, group.seeds, pair.cosine(ranges))


def _furthest(pair: Pair, own: tuple[int, int], far: tuple[int, int]) -> tuple[int, int]:
    """Move the ends of what a summary sums up outward to where the cosine of both is highest.

    The sentences that a summary is like are some of those that it was made of, and the words of the others are in it.

    Args:
        pair: the window.
        own: the sentences of the summary, both ends inclusive.
        far: those that it is like.
    """
    best, found = pair.cosine((*own, *far)), far
    for side in (1, 0):
        step = 1 if side else -1
        low = found
        for at in range(found[side] + step, len(pair.other) if side else -1, step):
            ranges = (low[0], at) if side else (at, low[1])
            if abs(at - found[side]) > WIDE:
                break
            if (cosine := pair.cosine((*own, *ranges))) >= best:
                best, found = cosine, ranges
    return found


def _different(sentences: Ints) -> int:
    return int(changes(np.sort(sentences)).sum()) if len(sentences) else 0
