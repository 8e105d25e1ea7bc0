"""How likely each block of a page is main text: boosted trees over features that know no words.

The weights are a data file beside this module, made by ``benchmarks/train_blocks.py``; ``docs/blockmodel.md`` says
from what, and how well they do.

Sums of decision trees as arrays: what gradient boosting has learned, without the library that learned it.

Which blocks to keep, given how likely each is: those that together promise the best F.

No threshold is right for all pages: on a page of which nearly all is text a doubtful block is worth keeping, on one
with little text in much clutter it is not. So blocks are kept, the likeliest first, as long as the expected F of what
is kept grows (Lewis 1995, "Evaluating and optimizing autonomous text classification systems", section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from chaffinch.text import Bools, Floats

__all__ = ["Trees", "best", "expected", "load"]


_ROWS = 2048  # at a time: a huge page must not take rows x trees of memory at once


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees whose nodes lie in one row, the two children of a node side by side.

    Attributes:
        feature: the column that a node looks at. int16, shape (nodes,)
        threshold: up to this value the first child is next, else the second; infinite for a leaf. float32
        child: the first child; of a leaf the leaf itself. int32
        value: what a leaf adds, in steps of 2 ** -20, so that no order of adding gives another sum. int32
        root: the first node of each tree. int32, shape (trees,)
        depth: the longest way from a root to a leaf.
    """

    feature: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    child: npt.NDArray[np.int32]
    value: npt.NDArray[np.int32]
    root: npt.NDArray[np.int32]
    depth: int

    def probability(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Give the logistic function of the sum of the leaves that each row comes to.

        Args:
            rows: float32, shape (rows, features), without NaN.

        Returns:
            float64, shape (rows,).

        >>> columns = [0, 0, 0], [1.5, np.inf, np.inf], [1, 1, 2], [0, -(2**20), 2**20], [0]
        >>> kinds = np.int16, np.float32, np.int32, np.int32, np.int32
        >>> stump = Trees(*(np.array(c, kind) for c, kind in zip(columns, kinds)), depth=1)
        >>> stump.probability(np.array([[1.0], [2.0]], np.float32)).round(3).tolist()
        [0.269, 0.731]
        """
        parts = [self._sums(rows[i : i + _ROWS]) for i in range(0, len(rows), _ROWS)]
        sums = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        return np.asarray(1 / (1 + np.exp(-sums / 2.0**20)))

    def _sums(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        flat = np.ascontiguousarray(rows).ravel()
        offset = (np.arange(len(rows), dtype=np.int64) * rows.shape[1])[:, None]
        at = np.broadcast_to(self.root, (len(rows), len(self.root)))
        for _ in range(self.depth):
            beyond = flat.take(offset + self.feature.take(at)) > self.threshold.take(at)
            at = self.child.take(at) + beyond
        return np.asarray(self.value.take(at).sum(axis=1, dtype=np.int64))


_DATA = "blockmodel.npz"
_KINDS = {"feature": np.int16, "threshold": np.float32, "child": np.int32, "value": np.int32, "root": np.int32}


@lru_cache(maxsize=1)
def load() -> Trees:
    """Read the trees of the package; kept for the process. Their columns are those of `features.names`."""
    with (files("chaffinch.html") / _DATA).open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        columns = {key: data[key].astype(kind) for key, kind in _KINDS.items()}
        return Trees(**columns, depth=int(data["depth"]))


def best(probability: Floats, weight: Floats) -> tuple[Bools, float]:
    """Choose the blocks with the largest expected F, and give that F.

    Args:
        probability: that a block is main text. float64, shape (blocks,)
        weight: how much a block counts, its words. float64, shape (blocks,)

    >>> kept, f = best(np.array([0.9, 0.1, 0.6]), np.array([10.0, 10.0, 5.0]))
    >>> kept.tolist(), round(f, 3)
    ([True, False, True], 0.857)
    """
    order = np.argsort(-probability, kind="stable")
    kept, right = np.cumsum(weight[order]), np.cumsum((probability * weight)[order])
    if not len(order) or not right[-1] > 0:
        return np.zeros(len(order), np.bool_), 0.0
    promised = 2 * right / (kept + right[-1])
    last = int(np.argmax(promised))
    chosen = np.zeros(len(order), np.bool_)
    chosen[order[: last + 1]] = True
    return chosen, float(promised[last])


def expected(probability: Floats, weight: Floats, share: Floats, total: float) -> float:
    """Give the expected F of a text that holds these shares of the blocks.

    Args:
        share: of each block's words that the text has. float64, shape (blocks,)
        total: words of the text.

    >>> round(expected(np.array([0.9, 0.1]), np.array([10.0, 10.0]), np.array([1.0, 1.0]), 20.0), 3)
    0.667
    """
    right, wanted = float(probability @ (weight * share)), float(probability @ weight)
    return 2 * right / (total + wanted) if total + wanted > 0 else 0.0
