"""Measure the coverage of documents: the share of each one's letters that is aligned with the other.

The letters of all matches of two documents are added up, with one correction: *letters in the holes of the other
document*. A copy often contains the boilerplate of the site that it was taken from, which only the templates and rules
of that site recognise. In the copy it counts as text, and hides that the two are copies. So the unmatched letters of a
document are searched in the holes of the other one (`in_holes`).

Two forecasts share nearly all their letters, too, and say different things: `chaffinch.matching.relations` judges it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.matching.chaining import Anchors
from chaffinch.matching.letters import Letters
from chaffinch.matching.matched import Matched
from chaffinch.schemas import COVERAGES
from chaffinch.text import Ints, changes, complement, totals, union

__all__ = ["HALF", "WHOLE", "coverages"]


DOUBTFUL = (0.6, 0.5, 0.95)
"""Coverage of the better covered document, at least, and of the other one, from and to, for its holes to be searched:
only there can they decide whether the two are copies."""

LEAST = 16
"""Letters in a row, at least, that are searched in holes: shorter runs are found by chance."""

LONGEST = 20_000
"""Letters of holes, at most, that are searched: no page of words has as much boilerplate."""

ALIKE = 75.0
"""Per cent, at least: 2 x equal letters / letters of both, of unmatched letters and the range of the holes."""


def in_holes(found: Matched, first: Ints, covered: tuple[Ints, Ints], letters: Letters, holes: Letters) -> list[Ints]:
    """Count the unmatched letters of each document that are in the holes of the other document of its pair.

    Args:
        found: matches, sorted by pairs of documents.
        first: index of the first match of each pair, int64, shape (pairs,).
        covered: matched letters of the left documents, and of the right ones; int64, shape (pairs,).
        letters: of the documents, without their holes.
        holes: letters of the holes.

    Returns:
        Letters of the left documents and of the right ones, int64, shape (pairs,).
    """
    numbers = found.left[first], found.right[first]
    size = [letters.length(number) for number in numbers]
    share = [c / np.maximum(s, 1) for c, s in zip(covered, size, strict=True)]
    high, low = np.maximum(*share), np.minimum(*share)
    much, least, enough = DOUBTFUL
    bounds = np.append(first, len(found)).tolist()
    counts = [np.zeros(len(first), np.int64) for _ in numbers]
    for pair in np.flatnonzero((high >= much) & (low >= least) & (low < enough)).tolist():
        rows = found.take(slice(bounds[pair], bounds[pair + 1]))
        spans = (rows.left_start, rows.left_stop), (rows.right_start, rows.right_stop)
        for side in (0, 1):
            own, other = (int(numbers[s][pair]) for s in (side, 1 - side))
            counts[side][pair] = _searched(own, other, spans[side], letters, holes)
    return counts


def _searched(own: int, other: int, spans: tuple[Ints, Ints], letters: Letters, holes: Letters) -> int:
    """Count the letters outside of the spans that are in the holes of the other document."""
    text, hole = _whole(own, letters), _whole(other, holes)
    if not LEAST <= len(hole) <= LONGEST:
        return 0
    count = 0
    for start, stop in zip(*complement(*union(*spans), len(text)), strict=True):
        if LEAST <= stop - start <= LONGEST:
            count += _found(text[start:stop], hole)
    return count


def _found(part: bytes, hole: bytes) -> int:
    from rapidfuzz import fuzz

    if not _may_be_alike(*((part, hole) if len(part) <= len(hole) else (hole, part))):
        return 0
    # the shorter is slid along the longer; what is longer than all the boilerplate can be there in part only
    at = fuzz.partial_ratio_alignment(part, hole, score_cutoff=ALIKE)
    return at.src_end - at.src_start if at else 0


def _may_be_alike(short: bytes, long: bytes) -> bool:
    """Tell whether letters may be alike to a range of others, by the letters that they share in order.

    A range is as long as the shorter letters, or a shorter one at either end. One inside shares no more than the piece
    does that holds it, and of letters that are not alike few pieces share enough; so this takes a thirtieth of the
    search, and nearly all searches find nothing.

    >>> _may_be_alike(b"allrightsreserved", b"printthispageallrightreserved"), _may_be_alike(b"abcdef", b"uvwxyzuvwxyz")
    (True, False)
    """
    from rapidfuzz.distance import LCSseq

    size, share = len(short), ALIKE / 100
    # 2 x shared >= share x (size + range), and what is shared is no more than the range
    least = max(int(size * share / (2 - share)) - 1, 0)
    if any(LCSseq.similarity(short, end, score_cutoff=least) >= least for end in (long[:size], long[-size:])):
        return True
    least, step = max(int(size * share) - 1, 0), max(size // 2, 1)
    pieces = (long[start : start + size + step] for start in range(0, len(long) - size + 1, step))
    return any(LCSseq.similarity(short, piece, score_cutoff=least) >= least for piece in pieces)


def _whole(number: int, letters: Letters) -> bytes:
    one = np.array([number])
    return bytes(letters.between(one, np.zeros(1, np.int64), letters.length(one)))


Shares = npt.NDArray[np.float64]


LEAST_COVERAGE, LEAST_OTHER = 0.2, 0.02
"""Coverage by rare text of the better covered document, and of the other, from which on a pair has a row.

