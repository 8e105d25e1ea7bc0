"""Where a text quotes: the ranges between quotation marks."""

from __future__ import annotations

import re

__all__ = ["quotations"]

_LONGEST = 1000  # characters of a quotation; a mark with no mate so far on is a slip
_LONGEST_SINGLE = 300  # ... between single marks, which also are apostrophes: they count only in pairs
_CLOSERS = {"“": "”“", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"', "‘": "’", "'": "'"}
_SINGLE = "‘'"
_MARK = re.compile("[\"“”„«»「」『』‘’']")


def quotations(text: str) -> list[tuple[int, int]]:
    r"""Give the ranges of a text that are quoted, marks included.

    A text that opens with a mark and does not close it goes on in the next paragraph: all of it is quoted.

    A straight mark opens at the start of a word and closes at the end of one, so that inches, minutes and apostrophes
    are none. A mark inside a quotation of another kind changes nothing.

    >>> text = 'He said "no way", he\'s 5\'10".'
    >>> [text[start:stop] for start, stop in quotations(text)]
    ['"no way"']
    >>> quotations("“I came. I saw."), quotations("I came. “I saw.")
    ([(0, 15)], [])
    """
    found: list[tuple[int, int]] = []
    place = 0
    while opening := _MARK.search(text, place):
        start = opening.start()
        stop = _closing(text, start) if _opens(text, start) else 0
        if stop:
            found.append((start, stop))
        place = stop or start + 1
    return found


def _opens(text: str, place: int) -> bool:
    if text[place] not in _CLOSERS:
        return False
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return not before.isalnum() and bool(after) and not after.isspace()


def _closing(text: str, start: int) -> int:
    """Give where the quotation ends that opens at ``start``; 0 if there is none."""
    mark = text[start]
    most = _LONGEST_SINGLE if mark in _SINGLE else _LONGEST
    for place in range(start + 1, min(len(text), start + most)):
        if (
            text[place] in _CLOSERS[mark]
            and not text[place - 1].isspace()
            and not text[place + 1 : place + 2].isalnum()
        ):
            return place + 1
    return len(text) if not start and len(text) <= most and mark not in _SINGLE else 0
