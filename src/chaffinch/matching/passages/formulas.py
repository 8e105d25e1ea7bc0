"""Tell a passage of set phrases, which courts, minutes, letters and studies share by chance.

The phrases are in ``formulas.toml``, by kind and language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from chaffinch.text import data_file, plain

__all__ = ["formulas", "is_formula"]

LONGEST = 250
"""Code points of a passage, at most, that can be a formula: two sentences."""

SHARE = 0.3
"""Share of a passage, at least, that is set phrases: the rest is who, when and how many. By hand: a sentence that tells
something has one of these phrases in it and two thirds more of its own."""


def is_formula(text: str) -> bool:
    """Tell whether a passage is mostly set phrases.

    >>> is_formula("There being no further business, the meeting was adjourned at nine.")
    True
    >>> is_formula("The meeting was adjourned when smoke from the bakery next door filled the hall and the choir fled.")
    False
    """
    if len(text) > LONGEST:
        return False
    whole = " ".join(plain(text).split())
    if not _any().search(whole):  # most passages
        return False
    phrases = "|".join(re.escape(phrase) for phrase in _phrases() if phrase in whole)
    found = sum(len(match[0]) for match in re.finditer(rf"\b(?:{phrases})\b", whole))
    return found > 0 and found >= SHARE * len(whole)


@lru_cache(maxsize=1)
def formulas() -> dict[str, dict[str, list[str]]]:
    """Read the phrases by kind and language, with the examples ``yes`` and ``no`` of each kind."""
    return data_file("chaffinch.matching.passages", "formulas.toml")


@lru_cache(maxsize=1)
def _phrases() -> list[str]:
    """Give the phrases, the longest first."""
    some = {
        plain(phrase)
        for kind in formulas().values()
        for language, phrases in kind.items()
        if language not in ("yes", "no")
        for phrase in phrases
    }
    return sorted(some, key=lambda phrase: (-len(phrase), phrase))


@lru_cache(maxsize=1)
def _any() -> Any:
    """Compile the phrases for RE2, anywhere in a text: it reads a text once, whatever the number of phrases."""
    return re2.compile("|".join(map(re2.escape, _phrases())))
