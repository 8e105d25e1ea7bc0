"""Matching passages of a few texts, all in memory, with the kernels that an engine runs on millions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from chaffinch.config import PassageConfig
from chaffinch.matching.anchors import ANCHORS, link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.combine import with_reworded
from chaffinch.matching.compare import for_pairs
from chaffinch.matching.coverage import COVERAGES, coverages
from chaffinch.matching.exact_copies import digests, with_copies
from chaffinch.matching.letters import LettersInMemory
from chaffinch.matching.matched import MATCHES
from chaffinch.matching.reworded.unit_store import UnitsInMemory
from chaffinch.matching.reworded.units import units
from chaffinch.matching.reworded.vocabulary import Vocabulary, counted, document_terms, keys
from chaffinch.matching.verify import matches
from chaffinch.matching.winnowing import SEEDS, seeds
from chaffinch.text import Folded, Holes, Ints, fold

__all__ = ["Matches", "match"]


@dataclass(frozen=True, slots=True)
class Matches:
    """What some texts share; documents by their place in the list.

    Attributes:
        passages: rows of `chaffinch.matching.matched.MATCHES`, sorted by documents and starts, places in letters.
        documents: rows of `chaffinch.matching.verify.COVERAGES`.
        folded: the letters; `chaffinch.text.folding.origins` leads back to the texts.
    """

    passages: pa.Table
    documents: pa.Table
    folded: Folded


def match(
    texts: pa.Array | Sequence[str],
    holes: Holes | None = None,
    *,
    config: PassageConfig | None = None,
    pairs: tuple[Ints, Ints] | None = None,
) -> Matches:
    """Find the passages that texts share, and how much of each text they make up.

    Args:
        texts: strings, or an Arrow column of them.
        holes: ranges of each text to leave out, such as boilerplate.
        config: the limits of a match.
        pairs: the only texts to compare, by their places in the list, each pair in rising order; all by default.

    >>> quote = "We shall go on to the end, we shall fight in France, we shall fight on the seas and oceans"
    >>> found = match(["He said: “" + quote + "”", quote.replace(",", "").upper() + "!"])
    >>> found.passages.select(["left", "left_start", "left_stop", "right", "right_stop"]).to_pylist()
    [{'left': 0, 'left_start': 6, 'left_stop': 75, 'right': 1, 'right_stop': 69}]
    """
    config = config or PassageConfig()
    folded, number = fold(texts, holes), np.arange(len(texts))
    letters = LettersInMemory(folded)
    rows, store = seeds(folded, number), None
    if config.sensitivity == "high":
        cut = units(texts, holes)
        vocabulary = Vocabulary(*counted(document_terms(cut)), len(texts))
        store = UnitsInMemory(cut, vocabulary.weights(cut.term))
        both = zip(rows.columns, keys(cut, number, vocabulary).columns, strict=True)
        rows = pa.record_batch([pa.concat_arrays(columns) for columns in both], schema=SEEDS)
    if pairs is not None:
        rows = for_pairs(rows, number, *pairs)
    anchors = Anchors.of(pa.Table.from_batches(link(rows), ANCHORS))
    found = matches(anchors, letters, config)
    passages = with_reworded(found, anchors, store) if store else found
    documents = pa.Table.from_batches([coverages(found, letters, anchors=anchors)], COVERAGES)
    if pairs is None:
        same = digests(texts.to_pylist() if isinstance(texts, pa.Array) else texts, number, folded)
        documents = with_copies(documents, number, same["digest"].to_numpy())
    return Matches(pa.Table.from_batches([passages.batch()], MATCHES), documents, folded)
