"""Find words of furniture that a text shows its readers: below "Before" and "After", on signs, and in strings of code.

A guide for buttons lists "Click here" below "Before" and a better label below "After"; in a story a door says ALL
RIGHTS RESERVED, and the paragraph below asks which rights. The words above lists are data, in ``mentions.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.mentions import contrasts, tells_of_line
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import Bools

__all__ = ["contrasted", "echoed", "literal", "read_below"]

NEAR = 12
"""Lines above one that are looked at for the head of its list, at most, which bounds the time."""

HEAD_BYTES = 60
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
    rb"""[\[({,].*(?P<one>["'])[^"']+(?P=one)[ \t]*[)\]},;]*"""
    rb"""|.*[=(\[][ \t]*(?P<two>["'])[^"']+(?P=two).*[;{]"""
    rb"""|@?(?:echo|rem)[ \t]+[^\n]+|(?:print|printf|puts|say|return)[ \t]+["'(][^\n]+"""
)
"""A string at the end of an item of a list, or in a statement; or what a program prints."""
_WORD = re.compile(r"[^\W\d_]+")
_NEWLINE = ord("\n")


def contrasted(found: Found, scene: Scene) -> Bools:
    """Tell which findings are in a list below a word such as "Before", if their text has another such list.

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    result = np.zeros(len(found), np.bool_)
    known: dict[int, set[str]] = {}  # of the first block of each text: the words above its lists
    for i, block in enumerate(found.block.tolist()):
        first, head = int(scene.first[block]), block
        while head > max(first, block - NEAR) and not _apart(head, scene):
            head -= 1
        if head < block and contrasts(_text(head, scene)):
            if first not in known:
                known[first] = {*_heads(first, int(scene.last[block]), scene)}
            result[i] = len(known[first]) > 1
    return result


def _heads(first: int, last: int, scene: Scene) -> Iterator[str]:
    """Yield the words above the lists of a text."""
    for block in range(first, last):
        if (block == first or _apart(block, scene)) and not _apart(block + 1, scene):
            text = _text(block, scene)
            if contrasts(text):
                yield text.casefold()


def echoed(found: Found, scene: Scene, category: npt.NDArray[np.str_]) -> Bools:
    """Tell which findings are signs in capitals that the paragraph below speaks of, in a text with a further sign.

    Args:
        found: findings of rules.
        scene: the batch.
        category: that of the rule of each finding, str, shape (findings,): above a title in capitals are other titles.

    Returns:
        Bool, shape (findings,).
    """
    result = np.zeros(len(found), np.bool_)
    hit = np.zeros(len(scene.blocks) + 1, np.bool_)
    hit[found.block] = True
    inner = (found.block > scene.first[found.block]) & (found.block < scene.last[found.block])
    inner &= np.isin(category, SIGNS)
    for i in np.flatnonzero(inner & ~hit[found.block + 1]).tolist():
        block = int(found.block[i])
        if _is_sign(block, scene) and _speaks_of(_text(block + 1, scene), _text(block, scene)):
            others = range(int(scene.first[block]) + 1, int(scene.last[block]))
            result[i] = any(not hit[other] and _is_sign(other, scene) for other in others)
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
    start, stop = scene.blocks.start[found.block], scene.blocks.stop[found.block]
    for i in np.flatnonzero((stop - start <= STATEMENT_BYTES) & (category != SCRIPTS)).tolist():
        line = scene.batch.data[int(start[i]) : int(stop[i])].tobytes().strip()
        result[i] = _STATEMENT.fullmatch(line) is not None
    return result


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
        first[i] = tells_of_line(_text(int(found.block[i]) + 1, scene)[:TOLD])
    return np.asarray(first)


def _is_sign(block: int, scene: Scene) -> bool:
    """Tell whether a block is a line of several words in capitals, with a blank line above and below."""
    start, stop = int(scene.blocks.start[block]), int(scene.blocks.stop[block])
    if stop - start > SIGN_BYTES or not (_apart(block, scene) and _apart(block + 1, scene)):
        return False
    text = _text(block, scene)
    return text.isupper() and len(text.split()) > 1


def _speaks_of(below: str, sign: str) -> bool:
    """Tell whether a paragraph says the longer words of a sign again.

    >>> _speaks_of("Which rights, she asked, and reserved for whom in this town?", "ALL RIGHTS RESERVED")
    True
    """
    stems = {word.casefold()[:STEM] for word in _WORD.findall(sign) if len(word) >= STEM}
    again = {word.casefold()[:STEM] for word in _WORD.findall(below)}
    return len(below.split()) >= PROSE_WORDS and bool(stems) and len(stems & again) >= SAID_AGAIN * len(stems)


def _apart(block: int, scene: Scene) -> bool:
    """Tell whether a blank line stands above a block, which is not the first of its text."""
    start, stop = int(scene.blocks.stop[block - 1]), int(scene.blocks.start[block])
    return int(np.count_nonzero(scene.batch.data[start:stop] == _NEWLINE)) > 1


def _text(block: int, scene: Scene) -> str:
    start, stop = int(scene.blocks.start[block]), int(scene.blocks.stop[block])
    return scene.batch.data[start:stop].tobytes().decode(errors="replace").strip()
