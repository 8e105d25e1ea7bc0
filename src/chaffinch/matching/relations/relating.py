"""Tell how two documents that share most of their letters are related: one text, two versions, a quotation, no copies.

Letters decide what is found. Whether the two say the same is asked here of their words, numbers and signs: a form that
is filled in twice, two bulletins of one office, and a message with its reply share nearly all letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from chaffinch.matching.relations.changes import bare_words, changed_ranges, rescanned, restored, undotted
from chaffinch.matching.relations.contradictions import (
    Difference,
    contradictions,
    is_reissued,
    is_retitled,
    lacking_words,
    other_names,
    other_numbers,
)
from chaffinch.matching.relations.editions import are_editions, edition, is_grown
from chaffinch.matching.relations.forms import form_contradictions, is_form
from chaffinch.matching.relations.furniture_lines import source_end
from chaffinch.matching.relations.lists import is_relisted
from chaffinch.matching.relations.lost_sentences import lost_words
from chaffinch.matching.relations.openings import amid, is_redated, is_rewritten
from chaffinch.matching.relations.places import EDIT, RUN, places_in
from chaffinch.matching.relations.quoted_texts import (
    LABELLED,
    answers_letter,
    discusses,
    quotes_below,
    quotes_lines,
    quotes_whole,
    share_a_signature,
)
from chaffinch.matching.relations.replaced_paragraphs import has_replaced_list, has_replaced_paragraph
from chaffinch.matching.relations.shared_posts import shares
from chaffinch.matching.relations.shared_speech import share_speech_alone
from chaffinch.matching.relations.sole_words import differs_in_words
from chaffinch.matching.relations.swaps import is_swapped
from chaffinch.matching.relations.tenses import has_happened
from chaffinch.matching.relations.uncased import (
    exchanged,
    is_refitted,
    is_renamed_by_letter,
    is_revalued,
    is_titled_otherwise,
    renamed,
)
from chaffinch.matching.relations.versions import (
    is_announced,
    is_continued,
    is_first,
    is_flash,
    is_led_otherwise,
    is_live,
    is_recounted,
    is_remeasured,
    is_tolled_otherwise,
)
from chaffinch.matching.relations.words import Words
from chaffinch.text import (
    Tokens,
    corrects,
    cues,
    late_pattern,
    plain,
    tokens,
    undamaged,
    updates,
    without_page_marks,
)

__all__ = ["DIFFERENT", "PARTIAL", "QUOTED", "RELATIONS", "SAME", "UPDATE", "Relation", "relate"]

RELATIONS = ("partial", "same", "update", "quoted", "different")
"""Kinds of relations in the public table, by code."""

PARTIAL = 0  # neither covers the other
SAME = 1  # one text, with edits
UPDATE = 2  # versions of one text
QUOTED = 3  # one has the other in its quoted lines, or amid text of its own
DIFFERENT = 4  # they contradict one another, or each has text of its own all over

WORDS_OF = 100
"""Words of a text in which one contradiction more may be a slip, a correction or an edit.

Measured on pairs with labels by people (news, government, web) and on written forms: two fillings of a form have a
contradiction in each 8 to 75 words, copies with other figures fewer than one in 110."""

BRIEF = 300
"""Words of a text, at most, in which one other number is another report where little else differs. In longer texts it
may be a slip."""

SHARE = 0.2
"""Share of the places where two texts differ, at least, that contradict in two fillings of a form (least seen: .21; in
lightly edited copies in which a number was changed as well: .17)."""

FORM = 150
"""Words of a form in a script without capitals, at most: of a longer text the words that recur are not only names."""

SCANT = 40
"""Words of a text in a script without capitals, at most, of which two and more words, `DENSE` of them, are others: a
result, a certificate, a notice. Longer ones have enough words for a name to recur."""

REPLACED, COPIED = 0.22, 0.9
"""Places that differ for each word of a short text, and share of its letters that two such texts have in common: with
more places and fewer common letters they are fillings of one form, and no copies. A copy of which every fifth word was
edited has .2 places for each word, two entries of a dictionary have .3. A judgement."""

FEWEST, LENGTHS, WORD = 12, 1.3, 12
"""Words of such texts, at least; how much longer the longer one may be, as a flash and its report are no forms; and
letters of their words on average, at most: scripts without spaces have more."""

DENSE = 0.1
"""Places a word from which on texts differ so much that one contradiction is enough, as between the reports of two days
by one office (.16 and .18; lightly edited copies: .05)."""

OWN, OWN_SHARE = 10, 0.025
"""Words, and share of the words, that each of two texts has and the other one nowhere, from which on they are no
copies.

