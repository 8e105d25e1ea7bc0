"""Keys by which an index finds what a text may share with others: fingerprints of letters, and bands of sketches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chaffinch.config import DocumentConfig
from chaffinch.matching.minhash import EMPTY, band_hashes, band_layout, sketch
from chaffinch.matching.winnowing import seeds
from chaffinch.text import Ints, fold

__all__ = ["band_keys", "text_seeds"]


def text_seeds(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Choose the fingerprints of texts that `chaffinch.matching.winnowing` chooses, each once in a text.

    Returns:
        Fingerprints and indices of their texts, int64, shape (fingerprints,), in the order of texts.

    >>> text_seeds(["Fewer than sixteen?", "Here are sixteen letters, and more"])[1].tolist()
    [0, 1, 1, 1, 1]
    """
    rows = seeds(fold(texts), np.arange(len(texts)))
    keys, row = rows["hash"].to_numpy(), rows["number"].to_numpy().astype(np.int64)
    by = np.lexsort((keys, row))
    keys, row = keys[by], row[by]
    new = np.ones(len(keys), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]) | (row[1:] != row[:-1])
    return keys[new], row[new]


def band_keys(texts: Sequence[str], config: DocumentConfig) -> tuple[Ints, Ints]:
    """Sketch texts by MinHash and hash the bands of the sketches, as a run does that finds no passages.

    Args:
        texts: any texts; those without a word have no bands.
        config: permutations, words of a shingle, and the threshold that the bands are for.

    Returns:
        Hashes of bands and indices of their texts, int64, shape (bands,), in the order of texts.
    """
    layout = band_layout(config.threshold, config.num_perm)
    sketches = sketch(texts, num_perm=config.num_perm, shingle=config.shingle)
    row = np.flatnonzero((sketches != EMPTY).any(axis=1))
    bands = band_hashes(sketches[row], *layout)
    return bands.reshape(-1), np.repeat(row, bands.shape[1])
