"""Check a rule against its examples: it finds what they enclose, and nothing in its counter-examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

import msgspec

from chaffinch.boilerplate.rules.compiled import compiled
from chaffinch.boilerplate.rules.packs import Rule
from chaffinch.boilerplate.rules.ruleset import compile_rules
from chaffinch.text import TextBatch

__all__ = ["faults"]

Span = tuple[int, int]

_PROSE = (
    "The river rose four metres in a single night and carried away the old wooden bridge, which had stood there since "
    "the miller's grandfather was a boy. Nobody in the village had seen anything like it, and those who had sat up "
    "with lamps on the hill counted the trees as they went by in the dark, roots and all, until the counting was too "
    "much for them and they went to bed. In the morning the church stood in a lake, and hens were on its roof."
)
"""Text around an example: a rule finds nothing in a text that is nothing else."""


def faults(rule: Rule) -> Iterator[str]:
    """Give a sentence for each example of a rule that does not hold.

    Raises:
        UsageError: the pattern cannot be compiled.

    >>> rule = Rule("a", "social", "line", "share this", yes=("Share this", "Share that"), no=("Share this",))
    >>> list(faults(rule))
    ["finds nothing in 'Share that'", "finds 'Share this' in 'Share this', which is an example in no"]
    """
    cases = [(*_parts(yes), True) for yes in rule.yes] + [(no, [], False) for no in rule.no]
    # an example counts in a text of any language, and without a finding beside it
    free = [msgspec.structs.replace(part, alone=True, id=f"any.{rule.id}") for part in compiled(rule)]
    texts = [_within(text, rule) for text, _, _ in cases]
    rows = compile_rules([], free).find(TextBatch.of([text for text, _ in texts]))
    found = list(zip(*(rows[name].to_pylist() for name in ("row", "start", "stop")), strict=True))
    for number, ((text, at), (example, expected, allowed)) in enumerate(zip(texts, cases, strict=True)):
        spans = _joined([(a - at, b - at) for row, a, b in found if row == number], example)
        if spans != _joined(expected, example):
            yield _fault(example, [text[a + at : b + at] for a, b in spans], allowed=allowed)


def _fault(example: str, taken: list[str], *, allowed: bool) -> str:
    if not taken:
        return f"finds nothing in {example!r}"
    what = " and ".join(map(repr, taken))
    why = "which is not what its brackets enclose" if allowed else "which is an example in no"
    return f"finds {what} in {example!r}, {why}"


def _parts(example: str) -> tuple[str, list[Span]]:
    """Give the text of an example and the ranges that its brackets enclose: all of it where it has none."""
    parts = re.split("[⟦⟧]", example)
    bounds = [0, *accumulate(map(len, parts))]
    spans = [(bounds[i], bounds[i + 1]) for i in range(1, len(parts), 2)]
    return "".join(parts), spans or [(0, bounds[-1])]


def _joined(spans: list[Span], text: str) -> list[Span]:
    """Join ranges with nothing but white space between them."""
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _within(example: str, rule: Rule) -> tuple[str, int]:
    """Put an example between paragraphs of prose, or at the end what is found only there; give also where it starts."""
    before = f"{_PROSE}\n\n{_PROSE}\n\n{_PROSE}\n\n"
    after = "" if rule.scope == "tail" or rule.category == "references" else f"\n\n{_PROSE}\n\n{_PROSE}\n"
    return before + example + after, len(before)
