"""Find the passages of two documents that say the same in other words.

`gated` drops the pairs of sentences that are not alike by the weights of the whole corpus; `reworded` makes passages of
the rest, after Sanchez-Perez, Sidorov and Gelbukh (PAN 2014): sentences whose terms are alike are seeds, seeds near
each other on both sides are a fragment, and a fragment that is not alike as a whole is split. Four things differ:
weights are those of the pair of documents, a sentence whose letters are matched already needs no other partner, the
ends of a passage whose terms are not shared are cut off, and a summary is told from a copy by itself, whatever else the
two documents share (see `summaries`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.matching.chaining import Anchors
from chaffinch.matching.matched import Matched
from chaffinch.matching.reworded.dense import dense_summaries
from chaffinch.matching.reworded.fragments import Fragment, Group, Pair, clear_of_each_other, fragments, trimmed
from chaffinch.matching.reworded.likeness import Likeness
from chaffinch.matching.reworded.sentence_store import Document
from chaffinch.matching.reworded.summaries import Seeds, summaries, widened
from chaffinch.matching.reworded.vocabulary import weighed
from chaffinch.text import Bools, Floats, Ints, changes, order

__all__ = ["DICE", "gated", "reworded"]


COSINE, DICE = 0.30, 0.25
"""Likeness of two sentences, at least: a cosine of .40 would lose one reworded passage in a hundred (PAN 2013)."""

MANY, TOTAL = 4, 0.8
"""Like pairs of sentences that two documents have, at least, for them to be compared; or the sum of the cosines of
those that no match by letters explains. Of 21,469 pairs of news with a like pair 4,175 remain, and of 1,187 pairs with
a reworded passage (PAN 2013) 1,162: comparing two documents takes a thousand times as long as this."""

RARE, RARELY = 4, 0.3
"""Documents, at most, with a key of two sentences, for the pair to count as rare; and sum of the cosines of rare pairs,
at least. Of the 4,175 pairs 2,340 remain with .5. Reports of one subject share common keys, in numbers that grow with
the square of the corpus; what one took from another has a rare one. Among 1,022 texts (PAN 2013) 437 of 440 pairs with
a reworded passage have a like pair, of which 394 are compared with .5, and 406 with .3 and `BESIDE`, for a tenth more
comparisons."""

BESIDE, AFTER = 4, 3
"""Sentences on both sides, at most, between two like pairs that stand beside each other; such pairs, which are few
between reports of one subject (2 % of those compared), need no rare key. And like pairs, at most, from one to the other
in their order."""


def gated(anchors: Anchors, alike: Likeness, explained: Bools | None) -> Bools:
    """Mask the pairs of sentences that are alike, of documents that may have a reworded passage.

    Args:
        anchors: different pairs of sentences, sorted by documents.
        alike: how alike they are.
        explained: whether a match by letters has both, bool, shape (anchors,); None to take all documents.

    Returns:
        bool, shape (anchors,).
    """
    kept = np.asarray((alike.cosine > COSINE) & (alike.dice > DICE))
    row = np.flatnonzero(kept)
    if explained is None or not len(row):
        return kept
    first = np.flatnonzero(changes(anchors.left[row], anchors.right[row]))
    size = np.diff(np.append(first, len(row)))
    new = np.where(explained[row], 0, alike.cosine[row])
    total = np.add.reduceat(new, first)
    rare = np.add.reduceat(np.where(anchors.documents[row] <= RARE, new, 0), first)
    beside = np.logical_or.reduceat(_beside(anchors.take(row), new > 0), first)
    compared = (((size >= MANY) | (total >= TOTAL)) & (rare >= RARELY)) | beside
    kept[row[np.repeat(~compared, size)]] = False
    return kept


def _beside(anchors: Anchors, new: Bools) -> Bools:
    """Mask the like pairs of sentences, sorted, that have another one near them on both sides; shape (anchors,).

    Args:
        anchors: the pairs.
        new: which of them no match by letters explains, bool, shape (anchors,).
    """
    found = np.zeros(len(new), np.bool_)
    pair = anchors.left.astype(np.int64) << 32 | anchors.right
    sides = anchors.left_position.astype(np.int64), anchors.right_position.astype(np.int64)
    for after in range(1, min(AFTER, len(new) - 1) + 1):
        gaps = [np.abs(side[after:] - side[:-after]) for side in sides]
        near = (pair[after:] == pair[:-after]) & new[after:] & new[:-after]
        for gap in gaps:
            near &= (gap > 0) & (gap <= BESIDE)
        found[after:] |= near
        found[:-after] |= near
    return found


WINDOW = 30
"""Sentences on each side of a like pair that its window includes."""

LONGEST = 240
"""Sentences of a window, about: bounds time and memory whatever the length of the documents."""

SEED_COSINE, SEED_DICE = 0.30, 0.30
"""Likeness of the two sentences of a seed, at least, by the weights of the pair of documents."""

FAINT = 0.20
"""Cosine and Dice, at least, of two sentences at the ends of a summary."""

RIVAL = 0.6
"""Share of the best cosine of its sentences that a seed has, at least; lower ones come from its neighbours."""

EXPLAINED = 0.5
"""Share of a sentence's letters, at least, in one match, by which the sentence counts as matched."""

