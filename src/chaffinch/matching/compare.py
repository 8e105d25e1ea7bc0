"""Verify anchors by the letters around them, and compare given pairs of documents or of windows.

`Verify` is the kernel of a whole corpus: it makes matches of passages, and the coverage of documents, of all anchors.
Linking gives a frequent seed anchors to few of its positions, so of thirteen copies of one text not all pairs have
anchors. `compare`, `compared` and `compared_windows` therefore link the seeds of given pairs, such as a keeper and a
member of its cluster, by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from msgspec import Struct, field

from chaffinch.config import PassageConfig
from chaffinch.matching.anchors import link
from chaffinch.matching.chaining import Anchors, alone, chain
from chaffinch.matching.coverage import coverages
from chaffinch.matching.extension import aligned, promising, worthy
from chaffinch.matching.letters import Letters, LettersInMemory, open_letters
from chaffinch.matching.matched import Matched, accepted, apart, joined
from chaffinch.matching.packed_rows import unpack_anchors
from chaffinch.matching.reworded.matches import rewordings, with_reworded
from chaffinch.matching.reworded.sentence_store import open_sentences
from chaffinch.matching.winnowing import XXHASH64, seeds
from chaffinch.schemas import ANCHORS, COVERAGES, SEEDS
from chaffinch.text import Folded, Ints, changes, order, ranges, runs

__all__ = [
    "Compare",
    "Verify",
    "Windows",
    "compare",
    "compared",
    "compared_windows",
    "for_pairs",
    "matches",
    "slices",
]


SLICE = 1_000_000
"""Anchors, about, that are verified at once: each takes up to a kilobyte."""


class Verify(Struct, frozen=True):
    """Kernel that verifies all anchors of some pairs of documents by their letters.

    Yields the matching passages, rows of `MATCHES`, on output 0, and the documents that share enough, rows of
    `COVERAGES`, on output 1.

    Attributes:
        folder: of the letters, see `chaffinch.matching.letters.open_letters`.
        holes: folder of the letters of the holes.
        config: the limits of a match.
        sentences: folder of the sentences, see `open_sentences`; None to match letters only.
    """

    folder: Path
    holes: Path
    config: PassageConfig = field(default_factory=PassageConfig)
    sentences: Path | None = None

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield rows for a bounded number of anchors at a time, from rows of `PACKED_ANCHORS`."""
        letters, holes = open_letters(self.folder), open_letters(self.holes)
        for anchors in slices(Anchors.of(unpack_anchors(batch))):
            found = matches(anchors, letters, self.config)
            yield 0, self._reworded(found, anchors).batch()
            yield 1, coverages(found, letters, anchors=anchors, holes=holes)

    def _reworded(self, found: Matched, anchors: Anchors) -> Matched:
        if not self.sentences:
            return found
        every = self.config.sensitivity == "high"
        store = open_sentences(self.sentences)
        return with_reworded(found, rewordings(found, anchors, store, all_sentences=every), store)


def slices(anchors: Anchors) -> Iterator[Anchors]:
    """Give anchors a number of pairs of documents at a time, in the order of these, so that memory is bounded."""
    if len(anchors.left) <= SLICE:
        yield anchors
        return
    by = order(anchors.left, anchors.right)
    first = np.flatnonzero(changes(anchors.left[by], anchors.right[by]))
    pair = np.searchsorted(first, np.arange(0, len(by), SLICE))
    bounds = np.unique(np.append(first[pair[pair < len(first)]], len(by)))
    for start, stop in pairwise(bounds.tolist()):
        yield anchors.take(by[start:stop])


def matches(anchors: Anchors, letters: Letters, config: PassageConfig) -> Matched:
    """Chain anchors, extend the chains, and keep what is similar enough.

    Args:
        anchors: all anchors of some pairs of documents, in any order; those of sentences are skipped.
        letters: of those documents.
        config: the limits of a match.

    Returns:
        Sorted by documents and starts.
    """
    by_letter = anchors if anchors.length.all() else anchors.take(anchors.length > 0)
    lone, others = alone(by_letter)
    lone = lone[worthy(by_letter, lone, letters)]
    chains = chain(by_letter.take(np.concatenate((lone, others))))
    spans = apart(aligned(chains.take(promising(chains, letters)), letters))
    return joined(accepted(spans, letters, config), config)


_SLAB = 1 << 22  # letters compared at once: measured against 1 << 20 and 1 << 24


