"""Write the blocks of a page as markdown: headings, lists, quotations, tables with their header cells, code in fences.

The blocks are those of the plain text. What each is in markdown comes from the elements around it (`Form`), and is
known before any block is chosen; so a choice that is made again, by other pages of the site, needs no page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec
import numpy as np

from chaffinch.html.blocks import Blocks, Walk, table_rows, walk
from chaffinch.html.inline import CODE, LINK, Mark, inline
from chaffinch.html.tags import CODES, INLINE
from chaffinch.text import Bools

__all__ = ["Form", "marked", "read_forms", "written"]

_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": CODE, "kbd": CODE, "samp": CODE, "tt": CODE}
_LANGUAGE = re.compile(
    r"(?:^|[\s_-])(?=(?:language|lang|highlight-source|brush:|sourceCode|highlight)[\s_-]*(?P<name>[a-z][\w+#]*))", re.I
)
_NAMED = re.compile(r"[\w+#.-]{1,20}")
_NO_LANGUAGE = frozenset(("none", "plain", "plaintext", "text", "wrapper", "highlight", "block", "body", "container"))
_CLOSING = re.compile(r"(?<!\S)#+$")  # signs that would close a heading
_DEEPEST = 6  # lists and quotations around one another: deeper ones are hostile, and indents would be quadratic
_ITEM_BLOCKS = 4  # blocks of an item, those of inner items aside; one with more makes columns or entries of a page
_HEADINGS = {CODES[f"h{level}"]: level for level in range(1, 7)}
_CELLS = (CODES["td"], CODES["th"])
_WIDEST = 100  # columns of a table: a cell that claims to span more is hostile


class Form(NamedTuple):
    """What a block is in markdown.

    Attributes:
        text: its text with inline marks; of code as it is.
        level: of a heading, 1 to 6; else 0.
        around: the items and quotations around it, the outer one first: an id, and the mark.
        code: the id of its ``pre``, else -1.
        language: of the code.
        table, row: ids of its table and row; -1 if it is no cell.
        column: of the cell.
        is_head: whether it is a header cell.
    """

    text: str
    level: int = 0
    around: tuple[tuple[int, str], ...] = ()
    code: int = -1
    language: str = ""
    table: int = -1
    row: int = -1
    column: int = 0
    is_head: bool = False

    @property
    def packed(self) -> str:
        """The form as JSON, which `read_forms` reads."""
        return msgspec.json.encode(self).decode()


def read_forms(packed: Sequence[str]) -> tuple[Form, ...]:
    """Read forms that were packed; none if any block has none."""
    if not all(packed):
        return ()
    return tuple(msgspec.json.decode(one, type=Form) for one in packed)


def marked(tree: Any) -> tuple[Blocks, tuple[Form, ...]]:
    """Cut a parsed page into the blocks of `blocks.walk`, and give the form of each.

    Args:
        tree: an lxml tree; not changed.

    >>> from lxml import html
    >>> page = html.fromstring("<h2>Tides</h2><ol><li>High <b>water</b><li><a href='/l'>Low</a></ol>")
    >>> written(marked(page)[1], np.ones(3, bool))[0]
    '## Tides\\n\\n1. High **water**\\n2. [Low](/l)'
    """
    found = _MarkedWalk()
    blocks = walk(tree, found)
    return blocks, _forms(blocks, found)


class _MarkedWalk(Walk):
    """A walk that also keeps the inline marks of each block, and attributes of code, cells and lists."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.languages: dict[int, str] = {}
        self.widths: dict[int, int] = {}
        self.firsts: dict[int, int] = {}
        self._signs: list[tuple[str, Mark | None]] = []  # the inline elements that are open
        self._marks: list[tuple[int, Mark]] = []  # before which piece of the block each mark stands

    def opened(self, element: Any, tag: str) -> None:
        """Note the mark of an inline element, or the attributes of another one."""
        if tag in INLINE:
            sign = LINK if tag == "a" else _SIGNS.get(tag)
            mark = Mark(sign, opens=True, target=element.get("href") or "") if sign else None
            self._signs.append((tag, mark))
            self._marks += [(len(self._pieces), mark)] if mark else []
            if self._in_pre and tag == "code" and not self.languages.get(self._open[-1]):
                self.languages[self._open[-1]] = _language(element)
        elif tag == "pre":
            self.languages[self._open[-1]] = _language(element) or _language(element.getparent())
        elif tag in ("td", "th"):
            self.widths[self._open[-1]] = _number(element.get("colspan"), most=_WIDEST)
        elif tag == "ol":
            self.firsts[self._open[-1]] = _number(element.get("start"), most=999_999)

    def closed(self, tag: str) -> None:
        """Note the end of an inline element."""
        if self._signs and self._signs[-1][0] == tag:
            mark = self._signs.pop()[1]
            self._marks += [(len(self._pieces), Mark(mark.sign, opens=False))] if mark else []

    def _flush(self) -> None:
        pieces, marks, number = list(self._pieces), self._marks, len(self._texts)
        super()._flush()
        self._marks = [(0, mark) for _, mark in self._signs if mark]
        if len(self._texts) > number:
            self.inline.append(self._texts[-1] if self._in_pre else inline(_woven(pieces, marks)))


