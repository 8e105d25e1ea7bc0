"""Write what a short text says, so that texts which differ in a sign differ, and tell symbols that say something."""

from __future__ import annotations

import unicodedata

from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.tokenizing import SIGNS, WORD, tokens

__all__ = ["is_other_symbol", "signature"]


def signature(text: str) -> str:
    """Write what a short text says: its letters with all marks, its numbers and its signs.

    Two texts with one signature differ in capitals, spaces, stops and quotation marks at most.

    >>> signature("x = 6 * y") == signature("x = 6 / y"), signature("(a+b)²") == signature("(a+b)³")
    (False, False)
    >>> signature("It weighs 1,5 kg") == signature("it weighs 1.50 KG."), signature("1.5 kg") == signature("15 kg")
    (True, False)
    """
    found = tokens(text)
    asks = "?" if _ASKS.search(text) else ""
    symbols = {character for character in set(text) if _is_symbol(character)}
    written = "".join(character for character in text if character in symbols) if symbols else ""
    written += "".join(_OPERATOR.findall(text))
    parts = (f" {form} " if kind != WORD else form for form, kind in zip(found.forms, found.kinds, strict=True))
    return "".join(parts) + written + asks


def is_other_symbol(one: str, two: str) -> bool:
    """Tell whether two words are symbols of one kind that say other things: "✓" and "✗", "→" and "←", "★★☆" and "★☆☆".

    >>> is_other_symbol("✓", "✗"), is_other_symbol("✓", "→"), is_other_symbol("✓", "✔")
    (True, False, False)
    """
    one, two = (word.replace("\ufe0f", "") for word in (one, two))
    return one != two and any(_said(one, kind) != _said(two, kind) for kind in _kinds(one) & _kinds(two))


_SYMBOLS = (
    *(tuple(map(chr, range(*ends))) for ends in ((0x2190, 0x2194), (0x21D0, 0x21D4))),  # arrows
    ("▲△🔺", "▼▽🔻"),  # rises and falls
    ("✓✔☑✅", "✗✘✕✖❌"),
    ("☑☒✓✔✗✘✕✖", "☐□"),  # a box is ticked, or not
    ("★⭐", "☆"),
    ("♀", "♂"),
    ("♠", "♥", "♦", "♣"),
    ("👍", "👎"),
)
"""Kinds of symbols, and in each what is written for one thing."""


def _kinds(word: str) -> set[int]:
    """Give the kinds to which all characters of a word belong."""
    if not word or word.isascii():
        return set()
    return {at for at, kind in enumerate(_SYMBOLS) if all(any(c in some for some in kind) for c in word)}


def _said(word: str, kind: int) -> list[int]:
    """Give for each character of a word what it says among the symbols of its kind."""
    return [next(at for at, some in enumerate(_SYMBOLS[kind]) if c in some) for c in word]


def _is_symbol(character: str) -> bool:
    """Tell whether a character is a symbol that says something, such as an emoji or a root; a bullet does not."""
    if character == "%":
        return True
    is_symbol = character > "\u00ff" and unicodedata.category(character) in ("Sm", "So")
    return is_symbol and character not in _TOLD and not _ORNAMENT.match(character)


_RAISED = "[\u00b9\u00b2\u00b3\u2070-\u2079]"
_OPERATOR = late_pattern(
    rf"(?<=\w )(?:&&?|\|\|?|[*/])(?= \w)|(?<=\w)/(?=\w\b)|(?<=[) ]){_RAISED}|(?<=\b\w){_RAISED}|(?<=\b\w\w){_RAISED}"
)
"""Operators between two words, as programs and sums have them, and powers; behind a longer word stands a footnote."""

_TOLD = SIGNS + "\u2212"
"""Symbols that tokens tell: signs, and the minus before a number."""

_ORNAMENT = late_pattern("[\u2100-\u214f\u2190-\u21ff\u2500-\u25ff\u2713-\u2727\u2794-\u27bf]")
"""Letter-like symbols such as the sign of a trademark, arrows, boxes, bullets and stars."""


_ASKS = late_pattern(r"[?？؟]\W*$")
