"""Judge how pairs of documents are related, by their texts without boilerplate, which are mapped like their letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.engines import Ledger
from chaffinch.matching.letters import Letters, holes, open_letters, write_letters
from chaffinch.matching.relations.numbered_titles import headed, is_other_page, parted
from chaffinch.matching.relations.relating import DIFFERENT, PARTIAL, SAME, Relation, relate
from chaffinch.schemas import COVERAGES, RELATED, WRITTEN_PARTS, ints
from chaffinch.text import Folded, Holes, Ints, smallest_label, with_quotes, without

__all__ = ["Relate", "WriteTexts", "as_same", "related"]

AT_ONCE = 64
"""Pairs whose texts are read at once."""


def prose(batch: pa.RecordBatch, holes: Holes) -> Folded:
    """Give texts without their holes as bytes, so that they can be written and read as letters are.

    Args:
        batch: rows of `TEXTS`.
        holes: ranges of each to leave out, in code points.

    Returns:
        UTF-8 of all texts, each behind its host and title; a hole is a line end, and ``>`` stands before a quoted line.
    """
    columns = (batch[name].to_pylist() for name in ("text", "quoted", "host", "title"))
    rows = zip(*columns, holes.start.to_pylist(), holes.stop.to_pylist(), strict=True)
    written = (
        headed(with_quotes(without(text or "", start or (), stop or (), "\n"), lines or ()), host, title)
        for text, lines, host, title, start, stop in rows
    )
    data = [text.encode("utf-8", "surrogatepass") for text in written]
    starts = np.fromiter(accumulate(map(len, data), initial=0), np.int64, len(data) + 1)
    return Folded(np.frombuffer(b"".join(data), np.uint8), starts, np.zeros(0, np.int64))


class WriteTexts(Struct, frozen=True):
    """Kernel that writes the texts of documents without their holes, see `prose`.

    Yields the number of each file that it writes, rows of `WRITTEN_PARTS`, on output 0.

    Attributes:
        folder: gets the texts, as files of letters are written.
        ledger: has the column ``judged``, which is true for the documents whose texts are needed.
        key: digest of what that column depends on.
    """

    folder: Path
    ledger: Ledger
    key: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Write some texts, from texts beside numbers and findings."""
        number = batch["number"].to_numpy()
        needed = number >= 0
        needed[needed] = self.ledger.column("judged")[number[needed]]
        if not needed.any():
            return
        batch, number = batch.filter(pa.array(needed)), number[needed]
        part = int(number.min())
        write_letters(self.folder, part, prose(batch, holes(batch)), number)
        yield pa.record_batch([pa.array([part], pa.int32())], schema=WRITTEN_PARTS)


class Relate(Struct, frozen=True):
    """Kernel that judges how pairs of documents are related; yields a row of `RELATED` for each of `COVERAGES`.

    Attributes:
        folder: of the texts without holes, see `chaffinch.matching.letters.open_letters`.
        coverage: share of at least one document from which on a pair is judged.
    """

    folder: Path
    coverage: float

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the rows in their order."""
        if not batch.num_rows:
            return
        letters = open_letters(self.folder)
        high = np.maximum(*(batch[name].to_numpy() for name in COVERAGES.names[2:4])) >= self.coverage
        found = [Relation(PARTIAL)] * batch.num_rows
        rows = np.flatnonzero(high)
        rows = rows[_by_group(*(ints(batch, name)[rows] for name in COVERAGES.names[:2]))]
        pairs = np.stack([ints(batch, name)[rows] for name in COVERAGES.names[:2]], axis=1)
        for low in range(0, len(rows), AT_ONCE):
            texts = _texts(letters, pairs[low : low + AT_ONCE].ravel())
            for row, left, right in zip(rows[low : low + AT_ONCE].tolist(), texts[::2], texts[1::2], strict=True):
                found[row] = _page_relation(left, right)
        yield related(batch, found)


def _page_relation(left: str, right: str) -> Relation:
    """Tell how two texts behind their hosts and titles are related: pages of a series are no copies."""
    (host, title, left), (other_host, other_title, right) = parted(left), parted(right)
    found = relate(left, right)
    if found.kind == SAME and title != other_title and host == other_host and is_other_page(title, other_title):
        return Relation(DIFFERENT, found.left_only, found.right_only)
    return found


def _by_group(left: Ints, right: Ints) -> Ints:
    """Order pairs so that those of one group of documents follow one another: `relate` keeps the last texts.

    >>> _by_group(np.array([5, 1, 5]), np.array([9, 2, 6])).tolist()
    [1, 2, 0]
    """
    nodes, ends = np.unique(np.concatenate((left, right)), return_inverse=True)
    group = smallest_label(ends[: len(left)], ends[len(left) :], len(nodes))
    return np.lexsort((right, left, group[ends[: len(left)]]))


def _texts(letters: Letters, number: Ints) -> list[str]:
    """Read texts."""
    size = letters.length(number)
    data = bytes(letters.between(number, np.zeros_like(size), size))
    stops = np.cumsum(size).tolist()
    return [data[a:b].decode("utf-8", "surrogatepass") for a, b in pairwise([0, *stops])]


def related(batch: pa.RecordBatch, relations: Sequence[Relation]) -> pa.RecordBatch:
    """Add how each pair is related to rows of `COVERAGES`; gives rows of `RELATED`."""
    columns = ([r.kind for r in relations], [r.left_only for r in relations], [r.right_only for r in relations])
    return _rows(batch, *(np.array(column, np.int64) for column in columns))


def as_same(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Add to rows of `COVERAGES` of equal documents that they are the same; gives rows of `RELATED`."""
    none = np.zeros(batch.num_rows, np.int64)
    return _rows(batch, none + SAME, none, none)


def _rows(batch: pa.RecordBatch, kind: Ints, left: Ints, right: Ints) -> pa.RecordBatch:
    added: list[npt.NDArray[np.integer]] = [kind.astype(np.int8), left.astype(np.int32), right.astype(np.int32)]
    return pa.record_batch([*batch.columns, *added], schema=RELATED)
