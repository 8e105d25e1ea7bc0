"""Cut, accept and join matches: pairs of spans of letters that say the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.config import PassageConfig
from chaffinch.matching.letters import Letters
from chaffinch.schemas import MATCHES
from chaffinch.text import DENSE, Bools, Ints, order

__all__ = ["Matched", "accepted", "apart", "joined"]


JOIN_DIAGONAL = 150
"""Letters, at most, that are inserted or deleted between two matches that are joined."""

JOIN_GAP = 60
"""Letters, at most, on either side between two matches that are joined."""


class Matched(Struct, frozen=True):
    """Matches as columns, int64, shape (matches,).

    Attributes:
        left, right: the documents by their numbers.
        left_start, left_stop, right_start, right_stop: half-open ranges of letters.
        equal: number of equal letters.
    """

    left: Ints
    left_start: Ints
    left_stop: Ints
    right: Ints
    right_start: Ints
    right_stop: Ints
    equal: Ints

    def __len__(self) -> int:
        return len(self.left)

    @classmethod
    def of(cls, batch: pa.RecordBatch | pa.Table) -> Matched:
        """Read rows of `MATCHES`."""
        return cls(*(batch.column(name).to_numpy().astype(np.int64) for name in cls.__struct_fields__))

    @classmethod
    def concatenated(cls, parts: Sequence[Matched]) -> Matched:
        """Concatenate matches."""
        none = np.zeros(0, np.int64)
        return cls(
            *(np.concatenate([none, *(getattr(part, name) for part in parts)]) for name in cls.__struct_fields__)
        )

    def ordered(self) -> Matched:
        """Sort by documents and starts, then stops."""
        names = ("left", "right", "left_start", "right_start", "left_stop", "right_stop")
        return self.take(order(*(getattr(self, name) for name in names)))

    def take(self, which: Ints | Bools | slice) -> Matched:
        """Give the matches of a mask, shape (matches,), of a slice, or at some indices, int64, shape (selected,)."""
        return Matched(*(getattr(self, name)[which] for name in self.__struct_fields__))

    def letters(self) -> Ints:
        """Count the letters of both spans, int64, shape (matches,)."""
        return (self.left_stop - self.left_start) + (self.right_stop - self.right_start)

    def similarity(self) -> npt.NDArray[np.float64]:
        """Give the similarity, 2 x equal letters / letters of both; float64, shape (matches,)."""
        return 2 * self.equal / np.maximum(self.letters(), 1)

    def batch(self) -> pa.RecordBatch:
        """Make rows of `MATCHES`."""
        columns = [getattr(self, name).astype(np.int32) for name in self.__struct_fields__]
        return pa.record_batch([*columns, self.similarity().astype(np.float32)], schema=MATCHES)


def apart(spans: Matched) -> Matched:
    """Shorten matches within one document whose spans overlap, as in a text that repeats one phrase many times.

    Both spans lose as many letters at their stops as they share.
    """
    over = np.where(spans.left == spans.right, np.maximum(spans.left_stop - spans.right_start, 0), 0)
    return Matched(
        spans.left,
        spans.left_start,
        np.maximum(spans.left_stop - over, spans.left_start),
        spans.right,
        spans.right_start,
        np.maximum(spans.right_stop - over, spans.right_start),
        np.maximum(spans.equal - over, 0),
    )


def accepted(spans: Matched, letters: Letters, config: PassageConfig) -> Matched:
    """Keep the matches that are long and similar enough; letters of scripts without spaces count double.

    Args:
        spans: the matches.
        letters: of their documents.
        config: the fewest letters and the least similarity.
    """
    size = np.minimum(spans.left_stop - spans.left_start, spans.right_stop - spans.right_start)
    fits = (2 * size >= config.letters) & (spans.similarity() >= config.similarity)
    spans, size = spans.take(fits), size[fits]
    short = np.flatnonzero(size < config.letters)
    few = spans.take(short)
    width = few.left_stop - few.left_start
    rows = letters.rows(few.left, few.left_start, int(width.max(initial=0)))
    dense = ((rows >= DENSE) & (np.arange(rows.shape[1]) < width[:, None])).sum(axis=1)
    kept = np.ones(len(spans), np.bool_)
    kept[short] = size[short] * (width + dense) >= config.letters * width
    return spans.take(kept)


def joined(spans: Matched, config: PassageConfig) -> Matched:
    """Join neighbouring matches of two documents if the whole is still similar enough.

    Args:
        spans: the matches, in any order.
        config: the least similarity.

    Returns:
        Sorted by documents and starts.
    """
    spans = spans.ordered()
    while len(spans) > 1:
        whole = _wholes(spans)
        fits = _neighbours(spans) & (whole.similarity() >= config.similarity)
        # of a run of pairs that fit, the first, third ...: no match is joined twice in one round
        index = np.arange(len(fits))
        run = index - np.maximum.accumulate(np.where(fits, -1, index))
        chosen = np.flatnonzero(fits & (run % 2 == 1))
        if not len(chosen):
            break
        columns = {name: getattr(spans, name).copy() for name in Matched.__struct_fields__}
        for name, column in columns.items():
            column[chosen] = getattr(whole, name)[chosen]
        kept = np.ones(len(spans), np.bool_)
        kept[chosen + 1] = False
        spans = Matched(**columns).take(kept).ordered()
    return spans


def _neighbours(spans: Matched) -> Bools:
    """Mask the matches that continue in the next one; bool, shape (matches - 1,)."""
    a, b = spans.take(slice(None, -1)), spans.take(slice(1, None))
    shift = (b.right_start - b.left_start) - (a.right_stop - a.left_stop)
    near = (
        (b.left_start - a.left_stop <= JOIN_GAP)
        & (b.right_start - a.right_stop <= JOIN_GAP)
        & (np.abs(shift) <= JOIN_DIAGONAL)
    )
    inside = (b.left_stop <= a.left_stop) & (b.right_stop <= a.right_stop)
    # within one document the two spans of the whole must not overlap
    clear = (a.left != a.right) | (np.maximum(a.left_stop, b.left_stop) <= a.right_start)
    same = (a.left == b.left) & (a.right == b.right) & (b.right_start >= a.right_start)
    return np.asarray(same & (near | inside) & clear)


def _wholes(spans: Matched) -> Matched:
    """Join each match with the next one; equal letters of both count once; shape (matches - 1,)."""
    a, b = spans.take(slice(None, -1)), spans.take(slice(1, None))
    shared = np.maximum(a.left_stop - b.left_start, a.right_stop - b.right_start)
    return Matched(
        a.left,
        a.left_start,
        np.maximum(a.left_stop, b.left_stop),
        a.right,
        a.right_start,
        np.maximum(a.right_stop, b.right_stop),
        np.maximum(a.equal + b.equal - np.maximum(shared, 0), np.maximum(a.equal, b.equal)),
    )
