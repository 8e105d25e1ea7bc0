"""Choose the blocks of pages again, with what other pages of their hosts say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate.templates import host_hashes
from chaffinch.html.reselection import reconsider
from chaffinch.html.result import Candidate
from chaffinch.html.sites.evidence import PLACE, PROFILE, TEXT, Evidence, keys, text_keys
from chaffinch.schemas import READ

__all__ = ["known_to", "reconsidered"]

Row = dict[str, object]


def known_to(folder: Path) -> Evidence | None:
    """Give the evidence that a run folder holds; None where no host had pages enough."""
    path = folder / PROFILE
    return Evidence.load(path) if path.exists() else None


def reconsidered(batch: pa.RecordBatch, evidence: Evidence | None) -> pa.RecordBatch:
    """Choose the blocks of every page again; what is no page, or of no host that is known, stays as it is.

    Args:
        batch: columns of `tables.READ`, or more; kept as they are but for ``text`` and ``left_out``.
    """
    if evidence is None or not len(evidence.mean):
        return batch
    host = host_hashes(batch["host"])
    some = (host > 0) & (pc.list_value_length(batch["blocks"]).fill_null(0).to_numpy() > 0)
    changed: dict[int, tuple[str, list[Row]]] = {}
    for row in np.flatnonzero(some).tolist():
        if found := _again(batch, row, host[row], evidence):
            changed[row] = found
    if not changed:
        return batch
    columns = {name: batch[name] for name in batch.schema.names}
    for at, name in enumerate(("text", "left_out")):
        values = [changed[i][at] if i in changed else value.as_py() for i, value in enumerate(batch[name])]
        columns[name] = pa.array(values, READ.field(name).type)
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=batch.schema)


def _again(batch: pa.RecordBatch, row: int, host: np.uint64, evidence: Evidence) -> tuple[str, list[Row]] | None:
    blocks = batch["blocks"][row].values
    texts = blocks.field("text").to_pylist()
    score, place = (blocks.field(name).to_numpy() for name in ("score", "place"))
    likely = evidence.probability(score, keys(place, host, PLACE), keys(text_keys(texts), host, TEXT))
    if np.array_equal(likely, score):
        return None
    candidates = [Candidate(**block) for block in blocks.to_pylist()]
    found = reconsider(candidates, batch["elsewhere"][row].as_py(), likely)
    if found is None:
        return None
    asked: list[Row] = [out for out in batch["left_out"][row].as_py() if out["reason"] == "consent"]
    new: list[Row] = [{"after": b.after, "text": b.text, "reason": b.reason, "score": b.score} for b in found[1]]
    return found[0], asked + new
