"""Numbers that contradict: forms filled in twice are alike to the letter and yet say different things.

Two forecasts, two quarterly reports, two pages of a census share nearly all their letters. What tells them from a text
and its copy are their numbers. So what lies around a number that the other document does not have is not covered by it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chaffinch.matching.letters import Letters
from chaffinch.text import Hashes, Ints, changes, order, ranges, runs, totals

__all__ = ["contradicted"]

Spans = tuple[Ints, Ints]

AROUND = 30
"""Letters on each side of such a number that are about it: some six words."""

FEW = 4
"""So many numbers of one document must be missing in the other: copies differ in dates of printing, counts of views."""

_SLAB = 1 << 24  # letters read at once
_BASE = np.uint64(0x9E3779B185EBCA87)  # multiplier of xxHash64
_ZERO, _NINE = ord("0"), ord("9")


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The runs of digits of documents, in order: place, and a hash that tells equal ones of a document apart."""

    document: Ints
    start: Ints
    stop: Ints
    value: Hashes


def contradicted(pair: Ints, sides: tuple[Spans, Spans], number: tuple[Ints, Ints], letters: Letters) -> list[Ints]:
    """Count the letters of matches that lie around numbers which the other document does not have.

    Args:
        pair: of each match, int64, shape (matches,).
        sides: start and stop of the matches in the left documents, and in the right ones.
        number: the left document of each pair, and the right one; shape (pairs,).
        letters: theirs.

    Returns:
        Letters of the left documents and of the right ones, int64, shape (pairs,).
    """
    found = _numbers(np.union1d(*number), letters)
    known = np.sort(_bound(found.value, found.document))
    lost = []
    for spans, own, other in zip(sides, number, number[::-1], strict=True):
        low, high = (np.searchsorted(found.document, own, side) for side in ("left", "right"))
        row, of = ranges(low, high - low), np.repeat(np.arange(len(own)), high - low)
        wanted = _bound(found.value[row], other[of])
        missing = np.append(known, 0)[np.searchsorted(known, wanted)] != wanted
        row, of = row[missing], of[missing]
        many = np.bincount(of, minlength=len(own))[of] >= FEW
        row, of = row[many], of[many]
        around = np.maximum(found.start[row] - AROUND, 0), found.stop[row] + AROUND
        lost.append(_shared(len(own), (pair, *spans), (of, *around)))
    return lost


def _shared(pairs: int, one: tuple[Ints, Ints, Ints], two: tuple[Ints, Ints, Ints]) -> Ints:
    """Count, pair by pair, the places that are in ranges of both kinds."""
    pair, start, stop = (np.concatenate(columns) for columns in zip(one, two, strict=True))
    return np.asarray(totals(*one, pairs) + totals(*two, pairs) - totals(pair, start, stop, pairs))


def _numbers(documents: Ints, letters: Letters) -> _Numbers:
    parts = [_read(documents[part], letters) for part in runs(letters.length(documents), _SLAB)]
    columns = [np.concatenate(c) for c in zip(*parts, strict=True)] or [np.zeros(0, np.int64)] * 4
    document, start, stop, value = columns
    value = value.view(np.uint64)
    by = order(document, value.view(np.int64) >> 1, start)
    new = changes(document[by], value[by].view(np.int64))
    nth = np.arange(len(by)) - np.maximum.accumulate(np.where(new, np.arange(len(by)), 0)) if len(by) else by
    value[by] += nth.astype(np.uint64) * _BASE
    return _Numbers(document, start, stop, value)


def _read(documents: Ints, letters: Letters) -> tuple[Ints, Ints, Ints, Ints]:
    """Find the runs of digits of some documents, in order."""
    size = letters.length(documents)
    text = letters.between(documents, np.zeros_like(size), size)
    first = np.append(0, np.cumsum(size))
    at = np.flatnonzero((text >= _ZERO) & (text <= _NINE))
    owner = np.searchsorted(first, at, side="right") - 1
    begin = np.flatnonzero(changes(owner, at - np.arange(len(at)))) if len(at) else at
    length = np.diff(np.append(begin, len(at)))
    step = (np.arange(len(at)) - np.repeat(begin, length)).astype(np.uint64)
    digit = (text[at].astype(np.uint64) + (step << np.uint64(8))) * _BASE
    digit ^= digit >> np.uint64(29)
    value = np.add.reduceat(digit * _BASE, begin) if len(at) else digit
    document = owner[begin]
    start = at[begin] - first[document]
    return documents[document], start, start + length, value.view(np.int64)


def _bound(value: Hashes, document: Ints) -> Hashes:
    mixed = (value ^ (document + 1).astype(np.uint64) * _BASE) * _BASE
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))
