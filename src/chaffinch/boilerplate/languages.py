"""The language of a text, so that a pack of phrases looks at texts of its language only.

A phrase of one language is a word of another: Polish ``pap``, a news agency, is the beginning of *papers*. Scripts tell
some languages from all others, function words the rest (Cavnar and Trenkle 1994 compare them with n-grams of letters).
Where that leaves a doubt no language is given, and every pack may look.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import chain, repeat

from chaffinch.text import Remembered, data_file, late_pattern

__all__ = ["function_words", "language", "languages_of"]

LOOK = 2_000
"""Code points of a text that are looked at: its furniture is mostly below."""

LEAST = 8
"""Function words that a text must have of a language: short texts are of none."""

AHEAD = 1.5
"""Times as many as of the next language."""

SCRIPT_SHARE = 0.3
"""Share of the letters that are of a script, from which on the text is: names and numbers are of others."""

_OF_MANY = frozenset({"de", "la", "se"})
"""Function words of so many languages that they tell none."""

_SCRIPTS = {
    "ko": late_pattern(r"[\uac00-\ud7a3\u1100-\u11ff]"),
    "ja": late_pattern(r"[\u3040-\u30ff]"),
    "zh": late_pattern(r"[\u4e00-\u9fff]"),
    "he": late_pattern(r"[\u0590-\u05ff]"),
    "hi": late_pattern(r"[\u0900-\u097f]"),
    "th": late_pattern(r"[\u0e00-\u0e7f]"),
    "el": late_pattern(r"[\u0370-\u03ff]"),
    "ar": late_pattern(r"[\u0600-\u06ff]"),
    "ru": late_pattern(r"[\u0400-\u04ff]"),
}
"""Letters by which a language is known, those that share them with another one last."""

_SHARED = {
    "ja": (),
    "ar": (("fa", "پچژگی"), ("ar", "ةىيكأإ")),
    "ru": (("uk", "іїєґІЇЄҐ"), ("ru", "ыэъёЫЭЪЁ")),
}
"""Letters that tell languages of one script apart: the one with more of its own."""

_ANY_SCRIPT = late_pattern("|".join(script.pattern for script in _SCRIPTS.values()))
"""Finds a letter of any of these scripts, which most texts in Latin letters have none of."""

_LETTER = late_pattern(r"[^\W\d_]")
_MARKS = ".,;:!?\"'()"


def language(text: str) -> str:
    """Give the language of a text as its ISO 639 code, or an empty string where that is not sure.

    >>> language("The lock keeper said that there was no one in the boat, and that it had been there for a day.")
    'en'
    >>> language("Der Wärter sagte, dass die Tore auch nach dem Regen nicht zu öffnen sind und das Boot noch wartet.")
    'de'
    >>> language("大坝守住了。"), language("Lock 3"), language("ما قاله الوزير إلى الصحيفة")
    ('zh', '', 'ar')
    """
    head = text[:LOOK]
    if not _ANY_SCRIPT.search(head):
        return _by_words(head)
    times, letters = dict.fromkeys(("", *_SCRIPTS), 0), 0
    for character in set(head):
        count, (script, is_letter) = head.count(character), _SCRIPT_OF[character]
        times[script] += count
        letters += count * is_letter
    for name in _SCRIPTS:
        if letters and times[name] >= SCRIPT_SHARE * letters:
            return _among(name, head)
    return _by_words(head)


def _script(character: str) -> tuple[str, bool]:
    """Give the name of the script of a character, empty for other ones, and whether it is a letter."""
    name = next((name for name, script in _SCRIPTS.items() if script.match(character)), "")
    return name, bool(_LETTER.match(character))


_SCRIPT_OF = Remembered(_script, 1 << 14)


def _among(name: str, text: str) -> str:
    """Tell languages of one script apart."""
    counts = [(sum(map(text.count, own)), other) for other, own in _SHARED.get(name, ())]
    return max(counts)[1] if counts and max(counts)[0] else name


def _by_words(text: str) -> str:
    known = _stop_words()
    bare = map(str.strip, text.lower().split(), repeat(_MARKS))
    ranked = Counter(chain.from_iterable(filter(None, map(known.get, bare)))).most_common(2)
    if not ranked or ranked[0][1] < LEAST:
        return ""
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= AHEAD * ranked[1][1] else ""


@lru_cache(maxsize=1)
def _stop_words() -> dict[str, tuple[str, ...]]:
    """Read the function words of all languages: the languages of each word."""
    tree = data_file("chaffinch.boilerplate", "stop_words.toml")
    words: dict[str, tuple[str, ...]] = {}
    for name, listed in tree.items():
        for word in set(listed.split()):
            words[word] = (*words.get(word, ()), name)
    return words


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """Give the function words of all languages, in lower case."""
    return frozenset(_stop_words()) | _OF_MANY


def languages_of(word: str) -> tuple[str, ...]:
    """Give the languages that a word in lower case is a function word of.

    >>> languages_of("und"), languages_of("gate")
    (('de',), ())
    """
    return _stop_words().get(word, ())