Measured on 183 pairs with labels by people: near-duplicates that people call other content have .026 to .058, all but
one of the copies less than .024."""

NEWS = 8
"""Words that one of two versions has and the other one nowhere, at least: a sentence. A page also says that it was
updated where only its stamp was."""

LABELLED_NEWS = 5
"""The same of a version with a label that counts it: "UPDATE 2-"."""

SCATTERED = 8
"""Places where two such texts differ, at least: fewer are a box or a footer that was exchanged (other content: 10 and
more)."""

SPREAD = 2
"""Places, at least, in which each of two such texts has words of its own: one is a footer or a box. Of 49 labelled
pairs of other content that differ so one has one place, and 44 have four and more."""

LONGEST = 40_000
"""Words of the longer text, at most, that are aligned: memory grows with the product of both lengths. Of longer texts
only the vocabulary is compared."""

ENDS = 2
"""Words of a text that stands whole in another one, at most, that have marks beside them there: its first and last."""


SHORT, KEPT = 20_000, 64
"""Characters of a text, at most, whose words are kept, and such texts, at most: the next pairs may have it again. They
take 20 bytes a character."""


class Relation(Struct, frozen=True):
    """How two documents are related.

    Attributes:
        kind: one of `PARTIAL`, `SAME`, `UPDATE`, `QUOTED`, `DIFFERENT`.
        left_only, right_only: words and numbers, in runs of `RUN` tokens or more, that the other one has nowhere.
    """

    kind: int = SAME
    left_only: int = 0
    right_only: int = 0


def relate(left: str, right: str) -> Relation:
    """Tell how two documents that share most of their letters are related.

    Args:
        left, right: the texts without their boilerplate.

    >>> frost, warm = (f"Temperature in Harnby on Monday: {n} degrees" for n in ("-12", "12"))
    >>> RELATIONS[relate(frost, warm).kind], RELATIONS[relate(frost, frost.upper()).kind]
    ('different', 'same')
    """
    if left == right or (one := _words(left)).text == (two := _words(right)).text:
        return Relation()
    one, two = _repaired(one, two)
    if max(len(one.words), len(two.words)) > LONGEST:
        return Relation(SAME, _anywhere(one, two), _anywhere(two, one))
    changed = changed_ranges(one.words, two.words)
    places = list(places_in(one, two, changed))
    own_words = _own_words(one, two, [place for place in places if place is not EDIT])
    sides = [place[:2] for place in changed], [place[2:] for place in changed]
    own = _lasting(one, two, sides, own_words)
    if _quotes(one, two, sides[0]) or _quotes(two, one, sides[1]):
        return Relation(QUOTED, *own)
    if share_a_signature(one, two) or share_speech_alone(one, two, sides):
        return Relation(DIFFERENT, *own)
    kind = _kind(one, two, places, own_words)
    if kind == SAME and _is_turned(one, two, changed):
        kind = DIFFERENT
    if kind == DIFFERENT and is_grown(one, two, places, own_words):
        kind = UPDATE
    if kind == DIFFERENT and (are_editions(one, two) or is_recounted(one, two, changed)):
        kind = kind if any(other_names(place, one, two) for place in places) else UPDATE
    kind = _by_opening(one, two, changed) if kind == SAME else kind
    replaced = (differs_in_words, has_replaced_paragraph, has_replaced_list)
    if kind == SAME and any(test(one, two, changed) for test in replaced):
        kind = DIFFERENT
    if kind == SAME and changed and changed[0][0] == changed[0][2] == 0:
        own = own[0] - _of_source(one, two, changed[0][1]), own[1] - _of_source(two, one, changed[0][3])
    return Relation(kind, max(0, own[0]), max(0, own[1]))


def _words(text: str) -> Words:
    """Give the words of a text as it was before its damage; of the last short texts they are kept."""
    return _kept_words(text) if len(text) <= SHORT else Words(_read(text))


@lru_cache(maxsize=KEPT)
def _kept_words(text: str) -> Words:
    return Words(_read(text))


def _repaired(one: Words, two: Words) -> tuple[Words, Words]:
    """Give two texts with the letters that one of them lost; most have all."""
    left, right = undotted(restored(one.text, two.text), restored(two.text, one.text))
    left, right = rescanned(left, right), rescanned(right, left)
    return one if left == one.text else Words(left), two if right == two.text else Words(right)


_HALF_DAY = late_pattern(r"(?<![^\W_])([apefπμ])\.[ \u00a0]?([mμ])(?=\W|$)", re.IGNORECASE)
# `re` searches fast what begins with one character
_MAY_BE_HALF = late_pattern(r"\.[ \u00a0]?[mM\u03bc\u039c\u00b5](?!\w)")
_HALVES = (".m", ".M", ". m", ". M", ".\u00a0m", ".μ", ". μ")


def _read(text: str) -> str:
    """Give a text as it was before its damage, without stamps and running heads, and "am" for "a.m."."""
    text = without_page_marks(undamaged(text))
    halves = _MAY_BE_HALF.search(text) and any(mark in text for mark in _HALVES)
    return _HALF_DAY.sub(r"\1\2", text) if halves else text


def _quotes(one: Words, two: Words, changed: Sequence[tuple[int, int]]) -> bool:
    """Tell whether one of two texts quotes the other one, or is quoted by it whole.

    Args:
        one, two: the texts.
        changed: where the words of the one are others.
    """
    if quotes_lines(one, two) or quotes_whole(one, two):
        return True
    if len(one.text) >= len(two.text) or (own := sum(stop - start for start, stop in changed)) > LABELLED:
        return False
    whole = own <= ENDS and (quotes_below(one, two) or answers_letter(one, two) or shares(one, two))
    return whole or discusses(one, two)


def _is_turned(one: Words, two: Words, changed: list[tuple[int, int, int, int]]) -> bool:
    """Tell whether two short texts say the same of other things, or the other way round."""
    longest = max(len(one.words), len(two.words))
    forms = longest <= FORM and (is_refitted(one, two, changed) or is_revalued(one, two, changed))
    return forms or (longest <= BRIEF and is_swapped(one, two, changed))


def _by_opening(one: Words, two: Words, changed: list[tuple[int, int, int, int]]) -> int:
    """Tell whether one of two texts without a contradiction has the other amid its own text, or renews it."""
    if len(one.words) > len(two.words):
        one, two, changed = two, one, [(c, d, a, b) for a, b, c, d in changed]
    if is_relisted(one, two, changed) or is_remeasured(one, two, changed):
        return UPDATE
    if is_tolled_otherwise(one, two, changed) or are_editions(one, two) or is_live(one, two):
        return UPDATE
    if amid(one, two, changed):
        return QUOTED
    return UPDATE if any(test(one, two, changed) for test in _RENEWED) else SAME


_RENEWED = (
    *(is_flash, is_first, is_redated, is_rewritten, is_announced),
    *(has_happened, is_continued, is_led_otherwise),
)
"""What tells that two texts open with other news."""


def _kind(one: Words, two: Words, places: list[Difference], own: tuple[int, int]) -> int:
    words = min(len(one.words), len(two.words))
    telling = [place for place in places if not place.plain]
    found = sum(contradictions(place, one, two) for place in telling)
    if not found and is_form(one) and is_form(two):
        found = form_contradictions(places, one, two)
    if any(map(_has_cue, telling)):
        if corrects(one.text) != corrects(two.text):
            return UPDATE
        least_news = LABELLED_NEWS if edition(one) or edition(two) else NEWS
        if (found or max(own) >= least_news) and updates(one.text) != updates(two.text):
            return UPDATE
    if any(map(is_reissued, telling)):
        return UPDATE
    if (
        (any(place.title for place in telling) and is_titled_otherwise(places, one, two))
        or (words <= FORM and is_renamed_by_letter(places, one, two))
        or any(map(is_retitled, telling))
        or any(place.addressed and other_names(place, one, two) for place in telling)
        or (words <= FORM and renamed(places, one, two) > SHARE * len(places))
    ):
        return DIFFERENT
    if (words <= SCANT and exchanged(places, one, two) >= max(2, DENSE * words)) or _is_refilled(one, two, len(places)):
        return DIFFERENT
    least = 0 if len(places) >= DENSE * words else SHARE * len(places)
    if found >= max(1 + words // WORDS_OF, least):
        return DIFFERENT
    if len(places) >= SCATTERED and min(own) >= max(OWN, OWN_SHARE * words) and _are_spread(one, two, places):
        return DIFFERENT
    return UPDATE if words <= BRIEF and _are_corrected(places) else SAME


def _is_refilled(one: Words, two: Words, places: int) -> bool:
    """Tell whether two short texts of one length differ at so many places that they are fillings of one form."""
    few, many = sorted((len(one.words), len(two.words)))
    if not FEWEST <= few <= FORM or many > LENGTHS * few or places < REPLACED * few:
        return False
    letters = ["".join(map(plain, text.words)) for text in (one, two)]  # spaces may be lost
    if len(letters[0]) > WORD * len(one.words):
        return False
    from rapidfuzz.distance import Indel

    return bool(Indel.normalized_similarity(*letters) < COPIED)


def _are_corrected(places: list[Difference]) -> bool:
    """Tell whether numbers are most of what differs: an editor, or a copyist, changes more than those."""
    return sum(map(other_numbers, places)) * 2 > len(places) - 1 > -1


def _are_spread(one: Words, two: Words, places: list[Difference]) -> bool:
    """Tell whether each of two texts has words of its own in several places."""
    left = sum(_count(place.left, two) > 0 for place in places if len(place.left) >= RUN)
    right = sum(_count(place.right, one) > 0 for place in places if len(place.right) >= RUN)
    return min(left, right) >= SPREAD


def _has_cue(place: Difference) -> bool:
    return not cues().isdisjoint(place.left.keys) or not cues().isdisjoint(place.right.keys)


def _own_words(one: Words, two: Words, places: list[Difference]) -> tuple[int, int]:
    """Count the words that each text has in runs of its own, and the other one nowhere."""
    left = sum(_count(place.left, two) for place in places if len(place.left) >= RUN)
    right = sum(_count(place.right, one) for place in places if len(place.right) >= RUN)
    return left, right


def _lasting(
    one: Words, two: Words, sides: tuple[list[tuple[int, int]], list[tuple[int, int]]], own: tuple[int, int]
) -> tuple[int, int]:
    """Count a sentence with a number or a name that only one text has as a paragraph.

    Args:
        one, two: the texts.
        sides: where the words of each are others.
        own: words that each has in runs of its own, and the other one nowhere.
    """
    left = lost_words(one, two, sides[0]) if own[0] >= RUN else 0
    right = lost_words(two, one, sides[1]) if own[1] >= RUN else 0
    return max(own[0], left), max(own[1], right)


def _of_source(text: Words, other: Words, stop: int) -> int:
    """Count the words that only one text has before its first sentence, those that say who wrote it and where.

    Args:
        text, other: the texts.
        stop: where the first place ends in which they differ, if that is the beginning.
    """
    end = source_end(text)
    return _count(tokens(" ".join(text.words[:end])), other) if max(end, RUN) <= stop else 0


def _anywhere(one: Words, two: Words) -> int:
    """Count the words of a text that another one has nowhere, without an alignment."""
    return sum(1 for word in bare_words(one.text) if word.isalpha() and len(word) >= RUN and not two.count(plain(word)))


def _count(side: Tokens, other: Words) -> int:
    return sum(1 for _ in lacking_words(side.keys, side.kinds, other))
