r"""Read the label by which a newsroom counts the versions of one report: "UPDATE 2-", "1ST LEAD", "Stand 8.15 Uhr:".

Its number tells nothing about the report. Two reports that share nearly all letters and have other labels are versions,
whatever numbers they have. So are two that have one headline and one lead with the day in it, if the later one goes on
with a sentence: two forms differ in their dates or names, and are as long as one another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chaffinch.matching.relations.contradictions import Difference, other_names, other_numbers
from chaffinch.matching.relations.words import LEAST_LEAD, Words, once
from chaffinch.text import is_date, is_edition, is_stamp, late_pattern, plain, tells_when

__all__ = ["are_editions", "edition", "is_grown"]

LABEL = 8
"""Words of such a label, at most: what it is, day, time and zone."""

TITLE = 3
"""Words of a headline, at least, by which a report is known."""

COUNTS = 6
"""Places, at most, in which two versions of a report differ, besides the new sentence."""

NEWS, LOST = 5, 3
"""Words of content that only the later version has, at least: a sentence; and that only the earlier one has, at
most."""

_CLOCK = late_pattern(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:h|am|pm)?")
_COUNT = re.compile(r"[1-9]\d?")
_ORDINAL = re.compile(r"[1-9]\d?(?:st|nd|rd|th|er|re|e|ème|de|te|ter|\.|º|ª|°)")
_GLUED = re.compile(r"[1-9]\d?[-–—]\w.*")
_END = (":", "-", "–", "—", ")", "]", "|")
_PUNCTUATION = ".,;:()[]*_#|\"'-–—"


@once
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


def is_grown(one: Words, two: Words, places: Sequence[Difference], own: tuple[int, int]) -> bool:
    """Tell whether one of two texts is the later version of a report: it has other counts, and a sentence more.

    Args:
        one, two: the texts.
        places: where they differ.
        own: words that each has in runs of its own, and the other one nowhere.
    """
    if max(own) < NEWS or min(own) > LOST or len(places) > COUNTS or not _has_lead(one, two):
        return False
    counts = [place for place in places if not place.plain]
    if any(place.marks or other_names(place, one, two) for place in counts):
        return False
    keys = [key for place in counts for key in (*place.left.keys, *place.right.keys)]
    return any(map(other_numbers, counts)) and not any(map(is_date, keys))


def _has_lead(one: Words, two: Words) -> bool:
    """Tell whether two texts have one headline, and below it one first sentence that says when something happened."""
    if min(len(one.lines), len(two.lines)) < 2 or not (one.is_headed(0) and two.is_headed(0)):
        return False
    (start, begin), (start_too, begin_too) = one.lines[0], two.lines[0]
    if begin < TITLE or one.words[start:begin] != two.words[start_too:begin_too]:
        return False
    end = next((at for at in range(begin + 1, len(one.words)) if one.opens(at)), len(one.words))
    lead = one.words[begin:end]
    is_lead = len(lead) >= LEAST_LEAD and any(tells_when(plain(word.strip(_PUNCTUATION))) for word in lead)
    return is_lead and lead == two.words[begin_too : begin_too + len(lead)]


def _keys(words: Sequence[str]) -> list[str]:
    return [match[0].casefold() for word in words if (match := re.match(r"[(\[*]*(\w+(?:[.:]\d+)?)", word))]
