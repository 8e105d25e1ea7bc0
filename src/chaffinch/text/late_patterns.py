"""Patterns that are compiled when they are first used: a small run needs few of them, and compiling takes its time."""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["late_pattern"]

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def late_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    r"""Give a pattern that is compiled when it is first used.

    For patterns of modules. One that every text is asked about gains nothing by it.

    >>> stops = late_pattern(r"[.!?]")
    >>> stops.findall("It held. Did it?"), stops.pattern
    (['.', '?'], '[.!?]')
    """
    return cast(re.Pattern[str], _Late(pattern, flags))


class _Late:
    """Stands for a pattern; has its methods from the first use on, so that no later one takes longer."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags
        self.pattern = pattern  # for another pattern that is made of it

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._source)
        vars(self).update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)
