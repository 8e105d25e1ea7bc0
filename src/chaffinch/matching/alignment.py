"""Compare rows of letters in bulk: equal prefixes, edit distances, and local alignment from their starts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from chaffinch.text import Bytes, Ints

__all__ = ["REACH", "Scorer", "best_ends", "distances", "prefix_lengths"]

Scorer = Callable[..., int]
"""A distance of two byte strings, as `rapidfuzz.distance` has them."""

REACH = 64
"""Letters of a row that `best_ends` aligns; the width of its input."""

BAND = 12
"""Letters, at most, by which an alignment of `best_ends` leaves the diagonal."""

_EDGE = 2 * REACH - BAND  # the last anti-diagonal that is all within both rows
_SLAB = 2048  # pairs of rows at once: the bands of scores in use stay in a second-level cache
_ENDED = 1  # replaces 0 in the right row, so that two ends are not equal: no letter is 1
_NEVER = -100  # score of a cell outside the rows; 12 steps of -1 further down still fit a byte


def prefix_lengths(left: Bytes, right: Bytes) -> Ints:
    """Count the equal letters at the start of two rows, up to the end of a document.

    Args:
        left, right: uint8, shape (n, width), 0 past a document's end.

    Returns:
        int64, shape (n,).

    >>> prefix_lengths(np.array([[5, 6, 7]], np.uint8), np.array([[5, 6, 8]], np.uint8))
    array([2])
    """
    differ = (left != right) | (left == 0)
    return np.asarray(np.where(differ.any(axis=1), differ.argmax(axis=1), left.shape[1]))


def distances(left: Bytes, right: Bytes, scorer: Scorer = Levenshtein.distance) -> Ints:
    """Measure the Levenshtein distance, or another one, of each pair of rows, each up to its first 0.

    Args:
        left, right: uint8, shape (n, width), letters and then zeros.
        scorer: the distance, one of `rapidfuzz.distance`.

    Returns:
        int64, shape (n,).

    >>> distances(np.array([[5, 6, 7]], np.uint8), np.array([[5, 7, 0]], np.uint8))
    array([1])
    """
    if not left.size:
        return np.zeros(len(left), np.int64)
    one, two = (np.ascontiguousarray(rows).view(f"S{rows.shape[1]}").ravel().tolist() for rows in (left, right))
    return np.asarray(cpdist(one, two, scorer=scorer, dtype=np.int32).astype(np.int64))


def best_ends(left: Bytes, right: Bytes) -> tuple[Ints, Ints]:
    """Align two rows from their starts to the cell with the best score: +1 an equal letter, -1 an edit.

    A smaller penalty ends too late, a greater one (-1.25, measured on planted quotes) too early.

    Args:
        left, right: uint8, shape (n, `REACH`), 0 past a document's end.

    Returns:
        Two arrays, int64, shape (3, n): the letters of the left and of the right row that are used, and the score.
        The first array is for the best cell; the second for the best cell near the end of the rows, from where an
        alignment can be continued.

    >>> row = np.arange(1, 65, dtype=np.uint8)[None]
    >>> best, edge = best_ends(row, np.delete(np.append(row, 99), 10)[None])
    >>> best.ravel().tolist(), edge.ravel().tolist()
    ([64, 63, 62], [58, 58, 55])
    """
    ends = np.zeros((6, len(left)), np.int64)
    scores = np.full((2 * REACH + 1, BAND + 2, min(_SLAB, len(left))), _NEVER, np.int8)
    scores[0, BAND // 2] = 0
    for start in range(0, len(left), _SLAB):
        part = slice(start, start + _SLAB)
        ends[:, part] = _best_cells(left[part], right[part], scores)
    return ends[:3], ends[3:]


def _best_cells(left: Bytes, right: Bytes, scores: npt.NDArray[np.int8]) -> Ints:
    """Fill the band of the alignment matrix, one anti-diagonal of all pairs after the other; read best and edge.

    Of equal ones the best is the shortest.

    Cell ``c`` of anti-diagonal ``d`` stands for ``i`` letters of the left row and ``j`` of the right one with
    ``i + j = d`` and ``i - j = 2 * c - BAND``, or one more if ``d`` is odd. Odd ones have a cell less, and a
    border cell before and after, so that the neighbours with one letter less are always the cells ``c`` and
    ``c + 1`` of the array before.

    Args:
        scores: int8, shape (2 * REACH + 1, BAND + 2, pairs or more), borders and first anti-diagonal filled in.
    """
    pairs = len(left)
    forward = np.pad(left.T, ((BAND, BAND), (0, 0)))
    ended = np.where(right == 0, _ENDED, right).T[::-1]
    backward = np.pad(ended, ((BAND, BAND), (0, 0)), constant_values=_ENDED)
    best = np.zeros((2 * REACH + 1, pairs), np.int8)
    for d in range(1, 2 * REACH + 1):
        odd = d % 2
        cells = BAND + 1 - odd
        i, j = (d - BAND + odd) // 2, (d + BAND - odd) // 2  # of the first cell
        before = scores[d - 1, :, :pairs]
        score = np.maximum(before[:cells], before[1 : cells + 1])
        if d > 1:
            a, b = BAND + i - 1, BAND + REACH - j
            step = np.equal(forward[a : a + cells], backward[b : b + cells]).view(np.int8)
            step += step
            step += scores[d - 2, odd : odd + cells, :pairs]
            np.maximum(score, step, out=score)
        score -= np.int8(1)
        scores[d, odd : odd + cells, :pairs] = score
        np.maximum.reduce(score, axis=0, out=best[d])
    d = np.ascontiguousarray(best.T).argmax(axis=1)
    return np.concatenate([_read(scores, best, d), _read(scores, best, np.full(pairs, _EDGE))])


def _read(scores: npt.NDArray[np.int8], best: npt.NDArray[np.int8], d: Ints) -> Ints:
    """Find the best cells of these anti-diagonals; give their ``i``, ``j`` and score, shape (3, pairs)."""
    pair = np.arange(best.shape[1])
    cell = scores[d, :, pair].argmax(axis=1) - d % 2
    i = (d - BAND + d % 2) // 2 + cell
    return np.stack([i, d - i, best[d, pair].astype(np.int64)])
