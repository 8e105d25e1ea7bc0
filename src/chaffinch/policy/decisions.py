"""Decisions over a whole corpus: plans made from matches, settled document by document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from chaffinch.config import PolicyConfig
from chaffinch.model import Finding, Passage, Removal
from chaffinch.policy import verdicts
from chaffinch.policy.whole import whole_sentences
from chaffinch.schemas import DECISIONS, PLANS, lists

__all__ = ["Decide"]

_Row = tuple[Any, ...]
_MARKS = ("start", "stop", "category", "rule", "score")


@dataclass(frozen=True, slots=True)
class Decide:
    """Kernel: texts beside their numbers, findings and plans -> the decisions for each, as lists."""

    config: PolicyConfig

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one batch of `DECISIONS`, row by row."""
        rows = zip(
            batch["number"].to_pylist(), batch["text"], lists(batch, _MARKS), lists(batch, PLANS.names), strict=True
        )
        yield _columns([self._document(*row) if number >= 0 else [] for number, *row in rows])

    def _document(self, cell: pa.StringScalar, marks: list[_Row], plans: list[_Row]) -> list[Removal]:
        whole = [_planned(*row) for is_whole, *row in plans if is_whole]
        passages = [_planned(*row) for is_whole, *row in plans if not is_whole]
        if any(row.action == "remove" for row in whole):
            return whole
        if not marks and not passages:
            return whole
        findings = [Finding(*row) for row in marks]
        text = cell.as_py()
        if self.config.passages == "remove":
            passages = whole_sentences(text, passages)
        return whole + verdicts.decide(text, findings, self.config, passages=passages)


def _planned(*row: Any) -> Removal:
    action, start, stop, reason, score, *keeper = row
    return Removal(start, stop, action, reason, "", score, Passage(*keeper))


def _columns(documents: list[list[Removal]]) -> pa.RecordBatch:
    rows = [r for document in documents for r in document]
    offsets = [0]
    for document in documents:
        offsets.append(offsets[-1] + len(document))
    values = {
        "start": [r.start for r in rows],
        "stop": [r.stop for r in rows],
        "action": [r.action for r in rows],
        "reason": [r.reason for r in rows],
        "rule": [r.rule for r in rows],
        "score": [r.score for r in rows],
        "keeper": [r.keeper and r.keeper.document for r in rows],
        "keeper_start": [r.keeper and r.keeper.start for r in rows],
        "keeper_stop": [r.keeper and r.keeper.stop for r in rows],
    }
    columns = [
        pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(values[f.name], f.type.value_type)).cast(
            f.type
        )
        for f in DECISIONS
    ]
    return pa.RecordBatch.from_arrays(columns, schema=DECISIONS)
