"""Compare short forms, as notices of dividends, results and hearings are: by all their numbers, names and symbols.

Two forms of one kind share nearly all their words, so an alignment tells little: a date written in another order, or a
number behind another word, stands in no place of its own. And a line in capitals does not show which of its words is a
name. So what decides here is whether each of two forms has a number, or a word in capitals, that the other one has
nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.matching.relations.contradictions import DATE_PARTS, PLACE, Difference, is_alike, parts
from chaffinch.matching.relations.words import Words
from chaffinch.text import NUMBER, SIGN, Tokens, agree, is_date, is_notice, plain, tokens

__all__ = ["form_contradictions", "is_form", "turned"]

LONGEST = 150
"""Words of a form, at most: two fillings of a form differ at least once in 75 words, so twice."""

FIGURES = 0.1
"""Share of the words of a form, at least, that have a digit. Of 400 texts of a newswire of at most 150 words half have
as many: tables of results, most notices of dividends (.10 to .20), and prose about prices."""

LINE, LINES = 6, 3
"""Words of a line of a form, on average, at most, and its lines, at least. Notices of dividends of the newswire have
4.8 to 6, wrapped prose of 100 words and more has 7.5 to 9."""

SYMBOL = 2
"""Letters of a name in capitals, at least: symbols of the stock exchange have one to five, initials one."""

_PUNCTUATION = ".,;:()[]<>\"'"


def is_form(text: Words) -> bool:
    r"""Tell whether a text is short, and full of figures or of short lines.

    >>> is_form(Words("HARNBY WATER\nDividend 31 cents\nPayable May 15")), is_form(Words("The ferry has a new bell."))
    (True, False)
    """
    words = len(text.words)
    if not 0 < words <= LONGEST:
        return False
    figures = sum(any(map(str.isdigit, word)) for word in text.words)
    return figures >= FIGURES * words or (len(text.lines) >= LINES and words <= LINE * len(text.lines))


def form_contradictions(places: Sequence[Difference], one: Words, two: Words) -> int:
    """Count what two forms say that cannot both be meant, whatever the places: numbers, and names in capitals.

    Args:
        places: where the forms differ.
        one, two: the forms.
    """
    meant = [p for p in places if not (p.plain or p.marks or p.dated) and p.size <= PLACE]
    return _numbers(meant, one, two) + any(_are_other_names(place, one, two) for place in meant)


def _numbers(places: Sequence[Difference], one: Words, two: Words) -> int:
    """Tell whether each of two forms has a number that the other one has nowhere."""
    sides = [[n for p in places for n in _figures(p.left)], [n for p in places for n in _figures(p.right)]]
    if not all(sides):
        return 0
    whole = [parts(_of_numbers(tokens(text.text))) for text in (two, one)]
    return int(all(_lacking(side, other) for side, other in zip(sides, whole, strict=True)))


def _lacking(numbers: Sequence[str], other: Sequence[str]) -> bool:
    return any(not any(agree(number, m) for m in other) for number in numbers)


def _figures(side: Tokens) -> list[str]:
    """Give the numbers of a side; dates in figures are left out, since the other text may name the month."""
    return [number for number in _of_numbers(side) if len(parts([number])) < DATE_PARTS]


def _of_numbers(side: Tokens) -> list[str]:
    return [key for key, kind in zip(side.keys, side.kinds, strict=True) if kind == NUMBER]


def _are_other_names(place: Difference, one: Words, two: Words) -> bool:
    """Tell whether each side has words in capitals that the other text has nowhere, and none that is alike."""
    left, right = _in_capitals(place.left, one, two), _in_capitals(place.right, two, one)
    return bool(left) and bool(right) and not any(is_alike(a, b) for a in left for b in right)


def _in_capitals(side: Tokens, own: Words, other: Words) -> list[str]:
    return [
        key
        for key, raw, kind in zip(side.keys, side.raw, side.kinds, strict=True)
        if kind not in (NUMBER, SIGN) and raw.isupper() and len(raw) >= SYMBOL
        if not (other.count(key) or is_date(key) or is_notice(key) or own.has_lower(key) or other.has_lower(key))
    ]


def turned(
    changed: Sequence[tuple[int, int, int, int]], one: Sequence[str], two: Sequence[str]
) -> list[tuple[int, int, int, int]]:
    """Join the two halves of a date that one text writes as "6 May", and the other one as "May 4".

    An alignment takes the month for equal, one day for struck out before it, and the other one for added behind it.

    Args:
        changed: ranges in which two sequences of words differ, in order.
        one, two: the sequences.

    >>> turned([(1, 2, 1, 1), (3, 3, 2, 3)], ["Pay", "6", "May"], ["Pay", "May", "4"])
    [(1, 3, 1, 3)]
    """
    found: list[tuple[int, int, int, int]] = []
    for a, b, c, d in changed:
        if found and a - found[-1][1] == 1:
            first, before, second, before_too = found[-1]
            halves = ((*one[first:before], *one[a:b]), (*two[second:before_too], *two[c:d]))
            crossed = (first == before and c == d) or (second == before_too and a == b)
            if crossed and _is_date(halves[0], one[before]) and _is_date(halves[1], one[before]):
                found[-1] = (first, b, second, d)
                continue
        found.append((a, b, c, d))
    return found


def _is_date(half: Sequence[str], middle: str) -> bool:
    """Tell whether words of which one is the same in both texts have a number and a month."""
    words = [word.strip(_PUNCTUATION) for word in (*half, middle)]
    return any(word[:1].isdigit() for word in words) and any(is_date(plain(word)) for word in words)
