"""Tell whether words of the same letters are other words: by their accents, and by a letter that belongs to a number.

Writers leave some accents out, and add them, at will; a text without any has lost them. Other marks make another letter
("año", "pêcheur", "rața"): they decide between two short texts that are written with their marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from chaffinch.matching.relations.words import Words
from chaffinch.text import NUMBER, Tokens, late_pattern

__all__ = ["are_other_letters", "are_other_versions", "marks", "marks_between"]

_LATIN = "\u024f"  # the last letter of Latin: of its languages but Vietnamese marks are left out, and added, at will
_ALPHABETS = "\u052f"  # the last letter of Latin, Greek and Cyrillic, which have no vowel signs

_HAMZA = re.compile("[\u0653-\u0655]")  # writers of Arabic leave it out, or put it elsewhere

SHORT = 40
"""Words of a text, at most, in which one word with another mark is another word. In longer ones it may be a slip."""

_SAME_MARK = str.maketrans(
    {
        "\u0300": "\u0301",  # "perchè", "perché"; "évènement", "événement"
        "\u0327": "\u0326",  # cedilla and comma of Romanian
        "\u030c": "\u0306",  # caron for the breve of Romanian
        "\u0342": "\u0301",  # accents of old Greek
        "\u0313": None,
        "\u0314": None,
    }
)
"""Marks of which one stands for another: writers, and countries, take either."""

_AT_WILL = late_pattern(
    "\u0435\u0308"  # Russian: "ё"
    "|[aeiouy\u03b1-\u03c9]\u0301"  # stress, which writers forget; on a consonant it makes another letter
    "|[iu]\u0302|[ei]\u0308"  # French: "aout", "naif"
)
"""Letters that writers, or the rules of some years, leave without their mark."""

_NASAL = re.compile("[eo][\u0301\u0302](?=[mn])")  # "Antônio" in Brazil, "António" in Portugal

_KEPT = re.compile("[aou]\u0308|\u0438\u0306")  # marks that a capitalised word loses in no copy but a careless one

_VERSION = re.compile(r"(\d+)\.(\d+)")


def marks(left: Tokens, right: Tokens, *texts: Words) -> bool:
    """Tell whether tokens of equal keys differ in marks; a word without any may have lost them.

    Args:
        left, right: tokens of equal keys.
        texts: the two texts. If both are written with their marks throughout, or are short and have some, a word
            without is another word.
    """
    for at, (one, two) in enumerate(zip(left.forms, right.forms, strict=True)):
        if one == two:
            continue
        marked = [sorted(_marks_of(form)) for form in (one, two)]
        if marked[0] == marked[1]:
            continue
        if (all(marked) and one[0] > _LATIN) or all(text.is_marked for text in texts):
            return True
        if max(len(text.words) for text in texts) <= SHORT and _are_other_words(left, right, at, texts):
            return True
    return False


def marks_between(left: Tokens, right: Tokens, changed: Sequence[tuple[int, int, int, int]], *texts: Words) -> bool:
    """Tell whether tokens with equal keys between the places where two sides differ have other marks.

    Args:
        left, right: the tokens of both sides.
        changed: where their keys differ.
        texts: as for `marks`.
    """
    if max(len(text.words) for text in texts) > SHORT:
        return False
    places = [(0, 0, 0, 0), *changed, (len(left), len(left), len(right), len(right))]
    return any(
        left.forms[b:e] != right.forms[d:g] and marks(left.part(b, e), right.part(d, g), *texts)
        for (_, b, _, d), (e, _, g, _) in pairwise(places)
        if b < e
    )


def _are_other_words(left: Tokens, right: Tokens, at: int, texts: Sequence[Words]) -> bool:
    """Tell whether two forms of one key are other words in texts that have marks in other words."""
    one, two = left.forms[at], right.forms[at]
    spread = [_spread(form) for form in (one, two)]
    bare = [_AT_WILL.sub(lambda found: found[0][0], form) for form in spread]
    if bare[0] == bare[1] or max(one[0], two[0]) > _ALPHABETS:
        return False
    raw = left.raw[at], right.raw[at]
    if all(_marks_of(form) for form in (one, two)):
        return not _is_bare_capital(*raw)
    if any(word.isupper() for word in raw if len(word) > 1) or not all(_has_marks(text, one, two) for text in texts):
        return False
    if raw[0][0].isupper() or raw[1][0].isupper():  # names lose their marks, and capitals
        return any(map(_KEPT.search, spread))
    return True


def _is_bare_capital(one: str, two: str) -> bool:
    """Tell whether a capital has no mark in one of two words, as in "Elève" for "Élève"."""
    heads = [unicodedata.normalize("NFC", word)[0] for word in (one, two)]
    return heads[0] != heads[1] and heads[0].isupper()


def _has_marks(text: Words, *forms: str) -> bool:
    """Tell whether a text has marks in a word without a capital that is none of some forms."""
    words = (word.casefold() for word in text.words if not word.isascii() and not word[0].isupper())
    return any(_marks_of(word) and not any(form in word for form in forms) for word in words)


def _spread(form: str) -> str:
    """Spell a word with its marks behind their letters, and one way for what writers take for the same."""
    spread = unicodedata.normalize("NFKD", form).translate(_SAME_MARK)
    return _NASAL.sub(lambda found: found[0][0], spread)


def _marks_of(form: str) -> str:
    """Give the marks of a word; where in the word they stand differs from writer to writer."""
    spread = _HAMZA.sub("", unicodedata.normalize("NFKD", form))
    return "".join(mark for mark in spread if unicodedata.combining(mark))


def are_other_letters(left: Tokens, right: Tokens, start: int, stop: int, *, behind: bool) -> bool:
    """Tell whether two sides are other letters that belong to a number: "41° N" and "41° S", "12 A" and "12 B".

    Args:
        left, right: the tokens of both sides.
        start, stop: where a token differs, in the one and in the other.
        behind: whether a number stands before the sides.
    """
    one, two = left.raw[start], right.raw[stop]
    if not (len(one) == len(two) == 1 and one.isupper() and two.isupper()):
        return False
    if start and stop:
        return left.kinds[start - 1] == right.kinds[stop - 1] == NUMBER
    return behind and start == stop == 0


def are_other_versions(one: Words, at: int, two: Words, at_too: int) -> bool:
    """Tell whether two titles have other versions of a program behind its name: 2.10 is no 2.1 there.

    Args:
        one, two: the texts; one must say that it is about a version.
        at, at_too: the words that differ.
    """
    if not (at and at_too and one.is_headed(at) and two.is_headed(at_too)):
        return False
    left, right = (_VERSION.fullmatch(word.rstrip(".,:;")) for word in (one.words[at], two.words[at_too]))
    name = one.words[at - 1]
    if not (left and right) or left[0] == right[0] or name != two.words[at_too - 1] or not name[0].isupper():
        return False
    return one.names_versions or two.names_versions
