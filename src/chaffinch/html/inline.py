"""Write a line of a page as markdown: links, words in bold and italics, code.

Signs of the text that markdown would read as marks get a backslash, so that what a reader of the markdown sees is the
text of the block, and nothing more or less (CommonMark 0.31).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["BREAK", "CODE", "LINK", "Mark", "inline"]

BREAK = "\x1e"
"""A line break until white space is normalised; no parser lets this character through."""

CODE, LINK = "`", "["

_PART = re.compile(rf"{BREAK}|\S+|[^\S{BREAK}]+")
_SIGNS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\Z)|`|\*(?!(?<=\s\*)\s)|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:]|\Z)|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|~(?=~)|(?<=~)~"
)
_IN_LABEL = re.compile(rf"[\[\]]|{_SIGNS.pattern}")
_FIRST = re.compile(
    r"^(?=#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|[-=+]+\s*$|[-:| ]+$|~{3}|\+{3})|^(\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE
)
_TARGET = re.compile(r"(?!javascript:|data:|#)\S", re.IGNORECASE)
_UNSAFE = {ord(sign): f"%{ord(sign):02X}" for sign in ' ()<>\\"`|[]'}


class Mark(NamedTuple):
    """The beginning or the end of an inline element: its sign (``**``, ``*``, `CODE`, `LINK`) and target."""

    sign: str
    opens: bool
    target: str = ""


def inline(pieces: Iterable[str | Mark]) -> str:
    r"""Write pieces of text and marks as markdown, white space normalised as a browser does.

    Marks touch the words that they are around; those without words, of a kind that is open already, or that no reader
    of markdown would take for marks at their position are left out.

    Args:
        pieces: text with `BREAK` for line breaks, and marks, each end after its beginning.

    >>> inline(["See", Mark("**", True), " the ", Mark(LINK, True, "/p"), "plan [1]", Mark(LINK, False)])
    'See **the [plan \\[1\\]](/p)**'
    """
    return _joined(_settled(_hugging(pieces)))


def _hugging(pieces: Iterable[str | Mark]) -> list[str | Mark]:
    """Move white space out of marks, and drop marks without words."""
    found: list[str | Mark] = []
    waiting: list[Mark] = []
    opened: list[Mark] = []
    gap = ""
    for piece in pieces:
        if isinstance(piece, Mark):
            if piece.opens:
                waiting.append(piece)
            elif waiting:
                waiting.pop()
            elif opened:
                found.append(Mark(opened.pop().sign, opens=False))
            continue
        for part in _PART.findall(piece):
            if part == BREAK or part.isspace():
                gap = "\n" if part == BREAK else gap or " "
                continue
            found += [gap] if gap and found else []
            found += [*waiting, part]
            opened += waiting
            waiting, gap = [], ""
    return _continued(_merged([*found, *(Mark(mark.sign, opens=False) for mark in reversed(opened))]))


def _continued(items: list[str | Mark]) -> list[str | Mark]:
    """Join two elements of a kind that touch, which signs could not part."""
    found: list[str | Mark] = []
    for item in items:
        last = found[-1] if found else ""
        touches = isinstance(item, Mark) and isinstance(last, Mark) and item.opens and not last.opens
        if touches and item[0] == last[0] != LINK:
            found.pop()
        else:
            found.append(item)
    return _merged(found)


def _merged(items: Iterable[str | Mark]) -> list[str | Mark]:
    """Join texts that follow one another."""
    found: list[str | Mark] = []
    for item in items:
        if found and isinstance(item, str) and isinstance(found[-1], str):
            found[-1] += item
        else:
            found.append(item)
    return found


def _settled(items: list[str | Mark]) -> list[str | Mark]:
    """Drop the marks that cannot stand where they are."""
    dropped: set[int] = set()
    opened: list[int] = []
    for i, item in enumerate(items):
        if not isinstance(item, Mark):
            continue
        if item.opens:
            around = {mark.sign for j in opened if isinstance(mark := items[j], Mark) and j not in dropped}
            opened.append(i)
            if not _may_open(items, i, around):
                dropped.add(i)
            continue
        first = opened.pop()
        if first in dropped or not _may_close(items, i):
            dropped |= {first, i}
    return _merged(item for i, item in enumerate(items) if i not in dropped)


def _may_open(items: Sequence[str | Mark], i: int, around: set[str]) -> bool:
    mark, before = items[i], items[i - 1] if i else ""
    assert isinstance(mark, Mark)
    if CODE in around or mark.sign in around or (mark.sign == LINK and not _TARGET.match(mark.target)):
        return False
    if mark.sign in (CODE, LINK):
        return True
    if isinstance(before, Mark) and before.sign not in (CODE, LINK) and not before.opens:
        return False  # "**a***b*": no reader could part these signs
    left, right = _edge(items, i, -1), _edge(items, i, 1)
    return not _is_punctuation(right) or left.isspace() or _is_punctuation(left)


def _may_close(items: Sequence[str | Mark], i: int) -> bool:
    mark = items[i]
    if isinstance(mark, Mark) and mark.sign in (CODE, LINK):
        return True
    left, right = _edge(items, i, -1), _edge(items, i, 1)
    return not _is_punctuation(left) or right.isspace() or _is_punctuation(right)


def _edge(items: Sequence[str | Mark], i: int, step: int) -> str:
    """Give the character beside a mark, those of emphasis aside; a space at either end."""
    at = i + step
    while 0 <= at < len(items):
        item = items[at]
        if isinstance(item, str):
            return item[0 if step > 0 else -1]
        if item.sign in (CODE, LINK):
            return item.sign
        at += step
    return " "


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


def _joined(items: list[str | Mark]) -> str:
    out: list[str] = []
    targets: list[str] = []
    code = False
    for i, item in enumerate(items):
        if isinstance(item, str):
            starts = not out or out[-1].endswith("\n")
            follows = items[i + 1] if i + 1 < len(items) else ""
            out.append(item if code else _escaped(item, starts=starts, linked=bool(targets), follows=follows))
        elif item.sign == CODE:
            code = item.opens
            if not code:
                out[-1] = _code(out[-1])
        elif item.sign == LINK:
            if item.opens:
                targets.append(item.target)
            out.append("[" if item.opens else f"]({targets.pop().strip().translate(_UNSAFE)})")
        else:
            out.append(item.sign)
    return "".join(out)


def _escaped(text: str, *, starts: bool, linked: bool, follows: str | Mark) -> str:
    text = (_IN_LABEL if linked else _SIGNS).sub(r"\\\g<0>", text)
    first, found, rest = ("", "", text) if starts else text.partition("\n")
    text = f"{first}{found}{_FIRST.sub(_guarded, rest)}"
    if text.endswith("!") and isinstance(follows, Mark) and follows == (LINK, True, follows.target):
        return f"{text[:-1]}\\!"  # it would make a picture of the link
    return text.replace("\n", "  \n")


def _guarded(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1] else "\\"


def _code(text: str) -> str:
    """Put text between enough backticks."""
    text = text.replace("\n", " ")
    ticks = CODE * (1 + max((len(run) for run in re.findall(f"{CODE}+", text)), default=0))
    space = " " if text.startswith(CODE) or text.endswith(CODE) else ""
    return f"{ticks}{space}{text}{space}{ticks}"
