"""Tell where a signature below its delimiter ends: two hyphens also part scenes of a tale, and messages of a thread."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chaffinch.boilerplate.furniture.reaching import REACH, RULED_LETTERS
from chaffinch.text import END, UNSPACED, late_pattern, opens_message

__all__ = ["is_joined", "paragraphs", "signed_lines"]

Span = tuple[int, int]

TELLS, TELLS_UNSPACED = 5, 12
"""Words of a paragraph that tells something, at least; letters of one in a script without spaces."""

SCENE = 2
"""Paragraphs that tell something from which on the lines below two hyphens are a text: one may be a motto."""

STAMP_WORDS = 10
"""Words of the line above a message of a thread, at most: "ida, 10 March 09:40"."""

_ENDED = late_pattern(rf"{END}\s*$")
_DRAWN = late_pattern(r"[|*\\]|\S[ \t]{3,}\S|^\W*\w[\w -]{1,24}:\s")  # columns, drawings, "Disclaimer: ..."
_QUOTED = late_pattern(r"\s*[\"“„«‘']|[^\"]*\"")
_SPOKEN = late_pattern(r"[^\W\d_][,.!?…][\"”’»]\s[^\W\d_A-ZÀ-ÖØ-ÞЀ-Я]")  # "It rains," he says
_CLOCK = late_pattern(r"(?<![\d:.])\d{1,2}[:.h]\d{2}(?![\d.])")
_UNSPACED = late_pattern(f"[{UNSPACED}]")


def signed_lines(text: str, lines: Sequence[Span]) -> int:
    r"""Give the number of lines, from a delimiter on, that are its signature; 0 if those below it are of the text.

    A signature is a card, a motto or a drawing. Another message may be below it.

    Args:
        text: all of it.
        lines: the delimiter, and those below it that are not blank, without the white space around each.

    >>> text = "--\nAnn Lee, Harnby\n\nFrom: ida@dam.example\nSubject: Gates\n\nThey are old."
    >>> signed_lines(text, [(0, 2), (3, 18), (20, 41), (42, 56), (58, 71)])
    2
    >>> signed_lines("--\n\nIn the evening it rains on the old gates.", [(0, 2), (4, 46)])
    0
    """
    last = next((at for at in range(2, len(lines)) if _opens(text, lines, at)), len(lines))
    below = paragraphs(text, lines[1:last])
    told = [some for some in below if _tells(text, some)]
    apart = last > 1 and not is_joined(text, lines[0], lines[1])
    scene = len(told) >= SCENE or (apart and told[:1] == below[:1])
    return 0 if scene or any(_is_long(text, lines, some) for some in told) else last


def _opens(text: str, lines: Sequence[Span], at: int) -> bool:
    """Tell whether another message begins at a line, which is the first of a paragraph or of a header."""
    line, above = text[slice(*lines[at])], text[slice(*lines[at - 1])]
    first = not is_joined(text, lines[at - 1], lines[at])
    if opens_message(line):
        below = text[slice(*lines[at + 1])] if at + 1 < len(lines) else ""
        return first or opens_message(below) or (":" in above and opens_message(above))
    stamped = first and len(line.split()) <= STAMP_WORDS and _CLOCK.search(line) is not None
    return stamped and _ENDED.search(line) is None and at + 1 < len(lines) and _tells(text, lines[at + 1 : at + 2])


def _tells(text: str, lines: Sequence[Span]) -> bool:
    """Tell whether a paragraph is sentences, and no motto in quotation marks, card or drawing."""
    paragraph = text[lines[0][0] : lines[-1][1]]
    letters = _UNSPACED.findall(paragraph)
    long = len(paragraph.split()) >= TELLS or len(letters) >= TELLS_UNSPACED
    if not long or _ENDED.search(paragraph) is None or _DRAWN.search(paragraph) or REACH.search(paragraph):
        return False
    return _QUOTED.match(paragraph) is None or _SPOKEN.search(paragraph) is not None


def _is_long(text: str, lines: Sequence[Span], paragraph: Sequence[Span]) -> bool:
    """Tell whether a paragraph has a line that is longer than those of mail, and no address is in a line before it."""
    long = any(stop - start > RULED_LETTERS for start, stop in paragraph)
    return long and not any(REACH.search(text, *line) for line in lines if line < paragraph[0])


def paragraphs(text: str, lines: Sequence[Span]) -> list[list[Span]]:
    """Give lines by paragraph: those between which no line is blank."""
    found = [[line] for line in lines[:1]]
    for above, below in pairwise(lines):
        if is_joined(text, above, below):
            found[-1].append(below)
        else:
            found.append([below])
    return found


def is_joined(text: str, above: Span, below: Span) -> bool:
    """Tell whether no blank line is between two lines."""
    return text.count("\n", above[1], below[0]) == 1
