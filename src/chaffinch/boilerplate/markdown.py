"""Find the structure of markdown that no finder may break: fences, tables, front matter, headings and links.

A phrase or a template describes a single line, not the block that the line belongs to. Without its fence a program
becomes prose, without its head a table is no table, and a heading belongs to the text below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from chaffinch.text import Bools, Bytes, Ints

__all__ = ["Heading", "Link", "headings", "links", "may_have", "opens_block", "protected"]

Span = tuple[int, int]

LABEL_MOST = 2_000
"""Code points of a label at most; a bracket that is further from its target opens something else."""

FRONT_MATTER = 20_000
"""Code points within which front matter ends; a line of hyphens that far below belongs to something else."""

_MAY = re.compile(r"^[ \t]{0,3}(?:`{3}|~{3}|#{1,6}[ \t]|\|?[ \t]*:?-{3,}|\+{3}\s)|\]\(", re.MULTILINE)
_BRACKET = re.compile(r"!?\[|\]\([^()\s]*(?:\s[^()]*)?\)|\]")
_FENCE = re.compile(r"^[ \t]{0,3}(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
_HEADING = re.compile(r"^[ ]{0,3}(?P<level>#{1,6})[ \t]+\S[^\n]*$", re.MULTILINE)
_DELIMITER = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\r?$", re.MULTILINE)
_FRONT = re.compile(r"\A\ufeff?(?P<mark>---|\+\+\+)[ \t]*\r?\n(?=[A-Za-z_][\w-]*[ \t]*[:=])")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its line, and its level from 1 (the highest) to 6."""

    start: int
    stop: int
    level: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image: its range, and the range of its label (what a reader sees) without the white space around it."""

    start: int
    stop: int
    label: Span


def may_have(text: str) -> bool:
    """Tell quickly whether a text may have structure of markdown; true for some texts that have none."""
    return _MAY.search(text) is not None


def protected(text: str) -> list[Span]:
    r"""Give the spans, in order, that no finding may touch: fenced code with its fences, tables, front matter.

    A fence without an end reaches to the end of the text, as in CommonMark. A table is a line with "|" above a line of
    hyphens with "|" (GitHub's markdown), and all lines with "|" below.

    >>> text = "---\ntitle: Tea\n---\nLeaves\n\n```sh\nmake tea\n```\n\n| cup | ml |\n|---|---|\n| big | 300 |\n"
    >>> [text[a:b].splitlines()[0] for a, b in protected(text)]
    ['---', '```sh', '| cup | ml |']
    """
    front = _front_matter(text)
    fences = list(_fences(text, front[0][1] if front else 0))
    tables = [t for t in _tables(text) if not any(a <= t[0] < b for a, b in (*front, *fences))]
    return sorted([*front, *fences, *tables])


def headings(text: str, without: list[Span]) -> list[Heading]:
    r"""Give the headings (``# Title``) outside of spans such as fenced code.

    >>> [h.level for h in headings("# Tea\n\n## Leaves\n\nGreen.", [])]
    [1, 2]
    """
    found = (Heading(*m.span(), len(m["level"])) for m in _HEADING.finditer(text))
    return [h for h in found if not any(a <= h.start < b for a, b in without)]


def links(text: str) -> list[Link]:
    r"""Give the inline links and images in order of their ends, also those whose label goes over several lines.

    >>> text = "See [the plan](p.png) and [![a](b)](c)."
    >>> [text[l.label[0] : l.label[1]] for l in links(text)]
    ['the plan', 'a', '![a](b)']
    """
    found: list[Link] = []
    opened: list[re.Match[str]] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0].endswith("["):
            opened.append(bracket)
        elif opened:
            opening = opened.pop()
            if len(bracket[0]) > 1 and bracket.start() - opening.end() <= LABEL_MOST:
                found.append(Link(opening.start(), bracket.end(), _trimmed(text, opening.end(), bracket.start())))
    return found


def opens_block(data: Bytes, start: Ints) -> Bools:
    r"""Tell which lines begin as a heading, a fence or a row of a table does, many lines at once.

    This looks at three bytes of a line, so it takes some lines that are no such block, such as ``##tag``: it serves as
    evidence about repeated lines. What must not be cut is found by `protected` and `headings`.

    Args:
        data: UTF-8, uint8, shape (bytes,).
        start: offsets of the first bytes of lines, white space skipped, int64, shape (lines,).

    Returns:
        Bool, shape (lines,).

    >>> data = np.frombuffer(b"# Tea\n```sh\n| cup |\n#1 tea\n", np.uint8)
    >>> opens_block(data, np.array([0, 6, 12, 20])).tolist()
    [True, True, True, False]
    """
    first, second, third = (data[np.minimum(start + k, len(data) - 1)] for k in range(3))
    heading = (first == ord("#")) & ((second == ord("#")) | (second == ord(" ")))
    fence = ((first == ord("`")) | (first == ord("~"))) & (second == first) & (third == first)
    return np.asarray(heading | fence | (first == ord("|")))


def _trimmed(text: str, start: int, stop: int) -> Span:
    """Leave out the white space at both ends of a range."""
    inner = text[start:stop]
    return start + len(inner) - len(inner.lstrip()), stop - len(inner) + len(inner.rstrip())


def _front_matter(text: str) -> list[Span]:
    opening = _FRONT.match(text)
    if not opening:
        return []
    closing = re.compile(rf"^{re.escape(opening['mark'])}[ \t]*\r?$", re.MULTILINE)
    found = closing.search(text, opening.end(), FRONT_MATTER)
    return [(0, found.end())] if found else []


def _fences(text: str, first: int) -> Iterator[Span]:
    opening: re.Match[str] | None = None
    for found in _FENCE.finditer(text, first):
        if opening is None:
            if found["mark"][0] == "~" or "`" not in found["info"]:
                opening = found
        elif found["mark"].startswith(opening["mark"]) and not found["info"].strip():
            yield opening.start(), found.end()
            opening = None
    if opening is not None:
        yield opening.start(), len(text)


def _tables(text: str) -> Iterator[Span]:
    reach = 0
    for delimiter in _DELIMITER.finditer(text):
        start, stop = delimiter.span()
        if start < reach or "|" not in delimiter[0] or start == 0:
            continue
        head = text.rfind("\n", 0, start - 1) + 1
        if "|" not in text[head : start - 1]:
            continue
        while stop < len(text):
            end = text.find("\n", stop + 1)
            end = len(text) if end < 0 else end
            if "|" not in text[stop + 1 : end]:
                break
            stop = end
        reach = stop
        yield head, stop
