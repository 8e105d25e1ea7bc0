"""Given pairs of documents: what they share, found from their letters alone.

Linking at large joins a frequent seed to few of its places, so of thirteen copies of one text not all pairs have
anchors. Whoever must know about one pair, such as a keeper and a member of its cluster, asks here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from chaffinch.config import PassageConfig
from chaffinch.matching.anchors import ANCHORS, link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.coverage import COVERAGES, coverages
from chaffinch.matching.letters import Letters, LettersInMemory, open_letters
from chaffinch.matching.matched import Matched
from chaffinch.matching.verify import matches
from chaffinch.matching.winnowing import SEEDS, seeds
from chaffinch.text import Folded, Ints, ranges, runs

__all__ = ["Compare", "Windows", "compare", "compared", "compared_windows", "for_pairs"]


_SLAB = 1 << 22  # letters compared at once: measured against 1 << 20 to 24
_ODD = 0x9E3779B185EBCA87  # multiplier of xxHash64


@dataclass(frozen=True, slots=True)
class Compare:
    """Kernel: pairs of documents, ``left`` and ``right`` -> their coverage by each other, rows of `COVERAGES`.

    Attributes:
        folder: the letters, see `chaffinch.matching.letters.open_letters`.
        holes: the letters that were left out of them.
    """

    folder: Path
    holes: Path

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        left, right = (batch.column(name).to_numpy() for name in ("left", "right"))
        yield compare(open_letters(self.folder), left, right, holes=open_letters(self.holes))


def compare(
    letters: Letters,
    left: Ints,
    right: Ints,
    config: PassageConfig | None = None,
    *,
    holes: Letters | None = None,
) -> pa.RecordBatch:
    """Give the coverage of pairs of documents by each other.

    Args:
        letters: of the documents.
        left, right: their numbers, shape (pairs,), in any order.
        config: the limits of a match.
        holes: what was left out of the letters.

    Returns:
        Rows of `COVERAGES`, one for each pair as given and in that order; zeros where nothing matches.

    >>> from chaffinch.text.folding import fold
    >>> from chaffinch.matching.letters import LettersInMemory
    >>> text = "The committee met on Tuesday and could not agree on a single one of the five proposals."
    >>> rows = compare(LettersInMemory(fold([text, "x", text.upper()])), np.array([2, 0]), np.array([0, 1]))
    >>> rows.to_pandas()[["left", "right", "left_coverage"]].values.tolist()
    [[2.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    left, right = np.asarray(left, np.int64), np.asarray(right, np.int64)
    low, high = np.minimum(left, right), np.maximum(left, right)
    found = [
        coverages(compared(letters, low[part], high[part], config), letters, holes=holes, every=True)
        for part in runs(letters.length(low) + letters.length(high), _SLAB)
    ]
    table = pa.Table.from_batches(found, COVERAGES)
    width = int(high.max(initial=0)) + 1
    key = table["left"].to_numpy().astype(np.int64) * width + table["right"].to_numpy()
    by = np.argsort(key, kind="stable")
    place = np.append(by, len(by))[np.searchsorted(key, low * width + high, sorter=by)]
    hit = np.append(key, -1)[place] == low * width + high
    one, two, alike = (
        np.where(hit, np.append(table[name].to_numpy(), 0)[place], 0).astype(np.float32) for name in COVERAGES.names[2:]
    )
    swap = left > right
    numbers = (left.astype(np.int32), right.astype(np.int32))
    return pa.record_batch([*numbers, np.where(swap, two, one), np.where(swap, one, two), alike], schema=COVERAGES)


def compared(letters: Letters, left: Ints, right: Ints, config: PassageConfig | None = None) -> Matched:
    """Give the matching passages of pairs of documents, sorted by documents and starts.

    Args:
        letters: of the documents.
        left, right: their numbers, shape (pairs,), ``left < right``.
        config: the limits of a match.
    """
    number = np.union1d(left, right)
    rows = seeds(_gathered(letters, number, np.zeros_like(number), letters.length(number)), number)
    tables = list(link(for_pairs(rows, number, left, right)))
    anchors = Anchors.of(pa.Table.from_batches(tables, ANCHORS))
    return matches(anchors.take(anchors.left != anchors.right), letters, config or PassageConfig())


class Windows(NamedTuple):
    """Ranges of letters of documents, int64, shape (n,)."""

    number: Ints
    start: Ints
    stop: Ints


def compared_windows(
    letters: Letters, left: Windows, right: Windows, config: PassageConfig | None = None
) -> tuple[Ints, Matched]:
    """Give the matching passages of pairs of windows, and of each the pair that it is of; places in the documents.

    >>> from chaffinch.text.folding import fold
    >>> from chaffinch.matching.letters import LettersInMemory
    >>> text = "The committee met on Tuesday and could not agree on a single one of the five proposals."
    >>> texts = LettersInMemory(fold(["So it was. " + text, text.upper()]))
    >>> sides = Windows(*np.array([[0], [7], [77]])), Windows(*np.array([[1], [0], [70]]))
    >>> pair, found = compared_windows(texts, *sides)
    >>> pair, found.left_start, found.left_stop, found.right_start
    (array([0]), array([7]), array([77]), array([0]))
    """
    pairs, parts = [np.zeros(0, np.int64)], []
    for part in runs(left.stop - left.start + right.stop - right.start, _SLAB):
        both = [Windows(*(column[part] for column in side)) for side in (left, right)]
        folded = _gathered(letters, *(np.stack(columns, axis=1).ravel() for columns in zip(*both, strict=True)))
        first = 2 * np.arange(len(both[0].number))
        found = compared(LettersInMemory(folded), first, first + 1, config)
        pair = found.left // 2
        a, b = (side.start[pair] for side in both)
        number = (side.number[pair] for side in both)
        ends = (found.left_start + a, found.left_stop + a), (found.right_start + b, found.right_stop + b)
        pairs.append(pair + part.start)
        parts.append(Matched(next(number), *ends[0], next(number), *ends[1], found.equal))
    return np.concatenate(pairs), Matched.concatenated(parts)


def _gathered(letters: Letters, number: Ints, start: Ints, stop: Ints) -> Folded:
    """Read windows, as documents of their own."""
    return Folded(letters.between(number, start, stop), np.append(0, np.cumsum(stop - start)), np.zeros(0, np.int64))


def for_pairs(rows: pa.RecordBatch, number: Ints, left: Ints, right: Ints) -> pa.RecordBatch:
    """Repeat the seeds of each document for each pair it is in, with a hash of their own there.

    Args:
        rows: of `SEEDS`, in any order.
        number: the documents that may have some, sorted.
        left, right: the pairs.
    """
    hashes, owner, position = (rows.column(name).to_numpy() for name in SEEDS.names)
    by = np.argsort(owner, kind="stable")
    edges = np.searchsorted(owner[by], np.append(number, number[-1:] + 1))
    member = np.searchsorted(number, np.concatenate([left, right]))
    size = edges[member + 1] - edges[member]
    pair = np.repeat(np.tile(np.arange(len(left)), 2), size)
    row = by[ranges(edges[member], size)]
    own = hashes[row].view(np.uint64) ^ ((pair + 1).view(np.uint64) * np.uint64(_ODD))
    own = (own * np.uint64(_ODD)).view(np.int64)
    return pa.record_batch([(own & ~3) | (hashes[row] & 3), owner[row], position[row]], schema=SEEDS)
