"""Ask RE2 whether texts have matches of rules, many texts at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from chaffinch.boilerplate.rules.loose import KELVIN, LONG_S
from chaffinch.text import Bools, Ints

__all__ = ["FORMS", "Decider", "form_of"]


FORMS = ("loose", "ascii", "exact")
"""Forms of a rule's pattern, see `chaffinch.boilerplate.rules.loose`; the first one is asked of every text."""


def form_of(text: bytes) -> str:
    """Give the form of a rule's pattern that says of a text where its match is, and is compiled sooner where it can.

    >>> form_of(b"It held."), form_of("Naïve".encode())
    ('ascii', 'exact')
    """
    return "ascii" if text.isascii() else "exact"


class Decider:
    """Asks RE2 whether texts have matches of rules.

    A call costs far more than a text, and most texts do not match. So all texts for one rule are joined, a line each: a
    pattern never matches a line end, and ``^`` and ``$`` match at the ends of lines.
    """

    def __init__(self, compiled: Callable[[int, str], Any]) -> None:
        """Keep the function that compiles a pattern, given the index of its rule and one of `FORMS`.

        A pattern is compiled when it is first asked for: that of a rule, once its loose pattern has matched.
        """
        self._compiled = compiled
        self._patterns: dict[tuple[int, str], Any] = {}

    def pattern(self, rule: int, form: str = "exact") -> Any:
        """Give the pattern of a rule, in one of `FORMS`, compiled by RE2."""
        found = self._patterns.get((rule, form))
        if found is None:
            found = self._patterns[rule, form] = self._compiled(rule, form)
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
        folds = KELVIN in data or LONG_S in data
        found: list[bool] = []
        bounds = [*first.tolist(), len(by)]
        for one, (low, high) in zip(rule[by[first]].tolist(), pairwise(bounds), strict=True):
            found += self._ask(one, texts[low:high], folds=folds)
        hits = np.zeros(len(by), np.bool_)
        hits[by] = found
        return hits

    def _ask(self, rule: int, texts: Sequence[bytes], *, folds: bool) -> list[bool]:
        lines = [*dict.fromkeys(texts)]
        folding = [line for line in lines if KELVIN in line or LONG_S in line] if folds else []
        lines = self._matching(rule, "loose", lines)
        plain = [line for line in lines if line.isascii()]
        wide = [line for line in lines if not line.isascii()]
        hits = {*self._matching(rule, "ascii", plain), *self._matching(rule, "exact", [*wide, *folding])}
        return [text in hits for text in texts]

    def _matching(self, rule: int, form: str, lines: Sequence[bytes]) -> list[bytes]:
        return _matching(self.pattern(rule, form), lines) if lines else []


def _matching(pattern: Any, lines: Sequence[bytes]) -> list[bytes]:
    """Give the lines that have a match of a pattern, each once."""
    if len(lines) == 1:
        return [*lines] if pattern.search(lines[0]) else []
    starts = [*accumulate((len(line) + 1 for line in lines), initial=0)]
    places = [match.start() for match in pattern.finditer(b"\n".join(lines))]
    return [lines[i] for i in dict.fromkeys(bisect_right(starts, place) - 1 for place in places)]
