"""Compare new texts with old ones in bulk: pairs that an index proposes are verified on their letters.

A stream has no corpus: which terms are rare, and how many documents share a seed, changes with every document. So only
letters count here, and what is found of a pair depends on its two texts alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from msgspec import Struct

from chaffinch.config import DocumentConfig, PassageConfig
from chaffinch.matching.anchors import common, link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.compare import for_pairs, matches
from chaffinch.matching.coverage import coverages
from chaffinch.matching.exact_copies import digests
from chaffinch.matching.in_memory import JUDGED, code_points
from chaffinch.matching.letters import LettersInMemory
from chaffinch.matching.matched import Matched
from chaffinch.matching.relations.relating import PARTIAL, RELATIONS, SAME, relate
from chaffinch.matching.winnowing import seeds
from chaffinch.text import Bools, Floats, Ints, encodable, fold, runs

__all__ = ["CONTAINED", "CONTAINS", "Same", "Shared", "between"]

CONTAINED = "contained"
"""Relation of two texts of which only the new one is covered: the old one has all that it says."""

CONTAINS = "contains"
"""Relation of two texts of which only the old one is covered: the new one has all that it says."""


SEEDS_OF = 2_000_000
"""Seeds of pairs that are linked at once: each takes some hundred bytes until its pair is verified."""


class Same(NamedTuple):
    """Two passages that say the same: half-open ranges of code points of the new and of the old text."""

    start: int
    stop: int
    old_start: int
    old_stop: int
    similarity: float


class Shared(Struct, frozen=True):
    """What a new text shares with an old one.

    Attributes:
        new, old: the texts, by index in their lists.
        coverage, old_coverage: share of the letters of each that is aligned with the other.
        similarity: 2 x equal letters / letters of both, of what is aligned.
        relation: ``same``, ``update``, ``quoted``, ``different`` (see `chaffinch.matching.relations`), ``contained``
            (the old text has the new one), ``contains`` (the other way round), ``partial`` (neither covers the other).
        passages: what both say, by start; none where only documents are compared.
    """

    new: int
    old: int
    coverage: float
    old_coverage: float
    similarity: float
    relation: str
    passages: tuple[Same, ...] = ()


def between(
    new: Sequence[str],
    old: Sequence[str],
    pairs: tuple[Ints, Ints],
    *,
    config: PassageConfig | None = None,
    coverage: float = DocumentConfig().coverage,
    passages: bool = True,
) -> list[Shared]:
    """Compare given pairs of a new text and an old one, all in one call.

    Args:
        new, old: two lists of texts.
        pairs: indices in ``new`` and in ``old``, int64, shape (pairs,); each pair once.
        config: the limits of a passage; those of its settings for letters only.
        coverage: of one text, from which on the two are related as whole documents.
        passages: whether the passages are given; else only what is known of the documents.

    Returns:
        The pairs that share anything, by new and old text.

    >>> text = "Rain fell on the harbour all night and the boats stayed where they were until the morning."
    >>> one, = between([text.upper()], ["Nothing of the kind.", text], (np.array([0, 0]), np.array([0, 1])))
    >>> one.old, one.relation, one.passages
    (1, 'same', (Same(start=0, stop=89, old_start=0, old_stop=89, similarity=1.0),))
    """
    used, place = np.unique(pairs[0], return_inverse=True)  # most texts of a stream have no candidate
    texts, split = [*(new[row] for row in used.tolist()), *old], len(used)
    letters = LettersInMemory(fold(texts))
    digest = digests(texts, np.arange(len(texts)), letters.folded)["digest"].to_numpy()
    by = np.lexsort((pairs[1], place))
    left, right = place[by], pairs[1][by] + split
    found: list[Shared] = []
    for part, matched in _matched(letters, split, left, right, config or PassageConfig()):
        rows = _Rows.of(matched, letters, left[part], right[part], digest)
        found.extend(_shared(rows, texts, used, coverage, _passages(matched, texts) if passages else {}))
    return found


def _matched(
    letters: LettersInMemory, split: int, left: Ints, right: Ints, config: PassageConfig
) -> Iterator[tuple[slice, Matched]]:
    """Match a bounded number of pairs at a time; only seeds that both lists have can be of a pair."""
    number = np.arange(len(letters.folded))
    rows = seeds(letters.folded, number)
    rows = rows.filter(pa.array(common(rows["hash"].to_numpy(), rows["number"].to_numpy() < split)))
    count = np.bincount(rows["number"].to_numpy(), minlength=len(number)) + 1
    for part in runs(count[left] + count[right], SEEDS_OF):
        chosen = for_pairs(rows, number, left[part], right[part])
        anchors = Anchors.of(pa.Table.from_batches(link(chosen)))
        yield part, matches(anchors.take(anchors.left != anchors.right), letters, config)


class _Rows(Struct, frozen=True):
    """Pairs that share anything, one row each: arrays of shape (pairs,).

    Attributes:
        left, right: the two texts, by index in both lists, one after the other; int64.
        coverage, old_coverage, similarity: as in `Shared`.
    """

    left: Ints
    right: Ints
    coverage: Floats
    old_coverage: Floats
    similarity: Floats

    @classmethod
    def of(cls, matched: Matched, letters: LettersInMemory, left: Ints, right: Ints, digest: Ints) -> _Rows:
        """Add up the matches of each pair; equal texts share all, however short they are."""
        shares = np.zeros((3, len(left)))
        table = coverages(matched, letters, every=True)
        width = len(letters.folded)
        key = left * width + right
        at = np.searchsorted(key, table["left"].to_numpy().astype(np.int64) * width + table["right"].to_numpy())
        shares[:, at] = [table[name].to_numpy() for name in ("left_coverage", "right_coverage", "similarity")]
        shares[:, _equal(digest, left, right)] = 1
        kept = shares[2] > 0
        return cls(left[kept], right[kept], *shares[:, kept])


def _equal(digest: Ints, left: Ints, right: Ints) -> Bools:
    return np.asarray((digest[left] == digest[right]) & (digest[left] != 0))


def _passages(matched: Matched, texts: Sequence[str]) -> dict[tuple[int, int], list[Same]]:
    """Give the matches of each pair in code points."""
    ends = [
        code_points(texts, number, start, stop)
        for number, start, stop in (
            (matched.left, matched.left_start, matched.left_stop),
            (matched.right, matched.right_start, matched.right_stop),
        )
    ]
    similarity = 2 * matched.equal / np.maximum(matched.letters(), 1)
    found: dict[tuple[int, int], list[Same]] = {}
    columns = (matched.left, matched.right, *ends[0], *ends[1], similarity)
    for left, right, *row in zip(*(column.tolist() for column in columns), strict=True):
        found.setdefault((left, right), []).append(Same(*row))
    return found


def _shared(
    rows: _Rows, texts: Sequence[str], used: Ints, least: float, passages: dict[tuple[int, int], list[Same]]
) -> Iterator[Shared]:
    columns = (rows.left, rows.right, rows.coverage, rows.old_coverage, rows.similarity)
    for left, right, coverage, other, similarity in zip(*(column.tolist() for column in columns), strict=True):
        relation = _relation(texts[left], texts[right], coverage, other, least)
        own = tuple(sorted(passages.get((left, right), ())))
        yield Shared(int(used[left]), right - len(used), coverage, other, similarity, relation, own)


def _relation(new: str, old: str, coverage: float, old_coverage: float, least: float) -> str:
    """Name the relation of two texts: it is judged by their words only where at least one is covered."""
    if max(coverage, old_coverage) < least:
        return RELATIONS[PARTIAL]
    kind = relate(encodable(new), encodable(old)).kind if max(coverage, old_coverage) >= JUDGED else SAME
    if kind != SAME or min(coverage, old_coverage) >= least:
        return RELATIONS[kind]
    return CONTAINED if coverage >= least else CONTAINS
