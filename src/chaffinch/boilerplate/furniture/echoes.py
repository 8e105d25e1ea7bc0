r"""Prompts that stand more than once in a text: what goes at one place goes at all of them.

A site puts the same prompt between the paragraphs of an article. Where extraction glues it to the next sentence no rule
and no template sees its end, but its words are those of the prompt that is found elsewhere in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from chaffinch.text import late_pattern

__all__ = ["echoes"]

Span = tuple[int, int]

WORDS, LETTERS = 4, 20
"""Words and code points of a prompt, at least: fewer are a phrase of the language, too. Of 58 prompts that stood again
in their texts the shortest had six words."""

LONGEST = 300
"""Code points of a prompt, at most; it bounds what is compared."""

LABEL = 24
"""Code points of a line before a prompt, at most, for it to be the label of another one: "Advertisement"."""

_LABELLED = late_pattern(r"(?:^|\n)[^\W\d_a-z][^\W\d_]+ ?$")
_SIGNS = " \t\n.,:;!?…/|()[]*-–—"
_END = late_pattern(r"[.!?…]*(?:\s|$|[^\W\d_a-zß-öø-ÿа-яё]|[“„«(])")
_SLASH = late_pattern(r"(?<=[.!?…])\s*[/|–—-]\s*$")
_STOP = late_pattern(r"[.!?…](?![.!?…])")
_STOPS = (".", "!", "?", "…")
_QUOTES = ('"', "'", "“", "”", "„", "«", "»", "‘", "’", "「", "」", "『", "』")


def echoes(text: str, cuts: Sequence[Span]) -> list[Span]:
    r"""Give the places at which the words of cuts stand again, in order.

    Args:
        text: all of it.
        cuts: prompts that go, in code points.

    >>> text = "It is old.Press the advert and see the filmNobody paints it. Press the advert and see the film."
    >>> at = text.rindex("Press")
    >>> [text[a:b] for a, b in echoes(text, [(at, len(text))])]
    ['Press the advert and see the film']
    """
    pieces = {text[start:stop].strip(_SIGNS) for start, stop in cuts if LETTERS <= stop - start <= LONGEST}
    prompts = [words.lower() for words in pieces if len(words) >= LETTERS and len(words.split()) >= WORDS]
    low = text.lower() if prompts else ""
    if len(low) != len(text):
        return []
    found = {span for words in prompts if low.count(words) > 1 for span in _again(text, low, words)}
    if not found:
        return []  # most texts
    own = sorted(cuts)
    reached = [-1, *accumulate((stop for _, stop in own), max)]  # by the cuts up to each
    return sorted(_marked(text, a, b) for a, b in found if reached[bisect_right(own, (a, len(text)))] < b)


def _again(text: str, low: str, words: str) -> Iterator[Span]:
    """Give the places of some words at which they begin no later than a sentence does, and are not quoted."""
    at = low.find(words)
    while at >= 0:
        stop = at + len(words)
        quoted = text.startswith(_QUOTES, stop) or text.endswith(_QUOTES, 0, at)
        if not quoted and _begins(text, at) and _ends(text, stop):
            yield at, stop
        at = low.find(words, stop)


def _marked(text: str, at: int, stop: int) -> Span:
    """Give the range of a prompt with the slash before it, and the stop behind it that no other sentence has."""
    slash, end = _SLASH.search(text, max(at - 4, 0), at), _STOP.match(text, stop)
    ended = slash is not None or text[:at].rstrip().endswith(_STOPS)
    return slash.start() if slash else at, end.end() if end and ended else stop


def _begins(text: str, at: int) -> bool:
    """Tell whether a sentence, or a prompt that is glued to one, may begin at a place."""
    before = text[max(at - 2, 0) : at].rstrip()
    glued = text[at].isupper() and (
        text[at - 1].isalnum() or _LABELLED.search(text, max(at - LABEL, 0), at) is not None
    )
    return not before or not before[-1].isalnum() or glued


def _ends(text: str, at: int) -> bool:
    """Tell whether a sentence ends at a place, or another begins that is glued to it."""
    return _END.match(text, at) is not None
