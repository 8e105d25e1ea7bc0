"""Passages carried over from a document to its near-duplicate.

Of many places that share a seed only a few are linked (`chaffinch.matching.anchors`). So a copy whose links all lead
to other copies of its document lacks a quotation that these have in common with the rest of the corpus: it lies hidden
in the match of the whole. Here every passage of a cluster that lies within a longer match is looked for on the other
side of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from chaffinch.config import PassageConfig
from chaffinch.matching.cluster import ENDS, MEMBERS, SAME_SPAN
from chaffinch.matching.compare import Windows, compared_windows
from chaffinch.matching.letters import open_letters
from chaffinch.schemas import concatenated, ints
from chaffinch.text import changes, lookup, order, ranges

__all__ = ["ROUNDS", "WANTED", "Carry", "Want"]


ROUNDS = 3
"""Times that passages are carried on: from one copy to the next and the one after it."""

INSIDE = 0.8
"""Share of a passage that must lie within a match: its ends are not always found to the letter."""

MARGIN, DRIFT, MOST = 64, 8, 1024
"""Letters on each side of the place at which a passage is looked for: so many, one in so many of its distance from the
end of the match (edits shift what lies between), and at most so many."""

WANTED = pa.schema([*MEMBERS, ("there", pa.int32()), ("first", pa.int32()), ("last", pa.int32())])
"""A member of a cluster, and where to look for it: in that document, between these letters (maybe beyond its ends)."""


@dataclass(frozen=True, slots=True)
class Want:
    """Kernel: the members in some documents, and all ends there -> rows of `WANTED`."""

    def __call__(self, members: pa.RecordBatch, *ends: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the members within the end of a match, and where they must be at its other end."""
        number, begin, end = (ints(members, name) for name in ("number", "start", "stop"))
        by = order(number, begin)
        number, begin, end = number[by], begin[by], end[by]
        rows = concatenated(*ends)
        own, start, stop, there, first, last = (ints(rows, name) for name in ENDS.names[:6])
        width = int(max(end.max(initial=0), stop.max(initial=0))) + 1
        place = number * width + begin
        low = np.searchsorted(place, own * width + np.maximum(start - MARGIN, 0))
        size = np.maximum(np.searchsorted(place, own * width + stop) - low, 0)
        size[own == there] = 0
        member, match = ranges(low, size), np.repeat(np.arange(len(size)), size)
        begin, end = begin[member], end[member]
        shared = np.minimum(end, stop[match]) - np.maximum(begin, start[match])
        fits = (shared >= INSIDE * (end - begin)) & (end - begin < SAME_SPAN * (stop - start)[match])
        member, match, begin, end = (column[fits] for column in (member, match, begin, end))
        before, after = np.maximum(begin - start[match], 0), np.maximum(stop[match] - end, 0)
        margin = np.minimum(MARGIN + np.minimum(before, after) // DRIFT, MOST) + (end - begin) // DRIFT
        at = first[match] + before * (last - first)[match] // np.maximum(stop - start, 1)[match]
        places = [column.astype(np.int32) for column in (there[match], at - margin, at + end - begin + margin)]
        yield pa.record_batch([*members.take(pa.array(by[member])).columns, *places], schema=WANTED)


@dataclass(frozen=True, slots=True)
class Carry:
    """Kernel: the members of some clusters, and which of them to look for elsewhere -> rows of `MATCHES`.

    Attributes:
        folder: the letters, see `chaffinch.matching.letters.open_letters`.
        config: the limits of a match.
    """

    folder: Path
    config: PassageConfig

    def __call__(self, members: pa.RecordBatch, wanted: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the matches with documents that had no member of the cluster, the best of each."""
        letters = open_letters(self.folder)
        rows = _lacking(members, wanted)
        number, start, stop, there, first, last = (
            ints(rows, name) for name in ("number", "start", "stop", "there", "first", "last")
        )
        here = Windows(number, start, stop)
        other = Windows(there, np.maximum(first, 0), np.minimum(last, letters.length(there)))
        swap = number > there
        one = Windows(*(np.where(swap, b, a) for a, b in zip(here, other, strict=True)))
        two = Windows(*(np.where(swap, a, b) for a, b in zip(here, other, strict=True)))
        row, more = compared_windows(letters, one, two, self.config)
        size = np.where(swap[row], more.right_stop - more.right_start, more.left_stop - more.left_start)
        good = np.flatnonzero(size >= SAME_SPAN * (stop - start)[row])
        best = good[order(row[good], -more.equal[good])]
        yield more.take(np.sort(best[changes(row[best])])).batch()


def _lacking(members: pa.RecordBatch, wanted: pa.RecordBatch) -> pa.RecordBatch:
    """Give those to look for in documents that have no member of their cluster, each once for it."""
    rows = [ints(wanted, name) for name in ("label", "there", "number", "rank", "first", "last")]
    known = [ints(members, name) for name in ("label", "number")]
    lacking = np.flatnonzero(lookup(known, rows[:2]) < 0)
    by = lacking[order(*(row[lacking] for row in rows))]
    return wanted.take(pa.array(by[changes(*(row[by] for row in rows[:2]))]))
