"""Read what the slots of a line contain: values, dates and times, or telephone numbers.

Every number of a line is a value, except years, dates, times of day, "3 of 44", telephone numbers, numbers of lists,
and numbers in addresses and names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.boilerplate.templates.words import SLOT_WORDS, Words
from chaffinch.text import Bytes, Ints, changes, digit

__all__ = ["DATES", "TELEPHONES", "VALUES", "Figures", "slots"]


NOTHING, VALUES, DATES, TELEPHONES = 0, 1, 2, 4
"""What the slots of a line contain: no number that counts; values; dates and times; telephone numbers. Beside values
the others do not count."""

MONTH_BYTES = 4
"""Bytes of the name of a month or day that is a date without a number, at least: "mar" and "sat" are words, too."""

SEPARATOR = b"|"
"""Stands between the contents of several slots of a line."""

_NAMES = frozenset(word.lower().encode() for word in SLOT_WORDS)
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
_EDGES, _WHITE = b"()[]{}<>,;:!?\"'*_|.", b" \t\n\r\v\f"
_NOON = (b"am", b"pm", b"a.m", b"p.m", b"uhr")
_SIGNS = tuple(sign.encode() for sign in "$%£¥€₹")
_TELLING = frozenset((*_NAMES, *_OF, *_NOON, *_SIGNS))
"""Words that may tell what the number beside them is."""
_REMEMBERED = 1 << 14  # words that are read once
_DIGIT = re.compile(rb"\d")
_ADDRESS = re.compile(rb"//|@|www\.|\]\(")
_MONEY = re.compile(b"|".join(map(re.escape, _SIGNS)))
_DATE = re.compile(
    rb"\d{1,4}([./-])\d{1,2}\1\d{1,4}|\d{1,2}:\d\d(?::\d\d)?(?:[ap]\.?m)?|\d{1,2}(?:\.\d\d)?[ap]\.?m|(?:19|20)\d\d"
)
_DAY = re.compile(rb"\d{1,4}(?:st|nd|rd|th)?")
_TELEPHONE = re.compile(rb"\+\d[\d()./-]*|\(?0\d[\d()./-]+|\(\d{3}\)|\(?\d{3}\)?[-.]\d{3}[-.]\d{4}|\d{3}-\d{4}")
_ENTRY = re.compile(rb"\(?\d{1,3}[.)]")
_NUMBER = re.compile(rb"(?<![A-Za-z0-9_.#/-])[-+]?\d+(?:[.,]\d+)*")


class Figures(Struct, frozen=True):
    """The digits of a batch, and what of them and of the words of dates is beside white space.

    Attributes:
        text: the batch.
        gaps: byte offsets of the last byte of each white space, int64, shape (gaps,).
        digits: byte offsets of the digits, int64, shape (digits,).
        behind: the index in ``gaps`` of the white space behind each digit, int64, shape (digits,).
        dated, dates: byte offsets of the words of dates, and as ``behind``, int64, shape (dates,).
    """

    text: bytes
    gaps: Ints
    digits: Ints
    behind: Ints
    dated: Ints
    dates: Ints

    @classmethod
    def of(cls, data: Bytes, words: Words) -> Figures:
        """Find the digits of a batch, uint8, shape (bytes,), of which the words are known."""
        white = (data == ord(" ")) | (data - np.uint8(ord("\t")) <= ord("\r") - ord("\t"))
        gaps = np.append(np.flatnonzero(white[:-1] & ~white[1:]), len(data) - 1)
        digits = np.flatnonzero(digit(data))
        behind, dates = (np.searchsorted(gaps, some) for some in (digits, words.dated))
        return cls(data.tobytes(), gaps, digits, behind, words.dated, dates)

    def words(self, start: Ints, stop: Ints, *, dates: bool = False) -> Iterator[tuple[int, ...]]:
        """Give the words of some lines that have digits in them, or words of dates.

        Args:
            start, stop: byte offsets of the lines, int64, shape (lines,).
            dates: whether words of dates are meant.

        Yields:
            The index of the line and that of the white space behind the word; and where the word before it begins,
            where it begins and ends itself, and where the word behind it ends, all within the line.
        """
        place, behind = (self.dated, self.dates) if dates else (self.digits, self.behind)
        low, high = np.searchsorted(place, start), np.searchsorted(place, stop)
        size = high - low
        line = np.repeat(np.arange(len(size)), size)
        at = behind[np.arange(len(line)) + np.repeat(low - (np.cumsum(size) - size), size)]
        fresh = changes(line, at)
        line, at = line[fresh], at[fresh]
        begins = (np.maximum(self.gaps[np.maximum(at - back, 0)] + 1, start[line]) for back in (2, 1))
        ends = (np.minimum(self.gaps[np.minimum(at + on, len(self.gaps) - 1)], stop[line]) for on in (0, 1))
        return zip(*(column.tolist() for column in (line, at, *begins, *ends)), strict=True)


class _Figure(Struct, frozen=True):
    """What a word with digits in it is.

    Attributes:
        bare: the word, see `_plain`.
        values: its numbers.
        telephone: whether it is a telephone number.
        further: whether it continues one that stands before it.
        settled, dated, day: whether it is a value, or a date, whatever stands beside it; or may be the day of a month.
        kinds: what it is inside of a line, and at its beginning, if nothing beside it tells.
    """

    bare: bytes
    values: list[bytes]
    telephone: bool
    further: bool
    settled: bool
    dated: bool
    day: bool
    kinds: tuple[int, int]


@lru_cache(maxsize=_REMEMBERED)
def _figure(word: bytes) -> _Figure | None:
    """Read a word with digits in it, and white space behind it; None if it is an address."""
    word = word.rstrip(_WHITE)
    if _ADDRESS.search(word):
        return None
    bare, values = _plain(word), _NUMBER.findall(word)
    settled, dated = _MONEY.search(word) is not None, _DATE.fullmatch(bare) is not None
    telephone, further = _TELEPHONE.fullmatch(word.strip(b",;:")) is not None, bare.replace(b"-", b"").isdigit()
    day = _DAY.fullmatch(bare) is not None
    if settled or dated:
        return _Figure(bare, values, telephone, further, settled, dated, day, (VALUES if settled else DATES,) * 2)
    inside = VALUES if values and b"/" not in bare else NOTHING
    kinds = inside, NOTHING if _ENTRY.fullmatch(word) else inside
    return _Figure(bare, values, telephone, further, settled, dated, day, kinds)


@lru_cache(maxsize=_REMEMBERED)
def _plain(word: bytes) -> bytes:
    """Give a word in lower case, without white space and the marks around it."""
    return word.strip(_WHITE).strip(_EDGES).lower()


def _kind(figure: _Figure, around: tuple[bytes, bytes], place: tuple[bytes, int, int, int]) -> int:
    """Classify a figure by the words beside it.

    Args:
        figure: the figure.
        around: the words before and behind it, see `_plain`.
        place: the batch; and where the line of the figure begins, the figure, and where the line ends.
    """
    before, after = around
    if before in _SIGNS or after in _SIGNS:
        return VALUES
    if figure.dated or after in _NOON or (figure.day and (before in _NAMES or after in _NAMES)):
        return DATES
    text, begin, at, end = place
    if before in _OF or after in _OF:
        return _kind_of(figure, text[begin:at].split(), text[at:end].split())
    return figure.kinds[at == begin]


def _kind_of(figure: _Figure, earlier: Sequence[bytes], rest: Sequence[bytes]) -> int:
    """Do as `_kind` beside a word such as "of", given the words of the line before the figure, and from it on."""
    words, at = (*earlier, *rest), len(earlier)
    before, after, later = (_bare(words, i) for i in (at - 1, at + 1, at + 2))
    if figure.day and after in _OF and later in _NAMES:
        return DATES
    if after in _OF and _DIGIT.match(later):
        return VALUES if _is_score(words, at) else NOTHING
    if before in _OF and _DIGIT.match(_bare(words, at - 2)):
        return VALUES if _is_score(words, at - 2) else NOTHING
    return figure.kinds[at == 0]


def _bare(words: Sequence[bytes], at: int) -> bytes:
    return _plain(words[at]) if 0 <= at < len(words) else b""


def _is_score(words: Sequence[bytes], at: int) -> bool:
    """Tell whether "57 of 60" at a place counts what its page is about ("points"), and not pictures or pages."""
    around = (_bare(words, at - 1), _bare(words, at + 3))
    return around[1].isalpha() and not any(word.startswith(_PAGED) for word in around)


def slots(
    figures: Figures, start: Ints, stop: Ints
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int32], npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Classify the content of the slots of lines.

    Args:
        figures: those of the batch.
        start, stop: byte offsets of the lines, without white space around them, int64, shape (lines,).

    Returns:
        For each line `NOTHING`, `VALUES`, `DATES`, `TELEPHONES` or the sum of the last two, int8; a hash of its values,
        or of its numbers and dates, int32; how many these are, int16; and how many values, dates and telephone numbers
        it has, int16.

    >>> from chaffinch.text import TextBatch
    >>> batch = TextBatch.of(["Serves: 4", "Net 6,312 vs 5,401", "Photo 3 of 44", "The jury gave 57 of 60 points."])
    >>> kind, _, size, _ = slots(Figures.of(batch.data, Words.of(batch)), batch.start, batch.stop)
    >>> kind.tolist(), size.tolist()
    ([1, 1, 0, 1], [1, 2, 0, 2])
    >>> batch = TextBatch.of(["Posted on 3 May 2020 at 10:15", "Letter of March 2031", "Call 020 7946 0018"])
    >>> kind, _, size, _ = slots(Figures.of(batch.data, Words.of(batch)), batch.start, batch.stop)
    >>> kind.tolist(), size.tolist()
    ([2, 2, 4], [3, 2, 3])
    """
    kind, value, size, every = list[int](), list[int](), list[int](), list[int]()
    for values, dates, telephones in _found(figures, start, stop):
        some = VALUES if values else DATES * bool(dates) + TELEPHONES * bool(telephones)
        found = SEPARATOR.join(values or telephones + dates)
        kind.append(some)
        value.append(crc32(found))
        size.append(found.count(SEPARATOR) + (some != NOTHING))
        every.append(len(values) + len(dates) + len(telephones))
    hashes = np.array(value, np.uint32).view(np.int32)
    return np.array(kind, np.int8), hashes, np.array(size, np.int16), np.array(every, np.int16)


