r"""The last paragraph of a text with the name of a person and the mail address of that name: whoever wrote it signs.

No delimiter and no label is needed: "Nora Vik, vik@lock.example" tells by itself whose address it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.boilerplate.furniture.end_cards import ENDED, WORDS, is_of_name
from chaffinch.boilerplate.furniture.reaching import reaches
from chaffinch.boilerplate.furniture.signature_ends import paragraphs
from chaffinch.text import late_pattern

__all__ = ["SIGNED_LETTERS", "signed_paragraph"]

Span = tuple[int, int]

SIGNED_LINES, SIGNED_LETTERS = 8, 480
"""Lines and code points of a signed paragraph at most."""

ADDRESSES = 3
"""Mail addresses of one person at most: a paragraph with more is a list. A judgement."""

_NAME = late_pattern(
    r"[-–—~*/|\s]*((?:[^\W\d_a-zß-öø-ÿ][\w'’.-]*[ ]){0,3}[^\W\d_a-zß-öø-ÿ][\w'’-]+)[.)]?"
    r"(?=\s*$|\s*[,(<|/–—-]|[ ]{2}|\t|\s\S+@)"
)
_MAIL = late_pattern(r"([\w.+%-]+)@[\w-]+(?:\.[\w-]+)+")
_COLUMNS = late_pattern(r"\t+|[ ]{3,}|[|]")


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
    last = paragraphs(text, lines)[-1]
    first = len(lines) - len(last)
    if first == 0 or len(last) > SIGNED_LINES or last[-1][1] - last[0][0] > SIGNED_LETTERS:
        return 0
    above = text[slice(*lines[first - 1])]
    if above.endswith((":", "：")) or (reaches(above) and not ENDED.search(above)):  # a list of addresses
        return 0
    some = [text[slice(*line)] for line in last]
    name = _NAME.match(some[0])
    if name is None or any(map(_is_told, some)):
        return 0
    mails = [local.lower() for line in some for local in _MAIL.findall(line)]
    own = any(is_of_name(local, name[1]) for local in mails)
    return len(some) if own and len(mails) <= ADDRESSES else 0


def _is_told(line: str) -> bool:
    """Tell whether a line has a sentence in it, or is quoted."""
    long = any(len(column.split()) > WORDS for column in _COLUMNS.split(line))
    return line.startswith((">", ":")) or (long and ENDED.search(line) is not None)
