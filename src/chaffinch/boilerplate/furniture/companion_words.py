"""Read the words of companions, by kind and language; they are data, in ``companions.toml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from msgspec import Struct

from chaffinch.text import data_file, late_pattern

__all__ = ["Kind", "Words", "kind_of", "languages"]

_WIDE = late_pattern(r"[\u3040-\u30ff\u3400-\u9fff]")
_END = r"(?!\w)"
_NEVER = r"(?!)"
_NO_WORD = r"[^\pL\pN_]"  # what Python's "\W" is

Tells = Callable[[str], Any]


class Words(Struct, frozen=True):
    """The words of one kind of furniture in one language, as patterns; those without words find nothing.

    Attributes:
        nouns, reader, publisher, openings, asks, phrases: see the head of ``companions.toml``.
    """

    nouns: re.Pattern[str]
    reader: re.Pattern[str]
    publisher: re.Pattern[str]
    openings: re.Pattern[str]
    asks: re.Pattern[str]
    phrases: re.Pattern[str]


class Kind(Struct, frozen=True):
    """The words of one kind of furniture.

    Attributes:
        nouns: those of all languages.
        headings: words of its headings; where there are none, any noun will do.
        seeds: words that a finding must have, if there are any, for others to be of its piece.
    """

    nouns: Tells
    headings: Tells
    seeds: Tells | None


@lru_cache(maxsize=1)
def _tree() -> dict[str, list[dict[str, list[str]]]]:
    """Read the words of every kind by language; they stay in memory for the process."""
    return data_file("chaffinch.boilerplate.furniture", "companions.toml")


@cache
def kind_of(name: str) -> Kind:
    """Compile the words of one kind, those of all languages together."""
    nouns, headings, seeds, phrases = (
        [word for row in _tree()[name] for word in row.get(key, [])] for key in _TOGETHER
    )
    nouns += phrases
    return Kind(_finder(nouns), _finder(headings or nouns), _finder(seeds) if seeds else None)


@cache
def languages(kind: str) -> tuple[Words, ...]:
    """Compile the words of one kind, language by language."""
    names = ("nouns", "reader", "publisher", "openings", "asks", "phrases")
    return tuple(Words(*(_pattern(row.get(name, [])) for name in names)) for row in _tree()[kind])


_TOGETHER = ("nouns", "headings", "seeds", "phrases")


def _finder(words: Sequence[str]) -> Tells:
    """Make what tells whether one of many words is in a text, as `_pattern` finds it; RE2 looks for all at once."""
    import re2

    options = re2.Options()
    options.never_capture = True
    wide, other = ([w for w in _plain(words) if bool(_WIDE.match(w)) is good] for good in (True, False))
    parts = [re2.escape(w) for w in wide]
    for ends, edge in ((False, rf"(?:{_NO_WORD}|$)"), (True, "")):
        some = [re2.escape(w.removesuffix("*")) for w in other if w.endswith("*") is ends]
        parts += [rf"(?:^|{_NO_WORD})(?:{'|'.join(some)}){edge}"] if some else []
    found = re2.Set.SearchSet(options)
    found.Add("|".join(parts))
    found.Compile()
    tells: Tells = found.Match
    return tells


def _plain(words: Sequence[str]) -> list[str]:
    return [one.lower().replace("’", "'") for one in words]


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Make a pattern of words: ideographs anywhere, other words between edges, or beginnings before "*"."""
    parts = [
        re.escape(word)
        if _WIDE.match(word)
        else rf"\b{re.escape(word.removesuffix('*'))}{'' if word[-1] == '*' else _END}"
        for word in _plain(words)
    ]
    return late_pattern("|".join(parts) or _NEVER)
