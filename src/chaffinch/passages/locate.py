"""Members of clusters, from letters back to places in the text, snapped to words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.fold import Ints, origins
from chaffinch.model import HOLE_SCORE, REMOVED_CATEGORIES
from chaffinch.passages.quotes import quoted_share, speaker, with_marks

__all__ = ["LOCATED", "PLACES", "Locate", "snapped"]

PLACES = pa.schema(
    [
        ("place", pa.list_(pa.int64())),  # index of the member or match end
        ("letter_start", pa.list_(pa.int64())),
        ("letter_stop", pa.list_(pa.int64())),
    ]
)
LOCATED = pa.schema(
    [
        ("place", pa.int64()),
        ("start", pa.int64()),  # code points
        ("stop", pa.int64()),
        ("quoted", pa.bool_()),  # it stands in quotation marks
        ("speaker", pa.string()),
    ]
)

QUOTED_SHARE = 0.9
"""A passage is quoted if this much of it lies between marks: alignments end a word late now and then."""

SNAP = 24
"""Code points a word may have to be snapped to: longer runs are glued words, links, or scripts without spaces."""

LONGEST_QUOTE = 4000
"""Code points; what is longer is an article in quotation marks, not a quotation."""


@dataclass(frozen=True, slots=True)
class Locate:
    """Kernel: texts beside their marks and places in letters -> the places in code points.

    Attributes:
        members: places below this are members of clusters, and looked at for quotation marks.
        minimum_score, categories: which findings were holes when the letters were folded.
    """

    members: int
    minimum_score: float = HOLE_SCORE
    categories: tuple[str, ...] = REMOVED_CATEGORIES

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one row for every place of the batch."""
        rows: list[tuple[int, int, int, bool, str | None]] = []
        sizes = pc.list_value_length(batch["place"]).to_numpy(zero_copy_only=False)
        batch = batch.take(pa.array(np.flatnonzero(sizes)))
        lists = zip(batch["text"], batch["place"], _letters(batch), self._holes(batch), strict=True)
        for text, places, letters, holes in lists:
            said, place = text.as_py(), places.as_py()
            start, stop = np.split(origins(said, letters, holes), 2)
            ends = zip(place, start.tolist(), (stop + 1).tolist(), strict=True)
            rows.extend(_located(said, *row, row[0] < self.members) for row in ends)
        columns = list(zip(*rows, strict=True)) or [()] * len(LOCATED)
        yield pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, LOCATED, strict=True)], schema=LOCATED)

    def _holes(self, batch: pa.RecordBatch) -> Iterator[list[tuple[int, int]]]:
        columns = (batch[name].to_pylist() for name in ("start", "stop", "category", "score"))
        for cells in zip(*columns, strict=True):
            found = zip(*cells, strict=True)
            yield [(a, b) for a, b, name, score in found if score >= self.minimum_score and name in self.categories]


def _letters(batch: pa.RecordBatch) -> Iterator[Ints]:
    """Give the first letters of each document's places, then the last ones."""
    for start, stop in zip(batch["letter_start"], batch["letter_stop"], strict=True):
        first, after = (cell.values.to_numpy() for cell in (start, stop))
        yield np.concatenate((first, after - 1))


def _located(text: str, place: int, start: int, stop: int, member: bool) -> tuple[int, int, int, bool, str | None]:
    start, stop = snapped(text, start, stop)
    quoted = member and stop - start <= LONGEST_QUOTE and quoted_share(text, start, stop) >= QUOTED_SHARE
    said = speaker(text, start, stop) if quoted else None
    return place, *(with_marks(text, start, stop) if member else (start, stop)), quoted, said


def snapped(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move the ends of a span to the nearest ends of words; a word half in is in.

    >>> snapped("the dam broke", 5, 11)
    (4, 13)
    >>> snapped("the dam broke", 5, 9)
    (4, 7)
    """
    low, high = _word_start(text, start), _word_stop(text, start)
    if low < start < high and high - low <= SNAP:
        start = low if start - low <= high - start else _skip(text, high, stop)
    low, high = _word_start(text, stop), _word_stop(text, stop)
    if low < stop < high and high - low <= SNAP:
        stop = high if high - stop <= stop - low or low <= start else _back(text, low, start)
    return start, max(start, stop)


def _word_start(text: str, at: int) -> int:
    least = max(0, at - SNAP - 1)
    while at > least and text[at - 1].isalnum():
        at -= 1
    return at


def _word_stop(text: str, at: int) -> int:
    most = min(len(text), at + SNAP + 1)
    while at < most and text[at].isalnum():
        at += 1
    return at


def _skip(text: str, at: int, stop: int) -> int:
    while at < stop and not text[at].isalnum():
        at += 1
    return at


def _back(text: str, at: int, start: int) -> int:
    while at > start and not text[at - 1].isalnum():
        at -= 1
    return at
