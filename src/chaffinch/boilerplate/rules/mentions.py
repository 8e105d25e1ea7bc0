"""Whether a sentence uses a phrase of boilerplate, or only mentions it.

News tell of notices, witnesses ask for support, and judges read licences out. A phrase counts in a sentence only if it
stands there outside of quotations, and the sentence does not report what somebody said.

Where a text quotes: the ranges between quotation marks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec
import numpy as np
import re2

from chaffinch.boilerplate.rules.compiled import write
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.boilerplate.rules.syntax import parse
from chaffinch.text import QUOTES, Bools, Ints

__all__ = ["Speech", "quotations", "reports", "speech", "used"]


LONGEST = 1000
"""Characters of a quotation; a mark without a mate within so many is a slip."""

LONGEST_SINGLE = 300
"""Characters of a quotation between single marks. They are apostrophes, too, and count only in pairs."""

# In lines of pages "‹" is an arrow, as in "‹ Previous"; and "“one“" is a common slip
_CLOSERS = {mark: closers for mark, closers in QUOTES.items() if mark != "‹"} | {"“": "”“"}
_SINGLE = "‘'"
_OPENER = re.compile(f"[{''.join(_CLOSERS)}]")


def quotations(text: str) -> list[tuple[int, int]]:
    r"""Give the ranges of a text that are quoted, marks included.

    A text that opens with a mark and does not close it goes on in the next paragraph: all of it is quoted.

    A straight mark opens at the start of a word and closes at the end of one, so that inches, minutes and apostrophes
    are none. A mark inside a quotation of another kind changes nothing.

    >>> text = 'He said "no way", he\'s 5\'10".'
    >>> [text[start:stop] for start, stop in quotations(text)]
    ['"no way"']
    >>> quotations("“I came. I saw."), quotations("I came. “I saw.")
    ([(0, 15)], [])
    """
    found: list[tuple[int, int]] = []
    place = 0
    while opening := _OPENER.search(text, place):
        start = opening.start()
        stop = _closing(text, start) if _opens(text, start) else 0
        if stop:
            found.append((start, stop))
        place = stop or start + 1
    return found


def _opens(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return not before.isalnum() and bool(after) and not after.isspace()


def _closing(text: str, start: int) -> int:
    """Give where the quotation ends that opens at ``start``; 0 if there is none."""
    mark = text[start]
    most = LONGEST_SINGLE if mark in _SINGLE else LONGEST
    for place in range(start + 1, min(len(text), start + most)):
        if (
            text[place] in _CLOSERS[mark]
            and not text[place - 1].isspace()
            and not text[place + 1 : place + 2].isalnum()
        ):
            return place + 1
    return len(text) if not start and len(text) <= most and mark not in _SINGLE else 0


Asks = Callable[[bytes, Ints, Ints, Ints], Bools]

_DATA = "mentions.toml"
_WRAPPER = b'"'  # before a document of one line: it was a cell of a table
_WORDS = 3  # words of a quotation; one or two in marks are a term ("as is", "fair use") that notices use themselves


class Speech(msgspec.Struct, frozen=True):
    """How one language reports speech.

    Attributes:
        language: its code.
        pattern: of a sentence that reports.
        yes, no: sentences that do, and that do not.
    """

    language: str
    pattern: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@lru_cache(maxsize=1)
def speech() -> tuple[Speech, ...]:
    """Read how languages report speech."""
    tree = tomllib.loads((files("chaffinch.boilerplate.rules") / _DATA).read_text(encoding="utf-8"))
    return msgspec.convert(tree["speech"], tuple[Speech, ...])


@lru_cache(maxsize=1)
def _reports() -> Any:
    return re2.compile("|".join(f"(?:{write(parse(one.pattern))})" for one in speech()))


def reports(sentence: str) -> bool:
    """Tell if a sentence reports what somebody said or wrote.

    >>> reports("The site is not liable for errors, its owner wrote."), reports("We are not liable for errors.")
    (True, False)
    """
    return _reports().search(sentence) is not None


def used(found: Found, scene: Scene, sentence: Bools, asked: Asks) -> Bools:
    """Tell which findings use their rules' phrases; all that are no sentences do.

    Args:
        found: what rules found.
        scene: where.
        sentence: of each finding, whether its rule takes sentences.
        asked: tells of ranges of bytes, given with a rule each, which have matches; see `Decider`.
    """
    good = np.ones(len(found), np.bool_)
    which = np.flatnonzero(sentence)
    kept = dict(zip(which.tolist(), _own(found.only(which), scene), strict=True))
    good[[place for place, (rest, _) in kept.items() if not rest or reports(rest)]] = False
    doubtful = np.array([place for place, (_, cut) in kept.items() if cut and good[place]], np.int64)
    if len(doubtful):
        rests = [kept[place][0].encode() for place in doubtful.tolist()]
        stop = np.cumsum([len(rest) + 1 for rest in rests]) - 1
        start = np.append(0, stop[:-1] + 1)
        good[doubtful] = asked(b"\n".join(rests), found.rule[doubtful], start, stop)
    return good


def _own(found: Found, scene: Scene) -> list[tuple[str, bool]]:
    """Give of each sentence what it says outside of quotations, and whether it has any."""
    haystack = scene.haystack
    first, last = haystack.narrowed(found.start), haystack.narrowed(found.stop)
    begin, end = haystack.start[found.unit], haystack.stop[found.unit]
    lone = scene.first[found.unit] == scene.last[found.unit]
    quoted: dict[int, list[tuple[int, int]]] = {}
    rests = []
    columns = (column.tolist() for column in (found.unit, begin, first, last, end, lone))
    for unit, low, a, b, high, alone in zip(*columns, strict=True):
        if unit not in quoted:
            wrapped = alone and haystack.narrow.startswith(_WRAPPER, low)
            quoted[unit] = _quoted(haystack.narrow[low + wrapped : high], low + wrapped)
        rests.append(_outside(haystack.narrow, a, b, quoted[unit]))
    return rests


def _quoted(data: bytes, offset: int) -> list[tuple[int, int]]:
    """Give the quotations of a few words in the bytes of a unit, as ranges of bytes, from an offset on."""
    text = data.decode()
    some = [(a, b) for a, b in quotations(text) if len(text[a:b].split()) >= _WORDS]
    return [(offset + len(text[:a].encode()), offset + len(text[:b].encode())) for a, b in some]


def _outside(data: bytes, start: int, stop: int, quoted: list[tuple[int, int]]) -> tuple[str, bool]:
    """Give what a range of bytes has outside of quotations; each leaves an empty pair of marks."""
    parts, place = [], start
    for a, b in quoted:
        if a < stop and b > start:
            parts.append(data[place : max(a, place)])
            place = min(b, stop)
    parts.append(data[place:stop])
    return b' "" '.join(parts).decode().strip(), len(parts) > 1
