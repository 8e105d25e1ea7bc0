"""Texts made ready for the automaton: case folded, white space narrowed, one unit a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.literals import FOLD
from chaffinch.text import Bytes, Ints, TextBatch, Units, late

__all__ = ["LETTER", "WORDLIKE", "Haystack"]

Codes = npt.NDArray[np.int8]

LETTER = np.array([byte < 0x80 and chr(byte).isalnum() for byte in range(256)])
"""Which bytes are letters and digits of ASCII."""

WORDLIKE = LETTER | (np.arange(256) == ord("_"))
"""Which bytes are parts of words of ASCII."""

_SIGNS = bytes(byte for byte in range(256) if not LETTER[byte])
_STEPS = 12  # signs in a row that are stepped over for all ranges at once; beyond, for each by itself ...
_MANY = 64  # ... unless there are so many that it is worth to look for all letters at once


@dataclass(frozen=True, slots=True)
class Haystack:
    r"""The folded bytes of a batch, each run of white space one space, each unit between line ends.

    Attributes:
        data: the bytes.
        narrow: the bytes before they were folded.
        start, stop: where each unit is in them, int64.
        dropped: places in the batch's bytes that are not in ``data``, int64, ascending.
        first: the first letter or digit (of ASCII) of each unit, int64; its ``stop`` if it has none.
        last: the byte after its last one; its ``start`` if it has none.
        hollow: places in ``data`` of spaces, and of all bytes of characters but the first, int64, ascending.
    """

    data: bytes
    narrow: bytes
    start: Ints
    stop: Ints
    dropped: Ints
    first: Ints
    last: Ints
    hollow: Ints

    @classmethod
    def of(cls, batch: TextBatch, units: Units) -> Haystack:
        r"""Fold a batch.

        >>> from chaffinch.text.segment import units
        >>> batch = TextBatch.of(["Follow  US\u00a0on\n\n X "])
        >>> Haystack.of(batch, units(batch)).data
        b'\nfollow us on\nx\n'
        """
        white = batch.white
        again = np.zeros(len(white), np.bool_)
        np.logical_and(white[1:], white[:-1], out=again[1:])
        dropped = np.flatnonzero(again)
        narrow = batch.data.copy()
        narrow[white] = ord(" ")
        text = (narrow[~again] if len(dropped) else narrow).tobytes()
        folded = np.frombuffer(bytearray(text.translate(FOLD)), np.uint8)
        start = units.start - np.searchsorted(dropped, units.start)
        stop = units.stop - np.searchsorted(dropped, units.stop)
        hollow = np.flatnonzero((folded == ord(" ")) | late(folded))
        folded[start - 1] = ord("\n")
        folded[stop] = ord("\n")
        first, last = _letter(folded, start, stop), _letter_before(folded, stop, start)
        return cls(folded.tobytes(), text, start, stop, dropped, first, last, hollow)

    @property
    def bytes(self) -> Bytes:
        """Give ``data`` as an array."""
        return np.frombuffer(self.data, np.uint8)

    def original(self, place: Ints) -> Ints:
        """Turn places in ``data`` into places in the batch's bytes."""
        before = self.dropped - np.arange(len(self.dropped))  # bytes kept before each one dropped
        return np.asarray(place + np.searchsorted(before, place, side="right"))

    def standing(self, place: Ints, inmost: Ints, *, after: bool = False) -> Codes:
        """Tell what places of ``data`` stand at: 2 the edge of what they are in but for signs, 1 of a word, 0 neither.

        Signs are all ASCII but letters and digits; beyond ASCII any byte may be part of one.

        Args:
            place: where a range begins, or ends.
            inmost: the first letter of what it is in, or the byte after the last, as `letter` and `letter_before` give.
            after: whether ``place`` and ``inmost`` are ends.
        """
        outside = inmost <= place if after else place <= inmost
        return np.where(outside, 2, ~WORDLIKE[self.bytes[place - (not after)]]).astype(np.int8)

    def letter(self, place: Ints, stop: Ints) -> Ints:
        """Give the first letter or digit of ASCII in each range of ``data``; the stop of one that has none."""
        return _letter(self.bytes, place, stop)

    def letter_before(self, place: Ints, start: Ints) -> Ints:
        """Give the byte after the last letter or digit of ASCII in each range; the start of one that has none."""
        return _letter_before(self.bytes, place, start)

    def narrowed(self, place: Ints) -> Ints:
        """Turn places in the batch's bytes into places in ``data``."""
        return np.asarray(place - np.searchsorted(self.dropped, place))

    def solid(self, start: Ints, stop: Ints) -> Ints:
        """Count the characters that are no white space in ranges of the batch's bytes."""
        first, last = self.narrowed(start), self.narrowed(stop)
        hollow = np.searchsorted(self.hollow, last) - np.searchsorted(self.hollow, first)
        return np.asarray(last - first - hollow, np.int64)


def _letter(data: Bytes, place: Ints, stop: Ints) -> Ints:
    place = np.minimum(place, stop)
    left = np.flatnonzero((place < stop) & ~LETTER[data[np.minimum(place, len(data) - 1)]])
    for _ in range(_STEPS):
        if not len(left):
            return place
        place[left] += 1
        left = left[(place[left] < stop[left]) & ~LETTER[data[place[left].clip(max=len(data) - 1)]]]
    if len(left) > _MANY:
        letters = np.append(np.flatnonzero(LETTER[data]), len(data))
        place[left] = np.minimum(letters[np.searchsorted(letters, place[left])], stop[left])
        return place
    for i, first, last in zip(left.tolist(), place[left].tolist(), stop[left].tolist(), strict=True):
        place[i] = last - len(data[first:last].tobytes().lstrip(_SIGNS))
    return place


def _letter_before(data: Bytes, place: Ints, start: Ints) -> Ints:
    place = np.maximum(place, start)
    left = np.flatnonzero((place > start) & ~LETTER[data[place - 1]])
    for _ in range(_STEPS):
        if not len(left):
            return place
        place[left] -= 1
        left = left[(place[left] > start[left]) & ~LETTER[data[place[left] - 1]]]
    if len(left) > _MANY:
        letters = np.append(-1, np.flatnonzero(LETTER[data]))
        place[left] = np.maximum(letters[np.searchsorted(letters, place[left]) - 1] + 1, start[left])
        return place
    for i, first, last in zip(left.tolist(), start[left].tolist(), place[left].tolist(), strict=True):
        place[i] = first + len(data[first:last].tobytes().rstrip(_SIGNS))
    return place
