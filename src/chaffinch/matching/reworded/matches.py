"""Add the passages that terms match to the matches by letters.

Comparing two documents by all their sentences takes a millisecond, and reports of one subject have so many like
sentences that the pairs to compare grow with the square of a corpus. So `best` keeps a few partners of each document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.matching.chaining import Anchors
from chaffinch.matching.matched import Matched
from chaffinch.matching.reworded.fragments import LETTERS, Fragment
from chaffinch.matching.reworded.likeness import likeness, pairs_of_sentences
from chaffinch.matching.reworded.pairs import DICE, gated, reworded
from chaffinch.matching.reworded.restated import LEAST_DICE, Restated, matched, restated
from chaffinch.matching.reworded.sentence_store import SentenceStore
from chaffinch.text import Bools, Floats, Ints, changes, order

__all__ = ["PARTNERS", "Rewordings", "best", "rewordings", "with_reworded"]


Row = tuple[int, int, int, int, int]
"""A match of two documents: start and stop in the left one and in the right one, in letters; number of equal
letters."""

EXPLAINED = 0.9
"""Share of both of two like sentences, at least, in one match by letters that explains why they are alike."""

EXACT, EXACT_LOWER = 0.9, 0.45
"""Share of the better and of the worse matched side of a fragment from which on it gets the ends of its letter
matches."""


PARTNERS = 8
"""Documents, at most, with which each is compared for being most alike to it; a pair stays if it is among those of one
of its two. Among 1,022 texts (PAN 2013) 99 of 100 pairs with a reworded passage stay, and in 5,000 news 7 of 8."""


class Rewordings(Struct, frozen=True):
    """What may be reworded in some pairs of documents.

    Attributes:
        anchors: pairs of like sentences of the pairs of documents to compare, sorted by documents; none where only
            quotations are looked for.
        new: cosine of each that no match by letters explains, float64, shape (anchors,); 0 for the others.
        quotes: restated quotations.
        all_sentences: whether several like sentences are looked for.
    """

    anchors: Anchors
    new: Floats
    quotes: Restated
    all_sentences: bool

    def documents(self) -> tuple[Ints, Ints, Ints, Floats]:
        """Give the pairs of documents: left and right one, their first row, and how alike they are."""
        left, right = self.anchors.left, self.anchors.right
        first = np.flatnonzero(changes(left, right)) if len(left) else np.zeros(0, np.int64)
        return left[first], right[first], first, np.add.reduceat(self.new, first) if len(left) else self.new


def rewordings(
    known: Matched, anchors: Anchors, store: SentenceStore, *, all_sentences: bool, given: bool = False
) -> Rewordings:
    """Find what may be reworded in pairs of documents.

    Args:
        known: matches by letters, sorted by documents.
        anchors: of the same pairs of documents or others; those of length 0 are pairs of sentences that may be alike.
        store: the sentences of the documents.
        all_sentences: whether the store has all sentences, and passages of several like ones are found; else it has
            those of quotations, and only these are.
        given: whether the pairs of documents were asked for, so that each is compared.
    """
    anchors = pairs_of_sentences(anchors)
    alike = likeness(anchors, store, DICE if all_sentences else LEAST_DICE)
    quotes = restated(anchors, alike, known)
    if not all_sentences:
        return Rewordings(anchors.take(np.zeros(0, np.int64)), np.zeros(0), quotes, all_sentences)
    explained = None if given else matched(anchors, alike, known, EXPLAINED)
    row = np.flatnonzero(gated(anchors, alike, explained))
    new = alike.cosine[row] if explained is None else np.where(explained[row], 0, alike.cosine[row])
    return Rewordings(anchors.take(row), new, quotes, all_sentences)


def best(parts: Sequence[Rewordings]) -> list[Rewordings]:
    """Keep the pairs of documents that are among the `PARTNERS` best of one of the two; of equals the first ones.

    Args:
        parts: each pair of documents in one of them, all of a corpus.
    """
    columns = [part.documents() for part in parts]
    left, right, _, score = (np.concatenate(column) for column in zip(*columns, strict=True))
    kept = np.zeros(len(left), np.bool_)
    ends, other = np.concatenate((left, right)), np.concatenate((right, left))
    by = np.lexsort((other, -np.tile(score, 2), ends))
    first = np.flatnonzero(changes(ends[by])) if len(by) else by
    rank = np.arange(len(by)) - np.repeat(first, np.diff(np.append(first, len(by))))
    kept[by[rank < PARTNERS] % max(len(left), 1)] = True
    bounds = np.cumsum([len(column[0]) for column in columns])[:-1]
    return [_kept(*row) for row in zip(parts, columns, np.split(kept, bounds), strict=True)]


def _kept(part: Rewordings, columns: tuple[Ints, Ints, Ints, Floats], kept: Bools) -> Rewordings:
    size = np.diff(np.append(columns[2], len(part.new)))
    row = np.flatnonzero(np.repeat(kept, size))
    return replace(part, anchors=part.anchors.take(row), new=part.new[row])


def with_reworded(known: Matched, found: Rewordings, store: SentenceStore) -> Matched:
    """Add the passages that terms match to the matches by letters.

    Args:
        known: matches by letters, sorted by documents.
        found: what may be reworded in the same pairs of documents or others.
        store: the sentences of the documents.

    Returns:
        Sorted by documents and starts. A match found by terms has so many ``equal`` letters that its similarity is the
        cosine of its terms.
    """
    anchors, quotes, others = found.anchors, found.quotes, known.take(slice(0, 0))
    if not found.all_sentences:  # most pairs with a match have no restated quotation, and stay as they are
        with_quote = np.isin(known.left << 32 | known.right, quotes.left << 32 | quotes.right)
        others, known = known.take(~with_quote), known.take(with_quote)
    unchanged, rows = np.ones(len(known), np.bool_), []
    pairs = (known.left, known.right), (anchors.left, anchors.right), (quotes.left, quotes.right)
    for (left, right), (of_known, of_anchors, of_quotes) in _pairs(*pairs):
        own, keyed = known.take(of_known), anchors.take(of_anchors)
        restatements = [quotes.fragments[i] for i in of_quotes.tolist()]
        fragments: list[Fragment] = []
        if len(keyed.left):
            is_long = own.letters() >= 2 * LETTERS
            sides = store.document(left), store.document(right), keyed.left_position, keyed.right_position
            fragments.extend(reworded(*sides, own.take(is_long), own.take(~is_long)))
        if restatements or fragments or (found.all_sentences and len(own) > 1):
            unchanged[of_known] = False
            rows += [(left, a, b, right, *rest) for a, b, *rest in _joined(own, fragments, restatements)]
    added = Matched(*np.array(rows, np.int64).reshape(-1, len(Matched.__struct_fields__)).T)
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
