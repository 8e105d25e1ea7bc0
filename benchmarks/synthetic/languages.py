"""Vocabularies: words of a language by class and rank, its own ones first, made ones behind them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .chance import Chance

__all__ = ["GLUE", "LANGUAGES", "Language", "Words", "language"]

_TABLES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "languages.toml").read_text(encoding="utf-8")
)
LANGUAGES = tuple(_TABLES)
"""The languages that there are words of."""

GLUE = "\x1f"
"""Stands between the words of something that is drawn as one."""

_SEED = 20260211  # of the vocabularies, which are the same for every corpus
_SIZES = {"N": 24_000, "V": 8_000, "A": 10_000, "E": 4_000}
# words of a class: with these a million words of English have 38,000 different ones and 10.2 bits each; as many of news
# have 42,000 and 10.4
_SHIFT = {"D": 2, "P": 2, "R": 4, "N": 25, "V": 15, "A": 15, "X": 40}  # of the rank in Zipf's law (Mandelbrot 1953)
_LONG, _ENDED = 0.4, 0.6  # share of made words with two syllables, and with an ending
_PHRASES, _PHRASE = 8_000, (3, 3, 3, 4, 4, 5)  # set phrases of a language, and how many words they have
_LONG_PHRASE, _PHRASES_TO_LONG = 9, 50  # words of a long one, and how many there are to a long one
# with these some 2 % of pairs of unrelated texts of 480 words share 20 letters in a row


@dataclass(frozen=True)
class Words:
    """Words of one class.

    Attributes:
        words: object, shape (words,), by rank.
        limits: how often words up to each rank are drawn, cumulated. float64, shape (words,)
    """

    words: npt.NDArray[np.object_]
    limits: npt.NDArray[np.float64]

    @classmethod
    def ranked(cls, words: list[str], shift: int) -> Words:
        """Give words by rank the frequencies of Zipf's law."""
        limits = np.cumsum(1 / (np.arange(len(words)) + 1 + shift))
        limits /= limits[-1]  # the last one is 1, so every share has a word
        return cls(np.array(words, dtype=object), limits)

    def drawn(self, shares: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
        """Give a word for each number from [0, 1). Both of shape (draws,)."""
        return self.words[self.limits.searchsorted(shares, side="right")]


@dataclass(frozen=True)
class Language:
    """A language: its code and its table of ``languages.toml``."""

    code: str
    table: dict[str, Any]

    @property
    def space(self) -> str:
        """What stands between words."""
        return str(self.table["space"])

    @cached_property
    def classes(self) -> dict[str, Words]:
        """The words of every class but figures: functional ones as listed, others with made ones behind them."""
        chance = Chance(_SEED, LANGUAGES.index(self.code))
        found = {name: Words.ranked(self.table[name].split(), _SHIFT[name]) for name in "DPR"}
        for name in "NVA":
            found[name] = Words.ranked(self._filled(chance, name, self.table[name].split()), _SHIFT[name])
        return found

    @cached_property
    def names(self) -> list[str]:
        """Last names and names of places."""
        chance = Chance(_SEED, LANGUAGES.index(self.code), 1)
        return self._filled(chance, "E", self.table.get("surnames", "").split())

    @cached_property
    def ranks(self) -> dict[str, tuple[str, int]]:
        """The class and the rank of each word that has others of its kind."""
        found: dict[str, tuple[str, int]] = {}
        for name in "NVA":
            for rank, word in enumerate(self.classes[name].words.tolist()):
                found.setdefault(word, (name, rank))
        return found

    @cached_property
    def exchanges(self) -> dict[str, str]:
        """Words that a second translation may choose for one another, both ways."""
        pairs = [pair.split("=") for pair in self.table["exchanges"].split()]
        return dict(pairs) | {b: a for a, b in pairs}

    @cached_property
    def phrases(self) -> Words:
        """Set phrases, each drawn as one; some of them are everywhere, as in real text."""
        chance = Chance(_SEED, LANGUAGES.index(self.code), 2)
        classes = [self.classes[name] for name in "PDANPDNRV"]

        def made(words: int) -> str:
            return GLUE.join(str(one.drawn(chance.many(1))[0]) for one in classes[:words])

        sizes = [_LONG_PHRASE if number % _PHRASES_TO_LONG == 0 else chance.one(_PHRASE) for number in range(_PHRASES)]
        return Words.ranked([made(words) for words in sizes], _SHIFT["X"])

    def person(self, chance: Chance) -> str:
        """Make a name; in scripts with spaces of two words."""
        first, last = chance.one(self.table["first"].split()), chance.one(self.names)
        return f"{first}{GLUE}{last}" if self.space else f"{last}{first}"

    def day(self, chance: Chance) -> str:
        """Write a date."""
        parts = {"DAY": str(chance.between(1, 28)), "YEAR": str(chance.between(2009, 2025))}
        parts["MONTH"] = chance.one(self.table["months"].split())
        return re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], self.table["date"])

    def _filled(self, chance: Chance, name: str, own: list[str]) -> list[str]:
        words, size = dict.fromkeys(own), _SIZES[name]
        while len(words) < size:
            words |= dict.fromkeys(self._made(chance, name, size))
        return list(words)[:size]

    def _made(self, chance: Chance, name: str, count: int) -> list[str]:
        """Make words of syllables, or of two signs, with the endings of their class; some are the same."""

        def drawn(parts: str, share: float = 1.0) -> npt.NDArray[np.object_]:
            chosen = np.array(list(parts) if parts == self.table.get("signs") else parts.split(" "), object)
            found = chosen[(chance.many(count) * len(chosen)).astype(np.int64)]
            return np.where(chance.many(count) < share, found, "")

        ends = drawn(self.table.get("endings", {}).get(name, ""))
        if "signs" in self.table:
            made = drawn(self.table["signs"]) + drawn(self.table["signs"]) + ends
        else:
            onsets, vowels, codas = (self.table[part] for part in ("onsets", "vowels", "codas"))
            first = drawn(onsets) + drawn(vowels)
            second = np.where(chance.many(count) < _LONG, drawn(codas, 0.3) + drawn(onsets) + drawn(vowels), "")
            made = first + second + drawn(codas, 0.7) + np.where(chance.many(count) < _ENDED, ends, "")
        return [word.capitalize() for word in made.tolist()] if name == "E" else list(made.tolist())


@cache
def language(code: str) -> Language:
    """Give a language by its code.

    Raises:
        SystemExit: there are no words of it.
    """
    if code not in _TABLES:
        raise SystemExit(f"no words of language {code!r}; there are {', '.join(LANGUAGES)}")
    return Language(code, _TABLES[code])
