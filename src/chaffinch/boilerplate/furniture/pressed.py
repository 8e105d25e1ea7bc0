"""Find prompts to press an advert for the rest of a page, which are glued into sentences.

Their letters are changed so that filters do not know them, and what stands right behind them is the next sentence of
the text: so no rule about sentences finds them. A prompt counts where it ends the line or the sentence; what goes on
in small letters may tell of somebody who prints an advert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import re2

from chaffinch.text import data_file, lines_with

__all__ = ["PRESSED", "pressed"]

Span = tuple[int, int]

PRESSED = (
    r"(?i:[mм]\W?[aа]\W?r\W?[kк]\W?[eеë3]\W?[tт]\W?[i1lі]\W?n\W?g"
    r"|r\W?[eеë3]\W?[kк]\W?[l1i]\W?[aа]\W?[mм])"
)
"""What every text with such a prompt has, a pattern of RE2."""

_ALIKE = {
    "a": "aа", "c": "cс", "e": "eеë3", "h": "hн", "i": "i1lі", "k": "kк", "l": "l1i", "m": "mм", "o": "oо0", "p": "pр",
    "t": "tт", "y": "yи1i", "ë": "ëe3",
}  # fmt: skip
"""Letters, digits and Cyrillic letters that stand for another letter."""

_BETWEEN = "[ .,]?"
"""What stands between letters that are kept apart."""

_ENDS = r"(?:[ ]?[:…]|[ ]?!+|[ ]?\.{2,}|(?=[ \t]*(?:[.!?,;/|“\"(]|$|(?-i:[^\W\d_a-zß-öø-ÿа-яё]))))"


def pressed(text: str) -> Iterator[Span]:
    """Give the prompts of a text, in code points, in order.

    >>> text = "Mulliri u dogj.Sht1pe rek1am dhe sh1ko v1deon e ketij shkrimiAi ishte bosh."
    >>> [text[a:b] for a, b in pressed(text)]
    ['Sht1pe rek1am dhe sh1ko v1deon e ketij shkrimi']
    """
    for line in lines_with(_told(), text):
        yield from (match.span() for match in _prompt().finditer(text, *line))


@lru_cache(maxsize=1)
def _told() -> Any:
    """Give what finds the words that tell the reader to press an advert, or what he sees once he has."""
    return re2.compile(f"(?i:{'|'.join(map(_telling, _languages()))})")


@lru_cache(maxsize=1)
def _prompt() -> re.Pattern[str]:
    """Give the pattern of the prompts of all languages."""
    return re.compile("|".join(map(_of_language, _languages())), re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=1)
def _languages() -> Sequence[dict[str, Sequence[str]]]:
    tree = data_file("chaffinch.boilerplate.furniture", "pressed.toml")
    languages: Sequence[dict[str, Sequence[str]]] = tree["language"]
    return languages


def _telling(words: dict[str, Sequence[str]]) -> str:
    """Write what each prompt of a language has."""
    press, on, after, advert = (_any(words[name]) for name in ("press", "on", "after", "advert"))
    return f"(?:{press}(?: {on})?|{after}) {advert}"


def _of_language(words: dict[str, Sequence[str]]) -> str:
    """Write the pattern of the prompts of a language."""
    one = {name: _any(some) for name, some in words.items() if name != "language"}
    aim = f"{one['aim']} {one['goal']}(?: {one['what']})? "
    press = f"{one['press']}(?: {one['on']})? {one['advert']}(?: {one['below']})?"
    see = f" (?:{one['and']} )?{one['see']}(?: {one['what']}(?: {one['tail']}){{0,2}})?"
    some = f"(?:\\d+|{one['few']}) {one['seconds']}"
    wait = f"{some} {one['after']} {one['advert']} {one['opens']}(?: {one['tail']})?"
    read = f" {one['aim']} {one['goal']} {one['what']}(?: {one['tail']})?"
    soon = f"(?: {one['for']} {some})? {one['and']}(?: {one['for']} {some})? {one['opens']}(?: {one['tail']})?"
    prompt = f"(?:{one['lead']},? )?(?:{aim}{press}(?: {some})?|{press}(?:{see}|{read}|{soon})|{wait})"
    rest = rf"\|[ ]?{one['rest']}[ .…]*\|[ ]?"
    return rf"(?:(?<=[^\W\d_])|(?<![^\W_]))(?:{rest})?(?:/ ?)?(?:{prompt}){_ENDS}"


def _any(words: Sequence[str]) -> str:
    """Write a pattern of words, the longest first, with look-alikes and signs between their letters."""
    return f"(?:{'|'.join(map(_spaced, sorted(words, key=len, reverse=True)))})"


def _spaced(word: str) -> str:
    """Write the pattern of a word of which letters may be look-alikes, kept apart.

    >>> re.fullmatch(_spaced("shtype"), "sht1,pe") is not None
    True
    """
    parts = word.split(" ")
    return " ".join(_BETWEEN.join(f"[{_ALIKE.get(letter, re.escape(letter))}]" for letter in part) for part in parts)