class Compare(Struct, frozen=True):
    """Kernel that compares pairs of documents; yields a row of `COVERAGES` for each row of `PAIRS` on output 0.

    Attributes:
        folder: of the letters, see `chaffinch.matching.letters.open_letters`.
        holes: folder of the letters of the holes.
    """

    folder: Path
    holes: Path

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the rows in the order of the pairs."""
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
    """Measure the coverage of the documents of each pair by each other.

    Args:
        letters: of the documents.
        left, right: their numbers, int64, shape (pairs,), in any order.
        config: the limits of a match.
        holes: letters of the holes of the documents.

    Returns:
        Rows of `COVERAGES`, one for each pair as given and in that order; zeros where nothing matches.

    >>> from chaffinch.text.folding import fold
    >>> from chaffinch.matching.letters import LettersInMemory
    >>> text = "The committee met on Tuesday and could not agree on a single one of the five proposals."
    >>> rows = compare(LettersInMemory(fold([text, "x", text.upper()])), np.array([2, 0]), np.array([0, 1]))
    >>> [[row[name] for name in ("left", "right", "left_coverage")] for row in rows.to_pylist()]
    [[2, 0, 1.0], [0, 1, 0.0]]
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
    row = np.append(by, len(by))[np.searchsorted(key, low * width + high, sorter=by)]
    hit = np.append(key, -1)[row] == low * width + high
    one, two, alike = (
        np.where(hit, np.append(table[name].to_numpy(), 0)[row], 0).astype(np.float32) for name in COVERAGES.names[2:]
    )
    swap = left > right
    numbers = (left.astype(np.int32), right.astype(np.int32))
    return pa.record_batch([*numbers, np.where(swap, two, one), np.where(swap, one, two), alike], schema=COVERAGES)


def compared(letters: Letters, left: Ints, right: Ints, config: PassageConfig | None = None) -> Matched:
    """Find the matching passages of pairs of documents, sorted by documents and starts.

    Args:
        letters: of the documents.
        left, right: their numbers, int64, shape (pairs,), ``left < right``.
        config: the limits of a match.
    """
    number = np.union1d(left, right)
    rows = seeds(_gathered(letters, number, np.zeros_like(number), letters.length(number)), number)
    tables = list(link(for_pairs(rows, number, left, right)))
    anchors = Anchors.of(pa.Table.from_batches(tables, ANCHORS))
    return matches(anchors.take(anchors.left != anchors.right), letters, config or PassageConfig())


class Windows(NamedTuple):
    """Windows of documents: half-open ranges of letters, int64, shape (windows,)."""

    number: Ints
    start: Ints
    stop: Ints


def compared_windows(
    letters: Letters, left: Windows, right: Windows, config: PassageConfig | None = None
) -> tuple[Ints, Matched]:
    """Find the matching passages of pairs of windows.

    Args:
        letters: of the documents.
        left, right: the windows of each pair.
        config: the limits of a match.

    Returns:
        The index of the pair of each match, int64; and the matches, with offsets in the documents.

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
    """Read the letters of windows, as if each were a document."""
    return Folded(letters.between(number, start, stop), np.append(0, np.cumsum(stop - start)), np.zeros(0, np.int64))


def for_pairs(rows: pa.RecordBatch, number: Ints, left: Ints, right: Ints) -> pa.RecordBatch:
    """Repeat the seeds of each document for each of its pairs, with hashes that no other pair has.

    So `link` finds anchors within the pairs only.

    Args:
        rows: of `SEEDS`, in any order.
        number: the documents that may have seeds, sorted, int64, shape (documents,).
        left, right: the pairs, int64, shape (pairs,).

    Returns:
        Rows of `SEEDS`.
    """
    hashes, owner, position = (rows.column(name).to_numpy() for name in SEEDS.names)
    by = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[by], np.append(number, number[-1:] + 1))
    member = np.searchsorted(number, np.concatenate([left, right]))
    size = bounds[member + 1] - bounds[member]
    pair = np.repeat(np.tile(np.arange(len(left)), 2), size)
    row = by[ranges(bounds[member], size)]
    own = hashes[row].view(np.uint64) ^ ((pair + 1).view(np.uint64) * XXHASH64[0])
    own = (own * XXHASH64[0]).view(np.int64)
    return pa.record_batch([(own & ~3) | (hashes[row] & 3), owner[row], position[row]], schema=SEEDS)
