"""Find documents that are equal except for case, punctuation and spaces, however short they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.schemas import COVERAGES, DIGESTS
from chaffinch.text import Folded, Ints, changes, hash_bytes, order, signature

__all__ = ["copies", "digests", "tied", "with_copies"]


def digests(texts: Sequence[str | None], number: npt.NDArray[np.integer], *letters: Folded) -> pa.RecordBatch:
    """Hash the letters of documents; of a short one also its marks, numbers and signs, of one without letters its text.

    Args:
        texts: of the documents.
        number: their numbers, shape (documents,); one with -1 is skipped.
        letters: their letters, and the letters of their holes: boilerplate may be all that a document has.

    Returns:
        Rows of `DIGESTS`; the digest of a document without text is 0.

    >>> from chaffinch.text.folding import fold
    >>> texts = ["All right.", "all  right", "?", ""]
    >>> digest = digests(texts, np.arange(4), fold(texts))["digest"].to_pylist()
    >>> digest[0] == digest[1], digest[2] == digest[0], digest[3]
    (True, False, 0)
    """
    known = np.flatnonzero(np.asarray(number) >= 0)
    parts = [[folded.letters[a:b].tobytes() for a, b in pairwise(folded.starts.tolist())] for folded in letters]
    rows = [b"\0".join(part[i] for part in parts) for i in known.tolist()]
    data = [_compared(row, texts[i] or "") for i, row in zip(known.tolist(), rows, strict=True)]
    value = np.array([hash_bytes(part) if part else 0 for part in data], np.int64)
    return pa.record_batch([np.asarray(number)[known].astype(np.int32), value], schema=DIGESTS)


SHORT = 1000
"""Letters of a short text, less than: one in which a sign or a vowel mark decides, about 200 words. Longer ones lose
such marks when they are scraped."""


def _compared(letters: bytes, text: str) -> bytes:
    if not letters.strip(b"\0"):
        return text.encode("utf-8", "surrogatepass")
    return letters if len(letters) >= SHORT else signature(text).encode("utf-8", "surrogatepass")


def with_copies(documents: pa.Table, number: Ints, digest: Ints) -> pa.Table:
    """Add to the coverage of pairs the pairs of documents of one digest with the first of them.

    Args:
        documents: rows of `COVERAGES`.
        number, digest: as in `DIGESTS`, in any order; int64, shape (documents,).

    Returns:
        Rows of `COVERAGES`, sorted by documents.
    """
    first, rest = tied(number, digest)
    width = int(number.max(initial=0)) + 1
    left, right = (documents[name].to_numpy().astype(np.int64) for name in ("left", "right"))
    other = documents.filter(pa.array(~np.isin(left * width + right, first * width + rest)))
    rows = pa.concat_tables([other, pa.Table.from_batches([copies(first, rest)])])
    return rows.sort_by([("left", "ascending"), ("right", "ascending")])


def tied(number: Ints, digest: Ints) -> tuple[Ints, Ints]:
    """Pair the first document of each digest with each other document of that digest.

    Args:
        number: the documents by their numbers, int64, shape (documents,).
        digest: of each, int64, shape (documents,); 0 makes no pair.

    Returns:
        The first documents and the others, int64, shape (pairs,).

    >>> tied(np.array([4, 1, 2, 3]), np.array([7, 7, 0, 0]))
    (array([1]), array([4]))
    """
    by = order(digest, number)
    by = by[digest[by] != 0]
    fresh = changes(digest[by])
    first = by[np.maximum.accumulate(np.where(fresh, np.arange(len(by)), 0))]
    return number[first[~fresh]], number[by[~fresh]]


def copies(left: Ints, right: Ints) -> pa.RecordBatch:
    """Make rows of `COVERAGES` for pairs of documents that are equal; both int64, shape (pairs,)."""
    whole = np.ones(len(left), np.float32)
    return pa.record_batch([left.astype(np.int32), right.astype(np.int32), whole, whole, whole], schema=COVERAGES)
