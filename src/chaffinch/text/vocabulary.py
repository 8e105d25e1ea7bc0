"""The lists of words by which texts are compared, and by which quoted lines are known."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

__all__ = ["vocabulary"]


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, dict[str, list[str]]]:
    """Read the lists of words, by kind and language; they stay in memory for the process."""
    return tomllib.loads((files("chaffinch.text") / "deciding_words.toml").read_text(encoding="utf-8"))
