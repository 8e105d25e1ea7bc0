"""Tell which sentences of furniture stand amid a paragraph of the author's, and so are his.

"Contact us if you have any questions." on a line of its own is of the site. As one of the sentences of a paragraph that
stays, the same words lead on from what the author has said before: "The trial begins in May. Contact us if ...".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from chaffinch.text import CLOSES, STOPS, late_pattern

__all__ = ["amid_prose"]

Span = tuple[int, int]

PROSE = 20
"""Code points of what else of a paragraph stays, at least, for it to be the author's. A judgement: less is a name, a
symbol or a date beside the sentence."""

LINES = 3
"""Line ends in a text, at least: where extraction has lost them, a paragraph is no sign."""

PARAGRAPH = 20
"""Lines of a hard-wrapped paragraph that are looked at on either side of a sentence, at most."""

WRAPPED = 40, 100
"""Code points of a hard-wrapped line, at least and at most."""

_SENTENCE = late_pattern(rf"[{STOPS}:]{CLOSES}[*_]*{CLOSES}(?:\s|$)")


def amid_prose(text: str, asked: Sequence[Span], cuts: Sequence[Span]) -> list[Span]:
    r"""Give the sentences that stand in a paragraph of which other sentences stay.

    Args:
        text: all of it.
        asked: the sentences in question, in code points.
        cuts: all that is removed from the text, in code points, by start.

    >>> text = "The gate is shut.\n\nIt opens again in May. Ask us for more.\n\nAsk us for more."
    >>> [text[a:b] for a, b in amid_prose(text, [(42, 58), (60, 76)], [(42, 58), (60, 76)])]
    ['Ask us for more.']
    """
    if text.count("\n") < LINES:
        return []
    starts, reached = [a for a, _ in cuts], [*accumulate((b for _, b in cuts), max)]  # by the cuts up to each
    rests = [_rest(text, span, cuts, starts, reached) for span in asked]
    return [s for s, rest in zip(asked, rests, strict=True) if len(rest) >= PROSE and _SENTENCE.search(rest)]


def _rest(text: str, span: Span, cuts: Sequence[Span], starts: list[int], reached: list[int]) -> str:
    """Give what stays of the paragraph that a sentence is in."""
    start, stop = _paragraph(text, span)
    pieces, at = [], start
    for a, b in cuts[bisect_right(reached, start) : bisect_left(starts, stop)]:
        if b > at:
            pieces.append(text[at : max(a, at)])
            at = b
    return "".join([*pieces, text[at:stop]]).strip()


def _paragraph(text: str, span: Span) -> Span:
    """Give the line of a sentence, with the lines that go on with its paragraph where lines are hard-wrapped."""
    start, stop = text.rfind("\n", 0, span[0]) + 1, text.find("\n", span[1])
    stop = stop if stop >= 0 else len(text)
    for _ in range(PARAGRAPH):
        above = text.rfind("\n", 0, max(start - 1, 0)) + 1
        if above >= start or not _goes_on(text, above, start):
            break
        start = above
    for _ in range(PARAGRAPH):
        if stop >= len(text) or not _goes_on(text, text.rfind("\n", 0, stop) + 1, stop + 1):
            break
        below = text.find("\n", stop + 1)
        stop = below if below >= 0 else len(text)
    return start, stop


def _goes_on(text: str, line: int, below: int) -> bool:
    """Tell whether the sentence of a line that is hard-wrapped goes on in the line below, which may be empty."""
    above = text[line : below - 1].rstrip()
    wrapped = WRAPPED[0] <= len(above) <= WRAPPED[1] and text[below : below + 1].strip() != ""
    return wrapped and (text[below].islower() or _SENTENCE.search(above[-4:]) is None)
