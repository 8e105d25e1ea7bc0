"""Sketch texts by MinHash in bulk, equal to datasketch value for value.

datasketch takes one text at a time, in Python; this takes thousands at once, in numpy. A sketch estimates how
alike two texts' sets of shingles are (Broder 1997, "On the resemblance and containment of documents").
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from chaffinch.text import LETTER, U32, WORD, Ints, chunks, mix, powers, shingles

__all__ = ["EMPTY", "band_hashes", "band_layout", "permutations", "sketch"]

_SEED = 1  # datasketch's default: sketches of others can be compared with ours
EMPTY = np.uint32(0xFFFFFFFF)
"""Value of the sketch of an empty set, in datasketch too."""


@lru_cache(maxsize=8)
def permutations(num_perm: int) -> npt.NDArray[np.uint32]:
    """Give the multipliers and addends of datasketch's scheme ``affine32`` with its default seed.

    They are drawn here as ``datasketch.MinHash`` draws them, because importing it (and scipy with it) costs
    every worker half a second; a test holds the two equal.

    Returns:
        uint32, shape (2, num_perm).
    """
    draw = np.random.RandomState(_SEED)
    odd = draw.randint(0, 1 << 31, num_perm, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return np.array([odd, draw.randint(0, 1 << 32, num_perm, dtype=np.uint32)])


def sketch(texts: Sequence[str], *, num_perm: int = 128, shingle: int = 5) -> U32:
    """Sketch texts: row i estimates the Jaccard similarity of text i's shingles with any other row's.

    Args:
        texts: boilerplate already cut out.
        num_perm: values of a sketch.
        shingle: words in a shingle.

    Returns:
        uint32, shape (n, num_perm). A text without words has the row of the empty set, all 0xFFFFFFFF.

    >>> sketch(["a b c", "A, B; C", ""], num_perm=2, shingle=2).shape
    (3, 2)
    """
    rows = [_sketch_chunk(chunk, num_perm, shingle) for chunk in chunks(texts)]
    return np.concatenate(rows) if rows else np.zeros((0, num_perm), np.uint32)


def _sketch_chunk(texts: Sequence[str], num_perm: int, shingle: int) -> U32:
    hashes, numbers = shingles(texts, shingle)
    rows = np.full((len(texts), num_perm), EMPTY, np.uint32)
    some = np.flatnonzero(numbers)
    if not len(some):
        return rows
    starts = (np.cumsum(numbers) - numbers)[some]
    value = _mixed32(hashes)
    permuted = np.empty_like(value)
    for column, (factor, addend) in enumerate(permutations(num_perm).T):
        np.multiply(value, factor, out=permuted)
        np.add(permuted, addend, out=permuted)
        rows[some, column] = np.minimum.reduceat(permuted, starts)
    return rows


def _mixed32(value: U32) -> U32:
    # datasketch mixes every hash so before its permutations: the finaliser of MurmurHash3 for 32 bits (Appleby 2011)
    value = (value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    value = (value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return value ^ (value >> np.uint32(16))


@lru_cache(maxsize=32)
def band_layout(threshold: float, num_perm: int) -> tuple[int, int]:
    """Choose the number of bands and of rows in a band so that pairs above the threshold share one and others do not.

    The same optimum as ``datasketch.MinHashLSH(threshold=, num_perm=)`` gives as ``b`` and ``r``, without the
    import of scipy; the areas of false positives and negatives are polynomials, integrated exactly here
    (Gauss-Legendre).

    >>> band_layout(0.5, 128)
    (25, 5)
    """
    node, weight = np.polynomial.legendre.leggauss(num_perm // 2 + 1)
    low, high = threshold * (node + 1) / 2, threshold + (1 - threshold) * (node + 1) / 2
    errors = {}
    for bands in range(1, num_perm + 1):
        for rows in range(1, num_perm // bands + 1):
            wrong = (1 - (1 - low**rows) ** bands) @ weight * threshold / 2
            missed = (1 - high**rows) ** bands @ weight * (1 - threshold) / 2
            errors[bands, rows] = 0.5 * wrong + 0.5 * missed
    return min(errors, key=lambda layout: errors[layout])


def band_hashes(sketches: U32, bands: int, rows: int) -> Ints:
    """Hash every band of every sketch together with the band's index.

    Args:
        sketches: uint32, shape (n, num_perm).
        bands, rows: the layout, see `band_layout`.

    Returns:
        int64, shape (n, bands): equal where the sketches agree in all values of that band.

    >>> band_hashes(np.zeros((2, 6), np.uint32), 3, 2).shape
    (2, 3)
    """
    value = sketches[:, : bands * rows].reshape(len(sketches), bands, rows).astype(np.uint64)
    total = mix((value + np.uint64(1)) @ powers(WORD, rows))
    return mix(total + np.arange(1, bands + 1, dtype=np.uint64) * LETTER).view(np.int64)
