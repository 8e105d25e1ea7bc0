"""Find what a box of furniture keeps between two of its sentences that go, and before the first one of a newsletter.

"Get the Harnby letter. News at seven in the morning, every day. Sign up here." The middle has no phrase that only
furniture has, but it is short, and a word of furniture or a question to the reader is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from chaffinch.boilerplate import cues
from chaffinch.boilerplate.rules.scene import Haystack
from chaffinch.text import TextBatch, blocks

__all__ = ["furnished", "gaps", "heads", "pitched"]

Span = tuple[int, int]

LONGEST = 110
"""Code points of a gap, at most: one sentence or two short ones. A judgement."""

HEAD, GONE = 180, 0.5
"""Code points of what a newsletter says of itself before its box goes, at most; and share of the line, at least, that
the box is. Judgements."""

QUESTIONS = ("?", "？", "؟")
"""What a question ends with; one between two prompts is part of these ("Was it rigged?")."""

_GROUPS = ("share", "account", "subscribe", "cookie", "legal", "comments", "more")  # of cues.toml
_PITCHES = ("subscribe",)
_ENDS = (".", "!", "…", ":", "。", "！", '"', "”", "’", *QUESTIONS)


def gaps(text: str, cuts: Sequence[Span]) -> Iterator[Span]:
    """Give the short pieces of whole sentences between cuts of one line.

    Args:
        text: all of it.
        cuts: sentences of furniture, by start.

    >>> text = "Get the letter. All news at seven. Sign up here."
    >>> [text[a:b] for a, b in gaps(text, [(0, 15), (35, 48)])]
    ['All news at seven.']
    """
    reach = None
    for start, stop in cuts:
        if reach is not None and reach < start <= reach + LONGEST:
            piece = text[reach:start]
            inner = piece.strip()
            if inner.endswith(_ENDS) and "\n" not in piece and text[:reach].endswith(_ENDS):
                first = reach + piece.index(inner[0])
                yield first, first + len(inner)
        reach = stop if reach is None else max(reach, stop)


def heads(text: str, cuts: Sequence[Span]) -> Iterator[Span]:
    """Give the short beginnings of lines of which all the rest goes, and that is most of the line.

    Args:
        text: all of it.
        cuts: all that goes, by start.

    >>> text = "The Dew News at seven, in your inbox. Sign up. By signing up you agree to our terms of use."
    >>> [text[a:b] for a, b in heads(text, [(38, 46), (47, 91)])]
    ['The Dew News at seven, in your inbox.']
    """
    for first, group in groupby(cuts, key=lambda cut: text.rfind("\n", 0, cut[0]) + 1):
        inside = [*group]
        begin = reach = inside[0][0]
        for start, stop in inside:
            if text[reach:start].strip():
                break
            reach = max(reach, stop)
        else:
            head, rest = text[first:begin].strip(), text[reach:].partition("\n")[0]
            short = len(head) <= HEAD and reach - begin >= GONE * (reach - first)
            if short and head.endswith(_ENDS) and not rest.strip():
                at = text.index(head, first)
                yield at, at + len(head)


def furnished(pieces: list[str]) -> list[bool]:
    """Tell which pieces have a word of furniture in them, or are a question.

    >>> furnished(["Sign up, it is free!", "Was it rigged?", "The gate is old."])
    [True, True, False]
    """
    return [cue or piece.endswith(QUESTIONS) for cue, piece in zip(_cued(pieces, _GROUPS), pieces, strict=True)]


def pitched(pieces: list[str]) -> list[bool]:
    """Tell which pieces have a word of newsletters in them.

    >>> pitched(["The Dew News at seven, in your inbox.", "Was it rigged?"])
    [True, False]
    """
    return _cued(pieces, _PITCHES)


def _cued(pieces: list[str], groups: tuple[str, ...]) -> list[bool]:
    """Tell which pieces have a word of some groups of ``cues.toml`` in them."""
    if not pieces:
        return []
    batch = TextBatch.of(pieces)
    parts = blocks(batch)
    general = cues.load()
    chosen = np.isin(np.array(general.groups), groups)
    hits = general.count(Haystack.of(batch, parts))[:, chosen].sum(axis=1)
    return [bool(count) for count in np.bincount(parts.document, hits, len(pieces)) > 0]
