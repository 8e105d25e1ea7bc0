"""Differences of two passages: an alignment letter by letter, and the words in which they differ."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from msgspec import Struct

from chaffinch.text.folding import slabs

__all__ = ["added", "align", "differences"]

Span = tuple[int, int]
"""Start and stop, in code points."""

LONGEST = 20_000
"""Code points of the longest passage that is compared: time and memory grow with the product of both lengths."""

_WORD = re.compile(r"\w+")


class Alignment(Struct, frozen=True):
    """An alignment of two texts, by their letters.

    Attributes:
        similarity: 2 x equal letters / letters of both, 0-1.
        steps: each is ``equal``, ``replace``, ``delete`` or ``insert``, start and stop in the left text, start and stop
            in the right one; in code points, in order. Characters between two steps that are no letters are in neither.
    """

    similarity: float
    steps: tuple[tuple[str, int, int, int, int], ...]


def align(left: str, right: str) -> Alignment:
    """Align two passages letter by letter (longest common subsequence, Myers 1986, by rapidfuzz).

    Time and memory grow with the product of their lengths: use it for passages and pages, not for books.

    >>> found = align("The dam held all night.", "The dams held, all the night!")
    >>> round(found.similarity, 2), [s[0] for s in found.steps]
    (0.9, ['equal', 'insert', 'equal', 'insert', 'equal'])
    """
    from rapidfuzz.distance import LCSseq

    (one, a), (other, b) = _letters(left), _letters(right)
    opcodes = LCSseq.opcodes(one, other)
    equal = sum(op.src_end - op.src_start for op in opcodes if op.tag == "equal")
    steps = tuple(
        (op.tag, *_range(a, op.src_start, op.src_end), *_range(b, op.dest_start, op.dest_end)) for op in opcodes
    )
    return Alignment(2 * equal / max(len(one) + len(other), 1), steps)


@lru_cache(maxsize=8)  # several passages are compared with the same one
def _letters(text: str) -> tuple[bytes, list[int]]:
    """Fold a text; give its letters, and the offset of the code point that each comes from, and of the end."""
    (slab,) = slabs([text])
    place = np.searchsorted(slab.before[1:], np.arange(len(slab.letters)), side="right")
    return slab.letters.tobytes(), [*place.tolist(), len(text)]


def _range(offset: list[int], start: int, stop: int) -> Span:
    """Map a range of letters to code points, by the offset of each letter; an empty one stays empty."""
    return (offset[start], offset[stop - 1] + 1) if stop > start else (offset[start], offset[start])


def differences(left: str, right: str) -> tuple[list[Span], list[Span]]:
    """Find the words in which two passages differ; case, punctuation, spaces and joined words make no difference.

    Returns:
        Ranges of code points of the left and of the right passage, in order; none where a passage is longer than
        `LONGEST`. Words that only one passage has are a range of that one alone.

    >>> one, other = "If earlier we had suspicions, now we know.", "If previously wehad suspicions - now we all know"
    >>> [[text[a:b] for a, b in spans] for text, spans in zip((one, other), differences(one, other))]
    [['earlier'], ['previously', 'all']]
    """
    steps = _unequal(left, right)
    return _words(left, (step[1:3] for step in steps)), _words(right, (step[3:5] for step in steps))


def added(left: str, right: str) -> list[Span]:
    """Find the words of the right passage that the left one does not have, as `differences` does."""
    return _words(right, (step[3:5] for step in _unequal(left, right)))


def _unequal(left: str, right: str) -> list[tuple[str, int, int, int, int]]:
    if max(len(left), len(right)) > LONGEST:
        return []
    return [step for step in align(left, right).steps if step[0] != "equal"]


def _words(text: str, spans: Iterable[Span]) -> list[Span]:
    """Widen ranges to whole words, and merge those that meet; empty ones are dropped."""
    some = [(start, stop) for start, stop in spans if start < stop]
    words = [match.span() for match in _WORD.finditer(text)] if some else []
    starts, stops = [a for a, _ in words], [b for _, b in words]
    found: list[Span] = []
    for start, stop in some:
        first, last = bisect_right(starts, start) - 1, bisect_left(stops, stop)
        low = starts[first] if first >= 0 and stops[first] > start else start
        high = stops[last] if last < len(stops) and starts[last] < stop else stop
        if found and low <= found[-1][1]:
            low, high = found[-1][0], max(high, found.pop()[1])
        found.append((low, high))
    return found
