r"""Signatures in columns: who writes, and a motto or a drawing beside it, with a bar between them on each line.

Nothing but these columns parts such a signature from the text above it. A table of contacts has bars, too, but an
address on each line, or labels on the left.
"""

from __future__ import annotations

from chaffinch.boilerplate.furniture.reaching import REACH, RULED_LETTERS
from chaffinch.boilerplate.furniture.rulers import QUOTED
from chaffinch.text import late_pattern

__all__ = ["columned"]

Span = tuple[int, int]

BAR = "|"
"""What parts the columns."""

LINES = 2, 8
"""Lines of such a signature, at least and at most; of 171 that were read all had as many."""

BESIDE = 3
"""Columns of signs before the bar, at least: a bar at the beginning of a line is a frame, or quotes a reply."""

DRAWN = 2
"""Lines without a word on the left, at least, that are a drawing."""

MOST_OF_TEXT = 0.5
"""Share of a text that may be its signature. A judgement: a text that is mostly addresses is a list of them."""

TAIL = LINES[1] * RULED_LETTERS
"""Code points at the end of a text that are looked at."""

_WORD = late_pattern(r"[^\W_]{3,}")
_CELLS = late_pattern(r"[|:\s-]+")  # the line below the head of a table of markdown


def columned(text: str) -> list[Span]:
    r"""Give the lines of the signature in columns that a text ends with; none if there is no such.

    >>> above = "The gates of the lock are old, and nobody has painted them since the old keeper left in May."
    >>> text = f"{above}\n\nAnn Lee          | Water finds\nann@lee.example  | its way."
    >>> [text[a:b] for a, b in columned(text)]
    ['Ann Lee          | Water finds', 'ann@lee.example  | its way.']
    >>> columned(f"{above}\n\nWhere  | Old hall\nMail   | ann@lee.example")
    []
    """
    end = len(text.rstrip())
    if BAR not in text[text.rfind("\n", 0, end) + 1 : end]:
        return []
    spans: list[Span] = []
    first = end
    while len(spans) <= LINES[1] and first > end - TAIL:
        start = text.rfind("\n", 0, first) + 1
        if BAR not in text[start:first]:
            break
        spans.insert(0, (start, first))
        first = start - 1
        if not start:
            break
    lines = [text[slice(*span)].expandtabs().rstrip() for span in spans]
    few = LINES[0] <= len(lines) <= LINES[1] and end - spans[0][0] <= MOST_OF_TEXT * end
    return [_bare(text, span) for span in spans] if few and _is_signature(lines) else []


def _is_signature(lines: list[str]) -> bool:
    """Tell whether lines have a bar in one column, and an address or a drawing on its left."""
    if any(line.startswith(QUOTED) or _CELLS.fullmatch(line) for line in lines):
        return False
    same = set.intersection(*({i for i, sign in enumerate(line) if sign == BAR} for line in lines))
    bars = [at for at in same if at >= BESIDE and all(len(line) > at + 1 for line in lines)]
    reaching = sum(REACH.search(line) is not None for line in lines)
    if not bars or not 0 < reaching < len(lines):
        return False
    left = [line[: min(bars)] for line in lines]
    drawn = sum(bool(cell.strip()) and _WORD.search(cell) is None for cell in left)
    return drawn >= DRAWN or any(REACH.search(cell) for cell in left)


def _bare(text: str, span: Span) -> Span:
    """Give a line without the white space around it."""
    line = text[slice(*span)]
    return span[0] + len(line) - len(line.lstrip()), span[0] + len(line.rstrip())
