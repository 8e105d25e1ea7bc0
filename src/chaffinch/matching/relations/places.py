"""Find the places where two texts differ, and know of most that they decide nothing.

Copies that somebody edited differ in many places, nearly all of them a word or two in small letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chaffinch.matching.relations.changes import changed_ranges
from chaffinch.matching.relations.contradictions import Difference
from chaffinch.matching.relations.forms import turned
from chaffinch.matching.relations.furniture_lines import are_about_the_page
from chaffinch.matching.relations.kinds import (
    ANYTHING,
    ASKED,
    DECIDES,
    LOWER,
    OPPOSITE,
    PREFIXED,
    bare_word,
    kind,
    side_kind,
)
from chaffinch.matching.relations.other_marks import are_other_letters, are_other_versions, marks, marks_between
from chaffinch.matching.relations.words import Words
from chaffinch.text import (
    NUMBER,
    SIGN,
    Tokens,
    bare,
    deciding_words,
    is_honorific,
    is_negated_form,
    is_other_symbol,
    negates,
    opposed,
    opposites,
    tells_when,
    tokens,
    tokens_of_words,
)

__all__ = ["EDIT", "RUN", "differences", "places_in"]

Range = tuple[int, int, int, int]
"""Start and stop of words in the one and in the other text."""

RUN = 3
"""Tokens in a row, at least, that are text of its own; fewer are an edit."""


BRIEF = 5
"""Words of each side of a place, fewer than which may be one word and its opposite: "a lawful", "an unlawful"."""

_AROUND = '.,;:…()[]"“”«»،؛؟'
"""Marks around a word that are part of no token."""

BESIDE = 2
"""Letters before a place that belong to its negation, at most, in a script without spaces."""


def differences(one: Words, two: Words) -> list[Difference]:
    """Give the places where two texts differ, in order.

    >>> one = Words("The bells , of Harnby")
    >>> [len(differences(one, Words(text))) for text in ("The bells of Harnby .", "A bell of Lisdale")]
    [0, 2]
    """
    return list(places_in(one, two, changed_ranges(one.words, two.words)))


def places_in(one: Words, two: Words, changed: Sequence[Range]) -> Iterator[Difference]:
    """Give the places where two texts differ: first by words between blanks, and there by tokens.

    Args:
        one, two: the texts.
        changed: the ranges in which their words differ.
    """
    mine, others = one.words, two.words
    for place in turned(changed, mine, others):
        a, b, c, d = place
        if b - a < 2 > d - c:
            left, right = mine[a] if a < b else "", others[c] if c < d else ""
            kinds = kind(left), kind(right)
            either = kinds[0] | kinds[1]
            alike = left[:1] == right[:1]
            if alike and (word := left.strip(_AROUND)) == right.strip(_AROUND) and word.isalpha():
                continue  # the same word
            if left and right and (alike or either & PREFIXED) and _negates(left, right, alike=alike):
                yield _NEGATED
                continue
            if not (either & ASKED or kinds[0] & kinds[1] & DECIDES or alike) and (
                not (either & DECIDES and left and right) or _is_edit(one, two, a, c)
            ):
                yield EDIT  # most places
                continue
            kinds = kinds[0] & DECIDES, kinds[1] & DECIDES
        else:
            if b - a < BRIEF > d - c and _turn(mine[a:b], others[c:d]):
                yield _NEGATED
                continue
            kinds = side_kind(mine[a:b]), side_kind(others[c:d])
        if _decide_nothing(one, two, place, kinds):
            yield from _edits(mine[a:b], others[c:d], kinds)
        else:
            yield from _within(one, two, place, kinds)


def _negates(left: str, right: str, *, alike: bool) -> bool:
    """Tell whether one of two words is the other one negated; most begin and end otherwise."""
    if (
        left[-1] != right[-1]
        and left[-1] not in ",."
        and right[-1] not in ",."
        and not (alike and left[1:2] == right[1:2])
    ):
        return False
    return is_negated_form(left.rstrip(",.").lower(), right.rstrip(",.").lower())


def _turn(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether a word of one side is one of the other side, negated; words that were glued or cut are the same."""
    pairs = [
        (mine, others)
        for mine in left
        for others in right
        if (mine[:2] == others[:2] and len(mine) != len(others)) or (mine[-2:] == others[-2:] and mine != others)
    ]
    if not pairs or not any(_is_turned(bare_word(mine), bare_word(others), left, right) for mine, others in pairs):
        return False
    return "".join(map(bare_word, left)).replace("-", "") != "".join(map(bare_word, right)).replace("-", "")


