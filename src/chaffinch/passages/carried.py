"""Passages carried over from a document to its near-duplicate.

Of many places that share a seed only a few are linked (`chaffinch.passages.anchors`). So a copy whose links all lead
to other copies of its document lacks a quotation that these have in common with the rest of the corpus: it lies hidden
in the match of the whole. Here every passage of a cluster that lies within a longer match is looked for on the other
side of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.cluster import SAME_SPAN, Members, cluster
from chaffinch.config import PassageConfig
from chaffinch.letters import Letters
from chaffinch.passages.compare import Windows, compared_windows
from chaffinch.passages.matched import Matched
from chaffinch.passages.order import changes, order
from chaffinch.spans import ranges

__all__ = ["clustered", "clusters"]

Ints = npt.NDArray[np.int64]

ROUNDS = 3
"""Times that passages are carried on: from one copy to the next and the one after it."""

INSIDE = 0.8
"""Share of a passage that must lie within a match: its ends are not always found to the letter."""

MARGIN, DRIFT, MOST = 64, 8, 1024
"""Letters on each side of the place at which a passage is looked for: so many, one in so many of its distance from the
end of the match (edits shift what lies between), and at most so many."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Passages to look for, columns of shape (n,): ``member`` in ``number``, between ``start`` and ``stop``."""

    member: Ints
    number: Ints
    start: Ints
    stop: Ints

    def take(self, which: Ints | npt.NDArray[np.bool_]) -> _Wanted:
        return _Wanted(*(getattr(self, name)[which] for name in self.__slots__))


def clustered(found: Matched, letters: Letters, config: PassageConfig) -> tuple[Matched, Members]:
    """Cluster matches, and add those that members of a cluster lack.

    Args:
        found: matches of passages, sorted by documents and starts.
        letters: of the documents.
        config: the limits of a match.

    Returns:
        The matches, sorted as before, and their clusters.
    """
    members = clusters(found)
    for _ in range(ROUNDS):
        more = _carried(found, members, letters, config)
        if not len(more):
            break
        found = Matched.concatenated([found, more]).ordered()
        members = clusters(found)
    return found, members


def clusters(found: Matched) -> Members:
    """Cluster matches as they are."""
    left = found.left, found.left_start, found.left_stop
    return cluster(left, (found.right, found.right_start, found.right_stop))


def _carried(found: Matched, members: Members, letters: Letters, config: PassageConfig) -> Matched:
    """Find the matches that members lack."""
    wanted = _wanted(found, members)
    here = Windows(*(column[wanted.member] for column in (members.number, members.start, members.stop)))
    there = Windows(wanted.number, np.maximum(wanted.start, 0), np.minimum(wanted.stop, letters.length(wanted.number)))
    swap = here.number > there.number
    one = Windows(*(np.where(swap, b, a) for a, b in zip(here, there, strict=True)))
    two = Windows(*(np.where(swap, a, b) for a, b in zip(here, there, strict=True)))
    row, more = compared_windows(letters, one, two, config)
    size = np.where(swap[row], more.right_stop - more.right_start, more.left_stop - more.left_start)
    good = np.flatnonzero(size >= SAME_SPAN * (here.stop - here.start)[row])
    best = good[order(row[good], -more.equal[good])]
    return more.take(np.sort(best[changes(row[best])]))


def _wanted(found: Matched, members: Members) -> _Wanted:
    """Give the members that lie within a match to a document that has no member of their cluster, each once for it."""
    here = (found.left, found.left_start, found.left_stop), (found.right, found.right_start, found.right_stop)
    pairs = [_within(members, *sides) for sides in (here, here[::-1])]
    wanted = _Wanted(*(np.concatenate([getattr(p, n) for p in pairs]) for n in _Wanted.__slots__))
    width = int(max(members.number.max(initial=0), wanted.number.max(initial=0))) + 1
    key = members.label[wanted.member] * width + wanted.number
    lacking = np.flatnonzero(~np.isin(key, members.label * width + members.number))
    by = lacking[order(key[lacking], wanted.member[lacking], wanted.start[lacking], wanted.stop[lacking])]
    return wanted.take(by[changes(key[by])])


def _within(members: Members, host: tuple[Ints, Ints, Ints], other: tuple[Ints, Ints, Ints]) -> _Wanted:
    """Give the members within one side of matches, and where they must be on the other side."""
    (number, start, stop), (there, first, last) = host, other
    width = int(max(members.stop.max(initial=0), stop.max(initial=0))) + 1
    place = members.number * width + members.start
    low = np.searchsorted(place, number * width + np.maximum(start - MARGIN, 0))
    size = np.maximum(np.searchsorted(place, number * width + stop) - low, 0)
    size[number == there] = 0
    member, match = ranges(low, size), np.repeat(np.arange(len(size)), size)
    begin, end = members.start[member], members.stop[member]
    shared = np.minimum(end, stop[match]) - np.maximum(begin, start[match])
    fits = (shared >= INSIDE * (end - begin)) & (end - begin < SAME_SPAN * (stop - start)[match])
    member, match, begin, end = (column[fits] for column in (member, match, begin, end))
    before, after = np.maximum(begin - start[match], 0), np.maximum(stop[match] - end, 0)
    margin = np.minimum(MARGIN + np.minimum(before, after) // DRIFT, MOST) + (end - begin) // DRIFT
    at = first[match] + before * (last - first)[match] // np.maximum(stop - start, 1)[match]
    return _Wanted(member, there[match], at - margin, at + end - begin + margin)
