"""Find what two texts say differently at the same place: numbers, names, negations, opposites and signs.

A copy-editor changes words; who fills a form in again, or reports of another day, changes numbers, names and answers.
A number that only one text has is an addition and contradicts nothing, and neither do entities, footnote marks, numbers
of lines and of lists, and the date of a dateline.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from chaffinch.matching.relations.words import NAME, Words
from chaffinch.text import (
    NUMBER,
    SIGN,
    Tokens,
    agree,
    bare,
    canonical,
    is_date,
    is_hangul,
    is_negated_form,
    is_negation,
    is_notice,
    is_one,
    listed,
    negates,
    opposed,
    opposites,
    other_measure,
    unelided,
)

__all__ = [
    "DATE_PARTS",
    "PLACE",
    "Difference",
    "contradictions",
    "is_alike",
    "is_reissued",
    "is_retitled",
    "lacking_words",
    "other_facts",
    "other_names",
    "other_numbers",
    "parts",
]

PLACE = 6
"""Tokens of one side of a difference, at most, that are one place: more are a sentence that was written anew."""

CELLS = 0.8
"""Share of the tokens of each side, at least, that are numbers, for a longer place to be cells of a table."""

ANSWER = 2
"""Tokens of one side, at most, of a negation that comes or goes alone."""

STEM = 4
"""Letters of the shorter of two forms of a verb, at least."""

SYLLABLES = 2
"""Syllables of a word of Korean that has an opposite; its endings follow."""

DATE_PARTS = 3  # day, month and year

DATE = 3
"""Letters that two spellings of a month or a day of the week share: "Sept", "September"."""

ALIKE = 65.0
"""Per cent, at least: 2 x equal letters / letters of both, of two spellings of one name ("Gaddafi", "Qadhafi")."""

_ZEROS = {"k": 3, "m": 6, "b": 9, "t": 12}
"""What letters behind a number may multiply it by: they are also units."""

_CURRENCIES = frozenset("$€£¥₹₽₺₩")
_POWER = re.compile("[\u00b2\u00b3]$|[\u2080-\u208e]")  # of a unit: "m²"; in a formula: "CO₂"
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_DIGITS = re.compile(r"\d+")
_DATE_SIGN = re.compile(r"(?<=\d)([/.:-])(?=\d)")


class Difference(Struct, frozen=True, gc=False):
    """A place where two texts differ.

    Attributes:
        left, right: the tokens of each side; one may have none.
        opens: whether the first token of each side opens a line or a sentence.
        dated: whether it belongs to a dateline.
        answers: whether each side is all that a line says below a question or behind a label.
        plain: whether it is known that its words decide nothing.
        marks: whether the same letters have other marks.
        title: whether both sides stand in a title.
        version: whether each side follows a word such as "version" in its line.
        aside: whether one side stands in a line by itself that is no sentence.
        addressed: whether both sides stand in lines that say to whom a letter is written.
        negated: whether one side alone negates, with what stands beside it, in a script without spaces.
    """

    left: Tokens
    right: Tokens
    opens: tuple[bool, bool] = (False, False)
    dated: bool = False
    answers: bool = False
    plain: bool = False
    marks: bool = False
    title: bool = False
    version: bool = False
    aside: bool = False
    addressed: bool = False
    negated: bool = False

    @property
    def size(self) -> int:
        """The number of tokens of the longer side."""
        return max(len(self.left), len(self.right))


def contradictions(place: Difference, one: Words, two: Words) -> int:
    """Count what the two sides of a difference say that cannot both be meant.

    Args:
        place: the difference.
        one, two: the whole texts; a name that the other text has elsewhere is no other name.

    Returns:
        0 if none; at most one each for numbers, for names, for signs and for answers, but one for each cell of a table.
    """
    if place.plain or place.marks:
        return int(place.marks)
    if place.answers and not place.dated and len(place.left) and len(place.right):
        return 1
    if place.size > PLACE:
        return 0 if place.dated else _cells(place)
    if not (len(place.left) and len(place.right)):  # what comes or goes alone: nothing stands against it
        return _signs(place) + _answers(place)
    found = _signs(place) + _answers(place) + _vowels(place) + other_measure(place.left, place.right)
    if not place.dated:
        found += _numbers(place) + _names(place, one, two) + _dates(place) + _numerals(place)
    return found


def is_retitled(place: Difference) -> bool:
    """Tell whether two titles differ in a number or a date, as those of the pages of one series do.

    >>> from chaffinch.text import tokens
    >>> is_retitled(Difference(tokens("July"), tokens("August"), title=True))
    True
    """
    if not place.title or place.size > PLACE:
        return False
    numbers = [key for side in (place.left, place.right) for key in _of_kind(side, NUMBER)]
    return bool(_dates(place)) or (all(map(str.isdigit, numbers)) and bool(_numbers(place)))


def is_reissued(place: Difference) -> bool:
    """Tell whether two texts give other numbers as their version.

    >>> from chaffinch.text import tokens
    >>> is_reissued(Difference(tokens("1.24"), tokens("1.25"), version=True))
    True
    """
    if not place.version or place.size > PLACE:
        return False
    left, right = (_of_kind(side, NUMBER) for side in (place.left, place.right))
    return bool(left) and bool(right) and left != right


def other_numbers(place: Difference) -> bool:
    """Tell whether two sentences or items give other numbers, or another month or day."""
    if place.plain or place.marks or place.dated or place.aside or place.size > PLACE:
        return False
    return bool(_numbers(place) or _dates(place))


def other_names(place: Difference, one: Words, two: Words) -> bool:
    """Tell whether two texts name other people or places."""
    return not (place.plain or place.marks or place.dated) and place.size <= PLACE and bool(_names(place, one, two))


def other_facts(place: Difference, one: Words, two: Words) -> int:
    """Count the facts that two passages state otherwise: numbers, dates, names, and what rose or fell.

    Negations, signs and marks are left out: a quotation has "cannot" for "can't", and a dollar for its sign. Numbers of
    the same digits are one, such as ``57.48``, which Arabic texts also have from right to left as ``48.57``.

    Args:
        place: where they differ.
        one, two: the whole passages.
    """
    if place.plain or place.marks or place.dated or place.size > PLACE:
        return 0
    digits = [sorted(_DIGITS.findall(" ".join(side.raw))) for side in (place.left, place.right)]
    numbers = _numbers(place) if digits[0] != digits[1] or not digits[0] else 0
    names = 0 if _are_initials(place) else _names(place, one, two)
    return numbers + _dates(place) + names + _opposites(place)


def _are_initials(place: Difference) -> bool:
    """Tell whether one side is an acronym whose first letters are the initials of the other one.

    >>> from chaffinch.text import tokens
    >>> _are_initials(Difference(tokens("the Harnby Ferry"), tokens("HFC")))
    True
    """
    sides = [[raw for raw in side.raw if raw[0].isupper()] for side in (place.left, place.right)]
    return any(
        len(short) == 1 < len(long) and short[0].isupper() and short[0].startswith("".join(word[0] for word in long))
        for short, long in (sides, sides[::-1])
    )


def _opposites(place: Difference) -> int:
    left: Sequence[str] = place.left.keys
    right: Sequence[str] = place.right.keys
    if any(map(is_hangul, left)):  # endings are part of a word
        left, right = ([key[:SYLLABLES] if is_hangul(key) else key for key in side] for side in (left, right))
    elif any("'" in key for key in left):
        left, right = (list(map(unelided, side)) for side in (left, right))
    if opposites().isdisjoint(left):
        return 0
    return int(any(opposed(a, b) for a in left for b in right))


def _dates(place: Difference) -> int:
    """Tell whether each side has a month or a day of the week, and these are other ones."""
    left, right = (listed("dates").intersection(side.keys) for side in (place.left, place.right))
    return int(bool(left) and bool(right) and not any(a[:DATE] == b[:DATE] for a in left for b in right))


def _numbers(place: Difference) -> int:
    if NUMBER not in place.left.kinds and NUMBER not in place.right.kinds:
        return 0
    sides = [parts(_of_kind(side, NUMBER)) for side in (place.left, place.right)]
    sides = [
        _scaled(numbers, side, other)
        for numbers, side, other in zip(sides, (place.left, place.right), sides[::-1], strict=True)
    ]
    if bool(sides[0]) != bool(sides[1]):  # "one" is a number only where the other side has one
        sides = [
            side or ["1"] * any(map(is_one, keys))
            for side, keys in zip(sides, (place.left.keys, place.right.keys), strict=True)
        ]
    return int(_lacks(*sides) and _lacks(*reversed(sides)))


def _numerals(place: Difference) -> int:
    """Tell whether Roman numerals differ: the first and the second team of a club. "I" alone may be a pronoun."""
    if any(place.opens):  # the number of a section
        return 0
    left, right = ([raw for raw in side.raw if _ROMAN.fullmatch(raw)] for side in (place.left, place.right))
    return int(bool(left) and bool(right) and left != right and max(map(len, (*left, *right))) > 1)


def _scaled(numbers: list[str], side: Tokens, others: Sequence[str]) -> list[str]:
    """Read "12.5m" as 12.5 million where the other side has that number."""
    found = list(numbers)
    for number, behind in pairwise(side.keys):
        zeros = _ZEROS.get(behind, 0)
        if not zeros or number not in found:
            continue
        whole, _, part = number.partition(".")
        scaled = f"{whole}{part}{'0' * (zeros - len(part))}"
        if scaled in others:
            found[found.index(number)] = scaled
    return found


def _lacks(numbers: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether others lack one of some numbers; each of the others stands for one number: 2.4.1 is no 2.4.2."""
    free = list(others)
    for number in numbers:
        same = next((n for n in free if agree(number, n)), None)
        if same is None:
            return True
        free.remove(same)
    return False


