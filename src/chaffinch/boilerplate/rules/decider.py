"""Ask RE2 whether texts have matches of rules, many texts at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from chaffinch.text import Bools, Ints

__all__ = ["Decider"]


class Decider:
    """Asks RE2 whether texts have matches of rules.

    A call costs far more than a text, and most texts do not match. So all texts for one rule are joined, a line each: a
    pattern never matches a line end, and ``^`` and ``$`` match at the ends of lines.
    """

    def __init__(self, compiled: Callable[[int], Any]) -> None:
        """Keep the function that compiles a rule, given its index; a pattern is compiled when it is first asked for."""
        self._compiled = compiled
        self._patterns: dict[int, Any] = {}

    def pattern(self, rule: int) -> Any:
        """Give the pattern of a rule, compiled by RE2."""
        found = self._patterns.get(rule)
        if found is None:
            found = self._patterns[rule] = self._compiled(rule)
        return found

    def __call__(self, data: bytes, rule: Ints, start: Ints, stop: Ints) -> Bools:
        """Tell which ranges of bytes have a match of their rules.

        Args:
            data: UTF-8.
            rule: for each range the rule, int64, shape (ranges,).
            start, stop: byte offsets of ranges without line ends, int64, shape (ranges,).

        Returns:
            Bool, shape (ranges,).
        """
        by = np.argsort(rule, kind="stable")
        texts = [*map(data.__getitem__, map(slice, start[by].tolist(), stop[by].tolist()))]
        first = np.flatnonzero(np.diff(rule[by], prepend=-1))
        found: list[bool] = []
        bounds = [*first.tolist(), len(by)]
        for one, (low, high) in zip(rule[by[first]].tolist(), pairwise(bounds), strict=True):
            found += self._ask(one, texts[low:high])
        hits = np.zeros(len(by), np.bool_)
        hits[by] = found
        return hits

    def _ask(self, rule: int, texts: Sequence[bytes]) -> list[bool]:
        pattern = self.pattern(rule)
        if len(texts) == 1:
            return [pattern.search(texts[0]) is not None]
        hits = dict.fromkeys(texts, False)
        lines = [*hits]
        starts = [*accumulate((len(line) + 1 for line in lines), initial=0)]
        joined, place = b"\n".join(lines), 0
        while place <= len(joined) and (match := pattern.search(joined, place)):
            line = bisect_right(starts, match.start()) - 1
            hits[lines[line]] = True
            place = starts[line + 1]
        return [hits[text] for text in texts]
