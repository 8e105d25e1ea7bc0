"""What RE2 says of a rule and a text; kept, since boilerplate comes again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Decider"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_MOST_KEPT = 1 << 23  # bytes of texts whose answers are kept
_COST = 200  # bytes that an answer takes beside its text


class Decider:
    """Asks RE2 whether texts have matches of rules, and remembers a bounded number of answers.

    What it gives never depends on what it remembers.
    """

    def __init__(self, compiled: Callable[[int], Any]) -> None:
        """Take what compiles a rule, given its place in the set; each is compiled when it is first asked for."""
        self._compiled = compiled
        self._patterns: dict[int, Any] = {}
        self._known: dict[tuple[int, bytes], bool] = {}
        self._kept = 0

    def pattern(self, rule: int) -> Any:
        """Give RE2's pattern of a rule."""
        found = self._patterns.get(rule)
        if found is None:
            found = self._patterns[rule] = self._compiled(rule)
        return found

    def __call__(self, data: bytes, rule: Ints, start: Ints, stop: Ints) -> Bools:
        """Tell which ranges of ``data`` have a match of the rule beside them."""
        said = map(data.__getitem__, map(slice, start.tolist(), stop.tolist()))
        return np.array([*map(self._ask, rule.tolist(), said)], np.bool_)

    def _ask(self, rule: int, text: bytes) -> bool:
        hit = self._known.get((rule, text))
        if hit is None:
            hit = self.pattern(rule).search(text) is not None
            self._kept += len(text) + _COST
            if self._kept > _MOST_KEPT:
                self._known.clear()
                self._kept = len(text) + _COST
            self._known[rule, text] = hit
        return hit
