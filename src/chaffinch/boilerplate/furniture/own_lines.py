r"""Tell which lines that rules know as buttons and labels are the text's own where they stand.

"login" is a button, but in code and in a sentence, of which extraction has put every piece on a line of its own, it is
a name. "LinkedIn" between other names of a list is an item of it. "FAQs" above questions, and "TikTok" above a
paragraph about it, are titles of sections, without which their reader does not know what the text is about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from chaffinch.boilerplate.furniture.companions import JOINING
from chaffinch.boilerplate.furniture.headings import ENDS, heading
from chaffinch.text import late_pattern

__all__ = ["SECTIONS", "own_lines"]

Span = tuple[int, int]

SECTIONS = ("topics", "networks")
"""Kinds of headings that may be titles of sections; of a network the first paragraph below speaks of it."""

ITEM_WORDS, ITEM_LETTERS = 4, 40
"""Words and code points of an item of a list without bullets, at most. A judgement."""

ITEMS, HALF = 6, 0.5
"""Items of such a list, at least, and share of them up to which those that rules know stay with the others. Judgements:
of three or four lines in a row a byline and its buttons are made."""

ROW = 3
"""Lines that go right below one another, from which on they are a row of buttons; at an end of the list two are."""

LONG = 5
"""Words of a line above or below a piece of a sentence, at least: lines of menus have fewer. A judgement."""

TEXT_LETTERS = 40
"""Code points of the sentence, or of the question, below the title of a section, at least. A judgement."""

_SIGNS = late_pattern(r"[^\w\s|•·*#→←↑↓►▶×©®™+~_—–-]+")
"""A line of nothing but signs of code or of a sentence, such as ``):``; those of menus and rulers are no such signs."""

_CONTINUES = late_pattern(r"[a-zß-öø-ÿа-яёα-ω]|[,;.:!?)](?!\w)")
"""How the line goes on in which a piece stands: with a small letter, or with a sign that closes."""

_PIECE = late_pattern(r"[,;:)]\s")
"""How a piece of a sentence begins."""

_VALUE = late_pattern(r"(?:[$€£¥₹] ?\d[\d.,]*|\d[\d.,]* ?[$€£¥₹%])")
"""The cell of a table, one of which each is a line, beside the name of its row."""

_REACHES = late_pattern(r"[\d@]|://")
_QUESTION = late_pattern(r"[?？؟\u037e]\W*\Z|^(?:Q|F|P|В)\d*[.:] ")


def own_lines(
    text: str, lines: Sequence[Span], gone: Sequence[bool], ruled: Sequence[bool], modelled: Sequence[bool]
) -> list[int]:
    r"""Give the lines that go and are the text's own.

    Args:
        text: all of it.
        lines: those that are not blank, without white space around.
        gone: whether each goes.
        ruled: whether each goes by rules for labels and buttons.
        modelled: whether each goes by the line model; of these only pieces of code and sentences are looked for.

    >>> import re
    >>> def own(text):
    ...     lines = [m.span() for m in re.finditer(r"\S.*", text)]
    ...     some = [text[a:b] in ("login", "FAQs") for a, b in lines]
    ...     return [text[slice(*lines[at])] for at in own_lines(text, lines, some, some, some)]
    >>> own("def\nlogin\n():\nreturn"), own("See the\nlogin\narticle for what the page does.")
    (['login'], ['login'])
    >>> own("It holds.\n\nFAQs\n\nHow old is the dam?\n\nIt is old."), own("home\nlogin\nabout us")
    (['FAQs'], [])
    """

    def line(at: int) -> str:
        return text[slice(*lines[at])]

    def joined(at: int) -> bool:
        return 0 < at < len(lines) and text.count("\n", lines[at - 1][1], lines[at][0]) <= 1

    around = _List(0, 0, 0)  # the last one that was found

    def list_around(at: int) -> _List:
        nonlocal around
        if not around.first <= at < around.last:
            around = _list_around(at, line, joined, gone)
        return around

    def is_own(at: int) -> bool:
        if _is_piece(at, line, joined):
            return True
        if not ruled[at]:
            return False
        if _is_title(at, line, gone):
            return True
        return not _REACHES.search(line(at)) and _is_item(at, line, list_around(at), gone)

    return [at for at in range(len(lines)) if (ruled[at] or modelled[at]) and is_own(at)]


class _List(NamedTuple):
    """Short lines right below one another: the first, the one behind the last, and how many of them go."""

    first: int
    last: int
    away: int


def _list_around(at: int, line: Callable[[int], str], joined: Callable[[int], bool], gone: Sequence[bool]) -> _List:
    """Give the list of short lines that a line is in."""
    first, last = at, at + 1
    if _is_short(line(at)):
        while joined(first) and _is_short(line(first - 1)):
            first -= 1
        while joined(last) and _is_short(line(last)):
            last += 1
    return _List(first, last, sum(gone[first:last]))


def _is_piece(at: int, line: Callable[[int], str], joined: Callable[[int], bool]) -> bool:
    """Tell whether a line is a piece of code, of a table, or of a sentence, all pieces of which are lines."""
    above = line(at - 1) if joined(at) else ""
    below = line(at + 1) if joined(at + 1) else ""
    signs = any(side and _SIGNS.fullmatch(side) for side in (above, below))
    if signs or line(at) in JOINING or _PIECE.match(line(at)) or _VALUE.fullmatch(below):
        return True
    if not (above and below) or not _CONTINUES.match(below) or ENDS.search(line(at)) or ENDS.search(above):
        return False
    return below in JOINING or above in JOINING or max(len(above.split()), len(below.split())) >= LONG


def _is_title(at: int, line: Callable[[int], str], gone: Sequence[bool]) -> bool:
    """Tell whether a line is the title of the section below: a noun above a sentence, or above a question."""
    kind = heading(line(at))
    if at + 1 >= len(gone) or gone[at + 1] or kind not in SECTIONS:
        return False
    below = line(at + 1)
    if kind == "networks" and line(at).lower() not in below.lower():
        return False
    return _QUESTION.search(below) is not None or (len(below) >= TEXT_LETTERS and ENDS.search(below) is not None)


def _is_item(at: int, line: Callable[[int], str], around: _List, gone: Sequence[bool]) -> bool:
    """Tell whether a line is an item of a list of short lines, most of which stay, and no button of a row."""
    if len(line(at).split()) > 1 and heading(line(at)) not in SECTIONS:
        return False  # a button: "Read story"
    first, last, away = around
    low, high = at, at + 1
    while low > max(first, at - ROW) and gone[low - 1]:
        low -= 1
    while high < min(last, at + ROW) and gone[high]:
        high += 1
    in_row = high - low >= ROW or (high - low > 1 and (low == first or high == last))
    return last - first >= ITEMS and not in_row and away <= HALF * (last - first)


def _is_short(line: str) -> bool:
    return len(line) <= ITEM_LETTERS and len(line.split()) <= ITEM_WORDS and not line.endswith((".", "!", "?"))
