"""Letters of a document that its twin has too, but there as boilerplate.

A copy often carries the boilerplate of the site it was taken from, which only that site's own templates and rules
tell. In the copy it then counts as text, and hides that the two are one. So what a copy has left over is looked for
in what was left out of its twin.
"""

from __future__ import annotations

import numpy as np

from chaffinch.matching.letters import Letters
from chaffinch.matching.matched import Matched
from chaffinch.text import Ints, complement, union

__all__ = ["foreign"]


DOUBTFUL = (0.6, 0.5, 0.95)
"""A pair is looked at if one document is covered so far, and the other between these: where it can matter."""

LEAST = 16
"""Letters in a row that are looked for; what is shorter is found by chance."""

LONGEST = 20_000
"""Letters of boilerplate in which is looked; no page of words has as much."""

ALIKE = 75.0
"""Per cent: 2 x equal letters / letters of both, of what is left over and where it is found."""


def foreign(found: Matched, first: Ints, covered: tuple[Ints, Ints], letters: Letters, holes: Letters) -> list[Ints]:
    """Count the letters of both documents of each pair that only the other one's boilerplate has.

    Args:
        found: matches, sorted by pairs of documents.
        first: the first match of each pair, shape (pairs,).
        covered: letters of the left documents that are matched, and of the right ones.
        letters: of the documents, boilerplate left out.
        holes: what was left out.

    Returns:
        Letters of the left documents and of the right ones, int64, shape (pairs,).
    """
    numbers = found.left[first], found.right[first]
    size = [letters.length(number) for number in numbers]
    share = [c / np.maximum(s, 1) for c, s in zip(covered, size, strict=True)]
    high, low = np.maximum(*share), np.minimum(*share)
    much, least, enough = DOUBTFUL
    edges = np.append(first, len(found)).tolist()
    counts = [np.zeros(len(first), np.int64) for _ in numbers]
    for pair in np.flatnonzero((high >= much) & (low >= least) & (low < enough)).tolist():
        rows = found.take(slice(edges[pair], edges[pair + 1]))
        spans = (rows.left_start, rows.left_stop), (rows.right_start, rows.right_stop)
        for side in (0, 1):
            own, other = (int(numbers[s][pair]) for s in (side, 1 - side))
            counts[side][pair] = _elsewhere(own, other, spans[side], letters, holes)
    return counts


def _elsewhere(own: int, other: int, spans: tuple[Ints, Ints], letters: Letters, holes: Letters) -> int:
    """Count the letters outside the spans that stand in the other document's holes."""
    text, where = _whole(own, letters), _whole(other, holes)
    if not LEAST <= len(where) <= LONGEST:
        return 0
    count = 0
    for start, stop in zip(*complement(*union(*spans), len(text)), strict=True):
        if LEAST <= stop - start <= LONGEST:
            count += _found(text[start:stop], where)
    return count


def _found(part: bytes, where: bytes) -> int:
    from rapidfuzz import fuzz

    # the shorter is slid along the longer; what is longer than all the boilerplate can be there in part only
    at = fuzz.partial_ratio_alignment(part, where, score_cutoff=ALIKE)
    return at.src_end - at.src_start if at else 0


def _whole(number: int, letters: Letters) -> bytes:
    one = np.array([number])
    return bytes(letters.between(one, np.zeros(1, np.int64), letters.length(one)))
