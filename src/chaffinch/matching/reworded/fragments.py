"""Make fragments of pairs of like sentences: group, split, choose, and cut off the ends whose terms are not shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from chaffinch.matching.reworded.sentence_store import Document
from chaffinch.text import Floats, Ints, changes, order, ranges

__all__ = [
    "ALIKE",
    "Fragment",
    "Group",
    "Pair",
    "clear_of_each_other",
    "fragments",
    "gains",
    "highest",
    "trimmed",
    "widest",
]


ALIKE = 0.34
"""Cosine of a fragment as a whole, at least (Sanchez-Perez et al. 2014)."""

ALONE = 0.60
"""Cosine, at least, of a fragment of a single seed."""

LETTERS = 120
"""Letters, at least, of both sides of a fragment."""

TRIMMED = 96
"""Letters, at least, of both sides of a fragment after its ends were cut."""

UNSHARED = 0.35
"""Share of its weight that a term subtracts if the other side lacks it; a shared term adds all its weight."""

_ROUNDS = 3  # times that both sides are split in turn


class Fragment(NamedTuple):
    """A pair of passages: half-open ranges of letters, and the cosine of their terms."""

    left_start: int
    left_stop: int
    right_start: int
    right_stop: int
    cosine: float


class Group(NamedTuple):
    """A pair of ranges of sentences of a window, both ends inclusive, with its number of seeds and its cosine."""

    first: int
    last: int
    other_first: int
    other_last: int
    seeds: int
    cosine: float

    def meets(self, other: Group) -> bool:
        """Tell whether two groups share a sentence on either side."""
        apart = self.last < other.first or other.last < self.first
        return not (apart and (self.other_last < other.other_first or other.other_last < self.other_first))

    def turned(self) -> Group:
        """Swap both sides."""
        return Group(self.other_first, self.other_last, self.first, self.last, self.seeds, self.cosine)


class Pair(Struct, frozen=True):
    """A window of two documents.

    Attributes:
        one, other: the sentences of the documents in the window.
        term, other_term: rank of each of their terms, int64, shape (terms,).
        weight: of each rank, whole numbers, float64, shape (ranks,).
    """

    one: Document
    other: Document
    term: Ints
    other_term: Ints
    weight: Floats

    @classmethod
    def of(cls, one: Document, other: Document, shared: Ints, weight: Floats, rows: range, columns: range) -> Pair:
        """Cut a window out of a pair of documents.

        Args:
            one, other: the documents.
            shared: rank of each term of both, one document after the other; int64, shape (terms of both,).
            weight: of each rank, float64, shape (ranks,).
            rows, columns: the sentences of the window.
        """
        near, far = one.cut(rows), other.cut(columns)
        begin, end = int(one.first[rows.start]), len(one.term) + int(other.first[columns.start])
        return cls(near, far, shared[begin : begin + len(near.term)], shared[end : end + len(far.term)], weight)

    def turned(self) -> Pair:
        """Swap both documents."""
        return Pair(self.other, self.one, self.other_term, self.term, self.weight)

    def alike(self) -> tuple[Floats, Floats]:
        """Measure cosine and Dice of all pairs of sentences; float64, shape (sentences, sentences of the other)."""
        left, right = (_Side.of(*side, self.weight) for side in ((self.one, self.term), (self.other, self.other_term)))
        product, shared = left.products(right)
        return product / np.outer(left.length, right.length), 2 * shared / (left.size[:, None] + right.size[None, :])

    def cosine(self, ranges: tuple[int, int, int, int]) -> float:
        """Measure the cosine of two ranges of sentences, both ends inclusive."""
        first, last, other_first, other_last = ranges
        x = self._summed(self.term[self.one.first[first] : self.one.first[last + 1]])
        y = self._summed(self.other_term[self.other.first[other_first] : self.other.first[other_last + 1]])
        return float((x @ y) / np.sqrt((x @ x) * (y @ y)))

    def _summed(self, term: Ints) -> Floats:
        """Sum the weights of terms by rank; float64, shape (ranks,)."""
        return np.asarray(np.bincount(term, minlength=len(self.weight)) * self.weight)

    def span(self, group: Group) -> Fragment:
        """Give the ranges of letters of a group."""
        start, stop = self.one.letters()
        other_start, other_stop = self.other.letters()
        own = int(start[group.first]), int(stop[group.last])
        return Fragment(*own, int(other_start[group.other_first]), int(other_stop[group.other_last]), group.cosine)

    def letters(self, group: Group) -> tuple[int, int]:
        """Count the letters of both sides of a group."""
        span = self.span(group)
        return span.left_stop - span.left_start, span.right_stop - span.right_start


class _Side(Struct, frozen=True):
    """The different terms of the sentences of one side of a window.

    Attributes:
        sentence, rank: of each term: the index of its sentence, and its rank; int64, shape (different terms,).
        weight: of each, times how often it stands there; whole numbers, float64, shape (different terms,).
        ranks: number of ranks.
        size: number of different terms of each sentence, int64, shape (sentences,).
        length: of the vector of weights of each sentence, float64, shape (sentences,).
    """

    sentence: Ints
    rank: Ints
    weight: Floats
    ranks: int
    size: Ints
    length: Floats

    @classmethod
    def of(cls, document: Document, term: Ints, weight: Floats) -> _Side:
        sentences, ranks = len(document), len(weight)
        key = np.repeat(np.arange(sentences), np.diff(document.first)) * ranks + term
        key.sort()
        first = np.flatnonzero(changes(key))
        sentence, rank = np.divmod(key[first], ranks)
        own = np.diff(np.append(first, len(key))) * weight[rank]
        length = np.sqrt(np.bincount(sentence, own**2, sentences))
        return cls(sentence, rank, own, ranks, np.bincount(sentence, minlength=sentences), length)

    def products(self, other: _Side) -> tuple[Floats, Ints]:
        """Multiply all pairs of sentences: sums of products of weights, and numbers of shared terms.

        Not by matrices: few ranks are shared, and BLAS sets all cores to work on a product that takes a millisecond,
        where most of their time passes with waiting.

        Returns:
            float64 and int64, shape (sentences, sentences of the other).
        """
        shape = len(self.size), len(other.size)
        by, count = order(other.rank), np.bincount(other.rank, minlength=self.ranks)
        size = count[self.rank]
        near = np.repeat(np.arange(len(size)), size)
        far = by[ranges((np.cumsum(count) - count)[self.rank], size)]
        cell = self.sentence[near] * shape[1] + other.sentence[far]
        product = np.bincount(cell, self.weight[near] * other.weight[far], shape[0] * shape[1])
        return np.asarray(product.reshape(shape), np.float64), np.bincount(cell, minlength=len(product)).reshape(shape)


def fragments(pair: Pair, left: Ints, right: Ints, gap: int) -> list[Group]:
    """Group seeds to fragments that are alike as a whole; a group that is not is split with a smaller gap.

    Args:
        pair: the window.
        left, right: the sentences of each seed, int64, shape (seeds,).
        gap: sentences, at most, without a seed between two seeds of a fragment.
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
            elif wide := min(gap, max(widest(i), widest(j))):
                todo.append((i, j, wide - 1))
    found = [f for f in found if f.seeds > 1 or f.cosine >= ALONE]
    return [f for f in found if min(pair.letters(f)) >= LETTERS]


