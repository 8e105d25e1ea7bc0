r"""Find titles of other pages between the paragraphs of a text, behind a lead in bold: "Floods:Town votes today".

As text the bold lead and the title run into one another, with no space behind the colon. The colons of the text itself
have one.
"""

from __future__ import annotations

from chaffinch.boilerplate.furniture.headings import ENDS, title
from chaffinch.boilerplate.furniture.page import lines_of, runs
from chaffinch.text import late_pattern

__all__ = ["GLUED", "glued_titles"]

Span = tuple[int, int]

MORE = r"More ?: ?"
"""A lead that a site writes the same way each time, so that one is enough; own."""

GLUED = rf"(?m)^(?:{MORE}|[^\n:]+[^\s:/]:[\"'“‘]?)\p{{Lu}}[^\n:]*$|^{MORE}[\"'“‘]?\p{{Lu}}"
"""What every text has with such a title, a pattern of RE2."""

LEAST = 2
"""Such titles in a text, at least: a site inserts them again and again, and one may be a slip."""

PARAGRAPHS, PROSE = 2, 60
"""Paragraphs of a text for each of its titles, at least, and code points of a paragraph: other texts are lists."""

LEAD_WORDS, TITLE_WORDS = 12, 4
"""Words of a lead, at most, and of the title behind it, at least."""

SURE = "analysis|column|fact check|live|more|opinion|photos?|poll|read|related|stor(?:y|ies)|timeline|video|watch"
"""Leads of the site itself. One such, or one in quotation marks, tells what the others of its text are; by themselves
"Costs:A crown for each boat" and its like are a list of the text."""

TOGETHER = 3
"""Such titles right below one another, at most: more are a list of the text. A judgement."""

_LEAD = r"(?:[^\W\d_a-z\"“]|['‘][^\W\d_])[^\n:]*[^\s:/\d]"
_TITLE = late_pattern(rf"(?P<lead>{_LEAD}):(?P<title>[\"'“‘]?[^\W\d_a-z].*)")
_SURE = late_pattern(rf"['‘]|(?i:{SURE})\b")
_LED = late_pattern(rf"{MORE}[\"'“‘]?[^\W_a-z][^\n@]{{0,40}}(?: [^ \n@]+){{4,26}}")
_GLUED = late_pattern(r"[^\W\d_][?!'’”\"]?:[\"'“‘]?[^\W\d_]")


def glued_titles(text: str) -> list[Span]:
    r"""Give the lines that are a lead and a title, in order.

    Where other lines of the text have such colons there are none but those behind "More:".

    Args:
        text: any text.

    >>> prose = "The lock at Harnby was shut on Monday, and nobody knows for how long it will be.\n"
    >>> text = f"{prose * 3}Floods:Town votes on the new lock\n{prose * 3}'No corn':Mill may close in May\n{prose}"
    >>> [text[a:b] for a, b in glued_titles(text)]
    ['Floods:Town votes on the new lock', "'No corn':Mill may close in May"]
    """
    lines = lines_of(text)
    found = [at > 0 and _is_title(text[slice(*line)]) for at, line in enumerate(lines)]
    led = [at > 0 and _LED.fullmatch(text, *line) is not None for at, line in enumerate(lines)]
    glued = [*_glued(text, lines, [a or b for a, b in zip(found, led, strict=True)])] if sum(found) >= LEAST else []
    return sorted({*glued, *_between(text, lines, led)})


def _between(text: str, lines: list[Span], found: list[bool]) -> list[Span]:
    """Give the lines that are found if the text has enough paragraphs for them."""
    if not any(found):
        return []
    others = (text[slice(*line)] for line, good in zip(lines, found, strict=True) if not good)
    prose = sum(len(line) >= PROSE and ENDS.search(line) is not None for line in others)
    return [line for line, good in zip(lines, found, strict=True) if good and prose >= PARAGRAPHS * sum(found)]


def _glued(text: str, lines: list[Span], found: list[bool]) -> list[Span]:
    """Give the titles behind leads, if one is of the site, other lines have no such colons, and most are prose."""
    others = [text[slice(*line)] for line, good in zip(lines, found, strict=True) if not good]
    if not any(good and _SURE.match(text, line[0]) for line, good in zip(lines, found, strict=True)):
        return []
    prose = sum(len(line) >= PROSE and ENDS.search(line) is not None for line in others)
    if prose < PARAGRAPHS * sum(found) or any(
        ":" in line and "://" not in line and _GLUED.search(line) for line in others
    ):
        return []
    return [lines[at] for run in runs(found) if len(run) <= TOGETHER for at in run]


def _is_title(line: str) -> bool:
    """Tell whether a line is a lead of a few words and a title."""
    match = _TITLE.fullmatch(line) if ":" in line else None
    if match is None or "://" in line or len(match["lead"].split()) > LEAD_WORDS:
        return False
    return len(match["title"].split()) >= TITLE_WORDS and title(match["title"])
