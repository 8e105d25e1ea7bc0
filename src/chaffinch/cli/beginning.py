"""Starts what takes longest to load, before the words of a command are read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path

from chaffinch.config import PAGES
from chaffinch.html import EXTRACTION, begin

__all__ = ["begin_extraction"]

_COMMANDS = ("clean", "dedup")
_LOOKED = 1000  # files of a folder, at most, that are looked at for a page


def begin_extraction(words: Sequence[str]) -> None:
    """Start the child that extracts pages, if a command is to read any.

    A word that is no input may name a page, too; then the child is started for nothing, and ends with this process.

    Args:
        words: of the command line.
    """
    if words and words[0] in _COMMANDS and any(map(_has_pages, words[1:])):
        begin(EXTRACTION)


def _has_pages(name: str) -> bool:
    """Tell whether an input on this machine is an HTML page, or a folder with one among its first files."""
    if Path(name).suffix in PAGES:
        return True
    files = chain.from_iterable(files for _, _, files in os.walk(name))
    return any(file.endswith(PAGES) for file in islice(files, _LOOKED))
