"""Find brief texts that differ in a word or two alone: an order and its repeal, a rise and a fall, two clinics.

No list has all words that decide. But who edits a copy changes more than one word of it, or the spelling of that word;
a notice that is filled in again has another word at one place, and nothing else is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product, takewhile

from chaffinch.matching.relations.contradictions import is_alike
from chaffinch.matching.relations.forms import is_form
from chaffinch.matching.relations.furniture_lines import are_about_the_page
from chaffinch.matching.relations.words import NAME, Words
from chaffinch.text import (
    UNSPACED,
    connect_alike,
    is_honorific,
    late_pattern,
    listed,
    opposed,
    other_measure,
    plain,
    tells_when,
    tense,
    tokens,
)

__all__ = ["differs_in_words"]

BRIEF, BRIEF_OF_TWO = 600, 450
"""Letters of a text, at most, that is another one where one word is all that differs, or two words at two places: the
size of a notice or a result. Of a longer text somebody may edit one word alone. A judgement: of 970 documents that were
removed from eleven real corpora none differs so from what it is a copy of, in up to 1,500 letters and four places; of
3,300 planted copies, of 900 letters even, one does."""

DENSE = 2
"""Letters of an alphabet, at least, that one of Chinese, Japanese or Korean counts for."""

WORDS, VALUE = 3, 5
"""Words of a place, at most; and in a form, whose lines are short."""

ALIKE = 70.0
"""Per cent, at least: 2 x equal letters / letters of both, of two spellings of one word ("grey", "gray")."""

PART = 3
"""Letters that two words of opposite parts have in common, at least: "northwest" and "southwest"."""

LETTERS, SHORT = 4, 3
"""Letters of a word in Latin letters, at least: most shorter ones are articles, prepositions and auxiliaries. The word
that it stands for may have three, and be none of the `listed` small words."""

BEFORE = 2
"""Words before what tells one model from another, at most: a name and a number."""

MIDDLE = 2, 24
"""Letters of what differs in a script without spaces, at least and at most: one letter may be a particle."""

_DENSE, _SYLLABLE = late_pattern(f"[{UNSPACED}]"), late_pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LATIN = late_pattern("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
_SCORE = late_pattern(r"([1-9]?\d)([-\u2013:])([1-9]?\d)")
_BOXES = {"[x]", "[]"}
_PUNCTUATION = ".,;:!?()[]\"'“”„‘’«»।؟،"

Range = tuple[int, int, int, int]
"""Start and stop of words in the one and in the other text."""


def differs_in_words(one: Words, two: Words, changed: Sequence[Range]) -> bool:
    """Tell whether all that two brief texts differ in is a word for another one, at one place or at two.

    Args:
        one, two: the texts.
        changed: where their words differ.

    >>> closed, open_ = (Words(f"The bridge at Harnby was {it} on Monday.") for it in ("repaired", "dismantled"))
    >>> differs_in_words(closed, open_, [(5, 6, 5, 6)])
    True
    >>> differs_in_words(Words("The colour of it."), Words("The color of it."), [(1, 2, 1, 2)])
    False
    """
    changed = [place for place in changed if not _is_box(one, two, place)]
    most = {1: BRIEF, 2: BRIEF_OF_TWO}.get(len(changed), 0)
    if not most or max(_size(one.text), _size(two.text)) > most:
        return False
    if any(_is_above(one, two, place) for place in changed):
        return False
    return all(_are_models(one, two, place) or _is_other(one, two, place) for place in changed)


def _is_box(one: Words, two: Words, place: Range) -> bool:
    """Tell whether a place is a box of a list that is ticked in one text, and not in the other one."""
    a, b, c, d = place
    return {"".join(side).lower() for side in (one.words[a:b], two.words[c:d])} == _BOXES


def _is_above(one: Words, two: Words, place: Range) -> bool:
    """Tell whether a place is in a title, a dateline or a byline, which who takes a report over writes anew."""
    a, _, c, _ = place
    titles = one.is_title(a) and two.is_title(c)
    return titles or one.is_dated(a) or two.is_dated(c) or are_about_the_page(one, two, place)


def _size(text: str) -> int:
    return len(text) + (DENSE - 1) * len(_SYLLABLE.findall(text))


def _are_models(one: Words, two: Words, place: Range) -> bool:
    """Tell whether two sides are other models of one name: "40" and "40L", "7" and "7 Pro", "Pro" and "mini"."""
    a, b, c, d = place
    before = one.words[max(0, a - BEFORE) : a]
    left, right = (" ".join([*before, *side]) for side in (one.words[a:b], two.words[c:d]))
    head, tail = _shared_words(left, right)
    kinds = [side[head : len(side) - tail].strip(_PUNCTUATION + " -") for side in (left, right)]
    names = left[:head].rstrip(" -").split()
    if kinds[0] == kinds[1] or not names:
        return False
    if names[-1][-1].isdigit() and all(map(_tells_a_model, kinds)):
        return _has_letters(names[-1]) or (names[-2:-1] != [] and _is_name(names[-2]))
    return _is_name(names[-1]) and all(map(_are_variants, kinds))


def _shared_words(left: str, right: str) -> tuple[int, int]:
    """Count the characters that two strings share at the beginning and at the end, without parts of words.

    >>> _shared_words("the S7 Pro is", "the S7 Plus is"), _shared_words("XR-300 is", "XR-300W is")
    ((7, 3), (6, 3))
    """
    ends: list[int] = []
    while len(ends) < 2:
        size = _shared(left, right)
        while size and _is_cased(left[size - 1]) and any(side[size : size + 1].isalpha() for side in (left, right)):
            size -= 1
        ends.append(size)
        left, right = left[size:][::-1], right[size:][::-1]
    return ends[0], ends[1]


def _is_cased(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _tells_a_model(kind: str) -> bool:
    """Tell whether what stands behind a number is nothing, a capital or three, or words that tell models apart."""
    return not kind or (kind.isupper() and kind.isalpha() and len(kind) <= SHORT) or _are_variants(kind)


def _are_variants(kind: str) -> bool:
    return listed("variants").issuperset(plain(kind).split())


def _has_letters(number: str) -> bool:
    """Tell whether a number has letters before it, in a script with capitals, as that of a model has."""
    return any(map(_is_cased, _DENSE.split(number)[-1]))


def _is_name(word: str) -> bool:
    bare = word.strip(_PUNCTUATION)
    return bare[:1].isupper() and not tells_when(plain(bare))


def _is_other(one: Words, two: Words, place: Range) -> bool:
    """Tell whether two sides of a place say other things: other words, units, a score the other way round, "not"."""
    a, b, c, d = place
    left, right = one.words[a:b], two.words[c:d]
    sides = [" ".join(side).strip(_PUNCTUATION) for side in (left, right)]
    if not all(sides) or "".join(left) == "".join(right):
        return False
    if all(map(_DENSE.search, sides)):
        return _are_other_middles(*sides)
    addresses = [{_address(word) for word in side if "://" in word} for side in (left, right)]
    if all(addresses):
        return addresses[0] != addresses[1]
    beside = (*one.words[max(0, a - 1) : a], *one.words[b : b + 1])
    headline = all(map(str.isupper, (*left, *right))) and any(map(str.isupper, beside)) and not one.text.isupper()
    most = VALUE if max(len(left), len(right)) > WORDS and is_form(one) and is_form(two) else WORDS
    if headline or max(len(left), len(right)) > most:
        return False
    if all(any(map(str.isdigit, side)) for side in sides):
        scores = [_SCORE.fullmatch(side) for side in sides]
        groups = [score.groups() for score in scores if score]
        return len(groups) > 1 and groups[0] == groups[1][::-1] != groups[1]
    if other_measure(*map(tokens, sides)):
        return True
    mine, others = ([word.strip(_PUNCTUATION) for word in side] for side in (left, right))
    return _are_names(mine, others, one, two) or _are_other_words([*map(plain, mine)], [*map(plain, others)], one, two)


def _are_names(left: Sequence[str], right: Sequence[str], one: Words, two: Words) -> bool:
    """Tell whether both sides are capitalised throughout, neither text has one of the words without, none is alike."""
    sides = [list(map(plain, side)) for side in (left, right)]
    if not all(word[:1].isupper() and word[1:] and "'" not in word for word in (*left, *right)):
        return False
    if any(tells_when(key) or one.has_lower(key) or two.has_lower(key) for side in sides for key in side):
        return False
    return not any(is_alike(a, b) for a, b in product(*sides))


def _are_other_words(left: Sequence[str], right: Sequence[str], one: Words, two: Words) -> bool:
    """Tell whether one of two sides negates, or each has words of content that the other text has nowhere."""
    if any(_have_opposite_parts(a, b) for a in left for b in right):
        return True
    if connect_alike(" ".join(left), " ".join(right)):
        return False
    negated = [not listed("negations").isdisjoint(re.split("['’ ]", " ".join(side))) for side in (left, right)]
    if negated[0] != negated[1]:
        return True
    mine, others = ([word for word in side if _is_content(word)] for side in (left, right))
    if len(left) == len(right) == 1 and max(map(len, (*left, *right))) >= LETTERS:
        mine, others = ([word for word in side if _is_content(word, SHORT)] for side in (left, right))
    if not (mine and others) or any(map(two.count, mine)) or any(map(one.count, others)):
        return False
    if all(map(listed("saying").intersection, (mine, others))):
        return False
    return not any(_may_be_one(a, b) for a, b in product(mine, others))


def _have_opposite_parts(one: str, two: str) -> bool:
    """Tell whether two words are made of one part and of opposites.

    >>> _have_opposite_parts("northwest", "southwest"), _have_opposite_parts("westliche", "ostliche")
    (True, True)
    """
    head, tail = _shared(one, two), _shared(one[::-1], two[::-1])
    return any(opposed(one[: len(one) - size], two[: len(two) - size]) for size in range(PART, tail + 1)) or any(
        opposed(one[size:], two[size:]) for size in range(PART, head + 1)
    )


def _may_be_one(one: str, two: str) -> bool:
    """Tell whether two words are spellings of one, or one is short for the other.

    >>> _may_be_one("govt", "government"), _may_be_one("raised", "fell")
    (True, False)
    """
    from rapidfuzz.fuzz import ratio

    short, long = sorted((one, two), key=len)
    letters = iter(long)
    return one[:NAME] == two[:NAME] or ratio(one, two) >= ALIKE or all(letter in letters for letter in short)


def _address(word: str) -> str:
    """Give an address without what copies of a page write otherwise."""
    return plain(word.strip(_PUNCTUATION)).partition("://")[2].partition("?")[0].removeprefix("www.").rstrip("/")


def _is_content(word: str, least: int = LETTERS) -> bool:
    """Tell whether a word says something by itself.

    Args:
        word: its key.
        least: its letters in Latin letters, at least.
    """
    if word in listed("small_words") or tells_when(word) or is_honorific(word) or tense(word):
        return False
    if not word[:1].isalpha() or "*" in word or any(map(str.isdigit, word)):
        return False
    return len(word) >= (least if _LATIN.match(word) else 2)


def _are_other_middles(left: str, right: str) -> bool:
    """Tell whether two runs without spaces have other words between what they share at both ends."""
    one, two = tokens(left).raw, tokens(right).raw  # marks belong to their letters
    head = _shared(one, two)
    tail = _shared(one[head:][::-1], two[head:][::-1])
    middles = ["".join(side[head : len(side) - tail]) for side in (one, two)]
    if sorted(middles[0]) == sorted(middles[1]):  # words in another order, but for a name of two letters
        return len(middles[0]) == MIDDLE[0]
    if any(not MIDDLE[0] <= len(middle) <= MIDDLE[1] or any(map(str.isdigit, middle)) for middle in middles):
        return False
    if listed("saying").issuperset(middles):
        return False
    return all(_DENSE.search(middle) for middle in middles) and not (is_alike(*middles) or _are_reworded(*middles))


def _are_reworded(one: str, two: str) -> bool:
    r"""Tell whether two runs that begin and end otherwise have half of their letters in common, one behind another.

    >>> _are_reworded("\u91cd\u65b0\u5f00\u5f20", "\u53c8\u5f00\u5f20\u4e86")
    True
    """
    least = max(MIDDLE[0], -(-max(len(one), len(two)) // 2))
    parts = (one[at : at + least] for at in range(len(one) - least + 1))
    return listed("negations").isdisjoint(one + two) and any(part in two for part in parts)


def _shared(one: Sequence[str], two: Sequence[str]) -> int:
    """Count the characters, or words, with which two texts begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
