"""Find the places where two texts differ, and know of most that they decide nothing.

Copies that somebody edited differ in many places, nearly all of them a word or two in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chaffinch.matching.relations.changes import changed_ranges
from chaffinch.matching.relations.contradictions import Difference
from chaffinch.matching.relations.forms import turned
from chaffinch.matching.relations.furniture_lines import are_about_the_page
from chaffinch.matching.relations.other_marks import are_other_letters, are_other_versions, marks, marks_between
from chaffinch.matching.relations.words import Words
from chaffinch.text import (
    NUMBER,
    SIGN,
    Remembered,
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


BESIDE = 2
"""Letters before a place that belong to its negation, at most, in a script without spaces."""


def differences(one: Words, two: Words) -> list[Difference]:
    """Give the places where two texts differ, in order."""
    return list(places_in(one, two, changed_ranges(one.words, two.words)))


def places_in(one: Words, two: Words, changed: Sequence[Range]) -> Iterator[Difference]:
    """Give the places where two texts differ: first by words between blanks, and there by tokens.

    Args:
        one, two: the texts.
        changed: the ranges in which their words differ.
    """
    for place in turned(changed, one.words, two.words):
        a, b, c, d = place
        texts = " ".join(one.words[a:b]).rstrip(",."), " ".join(two.words[c:d]).rstrip(",.")
        if b - a == d - c == 1 and is_negated_form(*map(str.lower, texts)):
            yield _NEGATED
            continue
        is_brief = b - a < RUN and d - c < RUN
        decides = _known_deciding if is_brief else _deciding
        kinds = decides(texts[0]), decides(texts[1])
        if is_brief and (kinds == _NOTHING or _is_edit(one, two, place, texts, kinds)):
            if texts[0] != texts[1] and (_MARKED not in kinds or _bare_word(texts[0]) != _bare_word(texts[1])):
                yield EDIT
        else:
            yield from _within(one, two, place, texts, kinds)


def _within(
    one: Words, two: Words, place: Range, texts: tuple[str, str], kinds: tuple[int, int]
) -> Iterator[Difference]:
    """Give the places within one where words differ, by tokens; plainly if they are known to decide nothing."""
    a, b, c, d = place
    left, right = (
        tokens_of_words(text.split()) if kind in _LOWER else tokens(text)
        for text, kind in zip(texts, kinds, strict=True)
    )
    if left.keys != right.keys:
        if kinds == _NOTHING:
            yield Difference(left, right, plain=True)
            return
        if _decide_nothing(left, right, kinds) and not (one.answers(a, b) and two.answers(c, d)):
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


def _decide_nothing(left: Tokens, right: Tokens, kinds: tuple[int, int]) -> bool:
    """Tell whether it is known of two sides that they contradict only as answers, so that nobody looks at them.

    Where one side is words in small letters without a number, name, sign or word that decides, the other one must bring
    what decides: a number, a sign, a negation, or an opposite. A name contradicts nothing but a name.
    """
    if kinds[0] in _LOWER and kinds[1] in _LOWER:
        return kinds != (_OPPOSITE, _OPPOSITE) or not any(opposed(a, b) for a in left.keys for b in right.keys)
    if kinds[0] in _LOWER:
        return _are_words(right, opposites_too=kinds[0] == _OPPOSITE)
    return kinds[1] in _LOWER and _are_words(left, opposites_too=kinds[1] == _OPPOSITE)


def _are_words(side: Tokens, *, opposites_too: bool) -> bool:
    """Tell whether a side is nothing but words of ASCII letters, and none of them decides by itself."""
    return (
        NUMBER not in side.kinds
        and SIGN not in side.kinds
        and deciding_words().isdisjoint(side.keys)
        and all(raw.isascii() and raw[0].isalpha() and raw[-1].isalnum() for raw in side.raw)
        and not (opposites_too and not opposites().isdisjoint(side.keys))
    )


def _version(text: str) -> Tokens:
    """Cut what stands behind "version" into tokens: 1.10 is no 1.1."""
    found = tokens(f"v {text}")
    return found.part(1, len(found))


EDIT = Difference(tokens(""), tokens(""), plain=True)
"""An edit of a word or two that decides nothing."""

_MARKS = Difference(tokens(""), tokens(""), marks=True)
"""The same letters with other marks."""

_NEGATED = Difference(tokens(""), tokens(""), negated=True)
"""A word and its negation."""

_PLAIN = re.compile(r"[a-z]*(?: [a-z]+)*")
_IN_MARKS = re.compile(r"[\"'(\[]*([A-Za-z]+)[\"')\],.;:!?]*")
_AROUND = "\"'()[],.;:!?"
_OPPOSITE, _MARKED, _ANYTHING = 1, 2, 3
_LOWER = (0, _OPPOSITE)
_NOTHING = (0, 0)


def _is_edit(one: Words, two: Words, place: Range, texts: tuple[str, str], kinds: tuple[int, int]) -> bool:
    """Tell whether one word for another decides nothing, though it has an opposite, or a capital or marks beside it.

    "The" and "for" have opposites; a name is another one than a name only; as an answer to a question any word decides.
    """
    a, b, c, d = place
    if b - a > 1 or d - c > 1 or _ANYTHING in kinds or kinds == (_MARKED, _MARKED):
        return False
    return not opposed(*texts) and not (one.answers(a, b) and two.answers(c, d))


def _deciding(text: str) -> int:
    """Tell what may be decided by words: nothing, something by the other side (of two kinds), or anything."""
    if _PLAIN.fullmatch(text):
        words = text.split()
        return _ANYTHING * (not deciding_words().isdisjoint(words)) or _OPPOSITE * (not opposites().isdisjoint(words))
    key = _bare_word(text)
    is_marked = _IN_MARKS.fullmatch(text) and key not in deciding_words() and key not in opposites()
    return _MARKED if is_marked else _ANYTHING


_known_deciding = Remembered(_deciding, 1 << 15).__getitem__  # of a word or two


def _bare_word(text: str) -> str:
    return text.strip(_AROUND).lower()
