"""Cut passages into sentences, parts of interrupted quotations, and their tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from chaffinch.matching.passages.quality import inner_stop, wrapped
from chaffinch.text import late_pattern

__all__ = ["TAG", "Unit", "frames", "is_line", "leads", "led_quotation", "units", "units_back"]

TAG = 80
"""Code points, at most, of the tag behind a quotation, the words that lead into one, or a headline."""

LED = 32
"""Code points of a quotation, at least, that can be taken without what leads into it."""

_UNIT_END = late_pattern(
    r"[。！？.!?…؟।॥۔,،\"”“»:\n](?:"
    r"(?P<end>(?<=[。！？])[。！？]*[」』”’）]*"
    r"|(?<=[.!?…؟।॥۔])[.!?…؟।॥۔]*[\"'”’“»)\]」』]*(?=\s|$|[「『「“«]|(?<=[^\W\d_]{3}[.!?])[A-ZÀ-Þ][\w\s'’]))"
    r"|(?P<mark>(?<=,)[\"”“»'’]|(?<=[\"”»])[,;])(?=\s)"
    r"|(?<=:)\s?(?=[\"“„«「『]|[‘']\w)|(?<=[,،])\s(?=[“„«]|[‘'\"]{1,2}\w)|(?<=\n))"
)
"""The end of a sentence, with a space behind it but where its script needs none or one is missing, the mark of a part
of a quotation, a colon or comma before one, or a line end. Each begins with one of a few characters, which `re` finds
faster than alternatives; so the groups lack the first one."""

_MARKS = late_pattern('["”“»«]')
_LED, _CLOSES = late_pattern(r"[“„«\"](?<=\s.)(?:(?<=[“„«])|\"?(?=\w))"), late_pattern(r"[\"”“»](?=.*\w)", re.DOTALL)
_PARTICLE = re.compile(r"\s[a-zà-þа-я]{1,3}$")
_LEADS = late_pattern(r":|[,،]\s[“„«‘'\"]")
_INDENT = " \t\r>*•–—-"
_EDGE = " \t\r\n,;–—-*•>"


class Unit(Struct, frozen=True, gc=False):
    """A sentence, a part of an interrupted quotation, or its tag: a range of a text.

    Attributes:
        start, stop: of it.
        goes_on: whether it is the rest of a sentence that began with a quotation, such as a tag.
    """

    start: int
    stop: int
    goes_on: bool


def units(text: str, low: int, high: int) -> Iterator[Unit]:
    """Cut a range of a text into sentences and parts of quotations, in order."""
    start, goes_on = low, False
    for end in _UNIT_END.finditer(text, low, high):
        kind = end.lastgroup
        if kind != "mark" and _is_inner(text, end, start):
            continue
        unit = _solid(text, start, _unit_stop(text, end), goes_on=goes_on)
        start, goes_on = end.end(), kind == "mark"
        if unit.stop > unit.start:
            yield unit
    unit = _solid(text, start, high, goes_on=goes_on)
    if unit.stop > unit.start:
        yield unit


def units_back(text: str, low: int, high: int) -> Iterator[Unit]:
    """Give what `units` gives, the last one first: who asks so wants one or two of many.

    >>> text = "So it was. The dam held. Nobody was hurt."
    >>> list(units_back(text, 0, 41)) == list(units(text, 0, 41))[::-1]
    True
    """
    stop, given = high, 0
    for end in reversed([*_UNIT_END.finditer(text, low, high)]):
        kind = end.lastgroup
        if kind != "mark" and _is_inner(text, end, low):
            if kind is None and text[end.start()] != "\n":  # where the sentence starts decides
                yield from [*units(text, low, high)][::-1][given:]
                return
            continue
        unit = _solid(text, end.end(), stop, goes_on=kind == "mark")
        stop = _unit_stop(text, end)
        if unit.stop > unit.start:
            yield unit
            given += 1
    unit = _solid(text, low, stop, goes_on=False)
    if unit.stop > unit.start:
        yield unit


def _unit_stop(text: str, end: re.Match[str]) -> int:
    """Give where a sentence stops that has an end: behind its stop, before the sign behind a mark, or a line end."""
    stop = end.end() if end.lastgroup else end.start()
    return stop - (end.lastgroup == "mark" and text[stop - 1] in ",;")


def _is_inner(text: str, end: re.Match[str], start: int) -> bool:
    """Tell whether a stop or line end is amid a sentence that starts before it, or a single mark within a quotation."""
    at, stop = end.span()
    first, follows = text[at], text[stop : stop + 1]
    if end.lastgroup:
        return follows.islower() or (first == "." and inner_stop(text, at))
    if first == "\n":
        return wrapped(text, at)
    return follows in "'‘" and any(mark in text[start:at] for mark in '"“«')


def _solid(text: str, start: int, stop: int, *, goes_on: bool) -> Unit:
    """Give a range without the white space, dashes and list marks at its ends."""
    while start < stop and text[start] in _EDGE:
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Unit(start, stop, goes_on)


def leads(text: str, unit: Unit) -> bool:
    """Tell whether a sentence leads into what stands behind it: without that it says nothing."""
    return text[unit.stop - 1] == ":" or _LEADS.match(text, unit.stop - (text[unit.stop - 1] in ",،")) is not None


def led_quotation(text: str, unit: Unit) -> int | None:
    """Give where the quotation opens with which a sentence ends, if it is long: "Lund had said that “the dam held”".

    >>> text = "Ana Lund had said in May that “the dam will hold until next year”"
    >>> led_quotation(text, Unit(0, len(text), False))
    30
    """
    found = _LED.search(text, unit.start + 1, unit.stop)
    if found is None or unit.stop - found.start() < LED or _CLOSES.search(text, found.end(), unit.stop):
        return None
    return found.start()


def frames(text: str, unit: Unit) -> bool:
    """Tell whether a sentence frames a passage: it says who speaks, before a quotation or behind it; or a headline."""
    size = unit.stop - unit.start
    if size > TAG or not (unit.goes_on or leads(text, unit) or is_line(text, unit)):
        return False
    if _PARTICLE.search(text, unit.start, unit.stop):  # a line that is wrapped
        return False
    marks = [found.start() for found in _MARKS.finditer(text, unit.start, unit.stop)]
    return not marks or 2 * (marks[-1] - marks[0]) < size  # else it is a quotation itself


def is_line(text: str, unit: Unit) -> bool:
    """Tell whether a sentence is a line of its own without a stop: a headline or caption."""
    ends = text[unit.stop - 1].isalnum() and text[unit.stop : unit.stop + 1] in "\n"
    return ends and text[: unit.start].rstrip(_INDENT)[-1:] in "\n"
