"""Tell two articles that quote the same people from two copies of one article.

What several people said can be most of two short reports. The reports are copies only if they also have in common what
they say around it. Who spoke is no part of that: reports of the same people name them, each in words of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from math import ceil

from chaffinch.matching.relations.words import Words, once
from chaffinch.text import QUOTES, plain

__all__ = ["bare_key", "least_around", "share_speech_alone"]

Ranges = Sequence[tuple[int, int]]
"""Ranges of the words of a text that differ from those of another one: start and stop; in order."""

AROUND, AROUND_SHARE = 10, 0.15
"""Words, and share of its words, that each of two texts has around its quotations, at least: with fewer it is little
more than what it quotes. A judgement."""

COMMON = 0.5
"""Share of these words that the other text has in the same places, from which on the one may be a copy of the other."""

FEWEST = 6
"""Words around its quotations that are no names, at least, by which a text is compared; else by all. A judgement."""

_OPENING = frozenset(QUOTES) - {"'", "\u2018"}
_SIGNS = sorted({*_OPENING, *"".join(QUOTES[mark] for mark in _OPENING)})
_MARKS = ".,;:!?()[]\"'“”„«»‘’\u2014\u2013-"
_BEFORE, _BEHIND = "([\u2014\u2013-", ".,;:!?)]\u2014\u2013-"


def share_speech_alone(one: Words, two: Words, sides: tuple[Ranges, Ranges]) -> bool:
    """Tell whether two texts share quotations, and less than half of the words around them.

    Args:
        one, two: the texts.
        sides: where the words of each are others.

    >>> quote = '"The bell has been in the well since the war, and nobody thought of looking there."'
    >>> left = Words(f"After a long search the bell of Harnby is back. {quote} said Ida Olm.")
    >>> right = Words(f"Ida Olm, who is the verger, explains what happened to it: {quote}")
    >>> share_speech_alone(left, right, ([(0, 10), (26, 29)], [(0, 10), (26, 26)]))
    True
    """
    if not (_has_quotations(one) and _has_quotations(two)):  # few pairs have
        return False
    if not (_may_be_told_anew(one, sides[0]) and _may_be_told_anew(two, sides[1])):
        return False
    left = _told_anew(one, sides[0])
    right = _told_anew(two, sides[1]) if left else None
    if not left or not right:
        return False
    from rapidfuzz.distance import LCSseq

    common = LCSseq.similarity([bare_key(one.words[at]) for at in left], [bare_key(two.words[at]) for at in right])
    return common < COMMON * min(len(left), len(right))


@once
def _has_quotations(text: Words) -> bool:
    return any(mark in text.text for mark in _OPENING)


def _may_be_told_anew(text: Words, changed: Ranges) -> bool:
    """Tell whether ranges of a text could be most of what is around its quotations."""
    return sum(stop - start for start, stop in changed) > COMMON * least_around(text)


def _told_anew(text: Words, changed: Ranges) -> Sequence[int] | None:
    """Give the places around the quotations of a text that are compared, if most of them are in ranges; else None.

    Most texts are told by the words that begin with a small letter, which are always compared: if as many of them are
    outside of the ranges as words of all kinds are inside, no choice of words has most in ranges.
    """
    around, words = _around(text), text.words
    if not least_around(text) <= len(around) < len(words):
        return None
    own = {at for start, stop in changed for at in range(start, stop)}
    most = ceil(COMMON / (1 - COMMON) * len(own))
    small = sum(1 for _ in islice((at for at in around if at not in own and words[at][0].islower()), most))
    if small == most or (1 - COMMON) * small >= COMMON * sum(at in own for at in around):
        return None
    compared = _unnamed(text, around)
    return compared if sum(at not in own for at in compared) < COMMON * len(compared) else None


def least_around(text: Words) -> float:
    """Give how many words a text must have around its quotations, so that it says something of its own."""
    return max(AROUND, AROUND_SHARE * len(text.words))


def _unnamed(text: Words, around: Sequence[int]) -> Sequence[int]:
    """Give the places of the words that are no names: in small letters, or so elsewhere in the text."""
    small = {bare for word in set(text.words) if (bare := _bare(word)).islower()}
    found = [at for at in around if (word := _bare(text.words[at])).lower() in small or not word[:1].isupper()]
    return found if len(found) >= FEWEST else around


def _bare(word: str) -> str:
    return word.strip(_MARKS)


def bare_key(word: str) -> str:
    """Give a word without case, accents and the marks around it.

    >>> bare_key("“Café,”")
    'cafe'
    """
    return plain(_bare(word))


@once
def _around(text: Words) -> list[int]:
    """Give the places of words outside of quotations.

    >>> _around(Words('He said: "It held." So be it, "all" said'))
    [0, 1, 4, 5, 6, 8]
    """
    words, found = text.words, list[int]()
    closing, start = "", 0  # the marks that close the quotation that is open; where the words outside begin
    for at in _marked(words):
        word = words[at]
        head, tail = word.lstrip(_BEFORE)[:1], word.rstrip(_BEHIND)[-1:]
        opens = not closing and head in _OPENING
        if opens:
            found += range(start, at)
            closing = QUOTES[head]
        if closing and tail and tail in closing and (not opens or len(word.strip(_BEFORE + _BEHIND)) > 1):
            closing, start = "", at + 1
    return found if closing else [*found, *range(start, len(words))]


def _marked(words: Sequence[str]) -> list[int]:
    """Give the places of words with quotation marks: most texts have few."""
    text, at, last, found = "\n".join(words), 0, 0, list[int]()
    for mark in sorted(place for sign in _SIGNS if sign in text for place in _places(text, sign)):
        at += text.count("\n", last, mark)
        last = mark
        if not found or found[-1] != at:
            found.append(at)
    return found


def _places(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)
