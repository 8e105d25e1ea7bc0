"""Find which documents share seeds with a text: candidates for passages that both have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from chaffinch.matching import text_seeds
from chaffinch.text import Bools, Ints, changes, ranges

__all__ = ["FIRST", "Postings", "SharedSeeds", "hashed", "meet"]

FIRST = 4
"""Documents of a seed that are kept, the first ones: the footer of a million pages costs what that of four costs, and
every further page still finds those that had it before."""


class Postings(Protocol):
    """Maps the hashes of seeds to the documents that have them; see `SortedRuns`, which keeps them in memory."""

    def get(self, keys: Ints) -> tuple[Ints, Ints]:
        """Find the documents of hashes, see `SortedRuns.get`; both int64, shape (finds,)."""
        ...

    def add(self, keys: Ints, numbers: Ints) -> None:
        """Add documents to hashes, see `SortedRuns.add`; both int64, shape (rows,)."""
        ...

    def remove(self, number: int, keys: Ints) -> None:
        """Take a document out; ``keys`` are its hashes, int64, shape (keys,)."""
        ...


class SharedSeeds(NamedTuple):
    """Candidates of texts: arrays of int64, shape (candidates,), sorted by text and candidate.

    Attributes:
        text: the text, by index.
        number: the candidate.
        shared: how many seeds they share.
    """

    text: Ints
    number: Ints
    shared: Ints


def hashed(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Give the seeds of texts: each hash of a text once, sorted by hash and text.

    Returns:
        Hashes and the texts that have them, by index; int64, shape (seeds,).
    """
    keys, text = text_seeds(texts)
    by = np.argsort(keys, kind="stable")
    return keys[by], text[by]


def meet(postings: Postings, texts: Sequence[str], numbers: Ints | None = None) -> SharedSeeds:
    """Find the documents that share seeds with texts, and add the texts if they have numbers.

    Args:
        postings: of the documents so far.
        texts: the texts.
        numbers: their own, int64, shape (texts,), rising; each text then meets those before it too. None to add none.
    """
    hashes, text = hashed(texts)
    first = np.flatnonzero(changes(hashes)) if len(hashes) else np.zeros(0, np.int64)
    key = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(hashes))))
    row, known = postings.get(hashes[first])
    have = np.bincount(row, minlength=len(first)).astype(np.int64)
    at = (np.cumsum(have) - have)[key]
    met, number = [np.repeat(text, have[key])], [known[ranges(at, have[key])]]
    if numbers is not None:
        place = np.arange(len(hashes)) - first[key]
        for nth in range(FIRST):
            later = np.flatnonzero((place > nth) & (have[key] + nth < FIRST))
            met.append(text[later])
            number.append(numbers[text[first[key[later]] + nth]])
        _add(postings, hashes, numbers[text], have[key] + place < FIRST)
    return _counted(np.concatenate(met), np.concatenate(number))


def _add(postings: Postings, hashes: Ints, numbers: Ints, kept: Bools) -> None:
    postings.add(hashes[kept], numbers[kept])


def _counted(text: Ints, number: Ints) -> SharedSeeds:
    pair, count = np.unique(text << 32 | number, return_counts=True)
    return SharedSeeds(pair >> 32, pair & 0xFFFFFFFF, count)
