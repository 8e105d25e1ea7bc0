"""Cut a page into blocks: the lines that a reader sees, with the elements around them.

A block ends where an element begins or ends that is not inline, and at a double line break.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from msgspec import Struct

from chaffinch.html.inline import BREAK
from chaffinch.html.tags import CODES, HIDDEN, INLINE, SKIPPED, UNNAMED, labels
from chaffinch.text import Ints

__all__ = ["Blocks", "Elements", "Walk", "list_items", "table_rows", "walk"]

# Words of a noscript element from which on it is text: forums that need scripts keep their posts there, other pages a
# notice or a picture that counts the visit.
_NOSCRIPT_WORDS = 60
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UNNAMED = frozenset(("hidden", "style", "lang", "dir", "align"))  # attributes that do not tell an element from others
# Classes of elements that hold one line of code each, with its indentation: GitHub's listings, editors.
_CODE_LINE = re.compile(r"(?<![\w-])(?:blob-code(?:-inner)?|js-file-line|code-line|CodeMirror-line|view-line)(?![\w-])")
_CELL = (CODES["td"], CODES["th"])
_CELL_DEPTH = 3  # elements from a block outwards that may be its cell, such as td > div > p
_CELL_WORDS = 12  # words of a block that is no prose
_APART = frozenset(("a", "button", "label", "span", "time"))  # two in a row are two words, space or not


class Elements(Struct, frozen=True, eq=False):
    """The elements of a page that are not inline, in document order; all but ``kinds`` int64, shape (elements,).

    Attributes:
        tag: code of the tag, see `tags.TAGS`.
        parent: index of the element around it; -1 for the first.
        start, stop: half-open range of the blocks inside.
        labels: bits for what class, id and style mean, see `tags.LABELS`.
        kind: index in ``kinds``; -1 for the first.
        order: its index among all children of its parent.
        kinds: the distinct pairs of tag and class.
    """

    tag: Ints
    parent: Ints
    start: Ints
    stop: Ints
    labels: Ints
    kind: Ints
    order: Ints
    kinds: tuple[tuple[str, str], ...] = ()


class Blocks(Struct, frozen=True, eq=False):
    """The blocks of a page in document order.

    Attributes:
        texts: the text of each block, without white space around it; line breaks as in the page.
        linked: the part of each text that is inside of links.
        links: how many links each block has. int64, shape (blocks,)
        element: index of the innermost element around each block that is not inline. int64, shape (blocks,)
        elements: all elements that are not inline.
    """

    texts: list[str]
    linked: list[str]
    links: Ints
    element: Ints
    elements: Elements

    def __len__(self) -> int:
        return len(self.texts)


def walk(tree: Any, found: Walk | None = None) -> Blocks:
    """Cut a parsed page into blocks.

    Args:
        tree: an lxml tree; not changed.
        found: a new walk that notes more than blocks.

    >>> from lxml import html
    >>> page = html.fromstring("<h1>Tides</h1><p>High <b>wa</b>ter<br>at <a href='#'>six</a>.<div>Low</div>")
    >>> blocks = walk(page)
    >>> blocks.texts, blocks.linked
    (['Tides', 'High water\\nat six.', 'Low'], ['', 'six', ''])
    """
    from lxml.etree import iterwalk

    found = found or Walk()
    walker = iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        tag = element.tag
        if event != "start":
            found.leave(tag, element.tail)
        elif tag in SKIPPED or (tag == "noscript" and not _is_text(element)):
            walker.skip_subtree()
            found.skip()
        else:
            found.enter(element, tag)
    return found.blocks()


def _is_text(noscript: Any) -> bool:
    return len(noscript.text_content().split()) >= _NOSCRIPT_WORDS


class Walk:
    """The state of a walk through a page: open elements, and the pieces of the block that is being built."""

    def __init__(self) -> None:
        # of elements: tag, parent, start, stop, labels, kind, order; the first holds the page, whatever its root is
        self._rows: list[list[int]] = [[0, -1, 0, 0, 0, -1, 0]]
        self._children: list[int] = [0]
        self._kinds: dict[tuple[str, str], int] = {}
        self._open: list[int] = [0]
        self._texts: list[str] = []
        self._linked: list[str] = []
        self._links: list[int] = []
        self._element: list[int] = []
        self._pieces: list[str] = []
        self._link_pieces: list[str] = []
        self._link_count = self._in_link = self._in_pre = 0
        self._pre: list[bool] = [False]  # of each open element, whether white space in it counts
        self._broken = False  # whether the last thing met was a line break
        self._after = ""  # the inline tag that has just ended

    def enter(self, element: Any, tag: str) -> None:
        """Enter an element."""
        if tag in INLINE:
            if tag == "a":
                self._in_link += 1
                self._link_count += 1
            if self._after and tag in _APART and element.text:
                self._separate(element.text)
        elif tag != "br":
            self._flush()
            self._add(element, tag)
        else:
            self._break()
        self._after = ""
        self.opened(element, tag)
        if element.text:
            self._append(element.text)

    def opened(self, element: Any, tag: str) -> None:
        """Note an element that has been entered; a plain walk notes nothing."""

    def closed(self, tag: str) -> None:
        """Note the end of an element, before the text behind it; a plain walk notes nothing."""

    def skip(self) -> None:
        """Skip an element; its end is met all the same."""
        self._after = ""

    def leave(self, tag: Any, tail: str | None) -> None:
        """Leave an element, or pass the end of one that was skipped."""
        if tag == "a":
            self._in_link -= 1
        elif isinstance(tag, str) and tag not in INLINE and tag != "br" and self._is_open(tag):
            self._flush()
            self._in_pre -= self._pre.pop()
            self._rows[self._open.pop()][3] = len(self._texts)
        self._after = tag if tag in _APART else ""
        self.closed(tag)
        if tail:
            self._after = ""
            self._append(tail)

    def _is_open(self, tag: str) -> bool:
        if tag in SKIPPED:
            return False
        return tag != "noscript" or self._rows[self._open[-1]][0] == CODES["noscript"]

    def _add(self, element: Any, tag: str) -> None:
        get = element.get
        name, own = get("class") or "", get("id") or ""
        found = labels(f"{name} {own}") if name or own else 0
        style = get("style")
        if get("hidden") is not None or get("aria-hidden") == "true" or (style and _STYLE.search(style)):
            found |= HIDDEN | UNNAMED * _is_unnamed(element.attrib)
        parent = self._open[-1]
        order = self._children[parent]
        self._children[parent] += 1
        self._pre.append(tag == "pre" or (bool(name) and _CODE_LINE.search(name) is not None))
        self._in_pre += self._pre[-1]
        kind = self._kinds.setdefault((tag, name), len(self._kinds))
        self._open.append(len(self._rows))
        self._rows.append([CODES.get(tag, 0), parent, len(self._texts), 0, found, kind, order])
        self._children.append(0)

    def _separate(self, text: str) -> None:
        """Put a space between two inline elements that touch, unless it would cut a word in two."""
        last = self._pieces[-1][-1:] if self._pieces else ""
        one_word = self._after == "span" and last.isalpha() and text[0].islower()
        if last.isalnum() and text[0].isalnum() and not one_word:
            self._pieces.append(" ")

    def _break(self) -> None:
        if self._broken:
            self._flush()
        elif self._pieces:
            self._pieces.append(BREAK)
            self._broken = True

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        if self._in_link > 0:
            self._link_pieces.append(text)
        if self._broken and not text.isspace():
            self._broken = False

    def _flush(self) -> None:
        if self._pieces:
            text = _normalised("".join(self._pieces), pre=self._in_pre > 0)
            if text:
                self._texts.append(text)
                self._linked.append(" ".join(self._link_pieces))
                self._links.append(self._link_count)
                self._element.append(self._open[-1])
            self._pieces.clear()
        self._link_pieces.clear()
        self._link_count, self._broken, self._after = 0, False, ""

    def blocks(self) -> Blocks:
        """Give the blocks found."""
        self._flush()
        self._rows[0][3] = len(self._texts)
        tag, parent, start, stop, names, kind, order = np.array(self._rows, np.int64).reshape(-1, 7).T
        links, element = np.array(self._links, np.int64), np.array(self._element, np.int64)
        elements = Elements(tag, parent, start, stop, names, kind, order, tuple(self._kinds))
        return Blocks(self._texts, self._linked, links, element, elements)


def _is_unnamed(attributes: Any) -> bool:
    """Tell whether an element is hidden for good: nothing names it, so that no script shows it.

    Not by its style: texts that a button unfolds, in forums, have such a style and no name.
    """
    until = attributes.get("hidden", "").lower() == "until-found"  # which a reader finds by searching the page
    return "hidden" in attributes and not until and _UNNAMED.issuperset(attributes)


def _normalised(text: str, *, pre: bool) -> str:
    """Normalise white space as a browser does."""
    if pre:
        return "\n".join(line.rstrip() for line in text.replace(BREAK, "\n").split("\n")).strip("\n")
    if BREAK not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split(BREAK))))


def list_items(blocks: Blocks) -> list[bool]:
    """Tell which blocks get the bullet of a list item: the first line in it, outside of any inner element."""
    at, e = blocks.element, blocks.elements
    found: list[bool] = ((e.tag[at] == CODES["li"]) & (e.start[at] == np.arange(len(at)))).tolist()
    return found


def table_rows(blocks: Blocks) -> list[int]:
    """Give the table row of each block that is the only one in its cell, -1 for any other.

    A block may be in further elements inside of its cell, unless it is prose, as in tables that make columns of a page.
    """
    e = blocks.elements
    row, at = np.full(len(blocks), -1, np.int64), blocks.element
    short = np.array([len(text.split()) <= _CELL_WORDS for text in blocks.texts], np.bool_)
    for depth in range(_CELL_DEPTH):
        cell = np.isin(e.tag[at], _CELL) & (e.stop[at] - e.start[at] == 1) & (short | (depth == 0))
        row = np.where(cell & (row < 0), e.parent[at], row)
        at = np.maximum(e.parent[at], 0)
    found: list[int] = row.tolist()
    return found
