"""Find words of furniture that a text shows its readers: below "Before" and "After", on signs, and in strings of code.

A guide for buttons lists "Click here" below "Before" and a better label below "After"; in a story a door says ALL
RIGHTS RESERVED, and the paragraph below asks which rights. The words above lists are data, in ``mentions.toml``.
"""

from __future__ import annotations

import re
from itertools import compress

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.mentions import LONGEST_HEAD, contrasting, tells_of_line
from chaffinch.boilerplate.rules.scene import Found, Scene, latest, marked, once
from chaffinch.text import Bools

__all__ = ["contrasted", "echoed", "literal", "read_below"]

NEAR = 12
"""Lines above one that are looked at for the head of its list, at most, which bounds the time."""

HEAD_BYTES = 4 * LONGEST_HEAD
"""Bytes of such a head, at most."""

SIGNS = ("copyright", "disclaimer", "cookie", "subscription", "donation", "advert")
"""Categories of what may stand on a sign."""

SCRIPTS = "navigation"
"""Category of the rules that know scripts and tags of a page."""

SIGN_BYTES = 60
"""Bytes of a sign, at most. A judgement."""

STEM = 4
"""Letters by which a word of a sign is known again in another form: "SAVE", "saved"; a shorter word says little."""

SAID_AGAIN = 0.5
"""Share of the longer words of a sign, at least, that the paragraph below says again. A judgement."""

PROSE_WORDS = 8
"""Words of the paragraph below a sign, at least. A judgement."""

TOLD = 120
"""Code points of the paragraph below a line that are looked at, at most."""

STATEMENT_BYTES = 400
"""Bytes of a line of code that is looked at, at most: data in one line may be long."""

_STATEMENT = re.compile(
    r"""[\[({,].*(?P<one>["'])[^"']+(?P=one)[ \t]*[)\]},;]*"""
    r"""|.*[=(\[][ \t]*(?P<two>["'])[^"']+(?P=two).*[;{]"""
    r"""|@?(?:echo|rem)[ \t]+[^\n]+|(?:print|printf|puts|say|return)[ \t]+["'(][^\n]+"""
)
"""A string at the end of an item of a list, or in a statement; or what a program prints."""
_WORD = re.compile(r"[^\W\d_]+")

BLANK = 2
"""Line ends between two blocks from which on a blank line is there."""


def contrasted(found: Found, scene: Scene) -> Bools:
    """Tell which findings are in a list below a word such as "Before", if their text has another such list.

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    first = scene.first[found.block]
    head = np.maximum(np.maximum(latest(scene.gap >= BLANK)[found.block], first), found.block - NEAR)
    able = (head < found.block) & (scene.blocks.stop[head] - scene.blocks.start[head] <= HEAD_BYTES)
    heads, which = np.unique(head[able], return_inverse=True)
    able[able] = contrasting(once(str, scene.lines(heads)))[which]
    texts = np.unique(first[able]).tolist()
    several = [text for text in texts if len(_heads(text, int(scene.last[text]), scene)) > 1]
    return able & np.isin(first, several)


def _heads(first: int, last: int, scene: Scene) -> set[str]:
    """Give the words above the lists of a text, in small letters."""
    opens, goes_on = scene.gap[first:last] >= BLANK, scene.gap[first + 1 : last + 1] < BLANK
    opens[0] = True
    size = scene.blocks.stop[first:last] - scene.blocks.start[first:last]
    texts = once(str, scene.lines(first + np.flatnonzero(opens & goes_on & (size <= HEAD_BYTES))))
    return {text.casefold() for text in compress(texts, contrasting(texts).tolist())}


def echoed(found: Found, scene: Scene, category: npt.NDArray[np.str_]) -> Bools:
    """Tell which findings are signs in capitals that the paragraph below speaks of, in a text with a further sign.

    Args:
        found: findings of rules.
        scene: the batch.
        category: that of the rule of each finding, str, shape (findings,): above a title in capitals are other titles.

    Returns:
        Bool, shape (findings,).
    """
    result, hit = np.zeros(len(found), np.bool_), marked(found, scene)
    first, last = scene.first[found.block], scene.last[found.block]
    inner = (found.block > first) & (found.block < last) & np.isin(category, SIGNS)
    inner[inner] &= ~hit[found.block[inner] + 1]
    known: dict[int, bool] = {}  # of the first block of each text: whether it has a further sign
    for i in np.flatnonzero(inner).tolist():
        block, text = int(found.block[i]), int(first[i])
        if _is_sign(block, scene) and _speaks_of(scene.text(block + 1), scene.text(block)):
            if text not in known:
                others = range(text + 1, int(last[i]))
                known[text] = any(not hit[other] and _is_sign(other, scene) for other in others)
            result[i] = known[text]
    return result


def literal(found: Found, scene: Scene, category: npt.NDArray[np.str_]) -> Bools:
    r"""Tell which findings are in a line that is a statement of a program, or an item of its data, with a string.

    Args:
        found: findings of rules.
        scene: the batch.
        category: that of the rule of each finding, str, shape (findings,): scripts that a page has lost are of it.

    Returns:
        Bool, shape (findings,).
    """
    result = np.zeros(len(found), np.bool_)
    size = scene.blocks.stop[found.block] - scene.blocks.start[found.block]
    able = (size <= STATEMENT_BYTES) & (category != SCRIPTS)
    result[able] = once(_states, scene.lines(found.block[able]))
    return result


def _states(line: str) -> bool:
    return _STATEMENT.fullmatch(line) is not None


def read_below(found: Found, scene: Scene) -> Bools:
    """Tell which findings are the first line of a text, of which the paragraph below tells where it is read.

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    first = (found.block == scene.first[found.block]) & (found.block < scene.last[found.block])
    for i in np.flatnonzero(first).tolist():
        first[i] = tells_of_line(scene.text(int(found.block[i]) + 1)[:TOLD])
    return np.asarray(first)


def _is_sign(block: int, scene: Scene) -> bool:
    """Tell whether a block is a line of several words in capitals, with a blank line above and below."""
    start, stop = int(scene.blocks.start[block]), int(scene.blocks.stop[block])
    if stop - start > SIGN_BYTES or scene.gap[block] < BLANK or scene.gap[block + 1] < BLANK:
        return False
    text = scene.text(block)
    return text.isupper() and len(text.split()) > 1


def _speaks_of(below: str, sign: str) -> bool:
    """Tell whether a paragraph says the longer words of a sign again.

    >>> _speaks_of("Which rights, she asked, and reserved for whom in this town?", "ALL RIGHTS RESERVED")
    True
    """
    stems = {word.casefold()[:STEM] for word in _WORD.findall(sign) if len(word) >= STEM}
    again = {word.casefold()[:STEM] for word in _WORD.findall(below)}
    return len(below.split()) >= PROSE_WORDS and bool(stems) and len(stems & again) >= SAID_AGAIN * len(stems)
