"""Properties of UTF-8 bytes in bulk: white space, the code point at an offset, its case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from chaffinch.text.arrays import Bools, Bytes, Ints

__all__ = [
    "Wide", "among", "code_point", "digit", "encodable", "is_lower", "is_upper", "is_white", "last_character", "late",
    "white_space", "width",
]  # fmt: skip


_CASED = 0x600  # scripts with two cases (Latin, Greek, Cyrillic, Armenian) are below this code point
_BEYOND = 1 << 16  # first code point above the basic plane: tables have one entry for all from here on
_RARE_WHITE = (0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF)
_WHITE_SECOND = {0xC2: (0x85, 0xA0), 0xE1: (0x9A, 0x9A), 0xE2: (0x80, 0x81), 0xE3: (0x80, 0x80), 0xEF: (0xBB, 0xBB)}
"""White space beyond ASCII: its first byte, and the range of its second byte (inclusive)."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_LATER = np.array([0] * 0xC0 + [1] * 0x20 + [2] * 0x10 + [3] * 0x10)  # by first byte: bytes of a character after it


def encodable(text: str) -> str:
    r"""Replace lone surrogates, which have no UTF-8, each by one code point, so that offsets stay.

    >>> encodable("a\ud800b")
    'a\ufffdb'
    """
    return text if text.isascii() else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True)
class Wide:
    """Index of the characters beyond ASCII, so that a search for some of them need not scan all bytes.

    Attributes:
        start: offsets of their first bytes, int64, shape (characters,), ascending.
        lead: these bytes, uint8, shape (characters,).

    >>> wide = Wide.of(np.frombuffer("aé–é".encode(), np.uint8))
    >>> wide.start.tolist(), wide.led_by(0xC3).tolist(), wide.later(np.array([0, 1, 2, 3, 8])).tolist()
    ([1, 3, 6], [1, 6], [0, 0, 0, 1, 4])
    """

    start: Ints
    lead: Bytes

    @classmethod
    def of(cls, data: Bytes) -> Wide:
        """Index UTF-8 bytes, uint8, shape (bytes,)."""
        start = np.flatnonzero(data >= 0xC0)
        return cls(start, data.take(start))

    @cached_property
    def _raw(self) -> bytes:
        return self.lead.tobytes()

    @cached_property
    def _before(self) -> Ints:
        """Count the continuation bytes before each character, and of all: shape (characters + 1,)."""
        sums = np.zeros(len(self.start) + 1, np.int64)
        np.cumsum(_LATER.take(self.lead), out=sums[1:])
        return sums

    def led_by(self, lead: int) -> Ints:
        """Find the characters that begin with a byte: their offsets, int64, ascending."""
        if lead not in self._raw:
            return _NOWHERE
        return np.asarray(self.start.take(np.flatnonzero(self.lead == lead)))

    def later(self, offset: Ints) -> Ints:
        """Count the bytes before each offset that continue a character.

        Args:
            offset: int64, any shape.

        Returns:
            int64, the same shape: subtracted from the offset it leaves a number of code points.
        """
        if not len(self.start):
            return np.zeros(np.shape(offset), np.int64)
        which = np.searchsorted(self.start, offset) - 1  # the last character that begins before
        inside = np.minimum(offset - self.start[which] - 1, _LATER[self.lead[which]])
        return np.where(which < 0, 0, self._before[which] + inside)


_NOWHERE = np.zeros(0, np.int64)


def late(data: Bytes) -> Bools:
    """Tell which bytes continue a character: uint8 to bool, of the same shape.

    >>> late(np.frombuffer("aé".encode(), np.uint8)).tolist()
    [False, False, True]
    """
    return np.asarray((data & 0xC0) == 0x80)


def white_space(data: Bytes, wide: Wide | None = None) -> Bools:
    r"""Tell which bytes belong to white space: ASCII controls, and Unicode's spaces with U+200B and U+FEFF.

    Args:
        data: UTF-8, uint8, shape (bytes,).
        wide: its characters beyond ASCII, if known.

    Returns:
        bool, shape (bytes,).

    >>> white_space(np.frombuffer("a\u00a0b c".encode(), np.uint8)).tolist()
    [False, True, True, False, True, False]
    """
    white = data <= ord(" ")
    wide = Wide.of(data) if wide is None else wide
    for lead, (low, high) in _WHITE_SECOND.items():
        start = wide.led_by(lead)
        if len(start):
            second = data.take(start + 1)
            start = start.take(np.flatnonzero((second >= low) & (second <= high)))
            start = start[is_white(code_point(data, start))]
            for byte in range(1 + int(_LATER[lead])):
                white[start + byte] = True
    return np.asarray(white)


