"""Signs of what few texts have: one pass over a text tells which of many things it can have at all.

A judgement that few texts need says what each text has that it finds something in, as a pattern so rough that none is
missed. RE2 looks for all of them in the time of one, so a text without a sign of something is not asked about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Signs"]

MEMORY = 1 << 26
"""Bytes that the automaton of all patterns may take; those of the package need some megabytes."""


class Signs:
    r"""Looks for signs in texts.

    Args:
        patterns: of RE2, by the names of what they are signs of.

    >>> signs = Signs({"code": r"import |\{", "quoted lines": "(?m)^>"})
    >>> sorted(signs.of(b"> import os")), signs.of(b"It rained.")
    (['code', 'quoted lines'], frozenset())
    """

    def __init__(self, patterns: Mapping[str, str]) -> None:
        import re2

        options = re2.Options()
        options.never_capture = True
        options.max_mem = MEMORY
        self._names = tuple(patterns)
        self._found: Any = re2.Set.SearchSet(options)
        for pattern in patterns.values():
            self._found.Add(pattern)
        self._found.Compile()

    def of(self, text: bytes) -> frozenset[str]:
        """Give the names of the signs of a text in UTF-8."""
        return frozenset(self._names[i] for i in self._found.Match(text) or ())
