"""Tell which sentences of furniture stand amid a paragraph of the author's, and so are his.

"Contact us if you have any questions." on a line of its own is of the site. As one of the sentences of a paragraph that
stays, the same words lead on from what the author has said before: "The trial begins in May. Contact us if ...".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chaffinch.text import late_pattern

__all__ = ["amid_prose"]

Span = tuple[int, int]

PROSE = 20
"""Code points of what else of a paragraph stays, at least, for it to be the author's. A judgement: less is a name, a
symbol or a date beside the sentence."""

LINES = 3
"""Line ends in a text, at least: where extraction has lost them, a paragraph is no sign."""

_SENTENCE = late_pattern(r"[.!?…。！？؟।:][\"'”’»)\]」』*_]*(?:\s|$)")


def amid_prose(text: str, asked: Sequence[Span], cuts: Sequence[Span]) -> list[Span]:
    r"""Give the sentences that stand in a paragraph of which other sentences stay.

    Args:
        text: all of it.
        asked: the sentences in question, in code points.
        cuts: all that is removed from the text, in code points.

    >>> text = "The gate is shut.\n\nIt opens again in May. Ask us for more.\n\nAsk us for more."
    >>> [text[a:b] for a, b in amid_prose(text, [(42, 58), (60, 76)], [(42, 58), (60, 76)])]
    ['Ask us for more.']
    """
    if text.count("\n") < LINES:
        return []
    rests = [_rest(text, span, cuts) for span in asked]
    return [s for s, rest in zip(asked, rests, strict=True) if len(rest) >= PROSE and _SENTENCE.search(rest)]


def _rest(text: str, span: Span, cuts: Iterable[Span]) -> str:
    """Give what stays of the paragraph that a sentence is in."""
    start, stop = _paragraph(text, span)
    pieces, at = [], start
    for a, b in sorted(cuts):
        if a < stop and b > at:
            pieces.append(text[at : max(a, at)])
            at = b
    return "".join([*pieces, text[at:stop]]).strip()


def _paragraph(text: str, span: Span) -> Span:
    """Give the line of a sentence; of one that goes over several lines those that no blank line parts from it."""
    end = "\n\n" if "\n" in text[slice(*span)].strip() else "\n"
    start, stop = text.rfind(end, 0, span[0]), text.find(end, span[1])
    return start + len(end) if start >= 0 else 0, stop if stop >= 0 else len(text)