def _cells(place: Difference) -> int:
    """Count the numbers of each side that the other one lacks, where both sides are cells of a table; the fewer."""
    sides = [_of_kind(side, NUMBER) for side in (place.left, place.right)]
    if any(len(own) < CELLS * len(side) for own, side in zip(sides, (place.left, place.right), strict=True)):
        return 0
    left, right = map(Counter, sides)
    return min((left - right).total(), (right - left).total())


def _of_kind(side: Tokens, kind: int) -> list[str]:
    return [key for key, own in zip(side.keys, side.kinds, strict=True) if own == kind]


def parts(numbers: list[str]) -> list[str]:
    """Part dates such as ``3/5/2031``, which other texts write with blanks or points, into their numbers."""
    found = []
    for number in numbers:
        signs = _DATE_SIGN.findall(number)
        is_date = len(signs) == DATE_PARTS - 1 and len(set(signs)) == 1  # "6-1/16" is a number with a fraction
        found += [canonical(piece) for piece in number.split(signs[0]) if piece] if is_date else [number]
    return found


def _signs(place: Difference) -> int:
    if SIGN not in place.left.kinds and SIGN not in place.right.kinds:
        return 0
    left, right = (set(_of_kind(side, SIGN)) for side in (place.left, place.right))
    if not left or not right:  # the name of a currency may stand elsewhere: "R$ 5", "5 reais"
        left, right = left - _CURRENCIES, right - _CURRENCIES
    # a sign that comes or goes together with words belongs to what was added
    return int(left != right and place.size <= ANSWER)


