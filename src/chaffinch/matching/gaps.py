"""What lies between the anchors of a chain, and where a chain falls into two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chaffinch.matching.alignment import distances
from chaffinch.matching.chaining import Anchors, Chains
from chaffinch.matching.letters import Letters
from chaffinch.text import Bytes, Ints

__all__ = ["Steps", "split", "steps"]


EQUAL, EDIT = 3, 7
"""What an equal letter is worth and an edit costs when a chain is split: at similarity .70, the least of a match, .7 of
its letters pay for the .30 that are edited. Integers, so that sums do not depend on what else is in a batch."""

_NARROW = 16  # letters: shorter gaps are compared in rows of this width
_BYTES = 1 << 21  # letters of gaps held as Python strings at once


@dataclass(frozen=True, slots=True)
class Steps:
    """What each anchor of some chains adds to its chain, int64, shape (anchors,).

    Attributes:
        own: letters of the anchor itself that do not lie in the one before.
        equal: letters of the gap before it that are equal, at least.
        edits: edits in that gap.
    """

    own: Ints
    equal: Ints
    edits: Ints


def steps(chains: Chains, letters: Letters) -> Steps:
    """Align what lies between neighbouring anchors."""
    anchors = chains.anchors
    own = anchors.length.copy()
    equal, edits = np.zeros((2, len(own)), np.int64)
    inside = np.ones(len(own), np.bool_)
    inside[chains.first[:-1]] = False
    at = np.flatnonzero(inside)
    before = anchors.take(at - 1)
    left = anchors.left_position[at] - before.left_position - before.length
    right = anchors.right_position[at] - before.right_position - before.length
    over = np.maximum(0, -np.minimum(left, right))  # where two anchors overlap the later one is cut
    own[at] = np.maximum(own[at] - over, 0)
    left, right = left + over, right + over
    edits[at] = np.maximum(left, right)
    both = np.flatnonzero((left > 0) & (right > 0))
    found = _distances(before.take(both), left[both], right[both], letters)
    equal[at[both]] = np.maximum(edits[at[both]] - found, 0)
    edits[at[both]] = found
    return Steps(own, equal, edits)


def split(chains: Chains, found: Steps) -> Chains:
    """Split chains at gaps that cost more than what lies on one side of them is worth.

    A quotation and a name that happens to stand shortly before it in both texts are one chain, but not one passage.
    Pieces that are matches of their own are joined again if the whole is similar enough.
    """
    if not len(chains):
        return chains
    cost = EDIT * found.edits - EQUAL * found.equal
    chain = np.repeat(np.arange(len(chains)), np.diff(chains.first))
    after = np.cumsum(EQUAL * found.own - cost)
    before = after - EQUAL * found.own
    apart = 2 * (np.abs(after).max() + np.abs(before).max()) + 1  # more than any difference: keeps chains apart
    worth_left = after - (np.minimum.accumulate(before - apart * chain) + apart * chain)
    highest = np.maximum.accumulate((after - apart * chain)[::-1])[::-1] + apart * chain
    worth_right = highest - before
    cut = np.append(True, (cost[1:] >= worth_left[:-1]) | (cost[1:] >= worth_right[1:]))
    cut[chains.first[:-1]] = True
    return Chains(chains.anchors, np.append(np.flatnonzero(cut), len(cut)))


def _distances(before: Anchors, left: Ints, right: Ints, letters: Letters) -> Ints:
    """Give the edit distance of gaps.

    Args:
        before: the anchors that the gaps follow.
        left, right: letters of the gaps, above 0.
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
