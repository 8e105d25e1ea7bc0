r"""Read the label by which a newsroom counts the versions of one report: "UPDATE 2-", "1ST LEAD", "Stand 8.15 Uhr:".

Its number tells nothing about the report. Two reports that share nearly all letters and have other labels are versions,
whatever numbers they have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chaffinch.matching.relations.words import Words
from chaffinch.text import is_date, is_edition, is_stamp, plain

__all__ = ["are_editions", "edition"]

LABEL = 8
"""Words of such a label, at most: what it is, day, time and zone."""

_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:h|am|pm)?")
_COUNT = re.compile(r"[1-9]\d?")
_ORDINAL = re.compile(r"[1-9]\d?(?:st|nd|rd|th|er|re|e|ème|de|te|ter|\.|º|ª|°)")
_GLUED = re.compile(r"[1-9]\d?[-–—]\w.*")
_END = (":", "-", "–", "—", ")", "]", "|")
_PUNCTUATION = ".,;:()[]*_#|\"'-–—"


def edition(text: Words) -> int:
    """Give how many words at the beginning of a text are such a label; 0 where it has none.

    A label ends with its line, or with a sign; only an ordinal number needs none.

    >>> [edition(Words(text)) for text in ("UPDATE 2-Dam gives way", "1ST LEAD Dam gives way", "Stand 8.15 Uhr: Hoch.")]
    [2, 2, 3]
    >>> edition(Words("Update of the 2 dams")), edition(Words("Lead 2 pct higher"))
    (0, 0)
    """
    if not text.lines:
        return 0
    line = text.words[: min(text.lines[0][1], LABEL + 1)]
    named = counted = ordinal = False
    for at, word in enumerate(line[:LABEL]):
        if named and _GLUED.fullmatch(word):
            return at + 1
        bare = word.strip(_PUNCTUATION)
        key = plain(bare)
        named |= is_edition(key)
        is_ordinal = bool(_ORDINAL.fullmatch(word.lower().rstrip(":")))
        counts = is_ordinal or bool(_COUNT.fullmatch(bare) or _CLOCK.fullmatch(bare.lower()))
        counted, ordinal = counted or counts, ordinal or is_ordinal
        if bare and not (counts or is_edition(key) or is_stamp(key) or is_date(key) or bare.isdigit()):
            return at if ordinal and named else 0
        if named and counted and (word.endswith(_END) or at + 1 == len(line)):
            return at + 1
    return 0


def are_editions(one: Words, two: Words) -> bool:
    """Tell whether two texts have labels of other versions.

    >>> are_editions(Words("UPDATE 1-Dam gives way"), Words("UPDATE 2-Dam has given way"))
    True
    """
    stop = edition(one)
    other = edition(two) if stop else 0  # most texts have no label
    return other > 0 and _keys(one.words[:stop]) != _keys(two.words[:other])


def _keys(words: Sequence[str]) -> list[str]:
    return [match[0].casefold() for word in words if (match := re.match(r"[(\[*]*(\w+(?:[.:]\d+)?)", word))]