def _is_turned(one: str, two: str, left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether two words are one and its negation, and neither of them stands on both sides."""
    if not (one[:1] == two[:1] or (kind(one) | kind(two)) & PREFIXED) or not is_negated_form(one, two):
        return False
    return one not in map(bare_word, right) and two not in map(bare_word, left)


def _is_edit(one: Words, two: Words, at: int, at_too: int) -> bool:
    """Tell whether two words that have no kind in common begin otherwise, and are no answers."""
    if bare_word(one.words[at])[:1] == bare_word(two.words[at_too])[:1]:
        return False
    return not (one.answers(at, at + 1) and two.answers(at_too, at_too + 1))


def _edits(left: Sequence[str], right: Sequence[str], kinds: tuple[int, int]) -> Iterator[Difference]:
    """Give the places within one where words differ that decide nothing: single tokens of ASCII letters, with marks."""
    mine, others = ([key for word in side if (key := bare_word(word))] for side in (left, right))
    parts = [(0, len(mine), 0, len(others))] if mine != others else []
    if kinds != _NOTHING and not set(mine).isdisjoint(others):
        parts = changed_ranges(mine, others)
    for i, j, k, m in parts:
        is_brief = j - i < RUN > m - k
        yield EDIT if is_brief else Difference(tokens_of_words(mine[i:j]), tokens_of_words(others[k:m]), plain=True)


def _decide_nothing(one: Words, two: Words, place: Range, kinds: tuple[int, int]) -> bool:
    """Tell whether words decide nothing: no answers, no two opposites, and no two of which each has a capital.

    "The" and "for" have opposites, so the kinds alone do not tell; a name is another one than a name only.
    """
    if kinds == _NOTHING:
        return True
    if (kinds[0] | kinds[1]) & ANYTHING or (kinds[0] & kinds[1] and kinds != _OPPOSITES):
        return False
    a, b, c, d = place
    if one.answers(a, b) and two.answers(c, d):
        return False
    sides = [list(map(bare_word, words)) for words in (one.words[a:b], two.words[c:d])]
    return kinds != _OPPOSITES or not any(opposed(left, right) for left in sides[0] for right in sides[1])


def _within(one: Words, two: Words, place: Range, kinds: tuple[int, int]) -> Iterator[Difference]:
    """Give the places within one where words differ, by tokens; plainly if they are known to decide nothing."""
    a, b, c, d = place
    texts = " ".join(one.words[a:b]).rstrip(",."), " ".join(two.words[c:d]).rstrip(",.")
    left, right = (
        tokens_of_words(text.split()) if decides in LOWER else tokens(text)
        for text, decides in zip(texts, kinds, strict=True)
    )
    if left.keys != right.keys and _are_words(left, right, kinds) and not (one.answers(a, b) and two.answers(c, d)):
        parts = turned(changed_ranges(left.keys, right.keys), left.keys, right.keys)
        yield from (Difference(left.part(i, j), right.part(k, m), plain=True) for i, j, k, m in parts)
        return
    version = one.is_version(a) and two.is_version(c)
    if version:
        left, right = map(_version, texts)
    if left.keys != right.keys:
        yield from _described(one, two, place, (left, right), version=version)
        return
    if not left.keys and is_other_symbol(*texts):
        yield _MARKS
    if (left.forms != right.forms and marks(left, right, one, two)) or are_other_versions(one, a, two, c):
        yield _MARKS


def _described(
    one: Words, two: Words, place: Range, sides: tuple[Tokens, Tokens], *, version: bool
) -> Iterator[Difference]:
    """Give the places within one where tokens differ, with all that tells what they decide."""
    (a, b, c, d), (left, right) = place, sides
    opens, dated = (_opens(one, a, b), _opens(two, c, d)), one.is_dated(a) or two.is_dated(c)
    dated = dated or are_about_the_page(one, two, place)
    title = one.is_title(a) and two.is_title(c)
    aside = one.is_aside(a) or two.is_aside(c)
    addressed = one.is_addressed(a) and two.is_addressed(c)
    inner = changed_ranges(left.keys, right.keys)
    if marks_between(left, right, inner, one, two):
        yield _MARKS
    for i, j, k, m in turned(inner, left.keys, right.keys):
        if j - i == m - k == 1 and are_other_letters(left, right, i, k, behind=one.is_numbered(a)):
            yield _MARKS
        first = ((opens[0] and i == 0) or left.opens_at(i), (opens[1] and k == 0) or right.opens_at(k))
        answers = i == k == 0 and j == len(left) and m == len(right) and one.answers(a, b) and two.answers(c, d)
        negated = _negates_beside(left, i, j) != _negates_beside(right, k, m)
        facts = (first, dated, answers, False, False, title, version, aside, addressed, negated)
        yield Difference(left.part(i, j), right.part(k, m), *facts)


def _opens(text: Words, start: int, stop: int) -> bool:
    """Tell whether a place opens a line or a sentence, and is no part of a longer name behind a colon: two teams."""
    if not 0 < start < stop < len(text.words) or text.words[start - 1][-1] != ":" or not text.opens(start):
        return text.opens(start)
    if text.line[start - 1] != text.line[stop] or not text.words[stop][0].isupper():
        return True
    return any(tells_when(key) or is_honorific(key) for key in tokens(" ".join(text.words[start:stop])).keys)


def _negates_beside(side: Tokens, start: int, stop: int) -> bool:
    """Tell whether a side negates with a letter or two before it, in a script without spaces: ます, ません."""
    if not 0 < stop - start <= RUN or "".join(side.raw[start:stop]).isascii() or len(bare(side.raw[start])) > 1:
        return False
    return negates(side.keys[max(0, start - BESIDE) : stop])


def _are_words(left: Tokens, right: Tokens, kinds: tuple[int, int]) -> bool:
    """Tell whether one side is words in small letters, and the other one has nothing that decides beside such words.

    It would have to bring a number, a sign, a negation, or an opposite. A name contradicts nothing but a name.
    """
    if (kinds[0] in LOWER) == (kinds[1] in LOWER):
        return False
    side, other = (right, kinds[0]) if kinds[0] in LOWER else (left, kinds[1])
    return (
        NUMBER not in side.kinds
        and SIGN not in side.kinds
        and deciding_words().isdisjoint(side.keys)
        and all(raw.isascii() and raw[0].isalpha() and raw[-1].isalnum() for raw in side.raw)
        and not (other == OPPOSITE and not opposites().isdisjoint(side.keys))
    )


def _version(text: str) -> Tokens:
    """Cut what stands behind "version" into tokens: 1.10 is no 1.1."""
    found = tokens(f"v {text}")
    return found.part(1, len(found))


_NO_TOKENS = tokens_of_words([])

EDIT = Difference(_NO_TOKENS, _NO_TOKENS, plain=True)
"""An edit of a word or two that decides nothing."""

_MARKS = Difference(_NO_TOKENS, _NO_TOKENS, marks=True)
"""The same letters with other marks."""

_NEGATED = Difference(_NO_TOKENS, _NO_TOKENS, negated=True)
"""A word and its negation."""

_NOTHING, _OPPOSITES = (0, 0), (OPPOSITE, OPPOSITE)
