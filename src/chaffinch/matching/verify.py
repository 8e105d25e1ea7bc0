"""Anchors to matches of passages and of documents: the kernel that reads letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from chaffinch.config import PassageConfig
from chaffinch.matching.chaining import Anchors, alone, chain
from chaffinch.matching.combine import with_reworded
from chaffinch.matching.coverage import coverages
from chaffinch.matching.extension import aligned, promising, worthy
from chaffinch.matching.letters import Letters, open_letters
from chaffinch.matching.matched import Matched, accepted, apart, joined
from chaffinch.matching.reworded.unit_store import open_units
from chaffinch.text import changes, order

__all__ = ["Verify", "matches"]

SLICE = 1_000_000
"""Anchors that are verified at once, about: each takes up to a kilobyte."""


@dataclass(frozen=True, slots=True)
class Verify:
    """Turn all anchors of some pairs of documents into (0, rows of `MATCHES`) and (1, rows of `COVERAGES`).

    Attributes:
        folder: the letters, see `chaffinch.matching.letters.open_letters`.
        holes: the letters that were left out of them.
        config: when two passages say the same thing.
        units: the units of the documents, see `chaffinch.matching.reworded.unit_store.open_units`; None: letters only.
    """

    folder: Path
    holes: Path
    config: PassageConfig = field(default_factory=PassageConfig)
    units: Path | None = None

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        letters, holes = open_letters(self.folder), open_letters(self.holes)
        for anchors in _slices(Anchors.of(batch)):
            found = matches(anchors, letters, self.config)
            yield 0, (with_reworded(found, anchors, open_units(self.units)) if self.units else found).batch()
            yield 1, coverages(found, letters, anchors=anchors, holes=holes)


def _slices(anchors: Anchors) -> Iterator[Anchors]:
    """Give anchors some pairs of documents at a time, in the order of these, so that they take bounded memory."""
    if len(anchors.left) <= SLICE:
        yield anchors
        return
    by = order(anchors.left, anchors.right)
    first = np.flatnonzero(changes(anchors.left[by], anchors.right[by]))
    wanted = np.searchsorted(first, np.arange(0, len(by), SLICE))
    edges = np.unique(np.append(first[wanted[wanted < len(first)]], len(by)))
    for start, stop in pairwise(edges.tolist()):
        yield anchors.take(by[start:stop])


def matches(anchors: Anchors, letters: Letters, config: PassageConfig) -> Matched:
    """Verify anchors letter by letter.

    Args:
        anchors: all anchors of some pairs of documents, in any order; those of units are passed over.
        letters: of those documents.
        config: the limits.

    Returns:
        Sorted by documents and starts.
    """
    by_letter = anchors if anchors.length.all() else anchors.take(anchors.length > 0)
    lone, others = alone(by_letter)
    lone = lone[worthy(by_letter, lone, letters)]
    chains = chain(by_letter.take(np.concatenate((lone, others))))
    spans = apart(aligned(chains.take(promising(chains, letters)), letters))
    return joined(accepted(spans, letters, config), config)
