"""Tell passages that have names in common and little else: "the former mayor Ida Penn" in sentences on other things.

What repeats of such passages are names with their titles, of people and of the bodies that they belong to. Two texts on
one subject have them by chance, and each says something else of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from chaffinch.matching.speakers import role_words
from chaffinch.text import late_pattern, plain

__all__ = ["share_a_phrase_alone", "share_names_alone"]

LONGEST = 400
"""Code points of a passage, at most, that is compared: longer ones that are alike have more in common than names."""

FEW = 2
"""Words of content, besides names and titles, below which passages have little in common. By hand, of the 656 clusters
of six corpora that were listed and are no quotations: 16 have fewer, of which 13 were about other things or nothing but
names; of the 20 that have two most say the same."""

SCANT, OWN = 3, 2
"""Words of content and names below which passages have a phrase in common by chance, if each has so many others. Of 491
clusters of seven corpora that were listed and are no quotations one has fewer: "proud of the result"."""

LETTERS = 4
"""Letters of a word of content, at least."""

STEM = 5
"""Letters by which two words are taken for forms of one."""

_WORD = re.compile(r"[^\W\d_][^\W\d_]*")
_RUN = late_pattern(r"\w[\w.’'-]*(?: \w[\w.’'-]*)*")
"""Words with nothing but a space between them."""


def share_names_alone(texts: Sequence[str]) -> bool:
    """Tell whether most passages of a cluster have little but names and titles in common with the one before.

    Args:
        texts: the passages.

    >>> lunch, song = "The former mayor of Harnby, Ida Penn, had lunch.", "Ida Penn, a former mayor of Harnby, sang."
    >>> share_names_alone([lunch, song]), share_names_alone([lunch, "Ida Penn of Harnby is late for lunch again."])
    (True, False)
    """
    if max(map(len, texts), default=0) > LONGEST:
        return False
    alone = sum(one != two and _share_names(_words(one), _words(two)) for one, two in pairwise(texts))
    return 2 * alone >= max(len(texts), 1)


def share_a_phrase_alone(texts: Sequence[str]) -> bool:
    """Tell whether most passages of a cluster have two words of content in common with the one before, and others.

    Args:
        texts: the passages.

    >>> share_a_phrase_alone(["The villages seem proud of the result.", "Both choirs are proud of a result."])
    True
    >>> share_a_phrase_alone(["The old dam held all night.", "The old dam had held all night."])
    False
    """
    if max(map(len, texts), default=0) > LONGEST:
        return False
    few = sum(one != two and _share_few(_words(one), _words(two)) for one, two in pairwise(texts))
    return 2 * few >= max(len(texts), 1)


def _share_few(one: tuple[frozenset[str], frozenset[str]], two: tuple[frozenset[str], frozenset[str]]) -> bool:
    left, right = ({name[:STEM] for name in names} | content for names, content in (one, two))
    return len(left & right) < SCANT and min(len(left - right), len(right - left)) >= OWN


def _share_names(one: tuple[frozenset[str], frozenset[str]], two: tuple[frozenset[str], frozenset[str]]) -> bool:
    return not one[0].isdisjoint(two[0]) and len(one[1] & two[1]) < FEW


@lru_cache(maxsize=16)
def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Give the names of a passage, of two words with capitals each, and the stems of its words of content.

    A word with a capital by itself may be any noun of German, and the first word of a sentence anything. A headline in
    capitals has no names.
    """
    names, content = set[str](), set[str]()
    if 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text)):
        return frozenset(), frozenset()
    for run in _RUN.findall(" ".join(text.split())):
        words = _WORD.findall(run)
        capital = [False, *(word[0].isupper() for word in words), False]
        for at, word in enumerate(words, 1):
            if capital[at] and (capital[at - 1] or capital[at + 1]):
                names.add(plain(word))
            elif len(word) >= LETTERS and not _is_title(key := plain(word)):
                content.add(key[:STEM])
    return frozenset(names), frozenset(content)


def _is_title(word: str) -> bool:
    return word in role_words() or (word[-1] == "s" and word[:-1] in role_words())