def _woven(pieces: list[str], marks: list[tuple[int, Mark]]) -> list[str | Mark]:
    """Put marks before their pieces."""
    found: list[str | Mark] = []
    at = 0
    for position, mark in marks:
        found += [*pieces[at:position], mark]
        at = position
    return [*found, *pieces[at:]]


def _language(element: Any) -> str:
    if element is None:
        return ""
    names = [found["name"] for found in _LANGUAGE.finditer(element.get("class") or "")]
    names += [element.get("data-lang") or "", element.get("data-language") or ""]
    good = (name for name in names if name.lower() not in _NO_LANGUAGE and _NAMED.fullmatch(name))
    return next(good, "")


def _number(text: str | None, *, most: int) -> int:
    """Read an attribute that counts; 1 where it is no number."""
    return min(max(int(text), 1), most) if text and text.isascii() and text.strip().isdigit() else 1


def _forms(blocks: Blocks, walked: _MarkedWalk) -> tuple[Form, ...]:
    e, rows = blocks.elements, table_rows(blocks)
    tags, parents = e.tag.tolist(), e.parent.tolist()
    pre, cell, heading, table = (
        _nearest(tags, parents, kind) for kind in ((CODES["pre"],), _CELLS, (*_HEADINGS,), (CODES["table"],))
    )
    around, columns = _around(blocks, walked.firsts, (heading, cell)), _columns(tags, parents, walked.widths)
    found = []
    for text, at, row in zip(walked.inline, blocks.element.tolist(), rows, strict=True):
        if pre[at] >= 0:
            form = Form(text, code=pre[at], language=walked.languages.get(pre[at], ""))
        elif row >= 0:
            own = cell[at]
            head = tags[own] == CODES["th"] or e.kinds[e.kind[parents[row]]][0] == "thead"
            form = Form(text, table=table[row], row=row, column=columns[own], is_head=head)
        else:
            form = Form(text, level=_HEADINGS.get(tags[heading[at]], 0) if heading[at] >= 0 else 0)
        found.append(form._replace(around=around[table[row] if form.row >= 0 and table[row] >= 0 else at]))
    return tuple(found)


def _nearest(tags: list[int], parents: list[int], kinds: Sequence[int]) -> list[int]:
    """Give the innermost element of some tags that each element is in or is; -1 for none."""
    found: list[int] = []
    for at, (tag, parent) in enumerate(zip(tags, parents, strict=True)):
        found.append(at if tag in kinds else found[parent] if parent >= 0 else -1)
    return found


def _around(
    blocks: Blocks, firsts: dict[int, int], inner: tuple[list[int], list[int]]
) -> list[tuple[tuple[int, str], ...]]:
    """Give the items and quotations around each element; an item that has columns or entries of a page is none.

    Args:
        blocks: of the page.
        firsts: numbers of the first items of lists that count.
        inner: the nearest headings and cells of all elements.
    """
    e = blocks.elements
    tags, parents = e.tag.tolist(), e.parent.tolist()
    item = _nearest(tags, parents, (CODES["li"],))
    number = Counter(item[at] for at in blocks.element.tolist())
    layout = {item[at] for at in blocks.element.tolist() for near in inner if near[at] > item[at] >= 0}
    count: Counter[int] = Counter()
    found: list[tuple[tuple[int, str], ...]] = []
    for at, (tag, parent) in enumerate(zip(tags, parents, strict=True)):
        above = found[parent] if parent >= 0 else ()
        mark = "> " if tag == CODES["blockquote"] else ""
        if tag == CODES["li"]:
            mark = f"{firsts.get(parent, 1) + count[parent]}. " if tags[parent] == CODES["ol"] else "- "
            count[parent] += 1
            mark = "" if number[at] > _ITEM_BLOCKS or at in layout else mark
        found.append((*above, (at, mark)) if mark and len(above) < _DEEPEST else above)
    return found


def _columns(tags: list[int], parents: list[int], widths: dict[int, int]) -> dict[int, int]:
    """Give the column of each cell."""
    ends: Counter[int] = Counter()
    found = {}
    for at, (tag, parent) in enumerate(zip(tags, parents, strict=True)):
        if tag in _CELLS:
            found[at] = ends[parent]
            ends[parent] += widths.get(at, 1)
    return found