GAP = 3
"""Sentences, at most, without a seed between two seeds of a fragment, and between two sentences of a summary."""


def reworded(
    one: Document, other: Document, left: Ints, right: Ints, known: Matched, short: Matched
) -> Iterator[Fragment]:
    """Find the passages of two documents that say the same thing in other words.

    Args:
        one, other: the sentences of the documents.
        left, right: like pairs, as indices of sentences, in any order; int64, shape (pairs,).
        known: their matches by letters, that are as long as a fragment.
        short: the shorter ones.

    Yields:
        Pairs of passages.
    """
    cover, brief = _Cover.of(one, other, known), _Cover.of(one, other, short)
    # a single match settles its sentences; but the text between several matches may belong to one passage
    open_ = np.flatnonzero(~cover.of_pairs(left, right) | (len(known) > 1))
    if not len(open_):
        return
    shared, frequency = _ranked(one, other)
    weight = weighed(frequency, len(one) + len(other)).astype(np.float64)
    for rows, columns in _windows(left[open_], right[open_], len(one), len(other)):
        pair = Pair.of(one, other, shared, weight, rows, columns)
        matches = [list(of.matches(pair, rows, columns)) for of in (cover, brief)]
        yield from _fragments(pair, cover.of_window(rows, columns), *matches)


def _ranked(one: Document, other: Document) -> tuple[Ints, Ints]:
    """Rank the terms of both documents, one document after the other; count the sentences that have each rank."""
    term = np.concatenate([one.term, other.term]).astype(np.int64)
    by = order(term)
    sentence = np.repeat(np.arange(len(one) + len(other)), np.append(np.diff(one.first), np.diff(other.first)))
    new = np.cumsum(changes(term[by])) - 1
    rank = np.empty(len(term), np.int64)
    rank[by] = new
    return rank, np.bincount(new[changes(new, sentence[by])])


