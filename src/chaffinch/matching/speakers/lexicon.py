"""Load the words by which a language names who is quoted, and choose among these languages the one of a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = ["CLASSES", "Lexicon", "language_of", "lexicon"]

CLASSES = {
    "times": "M",
    "skipped": "H",
    "groups": "G",
    "bodies": "b",
    "roles": "R",
    "titles": "T",
    "places": "L",
    "statements": "S",
    "conjunctions": "C",
    "relatives": "W",
    "pronouns": "Y",
    "determiners": "D",
    "prepositions": "I",
    "verbs": "V",
    "audience": "K",
    "participles": "V",
    "sources": "A",
    "he": "P",
    "she": "P",
}
"""Lists of a language and the class of their words; of a word in two lists, the class of the later one counts."""

_SETS = (
    "participles", "particles", "inner_particles", "of", "he", "she", "he_titles", "she_titles", "surnames",
    "he_names", "she_names", "subordinate", "auxiliaries", "reported", "quoting", "passive", "genitives",
)  # fmt: skip
_SUFFIXES = {"role_suffixes": "R", "body_suffixes": "b", "noun_suffixes": "x"}

_SCRIPTS = (("ar", re.compile(r"[\u0600-\u06ff]")), ("ru", re.compile(r"[\u0400-\u04ff]")))
"""Scripts that decide the language; of Cyrillic and Arabic letters there is one list of words each."""

SCRIPT_SHARE = 0.5
"""Share of the letters around a quotation, at least, that are of a script: the language is then of it."""

_LATIN = ("en", "de", "fr", "es", "pt", "it", "nl")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of one language.

    Attributes:
        language: its ISO 639 code.
        classes: class of each word, in lower case.
        phrases: entries of several words, as a regular expression.
        sets: words of some lists, for what their class does not say.
        suffixes: pairs of an ending and the class of words that end so; the longest comes first.
        capital_nouns: nouns are written with a capital letter.
        capitals: names are written with a capital letter.
        inverted: the subject may follow the verb before a quotation, too.
        dropped: a sentence may lack its subject.
    """

    language: str
    classes: Mapping[str, str]
    phrases: re.Pattern[str]
    sets: Mapping[str, frozenset[str]]
    suffixes: tuple[tuple[str, str], ...]
    capital_nouns: bool
    capitals: bool
    inverted: bool
    dropped: bool


@lru_cache(maxsize=16)
def lexicon(language: str) -> Lexicon:
    """Load the words of a language; they stay in memory for the process.

    >>> lexicon("en").classes["spokesman"], lexicon("de").classes["sagte"]
    ('R', 'V')
    """
    path = files("chaffinch.matching.speakers").joinpath("languages", f"{language}.toml")
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    classes = {word.replace("_", " "): CLASSES[name] for name in CLASSES for word in tree.get(name, "").split()}
    phrases = sorted((word for word in classes if " " in word), key=len, reverse=True)
    endings = [(ending, kind) for name, kind in _SUFFIXES.items() for ending in tree.get(name, "").split()]
    return Lexicon(
        language,
        classes,
        re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b" if phrases else r"(?!)", re.IGNORECASE),
        {name: frozenset(tree.get(name, "").split()) for name in _SETS},
        tuple(sorted(endings, key=lambda pair: -len(pair[0]))),
        tree.get("capital_nouns", False),
        tree.get("capitals", True),
        tree.get("inverted", False),
        tree.get("dropped", False),
    )


@lru_cache(maxsize=1)
def _function_words() -> dict[str, tuple[str, ...]]:
    """Map each function word to the Latin languages that have it."""
    found: dict[str, list[str]] = {}
    for language in _LATIN:
        words = lexicon(language).classes
        for word in [word for word, kind in words.items() if kind in "DICHWPY"]:
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


def language_of(text: str) -> str:
    """Give the language of a text among those with a list: that of its script, or that of most of its function words.

    >>> language_of("Der Damm hat die ganze Nacht gehalten"), language_of("The dam held all night")
    ('de', 'en')
    """
    letters = sum(map(len, _WORD.findall(text)))
    for language, script in _SCRIPTS:
        if len(script.findall(text)) > SCRIPT_SHARE * letters:
            return language
    known, count = _function_words(), dict.fromkeys(_LATIN, 0)
    for word in _WORD.findall(text.lower()):
        for language in known.get(word, ()):
            count[language] += 1
    return max(_LATIN, key=lambda language: count[language])
