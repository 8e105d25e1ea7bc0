r"""Find the boxes that a site puts between two paragraphs of a text: the title of another page, and a button.

As text a box is a line of its own, "Who will pay for the lock? Read more"; in markdown it may be a link of some lines.
It tells nothing of the article around it: no rule knows its title, and no other page has it at that place.
"""

from __future__ import annotations

import re
from functools import lru_cache

import re2

from chaffinch.boilerplate.furniture.headings import ENDS, title
from chaffinch.boilerplate.furniture.widgets import TITLE, known_words

__all__ = ["linked", "linked_titles"]

Span = tuple[int, int]

PARAGRAPHS = 3
"""Paragraphs of a text for each of its linked titles, at least: a list of teasers has one below each title."""

PROSE = 60
"""Code points of a paragraph, at least; it ends as a sentence does, which a title does not."""

LONG = 4
"""Letters of a word, at least, that has a capital in a heading with capitals: "Why You Should Read More"."""

BUTTON = 40
"""Code points of the button of a box in markdown, at most."""

_CARD = (
    r"\[\*\*[^\[\]\n]{3,120}\*\*\\{1,2}\n(?:[^\[\]\n]{0,400}\\{1,2}\n){1,8}"
    rf"(?=[^\W_])[^\[\]\n.:;,]{{2,{BUTTON}}}\]\([^()\s]+\)"
)
_LINE = re.compile(rf"(?P<card>^{_CARD}$)|\S(?:[^\n]*\S)?", re.MULTILINE)
_INNER = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=\w+\W+\w)|[.;]\s*$")
"""The end of a sentence with another one behind, or at the end."""


def linked_titles(text: str) -> list[Span]:
    r"""Find boxes of a title and a button that leads to its page, each between two paragraphs.

    Args:
        text: any text.

    Returns:
        Start and stop (code points) of each box, in order.

    >>> prose = "The lock at Harnby was shut on Monday, and nobody knows for how long it will be.\n"
    >>> box = "Who will pay for the new lock? Read more"
    >>> text = f"{prose * 2}{box}\n{prose * 2}"
    >>> [text[a:b] for a, b in linked_titles(text)], linked_titles(f"{prose}{box}\n{prose}")
    (['Who will pay for the new lock? Read more'], [])
    """
    matches = [*_LINE.finditer(text)]
    lines = [match.span() for match in matches]
    prose = [_is_prose(match[0]) for match in matches]
    found = [bool(i and (line["card"] or (not prose[i] and _is_linked(line[0])))) for i, line in enumerate(matches)]
    if sum(prose) < PARAGRAPHS * sum(found):
        return []
    above, below = _next_to(found, prose), _next_to(found[::-1], prose[::-1])[::-1]
    amid = zip(lines, found, above, below, strict=True)
    return [line for line, is_box, over, under in amid if is_box and over and (under is None or under)]


def _next_to(found: list[bool], prose: list[bool]) -> list[bool | None]:
    """Tell for each line whether the nearest one above that is no box is a paragraph; None where there is none.

    >>> _next_to([False, True, True], [True, False, False])
    [None, True, True]
    """
    near: bool | None = None
    result: list[bool | None] = []
    for is_box, is_prose in zip(found, prose, strict=True):
        result.append(near)
        near = near if is_box else is_prose
    return result


def _is_prose(line: str) -> bool:
    return len(line) >= PROSE and ENDS.search(line) is not None


def _is_linked(line: str) -> bool:
    """Tell whether a line is a title of some words and a button."""
    button = _button().search(line)
    if button is None:
        return False
    before, words = line[: button.start()].rstrip(" \t|–—-›»>:"), button[0]
    in_capitals = words.istitle() and all(word[0].isupper() for word in before.split() if len(word) >= LONG)
    if words[0].islower() or in_capitals:  # "Why You Should Read More"
        return False
    return len(before.split()) >= TITLE and title(before) and _INNER.search(before) is None


@lru_cache(maxsize=1)
def _button() -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in sorted(known_words("reads"), key=len, reverse=True))
    return re.compile(rf"(?<=[\s?!…\"'”’»)|])(?:{words})(?:\s*(?:\.{{3}}|[…›»>→]))*$", re.IGNORECASE)


def linked() -> str:
    """Give what every text has that `linked_titles` finds something in, a pattern of RE2: a line with a button."""
    words = "|".join(map(re2.escape, sorted(known_words("reads"))))
    return rf"(?im)\S[^\n]+(?:{words})[\s.…›»>→]*$|^\[\*\*[^\[\]\n]*\*\*\\\\?$"
