"""Read sentences with several slots: "Ida Vale and 12 others have kept this page since March 2031".

Numbers and words of dates are masked first, so they may vary anywhere. What some pages share after that, in one order,
are the parts of a frame; between them stand free slots of a few words, and before or behind them only a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

from chaffinch.boilerplate.templates.words import SLOT_WORDS
from chaffinch.text import late_pattern

__all__ = ["MASK", "TOKEN", "fillings", "masked", "named", "parts"]

MASK = "{}"
"""Stands for a number or a date."""

MOST = 3
"""Free slots of a frame, at most."""

NAME = 3
"""Words of a name, at most."""

LETTERS = 5
"""Letters of a name in a script without capitals, at most."""

DATE_LETTERS = 4
"""Letters of the name of a month or day in small letters, at least, that is a date beside a number."""

TOKEN = re.compile(r"\d+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]+|[\W_]")
_MASKS = re.compile(r"\{\}(?:[\s,.:/-]{1,2}\{\}|\{\})+")
_PIECE = late_pattern(r"\{\}|" + TOKEN.pattern)


def masked(text: str) -> str:
    """Put `MASK` in place of numbers and words of dates.

    >>> masked("read 12 times since 3 March 2031, it may be")
    'read {} times since {}, it may be'
    """
    tokens = TOKEN.findall(text)
    numbers = any(token[0].isdigit() for token in tokens)
    return _MASKS.sub(MASK, "".join(MASK if _varies(token, numbers) else token for token in tokens))


def _varies(token: str, numbers: bool) -> bool:
    if token[0].isdigit():
        return True
    plain = token == token.lower()
    return token.lower() in SLOT_WORDS and (not plain or (numbers and len(token) >= DATE_LETTERS))


def parts(texts: Sequence[str]) -> tuple[str, ...]:
    """Give what masked texts share around one to `MOST` slots; nothing where they share no words, or all of them.

    The first and the last part may be empty.

    >>> parts(["Ida and {} others like this page", "Bo Vik and {} others like this page"])
    ('', ' and {} others like this page')
    """
    tokens = _PIECE.findall(texts[0])
    kept, breaks = [True] * len(tokens), set[int]()
    for text in texts[1:]:
        for step in LCSseq.opcodes(tokens, _PIECE.findall(text)):
            if step.tag != "equal":
                kept[step.src_start : step.src_end] = [False] * (step.src_end - step.src_start)
                breaks.add(step.src_start)
    runs = [""]
    for at, token in enumerate(tokens):
        if at in breaks or not kept[at]:
            runs.append("")
        runs[-1] += token if kept[at] else ""
    found = [run for run in runs if any(map(str.isalpha, run))]
    if not found:
        return ()
    found = [*([] if texts[0].startswith(found[0]) else [""]), *found, *([] if texts[0].endswith(found[-1]) else [""])]
    return tuple(found) if 1 < len(found) <= MOST + 1 else ()


def fillings(text: str, frame: Sequence[str]) -> list[str] | None:
    """Give what stands in the slots of a frame in a masked text; None if it has not all parts, in order.

    >>> fillings("Bo and {} others like this page", ("", " and {} others like this page"))
    ['Bo']
    """
    first, *rest = frame
    if not text.startswith(first):
        return None
    place, slots = len(first), list[str]()
    for i, part in enumerate(rest):
        last = i == len(rest) - 1
        at = text.find(part, place + 1)
        if last:
            at = len(text) - len(part) if text.endswith(part) else -1
        if at <= place:
            return None
        slots.append(text[place:at])
        place = at + len(part)
    return slots


def named(slot: str) -> bool:
    """Tell whether what stands in a slot is a name: a few words with a capital letter, or letters without case.

    >>> named("Ida Vale"), named("Ida and Bo"), named("花子")
    (True, False, True)
    """
    words = slot.split()
    letters = len(words) == 1 and slot.isalpha() and slot.upper() == slot.lower()
    return 0 < len(words) <= NAME and (all(word[0].isupper() for word in words) or (letters and len(slot) <= LETTERS))
