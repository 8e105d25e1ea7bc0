"""Give the lines of a text without what scraping, mailing and listing put into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise

from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.quoting import QUOTE
from chaffinch.text.written_numbers import narrowed

__all__ = ["MAY_NOTE", "bare_lines"]

_ENTITY = late_pattern(r"&(?:amp;)*(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_TAG = late_pattern(
    r"</?(?:p|br|hr|div|span|b|i|u|em|strong|a|h[1-6]|li|ul|ol|img|td|tr|th|table|blockquote|font|sup|sub|section)"
    r"(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))*\s*/?>",
    re.IGNORECASE,
)
_SYMBOL = late_pattern(r"(?<![\w<])<([A-Z][A-Z0-9.]{0,9})>")  # of the stock exchange: a newswire's brackets
_TARGET = late_pattern(r"!\[[^\]]{0,500}\]\([^)\s]{0,1000}\)|(?<=\])\([^)\s]{0,1000}\)|https?://\S+|www\.\S+")
_NOTE = late_pattern(
    r"\[\d{1,3}\]|(?<!\b10)(?<!\b[a-zм])(?<!\b[kcdmnµ]m)(?<!\bft)(?<!\b[ксдм]м)(?<!\u207b)"
    r"[\u00b9\u00b2\u00b3\u2070-\u2079]+(?=[\s.,;:]|$)"
)
"""A mark of a footnote: a raised digit, but for one behind a unit ("m²", "km²") or a ten."""
MAY_NOTE = late_pattern(r"[\[\u00b9\u00b2\u00b3\u2070-\u2079]")  # tells in a fifth of the time that there is none
_MARKER = late_pattern(r"[ \t]*(?:\(?\d{1,3}[.)]|[-*•·–—])[ \t]+(?=\S)")
ESCAPED = 3
"""Times that an entity may have been escaped, one in another: feeds of feeds have ``&amp;amp;quot;``."""

_LINE_NUMBER = late_pattern(r"[ \t]*\d{1,4}(?:[ \t]+|$)")
_MOST_NUMBERED = 0.8
"""Share of the lines, at least, that begin with a number one above the last if these are numbers of lines."""

_FEW_LINES = 5
"""Lines that are too few to tell numbers of lines from a list of figures."""


def bare_lines(text: str) -> Iterator[str]:
    """Give the lines of a text without what scraping, mailing and listing put into them."""
    if "&" in text:
        for _ in range(ESCAPED):
            text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    if "<" in text:
        text = _SYMBOL.sub(r"(\1)", _TAG.sub(" ", text))
    if "](" in text or "://" in text or "www." in text:
        text = _TARGET.sub(" ", text)
    if MAY_NOTE.search(text):
        text = _NOTE.sub(" ", text)
    lines = (text if text.isascii() else narrowed(text)).splitlines()
    numbered = _are_numbered(lines)
    for line in lines:
        quote = QUOTE.match(line) if ">" in line or "|" in line else None
        body = line[quote.end() :] if quote else line
        if numbered:
            body = _LINE_NUMBER.sub("", body, count=1)
        elif marker := _MARKER.match(body):
            body = body[marker.end() :]
        yield body


def _are_numbered(lines: list[str]) -> bool:
    """Tell whether lines begin with their numbers, as in court records and legal texts."""
    if len(lines) < _FEW_LINES:
        return False
    starts = [int(m[0]) for line in lines if line.strip() and (m := _LINE_NUMBER.match(line))]
    full = sum(bool(line.strip()) for line in lines)
    if full < _FEW_LINES or len(starts) < _MOST_NUMBERED * full:
        return False
    steps = sum(b - a == 1 or b in (0, 1) for a, b in pairwise(starts))
    return steps >= _MOST_NUMBERED * (len(starts) - 1)
