"""UTF-8 bytes in bulk: which are white space, which code point begins at a place, its case."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = [
    "code_point",
    "digit",
    "is_lower",
    "is_upper",
    "is_white",
    "late",
    "white_space",
    "width",
]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_CASED = 0x600  # scripts with two cases (Latin, Greek, Cyrillic, Armenian) lie below this code point
_BEYOND = 1 << 16
_RARE_WHITE = (0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF)
_WHITE_WIDTH = {0xC2: 2, 0xE1: 3, 0xE2: 3, 0xE3: 3, 0xEF: 3}  # by the first byte


def late(data: Bytes) -> Bools:
    """Tell which bytes continue a character.

    >>> late(np.frombuffer("aé".encode(), np.uint8)).tolist()
    [False, False, True]
    """
    return np.asarray((data & 0xC0) == 0x80)


def white_space(data: Bytes) -> Bools:
    r"""Tell which bytes belong to white space: ASCII controls, and Unicode's spaces with U+200B and U+FEFF.

    >>> white_space(np.frombuffer("a\u00a0b c".encode(), np.uint8)).tolist()
    [False, True, True, False, True, False]
    """
    white = data <= ord(" ")
    for lead, size in _WHITE_WIDTH.items():
        place = np.flatnonzero(data == lead)
        if len(place):
            place = place[is_white(code_point(data, place))]
            for offset in range(size):
                white[place + offset] = True
    return np.asarray(white)


def is_white(code: Ints) -> Bools:
    """Tell which code points are white space."""
    return np.asarray(_whites()[np.minimum(code, _BEYOND)])


@lru_cache(maxsize=1)
def _whites() -> Bools:
    table = np.zeros(_BEYOND + 1, np.bool_)
    table[: ord(" ") + 1] = table[0x2000:0x200C] = table[list(_RARE_WHITE)] = True
    return table


def code_point(data: Bytes, place: Ints) -> Ints:
    """Decode the character that begins at each place (places beyond the end: the last byte).

    >>> [chr(c) for c in code_point(np.frombuffer("é😀".encode(), np.uint8), np.array([0, 2]))]
    ['é', '😀']
    """
    last = len(data) - 1
    code = data[np.minimum(place, last)].astype(np.int64)
    wide = np.flatnonzero(code >= 0xC0)
    if len(wide):
        lead, at = code[wide], place[wide]
        b1, b2, b3 = (data[np.minimum(at + k, last)].astype(np.int64) & 0x3F for k in (1, 2, 3))
        two, three = (lead & 0x1F) << 6 | b1, (lead & 0x0F) << 12 | b1 << 6 | b2
        four = (lead & 0x07) << 18 | b1 << 12 | b2 << 6 | b3
        code[wide] = np.where(lead < 0xE0, two, np.where(lead < 0xF0, three, four))
    return code


def width(code: Ints) -> Ints:
    """Give the bytes that each code point takes."""
    return np.asarray(1 + (code >= 0x80) + (code >= 0x800) + (code >= 0x10000), np.int64)


def digit(data: Bytes) -> Bools:
    """Tell which bytes are ASCII digits."""
    return np.asarray((data >= ord("0")) & (data <= ord("9")))


@lru_cache(maxsize=1)
def _cases() -> tuple[Bools, Bools]:
    letters = [chr(c) for c in range(_CASED)] + [" "]
    return np.array([c.islower() for c in letters]), np.array([c.isupper() for c in letters])


def is_lower(code: Ints) -> Bools:
    """Tell which code points are lower-case letters of a script with two cases."""
    return np.asarray(_cases()[0][np.minimum(code, _CASED)])


def is_upper(code: Ints) -> Bools:
    """Tell which code points are upper-case letters of a script with two cases."""
    return np.asarray(_cases()[1][np.minimum(code, _CASED)])
