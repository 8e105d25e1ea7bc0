"""Know the words that are numbers in any language, those that multiply one, and numerals of Chinese and Thai."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from chaffinch.text.plain_words import DENSE_MARKS, form_and_key, plain
from chaffinch.text.vocabulary import vocabulary

__all__ = [
    "HAN_NUMERAL",
    "TEN",
    "THAI_NUMERAL",
    "dense_value",
    "has_numeral",
    "is_number_word",
    "minus_words",
    "number_words",
    "numerals",
    "ones",
    "scale",
    "scales",
    "values",
]

TEN = 10  # base of numerals

_HAN = {c: n for n, some in enumerate(("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")) for c in some}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_MYRIAD = 10_000  # from here on a unit multiplies all that stands before it

_THAI = {"เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9}
_THAI_DIGIT = "|".join(_THAI)
_THAI_TEN = "สิบ"
THAI_NUMERAL = (
    rf"(?:(?:{_THAI_DIGIT})?{_THAI_TEN}(?:{_THAI_DIGIT})?|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)"
    rf"(?![{DENSE_MARKS}มง]|ารถ|อี้|ล้ม)"  # not in "husband", "forbid", "shop", "can", "chair", "fall over"
)
"""A numeral of Thai above one, as a pattern."""

HAN_NUMERAL = rf"[二两兩三四五六七八九十百千][{''.join((*_HAN, *_HAN_UNITS))}]*"
"""A numeral of Chinese and Japanese above one, as a pattern."""


@lru_cache(maxsize=1)
def values() -> dict[str, int]:
    """Map numerals and ordinals of all languages to their values; a word with two values is left out."""
    found: dict[str, set[int]] = {}
    for language in (*vocabulary()["numbers"].values(), *vocabulary()["ordinals"].values()):
        for row in language:
            value, *words = row.split()
            for word in words:
                found.setdefault(plain(word), set()).add(int(value))
    return {word: values.pop() for word, values in found.items() if len(values) == 1}


@lru_cache(maxsize=1)
def ones() -> frozenset[str]:
    """Give the words for one, which in many languages are also articles."""
    return frozenset(plain(word) for words in vocabulary()["units"].values() for word in words)


@lru_cache(maxsize=1)
def scales() -> dict[str, int]:
    """Give the words that multiply the number before them, with their values."""
    rows = (row.split() for language in vocabulary()["scales"].values() for row in language)
    return {plain(word): int(value) for value, *words in rows for word in words}


def scale(word: str) -> int:
    """Give the number by which a word or a sign multiplies the one before it, such as ``billion`` or ``万``; or 0.

    >>> scale("million"), scale("mill")
    (1000000, 0)
    """
    return scales().get(word) or _HAN_UNITS.get(word, 0)


@lru_cache(maxsize=1)
def numerals() -> frozenset[str]:
    """Give the words that are numbers, or multiply one."""
    return frozenset((*values(), *scales()))


@lru_cache(maxsize=1)
def number_words() -> frozenset[str]:
    """Give the words that may be a number, multiply one, or be added to one: few are."""
    return frozenset((*numerals(), *ones(), *_HAN_UNITS))


@lru_cache(maxsize=1)
def _written() -> frozenset[str]:
    """Give the words of `number_words` as they are written, with their marks."""
    words = vocabulary()
    rows = (row for kind in ("numbers", "ordinals", "scales") for some in words[kind].values() for row in some)
    counted = (word for row in rows for word in row.split()[1:])
    return frozenset(form_and_key(word)[0] for word in chain(counted, *words["units"].values()))


def is_number_word(form: str, key: str) -> bool:
    """Tell whether a word is of `number_words`; in Latin script a mark that none of them has makes another word.

    Args:
        form, key: of the word, see `chaffinch.text.plain_words.form_and_key`.

    >>> is_number_word("três", "tres"), is_number_word("tres", "tres"), is_number_word("dừa", "dua")
    (True, True, False)
    """
    return key in number_words() and (form == key or not _is_latin(form) or form in _written())


def _is_latin(form: str) -> bool:
    return all(letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff" for letter in form)


def has_numeral(words: Sequence[str]) -> bool:
    """Tell whether one of some words is a number, or multiplies one."""
    return not numerals().isdisjoint(words)


@lru_cache(maxsize=1)
def minus_words() -> frozenset[str]:
    """Give the words that say that the number behind them is below zero."""
    return frozenset(plain(word) for words in vocabulary()["minus"].values() for word in words)


def dense_value(numeral: str) -> int:
    """Give the value of a numeral of Chinese, Japanese or Thai.

    >>> dense_value("三百二十"), dense_value("二〇三一"), dense_value("สิบเก้า")
    (320, 2031, 19)
    """
    if numeral[0] in _HAN or numeral[0] in _HAN_UNITS:
        return _han(numeral)
    tens, ten, last = numeral.rpartition(_THAI_TEN)
    return (_THAI.get(tens, 1) * TEN if ten else 0) + _THAI.get(last, 0)


def _han(numeral: str) -> int:
    """Give the value of a Chinese numeral, of units (``三百二十``) or of digits (``二〇三一``)."""
    if _HAN_UNITS.keys().isdisjoint(numeral):
        return int("".join(str(_HAN[c]) for c in numeral))
    whole = part = digit = 0
    for character in numeral:
        unit = _HAN_UNITS.get(character, 0)
        if unit >= _MYRIAD:
            whole, part, digit = (whole + part + digit) * unit, 0, 0
        elif unit:
            part, digit = part + (digit or 1) * unit, 0
        else:
            digit = _HAN[character]
    return whole + part + digit
