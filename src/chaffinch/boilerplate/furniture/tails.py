r"""Find the rest of a signature of which some lines go.

A template finds the lines of a signature that are written alike in several posts, a rule the line with an address. The
name above, the column beside and the motto below belong to it, and tell nothing without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.boilerplate.furniture.end_cards import WORDS, is_short
from chaffinch.boilerplate.furniture.headings import heading
from chaffinch.boilerplate.furniture.reaching import RULED_LETTERS, may_reach, reach
from chaffinch.boilerplate.furniture.rulers import ALIKE, DELIMITER, QUOTED, is_ruler
from chaffinch.boilerplate.furniture.signatures import MOST_REACHING, OPEN_LINES, is_prose, parted, ruled
from chaffinch.text import CLOSES, STOPS, late_pattern

__all__ = ["rest"]

Span = tuple[int, int]

CLOSING_LINES = 10
"""Lines of a last paragraph, at most, of which half go and the rest with them. A judgement; of 230 tails of posts that
went in part the longest signature without a ruler had nine."""

HALF = 0.5
"""Share of the lines of a last paragraph that goes by itself, from which on it may have more lines than others."""

NAMED = 0.5
"""Share of the words of a line above an address that must be names or numbers for the line to belong to it."""

PAIR = 2
"""Words of a line of which one name is enough: "Московский университет"."""

SMALL = 3
"""Letters of a word such as "of", "und" or "des", at most, that may be a part of a name."""

GREETED = 3
"""Words of the name below a greeting, at most; as in `wholes`."""

DRAWN = 0.5
"""Share of letters and digits of a line, below which it is drawn."""

_DELIMITERS = {mark[0] for mark in (DELIMITER, *ALIKE)}
_COLUMNS = late_pattern(r"\S(?:[ ]{3,}|[ ]*\t+[ ]*|[ ]*\|[ ]*)\S")
_MOTTO = late_pattern(r"[\"“„«'].*|.*[\"”“»']")
_ENDED = late_pattern(rf"[{STOPS}:;)\]-]{CLOSES}$")
_DASHED = late_pattern(r"(?:-{1,3}|[–—])\s*(?:[^\W\d_][\w.'’]*|(?:[^\W\d_a-zß-öø-ÿа-яё][\w.'’]*\s*){1,4})")
_NAMED = late_pattern(r"[^\w]*(?:[A-ZÀ-ÖØ-ÞЀ-Я]|\d)")


def rest(text: str, lines: Sequence[Span], gone: Sequence[bool]) -> list[int]:
    r"""Give the lines at the end of a text that belong to a signature of which others go.

    Args:
        text: all of it.
        lines: its last lines that are not blank, without the white space around each.
        gone: whether each of them goes.

    Returns:
        Indices of lines, in order.

    >>> import re
    >>> text = "The gates are old.\n\nTom Aldous   \"A lock is a stair.\"\nHarnby       tom@lock.example"
    >>> rest(text, [m.span() for m in re.finditer(".+", text)], [False, False, True])
    [1]
    """
    away = [*gone]
    parts = parted(text, [*lines]) if any(text[start] in _DELIMITERS for start, _ in lines) else []
    for block in (parts, ruled(text, [*lines])):
        first = len(lines) - len(block)
        if any(gone[first:]):
            away[first:] = [True] * len(block)
    for further in (_paragraph, _signed, _greeting):
        for at in further(text, lines, away):
            away[at] = True
    return [at for at in range(len(lines)) if away[at] and not gone[at]]


def _paragraph(text: str, lines: Sequence[Span], gone: Sequence[bool]) -> set[int]:
    """Give the lines of the last paragraph if an address of it goes and it is a signature."""
    top = len(lines) - 1
    while top > 0 and _is_joined(text, lines, top):
        top -= 1
    first = next((at for at in range(top, len(lines)) if gone[at]), len(lines))
    if first == len(lines) or (first == top and all(gone[first:])):  # most texts: nothing of it is left
        return set()
    if not may_reach(text[lines[top][0] : lines[-1][1]]):
        return set()
    most = CLOSING_LINES if sum(gone[first:]) >= HALF * (len(lines) - first) else OPEN_LINES
    if not all(gone[first:]) and not _closing(text, [*lines], gone, most):
        return set()
    return {*_above(text, lines, top, first), *range(first, len(lines))}


def _closing(text: str, lines: list[Span], gone: Sequence[bool], most: int = OPEN_LINES) -> list[Span]:
    r"""Give the lines of the last paragraph of a text if it is short, has an address, and no sentence of it stays.

    >>> import re
    >>> text = "The gates are old.\n\nAnn Lee  ann@lee.example\nGSX600F"
    >>> [text[a:b] for a, b in _closing(text, [m.span() for m in re.finditer(".+", text)], [False] * 3)]
    ['Ann Lee  ann@lee.example', 'GSX600F']
    """
    first = len(lines) - 1
    while first > 0 and len(lines) - first <= most and _is_joined(text, lines, first):
        first -= 1
    if first <= 0 or len(lines) - first > most:
        return []
    block = [text[slice(*line)] for line in lines[first:]]
    prose = any(is_prose(line) and not away for line, away in zip(block, gone[first:], strict=True))
    other = prose or any(len(line) > RULED_LETTERS or line.startswith(QUOTED) for line in block)
    return lines[first:] if not other and any(reach(line) != line for line in block) else []


def _above(text: str, lines: Sequence[Span], top: int, first: int) -> range:
    """Give the lines above the first that goes, up to the paragraph's beginning or the end of a sentence."""
    if first == top:
        return range(0)
    below = [text[slice(*line)] for line in lines[first:]]
    reaching = sum(reach(line) != line for line in below)
    if not 0 < reaching <= MOST_REACHING or is_ruler(below[0]):
        return range(0)
    at = first
    while at > top and _belongs(text[slice(*lines[at - 1])]):
        at -= 1
    ended = at == top or _ENDED.search(text[slice(*lines[at - 1])]) is not None
    return range(at, first) if ended and first - at <= CLOSING_LINES else range(0)


