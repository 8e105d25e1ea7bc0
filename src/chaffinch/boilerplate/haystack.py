"""Texts made ready for the automaton: case folded, white space narrowed, one unit a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.atoms import FOLD
from chaffinch.segment import TextBatch, Units
from chaffinch.utf8 import late, white_space

__all__ = ["Haystack"]

Codes = npt.NDArray[np.int8]
Ints = npt.NDArray[np.int64]

_LETTER = np.array([byte < 0x80 and chr(byte).isalnum() for byte in range(256)])
_WORD = _LETTER | (np.arange(256) == ord("_"))


@dataclass(frozen=True, slots=True)
class Haystack:
    r"""The folded bytes of a batch, each run of white space one space, each unit between line ends.

    Attributes:
        data: the bytes.
        narrow: the bytes before they were folded.
        start, stop: where each unit is in them, int64.
        dropped: places in the batch's bytes that are not in ``data``, int64, ascending.
        letters: letters and digits of ASCII before each place in ``data``, and in all, int32.
        skipped: places in ``data`` of white space and of bytes that continue a character, int64, ascending.
    """

    data: bytes
    narrow: bytes
    start: Ints
    stop: Ints
    dropped: Ints
    letters: npt.NDArray[np.int32]
    skipped: Ints

    @classmethod
    def of(cls, batch: TextBatch, units: Units) -> Haystack:
        r"""Fold a batch.

        >>> from chaffinch.segment import units
        >>> batch = TextBatch.of(["Follow  US\u00a0on\n\n X "])
        >>> Haystack.of(batch, units(batch)).data
        b'\nfollow us on\nx\n'
        """
        white = white_space(batch.data)
        again = np.zeros(len(white), np.bool_)
        again[1:] = white[1:] & white[:-1]
        dropped = np.flatnonzero(again)
        narrow = np.where(white, np.uint8(ord(" ")), batch.data)[~again].tobytes()
        folded = np.frombuffer(narrow.translate(FOLD), np.uint8).copy()
        skipped = np.flatnonzero((folded == ord(" ")) | late(folded))
        letters = np.zeros(len(folded) + 1, np.int32)
        np.cumsum(_LETTER[folded], out=letters[1:])
        start = units.start - np.searchsorted(dropped, units.start)
        stop = units.stop - np.searchsorted(dropped, units.stop)
        folded[start - 1] = ord("\n")
        folded[stop] = ord("\n")
        return cls(folded.tobytes(), narrow, start, stop, dropped, letters, skipped)

    def original(self, place: Ints) -> Ints:
        """Turn places in ``data`` into places in the batch's bytes."""
        before = self.dropped - np.arange(len(self.dropped))  # bytes kept before each one dropped
        return np.asarray(place + np.searchsorted(before, place, side="right"))

    def standing(self, place: Ints, edge: Ints, *, after: bool = False) -> Codes:
        """Tell what places of ``data`` stand at: 2 the edge given but for signs, 1 the edge of a word, 0 neither.

        Signs are all ASCII but letters and digits; beyond ASCII any byte may be part of one.

        Args:
            place: where a range begins, or ends.
            edge: the start of what it is in, or the end.
            after: whether ``place`` and ``edge`` are ends.
        """
        letters = self.letters
        beside = np.frombuffer(self.data, np.uint8)[place - (not after)]
        return np.where(letters[place] == letters[edge], 2, ~_WORD[beside]).astype(np.int8)

    def narrowed(self, place: Ints) -> Ints:
        """Turn places in the batch's bytes into places in ``data``."""
        return np.asarray(place - np.searchsorted(self.dropped, place))

    def solid(self, start: Ints, stop: Ints) -> Ints:
        """Count the characters that are no white space in ranges of the batch's bytes."""
        first, last = self.narrowed(start), self.narrowed(stop)
        return np.asarray(last - first - (np.searchsorted(self.skipped, last) - np.searchsorted(self.skipped, first)))
