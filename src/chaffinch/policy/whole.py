"""Passages cut down to what can go without leaving half a sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from chaffinch.model import Removal
from chaffinch.text import TextBatch, sentences, units

__all__ = ["whole_sentences"]

Span = tuple[int, int]

_HIGH = "“«", "”»"
_LOW = "„«", "“”»"  # German and Polish marks close with what opens English ones


def whole_sentences(text: str, passages: Sequence[Removal]) -> list[Removal]:
    """Give the whole sentences within passages; one that holds none stays.

    A sentence counts as within if its letters are: a passage ends with its last word, before stops and marks. A run of
    sentences that opens or closes quotation marks for others is cut down until its marks are its own.

    >>> from chaffinch.model import Passage
    >>> text = "It rained. The dam held all night. Nobody was hurt."
    >>> cut = whole_sentences(text, [Removal(3, 33, "remove", "repeat", "", 1.0, Passage("a", 0, 9))])
    >>> [text[c.start : c.stop] for c in cut]
    ['The dam held all night.']
    """
    if not passages:
        return []
    spans, words = _sentences(text)
    found: list[Removal] = []
    starts = [a for a, _ in words]
    for passage in passages:
        near = range(bisect_left(starts, passage.start), bisect_left(starts, passage.stop))
        inside = [spans[i] for i in near if words[i][0] < words[i][1] <= passage.stop]
        found += [replace(passage, start=a, stop=b) for a, b in _runs(text, inside)]
    return found


def _sentences(text: str) -> tuple[list[Span], list[Span]]:
    """Give the sentences of a text, and of each the range from its first letter or digit to its last."""
    batch = TextBatch.of([text])
    found = sentences(batch, units(batch))
    ends = np.split(batch.code_points(np.concatenate((found.start, found.stop))), 2)
    spans = list(zip(*(e.tolist() for e in ends), strict=True))
    return spans, [_words(text, *span) for span in spans]


def _words(text: str, start: int, stop: int) -> Span:
    while start < stop and not text[start].isalnum():
        start += 1
    while stop > start and not text[stop - 1].isalnum():
        stop -= 1
    return start, stop


def _runs(text: str, inside: list[Span]) -> Iterator[Span]:
    """Join sentences with nothing but white space between, as far as their quotation marks allow."""
    run: list[Span] = []
    for span in inside:
        if run and text[run[-1][1] : span[0]].strip():
            yield from _balanced(text, run)
            run = []
        run.append(span)
    yield from _balanced(text, run)


def _balanced(text: str, run: list[Span]) -> Iterator[Span]:
    marks = _LOW if "„" in text else _HIGH
    while run:
        start, stop = run[0][0], run[-1][1]
        if not (left_open := _open(text[start:stop], marks)):
            yield start, stop
            return
        run = run[1:] if left_open > 0 and _open(text[slice(*run[0])], marks) > 0 else run[:-1]


def _open(part: str, marks: tuple[str, str]) -> int:
    """Count the quotation marks left open, or, below zero, closed for others; straight ones open first."""
    opened, closed = (sum(map(part.count, some)) for some in marks)
    return opened - closed or part.count('"') % 2