def _belongs(line: str) -> bool:
    """Tell whether a line above an address is a name, an office, an address, a column, a drawing or a motto."""
    if len(line) > RULED_LETTERS or line.startswith(QUOTED) or line.endswith((":", ",", "：")):
        return False
    solid = sum(map(str.isalnum, line))
    if reach(line) != line or solid < DRAWN * len(line.replace(" ", "")) or _COLUMNS.search(line):
        return True
    words = [word for word in line.split() if len(word) > SMALL or _NAMED.match(word)]
    named = sum(_NAMED.match(word) is not None for word in words)
    short = is_short(line) or (len(line.split()) <= WORDS and line.endswith(".") and named == len(words))
    enough = named > NAMED * len(words) or (named > 0 and len(line.split()) <= PAIR)
    return (short and enough) or _MOTTO.fullmatch(line) is not None


def _greeting(text: str, lines: Sequence[Span], gone: Sequence[bool]) -> set[int]:
    """Give the greeting above a name with which all that goes begins."""
    first = len(lines)
    while first > 0 and gone[first - 1]:
        first -= 1
    name = text[slice(*lines[first])] if 0 < first < len(lines) else ""
    if not name or len(name.split()) > GREETED or is_ruler(name) or reach(name) != name:
        return set()
    greets = heading(text[slice(*lines[first - 1])]) == "endings"
    return {first - 1} if greets and _is_joined(text, lines, first) else set()


def _signed(text: str, lines: Sequence[Span], gone: Sequence[bool]) -> set[int]:
    """Give the name behind a dash right above a delimiter with which all that goes begins: "-- The lock keeper"."""
    first = len(lines)
    while first > 0 and gone[first - 1]:
        first -= 1
    if not 0 < first < len(lines) or text[slice(*lines[first])] not in (DELIMITER, *ALIKE):
        return set()
    listed = first > 1 and text[lines[first - 2][0]] == text[lines[first - 1][0]]
    return {first - 1} if not listed and _DASHED.fullmatch(text, *lines[first - 1]) else set()


def _is_joined(text: str, lines: Sequence[Span], at: int) -> bool:
    """Tell whether no blank line is above a line."""
    return text.count("\n", lines[at - 1][1], lines[at][0]) == 1