def widest(side: Ints) -> int:
    """Give the most sentences between neighbouring seeds: a smaller gap splits them.

    Args:
        side: the sentences of the seeds on one side, in any order, int64, shape (seeds,).
    """
    return int(np.diff(np.sort(side)).max(initial=1)) - 1


def _grouped(left: Ints, right: Ints, gap: int) -> Ints:
    """Label seeds that lie near each other on both sides."""
    label = np.zeros(len(left), np.int64)
    if max(widest(left), widest(right)) <= gap:
        return label
    for side in (left, right) * _ROUNDS:
        by = order(label, side)
        new = changes(label[by])
        new[1:] |= np.diff(side[by]) > gap + 1
        label[by] = np.cumsum(new) - 1
    return label


def clear_of_each_other(groups: Sequence[Group]) -> list[Group]:
    """Keep, of groups that share a sentence, those with the most and best seeds."""
    kept: list[Group] = []
    for group in sorted(groups, key=lambda g: (-g.seeds * g.cosine, g)):
        if not any(group.meets(other) for other in kept):
            kept.append(group)
    return kept


def trimmed(pair: Pair, group: Group) -> Iterator[Fragment]:
    """Cut off the ends of a group whose terms are not shared; yield nothing if less than `TRIMMED` letters remain."""
    one, other = pair.one, pair.other
    a, b = int(one.first[group.first]), int(one.first[group.last + 1])
    c, d = int(other.first[group.other_first]), int(other.first[group.other_last + 1])
    for _ in range(2):
        a, b = _shared(pair.term, (a, b), pair.other_term[c:d], pair.weight)
        c, d = _shared(pair.other_term, (c, d), pair.term[a:b], pair.weight)
        if a == b or c == d:
            return
    own, far = (int(one.start[a]), int(one.stop[b - 1])), (int(other.start[c]), int(other.stop[d - 1]))
    found = Fragment(*own, *far, group.cosine)
    if min(found.left_stop - found.left_start, found.right_stop - found.right_start) >= TRIMMED:
        yield found


def _shared(term: Ints, ends: tuple[int, int], others: Ints, weight: Floats) -> tuple[int, int]:
    """Give the range of terms within ``ends`` with the highest sum: shared terms add, others subtract."""
    start, stop = highest(gains(term[ends[0] : ends[1]], others, weight, UNSHARED))
    return ends[0] + start, ends[0] + stop


def gains(own: Ints, others: Ints, weight: Floats, lacked: float) -> Floats:
    """Weigh the terms of one side: shared ones add their weight, others subtract a share of it; shape (own terms,).

    Args:
        own, others: ranks of the terms of both sides, int64, shape (own terms,) and (terms of the other,).
        weight: of each rank, float64, shape (ranks,).
        lacked: the share that a term subtracts which the other side lacks.
    """
    has = np.zeros(len(weight), np.bool_)
    has[others] = True
    return np.where(has[own], weight[own], -lacked * weight[own])


def highest(gain: Floats) -> tuple[int, int]:
    """Give the half-open range with the highest sum of gains, float64, shape (terms,)."""
    total = np.append(0, np.cumsum(gain))
    low = np.minimum.accumulate(total)
    stop = int(np.argmax(total - low))
    return int(np.argmin(total[: stop + 1])), stop
