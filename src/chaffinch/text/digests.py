"""Digests of texts, the same on every machine and in every process."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["digest", "stable_hash"]


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
