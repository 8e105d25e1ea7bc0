"""The lists of words by which texts are compared, and by which quoted lines are known."""

from __future__ import annotations

from functools import lru_cache

from chaffinch.text.data_files import data_file

__all__ = ["vocabulary"]


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, dict[str, list[str]]]:
    """Read the lists of words, by kind and language; they stay in memory for the process."""
    return data_file("chaffinch.text", "deciding_words.toml")
