"""Tell whether two words make one number another quantity: "million" and "billion", "mg" and "µg", "①" and "②"."""

from __future__ import annotations

from functools import lru_cache

from chaffinch.text.numerals import scales
from chaffinch.text.plain_words import plain
from chaffinch.text.tokenizing import NUMBER, Tokens

__all__ = ["other_measure"]

_PREFIXES = {"n": -9, "μ": -6, "mc": -6, "m": -3, "c": -2, "d": -1, "": 0, "h": 2, "k": 3, "g": 9, "t": 12}
_UNITS = ("g", "l", "m", "w", "wh", "hz", "bit", "mol")
"""Units of measure that stand with many prefixes. Others, such as "a" and "pa", are words or short for a state."""


def other_measure(left: Tokens, right: Tokens) -> int:
    """Give 1 if two words are other units of measure, or other powers of ten, or other circled numbers; else 0.

    A number that differs, too, is compared as a number.

    >>> from chaffinch.text.tokenizing import tokens
    >>> pairs = (("million", "billion"), ("mg", "µg"), ("mcg", "µg"), ("①", "②"), ("mg", "ml"))
    >>> [other_measure(tokens(one), tokens(two)) for one, two in pairs]
    [1, 1, 0, 1, 1]
    """
    if not len(left) == len(right) == 1 or NUMBER in (left.kinds[0], right.kinds[0]):
        return 0
    one, two = left.keys[0], right.keys[0]
    if one.isdecimal() and two.isdecimal():
        return int(one != two)
    known, other = _powers().get(one), _powers().get(two)
    if known is None or other is None or bool(known[0]) != bool(other[0]):
        return 0  # "m" is also short for million
    return int(known != other)


@lru_cache(maxsize=1)
def _powers() -> dict[str, tuple[str, int]]:
    """Give of each word its unit, and the power of ten by which that is multiplied; of scales the value."""
    units = {plain(sign + unit): (unit, power) for unit in _UNITS for sign, power in _PREFIXES.items()}
    return units | {word: ("", value) for word, value in scales().items()}