class _Unit(NamedTuple):
    """Blocks that are written together: a paragraph, a row of a table, lines of code.

    Attributes:
        blocks: their indices.
        lines: what is written.
        around: as that of the form.
        tight: whether no blank line parts it from the unit before.
    """

    blocks: list[int]
    lines: list[str]
    around: tuple[tuple[int, str], ...]
    tight: bool = False


def written(forms: Sequence[Form], kept: Bools) -> tuple[str, list[int]]:
    """Write the blocks that are kept as markdown.

    Args:
        forms: of all blocks.
        kept: which are written. bool, shape (blocks,)

    Returns:
        The text, and for each block how many code points of the text are before it, or before the row that it is in.
    """
    out: list[str] = []
    before = np.full(len(forms), -1, np.int64)
    length = 0
    last: tuple[tuple[int, str], ...] = ()
    for unit in _units(forms, np.flatnonzero(kept).tolist()):
        piece = _gap(last, unit, first=not out) + _prefixed(unit, last)
        length += len(piece)
        before[unit.blocks[-1]] = length
        out.append(piece)
        last = unit.around
    return "".join(out), np.maximum.accumulate(np.maximum(before, 0)).tolist()


def _units(forms: Sequence[Form], kept: list[int]) -> list[_Unit]:
    found: list[_Unit] = []
    for (code, table), group in groupby(kept, key=lambda i: (forms[i].code, forms[i].table)):
        blocks = list(group)
        if code >= 0:
            found.append(_code(forms, blocks))
        elif table >= 0 and len({forms[i].column for i in blocks}) > 1:
            found += _table(forms, blocks)
        else:
            found += [_paragraph(i, forms[i]) for i in blocks]
    return found


def _paragraph(i: int, form: Form) -> _Unit:
    if not form.level:
        return _Unit([i], form.text.split("\n"), form.around)
    text = _CLOSING.sub(r"\\\g<0>", " ".join(form.text.split()))
    return _Unit([i], [f"{'#' * form.level} {text}"], form.around)


def _code(forms: Sequence[Form], blocks: list[int]) -> _Unit:
    lines = [line for i in blocks for line in forms[i].text.split("\n")]
    fence = "`" * max(3, 1 + max((len(run) for line in lines for run in re.findall("`+", line)), default=0))
    first = forms[blocks[0]]
    return _Unit(blocks, [f"{fence}{first.language}", *lines, fence], first.around)


def _table(forms: Sequence[Form], blocks: list[int]) -> list[_Unit]:
    """Write the rows of a table; one without header cells gets an empty header, as markdown has no other table."""
    width = 1 + max(forms[i].column for i in blocks)
    rows = [list(group) for _, group in groupby(blocks, key=lambda i: forms[i].row)]
    lines = [_row({forms[i].column: forms[i].text for i in row}, width) for row in rows]
    delimiter = "|" + " --- |" * width
    headed = all(forms[i].is_head for i in rows[0])
    top = [lines[0], delimiter] if headed else [_row({}, width), delimiter, lines[0]]
    around = forms[blocks[0]].around
    below = [_Unit(row, [line], around, tight=True) for row, line in zip(rows[1:], lines[1:], strict=True)]
    return [_Unit(rows[0], top, around), *below]


def _row(cells: dict[int, str], width: int) -> str:
    texts = (" ".join(cells.get(column, "").split()).replace("|", "\\|") for column in range(width))
    return "|" + "".join(f" {text} |" for text in texts)


def _gap(last: tuple[tuple[int, str], ...], unit: _Unit, *, first: bool) -> str:
    """Give what parts a unit from the one before: a blank line, but none between the rows of a table or list."""
    if first:
        return ""
    shared = _shared(last, unit.around)
    lists = last[shared:] and unit.around[shared:] and last[shared][1] != "> " and unit.around[shared][1] != "> "
    inner = shared and len(last) == shared < len(unit.around) and unit.around[shared][1] != "> "
    if unit.tight or lists or inner:
        return "\n"
    quoted = "".join(mark if mark == "> " else " " * len(mark) for _, mark in last[:shared]).rstrip()
    return f"\n{quoted}\n"


def _shared(a: tuple[tuple[int, str], ...], b: tuple[tuple[int, str], ...]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _prefixed(unit: _Unit, last: tuple[tuple[int, str], ...]) -> str:
    """Put the marks of lists and quotations in front of the lines of a unit."""
    shared = _shared(last, unit.around)
    indents = ["> " if mark == "> " else " " * len(mark) for _, mark in unit.around]
    marks = [*indents[:shared], *(mark for _, mark in unit.around[shared:])]
    first, rest = "".join(marks), "".join(indents)
    lines = [f"{first if i == 0 else rest}{line}" for i, line in enumerate(unit.lines)]
    return "\n".join(line if line.strip() else line.rstrip() for line in lines)
