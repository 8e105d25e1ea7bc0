"""What is known of a host's pages: how likely text is at each place of its template, and which blocks it repeats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from chaffinch.boilerplate.templates import Lookup
from chaffinch.storage import exchange
from chaffinch.text import Floats, Hashes, Ints, mix, stable_hash

__all__ = ["PLACE", "PROFILE", "TEXT", "UNIT", "Evidence", "keys", "log_odds", "text_keys"]


PROFILE = "blocks.profile"
"""Name of the file of a run folder that holds the evidence."""

PLACE, TEXT = 101, 102  # kinds of keys; others than those of `boilerplate.repetition`

UNIT = 1024
"""Log odds are kept as whole numbers of these parts of one, so that no order of adding gives another sum."""

_SUREST = 0.999  # a probability nearer to 0 or 1 says no more; without this limit one page would outvote many
_PAGES = 8  # the most that other pages weigh, where the page itself weighs 1 (6 and 20 measured the same)
_REPEATED = 0.6  # log odds that a block loses that other pages repeat (.35-1 measured; 2 loses headings of manuals)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of all hosts.

    Attributes:
        places: key of host and place -> index of the two arrays.
        mean: log odds of text at a place, in `UNIT`. float64, shape (places,)
        pages: pages that have it. int64, shape (places,)
        texts: keys of host and block that are repeated.
    """

    places: Lookup
    mean: Floats
    pages: Ints
    texts: Lookup

    @classmethod
    def of(cls, key: Ints, kind: Ints, total: Ints, pages: Ints) -> Evidence:
        """Make it of the rows of `judging.JUDGED`, in any order."""
        order = np.argsort(key, kind="stable")
        place, text = order[kind[order] == PLACE], order[kind[order] == TEXT]
        mean = total[place] / np.maximum(pages[place], 1)
        texts = Lookup.of(key[text], np.zeros(len(text), np.int64))
        return cls(Lookup.of(key[place], np.arange(len(place))), mean, pages[place].astype(np.int64), texts)

    def probability(self, score: Floats, place: Ints, text: Ints) -> Floats:
        """Give how likely blocks are with what other pages say; a block that they do not know keeps its score.

        Args:
            score: by the page alone. float64, shape (blocks,)
            place, text: their keys. int64, shape (blocks,)
        """
        at, again = self.places.find(place), self.texts.find(text) >= 0
        own = log_odds(score)
        if len(self.mean):
            weight = np.where(at >= 0, np.minimum(self.pages[at], _PAGES), 0)
            own = (own + weight * self.mean[at] / UNIT) / (1 + weight)
        changed = (at >= 0) | again
        return np.where(changed, 1 / (1 + np.exp(_REPEATED * again - own)), score)

    def save(self, path: Path) -> None:
        """Write to one file, the same bytes for the same evidence."""
        with path.open("wb") as file:
            np.savez(file, places=self.places.key, mean=self.mean, pages=self.pages, texts=self.texts.key)
        exchange.made(path)

    @classmethod
    def load(cls, path: Path) -> Evidence:
        """Read what `save` wrote; a file is read once a process, while it does not change."""
        path = exchange.here(path)
        about = path.stat()
        return _load(str(path), about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=2)
def _load(path: str, changed: int, size: int) -> Evidence:
    del changed, size  # part of the cache key alone
    with np.load(path, allow_pickle=False) as file:
        key, text = file["places"], file["texts"]
        places = Lookup.of(key, np.arange(len(key)))
        return Evidence(places, file["mean"], file["pages"], Lookup.of(text, np.zeros(len(text), np.int64)))


def log_odds(probability: Floats) -> Floats:
    """Give log(p / (1 - p)), within bounds.

    >>> log_odds(np.array([0.5, 0.75, 1.0])).round(2).tolist()
    [0.0, 1.1, 6.91]
    """
    bounded = np.clip(probability, 1 - _SUREST, _SUREST)
    return np.asarray(np.log(bounded / (1 - bounded)))


def keys(value: Ints, host: Hashes | np.uint64, kind: int) -> Ints:
    """Bind places or texts to their host."""
    salt = np.uint64(((1 + kind) * 0x2545F4914F6CDD1D) & ((1 << 64) - 1))
    bound = np.atleast_1d(host) * np.uint64(0x9FB21C651E98DF25) + salt
    return np.asarray(mix(value.astype(np.int64).view(np.uint64) ^ bound).view(np.int64))


def text_keys(texts: list[str]) -> Ints:
    """Hash blocks; those that differ in white space and case alone are equal.

    >>> one, two = text_keys(["High  water", "high water"]).tolist()
    >>> one == two
    True
    """
    return np.array([stable_hash(" ".join(text.casefold().split())) for text in texts], np.int64)
