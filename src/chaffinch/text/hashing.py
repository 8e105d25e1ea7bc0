"""Hashes of texts, and of runs of words: the same on every machine and in every process."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np

from chaffinch.text.arrays import Hashes, Ints

__all__ = ["ODD", "digest", "hash_bytes", "mix", "prefix_sums", "range_hashes", "stable_hash", "trigrams"]


def digest(text: str) -> str:
    """Compute the digest of a document's text: BLAKE2b-128 of its UTF-8, hexadecimal.

    >>> digest("")
    'cae66941d9efbd404e4d88758ea67670'
    """
    return blake2b(text.encode(), digest_size=16).hexdigest()


def stable_hash(text: str) -> int:
    """Hash a text to 63 bits, so that the hash fits a column of int64; lone surrogates are allowed.

    >>> stable_hash("example.org")
    6527673238906563858
    """
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") >> 1


def hash_bytes(data: bytes) -> int:
    """Hash bytes to a signed integer of 64 bits, so that the hash fits a column of int64.

    >>> hash_bytes(b"letters")
    6717154790794630071
    """
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)


ODD = tuple(np.uint64(k) for k in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93))
"""Odd 64-bit multipliers with well-spread bits: 2^64 / golden ratio, and primes of xxHash and rrmxmx."""

_A, _B, _C, _ = ODD
_BASE = 0x5851F42D4C957F2D  # base of the polynomial (Knuth's MMIX multiplier); odd, so that it has an inverse


def mix(value: Hashes) -> Hashes:
    """Spread every bit of 64-bit values over all others (the finaliser of MurmurHash3, Appleby 2011): a bijection.

    Args:
        value: uint64, any shape; it is not changed.

    Returns:
        uint64, the same shape.

    >>> hex(mix(np.array([1], np.uint64))[0])
    '0xb456bcfc34c2cb2c'
    """
    value = value ^ (value >> np.uint64(33))
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    value ^= value >> np.uint64(33)
    return value


def range_hashes(value: Hashes, lo: Ints, hi: Ints, *, sums: Hashes | None = None) -> Hashes:
    """Hash runs of words ``value[lo:hi]``; equal runs have equal hashes at any offset.

    The hash is a polynomial, by prefix sums (Karp and Rabin 1987), modulo 2**64: one pass for any number of runs.

    Args:
        value: hashes of words, uint64, shape (words,).
        lo: first word of each run, int64, shape (runs,).
        hi: last word of each run (exclusive), int64, shape (runs,).
        sums: `prefix_sums` of the words, if they are known, uint64, shape (words + 1,).

    Returns:
        uint64, shape (runs,).

    >>> v = np.array([7, 8, 9, 7, 8], np.uint64)
    >>> a, b, c = range_hashes(v, np.array([0, 3, 1]), np.array([2, 5, 3]))
    >>> a == b, a == c
    (np.True_, np.False_)
    """
    _, inverse = _powers(max(len(value), 1).bit_length())
    sums = prefix_sums(value) if sums is None else sums
    return mix((sums[hi] - sums[lo]) * inverse[lo] + (hi - lo).astype(np.uint64) * _A)


def prefix_sums(value: Hashes) -> Hashes:
    """Sum up hashes of words as `range_hashes` needs them: uint64, shape (words + 1,), of shape (words,)."""
    power, _ = _powers(max(len(value), 1).bit_length())
    sums = np.zeros(len(value) + 1, np.uint64)
    np.cumsum(value * power[: len(value)], out=sums[1:])
    return sums


def trigrams(value: Hashes) -> Hashes:
    """Hash every three consecutive words; the last two trigrams are padded with zeros.

    Args:
        value: hashes of words, uint64, shape (words,).

    Returns:
        uint64, shape (words,).

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
