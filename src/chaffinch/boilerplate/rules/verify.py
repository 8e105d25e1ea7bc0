"""What RE2 says of rules and texts."""

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

    A call costs far more than a text, most of which do not match: so all texts that one rule is asked about are put
    together, a line each. Its pattern never matches a line end, and ``^`` and ``$`` stand at those of lines.
    """

    def __init__(self, compiled: Callable[[int], Any]) -> None:
        """Take what compiles a rule, given its place in the set; each is compiled when it is first asked for."""
        self._compiled = compiled
        self._patterns: dict[int, Any] = {}

    def pattern(self, rule: int) -> Any:
        """Give RE2's pattern of a rule."""
        found = self._patterns.get(rule)
        if found is None:
            found = self._patterns[rule] = self._compiled(rule)
        return found

    def __call__(self, data: bytes, rule: Ints, start: Ints, stop: Ints) -> Bools:
        """Tell which ranges of ``data``, without line ends in them, have a match of the rule beside them."""
        by = np.argsort(rule, kind="stable")
        said = [*map(data.__getitem__, map(slice, start[by].tolist(), stop[by].tolist()))]
        first = np.flatnonzero(np.diff(rule[by], prepend=-1))
        found: list[bool] = []
        edges = [*first.tolist(), len(by)]
        for one, (low, high) in zip(rule[by[first]].tolist(), pairwise(edges), strict=True):
            found += self._ask(one, said[low:high])
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
