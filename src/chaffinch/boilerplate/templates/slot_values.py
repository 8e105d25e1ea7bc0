"""Read what the slots of a line contain: values, dates and times, or telephone numbers.

Every number of a line is a value, except years, dates, times of day, "3 of 44", telephone numbers, numbers of lists,
and numbers in addresses and names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt
import re2

from chaffinch.boilerplate.templates.words import SLOT_WORDS

__all__ = [
    "DATES",
    "TELEPHONES",
    "VALUES",
    "classify",
    "slots",
]


NOTHING, VALUES, DATES, TELEPHONES = 0, 1, 2, 4
"""What the slots of a line contain: no number that counts; values; dates and times; telephone numbers. Beside values
the others do not count."""

MONTH_BYTES = 4
"""Bytes of the name of a month or day that is a date without a number, at least: "mar" and "sat" are words, too."""

SEPARATOR = b"|"
"""Stands between the contents of several slots of a line."""

_NAMES = frozenset(word.lower().encode() for word in SLOT_WORDS)
_NAMED = re2.compile(b"|".join(sorted(re2.escape(name) for name in _NAMES if len(name) >= MONTH_BYTES)))
_OF = frozenset("/ of von de di sur van z из".encode().split())  # "3 of 44"
_PAGED = tuple(
    word.encode()
    for word in (
        "photo", "pic", "image", "slide", "caption", "page", "result", "item", "comment", "article", "stor", "post",
        "video", "part", "foto", "bild", "seite", "ergebnis", "artikel", "imag", "página", "pagin",
        "resultad", "résultat",
        "risultat", "artículo", "artigo", "articol", "strona", "страниц", "фото", "результат", "sayfa",
    )
)  # fmt: skip
"""Beginnings of words for what furniture counts: pictures of a gallery, pages, results of a search."""
_EDGES = b"()[]{}<>,;:!?\"'*_|."
_DIGIT = re.compile(rb"\d")
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
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
    """Classify the content of the slots of a line, and give that content.

    Args:
        line: UTF-8, at most `LONGEST` bytes.

    Returns:
        `NOTHING`, `VALUES`, `DATES`, `TELEPHONES` or the sum of the last two; and the values, dates or numbers, joined
        by `SEPARATOR`.

    >>> classify(b"Serves: 4"), classify(b"Price: 12.00 crowns"), classify(b"Net 6,312,000 vs 5,401,000")
    ((1, b'4'), (1, b'12.00'), (1, b'6,312,000|5,401,000'))
    >>> classify(b"Posted on 3 May 2020 at 10:15"), classify(b"Photo 3 of 44"), classify(b"Call 020 7946 0018")
    ((2, b'3|2020|10:15'), (0, b''), (4, b'020|7946|0018'))
    >>> classify(b"Letter of March 2031"), classify("El huerto en enero".encode())
    ((2, b'2031|march'), (2, b'enero'))
    >>> classify(b"The jury gave 57 of 60 points.")
    (1, b'57|60')
    """
    return _classified(line)[:2]


def _classified(line: bytes) -> tuple[int, bytes, int]:
    """Do as `classify`; give also the number of values, dates and telephone numbers."""
    words = line.split()
    found: dict[int, list[bytes]] = {VALUES: [], DATES: [], TELEPHONES: []}
    telephone = -2  # place of the last word that is part of a telephone number
    for i in _with_digits(words):
        word = words[i]
        if _ADDRESS.search(word):
            continue
        if _TELEPHONE.fullmatch(word.strip(b",;:")) or (
            telephone == i - 1 and _bare(words, i).replace(b"-", b"").isdigit()
        ):
            telephone = i
            found[TELEPHONES].append(_bare(words, i))
            continue
        kind = _kind(words, i)
        if kind:
            found[kind] += _NUMBER.findall(word) if kind == VALUES else [_bare(words, i)]
    if _NAMED.search(low := line.lower()):
        bare = (word.strip(_EDGES) for word in low.split())
        found[DATES] += [name for name in bare if len(name) >= MONTH_BYTES and name in _NAMES]
    number = sum(map(len, found.values()))
    if found[VALUES]:
        return VALUES, SEPARATOR.join(found[VALUES]), number
    some = [kind for kind in (TELEPHONES, DATES) if found[kind]]
    return sum(some), SEPARATOR.join(value for kind in some for value in found[kind]), number


def _with_digits(words: Sequence[bytes]) -> list[int]:
    """List the places of the words that have digits in them, which are few."""
    line = b" ".join(words).translate(_DIGITS)
    found, place, start, at = list[int](), 0, 0, line.find(b"0")
    while at >= 0:
        place += line.count(b" ", start, at)
        found.append(place)
        start = line.find(b" ", at)
        at = line.find(b"0", start) if start >= 0 else -1
    return found


def _bare(words: Sequence[bytes], at: int) -> bytes:
    """Give a word in lower case, without the marks around it; nothing beyond the ends of the line."""
    return words[at].strip(_EDGES).lower() if 0 <= at < len(words) else b""


def _kind(words: Sequence[bytes], at: int) -> int:
    """Classify the word at a place, which has a digit in it."""
    word = words[at]
    last, before, after = (_bare(words, i) for i in (at, at - 1, at + 1))
    if _MONEY.search(word) or _MONEY.fullmatch(before) or _MONEY.fullmatch(after):
        return VALUES
    if _DATE.fullmatch(last) or after in (b"am", b"pm", b"a.m", b"p.m", b"uhr"):
        return DATES
    later = _bare(words, at + 2)
    if _DAY.fullmatch(last) and (before in _NAMES or after in _NAMES or (after in _OF and later in _NAMES)):
        return DATES
    first = (
        0
        if after in _OF and _DIGIT.match(later)
        else -2
        if before in _OF and _DIGIT.match(_bare(words, at - 2))
        else None
    )
    if first is not None and _is_score(words, at + first):
        return VALUES
    if first is not None or b"/" in last or (at == 0 and _ENTRY.fullmatch(word)):
        return NOTHING
    return VALUES if _NUMBER.search(word) else NOTHING


def _is_score(words: Sequence[bytes], at: int) -> bool:
    """Tell whether "57 of 60" at a place counts what its page is about ("points"), and not pictures or pages."""
    around = (_bare(words, at - 1), _bare(words, at + 3))
    return around[1].isalpha() and not any(word.startswith(_PAGED) for word in around)


def slots(
    data: npt.NDArray[np.uint8], start: Sequence[int], stop: Sequence[int]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int32], npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Classify the slots of many lines, as `classify` does for one.

    Args:
        data: UTF-8, uint8, shape (bytes,).
        start, stop: byte offsets of the lines.

    Returns:
        For each line what `classify` tells, int8; a hash of its values or dates, int32; their number, int16; and that
        of values, dates and telephone numbers, int16.
    """
    kind, (size, every) = np.zeros(len(start), np.int8), np.zeros((2, len(start)), np.int16)
    value = np.zeros(len(start), np.uint32)
    text = data.tobytes() if len(start) else b""
    for i, (first, last) in enumerate(zip(start, stop, strict=True)):
        kind[i], found, every[i] = _classified(text[first:last])
        value[i], size[i] = crc32(found), found.count(SEPARATOR) + (kind[i] != NOTHING)
    return kind, value.view(np.int32), size, every
