r"""Numbers of a line: which of them say something of the page that they are on.

A site masks dates, counters and page numbers in its furniture, and so do templates. A price, a measure or a result is
no noise, although it varies just as much: it is what the page is about. So every number is a value, but for years,
dates, times of day, "3 of 44", telephone numbers, numbers of lists, and those in addresses and names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.templates.words import SLOT_WORDS

__all__ = ["DATES", "LONGEST", "NOTHING", "VALUES", "classify", "slots"]

NOTHING, VALUES, DATES = range(3)
"""What stands in the slots of a line: no number that counts; values; dates and times alone."""

LONGEST = 400
"""Bytes of a line that is looked at: rows of data are short, and it bounds what one line takes."""

SEPARATOR = b"|"
"""Between what stands in several slots of a line."""

_NAMES = frozenset(word.lower().encode() for word in SLOT_WORDS)
_OF = frozenset("/ of von de di sur van z из".encode().split())  # "3 of 44"
_EDGES = b"()[]{}<>,;:!?\"'*_|."
_DIGIT = re.compile(rb"\d")
_ADDRESS = re.compile(rb"//|@|www\.|\]\(")
_MONEY = re.compile(rb"[$%]|\xc2[\xa3\xa5]|\xe2\x82[\xac\xb9]")  # dollar, per cent; pound, yen; euro, rupee
_DATE = re.compile(
    rb"\d{1,4}([./-])\d{1,2}\1\d{1,4}|\d{1,2}:\d\d(?::\d\d)?(?:[ap]\.?m)?|\d{1,2}(?:\.\d\d)?[ap]\.?m|(?:19|20)\d\d"
)
_DAY = re.compile(rb"\d{1,4}(?:st|nd|rd|th)?")
_TELEPHONE = re.compile(rb"\+\d[\d()./-]*|\(?0\d[\d()./-]+|\(\d{3}\)|\(?\d{3}\)?[-.]\d{3}[-.]\d{4}|\d{3}-\d{4}")
_ENTRY = re.compile(rb"\(?\d{1,3}[.)]")
_NUMBER = re.compile(rb"(?<![A-Za-z0-9_.#/-])[-+]?\d+(?:[.,]\d+)*")


def classify(line: bytes) -> tuple[int, bytes]:
    """Tell what stands in the slots of a line, and give that.

    >>> classify(b"Serves: 4"), classify(b"Price: 12.00 crowns"), classify(b"Net 6,312,000 vs 5,401,000")
    ((1, b'4'), (1, b'12.00'), (1, b'6,312,000|5,401,000'))
    >>> classify(b"Posted on 3 May 2020 at 10:15"), classify(b"Photo 3 of 44"), classify(b"Call 020 7946 0018")
    ((2, b'3|2020|10:15'), (0, b''), (0, b''))
    """
    words = line.split()
    bare = [word.strip(_EDGES).lower() for word in words]
    found: dict[int, list[bytes]] = {VALUES: [], DATES: []}
    telephone = -2  # place of the last word that is part of a telephone number
    for i, word in enumerate(words):
        if not _DIGIT.search(word) or _ADDRESS.search(word):
            continue
        if _TELEPHONE.fullmatch(word.strip(b",;:")) or (telephone == i - 1 and bare[i].replace(b"-", b"").isdigit()):
            telephone = i
            continue
        kind = _kind(word, i, bare)
        if kind:
            found[kind] += _NUMBER.findall(word) if kind == VALUES else [bare[i]]
    kind = VALUES if found[VALUES] else DATES if found[DATES] else NOTHING
    return kind, SEPARATOR.join(found.get(kind, ()))


def _kind(word: bytes, at: int, bare: list[bytes]) -> int:
    """Classify a word with a digit in it, given all words without the marks around them."""
    last, before, after, later = bare[at], *(bare[i] if 0 <= i < len(bare) else b"" for i in (at - 1, at + 1, at + 2))
    if _MONEY.search(word) or _MONEY.fullmatch(before) or _MONEY.fullmatch(after):
        return VALUES
    if _DATE.fullmatch(last) or after in (b"am", b"pm", b"a.m", b"p.m", b"uhr"):
        return DATES
    if _DAY.fullmatch(last) and (before in _NAMES or after in _NAMES or (after in _OF and later in _NAMES)):
        return DATES
    counted = (after in _OF and _DIGIT.match(later)) or (before in _OF and at > 1 and _DIGIT.match(bare[at - 2]))
    if counted or b"/" in last or (at == 0 and _ENTRY.fullmatch(word)):
        return NOTHING
    return VALUES if _NUMBER.search(word) else NOTHING


def slots(
    data: npt.NDArray[np.uint8], start: Sequence[int], stop: Sequence[int]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int32], npt.NDArray[np.int16]]:
    """Classify ranges of bytes.

    Returns:
        For each range `NOTHING`, `VALUES` or `DATES`, int8; a hash of what stands there, int32; and how many that are,
        int16.
    """
    kind, size = np.zeros(len(start), np.int8), np.zeros(len(start), np.int16)
    value = np.zeros(len(start), np.uint32)
    said = data.tobytes() if len(start) else b""
    for i, (first, last) in enumerate(zip(start, stop, strict=True)):
        kind[i], found = classify(said[first:last])
        value[i], size[i] = crc32(found), found.count(SEPARATOR) + (kind[i] != NOTHING)
    return kind, value.view(np.int32), size
