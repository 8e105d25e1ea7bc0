"""Find notices that a paragraph gives as an instance, without quotation marks.

A test says "Compare: ..." before a notice, a lesson says "This sentence has no subject." behind it, and a person in a
story reads it and thinks about it. The words are data, in ``mentions.toml``; see `chaffinch.boilerplate.rules.mentions`
for notices in quotation marks, and for those in a sentence that reports speech.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.mentions import labels, narrates, refers, reports
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import END, Bools, late_pattern

__all__ = ["instanced"]

NOTICES = ("copyright", "disclaimer", "cookie")
"""Categories of notices, which stand in no paragraph of a story unless somebody reads them."""

SUBJECT = 2
"""Blocks with an instance, from which on notices are what a text is about: others amid its paragraphs are instances."""

LONGEST = 4_000
"""Bytes of a block that is looked at, at most: a longer one is a text that lost its lines."""

_END = late_pattern(rf"{END}(?:\s+|(?<=[。！？」』]))")
_COLON = late_pattern(r"[:：]")
_BLANK = late_pattern(r"\W*\Z")

Span = tuple[int, int]


def instanced(found: Found, scene: Scene, sentence: Bools, category: npt.NDArray[np.str_]) -> Bools:
    """Tell which findings are instances that their paragraph gives of a notice, or that a person in it reads.

    Args:
        found: findings of rules.
        scene: the batch.
        sentence: whether the rule of each finding takes sentences, bool, shape (findings,).
        category: that of the rule of each finding, str, shape (findings,).

    Returns:
        Bool, shape (findings,).
    """
    result, amid = np.zeros(len(found), np.bool_), np.zeros(len(found), np.bool_)
    blocks = scene.blocks
    size = blocks.stop[found.block] - blocks.start[found.block]
    some = np.flatnonzero(sentence & (size <= LONGEST) & (found.stop - found.start < size))
    some = some[np.lexsort((found.start[some], found.block[some]))]
    for few in np.split(some, np.flatnonzero(np.diff(found.block[some])) + 1) if len(some) else ():
        block = int(found.block[few[0]])
        low, high = int(blocks.start[block]), int(blocks.stop[block])
        data = scene.batch.data[low:high].tobytes()
        lone = scene.first[block] == scene.last[block]
        spans = [(a - low, b - low) for a, b in zip(found.start[few].tolist(), found.stop[few].tolist(), strict=True)]
        paragraph = _Paragraph(data, spans)
        given = [paragraph.is_given(at) for at in range(len(few))]
        read = [not lone and category[i] in NOTICES and paragraph.is_read(at) for at, i in enumerate(few.tolist())]
        result[few] = [*paragraph.chained([a or b for a, b in zip(given, read, strict=True)])]
        amid[few] = paragraph.has_other
    texts = scene.first[found.block]
    for text in np.unique(texts[result]).tolist() if amid.any() else ():
        own = texts == text
        if len(np.unique(found.block[own & result])) >= SUBJECT:
            result |= own & amid
    return result


class _Paragraph:
    """A block with findings, as sentences.

    Attributes:
        text: what it says.
        spans: the findings, in order, code points.
        sentences: its sentences, code points.
        has_other: whether it has a sentence that is no finding.
    """

    def __init__(self, data: bytes, spans: list[Span]) -> None:
        """Keep a block, given as UTF-8, and its findings, given in bytes."""
        self.text = data.decode(errors="replace")
        if len(self.text) == len(data):
            self.spans = spans
        else:
            self.spans = [
                (len(data[:a].decode(errors="replace")), len(data[:b].decode(errors="replace"))) for a, b in spans
            ]
        ends = [0, *(m.end() for m in _END.finditer(self.text)), len(self.text)]
        self.sentences = [(a, b) for a, b in pairwise(ends) if self.text[a:b].strip()]
        self._starts, self._stops = ([span[side] for span in self.sentences] for side in (0, 1))
        self._found = [start for start, _ in self.spans]
        self._reached = [*accumulate((stop for _, stop in self.spans), max)]
        self.has_other = any(self._own(span) for span in self.sentences)

    def is_given(self, at: int) -> bool:
        """Tell whether a finding is announced in its own sentence or in the one before, or the next one is about it."""
        start, stop = self.spans[at]
        before, behind = self._before(start), self._behind(stop)
        return (
            labels(self.text[start:stop])
            or (bool(before) and (labels(before) or _reports_before_colon(before)))
            or (bool(behind) and refers(behind))
        )

    def is_read(self, at: int) -> bool:
        """Tell whether a finding stands between sentences of which one tells that a person reads or thinks."""
        before, behind = (part(edge) for part, edge in zip((self._before, self._behind), self.spans[at], strict=True))
        return bool(before and behind) and (narrates(before) or narrates(behind))

    def chained(self, given: list[bool]) -> Iterator[bool]:
        """Add findings that nothing stands between and one that is an instance."""
        for at in range(1, len(given)):
            given[at] |= given[at - 1] and self._near(at)
        for at in range(len(given) - 1, 0, -1):
            given[at - 1] |= given[at] and self._near(at)
        yield from given

    def _near(self, at: int) -> bool:
        return _BLANK.match(self.text[: self.spans[at][0]], self.spans[at - 1][1]) is not None

    def _own(self, span: Span) -> bool:
        """Tell whether nothing of a sentence is in a finding: those that begin before its end all end before it."""
        before = bisect_left(self._found, span[1])
        return not before or self._reached[before - 1] <= span[0]

    def _before(self, start: int) -> str:
        """Give the sentence before a place, unless it is a finding."""
        return self._said(bisect_right(self._stops, start) - 1)

    def _behind(self, stop: int) -> str:
        return self._said(bisect_left(self._starts, stop))

    def _said(self, at: int) -> str:
        known = 0 <= at < len(self.sentences) and self._own(self.sentences[at])
        return self.text[slice(*self.sentences[at])].strip() if known else ""


def _reports_before_colon(sentence: str) -> bool:
    """Tell whether the words before a colon of a sentence report what is written somewhere: "The line reads: ..."."""
    colon = _COLON.search(sentence)
    return colon is not None and reports(f"{sentence[: colon.start()]}: ")