def _vowels(place: Difference) -> int:
    """Tell whether one word became another one by nothing but vowel signs, tones or a sign behind it, as in ``C++``."""
    if not len(place.left) == len(place.right) == 1:
        return 0
    left, right = place.left.forms[0], place.right.forms[0]
    if left.isascii() and right.isascii():
        return int(left[-1] in "+#" or right[-1] in "+#")
    return int(bare(left) == bare(right) != "" or _POWER.sub("", left) == _POWER.sub("", right) != "")


def _answers(place: Difference) -> int:
    left, right = place.left.keys, place.right.keys
    if place.negated or _opposites(place) or negates(left) != negates(right):
        return 1
    if place.size <= ANSWER and _turn(left, right):
        return 1
    negated = [listed("negations").intersection(side) for side in (left, right)]
    if bool(negated[0]) == bool(negated[1]):
        return int(place.size == 1 and negated[0] != negated[1])
    if "".join(left) == "".join(right):
        return 0  # words that are glued in one of the texts
    without, with_it = (right, left) if negated[0] else (left, right)
    others = [word for word in with_it if word.isalpha() and not is_negation(word)]
    if any(_same_verb(word, other) for word in without for other in others):
        return 1
    affirmed = not without or any(
        no.startswith(word) or no.endswith(word) for no in negated[0] or negated[1] for word in without
    )
    return int(place.size <= ANSWER and affirmed)