def _windows(left: Ints, right: Ints, rows: int, columns: int) -> Iterator[tuple[range, range]]:
    """Give ranges of sentences around pairs that are near each other, about `LONGEST` sentences at most."""
    label = np.zeros(len(left), np.int64)
    is_one = max(int(np.ptp(left)), int(np.ptp(right))) <= 2 * WINDOW  # most pairs have a few like sentences
    for side in () if is_one else (left, right, left, right):
        by = order(label, side)
        new = changes(label[by])
        new[1:] |= np.diff(side[by]) > 2 * WINDOW
        first = np.maximum.accumulate(np.where(new, np.arange(len(by)), 0))
        new[1:] |= np.diff((side[by] - side[by][first]) // LONGEST) > 0
        label[by] = np.cumsum(new) - 1
    for one in range(int(label.max()) + 1):
        which = label == one
        yield _around(left[which], rows), _around(right[which], columns)


def _around(sentences: Ints, size: int) -> range:
    return range(max(int(sentences.min()) - WINDOW, 0), min(int(sentences.max()) + WINDOW + 1, size))


def _fragments(pair: Pair, taken: Bools, matches: list[Group], short: list[Group]) -> Iterator[Fragment]:
    """Make fragments of a window: summaries, and of the seeds near each other those that are in no summary.

    Args:
        pair: the window.
        taken: pairs of sentences that cannot be seeds, bool, shape (sentences, sentences of the other).
        matches: by letters, that are as long as a fragment.
        short: the shorter ones.
    """
    cosine, dice = pair.alike()
    seeds = _seeds(cosine, dice, taken)
    near = fragments(pair, seeds.left, seeds.right, GAP)
    wide = summaries(pair, seeds, near, matches, GAP)
    wide = clear_of_each_other([*wide, *dense_summaries(pair, cosine, near, [*matches, *short])])
    if wide:
        left, right = np.nonzero((cosine > FAINT) & (dice > FAINT) & ~taken)
        faint = Seeds(left, right, cosine[left, right])
        wide = clear_of_each_other([widened(pair, group, faint) for group in wide])
        near = [group for group in near if not any(group.meets(summary) for summary in wide)]
        yield from (pair.span(group) for group in wide)
    for group in clear_of_each_other(near):
        yield from trimmed(pair, group)


def _seeds(cosine: Floats, dice: Floats, taken: Bools) -> Seeds:
    """Give the pairs of sentences of a window that are alike."""
    seed = (cosine > SEED_COSINE) & (dice > SEED_DICE) & ~taken
    best = np.where(seed, cosine, 0)
    seed &= cosine >= RIVAL * np.minimum(best.max(axis=1)[:, None], best.max(axis=0)[None, :])
    left, right = np.nonzero(seed)
    return Seeds(left, right, cosine[left, right])


class _Cover(Struct, frozen=True):
    """Share of each sentence that each match by letters covers; float64, shape (matches, sentences)."""

    left: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]

    @classmethod
    def of(cls, one: Document, other: Document, known: Matched) -> _Cover:
        return cls(
            _share(known.left_start, known.left_stop, *one.letters()),
            _share(known.right_start, known.right_stop, *other.letters()),
        )

    def of_pairs(self, left: Ints, right: Ints) -> Bools:
        """Mask the pairs of sentences, int64, shape (pairs,), of which one at least is matched."""
        if not len(self.left):
            return np.zeros(len(left), np.bool_)
        return np.asarray((self.left.max(axis=0)[left] >= EXPLAINED) | (self.right.max(axis=0)[right] >= EXPLAINED))

    def of_window(self, rows: range, columns: range) -> Bools:
        """Mask the pairs of sentences of a window that cannot be seeds: one is matched, but not with the other."""
        left, right = self.left[:, rows.start : rows.stop], self.right[:, columns.start : columns.stop]
        if not len(left):
            return np.zeros((len(rows), len(columns)), np.bool_)
        taken = (left.max(axis=0) >= EXPLAINED)[:, None] | (right.max(axis=0) >= EXPLAINED)[None, :]
        same_match = (left > 0).T.astype(np.float32) @ (right > 0).astype(np.float32) > 0
        return np.asarray(taken & ~same_match)

    def matches(self, pair: Pair, rows: range, columns: range) -> Iterator[Group]:
        """Give the matches by letters as groups of a window: the sentences that each explains."""
        sides = self.left[:, rows.start : rows.stop], self.right[:, columns.start : columns.stop]
        for left, right in zip(*sides, strict=True):
            one, other = np.flatnonzero(left >= EXPLAINED), np.flatnonzero(right >= EXPLAINED)
            if len(one) and len(other):
                ranges = int(one[0]), int(one[-1]), int(other[0]), int(other[-1])
                yield Group(*ranges, len(one), pair.cosine(ranges))


def _share(start: Ints, stop: Ints, first: Ints, last: Ints) -> npt.NDArray[np.float64]:
    over = np.minimum(stop[:, None], last[None, :]) - np.maximum(start[:, None], first[None, :])
    return np.asarray(np.maximum(over, 0) / np.maximum(last - first, 1)[None, :])
