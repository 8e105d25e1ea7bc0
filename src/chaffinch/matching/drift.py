"""Cut clusters of passages whose members drift: what is not alike to the centre belongs to a cluster of its own.

Connected components join passages by single linkage: of a long chain each member is alike to the next one, and the two
ends have nothing in common. Measured on seven corpora of scraped text, in clusters of six members and more 2 to 19 per
cent of the members were not alike to the centre: forms of one office, posts of one thread, reports of an epidemic day
by day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.engines import NODE_BITS, Ledger
from chaffinch.matching.letters import Letters, open_letters
from chaffinch.schemas import CLUSTER_MEMBERS, CUT_MEMBERS, ints
from chaffinch.text import Ints, changes, order

__all__ = ["Cut", "first_copies", "in_one_document"]

LARGE = 6
"""Members, at least, of a cluster that is examined: a smaller one has no room for a chain."""

SAMPLE = 12
"""Members among which the centre is chosen: enough for one of the most common kind to be among them."""

CENTRES = 24
"""Clusters, at most, into which one is cut; what is left then stays together, so that the work is linear."""

SLACK = 0.05
"""How much less than the limit of a match a member and its centre may be alike: both may be edits of one text. With
none, one in three of the members that were left alone differed from the centre by a few words."""

SHORTER = 0.8
"""Length of a fragment, in lengths of the longer passage, at most; of nearly equal ones the whole is compared. It is
held against the range that it fits best: of 3,700 pairs of passages with nothing in common none reached .52 there."""


class Cut(Struct, frozen=True):
    """Kernel that cuts clusters whose members drift; yields rows of `CUT_MEMBERS` on output 0.

    A member that is alike to no centre and to no other such member has no row: its matches are known without it.

    Attributes:
        folder: of the letters, see `chaffinch.matching.letters.open_letters`.
        similarity: the limit of a match, see `chaffinch.config.PassageConfig`.
        ledger: has the group of each document, see `first_copies`; None if none is known.
        groups: keys of the tables of groups.
    """

    folder: Path
    similarity: float
    ledger: Ledger | None = None
    groups: tuple[str, ...] = ()

    def __call__(self, members: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the members of some clusters, from all members of these."""
        label, number, rank = (ints(members, name) for name in ("label", "number", "rank"))
        by = order(label, number, rank)
        label, number, rank = label[by], number[by], rank[by]
        start, stop = (ints(members, name)[by] for name in ("start", "stop"))
        bounds = np.append(np.flatnonzero(changes(label)), len(label))
        kept = np.ones(len(label), np.bool_)
        for first in np.flatnonzero(np.diff(bounds) >= LARGE).tolist():
            part = slice(bounds[first], bounds[first + 1])
            texts = _texts(open_letters(self.folder), number[part], start[part], stop[part])
            group = _groups(texts, self.similarity - SLACK)
            kept[part] = group >= 0
            leader = np.maximum(group, 0)
            # the label of a cluster is its smallest node, which is one of its first member
            new = (number[part][leader] << NODE_BITS) | rank[part][leader]
            label[part] = np.where(leader > 0, new, label[part])
        rows = members.take(pa.array(by))
        rows = rows.set_column(0, CLUSTER_MEMBERS.field("label"), pa.array(label))
        rows = rows.filter(pa.array(kept))
        copies = number[kept] if self.ledger is None else first_copies(self.ledger, number[kept])
        alone = in_one_document(label[kept], copies)
        yield pa.record_batch([*rows.columns, pa.array(alone)], schema=CUT_MEMBERS)


def first_copies(ledger: Ledger, number: Ints) -> Ints:
    """Give the first of the copies of each document, itself if it has none; int64, shape (documents,).

    Args:
        ledger: its column ``group`` has that document plus 1, and 0 for one without copies.
        number: of the documents, shape (documents,).
    """
    group = np.asarray(ledger.column("group")[number], np.int64)
    return np.asarray(np.where(group, group - 1, number))


def in_one_document(label: Ints, number: Ints) -> npt.NDArray[np.bool_]:
    """Mask the members of clusters that have all their members in one document.

    Args:
        label: the cluster of each member, shape (members,).
        number: its document, shape (members,).
    """
    by = order(label, number)
    cluster = np.cumsum(changes(label[by])) - 1
    documents = np.bincount(cluster, weights=changes(label[by], number[by]))
    found = np.empty(len(label), np.bool_)
    found[by] = documents[cluster] == 1
    return found


def _texts(letters: Letters, number: Ints, start: Ints, stop: Ints) -> list[bytes]:
    data = bytes(letters.between(number, start, stop))
    ends = np.cumsum(stop - start).tolist()
    return [data[end - size : end] for end, size in zip(ends, (stop - start).tolist(), strict=True)]


def _groups(texts: Sequence[bytes], similarity: float) -> Ints:
    """Group passages around centres.

    Args:
        texts: the letters of the members of a cluster.
        similarity: of a member and its centre, at least.

    Returns:
        For each the first member of its group, -1 for one that is alone; int64, shape (texts,).
    """
    group = np.full(len(texts), -1, np.int64)
    rest = list(range(len(texts)))
    for _ in range(CENTRES):
        if len(rest) <= 1:
            break
        centre = texts[_centre(texts, rest)]
        near = [i for i in rest if _alike(centre, texts[i], similarity)]
        if len(near) > 1:
            group[near] = near[0]
        inside = set(near)
        rest = [i for i in rest if i not in inside]
    if len(rest) > 1:
        group[rest] = rest[0]
    return group


def _centre(texts: Sequence[bytes], rest: Sequence[int]) -> int:
    """Give the passage that is most alike to all of a sample, evenly drawn; of equals the first."""
    from rapidfuzz.distance import Indel

    some = [rest[i * len(rest) // SAMPLE] for i in range(SAMPLE)] if len(rest) > SAMPLE else list(rest)
    scores = [sum(Indel.normalized_similarity(texts[i], texts[j]) for j in some) for i in some]
    return some[int(np.argmax(scores))]


def _alike(centre: bytes, text: bytes, similarity: float) -> bool:
    """Tell whether a passage is alike to a centre, or is a fragment of it or it of the passage."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel

    if Indel.normalized_similarity(centre, text, score_cutoff=similarity):
        return True
    short, long = sorted((centre, text), key=len)
    return len(short) <= SHORTER * len(long) and fuzz.partial_ratio(short, long, score_cutoff=100 * similarity) > 0
