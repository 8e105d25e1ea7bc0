"""Ask RE2 whether texts have matches of rules, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import re2

from chaffinch.boilerplate.rules.loose import KELVIN, LONG_S, PAGES
from chaffinch.text import Bools, Ints

__all__ = ["FORMS", "Decider", "expression", "form_of"]

T = TypeVar("T")

FORMS = ("loose", "ascii", *PAGES, "exact")
"""Forms of a rule's pattern, see `chaffinch.boilerplate.rules.loose`; the first one is asked of every text."""

_FEW = 16  # texts that are asked about together, of which some has a match

_PROGRAM = 32 << 20  # bytes that RE2 may use for a pattern: with 8 MiB it gave up its automaton for eight patterns
_LARGE_PROGRAM = 128 << 20  # bytes for a pattern that needs more


def form_of(text: bytes) -> str:
    """Give the form of a rule's pattern that says of a text where its match is, and is compiled sooner where it can.

    >>> form_of(b"It held."), form_of("Naïve".encode())
    ('ascii', 'exact')
    """
    return "ascii" if text.isascii() else "exact"


def expression(source: str, form: str = "exact") -> Any:
    """Compile a pattern, in one of `FORMS`, for RE2 to tell where its matches are.

    Raises:
        re2.error: it is no pattern, or needs too much memory.
    """
    return _made(lambda options: re2.compile(_whole(source), options), form)


def _teller(source: str, form: str) -> Callable[[bytes], Any]:
    """Give what tells whether a text has a match of a pattern; of a loose one, whether some line of it has.

    A set of one pattern needs not know where a match is. So the automaton forgets which way of matching comes first,
    and has few states even where a pattern counts characters: that took a hundred times as long. Of a pattern that
    begins with ``^``, outside of all alternatives, it reads the start of a text only.
    """
    first = source.startswith("^") and form != "loose"

    def made(options: Any) -> Callable[[bytes], Any]:
        found = (re2.Set.MatchSet if first else re2.Set.SearchSet)(options)
        found.Add(_whole(source))
        found.Compile()
        tells: Callable[[bytes], Any] = found.Match
        return tells

    return _made(made, form)


def _made(make: Callable[[Any], T], form: str) -> T:
    try:
        return make(_options(_PROGRAM, form))
    except re2.error:
        return make(_options(_LARGE_PROGRAM, form))


def _whole(source: str) -> bytes:
    return f"(?m:{source})".encode()


def _options(memory: int, form: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.never_nl = True  # a line is a text
    options.log_errors = False
    options.max_mem = memory
    if form != "exact":
        options.encoding = re2.Options.Encoding.LATIN1
    return options


class Decider:
    """Asks RE2 whether texts have matches of rules.

    A pattern is compiled when it is first asked for: that of a rule, once its loose pattern has matched. It never
    matches a line end.
    """

    def __init__(self, source: Callable[[int, str], str]) -> None:
        """Keep the function that gives a pattern, given the index of its rule and one of `FORMS`."""
        self._source = source
        self._patterns: dict[tuple[int, str], Any] = {}
        self._tellers: dict[tuple[int, str], Callable[[bytes], Any]] = {}

    def pattern(self, rule: int, form: str = "exact") -> Any:
        """Give the pattern of a rule, in one of `FORMS`, compiled by RE2."""
        found = self._patterns.get((rule, form))
        if found is None:
            found = self._patterns[rule, form] = expression(self._source(rule, form), form)
        return found

    def tells(self, rule: int, form: str) -> Callable[[bytes], Any]:
        """Give what tells whether a text has a match of a rule's pattern, in one of `FORMS`."""
        found = self._tellers.get((rule, form))
        if found is None:
            found = self._tellers[rule, form] = _teller(self._source(rule, form), form)
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
        folding = [text for text in texts if KELVIN in text or LONG_S in text] if folds else []
        lines = dict.fromkeys([*self._possible(rule, texts), *folding])
        hits = {line for line in lines if self.matches(rule, line)}
        return [text in hits for text in texts] if hits else [False] * len(texts)

    def _possible(self, rule: int, texts: Sequence[bytes]) -> Sequence[bytes]:
        """Give the texts that a rule's loose pattern matches; most have none, so many are asked about together."""
        tells = self.tells(rule, "loose")
        if len(texts) > 1 and not tells(b"\n".join(texts)):
            return []
        lines = [*dict.fromkeys(texts)]
        some = (lines[at : at + _FEW] for at in range(0, len(lines), _FEW))
        return [line for few in some if len(few) == len(lines) or tells(b"\n".join(few)) for line in filter(tells, few)]

    def matches(self, rule: int, text: bytes) -> bool:
        """Tell whether a text has a match of a rule's pattern."""
        form = "exact"
        with suppress(UnicodeError):
            decoded = text.decode()
            for page in PAGES:
                with suppress(UnicodeEncodeError):
                    form, text = page, decoded.encode(page)
                    break
        return self.tells(rule, form)(text) is not None
