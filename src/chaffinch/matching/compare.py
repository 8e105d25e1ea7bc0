"""Verify anchors by the letters around them, and compare given pairs of documents or of windows.

`Verify` is the kernel of a whole corpus: it makes matches of passages, and the coverage of documents, of all anchors.
Linking gives a frequent seed anchors to few of its positions, so of thirteen copies of one text not all pairs have
anchors. `compare`, `compared` and `compared_windows` therefore link the seeds of given pairs, such as a keeper and a
member of its cluster, by themselves. `with_reworded` joins the matches of letters with those of terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from chaffinch.config import PassageConfig
from chaffinch.matching.anchors import link
from chaffinch.matching.chaining import Anchors, alone, chain
from chaffinch.matching.coverage import coverages
from chaffinch.matching.extension import aligned, promising, worthy
from chaffinch.matching.letters import Letters, LettersInMemory, open_letters
from chaffinch.matching.matched import Matched, accepted, apart, joined
from chaffinch.matching.reworded.fragments import LETTERS, Fragment
from chaffinch.matching.reworded.likeness import likeness, pairs_of_sentences
from chaffinch.matching.reworded.pairs import DICE, gated, reworded
from chaffinch.matching.reworded.restated import LEAST_DICE, matched, restated
from chaffinch.matching.reworded.sentence_store import SentenceStore, open_sentences
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
    "with_reworded",
]


Row = tuple[int, int, int, int, int]
"""A match of two documents: start and stop in the left one and in the right one, in letters; number of equal
letters."""

EXPLAINED = 0.9
"""Share of both of two like sentences, at least, in one match by letters that explains why they are alike."""

EXACT, EXACT_LOWER = 0.9, 0.45
"""Share of the better and of the worse matched side of a fragment from which on it gets the ends of its letter
matches."""


def with_reworded(
    known: Matched, anchors: Anchors, store: SentenceStore, *, all_sentences: bool, given: bool = False
) -> Matched:
    """Add the passages that terms match to the matches by letters.

    Args:
        known: matches by letters, sorted by documents.
        anchors: of the same pairs of documents or others; those of length 0 are pairs of sentences that may be alike.
        store: the sentences of the documents.
        all_sentences: whether the store has all sentences, and passages of several like ones are found; else it has
            those of quotations, and only these are.
        given: whether the pairs of documents were asked for, so that each is compared.

    Returns:
        Sorted by documents and starts. A match found by terms has so many ``equal`` letters that its similarity is the
        cosine of its terms.
    """
    anchors = pairs_of_sentences(anchors)
    alike = likeness(anchors, store, DICE if all_sentences else LEAST_DICE)
    quotes = restated(anchors, alike, known)
    if all_sentences:
        explained = None if given else matched(anchors, alike, known, EXPLAINED)
        anchors, others = anchors.take(gated(anchors, alike, explained)), known.take(slice(0, 0))
    else:  # most pairs with a match have no restated quotation, and stay as they are
        with_quote = np.isin(known.left << 32 | known.right, quotes.left << 32 | quotes.right)
        anchors, others, known = anchors.take(np.zeros(0, np.int64)), known.take(~with_quote), known.take(with_quote)
    unchanged, rows = np.ones(len(known), np.bool_), []
    pairs = (known.left, known.right), (anchors.left, anchors.right), (quotes.left, quotes.right)
    for (left, right), (of_known, of_anchors, of_quotes) in _pairs(*pairs):
        own, keyed = known.take(of_known), anchors.take(of_anchors)
        restatements = [quotes.fragments[i] for i in of_quotes.tolist()]
        found: list[Fragment] = []
        if len(keyed.left):
            long = own.take(own.letters() >= 2 * LETTERS)
            one, other = store.document(left), store.document(right)
            found.extend(reworded(one, other, keyed.left_position, keyed.right_position, long))
        if restatements or found or (all_sentences and len(own) > 1):
            unchanged[of_known] = False
            rows += [(left, a, b, right, *rest) for a, b, *rest in _joined(own, found, restatements)]
    added = Matched(*np.array(rows, np.int64).reshape(-1, len(Matched.__slots__)).T)
    return Matched.concatenated([others, known.take(unchanged), added]).ordered()


def _pairs(*tables: tuple[Ints, Ints]) -> Iterator[tuple[tuple[int, int], list[Ints]]]:
    """Give each pair of two documents, with the indices of its rows in each table.

    Args:
        tables: left and right documents of their rows.
    """
    left, right = (np.concatenate(side) for side in zip(*tables, strict=True))
    size = [len(one) for one, _ in tables]
    table, row = np.repeat(np.arange(len(size)), size), np.concatenate([np.arange(n) for n in size])
    by = order(left, right)
    first = np.flatnonzero(changes(left[by], right[by])) if len(by) else by
    for rows in np.split(by, first[1:]) if len(by) else ():
        if left[rows[0]] != right[rows[0]]:
            own = table[rows]
            yield (int(left[rows[0]]), int(right[rows[0]])), [row[rows[own == nth]] for nth in range(len(size))]


def _joined(known: Matched, found: Sequence[Fragment], quotes: Sequence[Fragment]) -> list[Row]:
    """Join each fragment with what overlaps it.

    Matches shorter than `LETTERS` move no end of a fragment, but those of quotations, which are as short.
    """
    columns = (known.left_start, known.left_stop, known.right_start, known.right_stop, known.equal)
    exact: list[Row] = list(zip(*(c.tolist() for c in columns), strict=True))
    remaining = dict.fromkeys(exact)
    rows = []
    for fragment in found:
        inside = [row for row in exact if _meet(row, fragment)]
        for row in inside:
            remaining.pop(row, None)
        rows.append(_ended(fragment, [row for row in inside if row[1] - row[0] + row[3] - row[2] >= 2 * LETTERS]))
    for quote in quotes:
        inside = [row for row in exact if _meet(row, quote)]
        for row in inside:
            remaining.pop(row, None)
        rows.append(_whole([_own(quote), *inside]))
    return _merged([*rows, *remaining])


def _own(fragment: Fragment) -> Row:
    letters = fragment.left_stop - fragment.left_start + fragment.right_stop - fragment.right_start
    return (*fragment[:4], round(fragment.cosine * letters / 2))


def _meet(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def _ended(fragment: Fragment, inside: Sequence[Row]) -> Row:
    own = _own(fragment)
    if not inside:
        return own
    shares = [_share(own[side], own[side + 1], [row[side : side + 2] for row in inside]) for side in (0, 2)]
    if max(shares) >= EXACT and min(shares) >= EXACT_LOWER:
        return _whole(inside)
    return _whole([own, *inside])


def _share(start: int, stop: int, spans: Sequence[Sequence[int]]) -> float:
    covered = np.zeros(stop - start, np.bool_)
    for a, b in spans:
        covered[max(a - start, 0) : max(b - start, 0)] = True
    return float(covered.mean())


def _whole(rows: Sequence[Row]) -> Row:
    """Give the bounding ranges of rows; the equal letters are those of the best of them."""
    starts, stops = [min(r[i] for r in rows) for i in (0, 2)], [max(r[i] for r in rows) for i in (1, 3)]
    most = min(stop - start for start, stop in zip(starts, stops, strict=True))
    return starts[0], stops[0], starts[1], stops[1], min(most, max(r[4] for r in rows))


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Join rows that overlap on both sides, until none do."""
    done: list[Row] = []
    for row in rows:
        meeting = [other for other in done if _meet(row, other)]
        while meeting:
            done = [other for other in done if other not in meeting]
            row = _whole([row, *meeting])  # noqa: PLW2901
            meeting = [other for other in done if _meet(row, other)]
        done.append(row)
    return done


SLICE = 1_000_000
"""Anchors, about, that are verified at once: each takes up to a kilobyte."""


@dataclass(frozen=True, slots=True)
class Verify:
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
        """Yield rows for a bounded number of anchors at a time, from rows of `ANCHORS`."""
        letters, holes = open_letters(self.folder), open_letters(self.holes)
        for anchors in slices(Anchors.of(batch)):
            found = matches(anchors, letters, self.config)
            yield 0, self._reworded(found, anchors).batch()
            yield 1, coverages(found, letters, anchors=anchors, holes=holes)

    def _reworded(self, found: Matched, anchors: Anchors) -> Matched:
        if not self.sentences:
            return found
        every = self.config.sensitivity == "high"
        return with_reworded(found, anchors, open_sentences(self.sentences), all_sentences=every)


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


@dataclass(frozen=True, slots=True)
class Compare:
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
