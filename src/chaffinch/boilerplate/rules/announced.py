"""Find notices that their text announces or explains: an example behind a colon, the answer to a question, a term.

A guide says "Write, for example:" and then a disclaimer; a page of questions says below "Why was my comment removed?"
that comments are moderated; a glossary says "Disclaimer: a statement that limits liability."
"""

from __future__ import annotations

import re

import numpy as np

from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import UNSPACED, Bools

__all__ = ["announced", "defined"]

ANNOUNCING, ASKING = 5, 4
"""Words of a block that ends with a colon, and of a question, at least: fewer are a label, such as "Disclaimer:"."""

QUESTIONS, QUESTION_SHARE = 2, 0.25
"""Questions, and their share of the blocks of a text, from which on it is one of questions and answers."""

TERMS, TERM_WORDS = 4, 5
"""Lines in a row that explain a term each, and words of each, at least, from which on they are a glossary."""

NEAR = 8
"""Lines above and below one that are looked at, at most, which bounds the time for a long glossary."""

LETTERS_OF_WORD = 2
"""Letters of a script without spaces that count as a word."""

_COLONS, _ASKED = (":", "："), ("?", "？", "؟")
_LAST_BYTES = np.array(sorted({mark.encode()[-1] for mark in (*_COLONS, *_ASKED)}), np.uint8)
_TERM = re.compile(r"[-*•]? ?\**[^\W\d_][^:\n.?!]{0,30}:\** \S.*[.!?…]\Z", re.DOTALL)
_UNSPACED = re.compile(f"[{UNSPACED}]")


def announced(found: Found, scene: Scene) -> Bools:
    """Tell which findings open a block that the one above announces or asks for, and nothing is found in that one.

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    blocks, data = scene.blocks, scene.batch.data
    hit = np.zeros(len(blocks), np.bool_)
    hit[found.block] = True
    result = (found.block > scene.first[found.block]) & (found.start <= blocks.start[found.block])
    above = found.block - 1
    result &= ~hit[above] & np.isin(data[blocks.stop[above] - 1], _LAST_BYTES)
    asks: dict[int, bool] = {}  # of the first block of each text: whether it is one of questions and answers
    for i in np.flatnonzero(result).tolist():
        text = _text(int(above[i]), scene)
        if text.endswith(_COLONS):
            result[i] = _words(text) >= ANNOUNCING
        else:
            result[i] = text.endswith(_ASKED) and _words(text) >= ASKING
        if result[i] and not text.endswith(_COLONS):
            first, last = int(scene.first[found.block[i]]), int(scene.last[found.block[i]])
            if first not in asks:
                asks[first] = _asks(first, last, scene)
            result[i] = asks[first]
    return np.asarray(result)


def defined(found: Found, scene: Scene) -> Bools:
    r"""Tell which findings are in a line of a glossary: several lines in a row explain a term each.

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    known: dict[int, str] = {}

    def term(block: int) -> str:
        """Give the term that a line explains; empty where it explains none."""
        if block not in known:
            text = _text(block, scene)
            explains = _TERM.match(text) is not None and _words(text) >= TERM_WORDS
            known[block] = text.partition(":")[0] if explains else ""
        return known[block]

    result = np.zeros(len(found), np.bool_)
    for i, block in enumerate(found.block.tolist()):
        low = high = block
        while term(low) and low > max(scene.first[block], block - NEAR):
            low -= 1
        while term(high) and high < min(scene.last[block], block + NEAR):
            high += 1
        result[i] = len({*filter(None, map(term, range(low, high + 1)))}) >= TERMS and bool(term(block))
    return result


def _words(text: str) -> int:
    return len(text.split()) + len(_UNSPACED.findall(text)) // LETTERS_OF_WORD


def _asks(first: int, last: int, scene: Scene) -> bool:
    """Tell whether a good part of the blocks of a text are questions."""
    asked = [_text(i, scene).endswith(_ASKED) for i in range(first, last + 1)]
    return sum(asked) >= max(QUESTIONS, QUESTION_SHARE * len(asked))


def _text(block: int, scene: Scene) -> str:
    start, stop = int(scene.blocks.start[block]), int(scene.blocks.stop[block])
    return scene.batch.data[start:stop].tobytes().decode(errors="replace").rstrip()
