"""Matches -> clusters of passages that say the same thing, with ids that never depend on order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.components import smallest_label

__all__ = ["Members", "cluster"]

Ints = npt.NDArray[np.int64]

SAME_SPAN = 0.6
"""Two spans of one document are one member's if they share this much of the longer (findings: .6 keeps a quotation
apart from the article around it, and joins the slightly different ends that each of its matches gives it)."""


@dataclass(frozen=True, slots=True)
class Members:
    """Members of clusters, ordered by document and start.

    Attributes:
        label: cluster of each member: the index of its smallest member.
        number, start, stop: the document and the span of each member, in letters.
        left, right: for each match the members at its ends, shape (matches,).
    """

    label: Ints
    number: Ints
    start: Ints
    stop: Ints
    left: Ints
    right: Ints


def cluster(left: tuple[Ints, Ints, Ints], right: tuple[Ints, Ints, Ints]) -> Members:
    """Join matches that share a passage.

    A member's span is the median of the spans that its matches give it: single alignments end a word early or
    late, their middle seldom does.

    Args:
        left, right: number, start and stop of the two passages of each match, shape (matches,).

    >>> one, two = np.array([1]), np.array([2])
    >>> m = cluster((one, np.array([0]), np.array([9])), (two, np.array([5]), np.array([14])))
    >>> m.label.tolist(), m.number.tolist(), m.start.tolist()
    ([0, 0], [1, 2], [0, 5])
    """
    ends = np.stack([np.concatenate([a, b]) for a, b in zip(left, right, strict=True)], axis=1).astype(np.int64)
    spans, which, weight = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    which = which.reshape(-1)
    matches = len(left[0])
    same_a, same_b = _overlapping(spans)
    joined = smallest_label(
        np.concatenate([same_a, which[:matches]]), np.concatenate([same_b, which[matches:]]), len(spans)
    )
    member = _members(spans, joined)
    count = int(member.max(initial=-1)) + 1
    start = _medians(member, spans[:, 1], weight, count)
    stop = _medians(member, spans[:, 2], weight, count)
    first = np.full(count, len(spans), np.int64)
    np.minimum.at(first, member, np.arange(len(spans)))
    number = spans[first, 0] if count else np.zeros(0, np.int64)
    label = member[joined[first]] if count else np.zeros(0, np.int64)
    return Members(label, number, start, stop, member[which[:matches]], member[which[matches:]])


def _overlapping(spans: Ints) -> tuple[Ints, Ints]:
    """Give the pairs of spans (sorted by document and start) that share `SAME_SPAN` of the longer."""
    found: list[tuple[Ints, Ints]] = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    number, start, stop = spans.T if len(spans) else np.zeros((3, 0), np.int64)
    live = np.arange(len(spans))
    step = 0
    while len(live):
        step += 1
        live = live[live + step < len(spans)]
        other = live + step
        # a later span that starts past this point can share no more than the rest of the earlier one
        reach = (number[live] == number[other]) & (
            (stop[live] - start[other]) >= SAME_SPAN * (stop[live] - start[live])
        )
        live, other = live[reach], other[reach]
        shared = np.minimum(stop[live], stop[other]) - start[other]
        longer = np.maximum(stop[live] - start[live], stop[other] - start[other])
        same = shared >= SAME_SPAN * longer
        found.append((live[same], other[same]))
    return tuple(np.concatenate(side) for side in zip(*found, strict=True))  # type: ignore[return-value]


def _members(spans: Ints, label: Ints) -> Ints:
    """Number the members: spans of one cluster in one document that overlap are one, in order of start."""
    order = np.lexsort((spans[:, 1], spans[:, 0], label))
    group = label[order] * (spans[:, 0].max(initial=0) + 1) + spans[order, 0]
    start, stop = spans[order, 1], spans[order, 2]
    fresh = np.ones(len(order), bool)
    # the reach of a group restarts with it: lift every group above the one before
    lift = np.cumsum(np.concatenate([[0], np.diff(group) != 0])) * (stop.max(initial=0) + 1) if len(order) else start
    reach = np.maximum.accumulate(stop + lift) if len(order) else stop
    fresh[1:] = (np.diff(group) != 0) | (start[1:] + lift[1:] >= reach[:-1])
    made = np.cumsum(fresh) - 1
    first = np.full(int(made.max(initial=-1)) + 1, len(order), np.int64)
    np.minimum.at(first, made, order)  # the smallest span index stands for the member
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    member = np.empty(len(order), np.int64)
    member[order] = rank[made]
    return member


def _medians(member: Ints, value: Ints, weight: Ints, count: int) -> Ints:
    """Give the weighted lower median of the values of each member."""
    order = np.lexsort((value, member))
    member, value, weight = member[order], value[order], weight[order]
    total = np.bincount(member, weights=weight, minlength=count)
    before = np.cumsum(weight) - weight
    begin = np.concatenate([[0], np.cumsum(total)[:-1]]) if count else np.zeros(0)
    inside = before - begin[member] + weight  # up to and with this value
    middle = np.flatnonzero(inside * 2 >= total[member])
    first = np.full(count, len(value), np.int64)
    np.minimum.at(first, member[middle], middle)
    return value[first]
