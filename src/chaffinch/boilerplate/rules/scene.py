"""What rules' findings are judged by: the units of a batch, their sizes, and who has claimed them.

Units that a batch has more than once: what is found in one is found in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.literals import FOLD
from chaffinch.text import Bools, Bytes, Ints, TextBatch, Units, digit, late

__all__ = ["LETTER", "WORDLIKE", "Found", "Haystack", "Scene", "alike", "innermost", "spread"]

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


Counts = npt.NDArray[np.int32]

_WIDE = 0x80
_CLAIMED = 0.9  # share of a text's bytes that templates have claimed, from which on it is theirs


@dataclass(frozen=True, slots=True)
class Found:
    """Findings in bytes of the batch.

    Attributes:
        rule: place of the rule in its set, int64.
        start, stop: byte range, int64.
        unit: the unit it is in, or begins in, int64.
    """

    rule: Ints
    start: Ints
    stop: Ints
    unit: Ints

    def __len__(self) -> int:
        return len(self.rule)

    def only(self, chosen: Bools | Ints) -> Found:
        """Give the findings chosen by a mask or by their places."""
        return Found(self.rule[chosen], self.start[chosen], self.stop[chosen], self.unit[chosen])

    @classmethod
    def joined(cls, parts: Sequence[Found]) -> Found:
        """Put findings together."""
        columns = ([getattr(p, name) for p in parts] for name in ("rule", "start", "stop", "unit"))
        return cls(*(np.concatenate([np.zeros(0, np.int64), *column]) for column in columns))


def innermost(found: Found) -> Bools:
    """Tell which findings contain no other one of their rule in their unit; none overlap in part.

    >>> columns = [0, 0, 0], [1, 3, 9], [8, 5, 12], [0, 0, 0]
    >>> innermost(Found(*map(np.array, columns))).tolist()
    [False, True, True]
    """
    order = np.lexsort((found.stop, found.unit, found.rule))
    rule, unit, start = found.rule[order], found.unit[order], found.start[order]
    fresh = (np.diff(rule, prepend=-1) != 0) | (np.diff(unit, prepend=-1) != 0)
    start += np.cumsum(fresh) * (int(start.max(initial=0)) + 1)
    inner = np.ones(len(order), np.bool_)
    inner[order[1:]] = start[1:] > np.maximum.accumulate(start)[:-1]
    return inner


@dataclass(frozen=True, slots=True)
class Scene:
    """A batch, cut into units.

    Attributes:
        batch, units, haystack: the texts, their units, their folded bytes.
        alive: units that templates have not claimed, shape (units,).
        size: bytes of each unit, white space narrowed, int64.
        solid: characters of each unit that are no white space, int64.
        total: ... of each document, int64, shape (documents,).
        digits: places of bytes of the batch that may be of a digit (ASCII ones, and all beyond ASCII), ascending.
        first, last: first unit and last unit of the document that each unit is in, int64.
        blanks: blank bytes before each byte of the batch, int32; empty without any.
    """

    batch: TextBatch
    units: Units
    haystack: Haystack
    alive: Bools
    size: Ints
    solid: Ints
    total: Ints
    digits: Ints
    first: Ints
    last: Ints
    blanks: Counts

    @classmethod
    def of(cls, batch: TextBatch, units: Units, blank: Bools | None = None) -> Scene:
        """Measure a batch; ``blank`` are the bytes that templates have claimed."""
        haystack = Haystack.of(batch, units)
        solid = haystack.solid(units.start, units.stop)
        total = np.bincount(units.document, solid, len(batch)).astype(np.int64)
        blanks = np.zeros(0, np.int32)
        if blank is not None and blank.any():
            blanks = _before(blank)
        first = np.searchsorted(units.document, units.document, side="left")
        last = np.searchsorted(units.document, units.document, side="right") - 1
        alive = ~_claimed(blanks, units.start, units.stop)
        size = haystack.stop - haystack.start
        digits = np.flatnonzero(digit(batch.data) | (batch.data >= _WIDE))
        return cls(batch, units, haystack, alive, size, solid, total, digits, first, last, blanks)

    def claimed(self, start: Ints, stop: Ints) -> Bools:
        """Tell which byte ranges templates have claimed."""
        return _claimed(self.blanks, start, stop)

    def numeric(self, start: Ints, stop: Ints) -> Bools:
        """Tell which byte ranges may have a digit in them."""
        return np.asarray(np.searchsorted(self.digits, stop) > np.searchsorted(self.digits, start))


def _before(flag: Bools) -> Counts:
    """Count the flags before each place, and all."""
    sums = np.zeros(len(flag) + 1, np.int32)
    np.cumsum(flag, dtype=np.int32, out=sums[1:])
    return sums


def _claimed(blanks: Counts, start: Ints, stop: Ints) -> Bools:
    if not len(blanks):
        return np.zeros(len(start), np.bool_)
    return np.asarray(blanks[stop] - blanks[start] >= _CLAIMED * (stop - start))


_LONGEST = 200  # bytes; longer units are seldom repeated, and take long to compare


def alike(scene: Scene) -> Ints:
    r"""Give for each unit the first one with the same bytes, int64; long units, and claimed ones, are their own.

    >>> from chaffinch.text.segment import TextBatch, units
    >>> batch = TextBatch.of(["Share\nText", "Share"])
    >>> alike(Scene.of(batch, units(batch))).tolist()
    [0, 1, 0]
    """
    units, data = scene.units, scene.batch.data.tobytes()
    first = np.arange(len(units))
    able = units.stop - units.start <= _LONGEST
    if len(scene.blanks):
        able &= scene.blanks[units.stop] == scene.blanks[units.start]
    some = np.flatnonzero(able)
    said = map(data.__getitem__, map(slice, units.start[some].tolist(), units.stop[some].tolist()))
    known: dict[bytes, int] = {}
    first[some] = [*map(known.setdefault, said, some.tolist())]
    return first


def spread(found: Found, units: Units, first: Ints) -> Found:
    """Give what was found in the first of units of the same bytes as found in each of them.

    Args:
        found: findings in units that are the first of their like.
        units: all of them.
        first: of each, as `alike` gives it.
    """
    order = np.argsort(first, kind="stable")
    low, high = (np.searchsorted(first[order], found.unit, side=side) for side in ("left", "right"))
    count = high - low
    which = np.repeat(np.arange(len(found)), count)
    unit = order[np.arange(len(which)) + np.repeat(low - np.cumsum(count) + count, count)]
    found = found.only(which)
    moved = units.start[unit] - units.start[found.unit]
    return replace(found, start=found.start + moved, stop=found.stop + moved, unit=unit)
