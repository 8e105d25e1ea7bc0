"""Write a word as all people do: without case and the marks that some leave out, or without any marks.

Which letters are marks, and which scripts have no spaces between words, is said here for all patterns of tokens.
"""

from __future__ import annotations

import unicodedata

from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.remembering import Remembered

__all__ = [
    "DENSE_MARKS",
    "LONGEST_WORD",
    "MARKS",
    "PERSIAN",
    "UNSPACED",
    "VOWELS",
    "bare",
    "form_and_key",
    "plain",
    "written_forms",
]

LONGEST_WORD = 32  # letters of a word, at most, that is remembered: longer ones are texts, or come once

MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
"""Accents, tones and vowel signs of Latin, Greek, Cyrillic, Hebrew and Arabic, which people also leave out."""

VOWELS = (
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u0a01-\u0a03\u0a3c-\u0a51"
    "\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3e-\u0c56"
    "\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d82\u0d83\u0dca-\u0ddf"
)
"""Vowel signs of the scripts of India and Sri Lanka, which belong to the word."""

UNSPACED = (
    "\u0e00-\u0e4f\u0e5a-\u0ecf\u0eda-\u0eff\u1000-\u103f\u104a-\u109f\u1780-\u17df\u3005-\u3007\u3040-\u31ff"
    "\u3400-\u9fff"
)
"""Letters of scripts without spaces between words, as ranges of a class of a pattern: each, with the marks on it,
is a token."""

DENSE_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u17b4-\u17d3"


PERSIAN = {0x06CC: "\u064a", 0x06A9: "\u0643"}
"""Yeh and kaf of Persian and Urdu, for which many keyboards and old pages have the letters of Arabic."""


def plain(form: str) -> str:
    """Drop the marks that people leave out when they type, and fold case.

    >>> plain("Café"), plain("D’Ávila")
    ('cafe', "d'avila")
    """
    if form.isascii():
        return form.lower()
    return _folded(form)


def _fold(form: str) -> str:
    spread = unicodedata.normalize("NFKD", form.replace("’", "'").replace("ʼ", "'"))
    return unicodedata.normalize("NFC", _TYPED.sub("", spread)).casefold().translate(PERSIAN)


_folded = Remembered(_fold, 1 << 15, LONGEST_WORD).__getitem__  # most words of a text are frequent ones


_TYPED = late_pattern(f"[{MARKS}\u0640]")
_SPOKEN = late_pattern(f"[{MARKS}{VOWELS}{DENSE_MARKS}\u0640]")


def bare(form: str) -> str:
    """Drop all accents, tones and vowel signs of a word, also those that people do not leave out.

    >>> bare("लड़की") == bare("लड़का"), bare("bạn")
    (True, 'ban')
    """
    return unicodedata.normalize("NFC", _SPOKEN.sub("", unicodedata.normalize("NFKD", form))).casefold()


def written_forms(text: str) -> list[str]:
    """Give the words of a text between blanks, case-folded, with all marks.

    >>> written_forms("Old Café")
    ['old', 'café']
    """
    if text.isascii():
        return text.lower().split()
    folded = _typed(unicodedata.normalize("NFC", text).casefold())
    return [_not_drawn_out(word) for word in folded.split()]


def form_and_key(word: str) -> tuple[str, str]:
    """Give a word case-folded with all its marks, and `plain`.

    >>> form_and_key("Café")
    ('café', 'cafe')
    """
    if word.isascii():
        return word.lower(), word.lower()
    form = _not_drawn_out(_typed(unicodedata.normalize("NFC", word).casefold()))
    return form, plain(form)


def _not_drawn_out(form: str) -> str:
    """Drop the strokes by which words of Arabic are made longer."""
    return form.replace("\u0640", "") or form


def _typed(text: str) -> str:
    """Write the letters of `PERSIAN` as many people type them: as in Arabic."""
    for letter, typed in PERSIAN.items():
        text = text.replace(chr(letter), typed)
    return text
