"""Compare where two documents begin: a version opens with its news, a digest opens with another text.

Both share nearly all letters of the shorter document with it, and neither is a copy of it. A later version of a report
puts what is new into its first sentences, and what was the report below them. A round-up, a story that prints a letter,
and a page that lists articles have the whole of a document, behind text of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import cycle

from chaffinch.boilerplate import function_words
from chaffinch.matching.relations.contradictions import is_alike, lacking_words
from chaffinch.matching.relations.digests import is_first_item, is_labelled_item
from chaffinch.matching.relations.kinds import WHEN, kinds_of
from chaffinch.matching.relations.words import Words, once
from chaffinch.text import Tokens, is_date, plain, tells_when, tokens

__all__ = ["amid", "is_listing", "is_redated", "is_rewritten"]

Ranges = Sequence[tuple[int, int, int, int]]
"""Ranges in which the words of two texts differ: start and stop in the one, start and stop in the other; in order."""

OPENING = 60
"""Words of an opening: headline, summary and the first sentence or two."""

NEWS = 8
"""Words in one place, and nowhere in the other text, that are a sentence with something new."""

REWRITTEN = 0.4
"""Share of an opening, at least, that is not that of the other text. In seven corpora `is_rewritten` holds for nine of
1,080 pairs of documents that cover one another: five are versions, four are copies that another paper edited."""

YEARS = (1000, 2999)
"""Numbers that are years behind a month, also of the Islamic calendar."""

APART = 3
"""Equal words in a row, at least, that two openings share; fewer are shared by chance."""

BLOCK = 6
"""Words in a row that two texts share where the text of the one begins in the other; fewer are a phrase."""

AMID = 0.1
"""Share of a text, at least, that stands before another one in it: less is a summary, captions, a note of an editor."""

EDITED = 0.5
"""Share of the words before the first block of a text, at most, that are others where its opening was copy-edited. Of
22 openings of near-copies seven have .32 to .5: copies; the others (.55 to .86) are copies, round-ups and versions."""

LEAST_BEFORE = 15
"""Words before another text, at least, whatever the length: fewer are a headline."""

WHOLE = 0.8
"""Length of a text, in lengths of the longer one, at most, to stand in it beside other text: a copy is longer."""

LISTED = 0.6
"""Length of a document, in lengths of a list that it is an entry of, at most."""

ITEM, ITEMS = 10, 3
"""Words of a line, at most, that begins an item of a list of articles; and such lines, at least."""

REST, LONG, FEW = 60, 6, 8
"""Words of the rest of a text, at least, that must go on with its subject; letters of a long word; and long words of
each part, at least, to tell."""

OTHERS = 1 / 3
"""Share of a list of articles, at least, that stands behind the first one: less is a credit line or a comment."""

STEM = 5
"""Letters by which two long words are taken for forms of one."""

SUBJECT = 0.06
"""Share of the long words of the rest, at least, that are also in the beginning. Measured on 390 beginnings of longer
documents in seven corpora: all but seven have more, half .2 and more; before the text of another document of the same
corpus half have less."""

SUBJECT_OF = 150
"""Words of a beginning for which `SUBJECT` holds: a longer one has more long words that are anywhere by chance. Of 104
excerpts in twelve corpora only the first item of a digest has less than its length asks for."""

CONTENT = 0.1
"""Share of the words of content of the rest, at least, that are also in the beginning, where few of its long words are:
a rest of a few sentences has few. Measured on 2,900 documents in eight corpora, a rest of 60 words: 96 of 100 then go
on with their subject, 93 by long words alone; and of 100 rests of other documents of the corpus 33, or 29."""

VERSES, VERSE, PROSE = 4, 12, 24
"""Lines of a poem, at least; words of each, at most; and words of a paragraph, at least, that is prose around it:
hard-wrapped prose has lines of one length."""

CUT = 5
"""Words at the end of a text, at most, that the whole one has not there: dots, with the last word or "Read more"."""

_ITEM_NUMBER = re.compile(r"(?P<number>\d{1,2})(?P<sign>[.):])")
_CUT_OFF = re.compile(r"(?:…|\.\.\.)[\])\s]*(?:\w+\W*){0,3}$")
_OPENING, _CLOSING = '"“„«»‘‚「『', tuple('"”“»«’‘」』')
_LONG_WORD = re.compile(rf"[^\W\d_][^\W\d_]{{{LONG - 1},}}")
_WORD = re.compile(r"[^\W\d_][^\W\d_]{3,}")
_DIGITS = re.compile(r"\d+")


def is_rewritten(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether two texts are versions: their openings differ, and what is new there says when it happened.

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    if min(len(one.words), len(two.words)) < 2 * OPENING:
        return False
    lost = _changed(changed)
    if max(lost) < NEWS or min(lost) < APART:
        return False
    sides = [place for a, b, c, d in _joined(changed) for place in ((a, b, c, d), (c, d, a, b))]
    least = 1 if min(lost) >= REWRITTEN * OPENING else NEWS
    return any(_has_news(*texts, place, least) for texts, place in zip(cycle(((one, two), (two, one))), sides))


def is_redated(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether two texts stand below other dates and open with other sentences: an announcement and its reminder.

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    if not (_opens_with_date(one) and _opens_with_date(two)):
        return False
    dates = [text.words[slice(*text.lines[0])] for text in (one, two)]
    lost = _changed(changed)
    return dates[0] != dates[1] and max(lost) >= NEWS + max(map(len, dates))


def _opens_with_date(text: Words) -> bool:
    """Tell whether the first line is a date, and nothing else."""
    line = text.words[slice(*text.lines[0])] if text.lines else []
    return 0 < len(line) <= ITEM and _is_dated(line) and text.is_dated(0)


def _changed(changed: Ranges) -> tuple[int, int]:
    """Count the words of each of two openings that differ."""
    left = right = 0
    for a, b, c, d in changed:
        if a >= OPENING <= c:
            break
        left += max(0, min(b, OPENING) - a)
        right += max(0, min(d, OPENING) - c)
    return left, right


def _joined(changed: Ranges) -> Ranges:
    """Join the ranges of an opening with fewer than `APART` equal words between them: they share "the" by chance."""
    found: list[tuple[int, int, int, int]] = []
    for place in changed:
        if found and place[0] - found[-1][1] < APART:
            found[-1] = (found[-1][0], place[1], found[-1][2], place[3])
        elif min(place[0], place[2]) < OPENING:
            found.append(place)
        else:
            break
    return found


def _has_news(text: Words, other: Words, place: tuple[int, int, int, int], least: int) -> bool:
    """Tell whether a side says when something happened, and has words of its own, where the other one does not.

    Args:
        text, other: the texts.
        place: start and stop of the side, and of the other text in the same place.
        least: words, at least, that the other text has nowhere, nor in another spelling in this place.
    """
    start, stop, far_start, far_stop = place
    if len(" ".join(text.words[start : min(stop, start + OPENING)])) < 2 * least - 1:  # too short for so many words
        return False
    found = _dated(text, start, stop)
    if not found or _dated(other, far_start, far_stop):
        return False
    far = tokens(" ".join(other.words[far_start : min(far_stop, far_start + OPENING)])).keys
    own = lacking_words(found.keys, found.kinds, other)
    return sum(not any(is_alike(key, k) for k in far) for key in own) >= least


def _dated(text: Words, start: int, stop: int) -> Tokens | None:
    """Give the tokens of a range of an opening, if it says when something happened."""
    words = text.words[start : min(stop, start + OPENING)]
    if start >= OPENING or not kinds_of(words) & WHEN:
        return None
    found = tokens(" ".join(words))
    return found if _says_when(found.keys) and not text.is_dated(start) else None


def _says_when(keys: Sequence[str]) -> bool:
    """Tell whether words say on what day something happened; a date with its year is a stamp, or history."""
    return any(tells_when(key) and not any(map(_is_year, keys[at + 1 : at + 3])) for at, key in enumerate(keys))


def _is_year(key: str) -> bool:
    return key.isdigit() and key.isascii() and YEARS[0] <= int(key) <= YEARS[1]


def amid(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether a text has another one amid text of its own, as a round-up has a report.

    Args:
        one: the shorter text.
        two: the longer one.
        changed: where their words differ.
    """
    words, inside = len(one.words), len(two.words)
    if words >= WHOLE * inside:
        return False
    if words <= LISTED * inside and is_listing(two) and not is_listing(one):
        return True
    begin, before, after = _around(words, inside, changed)
    start = before - begin
    if (
        _is_item_of(one, two, start, after)
        or is_labelled_item(one, two, start)
        or is_first_item(one, two, start, after)
    ):
        return True
    if _is_between_marks(one, two, before - begin, after) or _is_verse_in(one, two, before - begin, after):
        return True
    is_teaser = before == begin and _is_cut_off(one, changed)
    if inside - after >= OTHERS * inside and not is_teaser and not _goes_on(one, two.words[after:]):
        return True
    if _is_edited(begin, changed):
        before -= begin
    if before < max(LEAST_BEFORE, min(OPENING, words // 2), AMID * inside):
        return False
    found = tokens(" ".join(two.words[:before]))
    return sum(1 for _ in lacking_words(found.keys, found.kinds, one)) >= NEWS


def _is_cut_off(one: Words, changed: Ranges) -> bool:
    """Tell whether a text ends in dots where the longer one goes on without them."""
    first, end = changed[-1][:2] if changed else (0, 0)
    return end == len(one.words) and end - first <= CUT and bool(_CUT_OFF.search(" ".join(one.words[first:end])))


def _is_item_of(one: Words, two: Words, start: int, stop: int) -> bool:
    """Tell whether a text is one of the numbered parts of another one, behind the number, and has no number itself.

    Args:
        one: the shorter text.
        two: the longer one.
        start, stop: where its first word should be in the longer one, and where the last shared block ends.
    """
    if start <= 0 or _ITEM_NUMBER.fullmatch(one.words[0]):
        return False
    first = _ITEM_NUMBER.fullmatch(two.words[start - 1])
    if not first or two.words[start - 1] != two.words[two.lines[two.line[start - 1]][0]]:
        return False
    number, sign = int(first["number"]), first["sign"]
    others = [two.words[a] for a, _ in two.lines if a < start - 1 or a >= stop]
    return any(word in others for word in (f"{number - 1}{sign}", f"{number + 1}{sign}"))


def _is_between_marks(one: Words, two: Words, start: int, stop: int) -> bool:
    """Tell whether a text stands in another one between marks of a quotation, and has none around itself.

    Args:
        one: the shorter text.
        two: the longer one.
        start, stop: where its first word should be in the longer one, and where the last shared block ends.
    """
    opening = two.words[max(0, start - 1) : start + 1]
    closing = two.words[max(0, stop - 1) : stop + 2]
    if not one.words or one.words[0][0] in _OPENING or one.words[-1][-1] in _CLOSING:
        return False
    opens = any(word[0] in _OPENING for word in opening[-1:]) or (len(opening) > 1 and opening[0][-1] in "«")
    return start > 0 and opens and any(word.rstrip(".,;:")[-1:] in _CLOSING for word in closing)


def _is_verse_in(one: Words, two: Words, start: int, stop: int) -> bool:
    """Tell whether a text in lines of verse stands between paragraphs of prose: a poem in an essay about it.

    Args:
        one: the shorter text.
        two: the longer one.
        start, stop: where its first word should be in the longer one, and where the last shared block ends.
    """
    if start <= 0 or len(one.lines) < VERSES or len(two.words) - stop < BLOCK:
        return False
    sizes = [b - a for a, b in one.lines]
    around = [b - a for a, b in two.lines if b <= start or a >= stop]
    return max(sizes) <= VERSE and bool(around) and max(around) > PROSE


def _is_edited(stop: int, changed: Ranges) -> bool:
    """Tell whether most of the first words of a text are in the other one, too, but in no block."""
    return stop >= BLOCK and sum(min(b, stop) - a for a, b, _, _ in changed if a < stop) <= EDITED * stop


def _around(words: int, inside: int, changed: Ranges) -> tuple[int, int, int]:
    """Give where the first shared block begins in the shorter and the longer text, and where the last one ends."""
    end = at = 0  # of the last place where they differ, in the shorter and in the longer text
    found: list[tuple[int, int, int]] = []
    for place in [*changed, (words, words, inside, inside)]:
        if place[0] - end >= min(BLOCK, max(1, words // 2)):
            found.append((end, at, place[2]))
        end, at = place[1], place[3]
    return (*found[0][:2], found[-1][2]) if found else (0, 0, inside)


def _goes_on(text: Words, rest: Sequence[str]) -> bool:
    """Tell whether the rest of a longer text goes on with the subject of its beginning.

    The first item of a page that lists articles is followed by others; the beginning of a report by the report.
    """
    if len(rest) < REST:
        return True
    known = {word[:STEM] for word in _LONG_WORD.findall(plain(text.text))}
    words = _LONG_WORD.findall(plain(" ".join(rest)))
    if min(len(known), len(words)) < FEW:
        return True
    least = SUBJECT * max(1.0, len(text.words) / SUBJECT_OF)
    return sum(word[:STEM] in known for word in words) >= least * len(words) or _names_again(text, rest)


def _names_again(text: Words, rest: Sequence[str]) -> bool:
    """Tell whether the rest of a longer text has enough words of content of its beginning, short ones as well."""
    known, words = (_content(plain(part)) for part in (text.text, " ".join(rest)))
    least = CONTENT * max(1.0, len(text.words) / SUBJECT_OF)
    return len(known & words) >= least * len(words) > 0


def _content(text: str) -> set[str]:
    """Give the words of a text that are no function words, by their first letters."""
    return {word[:STEM] for word in _WORD.findall(text) if word not in _function_words()}


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(map(plain, function_words()))


@once
def is_listing(text: Words) -> bool:
    r"""Tell whether a text lists articles: short lines again and again, with a date or the same words, begin an item.

    >>> page = "News\n{0} May 2031\nThe ferry has a new bell.\n{1} May 2031\nThe eels are back.\n{2} May 2031\nFog."
    >>> is_listing(Words(page.format(3, 2, 1))), is_listing(Words("The fair is on 3 May 2031.\nCome by boat."))
    (True, False)
    """
    if len(text.lines) < 2 * ITEMS:
        return False
    lines = [text.words[start:stop] for start, stop in text.lines if stop - start <= ITEM]
    if sum(map(_is_dated, lines)) >= ITEMS:
        return True
    same = Counter(_DIGITS.sub("0", " ".join(line)) for line in lines if _may_begin_item(line))
    return any(count >= ITEMS for count in same.values())


def _may_begin_item(line: Sequence[str]) -> bool:
    """Tell whether a line is two words, or a word and a number: "Read more", "Version 2.4.0"."""
    words = sum(map(_is_word, line))
    return words > 1 or (words == 1 < len(line) and any(map(str.isdigit, "".join(line))))


def _is_word(word: str) -> bool:
    return len(word) > 1 and word.strip(".,;:()|").isalpha()


def _is_dated(line: Sequence[str]) -> bool:
    return any(word[0].isdigit() for word in line) and any(is_date(plain(word.strip(".,;:()|"))) for word in line)
