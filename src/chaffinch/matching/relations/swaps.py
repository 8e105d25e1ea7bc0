"""Tell texts in which two names have changed places: who beat whom, who sues whom, from where to where.

All words are the same, so that no place says anything else; only an alignment shows that each name stands where the
other one stood. Lists and pairs ("Ada Olm and Per Lund") may have any order, and so may a quotation and its tag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

from chaffinch.matching.relations.contradictions import Difference
from chaffinch.matching.relations.words import Words
from chaffinch.text import UNSPACED, listed, plain, tells_when

__all__ = ["are_swapped", "is_swapped"]

NAME = 4
"""Words of a name with its titles, at most."""

SPAN = 24
"""Words of two names and what stands between them, at most, if the order of words has changed."""

PLACES = 4
"""Places where two such texts differ, at most: who edits a copy moves small words about, too."""

SMALL = 3
"""Letters of an article or preposition in a name, at most."""

VERB = 4
"""Letters of a word, at least, that may tell who did what to whom, as "beat" does, and "and" does not. A day or a month
tells it, too, where the verb stands behind both names."""

_PUNCTUATION = ".,;:!?()[]'’‘«»؛؟،।。"
_DENSE = re.compile(f"[{UNSPACED}]{{2}}")
_MARKS = re.compile('["“”„]')

Range = tuple[int, int, int, int]
"""Start and stop of words in the one and in the other text."""


def is_swapped(one: Words, two: Words, changed: Sequence[Range]) -> bool:
    """Tell whether two names of a text stand each in the place of the other one in another text.

    Args:
        one, two: the texts.
        changed: where their words differ.

    >>> one, two = Words("Ada Olm said she would sue Per Lund."), Words("Per Lund said she would sue Ada Olm.")
    >>> is_swapped(one, two, [(0, 2, 0, 2), (6, 8, 6, 8)])
    True
    """
    if len(changed) > PLACES:
        return False
    stand_in = ((p, q) for p, q in combinations(changed, 2) if min(p[1] - p[0], p[3] - p[2]) > 0)
    if any(_stand_for_one_another(one, two, p, q) for p, q in stand_in):
        return True
    return any(_are_moved(one.words[p[0] : q[1]], two.words[p[2] : q[3]]) for p, q in pairwise(changed))


def are_swapped(places: Sequence[Difference]) -> bool:
    """Tell whether all that differs, in a script without spaces, is that two words stand each in the other one's place.

    Args:
        places: where two texts differ.
    """
    if len(places) != 2:
        return False
    (left, right), (right_too, left_too) = ([place.left.raw, place.right.raw] for place in places)
    words = "".join(left), "".join(right)
    return left == left_too and right == right_too and left != right and all(map(_DENSE.match, words))


def _stand_for_one_another(one: Words, two: Words, first: Range, second: Range) -> bool:
    """Tell whether what stands for something in one place is replaced by it in another one."""
    (a, b, c, d), (e, f, g, h) = first, second
    left, right = one.words[a:b], two.words[c:d]
    mine, others = _keys(left), _keys(right)
    if max(len(left), len(right)) > NAME or mine != _keys(two.words[g:h]) or others != _keys(one.words[e:f]):
        return False
    return mine != others and all(map(_may_be_name, (left, right))) and _tells(one.words[b:e])


def _are_moved(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether a stretch is a name, some words and a name, and the other one has the names in the other order."""
    size = len(left)
    if size != len(right) or size > SPAN:
        return False
    one, two = _keys(left), _keys(right)
    for first in range(1, min(NAME, size - 2) + 1):
        last = next((n for n in range(1, min(NAME, size - first - 1) + 1) if one[size - n :] == two[:n]), 0)
        if last and one[:first] == two[size - first :] and one[first : size - last] == two[last : size - first]:
            names, middle = (left[:first], left[size - last :]), left[first : size - last]
            # scripts without capitals are of languages in which most words may stand in any order
            named = all(map(_is_name, names)) or (all(map(_may_be_name, names)) and _directs(middle))
            return named and one[:first] != two[:last] and _tells(middle)
    return False


def _keys(words: Sequence[str]) -> list[str]:
    """Give words without signs, case, and endings behind an apostrophe."""
    bare = (plain(word.strip(_PUNCTUATION)) for word in words)
    return [key.partition("'")[0] if len(key.partition("'")[0]) > SMALL else key for key in bare]


def _may_be_name(words: Sequence[str]) -> bool:
    """Tell whether words are a name, or may be one in a script without capitals."""
    letters = "".join(words)
    return _is_name(words) if letters.lower() != letters.upper() else not _MARKS.search(letters)


def _is_name(words: Sequence[str]) -> bool:
    """Tell whether most words but the small ones are capitalised, none is marked, and they are no day or month."""
    if any(map(_MARKS.search, words)):
        return False
    bare = [word.strip(_PUNCTUATION).rpartition("'")[2] for word in words]
    long = [word for word in bare if len(word) > SMALL] or bare
    named = [word for word in long if word[0].isupper() and not tells_when(plain(word))]
    return bool(named) and 2 * len(named) > len(long)


def _tells(words: Sequence[str]) -> bool:
    """Tell whether words between two names may say who did what to whom: more than a conjunction, or more names."""
    bare = [word.strip(_PUNCTUATION) for word in words]
    long = [word for word in bare if word.isalpha() and len(word) >= VERB]
    if _directs(words):
        return True
    return any(word[:1].isdigit() for word in bare) or any(not w[0].isupper() or tells_when(plain(w)) for w in long)


def _directs(words: Sequence[str]) -> bool:
    """Tell whether a word between two names tells where from and where to, or who against whom."""
    return len(words) == 1 and plain(words[0]) in listed("directions")
