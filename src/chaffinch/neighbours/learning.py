"""Learn from the pages of hosts: which to look at, and the two steps over them."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate.counting import SAMPLED, sample
from chaffinch.engines import Engine, Output, Table
from chaffinch.files import EXTRACTED
from chaffinch.neighbours.counting import JUDGED, SEEN, Count, Judge
from chaffinch.neighbours.evidence import PROFILE, Evidence

__all__ = ["learn", "looked_at"]

_BUCKETS = 16  # over which hosts are spread: each is judged in one piece


def looked_at(facts: pa.Table, names: pa.Array) -> pa.Array:
    """Choose the pages to look at: HTML pages of hosts of three or more, a sample of large ones by a hash of the id."""
    page = pc.and_kleene(pc.equal(facts["encoding"], EXTRACTED), pc.is_valid(facts["host"])).combine_chunks()
    ids = pc.if_else(pc.and_(page.fill_null(False), facts["failure"].is_null().combine_chunks()), names, None)
    return sample(ids.cast(pa.string()), facts["host"].combine_chunks())


def learn(engine: Engine, tables: tuple[Table, ...], chosen: pa.Array, folder: Path) -> str | None:
    """Learn from the pages that were chosen, into a file of the run folder.

    Args:
        tables: TEXTS, NUMBERS and PAGES beside one another.
        chosen: `looked_at`.

    Returns:
        A digest of the file; None where there is nothing to learn, and no file is written.
    """
    if not pc.any(chosen).as_py():
        return None
    sampled = engine.write_beside(Output("paged", SAMPLED), tables[0], pa.table({"sampled": chosen}), key="")
    (seen,) = engine.map(Count(), (*tables, sampled), [Output("seen", SEEN, split=("group",), buckets=_BUCKETS)])
    (judged,) = engine.map(Judge(), seen, [Output("judged", JUDGED)], by_key=True)
    rows = pa.Table.from_batches(engine.read(judged), JUDGED)
    if not len(rows):
        return None
    key, kind, total, pages = (column.to_numpy().astype(np.int64) for column in rows.columns)
    path = folder / PROFILE
    Evidence.of(key, kind, total, pages).save(path)
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()