def _found(figures: Figures, start: Ints, stop: Ints) -> Iterator[tuple[list[bytes], list[bytes], list[bytes]]]:
    """Give the values, the dates and the telephone numbers of each line; all have digits."""
    text, begin, end, names = figures.text, start.tolist(), stop.tolist(), _names(figures, start, stop)
    values, dates, telephones = list[bytes](), list[bytes](), list[bytes]()
    line, called = 0, -1  # `called`: place of the last word that is part of a telephone number
    for i, place, before, left, right, after in figures.words(start, stop):
        if i != line:
            yield values, dates + names.get(line, []), telephones
            values, dates, telephones = [], [], []
            line, called = i, -1
        figure = _figure(text[left:right])
        if figure is None:
            continue
        if figure.telephone or (figure.further and called == place - 1):
            called = place
            telephones.append(figure.bare)
            continue
        kind = figure.kinds[left == begin[i]]
        if not figure.settled:
            around = _plain(text[before:left]), _plain(text[right:after])
            if around[0] in _TELLING or around[1] in _TELLING:
                kind = _kind(figure, around, (text, begin[i], left, end[i]))
        if kind == VALUES:
            values += figure.values
        elif kind == DATES:
            dates.append(figure.bare)
    if len(start):
        yield values, dates + names.get(line, []), telephones


def _names(figures: Figures, start: Ints, stop: Ints) -> dict[int, list[bytes]]:
    """Give the names of months and days that are dates without a number, by the index of their line."""
    found: dict[int, list[bytes]] = {}
    for i, _, _, left, right, _ in figures.words(start, stop, dates=True):
        name = _plain(figures.text[left:right])
        if len(name) >= MONTH_BYTES and name in _NAMES:
            found.setdefault(i, []).append(name)
    return found
