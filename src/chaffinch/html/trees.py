"""Sums of decision trees as arrays: what gradient boosting has learned, without the library that learned it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Trees"]

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
