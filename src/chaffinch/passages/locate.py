"""Members of clusters, from letters back to places in the text, snapped to words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.fold import Ints, slabs
from chaffinch.passages.holes import holes
from chaffinch.passages.quotes import LONGEST_QUOTE, quoted_share, speaker, with_marks

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

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Locate:
    """Kernel: texts beside their marks and places in letters -> the places in code points.

    Attributes:
        members: places below this are members of clusters, and looked at for quotation marks.
    """

    members: int

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one row for every place of the batch."""
        sizes = pc.list_value_length(batch["place"]).to_numpy(zero_copy_only=False)
        batch = batch.take(pa.array(np.flatnonzero(sizes)))
        document, place, start, stop = _places(batch)
        texts = batch["text"].to_pylist()
        ends = zip(document.tolist(), place.tolist(), start.tolist(), stop.tolist(), strict=True)
        rows = [_located(texts[n], i, a, b, i < self.members) for n, i, a, b in ends]
        columns = list(zip(*rows, strict=True)) or [()] * len(LOCATED)
        yield pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, LOCATED, strict=True)], schema=LOCATED)


def _places(batch: pa.RecordBatch) -> tuple[Ints, Ints, Ints, Ints]:
    """Give the document in the batch of each place, the place, and where it starts and stops in code points."""
    document = pc.list_parent_indices(batch["place"]).to_numpy().astype(np.int64)
    place, first, end = (batch[name].flatten().to_numpy() for name in PLACES.names)
    start, stop = first.copy(), end.copy()
    before = 0  # letters of a long document that earlier slabs had
    for slab in slabs(batch["text"], holes(batch), cut=True):
        before = before if slab.skipped else 0
        low, high = np.searchsorted(document, (slab.document, slab.document + len(slab.bounds) - 1))
        here = slice(low, high)
        base = slab.bounds[document[here] - slab.document]
        for side, letters, last in ((start, first, 0), (stop, end, 1)):
            letter = slab.place[base] + letters[here] - last - before
            inside = (letter >= slab.place[0]) & ((letter < len(slab.letters)) | slab.ends)
            at = np.searchsorted(slab.place[1:], letter, side="right") - base + last + slab.skipped
            side[here] = np.where(inside, at, side[here])
        before += len(slab.letters)
    return document, place, start, stop


def _located(text: str, place: int, start: int, stop: int, member: bool) -> tuple[int, int, int, bool, str | None]:
    start, stop = snapped(text, start, stop)
    if not member:
        return place, start, stop, False, None
    quoted = stop - start <= LONGEST_QUOTE and quoted_share(text, start, stop) >= QUOTED_SHARE
    said = speaker(text, start, stop) if quoted else None
    return place, *with_marks(text, start, stop), quoted, said


def snapped(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move the ends of a span to the nearest ends of words; a word half in is in.

    >>> snapped("the dam broke", 5, 11)
    (4, 13)
    >>> snapped("the dam broke", 5, 9)
    (4, 7)
    """
    if _splits(text, start):
        low, high = _word_start(text, start), _word_stop(text, start)
        if high - low <= SNAP:
            start = low if start - low <= high - start else _skip(text, high, stop)
    if _splits(text, stop):
        low, high = _word_start(text, stop), _word_stop(text, stop)
        if high - low <= SNAP:
            stop = high if high - stop <= stop - low or low <= start else _back(text, low, start)
    return start, max(start, stop)


def _splits(text: str, at: int) -> bool:
    return text[at - 1 : at].isalnum() and text[at : at + 1].isalnum()


def _word_start(text: str, at: int) -> int:
    least = max(0, at - SNAP - 1)
    while at > least and text[at - 1].isalnum():
        at -= 1
    return at


def _word_stop(text: str, at: int) -> int:
    after = _WORD.match(text, at, at + SNAP + 1)
    return after.end() if after else at


def _skip(text: str, at: int, stop: int) -> int:
    while at < stop and not text[at].isalnum():
        at += 1
    return at


def _back(text: str, at: int, start: int) -> int:
    while at > start and not text[at - 1].isalnum():
        at -= 1
    return at
