"""Seeds of units to fragments: grouped, split, chosen, and cut where the terms stop to be shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from chaffinch.matching.reworded.units import Document
from chaffinch.text import Floats, Ints, changes, order

__all__ = ["Fragment", "Pair", "clear_of_each_other", "fragments", "trimmed"]


ALIKE = 0.34
"""Cosine of a fragment as a whole (Sanchez-Perez et al. 2014)."""

ALONE = 0.60
"""Cosine of a fragment of a single seed."""

LETTERS = 120
"""Letters of a fragment, on both sides; of a summary, on the longer one."""

SUMMARY_LETTERS = 48
"""Letters of a summary's shorter side."""

TRIMMED = 96
"""Letters of a fragment after its ends were cut."""

UNSHARED = 0.35
"""What a term that the other side does not have takes off, for each part that a shared one adds."""

_ROUNDS = 3


class Fragment(NamedTuple):
    """Two passages in letters, half-open, and their cosine."""

    left_start: int
    left_stop: int
    right_start: int
    right_stop: int
    cosine: float


class Group(NamedTuple):
    """Two ranges of units of a window, both ends inclusive; how many seeds they have, and their cosine."""

    first: int
    last: int
    other_first: int
    other_last: int
    seeds: int
    cosine: float

    def meets(self, other: Group) -> bool:
        """Tell whether both share a unit on either side."""
        apart = self.last < other.first or other.last < self.first
        return not (apart and (self.other_last < other.other_first or other.other_last < self.other_first))


@dataclass(frozen=True)
class Pair:
    """A window of two documents.

    Attributes:
        one, other: the documents' units in the window.
        term, other_term: rank of each of their terms in the window.
        weight: of each rank, whole numbers.
        counts: how often each unit has each term; float64, shape (units of both, ranks).
    """

    one: Document
    other: Document
    term: Ints
    other_term: Ints
    weight: Floats
    counts: Floats

    @classmethod
    def of(cls, one: Document, other: Document, shared: Ints, weight: Floats, rows: range, columns: range) -> Pair:
        """Cut a window out of a pair of documents.

        Args:
            one, other: the documents.
            shared: a number for each term of both, one document after the other.
            weight: of each number.
            rows, columns: the units of the window.
        """
        near, far = one.cut(rows), other.cut(columns)
        begin, end = int(one.first[rows.start]), len(one.term) + int(other.first[columns.start])
        ranks = (shared[begin : begin + len(near.term)], shared[end : end + len(far.term)])
        rank = np.concatenate(ranks)
        present = np.zeros(len(weight), np.bool_)
        present[rank] = True
        known, place = np.flatnonzero(present), (np.cumsum(present) - 1)[rank]
        unit = np.repeat(np.arange(len(near) + len(far)), np.append(np.diff(near.first), np.diff(far.first)))
        cells = (len(near) + len(far)) * len(known)
        counts = np.bincount(unit * len(known) + place, minlength=cells).reshape(-1, len(known))
        term, other_term = np.split(place, [len(near.term)])
        return cls(near, far, term, other_term, weight[known], counts.astype(np.float64))

    def alike(self) -> tuple[Floats, Floats]:
        """Give cosine and dice of all units of one side with all of the other, shape (units, units of the other)."""
        cut, has = len(self.one), self.counts > 0
        size, length = has.sum(axis=1), np.sqrt((self.weighted**2).sum(axis=1))
        both = has[:cut].any(axis=0) & has[cut:].any(axis=0)  # other terms add nothing to a product
        weighted, shared = self.weighted[:, both], has[:, both].astype(np.float64)
        cosine = weighted[:cut] @ weighted[cut:].T / np.outer(length[:cut], length[cut:])
        return cosine, 2 * (shared[:cut] @ shared[cut:].T) / (size[:cut, None] + size[None, cut:])

    @cached_property
    def weighted(self) -> Floats:
        """The weights of the terms of each unit."""
        return self.counts * self.weight

    def cosine(self, ranges: tuple[int, int, int, int]) -> float:
        """Give the cosine of two ranges of units, both ends inclusive."""
        first, last, other_first, other_last = ranges
        cut = len(self.one)
        x = self.weighted[first : last + 1].sum(axis=0)
        y = self.weighted[cut + other_first : cut + other_last + 1].sum(axis=0)
        return float((x @ y) / np.sqrt((x @ x) * (y @ y)))

    def span(self, group: Group) -> Fragment:
        """Give the letters of a group."""
        start, stop = self.one.letters()
        other_start, other_stop = self.other.letters()
        here = int(start[group.first]), int(stop[group.last])
        return Fragment(*here, int(other_start[group.other_first]), int(other_stop[group.other_last]), group.cosine)

    def letters(self, group: Group) -> tuple[int, int]:
        """Count the letters of both sides of a group."""
        span = self.span(group)
        return span.left_stop - span.left_start, span.right_stop - span.right_start


