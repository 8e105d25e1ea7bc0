"""Align two texts word by word: the ranges in which they differ, their bare words, and the letters that one lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import re2

from chaffinch.text import has_lost_letters, late_pattern, lost_letters

__all__ = ["bare_words", "changed_ranges", "rescanned", "restored", "undotted"]

_PUNCTUATION = ".,;:!?\"'()[]>|"
_DOTLESS, _DOTTED = "\u0131", "\u0130"
MISSCANNED = 3
"""Words that no one writes so, at least, in a text that a scanner misread: "harb0ur", "wiIl"."""

_MISSCANNED = late_pattern(r"(?<![^\W_])[a-z]+(?:[01][a-z]{2,}|I[a-z])(?=[a-z]*(?![^\W_]))")
_MISREAD = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("li", "h"), ("ri", "n"), ("ii", "u"))
_ALIKE = str.maketrans("1|!i0b5ce", "llllohsoo")
_MORE = re.compile("[I\u0130][^\\W\\d_]|[^\\W\\d_][I\u0130]")  # amid a word: "I" alone, and initials, are no word


def changed_ranges(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Give the ranges in which two sequences differ, by their longest common subsequence.

    Args:
        one, two: words of two texts.

    Returns:
        Of each range start and stop in the one and in the other, in order.

    >>> changed_ranges("The old mill burnt".split(), "The mill burnt down".split())
    [(1, 2, 1, 1), (4, 4, 3, 4)]
    """
    from rapidfuzz.distance import LCSseq

    if not one or not two or (len(one) == 1 and one[0] not in two) or (len(two) == 1 and two[0] not in one):
        return [(0, len(one), 0, len(two))] if one or two else []
    found: list[tuple[int, int, int, int]] = []
    a = c = 0
    for b, d, size in LCSseq.opcodes(one, two).as_matching_blocks():  # compares words by 64 bits of theirs
        if a < b or c < d:
            found.append((a, b, c, d))
        a, c = b + size, d + size
    return found


def restored(text: str, other: str) -> str:
    """Put letters for the question marks that a text has in their place, where another one has the word.

    Args:
        text: the text that lost letters.
        other: a text that may have its words.

    >>> restored("A decis?o da esta??o e o rel?gio parado", "A decisão da estação e o relógio parado ontem")
    'A decisão da estação e o relógio parado'
    """
    if not has_lost_letters(text) or has_lost_letters(other):
        return text
    return _with_words_of(text, other, lost_letters)


def _with_words_of(text: str, other: str, alike: Callable[[str, str], bool]) -> str:
    """Put words of another text in the place of those that differ, where as many stand there and all are alike."""
    words, whole = text.split(), other.split()
    for a, b, c, d in changed_ranges(words, whole):
        if b - a == d - c and all(map(alike, words[a:b], whole[c:d])):
            words[a:b] = whole[c:d]
    into = iter(words)
    return re.sub(r"\S+", lambda _: next(into), text)


def undotted(text: str, other: str) -> tuple[str, str]:
    """Write the dotless and dotted letters of Turkish as ``i`` and ``I`` where one of two texts has words in capitals.

    The capital of ``ı`` is ``I``, and that of ``i`` is ``İ``; who does not know the language takes ``I`` for both.

    >>> undotted("Işıl İnce", "IŞIL İNCE"), undotted("Işıl", "Işil")
    (('Işil Ince', 'IŞIL INCE'), ('Işıl', 'Işil'))
    """
    if not any(letter in text or letter in other for letter in (_DOTLESS, _DOTTED)):  # most texts
        return text, other
    capitals = [{word for word in some.split() if word.isupper() and _MORE.search(word)} for some in (text, other)]
    if capitals[0] == capitals[1]:
        return text, other
    one, two = (some.replace(_DOTLESS, "i").replace(_DOTTED, "I") for some in (text, other))
    return one, two


def rescanned(text: str, other: str) -> str:
    """Put the words of another text in the place of those that a scanner misread, where both have the same shape.

    A text is misread if it has several words with a digit or a capital letter amid small ones, and the other has none.

    Args:
        text: the text that may be misread.
        other: a text that may have its words.

    >>> rescanned("tbe is1and wiIl miss its harb0ur", "the island will miss its harbour")
    'the island will miss its harbour'
    >>> rescanned("a hat for tbe is1and", "a bat for the island")
    'a hat for tbe is1and'
    """
    if not _may_be_misscanned().search(text):  # most texts
        return text
    if len(_MISSCANNED.findall(text)) < MISSCANNED or _MISSCANNED.search(other):
        return text
    return _with_words_of(text, other, lambda one, two: _shape(one) == _shape(two))


@cache
def _may_be_misscanned() -> Any:
    return re2.compile("[a-z](?:[01][a-z]{2}|I[a-z])")


def _shape(word: str) -> str:
    """Give a word with one letter for all that scanners take for one another."""
    word = word.replace("I", "l").lower()
    for misread, letters in _MISREAD:
        word = word.replace(misread, letters)
    return word.translate(_ALIKE)


def bare_words(text: str) -> list[str]:
    """Give the words of a text without case and marks; marks and blanks differ where a line is quoted.

    >>> bare_words("> The mill (of Harnby) burnt!")
    ['the', 'mill', 'of', 'harnby', 'burnt']
    """
    return [key for word in text.lower().split() if (key := word.strip(_PUNCTUATION))]
