"""Sentences, paragraphs and titles that mean nothing, of words that follow the frequencies of real text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from .chance import Chance
from .languages import GLUE, LANGUAGES, Language, Words, language

__all__ = ["Sentence", "Subject", "figure", "filled_form", "form", "paragraphs", "subject", "title"]

Sentence = list[str]
"""Words, with the marks that stand at them."""

_CLASSES = "DNVARPEFX"
_LITERAL, _NOUN, _NAME, _FIGURE = len(_CLASSES), *map(_CLASSES.index, "NEF")
_PATTERNS = 600  # sentence patterns of a language
_LINKED = (0.35, 0.85)  # up to here a sentence has one clause, up to there two
_OWN = 0.2  # share of nouns that are of the subject of the text
_SUBJECT_NOUNS, _CAST = 30, 6
_SUBJECTS = 50_000  # that are remembered
_PARAGRAPH = (2, 6)  # sentences
_MARKS = re.compile(r"[,;:.。，、،؛]+")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text is about: names and nouns that come again in it, and in other texts about the same."""

    cast: npt.NDArray[np.object_]
    nouns: npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sentence without its words: class, literal word and marks at each place; all of shape (words,)."""

    classes: npt.NDArray[np.int8]
    literals: npt.NDArray[np.object_]
    marks: npt.NDArray[np.object_]


@cache
def _patterns(code: str) -> list[_Pattern]:
    spoken = language(code)
    chance = Chance(20260212, LANGUAGES.index(code))  # any number: patterns are the same for every corpus
    return [_pattern(spoken, chance) for _ in range(_PATTERNS)]


def _pattern(spoken: Language, chance: Chance) -> _Pattern:
    clauses, links = spoken.table["clauses"], spoken.table["links"]
    drawn = chance.share()
    text = chance.one(clauses)
    for _ in range((drawn >= _LINKED[0]) + (drawn >= _LINKED[1])):
        text += f" {chance.one(links)} {chance.one(clauses)}"
    return _compiled(text, spoken.table["stop"])


def _compiled(text: str, stop: str) -> _Pattern:
    words: list[str] = []
    marks: list[str] = []
    for item in text.split():
        leading = found[0] if (found := _MARKS.match(item)) else ""
        if leading:
            marks[-1] += leading
        if rest := item[len(leading) :]:
            words.append(rest)
            marks.append("")
    marks[-1] += stop
    classes = [_CLASSES.index(word) if word in _CLASSES else _LITERAL for word in words]
    return _Pattern(np.array(classes, np.int8), np.array(words, object), np.array(marks, object))


@lru_cache(_SUBJECTS)
def subject(code: str, seed: int, number: int) -> Subject:
    """Make the subject of a number; below zero are those of sites."""
    spoken, chance = language(code), Chance(seed, 1 if number >= 0 else 0, LANGUAGES.index(code), abs(number))
    cast = [spoken.person(chance) if i % 3 else chance.one(spoken.names) for i in range(_CAST)]
    return Subject(np.array(cast, object), spoken.classes["N"].drawn(chance.many(_SUBJECT_NOUNS)))


def paragraphs(spoken: Language, about: Subject, chance: Chance, words: int) -> list[list[Sentence]]:
    """Write paragraphs of about so many words together."""
    patterns, size = _patterns(spoken.code), 0
    chosen: list[_Pattern] = []
    while size < words:
        chosen.append(chance.one(patterns))
        size += len(chosen[-1].classes)
    sentences = _written(spoken, about, chance, chosen)
    found, at = [], 0
    while at < len(sentences):
        count = chance.between(*_PARAGRAPH)
        found.append(sentences[at : at + count])
        at += count
    return found


def title(spoken: Language, about: Subject, chance: Chance) -> str:
    """Write a title: a sentence of one clause without a stop."""
    clause = _compiled(chance.one(spoken.table["clauses"]), "")
    (sentence,) = _written(spoken, about, chance, [clause])
    return spoken.space.join(sentence)


def form(spoken: Language, chance: Chance, sentences: int) -> list[_Pattern]:
    """Make a form: sentences whose words are fixed, with places for names and figures."""
    chosen = [chance.one(_with_places(spoken.code)) for _ in range(sentences)]
    nobody = Subject(np.array([""], object), spoken.classes["N"].words)
    return [_fixed(spoken, nobody, chance, pattern) for pattern in chosen]


@cache
def _with_places(code: str) -> list[_Pattern]:
    return [p for p in _patterns(code) if np.isin(p.classes, (_NAME, _FIGURE)).sum() > 1]


def _fixed(spoken: Language, about: Subject, chance: Chance, pattern: _Pattern) -> _Pattern:
    words = _drawn(spoken, about, chance, pattern.classes, pattern.literals)
    place = np.isin(pattern.classes, (_NAME, _FIGURE))
    classes = np.where(place, pattern.classes, _LITERAL).astype(np.int8)
    return _Pattern(classes, np.where(place, pattern.literals, words), pattern.marks)


def filled_form(spoken: Language, about: Subject, chance: Chance, patterns: list[_Pattern]) -> list[Sentence]:
    """Fill a form."""
    return _written(spoken, about, chance, patterns)


def _written(spoken: Language, about: Subject, chance: Chance, chosen: list[_Pattern]) -> list[Sentence]:
    classes = np.concatenate([pattern.classes for pattern in chosen])
    words = _drawn(spoken, about, chance, classes, np.concatenate([pattern.literals for pattern in chosen]))
    marked = (words + np.concatenate([pattern.marks for pattern in chosen])).tolist()
    stops = np.cumsum([len(pattern.classes) for pattern in chosen]).tolist()
    return [_sentence(marked[a:b]) for a, b in zip(chain([0], stops), stops, strict=False)]


def _sentence(words: list[str]) -> Sentence:
    found = GLUE.join(words).split(GLUE)
    found[0] = found[0][:1].upper() + found[0][1:]
    return found


def _drawn(
    spoken: Language,
    about: Subject,
    chance: Chance,
    classes: npt.NDArray[np.int8],
    literals: npt.NDArray[np.object_],
) -> npt.NDArray[np.object_]:
    shares = chance.many(len(classes))
    words = _table(spoken.code).drawn(classes + shares)
    literal = classes == _LITERAL
    words[literal] = literals[literal]
    names = (classes == _NAME).nonzero()[0]
    words[names] = about.cast[(shares[names] * len(about.cast)).astype(np.int64)]
    figures = (classes == _FIGURE).nonzero()[0]
    words[figures] = [figure(spoken, share) for share in shares[figures].tolist()]
    nouns = ((classes == _NOUN) & (chance.many(len(classes)) < _OWN)).nonzero()[0]
    words[nouns] = about.nouns[(shares[nouns] * len(about.nouns)).astype(np.int64)]
    return words


@cache
def _table(code: str) -> Words:
    """Give the words of all classes as one table, in which those of class 2 have the numbers from [2, 3)."""
    spoken = language(code)
    known = {**spoken.classes, "X": spoken.phrases}
    nothing = Words(np.array([""], object), np.ones(1))
    tables = [known.get(name, nothing) for name in _CLASSES] + [nothing]
    limits = [table.limits + number for number, table in enumerate(tables)]
    return Words(np.concatenate([table.words for table in tables]), np.concatenate(limits))


def figure(spoken: Language, share: float) -> str:
    """Write a number by a number from [0, 1): small ones, hundreds and thousands, years.

    >>> figure(language("en"), 0.01), figure(language("en"), 0.65), figure(language("en"), 0.93)
    ('3', '3,835', '2001')
    """
    if share < 0.4:
        return str(2 + int(share * 245))
    if share < 0.85:
        value = 100 + int((share - 0.4) * 14_940)
        return f"{value:,}" if spoken.code in ("en", "zh", "ja") else f"{value:,}".replace(",", ".")
    return str(1990 + int((share - 0.85) * 140))
