"""Words of a text with the lines that they stand in, and what a place among them is: a title, a dateline, an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import pairwise
from typing import Any, TypeVar

from chaffinch.text import (
    CLOSES,
    STOPS,
    UNSPACED,
    Remembered,
    canonical,
    cues,
    is_date,
    is_stamp,
    is_version,
    late_pattern,
    plain,
)

__all__ = ["HEADLINE", "LEAD", "LEAST_LEAD", "NAME", "Words", "once"]

T = TypeVar("T")

STEM = 5
"""Letters by which two words are taken for forms of one."""

NAME = 4
"""Letters of a name, at least: shorter capitalised words are titles, initials and abbreviations."""

MARKED = 0.6
"""Share of the words, at least, that have a mark in a text of a language that cannot do without them, as Vietnamese
(.85 in a text). Measured on 400 texts each, 5th to 95th percentile: Albanian .31 to .49, where many leave marks out,
Arabic .09 to .25, Portuguese .12 to .19, German .04 to .14."""

HEAD = 16
"""Words at the beginning of a text among which a dateline stands, a headline before it."""

BEHIND = 5
"""Words from a date on, at most, to the dash or bracket that ends a dateline."""

TITLE, TITLES = 14, 3
"""Words of a title, at most; and lines at the beginning of a text among which its title stands."""

NAMED = 2
"""Words of a title, at least, besides numbers and dates: one and a number are a count or a label."""

DAY = 2
"""Digits of the day of a date, at most."""

STAMP = 10
"""Words of a line, at most, that is a stamp of date and time."""

LABEL, VALUE = 13, 3
"""Letters of a label in running text with its colon, at most, and words of what stands behind it."""

SALUTATION = 7
"""Words of a line, at most, that says to whom a letter is written."""

HEADLINE = 12
"""Words of a line, at least, that may have the lead: shorter ones are headlines and bylines."""

LEAD, LEAST_LEAD = 40, 10
"""Words of a lead, at most, and at least: a shorter one is a phrase that returns by chance."""

VERSION = 3
"""Words from "version", or from the mark of a revision, to its number, at most."""

_REVISION = ("@(#)", "$Id", "$Revision", "$Header")  # marks that SCCS and RCS put before the number of a revision

RECURRING = 2
"""Times that a word stands in a text from which on more say no more."""

SEARCHED = 10_000
"""Characters of a text, at most, in which each word is searched. In a longer one all words are counted at once, which
takes 75 ns a character; a search takes half a microsecond and .2 ns a character, and there is one for each 40 of
these."""
_STOP = late_pattern(rf"[{STOPS}:|]{CLOSES}$")
_QUESTION = late_pattern(rf"[?？؟:]{CLOSES}$")
_LABEL = re.compile(r"^(?:[^\W\d_]{1,3}[.:)]|[^\W\d_]{4,12}:)$")
_CLOCK = re.compile(r"\d:\d\d|\d{1,4}([./-])\d{1,2}\1\d{2,4}")
_WORD = re.compile(r"[^\W\d_][^\W\d_]*")
_DENSE = late_pattern(f"[{UNSPACED}]")
_DENSE_STAMP = late_pattern(
    r"[\W\d年月日号號时時点點分秒頃曜星期周週一二三四五六天火水木金土午前後上下更新発發行公開配信布表掲載编編辑輯]*"
)
_NUMBER = re.compile(r"\d[\d.,:/]*")
_PUNCTUATION = ".,;:()[]\"'“”‘’"


class Words:
    """The words of a text between blanks, with the lines that they stand in, and on demand its vocabulary."""

    __slots__ = (
        *("_counts", "_found", "_lead", "_marked", "_numbers", "_plain"),
        *("alone", "answered", "line", "lines", "text", "words"),
    )

    def __init__(self, text: str) -> None:
        """Split a text."""
        self.text = text
        self.words = words = list[str]()
        self.line = of_line = list[int]()
        self.lines = lines = list[tuple[int, int]]()
        self.alone: set[int] = set()  # lines before an empty one
        self.answered: dict[Callable[[Words], Any], Any] = {}
        self._counts: Counter[str] | None = None
        self._found: dict[str, int] = {}  # words that were counted one by one: several tests ask for the same ones
        self._marked: bool | None = None
        self._numbers: set[str] | None = None
        self._plain: str | None = None
        self._lead: tuple[int, int] | None = None
        for found in map(str.split, text.splitlines()):
            if found:
                start = len(words)
                words += found
                stop = len(words)
                of_line += [len(lines)] * (stop - start)
                lines.append((start, stop))
            else:
                self.alone.add(len(lines) - 1)

    def count(self, key: str, *, is_number: bool = False) -> int:
        """Count a word up to `RECURRING`, by its part before an apostrophe; or tell whether a number is there."""
        if is_number:
            return int(key in self._all_numbers())
        if self._plain is None:
            self._plain = plain(self.text)
        word = key.partition("'")[0]
        if len(self._plain) <= SEARCHED:
            if word not in self._found:
                self._found[word] = _times(word, self._plain)
            return self._found[word]
        if self._counts is None:
            self._counts = Counter(_WORD.findall(self._plain))
        return min(self._counts[word], RECURRING)

    def _all_numbers(self) -> set[str]:
        if self._numbers is None:
            self._numbers = {canonical(number.strip(_PUNCTUATION)) for number in _NUMBER.findall(self.text)}
        return self._numbers

    def has_lower(self, key: str) -> bool:
        """Tell whether the text has a word, or a form of it, without a capital: in a line of capitals it is no name."""
        return (f" {key[:STEM]}" if len(key) >= STEM else f" {key} ") in self.text

    @property
    def is_marked(self) -> bool:
        """Whether the text is written with accents, tones or vowel signs throughout."""
        if self._marked is None:
            marked = sum(not word.isascii() and plain(word) != word.casefold() for word in self.words)
            self._marked = marked >= MARKED * len(self.words)
        return self._marked

    @property
    def lead(self) -> tuple[int, int]:
        """The range of the first sentence, behind headlines and bylines."""
        if self._lead is None:
            start = next((start for start, stop in self.lines[:4] if stop - start >= HEADLINE), 0)
            end = min(start + LEAD, len(self.words))
            stop = start + LEAST_LEAD
            while stop < end and not self.opens(stop):
                stop += 1
            self._lead = start, min(stop, end)
        return self._lead

    def opens(self, at: int) -> bool:
        """Tell whether a word opens a line or a sentence."""
        if at == 0 or at >= len(self.words):
            return True
        last = self.words[at - 1]
        return self.line[at] != self.line[at - 1] or (not last[-1].isalnum() and bool(_STOP.search(last)))

    def is_title(self, at: int) -> bool:
        """Tell whether a word stands in a title: a heading, or a paragraph of one line among the first, without a stop.

        A byline with a date or a clock is none, and neither is a line that begins with a number, or with "Update",
        "Correction" and the like.
        """
        if at >= len(self.words) or len(self.lines) <= 1:
            return False
        number = self.line[at]
        start, stop = self.lines[number]
        if stop - start > TITLE or _STOP.search(self.words[stop - 1]):
            return False
        line = self.words[start:stop]
        if not (line[0].startswith("#") or (number < TITLES and number in self.alone)):
            return False
        keys = [key for word in line if (key := plain(word.strip(_PUNCTUATION + "#")))]
        if not keys or keys[0] in cues() or (not line[0].startswith("#") and _is_stamped(keys)):
            return False
        return sum(key.isalpha() and len(key) >= NAME and not is_date(key) for key in keys) >= NAMED

    def answers(self, start: int, stop: int) -> bool:
        """Tell whether words are all that a line says: below a question, or behind the letter of who answers.

        So are a few words behind a label in running text, up to a stop.
        """
        if not 0 < start < stop or self.words[start - 1][-1].isalnum():
            return False
        if stop < len(self.words) and self.line[stop] == self.line[start]:
            label = self.words[start - 1]
            is_label = label[-1] in ":：" and len(label) <= LABEL and self.line[start - 1] == self.line[start]
            return is_label and stop - start <= VALUE and bool(_STOP.search(self.words[stop - 1]))
        return self.line[start] == self.line[stop - 1] and bool(
            (_QUESTION if self.line[start] != self.line[start - 1] else _LABEL).search(self.words[start - 1])
        )

    def is_aside(self, at: int) -> bool:
        """Tell whether a word stands in a line by itself that is no sentence: a byline, a counter, a label."""
        if at >= len(self.words):
            return True
        number = self.line[at]
        start, stop = self.lines[number]
        is_alone = number in self.alone or number == len(self.lines) - 1
        opens = number == 0 or number - 1 in self.alone
        return is_alone and opens and stop - start <= TITLE and not _STOP.search(self.words[stop - 1])

    def is_addressed(self, at: int) -> bool:
        """Tell whether a word stands in a line that says to whom a letter is written: "Dear Ms Ottaway,"."""
        if at >= len(self.words):
            return False
        number = self.line[at]
        start, stop = self.lines[number]
        return (
            start < at and stop - start <= SALUTATION and self.words[stop - 1][-1] in ",!:،，" and number < TITLES + 2
        )

    def is_version(self, at: int) -> bool:
        """Tell whether a place follows, in its line, a word by which a text names its version."""
        if at >= len(self.words):
            return False
        start = max(self.lines[self.line[at]][0], at - VERSION)
        return any(map(_names_version, self.words[start:at]))

    def is_headed(self, at: int) -> bool:
        """Tell whether a word stands in a headline: a short line above a text, without a stop."""
        start, stop = self.lines[self.line[at]] if at < len(self.words) else (0, TITLE + 1)
        return start == 0 and stop - start <= TITLE and len(self.lines) > 1 and not _STOP.search(self.words[stop - 1])

    @property
    def names_versions(self) -> bool:
        """Whether the text has a word by which texts name their versions."""
        return any(map(_names_version, self.words))

    def is_numbered(self, at: int) -> bool:
        """Tell whether a number, or the sign of a part of a degree, stands before a word in its line."""
        if not 0 < at < len(self.words) or self.line[at] != self.line[at - 1]:
            return False
        last = self.words[at - 1]
        return last[-1].isdecimal() or (last[-1] in "°'′\"″’”" and last[0].isdecimal())

    def is_dated(self, at: int) -> bool:
        """Tell whether a place belongs to a dateline, or to a line that is nothing but a stamp of date and time."""
        if not self.words:
            return False
        at = min(at, len(self.words) - 1)
        start, stop = self.lines[self.line[at]]
        if stop - start <= STAMP and all(_is_date(word) or _is_stamp(word) for word in self.words[start:stop]):
            return True
        if at >= HEAD:
            return False
        near = self.words[max(start, at - 1) : at + 2]
        behind = self.words[at : min(stop, at + BEHIND)]
        return any(map(_is_date, near)) and any(map(_ends_dateline, behind))


def once(question: Callable[[Words], T]) -> Callable[[Words], T]:
    """Ask a question about a text once, however many other texts it is compared with; nobody changes the answer.

    >>> first = once(lambda text: text.words[:1])
    >>> mill = Words("The mill burnt.")
    >>> first(mill) is first(mill)
    True
    """

    @wraps(question)
    def asked(text: Words) -> T:
        if question not in text.answered:
            text.answered[question] = question(text)
        return text.answered[question]  # type: ignore[no-any-return]

    return asked


_names_version = Remembered(
    lambda word: is_version(plain(word.strip(_PUNCTUATION))) or word.startswith(_REVISION), 1 << 15
).__getitem__


def _times(word: str, text: str) -> int:
    """Count a word in a text, up to `RECURRING`: it has no letter before it and none behind.

    >>> _times("sea", "the sea, overseas: sea2"), _times("oversea", "overseas")
    (2, 0)
    """
    found, at, size = 0, text.find(word) if word.isalpha() else -1, len(word)
    while at >= 0 and found < RECURRING:
        end = at + size
        found += not (_is_letter(text[max(at - 1, 0) : at]) or _is_letter(text[end : end + 1]))
        at = text.find(word, end)
    return found


def _is_letter(character: str) -> bool:
    return character.isalnum() and not character.isdecimal()


def _is_stamped(keys: Sequence[str]) -> bool:
    """Tell whether a line may say when a page was made, or count something: it has a day, a clock, a first number.

    Small words of stamps ("at", "de", "el") stand in any title, so they count only beside a number.
    """
    days = any(
        (is_date(a) and b.isdigit() and len(b) <= DAY) or (is_date(b) and a[0].isdigit()) for a, b in pairwise(keys)
    )
    least = 1 if any(any(map(str.isdigit, key)) for key in keys) else NAME
    stamped = any((is_stamp(key) and len(key) >= least) or _CLOCK.search(key) for key in keys)
    return days or keys[0][0].isdigit() or stamped


def _is_date(word: str) -> bool:
    return bool(_CLOCK.search(word)) or is_date(plain(word.strip(_PUNCTUATION)))


def _is_stamp(word: str) -> bool:
    bare = plain(word.strip(_PUNCTUATION))
    if _DENSE.search(bare):  # a whole sentence may stand between two blanks
        return bool(_DENSE_STAMP.fullmatch(bare))
    return not bare or bare[0].isdigit() or is_stamp(bare)


def _ends_dateline(word: str) -> bool:
    """Tell whether a word ends a dateline: a dash, or the agency in brackets."""
    return word[-1] in "-\u2013\u2014" or word[0] == "("
