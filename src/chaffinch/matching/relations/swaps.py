"""Tell texts in which two names have changed places: who beat whom, who sues whom, from where to where.

All words are the same, so that no place says anything else; only an alignment shows that each name stands where the
other one stood. Lists and pairs ("Ada Olm and Per Lund") may have any order, and so may a quotation and its tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from chaffinch.matching.relations.contradictions import is_alike
from chaffinch.matching.relations.words import Words
from chaffinch.text import UNSPACED, late_pattern, listed, plain, tells_when

__all__ = ["is_swapped"]

NAME, LETTERS = 5, 12
"""Words of a name with its titles, at most, and its letters in a script without spaces."""

SPAN = 24
"""Words, or letters in a script without spaces, of two names and what stands between them, at most."""

PLACES = 4
"""Places in a row where two texts differ, at most, that two names which change places make."""

SMALL = 3
"""Letters of an article or preposition in a name, at most."""

AROUND = 3
"""Words before and behind two names that may belong to both of them: "the team of"."""

_PUNCTUATION = ".,;:!?()[]'’‘«»؛؟،।。、，：；「」『』"
_OPENING = "([\"'“”„‘’«「『"
_DENSE = late_pattern(f"[{UNSPACED}]{{2}}")
_PIECES = late_pattern(f"[{UNSPACED}]|[^{UNSPACED}\\s]+")
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
    >>> one, two = Words("Ada Olm and Per Lund sang."), Words("Per Lund and Ada Olm sang.")
    >>> is_swapped(one, two, [(0, 2, 0, 2), (3, 5, 3, 5)])
    False
    """
    is_dense = all(not text.isascii() and _DENSE.search(text) for text in (one.text, two.text))
    initials = [(_initials(one.words[a:b]), _initials(two.words[c:d])) for a, b, c, d in changed]
    for i, (a, _, c, _) in enumerate(changed):
        mine, others = list[str](), list[str]()
        for (_, b, _, d), (left, right) in zip(changed[i : i + PLACES], initials[i:], strict=False):
            if b - a > SPAN:
                break
            mine, others = mine + left, others + right
            if len(mine) != len(others) or not (is_dense or 1 < b - a == d - c):
                continue
            are_forms = sorted(mine) == sorted(others)
            if (are_forms or is_dense) and _change_places(one, two, (a, b, c, d), are_forms=are_forms):
                return True
    return False


def _change_places(one: Words, two: Words, span: Range, *, are_forms: bool) -> bool:
    """Tell whether two names at the ends of a stretch have changed places.

    Args:
        one, two: the texts.
        span: the stretch.
        are_forms: whether the words that differ may be the same ones with other endings, in a script with spaces.
    """
    a, b, c, d = span
    left, right = one.words[a:b], two.words[c:d]
    longest, before, behind = NAME, one.words[max(0, a - AROUND) : a], one.words[b : b + AROUND]
    if not are_forms or (b - a <= PLACES and _DENSE.search(left[0])):
        if not all(_DENSE.search(" ".join(side)) for side in (left, right)):
            return False
        longest = LETTERS
        before, left, right, behind = _trimmed(_pieces(left), _pieces(right))
    return any(_are_roles(left, right, sizes, before, behind) for sizes in _exchanges(left, right, longest))


def _pieces(words: Sequence[str]) -> list[str]:
    """Give the letters of a script without spaces, and other words whole."""
    return _PIECES.findall(" ".join(words))


