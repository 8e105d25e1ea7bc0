"""Extend chains to pairs of spans: align the gaps inside, split at bad gaps, and reach outwards from both ends.

`promising` drops most chains by a cheap estimate first; `aligned` does the rest.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from rapidfuzz.distance import LCSseq, Levenshtein

from chaffinch.matching.alignment import REACH, Scorer, best_ends, distances, prefix_lengths
from chaffinch.matching.chaining import Anchors, Chains
from chaffinch.matching.letters import Letters
from chaffinch.matching.matched import Matched
from chaffinch.matching.winnowing import DENSE_LENGTH, LENGTH
from chaffinch.text import Bools, Bytes, Ints

__all__ = ["aligned", "promising", "split", "steps", "worthy"]


EQUAL, EDIT = 3, 7
"""Gain of an equal letter and cost of an edit when a chain is split: at similarity .70, the least of a match, both are
even. Integers, so that sums do not depend on what else is in a batch."""

_NARROW = 16  # letters: shorter gaps are compared in rows of this width
_BYTES = 1 << 21  # letters of gaps held as Python strings at once


class Steps(Struct, frozen=True):
    """Equal letters and edits that each anchor adds to its chain, int64, shape (anchors,).

    Attributes:
        own: letters of the anchor that are not in the one before; fewer than 0 if it ends before that one.
        equal: equal letters in the gap before it, at least.
        edits: edits in that gap.
    """

    own: Ints
    equal: Ints
    edits: Ints


def steps(chains: Chains, letters: Letters) -> Steps:
    """Align the gaps between neighbouring anchors of each chain.

    Args:
        chains: the chains.
        letters: of their documents.
    """
    anchors = chains.anchors
    own = anchors.length.copy()
    equal, edits = np.zeros((2, len(own)), np.int64)
    inside = np.ones(len(own), np.bool_)
    inside[chains.first[:-1]] = False
    at = np.flatnonzero(inside)
    before = anchors.take(at - 1)
    left = anchors.left_position[at] - before.left_position - before.length
    right = anchors.right_position[at] - before.right_position - before.length
    over = np.maximum(0, -np.minimum(left, right))  # where two anchors overlap, the later one is shortened
    own[at] -= over  # below 0 where it ends before the other one: there the chain goes on
    left, right = left + over, right + over
    edits[at] = np.maximum(left, right)
    both = np.flatnonzero((left > 0) & (right > 0))
    found = _distances(before.take(both), left[both], right[both], letters)
    equal[at[both]] = np.maximum(edits[at[both]] - found, 0)
    edits[at[both]] = found
    return Steps(own, equal, edits)


def split(chains: Chains, found: Steps) -> Chains:
    """Split chains at gaps that cost more than the part on one side of them gains.

    A quotation and a name that happens to be shortly before it in both texts are one chain, but not one passage. Parts
    that are matches by themselves are joined again if the whole is similar enough.

    Args:
        chains: the chains.
        found: of their anchors, see `steps`.
    """
    if not len(chains):
        return chains
    cost = EDIT * found.edits - EQUAL * found.equal
    chain = np.repeat(np.arange(len(chains)), np.diff(chains.first))
    after = np.cumsum(EQUAL * found.own - cost)
    before = after - EQUAL * found.own
    apart = 2 * (np.abs(after).max() + np.abs(before).max()) + 1  # more than any difference: keeps chains apart
    gain_left = after - (np.minimum.accumulate(before - apart * chain) + apart * chain)
    highest = np.maximum.accumulate((after - apart * chain)[::-1])[::-1] + apart * chain
    gain_right = highest - before
    cut = np.append(True, (cost[1:] >= gain_left[:-1]) | (cost[1:] >= gain_right[1:]))
    cut[chains.first[:-1]] = True
    return Chains(chains.anchors, np.append(np.flatnonzero(cut), len(cut)))


def _distances(before: Anchors, left: Ints, right: Ints, letters: Letters) -> Ints:
    """Measure the edit distance of gaps.

    Args:
        before: the anchor before each gap.
        left, right: number of letters of each gap in the two documents, 1 at least; int64, shape (gaps,).
        letters: of the documents.
    """
    edits = np.zeros(len(left), np.int64)
    size = np.maximum(np.maximum(left, right), _NARROW)
    bits = np.ceil(np.log2(size)).astype(np.int64)
    for wide in np.unique(bits).tolist():
        members = np.flatnonzero(bits == wide)
        step = max(1, _BYTES >> wide)
        for start in range(0, len(members), step):
            part = members[start : start + step]
            some = before.take(part)
            one = letters.rows(some.left, some.left_position + some.length, 1 << wide)
            two = letters.rows(some.right, some.right_position + some.length, 1 << wide)
            edits[part] = distances(_cut(one, left[part]), _cut(two, right[part]))
    return edits


def _cut(rows: Bytes, size: Ints) -> Bytes:
    return rows * (np.arange(rows.shape[1]) < size[:, None])


RARE = 3
"""Documents that share a seed up to which a lone anchor of it needs no `LONE_RUN`. Chance matches of common words
grow with the corpus, and are most of all chains (measured: a tenth of the time, no loss)."""

LONE_RUN = 20
"""Equal letters in a row, at least, around a lone anchor whose seed more than `RARE` documents share."""

LONG = 60
"""Letters from which on a chain is aligned without an estimate."""

FLANK = 40
"""Letters on each side of a chain shorter than `LONG` that the estimate compares."""

NOISE = 0.3
"""Edits a letter of a match that is just accepted; a flank with 1 - `NOISE` edits a letter is not alike at all."""

PROMISE = 30
"""Letters, at least, that a chain shorter than `LONG` and the alike parts of its flanks have together."""

ROUNDS = 8
"""Times that an end is extended, by `REACH` letters each: chains further apart are joined later."""

WORTH = 0.25
"""Gain in score for each further letter, at least, for an end to be moved: the added part must itself be .63 similar
(`split` has a like rule). So a quotation does not take in the name of its speaker before it in both texts."""

DROP = 12
"""Drop of the score below its best, after which an end is not extended further."""

_WIDEST = 1024  # letters compared at once where two documents continue equal
_BATCH = 1 << 13  # rows of letters read at once: they fit into a cache


def promising(chains: Chains, letters: Letters) -> Bools:
    """Mask the chains that may become a match, by their letters and `FLANK` letters on both sides.

    Args:
        chains: the chains.
        letters: of their documents.

    Returns:
        bool, shape (chains,).
    """
    spans = _ends(chains)
    first = chains.first[:-1]
    lone = np.diff(chains.first) == 1
    weight = np.where(chains.anchors.length[first] == DENSE_LENGTH, 2, 1)
    size = weight * np.minimum(spans.left_stop - spans.left_start, spans.right_stop - spans.right_start)
    kept = np.ones(len(chains), np.bool_)
    kept[lone] = worthy(chains.anchors, first[lone], letters)
    short = np.flatnonzero(~lone & (size < LONG))
    for start in range(0, len(short), _BATCH):
        part = short[start : start + _BATCH]
        some = spans.take(part)
        likeness = sum(_likeness(*_flanks(some, letters, side, FLANK)) for side in (1, -1))
        kept[part] = size[part] + weight[part] * likeness >= PROMISE
    return kept


def worthy(anchors: Anchors, rows: Ints, letters: Letters) -> Bools:
    """Mask the lone anchors that may become a match by themselves.

    Most chains of a large corpus are lone anchors, and reading their letters takes the longest, so it is done once.

    Args:
        anchors: the anchors.
        rows: indices of the lone ones, int64, shape (lone anchors,).
        letters: of their documents.

    Returns:
        bool, shape of ``rows``.
    """
    kept = np.zeros(len(rows), np.bool_)
    length_of = anchors.length[rows]
    for length in (LENGTH, DENSE_LENGTH):
        such = np.flatnonzero(length_of == length)
        for start in range(0, len(such), _BATCH):
            part = such[start : start + _BATCH]
            kept[part] = _worthy(anchors.take(rows[part]), letters, length)
    return kept


def _worthy(anchors: Anchors, letters: Letters, length: int) -> Bools:
    """Mask the anchors, all with seeds of ``length`` letters, that may become a match."""
    weight = 2 if length == DENSE_LENGTH else 1
    ends = (anchors.left, anchors.left_position), (anchors.right, anchors.right_position)
    left, right = (letters.rows(number, position - FLANK, length + 2 * FLANK) for number, position in ends)
    sides = slice(FLANK - 1, None, -1), slice(FLANK + length, None)
    missing = LONE_RUN // weight - length  # no more letters are needed on both sides together
    before, after = ((left[:, side], right[:, side]) for side in sides)
    run = _first_equal(*before, missing) + _first_equal(*after, missing)
    which = np.flatnonzero((anchors.documents <= RARE) | (run >= missing))
    likeness = _likeness(before[0][which], before[1][which])
    # letters outside of the longest common subsequence are never more than edits, and counted in half the time: this
    # decides most anchors
    for scorer in (LCSseq.distance, Levenshtein.distance):
        both = likeness + _likeness(after[0][which], after[1][which], scorer)
        fits = weight * (length + both) >= PROMISE
        which, likeness = which[fits], likeness[fits]
    kept = np.zeros(len(left), np.bool_)
    kept[which] = True
    return kept


def _first_equal(left: Bytes, right: Bytes, most: int) -> Ints:
    """Count equal letters as `prefix_lengths`, ``most`` at most: of so many rows, columns are read faster."""
    run, alive = np.zeros(len(left), np.int64), np.ones(len(left), np.bool_)
    for one, two in zip(left.T[:most], right.T[:most], strict=True):
        alive &= (one == two) & (one != 0)
        run += alive
    return run


def aligned(chains: Chains, letters: Letters) -> Matched:
    """Extend chains to the spans that are alike, and count their equal letters.

    Args:
        chains: the chains; they are split where `split` says so.
        letters: of their documents.
    """
    found = steps(chains, letters)
    chains = split(chains, found)
    spans = _ends(chains)
    inner = found.own + found.equal
    inner[chains.first[:-1]] = 0  # a chain starts with its first anchor, which `_ends` counted
    spans = _moved(spans, (0, 0), (0, 0), np.add.reduceat(inner, chains.first[:-1]) if len(chains) else spans.equal)
    for side in (-1, 1):
        spans = _run_on(spans, letters, side)
    return _reach_out(spans, letters)


def _ends(chains: Chains) -> Matched:
    """Give the spans from the first to the last anchor of each chain; ``equal`` is the first anchor alone."""
    anchors, first, last = chains.anchors, chains.first[:-1], chains.first[1:] - 1
    return Matched(
        anchors.left[first],
        anchors.left_position[first],
        anchors.left_position[last] + anchors.length[last],
        anchors.right[first],
        anchors.right_position[first],
        anchors.right_position[last] + anchors.length[last],
        anchors.length[first],
    )


def _moved(
    spans: Matched, left: tuple[Ints | int, Ints | int], right: tuple[Ints | int, Ints | int], equal: Ints
) -> Matched:
    return Matched(
        spans.left,
        spans.left_start - left[0],
        spans.left_stop + left[1],
        spans.right,
        spans.right_start - right[0],
        spans.right_stop + right[1],
        spans.equal + equal,
    )


def _flanks(spans: Matched, letters: Letters, side: int, width: int) -> tuple[Bytes, Bytes]:
    """Give the letters outward of the spans: before their starts (side -1, read backwards) or after their stops."""
    if side > 0:
        return (
            letters.rows(spans.left, spans.left_stop, width),
            letters.rows(spans.right, spans.right_stop, width),
        )
    return (
        letters.rows(spans.left, spans.left_start - width, width)[:, ::-1],
        letters.rows(spans.right, spans.right_start - width, width)[:, ::-1],
    )


def _likeness(left: Bytes, right: Bytes, scorer: Scorer = Levenshtein.distance) -> npt.NDArray[np.float64]:
    """Estimate the alike letters of two flanks: none at .7 edits a letter (1 - `NOISE`), all without an edit.

    Where one of them ends at the end of its document, the other is cut to its width.
    """
    left, right = np.ascontiguousarray(left), np.ascontiguousarray(right)
    width = np.full(len(left), left.shape[1])
    ended = np.flatnonzero((left[:, -1] == 0) | (right[:, -1] == 0))
    inside = np.logical_and.accumulate((left[ended] != 0) & (right[ended] != 0), axis=1)
    width[ended] = inside.sum(axis=1)
    left[ended] *= inside
    right[ended] *= inside
    edits = distances(left, right, scorer)
    return np.asarray(np.maximum((1 - NOISE) * width - edits, 0) / (1 - NOISE))


def _run_on(spans: Matched, letters: Letters, side: int) -> Matched:
    """Extend spans as long as both documents are equal."""
    grown = np.zeros(len(spans), np.int64)
    live, width = np.arange(len(spans)), REACH
    while len(live):
        shift = grown[live]
        some = spans.take(live)
        some = _moved(some, *_outward(side, shift, shift), shift)
        run = prefix_lengths(*_flanks(some, letters, side, width))
        grown[live] += run
        live = live[run == width]
        width = min(2 * width, _WIDEST)
    return _moved(spans, *_outward(side, grown, grown), grown)


def _outward(side: int, left: Ints, right: Ints) -> tuple[tuple[Ints | int, Ints | int], tuple[Ints | int, Ints | int]]:
    return ((0, left), (0, right)) if side > 0 else ((left, 0), (right, 0))


def _reach_out(spans: Matched, letters: Letters) -> Matched:
    """Extend spans over differences to the end with the best score; stop where it has dropped by `DROP`.

    Starts and stops are aligned together, as most rounds have few of either. Source: the X-drop of Zhang, Schwartz,
    Wagner and Miller (2000).
    """
    kept, cursor = np.zeros((2, 3, 2 * len(spans)), np.int64)  # left, right, score; of starts, then of stops
    live = np.arange(2 * len(spans))
    for turn in range(ROUNDS):
        beyond = _beyond(spans, letters, live, cursor[:2])
        best, edge = (ends + cursor[:, live] for ends in best_ends(*beyond))
        gain, size = best[2] - kept[2, live], best[:2].max(axis=0) - kept[:2, live].max(axis=0)
        better = (gain > 0) & (gain >= (WORTH * size if turn else 0))
        kept[:, live[better]] = best[:, better]
        cursor[:, live] = edge
        live = live[edge[2] > kept[2, live] - DROP]
        if not len(live):
            break
    left, right, score = kept.reshape(3, 2, len(spans))
    # equal - edits = score; equal + edits >= the longer
    equal = (score + np.maximum(left, right)) // 2
    return _moved(spans, (left[0], left[1]), (right[0], right[1]), equal[0] + equal[1])


def _beyond(spans: Matched, letters: Letters, ends: Ints, cursor: Ints) -> tuple[Bytes, Bytes]:
    """Give `REACH` letters outward of ends of spans.

    Args:
        ends: sorted indices of ends: the starts of the spans, then their stops.
        cursor: letters already aligned outward of each end in the left and in the right document, shape (2, all ends).
    """
    flanks = []
    for side, which in zip((-1, 1), np.split(ends, [np.searchsorted(ends, len(spans))]), strict=True):
        some = spans.take(which % max(len(spans), 1))
        some = _moved(some, *_outward(side, *cursor[:, which]), some.equal)
        flanks.append(_flanks(some, letters, side, REACH))
    left, right = (np.concatenate(rows) for rows in zip(*flanks, strict=True))
    return left, right
