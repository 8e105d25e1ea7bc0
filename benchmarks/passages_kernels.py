"""Time the passage kernels on a planted corpus, stage by stage in one process; ``planted.py`` scores what they find.

    python benchmarks/passages_kernels.py corpus.jsonl

Beside ``corpus.jsonl`` (records of id and text) is ``corpus.truth.jsonl``, of which planted boilerplate is taken as
holes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import pyarrow as pa
from measuring import machine, versions

from chaffinch.config import PassageConfig
from chaffinch.matching.anchors import link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.compare import matches
from chaffinch.matching.coverage import coverages
from chaffinch.matching.letters import LettersInMemory
from chaffinch.matching.winnowing import seeds
from chaffinch.text.folding import Holes, fold

T = TypeVar("T")


class Record(msgspec.Struct):
    """A line of the corpus."""

    id: str
    text: str


@dataclass
class Clock:
    """CPU seconds of each stage."""

    spent: dict[str, float] = field(default_factory=dict)

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        result = work()
        self.spent[stage] = round(time.process_time() - start, 2)
        return result


def main(path: Path) -> None:
    """Run all kernels over one corpus."""
    records = msgspec.json.Decoder(Record)
    documents = [records.decode(line) for line in path.read_bytes().splitlines()]
    planted = _boilerplate(path.with_suffix(".truth.jsonl"))
    spans = [planted.get(d.id, []) for d in documents]
    texts = pa.array([d.text for d in documents], pa.large_string())
    holes = Holes(*(pa.array([[s[i] for s in row] for row in spans], pa.list_(pa.int32())) for i in range(2)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock = Clock()
    folded = clock("fold", lambda: fold(texts, holes))
    rows = clock("seeds", lambda: seeds(folded, np.arange(len(folded))))
    anchors = clock("link", lambda: next(link(rows)))
    letters = LettersInMemory(folded)
    found = clock("chain + verify", lambda: matches(Anchors.of(anchors), letters, PassageConfig()))
    pairs = clock("coverage", lambda: coverages(found, letters))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(machine())
    print(versions("chaffinch", "numpy", "pyarrow", "rapidfuzz"))
    print(f"{len(documents)} documents, {path.stat().st_size / 1e6:.0f} MB, {len(folded.letters)} letters")
    print(f"{rows.num_rows} seeds, {anchors.num_rows} anchors, {len(found)} matches, {pairs.num_rows} pairs")
    print("CPU s:", clock.spent, "all:", round(sum(clock.spent.values()), 2))
    print(f"memory: {before >> 10} MB with the texts, {peak >> 10} MB at the peak")


def _boilerplate(path: Path) -> dict[str, list[list[int]]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["id"]: row["spans"] for row in rows if row["type"] == "boiler"}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