def _trimmed(left: list[str], right: list[str]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Give what two sequences share at their beginnings, what is between, and what they share at their ends."""
    head = _shared(left, right)
    tail = _shared(left[head:][::-1], right[head:][::-1])
    stop, stop_too = len(left) - tail, len(right) - tail
    return left[max(0, head - AROUND) : head], left[head:stop], right[head:stop_too], left[stop : stop + AROUND]


def _shared(left: Sequence[str], right: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _exchanges(left: Sequence[str], right: Sequence[str], longest: int) -> Iterator[tuple[int, int]]:
    """Give the words of a name at the beginning and of one at the end that have changed places, if there are such."""
    size = len(left)
    if size != len(right) or not 1 < size <= SPAN:
        return
    one, two = _keys(left), _keys(right)
    for first in range(1, min(longest, size - 1) + 1):
        if not _are_forms(one[:first], two[size - first :]):
            continue
        for last in range(1, min(longest, size - first) + 1):
            middles = one[first : size - last], two[last : size - first]
            if _are_forms(one[size - last :], two[:last]) and _are_forms(*middles):
                yield first, last


def _initials(words: Sequence[str]) -> list[str]:
    """Give the first letters of words."""
    return [(word[0] if word[0].isalnum() else word.lstrip(_OPENING)[:1]).lower() for word in words]


def _keys(words: Sequence[str]) -> list[str]:
    """Give words without signs and case, and without endings behind an apostrophe."""
    bare = (plain(word.strip(_PUNCTUATION)) for word in words)
    return [key.partition("'")[0] if key.find("'") >= SMALL else key for key in bare]


def _are_forms(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether two phrases are the same words, with other endings at most."""
    return all(
        a == b or (len(a) > 1 < len(b) and a[0] == b[0] and is_alike(a, b)) for a, b in zip(left, right, strict=True)
    )


def _are_roles(
    left: Sequence[str], right: Sequence[str], sizes: tuple[int, int], before: Sequence[str], behind: Sequence[str]
) -> bool:
    """Tell whether two phrases that have changed places are names, and it matters which one comes first.

    Args:
        left, right: the names with what stands between them, in both texts.
        sizes: words of the first name and of the last one of the left side.
        before, behind: words that stand beside both.
    """
    first, last = sizes
    stop = len(left) - last
    names, others = (left[:first], left[stop:]), (right[len(right) - first :], right[:last])
    if not all(map(_may_be_name, names)) or not _are_told_apart(*map(_keys, (*names, *others))):
        return False
    if first == stop:  # in some languages nothing but its ending tells the part of a name
        return all(_ending(a) != _ending(b) for a, b in zip(names, others, strict=True))
    return _tells(left[first:stop], before, behind)


def _are_told_apart(first: list[str], last: list[str], first_too: list[str], last_too: list[str]) -> bool:
    """Tell whether two names are not taken for one another, though endings differ."""
    if len(first) == len(last) and _are_forms(first, last):
        return first != last and first == first_too and last == last_too
    return True


def _ending(words: Sequence[str]) -> str:
    return words[-1].strip(_PUNCTUATION)


def _may_be_name(words: Sequence[str]) -> bool:
    """Tell whether words are a name, or may be one in a script without capitals; a day, a month or a quotation is none.

    Most words of a name but the small ones are capitalised.
    """
    if any(map(_MARKS.search, words)):
        return False
    bare = [key for word in words if (key := word.strip(_PUNCTUATION).rpartition("'")[2])]
    long = [word for word in bare if len(word) > SMALL] or bare
    if not long or any(tells_when(plain(word)) for word in long):
        return False
    if all(word.lower() == word.upper() for word in long):
        return any(map(str.isalpha, "".join(long)))
    return 2 * sum(word[0].isupper() for word in long) > len(long)


def _tells(between: Sequence[str], before: Sequence[str], behind: Sequence[str]) -> bool:
    """Tell whether the words between two names say more than "and": a verb, or from where to where.

    Words that stand beside both names belong to these: "the team A and the team B". What else is capitalised is one
    name more of a list.
    """
    keys, around = _keys(between), (_keys(before)[::-1], _keys(behind))
    tail, head = _shared(keys[::-1], around[0]), _shared(keys, around[1])
    inner = list(between[head : len(between) - tail] if head + tail < len(keys) else between[head:])
    bare = [word for part in inner if (word := part.strip(_PUNCTUATION))]
    return any(
        any(map(str.isalnum, word))
        and plain(word) not in listed("joining")
        and (not word[0].isupper() or tells_when(plain(word)))
        for word in bare
    )
