"""Find what a box of furniture keeps between two of its sentences that go.

"Get the Harnby letter. News at seven in the morning, every day. Sign up here." The middle has no phrase that only
furniture has, but it is short, and a word of furniture or a question to the reader is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from chaffinch.boilerplate import cues
from chaffinch.boilerplate.rules.scene import Haystack
from chaffinch.text import TextBatch, blocks

__all__ = ["furnished", "gaps"]

Span = tuple[int, int]

LONGEST = 110
"""Code points of a gap, at most: one sentence or two short ones. A judgement."""

QUESTIONS = ("?", "？", "؟")
"""What a question ends with; one between two prompts is part of these ("Was it rigged?")."""

_GROUPS = ("share", "account", "subscribe", "cookie", "legal", "comments", "more")  # of cues.toml
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


def furnished(pieces: list[str]) -> list[bool]:
    """Tell which pieces have a word of furniture in them, or are a question.

    >>> furnished(["Sign up, it is free!", "Was it rigged?", "The gate is old."])
    [True, True, False]
    """
    if not pieces:
        return []
    batch = TextBatch.of(pieces)
    parts = blocks(batch)
    general = cues.load()
    chosen = np.isin(np.array(general.groups), _GROUPS)
    hits = general.count(Haystack.of(batch, parts))[:, chosen].sum(axis=1)
    cued = np.bincount(parts.document, hits, len(pieces)) > 0
    return [bool(cue) or piece.endswith(QUESTIONS) for cue, piece in zip(cued, pieces, strict=True)]