def fragments(pair: Pair, left: Ints, right: Ints, gap: int, *, summary: bool = False) -> list[Group]:
    """Group seeds into fragments that are alike as a whole; what is not is split with a smaller gap.

    Args:
        pair: the window.
        left, right: the units of each seed.
        gap: units without a seed between two of a fragment, at most.
        summary: whether one side may be short.
    """
    found, todo = [], [(left, right, gap)] if len(left) else []
    while todo:
        left, right, gap = todo.pop()
        label = _grouped(left, right, gap)
        for one in range(int(label.max()) + 1):
            i, j = left[label == one], right[label == one]
            ranges = int(i.min()), int(i.max()), int(j.min()), int(j.max())
            cosine = pair.cosine(ranges)
            if cosine >= ALIKE:
                found.append(Group(*ranges, len(i), cosine))
            elif widest := min(gap, _widest(i, j)):
                todo.append((i, j, widest - 1))
    found = [f for f in found if f.seeds > 1 or f.cosine >= ALONE]
    sizes = [sorted(pair.letters(f)) for f in found]
    least = SUMMARY_LETTERS if summary else LETTERS
    return [f for f, (low, high) in zip(found, sizes, strict=True) if low >= least and high >= LETTERS]


def _widest(left: Ints, right: Ints) -> int:
    """Give the most units between neighbouring seeds: a gap below that splits them."""
    return max(int(np.diff(np.sort(side)).max(initial=1)) for side in (left, right)) - 1


def _grouped(left: Ints, right: Ints, gap: int) -> Ints:
    """Label seeds that lie near each other on both sides."""
    label = np.zeros(len(left), np.int64)
    if _widest(left, right) <= gap:
        return label
    for side in (left, right) * _ROUNDS:
        by = order(label, side)
        new = changes(label[by])
        new[1:] |= np.diff(side[by]) > gap + 1
        label[by] = np.cumsum(new) - 1
    return label


def clear_of_each_other(groups: Sequence[Group]) -> list[Group]:
    """Keep, of groups that share a unit, those of the most and best seeds."""
    kept: list[Group] = []
    for group in sorted(groups, key=lambda g: (-g.seeds * g.cosine, g)):
        if not any(group.meets(other) for other in kept):
            kept.append(group)
    return kept


def trimmed(pair: Pair, group: Group) -> Iterator[Fragment]:
    """Cut both sides of a group where their terms are no longer shared; yield nothing if too little is left."""
    one, other = pair.one, pair.other
    a, b = int(one.first[group.first]), int(one.first[group.last + 1])
    c, d = int(other.first[group.other_first]), int(other.first[group.other_last + 1])
    for _ in range(2):
        a, b = _shared(pair.term, (a, b), pair.other_term[c:d], pair.weight)
        c, d = _shared(pair.other_term, (c, d), pair.term[a:b], pair.weight)
        if a == b or c == d:
            return
    here, there = (int(one.start[a]), int(one.stop[b - 1])), (int(other.start[c]), int(other.stop[d - 1]))
    found = Fragment(*here, *there, group.cosine)
    if min(found.left_stop - found.left_start, found.right_stop - found.right_start) >= TRIMMED:
        yield found


def _shared(term: Ints, ends: tuple[int, int], others: Ints, weight: Floats) -> tuple[int, int]:
    """Give the range of terms within ``ends`` that gains most: shared ones add, others take off."""
    own = term[ends[0] : ends[1]]
    has = np.zeros(len(weight), np.bool_)
    has[others] = True
    gain = np.where(has[own], weight[own], -UNSHARED * weight[own])
    total = np.append(0, np.cumsum(gain))
    low = np.minimum.accumulate(total)
    stop = int(np.argmax(total - low))
    start = int(np.argmin(total[: stop + 1]))
    return ends[0] + start, ends[0] + stop
