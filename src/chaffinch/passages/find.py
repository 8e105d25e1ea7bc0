"""Matching passages of a few texts, all in memory, with the kernels that an engine runs on millions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from chaffinch.config import PassageConfig
from chaffinch.fold import Folded, Holes, fold
from chaffinch.letters import LettersInMemory
from chaffinch.passages.anchors import ANCHORS, link
from chaffinch.passages.chains import Anchors
from chaffinch.passages.matched import MATCHES
from chaffinch.passages.seeds import seeds
from chaffinch.passages.verify import COVERAGES, coverages, matches

__all__ = ["Matches", "match"]


@dataclass(frozen=True, slots=True)
class Matches:
    """What some texts share; documents by their place in the list.

    Attributes:
        passages: rows of `chaffinch.passages.matched.MATCHES`, sorted by documents and starts, places in letters.
        documents: rows of `chaffinch.passages.verify.COVERAGES`.
        folded: the letters; `chaffinch.fold.origins` leads back to the texts.
    """

    passages: pa.Table
    documents: pa.Table
    folded: Folded


def match(
    texts: pa.Array | Sequence[str], holes: Holes | None = None, *, config: PassageConfig | None = None
) -> Matches:
    """Find the passages that texts share, and how much of each text they make up.

    Args:
        texts: strings, or an Arrow column of them.
        holes: ranges of each text to leave out, such as boilerplate.
        config: the limits of a match.

    >>> quote = "We shall go on to the end, we shall fight in France, we shall fight on the seas and oceans"
    >>> found = match(["He said: “" + quote + "”", quote.replace(",", "").upper() + "!"])
    >>> found.passages.select(["left", "left_start", "left_stop", "right", "right_stop"]).to_pylist()
    [{'left': 0, 'left_start': 6, 'left_stop': 75, 'right': 1, 'right_stop': 69}]
    """
    folded = fold(texts, holes)
    letters = LettersInMemory(folded)
    rows = seeds(folded, np.arange(len(folded)))
    anchors = Anchors.of(pa.Table.from_batches(link(rows), ANCHORS))
    found = matches(anchors, letters, config or PassageConfig())
    return Matches(
        pa.Table.from_batches([found.batch()], MATCHES),
        pa.Table.from_batches([coverages(found, letters)], COVERAGES),
        folded,
    )
