"""UTF-8 bytes in bulk: which are white space, which code point begins at a place, its case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from chaffinch.text.arrays import Bools, Bytes, Ints

__all__ = ["Wide", "among", "code_point", "digit", "is_lower", "is_upper", "is_white", "late", "white_space", "width"]


_CASED = 0x600  # scripts with two cases (Latin, Greek, Cyrillic, Armenian) lie below this code point
_BEYOND = 1 << 16
_RARE_WHITE = (0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF)
_WHITE_SECOND = {0xC2: (0x85, 0xA0), 0xE1: (0x9A, 0x9A), 0xE2: (0x80, 0x81), 0xE3: (0x80, 0x80), 0xEF: (0xBB, 0xBB)}
"""By the first byte of white space beyond ASCII: its second byte, from and to."""

_LATER = np.array([0] * 0xC0 + [1] * 0x20 + [2] * 0x10 + [3] * 0x10)  # bytes of a character after its first


@dataclass(frozen=True)
class Wide:
    """Where the characters beyond ASCII begin: what looks for some of them need not look at all bytes.

    Attributes:
        place: of their first bytes, int64, ascending.
        lead: these bytes, uint8.

    >>> wide = Wide.of(np.frombuffer("aé–é".encode(), np.uint8))
    >>> wide.place.tolist(), wide.led_by(0xC3).tolist(), wide.later(np.array([0, 1, 2, 3, 8])).tolist()
    ([1, 3, 6], [1, 6], [0, 0, 0, 1, 4])
    """

    place: Ints
    lead: Bytes

    @classmethod
    def of(cls, data: Bytes) -> Wide:
        """Find them."""
        place = np.flatnonzero(data >= 0xC0)
        return cls(place, data.take(place))

    @cached_property
    def _raw(self) -> bytes:
        return self.lead.tobytes()

    @cached_property
    def _before(self) -> Ints:
        """Count the late bytes of all characters before each, and of all."""
        sums = np.zeros(len(self.place) + 1, np.int64)
        np.cumsum(_LATER.take(self.lead), out=sums[1:])
        return sums

    def led_by(self, lead: int) -> Ints:
        """Give the places of a first byte."""
        if lead not in self._raw:
            return _NOWHERE
        return np.asarray(self.place.take(np.flatnonzero(self.lead == lead)))

    def later(self, place: Ints) -> Ints:
        """Count the bytes before each place that are not the first of a character."""
        if not len(self.place):
            return np.zeros(np.shape(place), np.int64)
        which = np.searchsorted(self.place, place) - 1  # the last character that begins before
        inside = np.minimum(place - self.place[which] - 1, _LATER[self.lead[which]])
        return np.where(which < 0, 0, self._before[which] + inside)


_NOWHERE = np.zeros(0, np.int64)


def late(data: Bytes) -> Bools:
    """Tell which bytes continue a character.

    >>> late(np.frombuffer("aé".encode(), np.uint8)).tolist()
    [False, False, True]
    """
    return np.asarray((data & 0xC0) == 0x80)


def white_space(data: Bytes, wide: Wide | None = None) -> Bools:
    r"""Tell which bytes belong to white space: ASCII controls, and Unicode's spaces with U+200B and U+FEFF.

    >>> white_space(np.frombuffer("a\u00a0b c".encode(), np.uint8)).tolist()
    [False, True, True, False, True, False]
    """
    white = data <= ord(" ")
    wide = Wide.of(data) if wide is None else wide
    for lead, (low, high) in _WHITE_SECOND.items():
        place = wide.led_by(lead)
        if len(place):
            second = data.take(place + 1)
            place = place.take(np.flatnonzero((second >= low) & (second <= high)))
            place = place[is_white(code_point(data, place))]
            for offset in range(1 + int(_LATER[lead])):
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


def among(code: Ints, members: tuple[int, ...]) -> Bools:
    """Tell which code points are among some, none of which is beyond the basic plane.

    >>> among(np.array([0x2E, 0x41, 0x1F600]), (0x2E, 0x21)).tolist()
    [True, False, False]
    """
    return np.asarray(_members(members)[np.minimum(code, _BEYOND)])


@lru_cache(maxsize=32)
def _members(members: tuple[int, ...]) -> Bools:
    table = np.zeros(_BEYOND + 1, np.bool_)
    table[list(members)] = True
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
