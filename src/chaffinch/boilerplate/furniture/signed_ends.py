r"""The last paragraph of a text with the name of a person and the mail address of that name: whoever wrote it signs.

No delimiter and no label is needed: "Nora Vik, vik@lock.example" tells by itself whose address it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.boilerplate.furniture.reaching import REACH
from chaffinch.boilerplate.furniture.signature_ends import is_joined
from chaffinch.text import late_pattern

__all__ = ["SIGNED_LETTERS", "signed_paragraph"]

Span = tuple[int, int]

SIGNED_LINES, SIGNED_LETTERS = 8, 480
"""Lines and code points of a signed paragraph at most."""

WORDS = 8
"""Words of a column of a line, at most, that is no sentence."""

ADDRESSES = 3
"""Mail addresses of one person at most: a paragraph with more is a list. A judgement."""

NAMESAKE = 4
"""Letters of a word of a name, at least, that an address repeats; a shorter one is all of the address before its @."""

_NAME = late_pattern(
    r"[-–—~*/|\s]*((?:[^\W\d_a-zß-öø-ÿ][\w'’.-]*[ ]){0,3}[^\W\d_a-zß-öø-ÿ][\w'’-]+)[.)]?"
    r"(?=\s*$|\s*[,(<|/–—-]|[ ]{2}|\t|\s\S+@)"
)
_MAIL = late_pattern(r"([\w.+%-]+)@[\w-]+(?:\.[\w-]+)+")
_COLUMNS = late_pattern(r"\t+|[ ]{3,}|[|]")
_ENDED = late_pattern(r"[.!?…][\"'”’)\]]?$")
_WORD = late_pattern(r"[^\W\d_]+")


def signed_paragraph(text: str, lines: Sequence[Span]) -> int:
    r"""Give the number of lines of the signed paragraph that a text ends with; 0 if it ends with none.

    Args:
        text: all of it.
        lines: its last lines that are not blank, without the white space around each.

    >>> text = "The gates are old.\n\nNora Vik   vik@lock.example\nHarnby Canal Office"
    >>> signed_paragraph(text, [(0, 18), (20, 47), (48, 67)])
    2
    >>> signed_paragraph("Write to the office:\n\nNora Vik, vik@lock.example", [(0, 20), (22, 48)])
    0
    """
    first = _first(text, lines)
    if first == 0 or len(lines) - first > SIGNED_LINES or lines[-1][1] - lines[first][0] > SIGNED_LETTERS:
        return 0
    above = text[slice(*lines[first - 1])]
    if above.endswith((":", "：")) or (REACH.search(above) and not _ENDED.search(above)):  # a list of addresses
        return 0
    some = [text[slice(*line)] for line in lines[first:]]
    name = _NAME.match(some[0])
    if name is None or any(map(_is_told, some)):
        return 0
    mails = [local.lower() for line in some for local in _MAIL.findall(line)]
    own = any(_is_of(name[1].lower(), local) for local in mails)
    return len(some) if own and len(mails) <= ADDRESSES else 0


def _first(text: str, lines: Sequence[Span]) -> int:
    """Give the number of the first line of the last paragraph."""
    at = len(lines) - 1
    while at > 0 and is_joined(text, lines[at - 1], lines[at]):
        at -= 1
    return at


def _is_told(line: str) -> bool:
    """Tell whether a line has a sentence in it, or is quoted."""
    long = any(len(column.split()) > WORDS for column in _COLUMNS.split(line))
    return line.startswith((">", ":")) or (long and _ENDED.search(line) is not None)


def _is_of(name: str, local: str) -> bool:
    """Tell whether an address, by what is before its @, is that of a name."""
    words = _WORD.findall(name)
    return any(word in local if len(word) >= NAMESAKE else word == local for word in words)
