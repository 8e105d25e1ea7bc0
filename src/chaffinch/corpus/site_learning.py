"""Learn from the pages of hosts: which to look at, and the two steps over them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.engines import Engine, Output, Table
from chaffinch.formats import EXTRACTED
from chaffinch.html.sites import JUDGED, PROFILE, SEEN, Count, Evidence, Judge

__all__ = ["LookedAt", "learn"]

_BUCKETS = 16  # over which hosts are spread: each is judged in one piece


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Tells which pages may be looked at: HTML pages."""

    def __call__(self, facts: pa.RecordBatch) -> pa.BooleanArray:
        """Do as `chaffinch.corpus.sampling.Eligible`."""
        page = pc.fill_null(pc.equal(facts["encoding"], EXTRACTED), False)
        return pc.and_(page, facts["failure"].is_null())


def learn(engine: Engine, tables: tuple[Table, ...], folder: Path) -> str | None:
    """Learn from the pages that were chosen, into a file of the run folder.

    Args:
        tables: TEXTS, NUMBERS, PAGES and SAMPLED beside one another.

    Returns:
        A digest of the file; None where there is nothing to learn, and no file is written.
    """
    if not any(pc.any(batch["sampled"]).as_py() for batch in engine.read(tables[-1])):
        return None
    (seen,) = engine.map(Count(), tables, [Output("seen", SEEN, split=("group",), buckets=_BUCKETS)])
    (judged,) = engine.map(Judge(), seen, [Output("judged", JUDGED)], by_key=True)
    rows = pa.Table.from_batches(engine.read(judged), JUDGED)
    if not len(rows):
        return None
    key, kind, total, pages = (column.to_numpy().astype(np.int64) for column in rows.columns)
    path = folder / PROFILE
    Evidence.of(key, kind, total, pages).save(path)
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()
