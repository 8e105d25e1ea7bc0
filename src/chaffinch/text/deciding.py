"""Look up the words that decide whether two texts say the same: negations, opposites, dates, corrections, updates.

The lists are in ``deciding_words.toml``, by kind and language. A text is looked up in all languages at once: a word
that is another one elsewhere costs little where only the places count in which two texts differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import re2

from chaffinch.text.negated_forms import negates_korean
from chaffinch.text.numerals import numerals
from chaffinch.text.plain_words import plain
from chaffinch.text.tokenizing import tokens
from chaffinch.text.vocabulary import vocabulary

__all__ = [
    "connect_alike",
    "correction_sign",
    "corrects",
    "cues",
    "deciding_words",
    "ends_as",
    "is_byline",
    "is_coming",
    "is_counter",
    "is_date",
    "is_edition",
    "is_honorific",
    "is_negation",
    "is_notice",
    "is_one",
    "is_sold",
    "is_stamp",
    "is_version",
    "listed",
    "negates",
    "opposed",
    "opposites",
    "period",
    "rates",
    "tells_when",
    "tense",
    "toll",
    "updates",
]


NOTE = 200
"""Code points of a note in brackets that says what was corrected or updated, at most: a sentence or two."""


@lru_cache(maxsize=32)
def _keys(kind: str) -> frozenset[str]:
    return frozenset(plain(word) for some in vocabulary()[kind].values() for word in some)


@lru_cache(maxsize=32)
def listed(kind: str) -> frozenset[str]:
    """Give the keys of all words of a list, to ask for many tokens at once whether one of them is in it.

    >>> listed("tolls").isdisjoint(["fire", "kills"]), listed("dates").intersection(["on", "tuesday"])
    (False, frozenset({'tuesday'}))
    """
    return frozenset(_named(kind)) if kind in _NAMED else _keys(kind)


@lru_cache(maxsize=1)
def _pairs() -> frozenset[tuple[str, str]]:
    found = (tokens(pair).keys for some in vocabulary()["opposites"].values() for pair in some)
    both = [(keys[0], keys[1]) for keys in found if len(keys) == 2]
    return frozenset([*both, *((b, a) for a, b in both)])


def is_negation(key: str) -> bool:
    """Tell whether the key of a token negates, affirms or denies.

    >>> is_negation("never"), is_negation("ever")
    (True, False)
    """
    return key in _keys("negations")


def negates(keys: Iterable[str]) -> bool:
    """Tell whether tokens of a script without spaces, each a letter, have a negation of several letters, or of Korean.

    >>> negates("なかっ"), negates("なる"), negates(["열지", "않습니다"])
    (True, False, True)
    """
    joined = "".join(keys)
    if joined.isascii():
        return False
    return any(phrase in joined for phrase in _dense_negations()) or negates_korean(joined)


@lru_cache(maxsize=1)
def _dense_negations() -> tuple[str, ...]:
    return tuple(word for word in vocabulary()["negations"]["ja"] if len(word) > 1)


def is_date(key: str) -> bool:
    """Tell whether the key of a token is the name of a month or of a day of the week.

    >>> is_date("tuesday"), is_date("août"), is_date("aout")
    (True, False, True)
    """
    return key in _keys("dates")


def is_stamp(key: str) -> bool:
    """Tell whether the key of a token belongs to a stamp of date and time, as in ``Updated 3 May, 14:05 GMT``.

    >>> is_stamp("updated"), is_stamp("pay")
    (True, False)
    """
    return key in _keys("stamps")


def is_edition(key: str) -> bool:
    """Tell whether the key of a token counts the versions of a report, as in ``UPDATE 2`` and ``1ST LEAD``.

    >>> is_edition("lead"), is_edition("stand"), is_edition("dam")
    (True, True, False)
    """
    return key in _keys("editions")


def is_byline(key: str) -> bool:
    """Tell whether the key of a token opens a byline, as in ``By Ada Olm``.

    >>> is_byline("by"), is_byline("von"), is_byline("olm")
    (True, True, False)
    """
    return key in _keys("bylines")


def is_counter(key: str) -> bool:
    """Tell whether the key of a token is what a page counts of its readers, as in ``12 comments``.

    >>> is_counter("comments"), is_counter("aufrufe"), is_counter("goats")
    (True, True, False)
    """
    return key in _keys("counters")


def is_version(key: str) -> bool:
    """Tell whether the key of a token is a word before the number of a version, as in ``Version 1.2``.

    >>> is_version("version"), is_version("verse")
    (True, False)
    """
    return key in _keys("versions")


def is_sold(key: str) -> bool:
    """Tell whether the key of a token says that an item of a list is sold, reserved, taken or cancelled.

    >>> is_sold("sold"), is_sold("vendu"), is_sold("old")
    (True, True, False)
    """
    return key in _keys("sold")


def tells_when(key: str) -> bool:
    """Tell whether the key of a token says on what day something happened: a month, a weekday, or a word as ``today``.

    >>> tells_when("yesterday"), tells_when("monday"), tells_when("never")
    (True, True, False)
    """
    return key in _keys("dates") or key in _keys("days")


def is_coming(key: str) -> bool:
    """Tell whether the key of a token says that something is still to come.

    >>> is_coming("upcoming"), is_coming("today")
    (True, False)
    """
    return key in _keys("coming")


def tense(word: str) -> str | None:
    """Give the tense of an auxiliary verb: ``coming``, ``present``, ``past`` or ``conditional``; None for other words.

    >>> tense("will"), tense("wurde"), tense("would"), tense("sing")
    ('coming', 'past', 'conditional', None)
    """
    return _tenses().get(word.casefold())


@lru_cache(maxsize=1)
def _tenses() -> dict[str, str]:
    """Give the tense of each auxiliary verb, with its marks: "wurde" is another word than "würde"."""
    rows = (row.split() for some in vocabulary()["tenses"].values() for row in some)
    return {word.casefold(): name for name, *words in rows for word in words}


def ends_as(word: str) -> str | None:
    """Give the tense that a word ends in, if it is one of a verb: ``coming`` or ``conditional``.

    >>> ends_as("cantará"), ends_as("cantaría"), ends_as("cantó")
    ('coming', 'conditional', None)
    """
    endings, names = _endings()
    if not word.endswith(endings):
        return None
    return next(name for ending, name in names.items() if word.endswith(ending))


@lru_cache(maxsize=1)
def _endings() -> tuple[tuple[str, ...], dict[str, str]]:
    """Give the endings, and the tense that each one is of."""
    rows = (row.split() for some in vocabulary()["endings"].values() for row in some)
    names = {ending: name for name, *endings in rows for ending in endings}
    return tuple(names), names


def toll(key: str) -> str | None:
    """Give what happened to people whom a report counts, if the key of a token says so.

    >>> toll("killed"), toll("wounded"), toll("paid")
    ('dead', 'hurt', None)
    """
    return _named("tolls").get(key)


def period(key: str) -> str | None:
    """Give the unit of time that the key of a token is a form of.

    >>> period("days"), period("jahr"), period("barrels")
    ('day', 'year', None)
    """
    return _named("periods").get(key)


def rates(key: str) -> bool:
    """Tell whether the key of a token stands between what is measured and a unit of time, as in "barrels a day".

    >>> rates("per"), rates("of")
    (True, False)
    """
    return key in _keys("rates")


def connect_alike(one: str, two: str) -> bool:
    """Tell whether two words or phrases connect clauses in one sense; both are keys with spaces between them.

    >>> connect_alike("so that", "therefore"), connect_alike("because", "although")
    (True, False)
    """
    senses = _senses()
    return not senses.get(one, frozenset()).isdisjoint(senses.get(two, frozenset()))


@lru_cache(maxsize=1)
def _senses() -> dict[str, frozenset[str]]:
    """Give the languages and senses in which each word or phrase of the list connects clauses."""
    found: dict[str, set[str]] = {}
    for language, rows in vocabulary()["connecting"].items():
        for name, *phrases in map(str.split, rows):
            for phrase in phrases:
                found.setdefault(plain(phrase.replace("_", " ")), set()).add(f"{language} {name}")
    return {phrase: frozenset(senses) for phrase, senses in found.items()}


_NAMED = ("tolls", "periods")
"""Lists whose entries are a name and its words."""


@lru_cache(maxsize=len(_NAMED))
def _named(kind: str) -> dict[str, str]:
    """Give the name of each word of a list of `_NAMED`."""
    rows = (row.split() for some in vocabulary()[kind].values() for row in some)
    return {plain(word): name for name, *words in rows for word in words}


def is_notice(key: str) -> bool:
    """Tell whether the key of a token is a word in which headlines of one notice differ, as ``payout`` and ``net``.

    >>> is_notice("payout"), is_notice("harnby")
    (True, False)
    """
    return key in _keys("notices")


def is_honorific(key: str) -> bool:
    """Tell whether the key of a token is a title before a name, with a particle of one letter before it or without.

    >>> is_honorific("فخامة"), is_honorific("لفخامة"), is_honorific("mister")
    (True, True, False)
    """
    return key in _keys("honorifics") or key[1:] in _keys("honorifics")


def is_one(key: str) -> bool:
    """Tell whether the key of a token is the number one, which in many languages is also an article or a pronoun.

    >>> is_one("one"), is_one("two")
    (True, False)
    """
    return key in _keys("units")


def opposed(one: str, two: str) -> bool:
    """Tell whether the keys of two tokens are opposites.

    >>> opposed("rose", "fell"), opposed("rose", "climbed")
    (True, False)
    """
    return (one, two) in _pairs()


@lru_cache(maxsize=4)
def _phrases(kind: str) -> re.Pattern[str]:
    """Compile the phrases of a kind: a single word must stand alone, as a label does; a longer phrase opens a line."""
    words = sorted({plain(word.casefold()) for some in vocabulary()[kind].values() for word in some})
    single, longer = (
        "|".join(map(re.escape, some)) for some in ([w for w in words if " " not in w], [w for w in words if " " in w])
    )
    opening = r"(?:^|[\[(\u2013\u2014-])[ \t*#_>:\u2013\u2014-]*"
    label = rf"{opening}(?:(?:{single})[ \t]?\d{{0,2}}[ \t*_]*(?=[:\])\u2013\u2014-]|$)|(?:{longer})(?!\w))"
    note = rf"^[ \t*_>]*[(\[][ \t*_]*(?:{single})[ \t:][^()\[\]]{{0,{NOTE}}}[)\]]"  # "(Corrects name of bishop)"
    return re.compile(f"{label}|{note}", re.MULTILINE)


def corrects(text: str) -> bool:
    """Tell whether a text says at its beginning, or at the beginning of a line, that it corrects another one.

    >>> corrects("CORRECTION: The dam is 40 metres high."), corrects("The correction of the river began.")
    (True, False)
    """
    return _says(text, "corrections")


def updates(text: str) -> bool:
    """Tell whether a text says at its beginning, or at the beginning of a line, that it is a later version.

    >>> updates("UPDATE 2-Dam gives way"), updates("The update of the software is free.")
    (True, False)
    """
    return _says(text, "updates")


def _says(text: str, kind: str) -> bool:
    return bool(_prefilter(kind).search(text)) and bool(_phrases(kind).search(plain(text.casefold())))


@lru_cache(maxsize=4)
def _prefilter(kind: str) -> Any:
    """Compile what RE2 finds ten times as fast as the phrases."""
    return re2.compile(_may_say(kind))


def correction_sign() -> str:
    """Give what every text has that `corrects` another one, a pattern of RE2."""
    return _may_say("corrections")


def _may_say(kind: str) -> str:
    """Write the phrases, with and without their marks, as one pattern."""
    phrases = {phrase.casefold() for some in vocabulary()[kind].values() for phrase in some}
    escaped = map(re2.escape, sorted({*phrases, *map(plain, phrases)}))
    return f"(?i){'|'.join(escaped)}".replace("'", "['’ʼ]")


@lru_cache(maxsize=1)
def cues() -> frozenset[str]:
    """Give a word of every phrase by which a text says that it corrects or updates, the longest one.

    >>> "corrected" in cues(), "in" in cues()
    (True, False)
    """
    phrases = (p for kind in ("corrections", "updates") for some in vocabulary()[kind].values() for p in some)
    return frozenset(max(plain(phrase).split(), key=len).strip(":") for phrase in phrases)


@lru_cache(maxsize=1)
def deciding_words() -> frozenset[str]:
    """Give the words by which a place where two texts differ may decide: all of the lists, and numerals.

    >>> {"not", "three", "tuesday"} <= deciding_words(), {"house", "rose"} & deciding_words()
    (True, set())
    """
    return frozenset([*numerals(), *cues(), *(w for kind in _KINDS for w in _keys(kind))])


@lru_cache(maxsize=1)
def opposites() -> frozenset[str]:
    """Give the words that decide where their opposites stand in the other text.

    >>> "rose" in opposites(), "house" in opposites()
    (True, False)
    """
    return frozenset(key for pair in _pairs() for key in pair)


_KINDS = ("negations", "dates", "units")
