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

from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.text import Bools, Floats, Floats32, Ints

__all__ = ["Trees", "best", "load"]

_BATCH = 2048  # rows that are scored at a time: a huge page must not take rows x trees of memory at once
# A row reaches its leaf after 7 of 21 levels on average (AEB), so rows there are taken out, but not at every level,
# since that takes time, too: first behind level 6, where half of them have, then behind every second (1.4 ms a page
# instead of 3.0; other numbers up to .2 ms more).
_FIRST_TAKEN_OUT, _TAKEN_OUT = 6, 2
_STEPS = 2.0**20  # leaf values are whole numbers of 1 / _STEPS, so that no order of adding gives another sum

_DATA = {"page": "blockmodel.npz", "article": "blockmodel_article.npz"}
# Columns that are indices have the type of an index: numpy copies others at every use.
_KINDS = {"feature": np.intp, "threshold": np.float32, "child": np.intp, "value": np.int32, "root": np.intp}


class Trees(Struct, frozen=True, eq=False):
    """Decision trees as arrays over all nodes; the two children of a node are neighbours.

    Attributes:
        feature: the column that each node compares. intp, shape (nodes,)
        threshold: up to this value the first child is next, else the second; infinite for a leaf. float32, shape
            (nodes,)
        child: the index of the first child; of a leaf its own index. intp, shape (nodes,)
        value: what each leaf adds to the log odds, in steps of 2 ** -20. int32, shape (nodes,)
        root: the index of the root of each tree. intp, shape (trees,)
        depth: the largest number of edges from a root to a leaf.
    """

    feature: npt.NDArray[np.intp]
    threshold: npt.NDArray[np.float32]
    child: npt.NDArray[np.intp]
    value: npt.NDArray[np.int32]
    root: npt.NDArray[np.intp]
    depth: int

    def probability(self, rows: Floats32) -> Floats:
        """Give the probability that each row is main text: the logistic function of the sum of its leaves.

        Args:
            rows: features in the order of `features.names`, without NaN. float32, shape (rows, features)

        Returns:
            float64, shape (rows,).

        >>> columns = [0, 0, 0], [1.5, np.inf, np.inf], [1, 1, 2], [0, -(2**20), 2**20], [0]
        >>> kinds = np.intp, np.float32, np.intp, np.int32, np.intp
        >>> stump = Trees(*(np.array(c, kind) for c, kind in zip(columns, kinds)), depth=1)
        >>> stump.probability(np.array([[1.0], [2.0]], np.float32)).round(3).tolist()
        [0.269, 0.731]
        """
        parts = [self._sums(rows[i : i + _BATCH]) for i in range(0, len(rows), _BATCH)]
        sums = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        return np.asarray(1 / (1 + np.exp(-sums / _STEPS)))

    def _sums(self, rows: Floats32) -> Ints:
        leaf = self._leaves(np.ascontiguousarray(rows).ravel(), rows.shape[1], len(rows))
        return np.asarray(self.value.take(leaf).reshape(len(rows), -1).sum(axis=1, dtype=np.int64))

    def _leaves(self, flat: Floats32, width: int, number: int) -> npt.NDArray[np.intp]:
        """Give the leaf of each row in each tree: intp, shape (rows * trees,).

        Args:
            flat: the features of all rows, one row after another. float32, shape (rows * width,)
            width: features of a row.
            number: how many rows there are.
        """
        reached = np.tile(self.root, number)
        at, pair = reached, np.arange(len(reached))
        offset = np.repeat(np.arange(number) * width, len(self.root))
        for level in range(1, self.depth + 1):
            beyond = flat.take(offset + self.feature.take(at)) > self.threshold.take(at)
            at = self.child.take(at) + beyond
            if level >= _FIRST_TAKEN_OUT and (level - _FIRST_TAKEN_OUT) % _TAKEN_OUT == 0:
                reached[pair] = at
                inner = np.flatnonzero(self.child.take(at) != at)
                at, pair, offset = at.take(inner), pair.take(inner), offset.take(inner)
        reached[pair] = at
        return reached


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