def is_white(code: Ints) -> Bools:
    """Tell which code points are white space: int64 to bool, of the same shape."""
    return np.asarray(_whites()[np.minimum(code, _BEYOND)])


@lru_cache(maxsize=1)
def _whites() -> Bools:
    table = np.zeros(_BEYOND + 1, np.bool_)
    table[: ord(" ") + 1] = table[0x2000:0x200C] = table[list(_RARE_WHITE)] = True
    return table


def among(code: Ints, members: tuple[int, ...]) -> Bools:
    """Tell which code points are among ``members``.

    Args:
        code: code points, int64, any shape.
        members: code points of the basic plane; a table of them is cached.

    Returns:
        bool, the same shape.

    >>> among(np.array([0x2E, 0x41, 0x1F600]), (0x2E, 0x21)).tolist()
    [True, False, False]
    """
    return np.asarray(_members(members)[np.minimum(code, _BEYOND)])


@lru_cache(maxsize=32)
def _members(members: tuple[int, ...]) -> Bools:
    table = np.zeros(_BEYOND + 1, np.bool_)
    table[list(members)] = True
    return table


def last_character(data: Bytes, stop: Ints) -> tuple[Ints, Ints]:
    """Decode the character that ends at each offset.

    Args:
        data: UTF-8, uint8, shape (bytes,), not empty.
        stop: offsets behind last bytes, int64, shape (n,); at 0 the first character is taken.

    Returns:
        Code points and offsets of first bytes, int64, shape (n,).

    >>> code, start = last_character(np.frombuffer("aс.".encode(), np.uint8), np.array([1, 3, 4]))
    >>> [chr(c) for c in code], start.tolist()
    (['a', 'с', '.'], [0, 1, 3])
    """
    start = np.maximum(stop - 1, 0)
    for _ in range(_LATER[-1]):
        start = np.maximum(start - late(data[start]), 0)
    return code_point(data, start), start


def code_point(data: Bytes, start: Ints) -> Ints:
    """Decode the character that begins at each offset.

    Args:
        data: UTF-8, uint8, shape (bytes,), not empty.
        start: offsets of first bytes, int64, shape (n,); beyond the end the last byte is decoded.

    Returns:
        Code points, int64, shape (n,).

    >>> [chr(c) for c in code_point(np.frombuffer("é😀".encode(), np.uint8), np.array([0, 2]))]
    ['é', '😀']
    """
    last = len(data) - 1
    code = data[np.minimum(start, last)].astype(np.int64)
    wide = np.flatnonzero(code >= 0xC0)
    if len(wide):
        lead, at = code[wide], start[wide]
        b1, b2, b3 = (data[np.minimum(at + k, last)].astype(np.int64) & 0x3F for k in (1, 2, 3))
        two, three = (lead & 0x1F) << 6 | b1, (lead & 0x0F) << 12 | b1 << 6 | b2
        four = (lead & 0x07) << 18 | b1 << 12 | b2 << 6 | b3
        code[wide] = np.where(lead < 0xE0, two, np.where(lead < 0xF0, three, four))
    return code


def width(code: Ints) -> Ints:
    """Count the bytes that each code point takes in UTF-8: int64 to int64, of the same shape."""
    return np.asarray(1 + (code >= 0x80) + (code >= 0x800) + (code >= 0x10000), np.int64)


def digit(data: Bytes) -> Bools:
    """Tell which bytes are ASCII digits: uint8 to bool, of the same shape."""
    return np.asarray((data >= ord("0")) & (data <= ord("9")))


@lru_cache(maxsize=1)
def _cases() -> tuple[Bools, Bools]:
    letters = [chr(c) for c in range(_CASED)] + [" "]
    return np.array([c.islower() for c in letters]), np.array([c.isupper() for c in letters])


def is_lower(code: Ints) -> Bools:
    """Tell which code points are lower-case letters: int64 to bool, of the same shape.

    Only scripts with two cases below U+0600 count: Latin, Greek, Cyrillic and Armenian.
    """
    return np.asarray(_cases()[0][np.minimum(code, _CASED)])


def is_upper(code: Ints) -> Bools:
    """Tell which code points are upper-case letters, of the scripts of `is_lower`: int64 to bool, of the same shape."""
    return np.asarray(_cases()[1][np.minimum(code, _CASED)])
