r"""Addresses to which a text asks its reader to send something: orders, forms, applications.

"Send your order to:" and a card of five lines look like the contact of a site. Without the card the request is void.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from chaffinch.boilerplate.furniture.calls import NOTE
from chaffinch.text import data_file, late_pattern, line_matches

__all__ = ["ordered"]

Span = tuple[int, int]

CARD, CARD_LETTERS = 9, 80
"""Lines of the card below, at most, and code points of a line of it; name, street, town and four ways to reach."""

GAP = 2
"""Line ends between two lines of a card, at most: an empty line stands between them."""

LEAD = 200
"""Code points of a line that leads to an address, at most: a sentence or two."""

SHORT = 5
"""Letters of a word up to which it has no ending: "forms" is one, "formal" is another word."""

_LEAD = late_pattern(rf"^[^\n]{{3,{LEAD}}}[:：][ \t]*$", re.MULTILINE)
_LINE = late_pattern(r"\S(?:[^\n]*\S)?")
_UNSPACED = late_pattern(r"[\u0590-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RULER = late_pattern(r"[\W_]{2,}")  # also the delimiter of a signature
_POINTERS = "pointers"
_LABEL = late_pattern(r"[^:：]{1,30}[:：]$")


def ordered(text: str) -> list[Span]:
    r"""Give the ranges of the lines that ask for something and of the addresses below them.

    In a short text that asks to write to "the address below", all below is one.

    Args:
        text: all of it.

    >>> text = "It costs 4 dollars.\n\nSend your order to:\n\nLantern Club\n12 Quay Street\nFax: 555-1234\n\n"
    >>> [text[a:b] for a, b in ordered(text + "Ann left. " * 9)]
    ['Send your order to:\n\nLantern Club\n12 Quay Street\nFax: 555-1234']
    """
    found = [(match.start(), _card(text, match.end())) for match in _leads(text)]
    pointer = _pointers().search(text.lower()) if len(text) < NOTE else None  # of a long text the site's card is below
    return [*found, (pointer.start(), len(text))] if pointer else found


def _leads(text: str) -> Iterator[re.Match[str]]:
    for match in line_matches(_LEAD, text):
        line = match.group().lower()
        if _phrases().search(line) and (len(line.split()) > 1 or _UNSPACED.search(line)):
            yield match


def _card(text: str, at: int) -> int:
    """Give the end of the short lines below a place."""
    stop = at
    for count, match in enumerate(_LINE.finditer(text, at)):
        line = match.group()
        near = text.count("\n", stop, match.start()) <= GAP
        other = _RULER.fullmatch(line) is not None or (count > 0 and _opens(text, match))
        if count == CARD or not near or len(line) > CARD_LETTERS or other:
            break
        stop = match.end()
    return stop


def _opens(text: str, match: re.Match[str]) -> bool:
    """Tell whether a line is the heading of another card: below an empty line, with a colon at its end."""
    return text[: match.start()].endswith("\n\n") and _LABEL.match(match.group()) is not None


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    """Read the words; those of scripts whose words have letters before them stand anywhere."""
    tree = data_file("chaffinch.boilerplate.furniture", "orders.toml")
    words = sorted({word for name in tree if name != _POINTERS for word in tree[name]}, key=len, reverse=True)
    spaced = "|".join(_word(word) for word in words if not _UNSPACED.search(word))
    unspaced = "|".join(re.escape(word) for word in words if _UNSPACED.search(word))
    return re.compile(rf"(?<![^\W\d_])(?:{spaced})|{unspaced}")


@lru_cache(maxsize=1)
def _pointers() -> re.Pattern[str]:
    """Read the words that point to the address at the end of a text."""
    tree = data_file("chaffinch.boilerplate.furniture", "orders.toml")
    words = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in tree[_POINTERS])
    return re.compile(rf"^(?![ \t]*[>|:]).*?(?:{words})", re.MULTILINE)  # not in a quoted line


def _word(word: str) -> str:
    return re.escape(word) + (r"(?![^\W\d_])" if len(word) <= SHORT and word.isascii() else "")
