"""Count the signs that a text was damaged on its way: the copy with fewer of them is the better one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Damage", "damage"]

_SIGNS = (
    ("&", r"&(?:amp;)*(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});"),  # entities, also escaped twice
    ("\ufffd", "\ufffd"),
    # UTF-8 read as Latin-1 or Windows-1252: a lead byte as a letter, then a byte that is no letter there
    ("\u00c3", "\u00c3[\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u2122]"),
    ("\u00c2", "\u00c2[\u0080-\u00bf]"),
    ("\u00e2\u20ac", "\u00e2\u20ac[\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u2122]?"),
    ("\u00d0", "(?:[\u00d0\u00d1][\u0080-\u00bf\u2013-\u2122]){2}"),
    ("\\", r"\\(?:[nrt\"'/]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})"),  # escapes of JSON and of program text
    ("<", r"</?(?:p|br|div|span|b|i|u|em|strong|a|h[1-6]|li|ul|ol|img|td|tr|table|font)(?:\s[^<>]{0,300})?/?>"),
    ("=", r"=(?:[0-9A-F]{2}(?=\w|=|\s)|\n)"),  # quoted-printable
    ("-\n", r"(?<=[^\W\d_])-\n(?=[^\W\d_])"),  # words hyphenated at line ends
)
_PATTERNS = tuple((mark, re.compile(pattern)) for mark, pattern in _SIGNS)

_LINE_NUMBER = re.compile(r"\n[ \t]*(\d{1,4})(?:[ \t]+|(?=\n)|\Z)")

NUMBERED = 5
"""Lines in a row that begin with numbers that count up: fewer are a list."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What damaged a text.

    Attributes:
        count: the number of signs.
        letters: letters and digits that belong to the signs, and not to the text.
    """

    count: int = 0
    letters: int = 0


def damage(text: str) -> Damage:
    """Count signs of damage: entities, U+FFFD, misread UTF-8, escapes, tags, line numbers, hyphenated line ends.

    >>> damage("It&#x27;s a sad day &amp; a cold one, said the cafÃ© owner")
    Damage(count=3, letters=7)
    >>> damage("It's a sad day & a cold one, said the café owner")
    Damage(count=0, letters=0)
    """
    found = [match[0] for mark, pattern in _PATTERNS if mark in text for match in pattern.finditer(text)]
    found += _line_numbers(text)
    return Damage(len(found), sum(sum(map(str.isalnum, sign)) for sign in found))


def _line_numbers(text: str) -> list[str]:
    numbers = [int(number) for number in _LINE_NUMBER.findall(f"\n{text}")]
    rising = sum(b - a == 1 for a, b in pairwise(numbers))
    return [str(number) for number in numbers] if rising >= NUMBERED else []
