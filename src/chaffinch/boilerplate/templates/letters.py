"""Tell the salutation of a letter, and what stands below its text: words of greeting and the name of who wrote it.

The letters of an archive all open with the same line, and close with the same two, as pages of a site do with its
frame. The words are data, in ``letters.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from chaffinch.text import UNSPACED, data_file, late_pattern

__all__ = ["is_closing", "is_salutation"]

WORDS = 5
"""Words of a line of either, at most."""

LINES = (2, 4)
"""Lines of what closes a letter, at least and at most: words of greeting, a name, perhaps a place."""

_OPENS = (",", "!", ":", "，", "！", "：", "、", "،", "…")
_MARKS = late_pattern(r"^\W+|\W+$")
_UNSPACED = late_pattern(f"[{UNSPACED}]")


def is_salutation(line: str) -> bool:
    """Tell whether a line is the salutation of a letter.

    >>> is_salutation("Dear Edda,"), is_salutation("Liebe Inge!"), is_salutation("Dear or cheap")
    (True, True, False)
    """
    line = line.strip()
    marked = line.endswith(_OPENS) or _UNSPACED.search(line) is not None
    return marked and _known(line, "salutations")


def is_closing(lines: Sequence[str], *, known: bool = False) -> bool:
    """Tell whether lines are what closes a letter: words of greeting above a name.

    Args:
        lines: lines below a text, without a blank line between.
        known: whether the text is known to be a letter; then any few words close it.

    >>> is_closing(["Your loving brother", "Per"]), is_closing(["Yours truly,", "A. Lind"]), is_closing(["Your cart"])
    (True, True, False)
    """
    lines = [line.strip() for line in lines]
    if len(lines) > LINES[1] or any(len(line.split()) > WORDS for line in lines):
        return False
    return known or (len(lines) >= LINES[0] and _known(lines[0], "closings"))


def _known(line: str, kind: str) -> bool:
    exact, opened = _words()[kind]
    words = " ".join(_MARKS.sub("", line).casefold().replace("’", "'").split())
    return words in exact or (len(words.split()) <= WORDS and f"{words} ".startswith(opened))


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Read the phrases of each kind: those known by all their words, and the beginnings of others."""
    tree = data_file("chaffinch.boilerplate.templates", "letters.toml")
    return {
        kind: (
            frozenset(one for one in group if not one.endswith("...")),
            tuple(one.removesuffix("...") for one in group if one.endswith("...")),
        )
        for kind, group in tree.items()
    }
