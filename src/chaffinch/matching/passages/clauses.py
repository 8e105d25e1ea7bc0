"""Find the borders of clauses, at which a passage ends that is a part of a long sentence."""

from __future__ import annotations

from chaffinch.matching.passages.quality import AROUND
from chaffinch.text import STOPS, late_pattern

__all__ = ["LOST", "at_clause", "clause_start", "clause_stop"]

LOST = 0.3
"""Share of a passage, at most, that an end is moved over: more is no neighbour."""

CLAUSE = 16
"""Code points, at most, of the words between the border of a clause and an end of a passage that stays amid a sentence:
with fewer than the alignment needs to say so, the other text goes on otherwise at that border."""

_CLAUSE_BEFORE = late_pattern(r"(?:[,،;؛:—–…(\[{]|\s-)\s*[\"'“„«‘]*$")
_CLAUSE_BEHIND = late_pattern(r"\s?[,،;؛:—–…)\]}]|\s[-(\[{]")
_CLAUSE_FIRST = late_pattern(r"[,،;؛:—–…]\s*")
_CLAUSE_LAST = late_pattern(r"[,،;؛—–…]")


def at_clause(text: str, at: int, *, before: bool) -> bool:
    """Tell whether an end of a passage is where a clause begins or ends.

    Args:
        text: the text.
        at: offset of the end, in code points.
        before: whether it is the start of the passage.

    >>> text = "He said so, but the dam held, and so on"
    >>> at_clause(text, 12, before=True), at_clause(text, 16, before=True), at_clause(text, 28, before=False)
    (True, False, True)
    """
    if before:
        return _CLAUSE_BEFORE.search(text, max(0, at - AROUND), at) is not None
    return _CLAUSE_BEHIND.match(text, at) is not None


def clause_start(text: str, start: int, stop: int) -> int:
    """Move a start that is amid a clause over a word or two to the next one, if that is within the passage.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> text = "with the efforts, the inquiry did not show that the dam was weak, which some who live there say"
    >>> text[clause_start(text, 9, 64):64]
    'the inquiry did not show that the dam was weak'
    """
    if at_clause(text, start, before=True):
        return start
    found = _CLAUSE_FIRST.search(text, start, min(start + CLAUSE, stop))
    return found.end() if found and found.end() - start <= LOST * (stop - start) else start


def clause_stop(text: str, start: int, stop: int) -> int:
    """Move a stop that is amid a clause over a word or two to the one before, if that is within the passage.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> text = "with the efforts, the inquiry did not show that the dam was weak, which some who live there say"
    >>> text[18:clause_stop(text, 18, 77)]
    'the inquiry did not show that the dam was weak'
    """
    if text[stop - 1] in STOPS or at_clause(text, stop, before=False):
        return stop
    inner = [found.start() for found in _CLAUSE_LAST.finditer(text, max(start, stop - CLAUSE), stop)]
    return inner[-1] if inner and stop - inner[-1] <= LOST * (stop - start) else stop
