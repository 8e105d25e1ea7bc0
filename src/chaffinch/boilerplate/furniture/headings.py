"""Tell what a line is: the heading of a list that a site adds, the title of an article, an item, a link."""

from __future__ import annotations

from functools import lru_cache

from chaffinch.text import CLOSES, STOPS, UNSPACED, Remembered, data_file, late_pattern

__all__ = ["ENDS", "LISTED", "bullet", "heading", "is_link", "title"]

HEADING_WORDS, HEADING_LETTERS = 7, 60
"""Words and code points of a heading, at most. A judgement: longer lines are sentences or titles."""

TITLE_WORDS, TITLE_LETTERS = (3, 22), 160
"""Words of a title, at least and at most, and code points at most: newspapers write no longer headlines."""

REMEMBERED = 1 << 12
"""Lines whose kind is remembered: the pages of a site have the same ones, and several finders ask."""

LETTERS_OF_WORD = 2
"""Letters of a script without spaces that count as a word of a title: so many have most words of Chinese."""

LONGEST_LINE = 2_000
"""Code points of a line of links, at most; it bounds the time of the pattern."""

LISTED = ("related", "goods")
"""Kinds of headings of lists that lead to other pages of the site."""

ENDS = late_pattern(rf"[{STOPS}:;,]{CLOSES}$")
"""The end of a sentence, or of a part of one, at the end of a line."""

_LINK = (
    r"(?:!?\[[^\[\]]*\]\([^()\s]*(?:\s[^()]*)?\)|\[\s*!\[[^\[\]]*\]\([^()]*\)[^\[\]]*\]\([^()]*\)"
    r"|<?(?:https?://|www\.)[^\s>]++>?)"
)
_LINKS = late_pattern(
    rf"[-*+•>#|\s\d.)]{{0,8}}(?:\w+ ){{0,2}}(?:[-–:] )?{_LINK}(?:[-*+•|·,;\s]*{_LINK})*"
    r"(?:[^\w.!?]*\w+){0,4}[^\w.!?]*"  # "[News](n) 7 min read"
)
_INITIALS = late_pattern(r"\b(?:[^\W\d_]\.){2,}$")  # "A mill is built in the U.S."
_MARKS = late_pattern(r"^[\W_]+|[\W_]+$")
_SPACE = late_pattern(r"\s+")
_UNSPACED = late_pattern(f"[{UNSPACED}]")


def bullet(line: str) -> str:
    """Give the mark of an item: those of one list have the same one."""
    return line[0] if line[0] in "-*+•" and line[1:2] != "*" else ""


def is_link(line: str, mark: str) -> bool:
    """Tell whether a line with a bullet, or with none, is nothing but links."""
    if len(line) > LONGEST_LINE or line.startswith("#"):  # the heading of a card, which the link below leads to
        return False
    return bullet(line) == mark and _LINKS.fullmatch(line) is not None


def title(line: str) -> bool:
    """Tell whether a line may be the title of an article: it begins with a capital, and ends without a full stop.

    The stop of an abbreviation is none.

    >>> title("Stage set for the first women on the council"), title("It rained on all of them."), title("and so on")
    (True, False, False)
    >>> title("古い橋が通行止めに"), title("橋が開いた。"), title("ニュース")
    (True, False, False)
    """
    if len(line) > TITLE_LETTERS:
        return False
    dense = len(_UNSPACED.findall(line)) if not line.isascii() else 0
    words = dense // LETTERS_OF_WORD if 2 * dense > len(line) else len(line.split())
    good = TITLE_WORDS[0] <= words <= TITLE_WORDS[1]
    opens = not (_MARKS.sub("", line)[:1].islower() or line.startswith("#"))
    ended = ENDS.search(line) is not None and _INITIALS.search(line) is None
    return good and opens and (not ended or line.endswith(("?", "!", "…", "...")))


def heading(line: str) -> str:
    """Give the kind of a heading of `headings.toml`, or an empty string; an item of a list is none."""
    return "" if len(line) > HEADING_LETTERS else _headings()[line]


@lru_cache(maxsize=1)
def _headings() -> Remembered[str]:
    return Remembered(_heading, REMEMBERED)


def _heading(line: str) -> str:
    if bullet(line) and line[1:2].isspace():
        return ""
    words = _SPACE.sub(" ", _MARKS.sub("", line)).lower().replace("’", "'")
    exact, opened = _known()
    if words in exact:
        return exact[words]
    short = len(words.split()) <= HEADING_WORDS
    return next((kind for beginning, kind in opened if short and words.startswith(beginning)), "")


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Read the headings with their kinds: those known by all their words, and the beginnings of others."""
    tree = data_file("chaffinch.boilerplate.furniture", "headings.toml")
    rows = [(words.lower(), kind) for kind, group in tree.items() for words in group]
    exact = {words: kind for words, kind in rows if not words.endswith("...")}
    return exact, tuple((words.removesuffix("..."), kind) for words, kind in rows if words.endswith("..."))
