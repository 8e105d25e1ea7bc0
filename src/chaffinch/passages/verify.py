"""Anchors to matches of passages and of documents: the kernel that reads letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.config import PassageConfig
from chaffinch.letters import Letters, open_letters
from chaffinch.passages.chains import Anchors, chain
from chaffinch.passages.combine import with_reworded
from chaffinch.passages.foreign import foreign
from chaffinch.passages.grow import aligned, promising
from chaffinch.passages.matched import Matched, accepted, apart, joined
from chaffinch.passages.order import changes
from chaffinch.passages.unitstore import open_units
from chaffinch.spans import union

__all__ = ["COVERAGES", "HALF", "Verify", "coverages", "matches"]

Ints = npt.NDArray[np.int64]

COVERAGES = pa.schema(
    [
        pa.field("left", pa.int32()),
        pa.field("right", pa.int32()),
        pa.field("left_coverage", pa.float32()),
        pa.field("right_coverage", pa.float32()),
        pa.field("similarity", pa.float32()),
    ]
)
"""Two documents, left < right: the share of each one's letters that is aligned with the other, and the similarity of
what is aligned."""

LEAST_COVERAGE, LEAST_OTHER = 0.2, 0.02
"""Coverage by rare text of one document, and of the other, from which on a pair has a row.

Of 209 encyclopaedia articles in 1,157 revisions .82 of the pairs have one, and .994 of the rows are of one article; at
.15 it is .834 and .988."""

RARE = 12
"""Documents in which a seed may be before it is taken for part of a form: what many documents have in common says
little of two of them."""

HALF, WHOLE = 0.5, 0.8
"""Coverage of both documents, and of one, that makes a row whatever it rests on: of many copies all is frequent."""


@dataclass(frozen=True, slots=True)
class Verify:
    """Turn all anchors of some pairs of documents into (0, rows of `MATCHES`) and (1, rows of `COVERAGES`).

    Attributes:
        folder: the letters, see `chaffinch.letters.open_letters`.
        holes: the letters that were left out of them.
        config: when two passages say the same thing.
        units: the units of the documents, see `chaffinch.passages.unitstore.open_units`; None: letters only.
    """

    folder: Path
    holes: Path
    config: PassageConfig = field(default_factory=PassageConfig)
    units: Path | None = None

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        letters, anchors = open_letters(self.folder), Anchors.of(batch)
        found = matches(anchors, letters, self.config)
        yield 0, (with_reworded(found, anchors, open_units(self.units)) if self.units else found).batch()
        yield 1, coverages(found, letters, anchors=anchors, holes=open_letters(self.holes))


def matches(anchors: Anchors, letters: Letters, config: PassageConfig) -> Matched:
    """Verify anchors letter by letter.

    Args:
        anchors: all anchors of some pairs of documents, in any order; those of units are passed over.
        letters: of those documents.
        config: the limits.

    Returns:
        Sorted by documents and starts.
    """
    by_letter = anchors if anchors.length.all() else anchors.take(anchors.length > 0)
    chains = chain(by_letter)
    spans = apart(aligned(chains.take(promising(chains, letters)), letters))
    return joined(accepted(spans, letters, config), config)


def coverages(
    found: Matched,
    letters: Letters,
    *,
    anchors: Anchors | None = None,
    holes: Letters | None = None,
    every: bool = False,
) -> pa.RecordBatch:
    """Sum matches up to pairs of documents.

    Args:
        found: sorted by documents, as `matches` gives them.
        letters: of those documents.
        anchors: theirs, which tell how much of what is shared many documents share.
        holes: what was left out of them: a copy may have the boilerplate of the other's site as text.
        every: whether pairs that share little have a row too.

    Returns:
        Rows of `COVERAGES`.
    """
    found = found.take(found.left != found.right)
    first = np.flatnonzero(changes(found.left, found.right)) if len(found) else np.zeros(0, np.int64)
    pair = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(found))))
    left, right = found.left[first], found.right[first]
    shared = (
        _total(pair, found.left_start, found.left_stop, len(first)),
        _total(pair, found.right_start, found.right_stop, len(first)),
    )
    none = np.zeros(len(first), np.int64)
    more = foreign(found, first, shared, letters, holes) if holes else [none, none]
    sizes = [np.maximum(letters.length(number), 1) for number in (left, right)]
    covered = [(own + extra) / size for own, extra, size in zip(shared, more, sizes, strict=True)]
    equal = np.bincount(pair, found.equal, len(first))
    similarity = 2 * equal / np.maximum(np.bincount(pair, found.letters(), len(first)), 1)
    kept = np.full(len(first), every) | (np.minimum(*covered) >= HALF) | (np.maximum(*covered) >= WHOLE)
    rare = _rare_shares(left, right, np.minimum(*shared), anchors)
    by_rare = [share * rare / np.maximum(1 - share * (1 - rare), 1e-9) for share in covered]  # a form is no part of it
    kept |= (np.maximum(*by_rare) >= LEAST_COVERAGE) & (np.minimum(*by_rare) >= LEAST_OTHER)
    columns = [left.astype(np.int32), right.astype(np.int32)]
    columns += [values.astype(np.float32) for values in (*covered, similarity)]
    return pa.record_batch([column[kept] for column in columns], schema=COVERAGES)


def _rare_shares(left: Ints, right: Ints, shared: Ints, anchors: Anchors | None) -> npt.NDArray[np.float64]:
    """Tell which share of what each pair, sorted, shares is rare: the letters of its rare seeds, over ``shared``.

    Of text that was not edited every letter is in two seeds; and where many places have a seed, most pairs of them have
    no anchor that would say so.
    """
    if anchors is None or not len(left):
        return np.ones(len(left))
    width = int(max(right.max(), anchors.right.max(initial=0))) + 1
    key, place = left * width + right, anchors.left * width + anchors.right
    at = np.searchsorted(key, place)
    rare = (np.append(key, -1)[at] == place) & (anchors.documents <= RARE)
    return np.asarray(np.minimum(np.bincount(at[rare], anchors.length[rare], len(key)) / np.maximum(shared, 1), 1))


def _total(pair: Ints, start: Ints, stop: Ints, pairs: int) -> Ints:
    """Count the letters that the ranges of each pair cover, overlaps once."""
    width = int(stop.max(initial=0)) + 1
    start, stop = union(pair * width + start, pair * width + stop)
    return np.bincount(start // width, stop - start, pairs).astype(np.int64)
