"""Texts made ready for the automaton: case folded, white space narrowed, one unit a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.atoms import FOLD
from chaffinch.segment import TextBatch, Units
from chaffinch.utf8 import late, white_space

__all__ = ["Haystack"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Haystack:
    r"""The folded bytes of a batch, each run of white space one space, each unit between line ends.

    Attributes:
        data: the bytes.
        start, stop: where each unit is in them, int64.
        dropped: places in the batch's bytes that are not in ``data``, int64, ascending.
        skipped: places in ``data`` of white space and of bytes that continue a character, int64, ascending.
    """

    data: bytes
    start: Ints
    stop: Ints
    dropped: Ints
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
        folded = np.frombuffer(batch.data.tobytes().translate(FOLD), np.uint8)
        folded = np.where(white, np.uint8(ord(" ")), folded)[~again]
        skipped = np.flatnonzero((folded == ord(" ")) | late(folded))
        start = units.start - np.searchsorted(dropped, units.start)
        stop = units.stop - np.searchsorted(dropped, units.stop)
        folded[start - 1] = ord("\n")
        folded[stop] = ord("\n")
        return cls(folded.tobytes(), start, stop, dropped, skipped)

    def original(self, place: Ints) -> Ints:
        """Turn places in ``data`` into places in the batch's bytes."""
        before = self.dropped - np.arange(len(self.dropped))  # bytes kept before each one dropped
        return np.asarray(place + np.searchsorted(before, place, side="right"))

    def solid(self, start: Ints, stop: Ints) -> Ints:
        """Count the characters that are no white space in ranges of the batch's bytes."""
        first, last = (place - np.searchsorted(self.dropped, place) for place in (start, stop))
        return np.asarray(last - first - (np.searchsorted(self.skipped, last) - np.searchsorted(self.skipped, first)))
