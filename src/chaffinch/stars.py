"""Groups of near-duplicate documents completed: whoever may be kept is compared with all the others.

A frequent seed is linked to few of its places, so of many copies of one text not all pairs are found, and copies that
hang together only by a third one would both stay.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.components import smallest_label
from chaffinch.corpus import Corpus
from chaffinch.passages.copies import copies
from chaffinch.passages.coverage import HALF

__all__ = ["completed"]

Ints = npt.NDArray[np.int64]


def completed(
    documents: pa.Table, corpus: Corpus, digest: Ints, compare: Callable[[Ints, Ints], pa.Table], *, coverage: float
) -> pa.Table:
    """Add the matches that keepers lack.

    Args:
        documents: rows of `COVERAGES`, each pair once.
        corpus: the documents.
        digest: of each document, see `chaffinch.passages.copies.DIGESTS`.
        compare: gives the rows of `COVERAGES` for pairs, in their order.
        coverage: of both documents from which on they hang together.

    Returns:
        Rows of `COVERAGES`, sorted by documents.
    """
    left, right = (documents[name].to_numpy().astype(np.int64) for name in ("left", "right"))
    edge = (documents["left_coverage"].to_numpy() >= coverage) & (documents["right_coverage"].to_numpy() >= coverage)
    nodes, ends = np.unique(np.concatenate((left[edge], right[edge])), return_inverse=True)
    label = smallest_label(ends[: edge.sum()], ends[edge.sum() :], len(nodes))
    keeper = np.concatenate([best[label] for best in _wanted(nodes, label, corpus)])
    one, two = np.minimum(keeper, np.tile(nodes, 3)), np.maximum(keeper, np.tile(nodes, 3))
    width = max(len(corpus.row), 1)
    missing = np.setdiff1d((one * width + two)[one < two], left * width + right)
    one, two = np.divmod(missing, width)
    same = digest[one] == digest[two]
    more = compare(one[~same], two[~same])
    low = np.minimum(more["left_coverage"].to_numpy(), more["right_coverage"].to_numpy())
    more = more.filter(pa.array(low >= HALF))
    documents = pa.concat_tables([documents, copies(one[same], two[same])])
    return pa.concat_tables([documents, more]).sort_by([("left", "ascending"), ("right", "ascending")])


def _wanted(nodes: Ints, label: Ints, corpus: Corpus) -> list[Ints]:
    """Give for every label who would be kept of its group: the first, the longest, the earliest. By label."""
    dates = corpus.column("date").take(pa.array(nodes)).to_pylist()
    day = np.array([date or "\U0010ffff" for date in dates], np.str_) if dates else np.zeros(0, "<U1")
    orders = [np.arange(len(nodes)), np.lexsort((nodes, -corpus.characters[nodes])), np.lexsort((nodes, day))]
    kept = []
    for order in orders:
        best = np.full(len(nodes), -1, np.int64)
        best[label[order][::-1]] = nodes[order][::-1]  # the first of each label is written last
        kept.append(best)
    return kept