Measured on 209 encyclopaedia articles in 1,157 revisions .828 of the pairs have one, and .993 of the rows are of one
article; at .15 it is .839 and .987."""

_LEAST_DIVISOR = 1e-9  # in place of 0, where all of a document is frequent text

RARE = 12
"""Documents, at most, that share a rare seed. A seed of more is taken for part of a form: text that many documents
share is no evidence about two of them."""

HALF, WHOLE = 0.5, 0.8
"""Coverage of both documents, and of one, that makes a row whatever seeds it is of: in many copies no seed is rare."""


def coverages(
    found: Matched,
    letters: Letters,
    *,
    anchors: Anchors | None = None,
    holes: Letters | None = None,
    every: bool = False,
) -> pa.RecordBatch:
    """Add up the matches of each pair of documents.

    Args:
        found: matches, sorted by documents, as `chaffinch.matching.compare.matches` gives them.
        letters: of the documents.
        anchors: of the documents; they show how many documents share a seed. None: every seed counts as rare.
        holes: letters of the holes, to search what is unmatched. None: no search.
        every: whether pairs that share little have a row too.

    Returns:
        Rows of `COVERAGES`.
    """
    found = found.take(found.left != found.right)
    first = np.flatnonzero(changes(found.left, found.right)) if len(found) else np.zeros(0, np.int64)
    pair = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(found))))
    number = found.left[first], found.right[first]
    spans = (found.left_start, found.left_stop), (found.right_start, found.right_stop)
    shared = [totals(pair, *side, len(first)) for side in spans]
    none = np.zeros(len(first), np.int64)
    more = in_holes(found, first, (shared[0], shared[1]), letters, holes) if holes else [none, none]
    sizes = [np.maximum(letters.length(n), 1) for n in number]
    covered = [(own + extra) / size for own, extra, size in zip(shared, more, sizes, strict=True)]
    equal = np.bincount(pair, found.equal, len(first))
    similarity = 2 * equal / np.maximum(np.bincount(pair, found.letters(), len(first)), 1)
    rare = _rare_shares(*number, np.minimum(*shared), anchors)
    kept = _evident(covered, rare) | every
    columns = [n.astype(np.int32) for n in number]
    columns += [values.astype(np.float32) for values in (*covered, similarity)]
    return pa.record_batch([column[kept] for column in columns], schema=COVERAGES)


def _evident(covered: list[Shares], rare: Shares) -> npt.NDArray[np.bool_]:
    """Mask the pairs that share enough for a row; text that many documents share counts as part of neither."""
    low, high = (extreme(*covered) for extreme in (np.minimum, np.maximum))
    own = [share * rare / np.maximum(1 - share * (1 - rare), _LEAST_DIVISOR) for share in covered]
    by_rare = (np.maximum(*own) >= LEAST_COVERAGE) & (np.minimum(*own) >= LEAST_OTHER)
    return np.asarray((low >= HALF) | (high >= WHOLE) | by_rare)


def _rare_shares(left: Ints, right: Ints, shared: Ints, anchors: Anchors | None) -> npt.NDArray[np.float64]:
    """Give the share of rare text in what each pair shares: the letters of its rare seeds, over ``shared``; at most 1.

    In text without edits every letter is in two seeds; and of a seed with many positions most pairs have no anchor to
    show it. Pairs are sorted; all columns have the shape (pairs,).
    """
    if anchors is None or not len(left):
        return np.ones(len(left))
    width = int(max(right.max(), anchors.right.max(initial=0))) + 1
    key = left * width + right
    known = np.zeros(width, np.bool_)
    known[left] = True  # few documents have a match: this mask is cheaper than a search for the pair
    rare = np.flatnonzero((anchors.documents <= RARE) & known[anchors.left])
    sought = anchors.left[rare] * width + anchors.right[rare]
    at = np.searchsorted(key, sought)
    found = np.append(key, -1)[at] == sought
    letters = np.bincount(at[found], anchors.length[rare[found]], len(key))
    return np.asarray(np.minimum(letters / np.maximum(shared, 1), 1))
