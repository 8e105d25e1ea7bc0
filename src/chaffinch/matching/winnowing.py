"""Choose seeds by winnowing: fingerprints of k-grams, few enough to join on and dense enough to find matches.

Of each window of k neighbouring k-grams the one with the smallest hash is kept (winnowing: Schleimer,
Wilkerson and Aiken 2003), so two texts that share ``k + window - 1`` letters share a seed, and a text's ends always
have one. Scripts without spaces need shorter seeds: eight ideographs say as much as sixteen Latin letters.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.schemas import SEEDS
from chaffinch.text import DENSE, Bytes, Folded, Ints

__all__ = ["DENSE_LENGTH", "LENGTH", "LENGTHS", "REWORDED", "XXHASH64", "seeds"]

Hashes = npt.NDArray[np.uint32]


REWORDED = 2
"""Kind of a seed that is a key of a sentence (`chaffinch.matching.reworded.vocabulary`); its position is the
sentence's."""

LENGTH = 16
"""Letters of a seed, and k-grams of a window (measured against 12 and 20 with prototypes)."""

DENSE_LENGTH = 8
"""The same for scripts without spaces: with 16, a passage of 80 ideographs with 10 % edits is found 1 time in 3."""

LENGTHS = np.array([LENGTH, DENSE_LENGTH, 0, 0], np.int8)
"""Letters of a seed by its kind, the two low bits of its hash."""

XXHASH64 = tuple(np.uint64(n) for n in (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
"""Odd multipliers of xxHash64, which spread the bits of a hash."""

_DENSE_LEAST = 6  # letters of a dense seed of a script without spaces, at least: leaves room for a digit
_NONE = np.uint32(0xFFFFFFFF)  # rank of a k-gram that is no seed
_SLAB = 1 << 17  # letters at once: what a second-level cache holds
_ODD32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1)  # multipliers of xxHash32


def seeds(folded: Folded, number: npt.NDArray[np.integer]) -> pa.RecordBatch:
    """Choose the seeds of documents.

    Args:
        folded: the letters of the documents.
        number: their numbers, shape (documents,); -1 for one that gets no seeds.

    Returns:
        Rows of `SEEDS`, by document and position; the two kinds of seeds one after the other.

    >>> from chaffinch.text.folding import fold
    >>> seeds(fold(["Fewer than sixteen?", "Here are sixteen letters, and more"]), np.array([0, 1])).num_rows
    5
    """
    borders = np.union1d(folded.starts, folded.seams)
    places, hashes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for place, value in _slabs(folded.letters, borders):
        places.append(place)
        hashes.append(value)
    place, value = np.concatenate(places), np.concatenate(hashes)
    document = np.searchsorted(folded.starts, place, side="right") - 1
    owner = np.asarray(number, np.int32)[document]
    kept = owner >= 0
    position = (place - folded.starts[document]).astype(np.int32)
    return pa.record_batch([value[kept], owner[kept], position[kept]], schema=SEEDS)


def _slabs(letters: Bytes, borders: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Give offsets and fingerprints of the seeds, one slab of letters at a time, across documents."""
    halo = 3 * LENGTH  # a seed depends on the k-grams of a window before and a window after it
    for start in range(0, len(letters), _SLAB):
        low, high = max(0, start - halo), min(len(letters), start + _SLAB + halo)
        here = borders[np.searchsorted(borders, low) : np.searchsorted(borders, high, side="right")] - low
        part = letters[low:high]
        for kind, order in _orders(part, here):
            length = DENSE_LENGTH if kind else LENGTH
            place = _winnowed(order, length)
            place = place[(place >= start - low) & (place < start - low + _SLAB)]
            if len(place):
                yield place + low, (_fingerprints(part, place, length) & ~3) | kind


def _orders(letters: Bytes, borders: Ints) -> Iterator[tuple[int, Hashes]]:
    """Give, for each kind of seed, the rank of the k-gram at each letter; `_NONE` if it cannot be a seed."""
    plain = _hashes(letters, borders, LENGTH)
    dense = _dense_grams(letters) if letters.max(initial=0) >= DENSE else None
    if dense is not None:
        order = _hashes(letters, borders, DENSE_LENGTH)
        order[~dense] = _NONE
        yield 1, order
        both = dense[:-DENSE_LENGTH] & dense[DENSE_LENGTH:]
        plain[: len(both)][both] = _NONE  # its two halves are dense k-grams: it would find nothing more
    yield 0, plain


def _hashes(letters: Bytes, borders: Ints, length: int) -> Hashes:
    """Hash each run of ``length`` letters (a power of two), by doubling; `_NONE` where it crosses a border."""
    order = letters.astype(np.uint32)
    order *= np.uint32(_ODD32[0])
    size = 1
    for odd in _ODD32[1 : length.bit_length()]:
        longer = order[:-size] * np.uint32(odd)
        longer += order[size:]
        longer ^= longer >> np.uint32(15)
        order = longer
        size *= 2
    order *= np.uint32(_ODD32[0])
    order ^= order >> np.uint32(16)
    np.minimum(order, _NONE - np.uint32(1), out=order)
    whole = np.full(len(letters), _NONE, np.uint32)
    whole[: len(order)] = order
    crossing = (borders[:, None] - np.arange(1, length)).ravel()
    whole[crossing[(crossing >= 0) & (crossing < len(letters))]] = _NONE
    return whole


def _dense_grams(letters: Bytes) -> npt.NDArray[np.bool_]:
    """Mask the letters at which a dense k-gram may start."""
    before = np.zeros(len(letters) + DENSE_LENGTH, np.int64)
    np.cumsum(letters >= DENSE, out=before[1 : len(letters) + 1])
    before[len(letters) + 1 :] = before[len(letters)]
    return np.asarray(before[DENSE_LENGTH:] - before[:-DENSE_LENGTH] >= _DENSE_LEAST)


def _winnowed(order: Hashes, window: int) -> Ints:
    """Give the offsets that have the smallest rank of some window of ``window`` offsets.

    An offset has the smallest rank of some window if the greatest of the least ranks of its windows is its own. Of a
    run of offsets with one rank, as in "aaaa...", only the first is kept: otherwise all of them would be.
    """
    least = np.full(len(order) + 2 * (window - 1), _NONE, np.uint32)
    least[window - 1 : window - 1 + len(order)] = order
    for extreme in (np.minimum, np.maximum):
        size = 1
        while size < window:
            least = extreme(least[:-size], least[size:])
            size *= 2
    place = np.flatnonzero((least == order) & (order != _NONE))
    return np.asarray(place[(place == 0) | (order[place] != order[place - 1])])


def _fingerprints(letters: Bytes, place: Ints, length: int) -> Ints:
    """Hash the k-grams at offsets to 64 bits; ``length`` is 8 or 16, and no k-gram leaves the array."""
    words = np.ndarray((len(letters) - 7,), "<u8", letters, strides=(1,))
    mixed = words[place] * XXHASH64[0]
    if length > 8:
        mixed ^= mixed >> np.uint64(32)
        mixed += words[place + 8]
        mixed *= XXHASH64[1]
    mixed ^= mixed >> np.uint64(29)
    mixed *= XXHASH64[2]
    mixed ^= mixed >> np.uint64(32)
    return mixed.view(np.int64)
