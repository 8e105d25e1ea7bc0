"""Find the blocks of markdown that no finder may break: code, tables, front matter, headings, list items.

A phrase or a template describes a single line, not the block that the line belongs to. Without its fence a program
becomes prose, without its head a table is no table, and a heading belongs to the text below it. Blocks are found as
CommonMark 0.31 has them, with the tables of GitHub and the front matter of Jekyll and Hugo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from msgspec import Struct, field

from chaffinch.text import Bools, Bytes, Ints, late_pattern

__all__ = [
    "Blocks",
    "Heading",
    "Item",
    "blocks",
    "front_matter",
    "has_table",
    "heading_marks",
    "opens_block",
    "opens_note",
]

Span = tuple[int, int]

FRONT_MATTER = 20_000
"""Code points within which front matter ends; a line of hyphens that far below belongs to something else."""

CODE_INDENT = 4
"""Columns from which on an indented line is code (CommonMark, section 4.4)."""

_FRONT = late_pattern(
    r"\A\ufeff?(?P<mark>---|\+\+\+)[ \t]*\r?\n(?=(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:[\"']?\w[\w .-]*[\"']?[ \t]*[:=]|\[\w))"
)


_MARKS = late_pattern(r"[ \t]*(?:#{1,6}[ \t]+)?")
_DEFINES = late_pattern(r"\n {0,3}:[ \t]")
_TERM = late_pattern(
    r"^ {0,3}(?P<term>[^\s:#>|][^\n]*)\n(?:[ \t]*\r?\n)? {0,3}:[ \t]+\S[^\n]*"
    r"(?:\n {0,3}:[ \t]+\S[^\n]*|\n(?=[ \t]*\S)(?![^\n]*\n(?:[ \t]*\r?\n)? {0,3}:[ \t]+\S)[^\n]*)*",
    re.MULTILINE,
)
_PROPERTIES = late_pattern(
    r"\A\s*# [^\n]+\n(?:[^\n]*\n){0,4}?(?P<lines>(?:[^\W\d_][\w /-]{0,40}::?[ \t][^\n]+(?:\n|\Z)){2,})(?=\s*\n|\Z)"
)


class Heading(Struct, frozen=True):
    """A heading: its lines, and its level from 1 (the highest) to 6."""

    start: int
    stop: int
    level: int


def heading_marks(text: str, head: Heading) -> Span:
    """Give the range of the marks before the words of a heading, empty for one that is underlined."""
    found = _MARKS.match(text, head.start, head.stop)
    return head.start, found.end() if found else head.start


class Item(Struct, frozen=True):
    """An item of a list: its marker at ``start``, its text from ``text`` on, and its end with all that is in it."""

    start: int
    text: int
    stop: int


class Blocks(Struct, frozen=True):
    """The blocks of a text that a cut may not break, all as ranges of code points.

    Attributes:
        front: front matter.
        frozen: front matter, code with its fences, tables, formulas: disjoint and in order.
        headings: headings outside of other blocks, in order.
        items: items of lists, by their starts.
        quoted: the marks of quotation (">") at the beginning of lines.
        terms: terms of definition lists, each with its definitions, in order.
    """

    front: list[Span] = field(default_factory=list)
    frozen: list[Span] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    quoted: list[Span] = field(default_factory=list)
    terms: list[Span] = field(default_factory=list)


_PREFIX = late_pattern(
    r"(?P<quote>(?:[ ]{0,3}>[ ]?)*)(?P<indent>[ \t]*)(?P<marker>(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(?=\S)|(?=\s*$)))?"
    r"(?P<box>\[[ xX]\][ \t]+)?(?P<rest>[^\r\n]*)"
)
_FENCE = late_pattern(r"(?P<mark>`{3,}|~{3,}|\$\$)(?P<info>.*)")
_FENCES = ("`", "~", "$")
_ATX = late_pattern(r"(?P<level>#{1,6})(?:[ \t]+\S.*|[ \t]*)")
_UNDERLINE = late_pattern(r"(?P<level>=+|-+)[ \t]*")
_NOTES = tuple(map(ord, "!:?"))  # three of one open a note
_RULER = late_pattern(r"(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})")
_DELIMITER = late_pattern(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


class _Line(Struct, frozen=True):
    """A line: where it starts and stops, its depth of quotation, its column, and its text without what is in front."""

    start: int
    stop: int
    depth: int
    column: int
    prefix: re.Match[str]

    @property
    def rest(self) -> str:
        return self.prefix["rest"]

    @property
    def blank(self) -> bool:
        return not (self.rest.strip() or self.prefix["marker"])


class _Lines(list[_Line]):
    """The lines of a text."""

    @classmethod
    def of(cls, text: str, start: int = 0) -> _Lines:
        stops = accumulate((len(line) + 1 for line in text[start:].split("\n")), initial=start)
        return cls(_line(text, a, min(b, len(text))) for a, b in pairwise(stops) if a < len(text))


def _line(text: str, start: int, stop: int) -> _Line:
    prefix = _PREFIX.match(text, start, stop)
    assert prefix is not None  # every part of it may be empty
    quote, indent = prefix["quote"], prefix["indent"]
    column = len(indent.expandtabs(CODE_INDENT)) if indent else 0
    return _Line(start, stop, quote.count(">") if quote else 0, column, prefix)


def blocks(text: str) -> Blocks:
    r"""Find the blocks of a text of markdown.

    A fence without an end reaches to the end of what it is in, as in CommonMark. A table is a line with "|" above a
    line of hyphens with "|", and all lines with "|" below.

    >>> text = "---\ntitle: Tea\n---\nLeaves\n\n```sh\nmake tea\n```\n\n| cup | ml |\n|---|---|\n| big | 300 |\n"
    >>> [text[a:b].splitlines()[0] for a, b in blocks(text).frozen]
    ['---', '```sh', '| cup | ml |']
    >>> found = blocks("Tea\n===\n\n- green\n\n  dry\n- black\n")
    >>> [h.level for h in found.headings], [(i.start, i.stop) for i in found.items]
    ([1], [(9, 24), (24, 32)])
    """
    front = front_matter(text)
    lines = _Lines.of(text, front[0][1] if front else 0)
    found = _Scan(text, lines).run()
    frozen = [*front, *_properties(text), *found.frozen]
    tables = [t for t in _tables(lines) if not any(a <= t[0] < b for a, b in frozen)]
    return Blocks(front, sorted([*frozen, *tables]), found.headings, found.items, found.quoted, _terms(text))


def _terms(text: str) -> list[Span]:
    r"""Give the terms of definition lists with their definitions, as PHP Markdown Extra and Pandoc have them.

    >>> text = "Tea\n: Leaves in water.\n: A meal.\n\nMug\n\n: Holds it."
    >>> [text[a:b] for a, b in _terms(text)]
    ['Tea\n: Leaves in water.\n: A meal.', 'Mug\n\n: Holds it.']
    """
    return [m.span() for m in _TERM.finditer(text)] if _DEFINES.search(text) else []


def front_matter(text: str) -> list[Span]:
    """Give the front matter of a text, a list of one range or none."""
    opening = _FRONT.match(text)
    if not opening:
        return []
    mark = r"(?:---|\.\.\.)" if opening["mark"] == "---" else r"\+\+\+"
    found = re.compile(rf"^{mark}[ \t]*\r?$", re.MULTILINE).search(text, opening.end(), FRONT_MATTER)
    return [(0, found.end())] if found else []


def _properties(text: str) -> list[Span]:
    r"""Give the lines of names and values below the title of an exported page, as Notion writes them.

    >>> _properties("# Plan\n\nCreated: May 2\nTags: Share, Follow\n\nTea.")
    [(8, 43)]
    """
    found = _PROPERTIES.match(text)
    return [found.span("lines")] if found else []


@dataclass(slots=True)
class _Open:
    """An item that is open: its column of text, its depth of quotation, and where it starts."""

    column: int
    depth: int
    start: int
    text: int


class _Scan:
    """The state of going through a text line by line."""

    def __init__(self, text: str, lines: _Lines) -> None:
        self.text, self.lines = text, lines
        self.found = Blocks()
        self.open: list[_Open] = []
        self.paragraph: int | None = None  # where the paragraph began that the line before belongs to
        self.end = 0  # where the last line ended that was not blank
        self.code = False  # whether the line before was indented code

    def run(self) -> Blocks:
        at = 0
        while at < len(self.lines):
            at = self._next(at)
        self._close(0)
        self.found.items.sort(key=lambda item: item.start)
        return self.found

    def _next(self, at: int) -> int:
        """Take the line at an index, or the fence that opens there; give the index of the line after it."""
        line = self.lines[at]
        if line.blank:
            self.paragraph = None
            return at + 1
        if line.depth:
            self.found.quoted.append((line.start, line.prefix.end("quote")))
        self._leave(line)
        if self._is_code(line):
            self._freeze(line.start, line.stop, joined=self.code)
            self.code, self.end = True, line.stop
            return at + 1
        self.code = False
        self._enter(line)
        fence = _FENCE.fullmatch(line.rest) if line.rest.startswith(_FENCES) else None
        if fence and (fence["mark"][0] != "`" or "`" not in fence["info"]) and (last := self._fence(at, fence)):
            return last
        self._text(line)
        self.end = line.stop
        return at + 1

    def _base(self) -> int:
        return self.open[-1].column if self.open else 0

    def _leave(self, line: _Line) -> None:
        """Close the items that a line is no part of; a line that goes on with a paragraph belongs to its item."""
        depth = len(self.open)
        while depth and (line.depth < self.open[depth - 1].depth or line.column < self.open[depth - 1].column):
            depth -= 1
        if depth < len(self.open):
            lazy = self.paragraph is not None and not line.prefix["marker"] and not _opens(line.rest)
            self._close(len(self.open) if lazy else depth)

    def _close(self, depth: int) -> None:
        while len(self.open) > depth:
            item = self.open.pop()
            self.found.items.append(Item(item.start, item.text, max(self.end, item.text)))

    def _is_code(self, line: _Line) -> bool:
        return line.column - self._base() >= CODE_INDENT and self.paragraph is None and line.depth == 0

    def _freeze(self, start: int, stop: int, *, joined: bool = False) -> None:
        if joined:
            start = self.found.frozen.pop()[0]
        self.found.frozen.append((start, stop))

    def _enter(self, line: _Line) -> None:
        """Open the item that a line begins."""
        marker = line.prefix["marker"]
        if marker and not _is_ruler(f"{marker}{line.rest}"):
            column = line.column + len(marker.expandtabs(CODE_INDENT))
            start, text = line.prefix.start("marker"), line.prefix.start("rest")
            self.open.append(_Open(column, line.depth, start, text))
            self.paragraph = None

    def _fence(self, at: int, fence: re.Match[str]) -> int:
        """Freeze the fence that opens at a line; give the index of the line after it, 0 for a formula without end."""
        first = self.lines[at]
        mark, base = fence["mark"], self._base() if self.open else 0
        last = at
        for number in range(at + 1, len(self.lines)):
            line = self.lines[number]
            if not line.blank and (line.depth < first.depth or (self.open and line.column < base)):
                break
            last = number
            if _closes(line, mark):
                break
        if mark == "$$" and not _closes(self.lines[last], mark):
            return 0
        if mark == "$$" and fence["info"].rstrip().endswith("$$"):
            last = at
        self._freeze(first.start if not first.prefix["marker"] else first.prefix.start("rest"), self._stop(last))
        self.paragraph, self.end = None, self.lines[last].stop
        return last + 1

    def _stop(self, number: int) -> int:
        """Give where the text of a line ends."""
        return self.lines[number].prefix.end("rest")

    def _text(self, line: _Line) -> None:
        """Take a line of a paragraph, a heading or a ruler."""
        plain = not (self.open or line.depth or line.prefix["marker"])
        under = _UNDERLINE.fullmatch(line.rest) if line.rest.startswith(("=", "-")) else None
        if plain and under and self.paragraph is not None and line.column < CODE_INDENT:
            level = 1 if under["level"][0] == "=" else 2
            self.found.headings.append(Heading(self.paragraph, line.prefix.end("rest"), level))
            self.paragraph = None
        elif line.rest.startswith("#") and (heading := _ATX.fullmatch(line.rest)):
            if plain:
                self.found.headings.append(Heading(line.start, line.prefix.end("rest"), len(heading["level"])))
            self.paragraph = None
        elif _is_ruler(f"{line.prefix['marker'] or ''}{line.rest}"):
            self.paragraph = None
        elif self.paragraph is None:
            self.paragraph = line.start


def _opens(rest: str) -> bool:
    """Tell whether a line begins a block that no paragraph goes on with."""
    if rest[:1].isalnum():
        return False  # most lines
    return bool(_ATX.fullmatch(rest) or _FENCE.fullmatch(rest) or _is_ruler(rest))


def _is_ruler(line: str) -> bool:
    return line.startswith(("-", "_", "*")) and _RULER.fullmatch(line) is not None


def _closes(line: _Line, mark: str) -> bool:
    """Tell whether a line ends a fence: only marks as long as those that open it, or the end of a formula."""
    rest = line.rest.strip()
    if mark == "$$":
        return rest.endswith("$$")
    return rest.startswith(mark) and not rest.strip(mark[0]) and not line.prefix["marker"]


def has_table(text: str) -> bool:
    """Tell whether a text has a table."""
    return any(True for _ in _tables(_Lines.of(text)))


def _tables(lines: _Lines) -> Iterator[Span]:
    reach = 0
    for number, (head, line) in enumerate(pairwise(lines)):
        if head.start < reach or "|" not in head.rest or not _is_delimiter(line, head):
            continue
        if number and _is_boxed(lines[number - 1].rest.strip(), head.rest):
            continue
        last = number + 1
        while last + 1 < len(lines) and "|" in lines[last + 1].rest:
            last += 1
        reach = lines[last].stop
        yield head.prefix.start("indent"), lines[last].prefix.end("rest")


def _is_delimiter(line: _Line, head: _Line) -> bool:
    """Tell whether a line of hyphens stands below the head of a table, with as many cells."""
    rest = f"{line.prefix['marker'] or ''}{line.rest}"  # a first cell without a "|" looks like a marker of a list
    return "|" in rest and bool(_DELIMITER.fullmatch(rest)) and abs(_cells(rest) - _cells(head.rest)) <= 1


def _is_boxed(above: str, head: str) -> bool:
    """Tell whether a line of hyphens closes or parts a box drawn in plain text: a table opens with its head."""
    return above.startswith("|") or (_cells(head) == 1 and _RULER.fullmatch(above) is not None)


def _cells(row: str) -> int:
    return row.replace("\\|", "").strip().strip("|").count("|") + 1


def opens_block(data: Bytes, start: Ints) -> Bools:
    r"""Tell which lines begin as a heading, a fence or a row of a table does, many lines at once.

    This looks at three bytes of a line, so it takes some lines that are no such block, such as ``##tag``: it serves as
    evidence about repeated lines. What must not be cut is found by `blocks`.

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


def opens_note(data: Bytes, start: Ints) -> Bools:
    r"""Tell which lines open a note that an author sets apart: "!!! tip", ":::warning", "> [!NOTE]", "??? question".

    Args:
        data, start: see `opens_block`.

    Returns:
        Bool, shape (lines,).

    >>> data = np.frombuffer(b"!!! tip\n:::note\n> [!TIP]\n> Tea!\n", np.uint8)
    >>> opens_note(data, np.array([0, 8, 16, 25])).tolist()
    [True, True, True, False]
    """
    first, second, third, fourth = (data[np.minimum(start + k, len(data) - 1)] for k in range(4))
    thrice = np.isin(first, _NOTES) & (second == first) & (third == first) & (fourth != first)
    quoted = (first == ord(">")) & (second == ord(" ")) & (third == ord("[")) & (fourth == ord("!"))
    return np.asarray(thrice | quoted)
