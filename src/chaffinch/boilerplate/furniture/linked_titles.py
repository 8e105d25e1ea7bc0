r"""Find the boxes that a site puts between two paragraphs of a text: the title of another page, and a button.

As text a box is a line of its own, "Who will pay for the lock? Read more"; in markdown it may be a link of some lines.
It tells nothing of the article around it: no rule knows its title, and no other page has it at that place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import re2

from chaffinch.boilerplate.furniture.headings import ENDS, title
from chaffinch.boilerplate.furniture.widgets import TITLE, known_words
from chaffinch.boilerplate.languages import function_words
from chaffinch.boilerplate.rules.run_ons import JOINS, begins
from chaffinch.text import END, late_pattern

__all__ = ["linked", "linked_titles"]

Span = tuple[int, int]

PARAGRAPHS = 3
"""Paragraphs of a text for each of its linked titles, at least: a list of teasers has one below each title."""

PROSE = 60
"""Code points of a paragraph, at least; it ends as a sentence does, which a title does not."""

LONG = 4
"""Letters of a word, at least, that has a capital in a heading with capitals: "Why You Should Read More"."""

TITLE_LETTERS, TITLE_MOST = 160, 22
"""Code points and words of a title behind a button, at most; as in `headings`."""

BUTTON = 40
"""Code points of the button of a box in markdown, at most."""

_CARD = (
    r"\[\*\*[^\[\]\n]{3,120}\*\*\\{1,2}\n(?:[^\[\]\n]{0,400}\\{1,2}\n){1,8}"
    rf"(?=[^\W_])[^\[\]\n.:;,]{{2,{BUTTON}}}\]\([^()\s]+\)"
)
_TORN = r"\[\*\*[^\[\]\n]{3,120}\*\*\\{1,2}\n(?:[^\[\]\n]{0,400}\\{1,2}\n){1,8}(?=\n|\Z)"
"""A card whose link extraction has lost: its bracket is open, and each of its lines ends in a mark."""

_LINE = late_pattern(rf"(?P<card>^{_CARD}$)|(?P<torn>^{_TORN})|\S(?:[^\n]*\S)?", re.MULTILINE)
_WORD = late_pattern(r"\S+")
_INNER = late_pattern(rf"{END}\s+(?=\w+\W+\w)|[.;]\s*$")
"""The end of a sentence with another one behind, or at the end."""


def linked_titles(text: str) -> list[Span]:
    r"""Find boxes of a title and a button that leads to its page, each between two paragraphs.

    Args:
        text: any text.

    Returns:
        Start and stop (code points) of each box, in order. In a text without line ends a button with a full stop stands
        before the title; the title ends where a sentence begins without a full stop before it.

    >>> prose = "The lock at Harnby was shut on Monday, and nobody knows for how long it will be.\n"
    >>> box = "Who will pay for the new lock? Read more"
    >>> text = f"{prose * 2}{box}\n{prose * 2}"
    >>> [text[a:b] for a, b in linked_titles(text)], linked_titles(f"{prose}{box}\n{prose}")
    (['Who will pay for the new lock? Read more'], [])
    """
    return sorted([*_led(text), *_boxes(text)])


def _boxes(text: str) -> list[Span]:
    """Give the boxes on lines of their own."""
    matches = [*_LINE.finditer(text)]
    prose = [_is_prose(match[0]) for match in matches]
    found = [
        bool(i and (line["card"] or line["torn"] or (not prose[i] and _is_linked(line[0]))))
        for i, line in enumerate(matches)
    ]
    if sum(prose) < PARAGRAPHS * sum(found):
        return []
    above, below = _next_to(found, prose), _next_to(found[::-1], prose[::-1])[::-1]
    amid = enumerate(zip(matches, found, above, below, strict=True))
    good = [
        one
        for at, (one, is_box, over, under) in amid
        if is_box and over and (one["torn"] or under is None or under or _ends_section(matches, found, at))
    ]
    return [(one.start(), one.start() + len(one[0].rstrip())) for one in good]


def _ends_section(matches: list[re.Match[str]], found: list[bool], at: int) -> bool:
    """Tell whether one card in markdown stands below a paragraph and above a heading; below a colon it is an item."""
    if not matches[at]["card"] or found[at - 1] or found[at + 1]:
        return False
    return matches[at + 1][0].startswith("#") and not matches[at - 1][0].endswith(":")


def _led(text: str) -> Iterator[Span]:
    r"""Give the titles amid a text, with the buttons before them, that run into the next sentence.

    >>> text = "It was shut. Read more. Mayor wants a second lock at Harnby The town will vote on it in May."
    >>> [text[a:b] for a, b in _led(text)], [*_led("It was shut. Read more. The mayor said that The Post is wrong.")]
    (['Read more. Mayor wants a second lock at Harnby'], [])
    """
    for button in _leads().finditer(text):
        words = [*_WORD.finditer(text, button.end(), button.end() + TITLE_LETTERS)]
        for at in range(1, min(len(words) - 1, TITLE_MOST)):
            if ENDS.search(words[at - 1][0]):
                break
            if words[at][0][0].isupper() and words[at][0].lower() in function_words():
                if at >= TITLE and begins(words[at][0], words[at + 1][0]) and words[at - 1][0].lower() not in JOINS:
                    yield button.start("button"), words[at - 1].end()
                break


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


@lru_cache(maxsize=1)
def _leads() -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in sorted(known_words("reads"), key=len, reverse=True))
    return re.compile(
        rf"(?:[.!?…][\"'”’»)]*)[ \xa0](?P<button>(?:{words}))[ \xa0]?[.:…»›][ \xa0]+(?=[^\W_])", re.IGNORECASE
    )


def linked() -> str:
    """Give what every text has that `linked_titles` finds something in, a pattern of RE2.

    That is a line that ends with a button and has more in it, or a button with a sign behind it amid a line.
    """
    words = "|".join(map(re2.escape, sorted(known_words("reads"))))
    ends = rf"\S[^\n]+(?:{words})[\s.…›»>→]*$|^\[\*\*[^\[\]\n]*\*\*\\\\?$"
    return rf"(?im:{ends}|(?:{words})[ \x{{a0}}]?[.:…»›][ \x{{a0}}])"
