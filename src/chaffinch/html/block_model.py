"""The block model: how likely each block of a page is main text, and which blocks to keep.

The model is a sum of boosted decision trees over the features of `features`, none of which is a word. The trees are
arrays in a data file beside this module, so extraction needs numpy and not the library that trained them;
``benchmarks/train_blocks.py`` makes the file, and ``docs/blockmodel.md`` describes the data and the figures.

No threshold on the probability is right for all pages: where nearly all of a page is text, a doubtful block is worth
keeping; where there is little text in much clutter, it is not. So `best` keeps blocks, the likeliest first, as long as
the expected F of the kept blocks grows (Lewis 1995, "Evaluating and optimizing autonomous text classification
systems", section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from chaffinch.text import Bools, Floats, Floats32, Ints

__all__ = ["Trees", "best", "load"]

_BATCH = 2048  # rows that are scored at a time: a huge page must not take rows x trees of memory at once
_STEPS = 2.0**20  # leaf values are whole numbers of 1 / _STEPS, so that no order of adding gives another sum

_DATA = {"page": "blockmodel.npz", "article": "blockmodel_article.npz"}
_KINDS = {"feature": np.int16, "threshold": np.float32, "child": np.int32, "value": np.int32, "root": np.int32}


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Decision trees as arrays over all nodes; the two children of a node are neighbours.

    Attributes:
        feature: the column that each node compares. int16, shape (nodes,)
        threshold: up to this value the first child is next, else the second; infinite for a leaf. float32, shape
            (nodes,)
        child: the index of the first child; of a leaf its own index. int32, shape (nodes,)
        value: what each leaf adds to the log odds, in steps of 2 ** -20. int32, shape (nodes,)
        root: the index of the root of each tree. int32, shape (trees,)
        depth: the largest number of edges from a root to a leaf.
    """

    feature: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    child: npt.NDArray[np.int32]
    value: npt.NDArray[np.int32]
    root: npt.NDArray[np.int32]
    depth: int

    def probability(self, rows: Floats32) -> Floats:
        """Give the probability that each row is main text: the logistic function of the sum of its leaves.

        Args:
            rows: features in the order of `features.names`, without NaN. float32, shape (rows, features)

        Returns:
            float64, shape (rows,).

        >>> columns = [0, 0, 0], [1.5, np.inf, np.inf], [1, 1, 2], [0, -(2**20), 2**20], [0]
        >>> kinds = np.int16, np.float32, np.int32, np.int32, np.int32
        >>> stump = Trees(*(np.array(c, kind) for c, kind in zip(columns, kinds)), depth=1)
        >>> stump.probability(np.array([[1.0], [2.0]], np.float32)).round(3).tolist()
        [0.269, 0.731]
        """
        parts = [self._sums(rows[i : i + _BATCH]) for i in range(0, len(rows), _BATCH)]
        sums = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        return np.asarray(1 / (1 + np.exp(-sums / _STEPS)))

    def _sums(self, rows: Floats32) -> Ints:
        flat = np.ascontiguousarray(rows).ravel()
        offset = (np.arange(len(rows), dtype=np.int64) * rows.shape[1])[:, None]
        at = np.broadcast_to(self.root, (len(rows), len(self.root)))
        for _ in range(self.depth):
            beyond = flat.take(offset + self.feature.take(at)) > self.threshold.take(at)
            at = self.child.take(at) + beyond
        return np.asarray(self.value.take(at).sum(axis=1, dtype=np.int64))


@lru_cache(maxsize=len(_DATA))
def load(profile: str = "page") -> Trees:
    """Read the trees of the package, once a process; their columns are those of `features.names`.

    Args:
        profile: ``page``, where what trafilatura takes is its plain text, or ``article``, where that is the text of the
            article profile.
    """
    with (files("chaffinch.html") / _DATA[profile]).open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        columns = {key: data[key].astype(kind) for key, kind in _KINDS.items()}
        return Trees(**columns, depth=int(data["depth"]))


def best(probability: Floats, weight: Floats) -> tuple[Bools, float]:
    """Choose the blocks with the largest expected F.

    Args:
        probability: of each block to be main text. float64, shape (blocks,)
        weight: how much each block counts: its words. float64, shape (blocks,)

    Returns:
        Which blocks are kept (bool, shape (blocks,)), and their expected F.

    >>> kept, f = best(np.array([0.9, 0.1, 0.6]), np.array([10.0, 10.0, 5.0]))
    >>> kept.tolist(), round(f, 3)
    ([True, False, True], 0.857)
    """
    order = np.argsort(-probability, kind="stable")
    kept, right = np.cumsum(weight[order]), np.cumsum((probability * weight)[order])
    if not len(order) or not right[-1] > 0:
        return np.zeros(len(order), np.bool_), 0.0
    expected = 2 * right / (kept + right[-1])
    last = int(np.argmax(expected))
    chosen = np.zeros(len(order), np.bool_)
    chosen[order[: last + 1]] = True
    return chosen, float(expected[last])
