"""What boilerplate leaves out of matching."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.model import HOLE_SCORE, REMOVED_CATEGORIES
from chaffinch.text import Holes

__all__ = ["holes"]


def holes(batch: pa.RecordBatch) -> Holes:
    """Give the findings of removable categories, whatever will be done with them: ranges to leave out of matching.

    Args:
        batch: with the columns of `schemas.MARKS`.
    """
    start, stop = batch["start"], batch["stop"]
    category, score = batch["category"].flatten(), batch["score"].flatten()
    keep = pc.and_(pc.is_in(category, pa.array(REMOVED_CATEGORIES)), pc.greater_equal(score, HOLE_SCORE))
    row = pc.list_parent_indices(start).filter(keep).to_numpy()
    offsets = pa.array(np.searchsorted(row, np.arange(len(start) + 1)).astype(np.int32))
    return Holes(*(pa.ListArray.from_arrays(offsets, c.flatten().filter(keep)) for c in (start, stop)))
