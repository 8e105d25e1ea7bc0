"""Tell an item of a digest from an excerpt: what stands below a heading of its own, or behind a label as others do.

An excerpt of an article has the article around it, which goes on with its subject. A digest, a review of a week or a
page of news in brief has items on other things.
"""

from __future__ import annotations

import re

from chaffinch.matching.relations.words import Words
from chaffinch.text import END, UNSPACED, late_pattern, plain

__all__ = ["is_first_item", "is_labelled_item"]

HEADING = 8
"""Words of the heading of a digest, at most."""

PARAGRAPHS, LETTERS = 2, 20
"""Paragraphs behind the first item of a digest, at least; and letters of each, at least."""

STEM, WORD = 5, 4
"""Letters by which two words are taken for forms of one; and letters of a word that says something, at least."""

SHARED = 0.1
"""Share of the words of other items, below which they go on with nothing that the first one says: a name of a town
recurs in the news of its paper."""

LABEL, LABELS = 3, 2
"""Words of the label of an item, at most; and other lines with a label like it, at least."""

_END = re.compile(rf"{END}$")
_CLOCK = re.compile(r"\D?\d{1,2}[.:h]\d\d\D{0,2}")
_WORD = re.compile(rf"[^\W\d_][^\W\d_]{{{WORD - 1},}}")
_DENSE = late_pattern(f"[{UNSPACED}]")


def is_first_item(one: Words, two: Words, start: int, stop: int) -> bool:
    r"""Tell whether a text is the first item of a digest: below a heading that is not its own, before other news.

    Args:
        one: the shorter text.
        two: the longer one.
        start, stop: where its first word should be in the longer one, and where the last shared block ends.

    >>> item = Words("The ferry of Harnby has a new bell. It was cast in Lisdale.")
    >>> others = "Nobody may fish in the moat before June.\nThe baker sells his oven to a friend from school."
    >>> page = Words(f"News in brief\n{item.text}\n{others}")
    >>> is_first_item(item, page, 3, 16), is_first_item(item, Words(page.text.replace("News", "Bell")), 3, 16)
    (True, False)
    """
    if (
        not 0 < start <= HEADING
        or stop >= len(two.words)
        or two.line[start] != 1
        or two.line[stop - 1] == two.line[stop]
    ):
        return False
    heading, rest = two.words[:start], two.lines[two.line[stop] :]
    if _END.search(heading[-1]) or one.words[: len(heading)] == heading:
        return False
    paragraphs = [" ".join(two.words[a:b]) for a, b in rest]
    told = [text for text in paragraphs if len(text) >= LETTERS and _END.search(text)]
    if len(told) < PARAGRAPHS or 2 * len(told) <= len(paragraphs):
        return False
    known = _content(one.text)
    if not _content(" ".join(heading)).isdisjoint(known):
        return False
    others = _content(" ".join(told))
    return len(others & known) < SHARED * len(others)


def _content(text: str) -> set[str]:
    """Give the words of a text that say something, by their first letters; without spaces each two letters are one."""
    found = {word[:STEM] for word in _WORD.findall(plain(text)) if not _DENSE.search(word)}
    return found | {
        text[at : at + 2] for at in range(len(text) - 1) if _DENSE.match(text, at) and _DENSE.match(text, at + 1)
    }


def is_labelled_item(one: Words, two: Words, start: int) -> bool:
    r"""Tell whether a text stands in another one behind a label, as others do: a time of day, the name of a month.

    Args:
        one: the shorter text.
        two: the longer one.
        start: where its first word should be in the longer one.

    >>> page = "June: They won.\nMay: The mill burnt.\nApril: It snowed."
    >>> is_labelled_item(Words("The mill burnt."), Words(page), 4), is_labelled_item(Words("May: The"), Words(page), 3)
    (True, False)
    """
    if not 0 < start < len(two.words):
        return False
    first = two.lines[two.line[start]][0]
    kind = _label(two.words[first:start])
    if not kind or _opens_with_label(one, 0, kind):
        return False
    others = sum(_opens_with_label(two, low, kind) for low, _ in two.lines if low != first)
    return others >= LABELS


def _opens_with_label(text: Words, start: int, kind: str) -> bool:
    """Tell whether a line opens with a label of a kind, and goes on behind it."""
    end = text.lines[text.line[start]][1] - 1 if text.words else start
    return any(_label(text.words[start:stop]) == kind for stop in range(start + 1, min(start + LABEL, end) + 1))


def _label(words: list[str]) -> str:
    """Give the kind of a label: a time of day, or words with a colon; empty for anything else."""
    if not 0 < len(words) <= LABEL:
        return ""
    if _CLOCK.fullmatch(words[0]) and not any(map(str.isalnum, "".join(words[1:]))):
        return "clock"
    return "colon" if words[-1][-1] in ":：" else ""
