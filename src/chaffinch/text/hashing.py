"""Hashes of texts and of runs of words: the same on every machine, and equal wherever equal words stand.

Digests of texts, the same on every machine and in every process.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np

from chaffinch.text.arrays import Hashes, Ints

__all__ = ["ODD", "digest", "mix", "range_hashes", "stable_hash", "trigrams"]


def digest(text: str) -> str:
    """Give the digest of a document's text: blake2b of 128 bits over its UTF-8.

    >>> digest("")
    'cae66941d9efbd404e4d88758ea67670'
    """
    return blake2b(text.encode(), digest_size=16).hexdigest()


def stable_hash(text: str) -> int:
    """Hash a text to 63 bits.

    >>> stable_hash("example.org")
    6527673238906563858
    """
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") >> 1


ODD = tuple(np.uint64(k) for k in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93))
"""Odd multipliers whose bits are well spread: the golden ratio, and primes of xxHash and rrmxmx."""

_A, _B, _C, _D = ODD
_BASE = 0x5851F42D4C957F2D  # base of the polynomial (Knuth's MMIX multiplier): odd, so it has an inverse


def mix(value: Hashes) -> Hashes:
    """Spread every bit of 64-bit values over all others (the finaliser of MurmurHash3, Appleby 2011)."""
    value = value ^ (value >> np.uint64(33))
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    value ^= value >> np.uint64(33)
    return value


def range_hashes(value: Hashes, lo: Ints, hi: Ints) -> Hashes:
    """Hash runs of words ``value[lo:hi]`` so that equal runs have equal hashes wherever they stand.

    A polynomial by prefix sums (Karp and Rabin 1987), modulo 2**64: one pass, however many runs.

    >>> v = np.array([7, 8, 9, 7, 8], np.uint64)
    >>> a, b, c = range_hashes(v, np.array([0, 3, 1]), np.array([2, 5, 3]))
    >>> a == b, a == c
    (np.True_, np.False_)
    """
    power, inverse = _powers(max(len(value), 1).bit_length())
    sums = np.zeros(len(value) + 1, np.uint64)
    np.cumsum(value * power[: len(value)], out=sums[1:])
    return mix((sums[hi] - sums[lo]) * inverse[lo] + (hi - lo).astype(np.uint64) * _A)


def trigrams(value: Hashes) -> Hashes:
    """Hash every three words in a row; the last two places repeat the last full one's shape with zeros.

    >>> len(trigrams(np.arange(5, dtype=np.uint64)))
    5
    """
    sums = value * _A
    sums[:-1] += value[1:] * _B
    sums[:-2] += value[2:] * _C
    return np.asarray(sums)


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    size = (1 << bits) + 1
    tables = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        table = np.full(size, base, np.uint64)
        table[0] = 1
        tables.append(np.cumprod(table, dtype=np.uint64))
    return tables[0], tables[1]