def _turn(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether a word of one side is one of the other side, negated."""
    if len(left) != len(right) and "".join(left) == "".join(right):
        return False
    return any(is_negated_form(one, two) for one in left for two in right if one != two)


def _same_verb(one: str, two: str) -> bool:
    """Tell whether two words are forms of one verb, of which a negation takes another than a statement: "did not go".

    >>> _same_verb("approved", "approve"), _same_verb("وافق", "يوافق"), _same_verb("rose", "fall")
    (True, True, False)
    """
    short, long = sorted((one, two), key=len)
    return len(short) >= STEM and (short in long or one[:-1] == two[: len(one) - 1] or one[: len(two) - 1] == two[:-1])


def _names(place: Difference, one: Words, two: Words) -> int:
    if not (len(place.left) and len(place.right) and _is_named(place.left) and _is_named(place.right)):
        return 0
    sides = zip((place.left, place.right), (one, two), (two, one), place.opens, strict=True)
    (left, sure), (right, sure_too) = (_own_names(side, own, other, opens=opens) for side, own, other, opens in sides)
    if not (sure or sure_too):
        return 0
    return int(bool(left) and bool(right) and not any(is_alike(a, b) for a in left for b in right))


def _is_named(side: Tokens) -> bool:
    """Tell whether a side is a name: one of its words, at most, and no more than half of them, is not capitalised."""
    lower = sum(raw[0].islower() for raw in side.raw)
    return lower <= 1 and 2 * lower <= len(side)


def _own_names(side: Tokens, own: Words, other: Words, *, opens: bool) -> tuple[list[str], bool]:
    """Give the capitalised words of one side that the other text has nowhere, and whether one is surely a name.

    A word that opens a sentence may be any, unless the text has it again; in capitals it is one of a headline.
    """
    found, sure = [], False
    for i, (key, raw, kind) in enumerate(zip(side.keys, side.raw, side.kinds, strict=True)):
        named = kind not in (NUMBER, SIGN) and raw[0].isupper() and len(key) >= NAME
        if not named:
            continue
        is_sure = i > 0 or not opens or own.count(key) > 1
        if (is_sure or raw.isupper()) and not other.count(key) and not is_date(key):
            if raw.isupper() and (is_notice(key) or own.has_lower(key) or other.has_lower(key)):
                continue
            found.append(key)
            sure = sure or is_sure
    return found, sure


def is_alike(one: str, two: str) -> bool:
    """Tell whether two words may be spellings of one, as "Gaddafi" and "Qadhafi".

    >>> is_alike("gaddafi", "qadhafi"), is_alike("harnby", "lisdale")
    (True, False)
    """
    from rapidfuzz.fuzz import ratio

    return one[:NAME] == two[:NAME] or ratio(one, two) >= ALIKE


def lacking_words(side: Sequence[str], kinds: Sequence[int], other: Words) -> Iterator[str]:
    """Give the words of content and the numbers of a side that the other text has nowhere."""
    for key, kind in zip(side, kinds, strict=True):
        if (kind == NUMBER or len(key) >= NAME) and not other.count(key, is_number=kind == NUMBER):
            yield key
