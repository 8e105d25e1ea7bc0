"""Find candidates of texts among documents that have numbers: near-duplicates by bands, passages by seeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from chaffinch.integrations.storages.bands import Bands, sketches
from chaffinch.integrations.storages.protocol import CANDIDATES, Settings
from chaffinch.integrations.storages.seed_candidates import Postings, SharedSeeds, hashed, meet
from chaffinch.text import Ints

__all__ = ["Finder"]

BY_BANDS = CANDIDATES // 2
"""Candidates, at most, that share bands where passages are looked for too: the others have room for those that share
seeds, of which there are more."""

LEAST_SEEDS = 2
"""Seeds that a candidate shares with a text, at least: a passage of the fewest letters, without edits, has two.

Measured on 1,500 news articles: candidates of one seed are three of five, take half of the time, and 34 of 35 have no
passage; without them .8 % of the letters in passages are lost, most of them names with titles."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Proposes documents that may say the same as a text.

    Attributes:
        settings: what is looked for.
        bands: the sketches of the documents.
        postings: the seeds of the documents; None where passages are not looked for.
    """

    settings: Settings
    bands: Bands
    postings: Postings | None

    def meet(
        self, texts: Sequence[str], numbers: Ints | None = None, before: Sequence[int | None] | None = None
    ) -> list[list[int]]:
        """Give the candidates of texts by number, the likeliest first, and add the texts if they have numbers.

        Args:
            texts: the texts.
            numbers: their own, int64, shape (texts,), rising; each text then meets those before it too. None to add
                none.
            before: numbers, each above those that are wanted for its text; None: all are.
        """
        if not texts:
            return []
        made = sketches(texts, self.settings)
        by_bands = self.bands.meet(made, None if numbers is None else numbers.tolist())
        by_seeds: list[Counter[int]] = [Counter() for _ in texts]
        if self.postings is not None:
            by_seeds = _counters(meet(self.postings, texts, numbers), len(texts))
        limits = before or [None] * len(texts)
        return [self._likeliest(*row) for row in zip(by_bands, by_seeds, limits, strict=True)]

    def _likeliest(self, by_bands: Counter[int], by_seeds: Counter[int], before: int | None) -> list[int]:
        """Rank the candidates of a text: by shared bands, then by shared seeds; the older one of two that are alike."""
        first = _ranked(by_bands, before)[: CANDIDATES if self.postings is None else BY_BANDS]
        chosen = dict.fromkeys([*first, *_ranked(by_seeds, before)])
        return list(chosen)[:CANDIDATES]

    def remove(self, number: int, text: str) -> None:
        """Take a document out, whose text is given."""
        self.bands.remove(number)
        if self.postings is not None:
            self.postings.remove(number, hashed([text])[0])


def _counters(found: SharedSeeds, texts: int) -> list[Counter[int]]:
    found = SharedSeeds(*(column[found.shared >= LEAST_SEEDS] for column in found))
    bounds = np.searchsorted(found.text, np.arange(texts + 1)).tolist()
    number, count = found.number.tolist(), found.shared.tolist()
    return [Counter(dict(zip(number[a:b], count[a:b], strict=True))) for a, b in pairwise(bounds)]


def _ranked(counts: Counter[int], before: int | None) -> list[int]:
    kept = counts if before is None else {number: count for number, count in counts.items() if number < before}
    return sorted(kept, key=lambda number: (-kept[number], number))
