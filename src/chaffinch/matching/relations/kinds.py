"""Tell what a word may decide where two texts differ, once for each word: most words decide nothing.

Each question about a pair of texts asks first whether a word that differs is of a kind that matters to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from chaffinch.text import (
    UNSPACED,
    Remembered,
    deciding_words,
    ends_as,
    late_pattern,
    listed,
    opposites,
    plain,
    tense,
    turning_beginnings,
)

__all__ = [
    "ANYTHING",
    "ASKED",
    "COMES",
    "DECIDES",
    "LOWER",
    "MEASURES",
    "OPPOSITE",
    "PREFIXED",
    "TURNS",
    "WHEN",
    "bare_word",
    "kind",
    "kinds_of",
    "side_kind",
]

OPPOSITE, MARKED, ANYTHING = 1, 2, 4
"""What a word may decide: something beside its opposite; or beside another one with a capital or marks; or anything.
Words that decide nothing, in small letters of ASCII, have none of these."""

DECIDES = OPPOSITE | MARKED | ANYTHING
LOWER = (0, OPPOSITE)

COMES, WHEN, TURNS, MEASURES = 8, 16, 32, 64
"""Says that something is still to come; may say on what day it happened; may be a verb that turns to the past; is a
unit of time."""

ASKED = 256 | ANYTHING
"""May decide, whatever stands in its place: anything; or is no word."""

PREFIXED = 512
"""May begin with a prefix that turns another word into its opposite."""

_IN_MARKS = late_pattern(r"[\"'(\[]*([A-Za-z]+)[\"')\],.;:!?]*")
_AROUND = "\"'()[],.;:!?"
_AROUND_VERB = ".,;:!?()[]\"'“”‘’«»"
_PUNCTUATION = ".,;:!?()[]\"'“”‘’«»،؛؟。，"
_DENSE = re.compile(f"[{UNSPACED}]")


def _kind(word: str) -> int:
    bare = word.rstrip(",.")
    key = plain(bare.strip(_PUNCTUATION))
    found = _kinds().get(key, 0)
    if not key.isalpha() or not (key.isascii() or not _DENSE.search(key)):
        found |= WHEN * any(map(str.isalpha, key))  # has tokens that are not known here
    if word and not bare:
        found |= ASKED ^ ANYTHING
    if key.startswith(_beginnings()):
        found |= PREFIXED
    verb = key if word.isascii() else word.strip(_AROUND_VERB).casefold()
    if tense(verb) in ("present", "coming") or ends_as(verb) == "coming":
        found |= TURNS
    if found & ANYTHING or not bare.isascii():
        return found | ANYTHING
    if bare == key and (bare.isalpha() or not bare):
        return found
    return found | (MARKED if _IN_MARKS.fullmatch(bare) else ANYTHING)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, int]:
    """Give what each word of the lists may decide, by its key."""
    lists = {
        ANYTHING: deciding_words(),
        OPPOSITE: opposites(),
        COMES: listed("coming"),
        WHEN: listed("dates") | listed("days"),
        MEASURES: listed("periods"),
    }
    found: dict[str, int] = {}
    for decides, words in lists.items():
        found.update((word, found.get(word, 0) | decides) for word in words)
    return found


@lru_cache(maxsize=1)
def _beginnings() -> tuple[str, ...]:
    """Give the prefixes of ASCII that turn a word into its opposite; "n" for those that negate verbs."""
    return ("n", *(some for some in turning_beginnings() if some.isascii()))


kind = Remembered(_kind, 1 << 16).__getitem__


def kinds_of(words: Iterable[str]) -> int:
    """Give what any of some words may decide."""
    found = 0
    for some in set(map(kind, words)):
        found |= some
    return found


def side_kind(words: Sequence[str]) -> int:
    """Give what may be decided by the words of one side of a place; a comma or a stop within is a mark.

    >>> [side_kind(some.split()) for some in ("", "bells.", "Olm", "a bell", "mossy, Ada Olm", "12")]
    [0, 0, 2, 1, 2, 4]
    """
    found = 0
    for word in words:
        found |= kind(word)
        if found & ANYTHING:
            return ANYTHING
    if len(words) > 1 and (words[-1][0] in ",." or any(word[-1] in ",." for word in words[:-1])):
        found |= MARKED
    return found & DECIDES


def bare_word(text: str) -> str:
    """Give a word in small letters without the marks around it."""
    return text.strip(_AROUND).lower()
