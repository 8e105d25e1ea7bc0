"""Find texts of which one paragraph or list is wholly another one: pages of a site whose frame is most of their text.

A verse, a riddle or a notice of four words stands above the same fifty words on each page. The letters of two such
pages are nearly all the same, and what each of them says the other one says nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.matching.relations.furniture_lines import are_about_the_page
from chaffinch.matching.relations.words import Words
from chaffinch.text import CLOSES, FULL_STOPS, late_pattern, plain

__all__ = ["has_replaced_list", "has_replaced_paragraph"]

Range = tuple[int, int, int, int]
"""Start and stop of words in the one and in the other text."""

BRIEF = 1500
"""Characters of each text, at most: in a longer one the paragraph may be a box that was exchanged. A judgement: of
1,058 pairs of copies up to this size in eleven real corpora none differs so."""

LEAST = 3
"""Words of each paragraph, at least: fewer are a label, or an answer."""

SHARED = 0.5
"""Share of the words of the shorter paragraph that the other one has, at most: of one that was edited most are left."""

TITLE, RENAMED = 14, 2
"""Words of a title, at most, and those of it that name another page of the same form, where all others are the same:
"Pictures of spring" and "Pictures of autumn". What stands in a box beside an article differs without its title."""

ITEMS, ITEM = 3, 20
"""Lines of a list, at least, and words of each, at most."""

_PUNCTUATION = ".,;:!?()[]\"'“”‘’«»…—–-"
_ENDS = late_pattern(rf"(?<!\.)[{FULL_STOPS}]{CLOSES}$")


def has_replaced_paragraph(one: Words, two: Words, changed: Sequence[Range]) -> bool:
    """Tell whether all that differs in two brief texts is one paragraph of whole sentences, and that is another one.

    Args:
        one, two: the texts.
        changed: where their words differ, in order.

    >>> frame = "Read out on the ferry at six, when the wind allows it, and printed on the ticket."
    >>> mole, wren = (Words(f"{verse}\\n{frame}") for verse in ("A mole wept at noon.", "Two wrens have no roof."))
    >>> has_replaced_paragraph(mole, wren, [(0, 5, 0, 5)])
    True
    """
    if not changed or max(len(one.text), len(two.text)) > BRIEF:
        return False
    (a, b), (c, d) = _line(one, changed[0][0], changed[-1][1]), _line(two, changed[0][2], changed[-1][3])
    sides = one.words[a:b], two.words[c:d]
    if min(map(len, sides)) < LEAST or not all(_ENDS.search(side[-1]) for side in sides):
        return False
    if one.is_dated(a) or two.is_dated(c) or are_about_the_page(one, two, (a, b, c, d)):
        return False
    return _are_others(*sides)


def _are_others(one: Sequence[str], two: Sequence[str]) -> bool:
    """Tell whether at most `SHARED` of the words of the shorter one of two runs are in the other one."""
    few, many = sorted(({plain(word.strip(_PUNCTUATION)) for word in side} for side in (one, two)), key=len)
    return len(few & many) <= SHARED * len(few)


def has_replaced_list(one: Words, two: Words, changed: Sequence[Range]) -> bool:
    """Tell whether all that differs in two texts is a word of their title and one list, of which all items are others.

    Args:
        one, two: the texts.
        changed: where their words differ, in order.

    >>> frame = "Read out on the ferry at six."
    >>> may, june = Words(f"Pets of May\\n{frame}\\nape\\nox\\nowl"), Words(f"Pets of June\\n{frame}\\nelk\\nox\\nnewt")
    >>> has_replaced_list(may, june, [(2, 3, 2, 3), (10, 13, 10, 13)])
    True
    """
    if len(changed) < 2 or not _is_renamed(one, two, changed[0]):
        return False
    if not (_is_list(one, changed[1][0], changed[-1][1]) and _is_list(two, changed[1][2], changed[-1][3])):
        return False
    sides = one.words[changed[1][0] : changed[-1][1]], two.words[changed[1][2] : changed[-1][3]]
    return _are_others(*sides)


def _is_renamed(one: Words, two: Words, place: Range) -> bool:
    """Tell whether a place is a word or two of the titles of both texts."""
    a, b, c, d = place
    ends = [text.lines[0][1] for text in (one, two)]
    return 0 < b - a <= RENAMED and 0 < d - c <= RENAMED and b <= ends[0] and d <= ends[1] and max(ends) <= TITLE


def _is_list(text: Words, start: int, stop: int) -> bool:
    """Tell whether a range of words is in some short lines without a stop, of which the title is none."""
    if start >= stop or not text.line[start]:
        return False
    lines = [text.words[slice(*text.lines[at])] for at in range(text.line[start], text.line[stop - 1] + 1)]
    return len(lines) >= ITEMS and all(len(line) <= ITEM and not _ENDS.search(line[-1]) for line in lines)


def _line(text: Words, start: int, stop: int) -> tuple[int, int]:
    """Give the range of the line that has all words of a range, if there are other lines; else an empty one."""
    if not start < stop or len(text.lines) < 2 or text.line[start] != text.line[stop - 1]:
        return 0, 0
    return text.lines[text.line[start]]
