"""Find names that stand for one another where no capital tells them: by the places where two texts differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from chaffinch.matching.relations.contradictions import Difference, is_alike, other_names
from chaffinch.matching.relations.words import Words
from chaffinch.text import (
    NUMBER,
    SIGN,
    UNSPACED,
    Tokens,
    bare,
    is_hangul,
    is_honorific,
    late_pattern,
    listed,
    plain,
    tells_when,
    tense,
)

__all__ = [
    "exchanged",
    "is_refitted",
    "is_renamed_by_letter",
    "is_revalued",
    "is_titled_otherwise",
    "renamed",
]

RECURS = 2
"""Places, at least, where one word stands for another one, so that it may be a name."""

LETTERS, SYLLABLES = 3, 2
"""Letters of a name in a script without capitals, and in Korean, at least: shorter words are particles."""

BRIEF = 3
"""Tokens of a place, at most, that is nothing but a name."""

ARTICLE = 1
"""Words beside a word that is exchanged, at most: its article."""

BEFORE = 2
"""Letters before the letter of a name that differs, in a script without spaces: surname and first letter of a name."""

_DENSE = late_pattern(f"[{UNSPACED}]{{2}}")

STEM = 4
"""Letters by which two words are taken for forms of one."""

_PUNCTUATION = ".,;:!?()[]\"'“”„‘’«»"

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


def is_titled_otherwise(places: Sequence[Difference], one: Words, two: Words) -> bool:
    """Tell whether two texts differ in names alone, and in one of their titles: the rules of two halls, of any length.

    Args:
        places: where the texts differ.
        one, two: the texts.
    """
    return any(place.title for place in places) and all(other_names(place, one, two) for place in places)


def is_renamed_by_letter(places: Sequence[Difference], one: Words, two: Words) -> bool:
    """Tell whether most of what differs is one letter of a name that recurs, in a script without spaces.

    The letter has the same two before it each time. Who edits a copy, or writes a letter in an older form, changes it
    behind others, too.

    Args:
        places: where the texts differ.
        one, two: the texts.
    """
    letters = Counter(
        (place.left.raw[0], place.right.raw[0])
        for place in places
        if len(place.left) == len(place.right) == 1 and _DENSE.fullmatch(place.left.raw[0] + place.right.raw[0])
    )
    return any(
        count >= RECURS
        and 2 * count >= len(places)
        and not _behind(a, count, one, two).isdisjoint(_behind(b, count, two, one))
        for (a, b), count in letters.items()
    )


def _behind(letter: str, count: int, own: Words, other: Words) -> set[str]:
    """Give the two letters before a letter each time, if the other text never has the three in a row."""
    found = Counter(own.text[at.start() - BEFORE : at.start()] for at in re.finditer(re.escape(letter), own.text))
    return {
        head
        for head, times in found.items()
        if times >= count and len(head) == BEFORE and head + letter not in other.text
    }


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
        if kind not in (NUMBER, SIGN)
        and len(key) >= (SYLLABLES if is_hangul(key) else LETTERS)
        and raw[0].lower() == raw[0].upper()
        if not (other.count(key) or tells_when(key) or is_honorific(key))
    }


def is_refitted(one: Words, two: Words, changed: Sequence[tuple[int, int, int, int]]) -> bool:
    """Tell whether most of what differs is one word for another again and again, or two words that change places.

    A recipe for leeks is one for carrots with the other word; of two motions this one is carried and that one lost. Who
    edits a copy changes other words, too, or makes "stated" of every "said".

    >>> texts = (Words(f"{a} soup. Chop the {a}, fry the {a} and add salt.") for a in ("carrots", "turnips"))
    >>> is_refitted(*texts, [(0, 1, 0, 1), (4, 5, 4, 5), (7, 8, 7, 8)])
    True

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    if len(changed) < RECURS:
        return False
    sides = ((_sole(one.words[a:b]), _sole(two.words[c:d])) for a, b, c, d in changed)
    swaps = [(a, b) for a, b in sides if a and b and a != b and not (is_alike(a, b) or tense(a) or _says_alike(a, b))]
    if 2 * len(swaps) <= len(changed):
        return False
    pairs = Counter(swaps)
    if any(count == pairs[b, a] for (a, b), count in pairs.items()):
        return True
    known = [{_bare(word)[:STEM] for word in text.words} for text in (one, two)]
    stems = Counter((a[:STEM], b[:STEM]) for a, b in swaps if len(a) >= STEM <= len(b))
    again = sum(count for (a, b), count in stems.items() if count >= RECURS and a not in known[1] and b not in known[0])
    return 2 * again > len(changed)


def _says_alike(one: str, two: str) -> bool:
    """Tell whether two words are verbs of saying, or one is a small word: "during" and "throughout"."""
    small, saying = listed("small_words"), listed("saying")
    return one in small or two in small or (one in saying and two in saying)


def _sole(words: Sequence[str]) -> str:
    """Give the only word of a place besides an article, if it is made of letters: "a moo-moo"."""
    if not 0 < len(words) <= ARTICLE + 1:
        return ""
    bare = [key for word in words if len(key := _bare(word)) >= LETTERS]
    return bare[0] if len(bare) == 1 and bare[0].replace("-", "").isalpha() else ""


def is_revalued(one: Words, two: Words, changed: Sequence[tuple[int, int, int, int]]) -> bool:
    r"""Tell whether two texts give other values behind a label, and the same values stand for one another elsewhere.

    Pages of goods that come in several colours have the colour in the title, too.

    >>> red, green = (Words(f"Hat in {it}\nColour: {it}\nMade of wool.") for it in ("brick red", "moss green"))
    >>> is_revalued(red, green, [(2, 4, 2, 4), (5, 7, 5, 7)])
    True

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    values = Counter((_joined(one.words[a:b]), _joined(two.words[c:d])) for a, b, c, d in changed if a < b and c < d)
    return any(
        values[_joined(one.words[a:b]), _joined(two.words[c:d])] >= RECURS
        and one.answers(a, b)
        and two.answers(c, d)
        and one.words[a - 1] == two.words[c - 1]
        for a, b, c, d in changed
        if a < b and c < d
    )


def _joined(words: Sequence[str]) -> str:
    return " ".join(map(_bare, words))


def _bare(word: str) -> str:
    return plain(word.strip(_PUNCTUATION))
