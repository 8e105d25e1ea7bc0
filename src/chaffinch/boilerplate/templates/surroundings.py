"""Find the words around a repeated sentence that its pages share, too: buttons and questions of the same box.

"Interested in Mills? Add Mills as an interest to stay up to date. Add Interest In May the lock was closed." Only the
sentence in the middle is long enough to be a template; the words at its sides are of no sentence, or of a short one.
Some pages are witnesses: what stands around the sentence on all of them goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import numpy as np

from chaffinch.boilerplate.languages import function_words
from chaffinch.text import Ints, TextBatch, late_pattern

__all__ = ["AROUND", "Around", "around", "lines_around", "shared", "widened"]

Around = tuple[str, str]
"""The text before and behind a sentence, in its line."""

AROUND = 160
"""Bytes before and behind a sentence that are looked at: more than `LONGEST`, so that copies of a page are told."""

LONGEST = 80
"""Code points that go with a sentence on one side, at most: a question or a button."""

WITNESSES = 3
"""Pages that have to differ in what stands around the sentence, of four that are looked at."""

LINES_AROUND = 1200
"""Bytes before and behind a line in which the lines beside it are looked for."""

_WORD = late_pattern(r"\S+")
_STOPS = (".", "!", "?", "…", "。", "！", "？", "؟", '"', "”", "’", "»", ":")
_QUOTES = frozenset('"“”„«»')


def around(data: bytes, start: int, stop: int) -> Around:
    r"""Give what stands around a range of a text in the same line.

    >>> around(b"Go.\nOld? Add it. Add Now", 9, 16)
    ('Old? ', ' Add Now')
    """
    before = data[max(0, start - AROUND) : start].rpartition(b"\n")[2]
    after = data[stop : stop + AROUND].partition(b"\n")[0]
    return before.decode(errors="ignore"), after.decode(errors="ignore")


def lines_around(data: bytes, start: int, stop: int) -> Around:
    r"""Give the lines above and below a line of a text, without a blank line between.

    >>> lines_around(b"Rain\n\nChair: Vik\nVotes: 4\nNoes: 2\n\nHome", 17, 25)
    ('Chair: Vik', 'Noes: 2')
    """
    above = data[max(0, start - LINES_AROUND) : start].decode(errors="ignore").split("\n")[:-1]
    below = data[stop : stop + LINES_AROUND].decode(errors="ignore").split("\n")[1:]
    return "\n".join([*takewhile(str.strip, above[::-1])][::-1]), "\n".join(takewhile(str.strip, below))


def shared(places: Sequence[Around]) -> Around:
    """Give the words around a sentence that go with it: those that stand there on all pages.

    Args:
        places: what stands around the sentence on some pages.

    >>> pages = (("is", "Snow"), ("was", "Rain"), ("goes", "Dew"))
    >>> shared([(f"It {one}. Fond of it? ", f" Add Now {other} fell.") for one, other in pages])
    ('Fond of it? ', ' Add Now')
    """
    if len({*places}) < WITNESSES:
        return "", ""
    return _before([before for before, _ in places]), _after([after for _, after in places])


def _after(texts: Sequence[str]) -> str:
    same = _common(texts)
    ends = (word.end() for word in reversed([*_WORD.finditer(same)]))
    same = same[: next((end for end in ends if all(_ends(text, end) for text in texts)), 0)]
    words = same.split()
    if not words or len(same) > LONGEST or _QUOTES & {*same}:
        return ""
    lone = len(words) == 1 and not words[0].endswith(_STOPS)
    opens = words[0].lower() in function_words() and not same.endswith(_STOPS)
    return "" if opens or (lone and not words[0].isupper()) else same


def _ends(text: str, at: int) -> bool:
    """Tell whether a sentence may begin at a place: the end of the text, or a word with a capital letter or a mark."""
    rest = text[at:]
    return not rest or (rest[0] == " " and not rest.lstrip()[:1].islower())


def _before(texts: Sequence[str]) -> str:
    same = _common([text[::-1] for text in texts])[::-1]
    starts = (word.start() - len(same) for word in _WORD.finditer(same))
    begin = next((start for start in starts if all(_begins(text, len(text) + start) for text in texts)), 0)
    same = same[len(same) + begin :] if begin else ""
    return same if same.strip() and len(same) <= LONGEST and not _QUOTES & {*same} else ""


def _begins(text: str, at: int) -> bool:
    """Tell whether a sentence begins at a place."""
    return text[at : at + 1].strip() != "" and (at == 0 or text[:at].rstrip().endswith(_STOPS))


def _common(texts: Sequence[str]) -> str:
    """Give what some texts begin with."""
    low, high = min(texts), max(texts)
    return next((low[:i] for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), low)


def widened(batch: TextBatch, start: Ints, stop: Ints, row: Ints, known: dict[int, Around]) -> tuple[Ints, Ints]:
    """Extend the ranges of sentences over the words that go with them, if no other range is in these words.

    Args:
        batch: the texts.
        start, stop: bytes, int64, shape (sentences,).
        row: the template of each, int64, shape (sentences,).
        known: the words around templates that have such.

    Returns:
        New starts and stops, int64, shape (sentences,).
    """
    first, last = start.copy(), stop.copy()
    ends, begins = np.sort(stop), np.sort(start)
    for i, template in enumerate(row.tolist() if known else ()):
        if template in known:
            before, after = (words.encode() for words in known[template])
            low, high = int(start[i]) - len(before), int(stop[i]) + len(after)
            apart = np.searchsorted(ends, start[i], "right") == np.searchsorted(ends, low, "right")
            first[i] = low if apart and batch.data[low : int(start[i])].tobytes() == before else start[i]
            apart = np.searchsorted(begins, stop[i]) == np.searchsorted(begins, high)
            last[i] = high if apart and batch.data[int(stop[i]) : high].tobytes() == after else stop[i]
    return first, last
