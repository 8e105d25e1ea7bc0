"""What letters have matched and what terms have, as one set of matches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from chaffinch.matching.chaining import Anchors
from chaffinch.matching.matched import Matched
from chaffinch.matching.reworded.fragments import LETTERS, Fragment
from chaffinch.matching.reworded.gate import gated
from chaffinch.matching.reworded.pairs import reworded
from chaffinch.matching.reworded.unit_store import UnitStore
from chaffinch.text import Ints, changes, order

__all__ = ["with_reworded"]

Row = tuple[int, int, int, int, int]
"""A match of a pair of documents: both ranges of letters, half-open, and how many of them are equal."""

EXACT, EXACT_LOWER = 0.9, 0.45
"""Shares of the two sides of a fragment that letters have matched, from which on their ends are taken for its own."""


def with_reworded(known: Matched, anchors: Anchors, store: UnitStore) -> Matched:
    """Add what terms match to what letters have matched.

    Args:
        known: matches by letters, sorted by documents.
        anchors: those of length 0 are pairs of units that may be alike; of the same pairs of documents or others.
        store: the units.

    Returns:
        Sorted by documents and starts. A match that terms have found has the ``equal`` letters that give it its
        cosine as similarity.
    """
    anchors = anchors.take((anchors.length == 0) & (anchors.left != anchors.right))
    anchors = anchors.take(gated(anchors, store))
    unchanged, rows = np.ones(len(known), np.bool_), []
    for (left, right), of_known, of_anchors in _pairs(known, anchors):
        own, units = known.take(of_known), anchors.take(of_anchors)
        found: list[Fragment] = []
        if len(units.left):
            ours, theirs = np.unique(np.stack([units.left_position, units.right_position]), axis=1)
            long = own.take(own.letters() >= 2 * LETTERS)
            found.extend(reworded(store.document(left), store.document(right), ours, theirs, long))
        if found or len(own) > 1:
            unchanged[of_known] = False
            rows += [(left, a, b, right, *rest) for a, b, *rest in _joined(own, found)]
    added = Matched(*np.array(rows, np.int64).reshape(-1, len(Matched.__slots__)).T)
    return Matched.concatenated([known.take(unchanged), added]).ordered()


def _pairs(known: Matched, anchors: Anchors) -> Iterator[tuple[tuple[int, int], Ints, Ints]]:
    """Give each two documents, and the rows of their matches and of their anchors."""
    size = len(known)
    left, right = np.append(known.left, anchors.left), np.append(known.right, anchors.right)
    by = order(left, right)
    first = np.flatnonzero(changes(left[by], right[by])) if len(by) else by
    for rows in np.split(by, first[1:]) if len(by) else ():
        if left[rows[0]] != right[rows[0]]:
            yield (int(left[rows[0]]), int(right[rows[0]])), rows[rows < size], rows[rows >= size] - size


def _joined(known: Matched, found: Sequence[Fragment]) -> list[Row]:
    """Join each fragment with the matches that it meets, and with the fragments; short matches move no end."""
    columns = (known.left_start, known.left_stop, known.right_start, known.right_stop, known.equal)
    exact: list[Row] = list(zip(*(c.tolist() for c in columns), strict=True))
    left_over = dict.fromkeys(exact)
    rows = []
    for fragment in found:
        inside = [row for row in exact if _meet(row, fragment)]
        for row in inside:
            left_over.pop(row, None)
        rows.append(_ended(fragment, [row for row in inside if row[1] - row[0] + row[3] - row[2] >= 2 * LETTERS]))
    return _merged([*rows, *left_over])


def _meet(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def _ended(fragment: Fragment, inside: Sequence[Row]) -> Row:
    own: Row = (*fragment[:4], round(fragment.cosine * (fragment[1] - fragment[0] + fragment[3] - fragment[2]) / 2))
    if not inside:
        return own
    shares = [_share(own[side], own[side + 1], [row[side : side + 2] for row in inside]) for side in (0, 2)]
    if max(shares) >= EXACT and min(shares) >= EXACT_LOWER:
        return _whole(inside)
    return _whole([own, *inside])


def _share(start: int, stop: int, spans: Sequence[Sequence[int]]) -> float:
    covered = np.zeros(stop - start, np.bool_)
    for a, b in spans:
        covered[max(a - start, 0) : max(b - start, 0)] = True
    return float(covered.mean())


def _whole(rows: Sequence[Row]) -> Row:
    """Give the box around rows; at least as many letters are equal as in the best of them."""
    starts, stops = [min(r[i] for r in rows) for i in (0, 2)], [max(r[i] for r in rows) for i in (1, 3)]
    most = min(stop - start for start, stop in zip(starts, stops, strict=True))
    return starts[0], stops[0], starts[1], stops[1], min(most, max(r[4] for r in rows))


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Join rows that meet on both sides, until none do."""
    done: list[Row] = []
    for row in rows:
        meeting = [other for other in done if _meet(row, other)]
        while meeting:
            done = [other for other in done if other not in meeting]
            row = _whole([row, *meeting])  # noqa: PLW2901
            meeting = [other for other in done if _meet(row, other)]
        done.append(row)
    return done
