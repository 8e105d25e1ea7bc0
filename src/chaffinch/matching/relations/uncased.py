"""Find names that stand for one another in scripts without capitals, as in two telegrams of one office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chaffinch.matching.relations.contradictions import Difference, is_alike
from chaffinch.matching.relations.words import Words
from chaffinch.text import NUMBER, SIGN, Tokens, bare, is_honorific, tells_when

__all__ = ["exchanged", "renamed"]

RECURS = 2
"""Places, at least, where one word stands for another one, so that it may be a name."""

LETTERS = 3
"""Letters of a name in a script without capitals, at least: shorter words are particles."""

BRIEF = 3
"""Tokens of a place, at most, that is nothing but a name."""

LONGEST = 12
"""Tokens of a place, at most, with titles and several names in it; more are a sentence that was written anew."""


def renamed(places: Sequence[Difference], one: Words, two: Words) -> int:
    """Count the places where one name stands for another one, in scripts without capitals.

    Two words may be names if each stands nowhere in the other text, and the one for the other in `RECURS` places. A
    copy-editor does that, too, but changes much else.

    Args:
        places: where the texts differ.
        one, two: the texts.
    """
    pairs = [_swapped(place, one, two) for place in places if not place.plain and not place.marks]
    count = Counter(pair for some in pairs for pair in some)
    return sum(any(count[pair] >= RECURS for pair in some) for some in pairs)


def exchanged(places: Sequence[Difference], one: Words, two: Words) -> int:
    """Count the places where one word or two stand for others that the other text has nowhere, without capitals.

    Args:
        places: where the texts differ.
        one, two: the texts.
    """
    brief = (place for place in places if not place.plain and not place.marks and place.size <= BRIEF)
    return sum(bool(_swapped(place, one, two)) for place in brief)


def _swapped(place: Difference, one: Words, two: Words) -> set[tuple[str, str]]:
    """Give each word of the left side with each of the right, of those that may be names without capitals."""
    if place.size > LONGEST:
        return set()
    left, right = _uncased(place.left, two), _uncased(place.right, one)
    return {(a, b) for a in left for b in right if not (is_alike(a, b) or a in b or b in a)}


def _uncased(side: Tokens, other: Words) -> set[str]:
    """Give the words of a side, in scripts without capitals, that the other text has nowhere."""
    whole = "".join(side.raw)
    if whole and all(len(bare(raw)) == 1 for raw in side.raw) and len(whole) > 1:  # a script without spaces
        return set() if whole in other.text or whole.isascii() else {whole}
    return {
        key
        for key, raw, kind in zip(side.keys, side.raw, side.kinds, strict=True)
        if kind not in (NUMBER, SIGN) and len(key) >= LETTERS and raw[0].lower() == raw[0].upper()
        if not (other.count(key) or tells_when(key) or is_honorific(key))
    }
