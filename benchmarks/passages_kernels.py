"""Time the passage kernels on a planted corpus, stage by stage in one process, and score what they find.

    python benchmarks/passages_kernels.py corpus.jsonl

Beside ``corpus.jsonl`` (records of id and text) lies ``corpus.truth.jsonl``: planted boilerplate (taken as holes),
passages and pairs of documents. Prints CPU seconds a stage, and the scores.
"""

from __future__ import annotations

import collections
import json
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.cluster import Members, cluster
from chaffinch.config import PassageConfig
from chaffinch.fold import Holes, fold, origins
from chaffinch.letters import LettersInMemory
from chaffinch.passages.anchors import link
from chaffinch.passages.chains import Anchors
from chaffinch.passages.coverage import coverages
from chaffinch.passages.matched import Matched
from chaffinch.passages.seeds import seeds
from chaffinch.passages.verify import matches

T = TypeVar("T")
Ints = npt.NDArray[np.int64]
Span = tuple[int, int]
NEAR = 0.8


class Record(msgspec.Struct):
    """A line of the corpus."""

    id: str
    text: str


@dataclass
class Truth:
    """What was planted, by document id."""

    boilerplate: dict[str, list[list[Any]]] = field(default_factory=dict)
    passages: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    group: dict[str, str] = field(default_factory=dict)


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
    records = msgspec.json.Decoder(Record)
    documents = [records.decode(line) for line in path.read_bytes().splitlines()]
    truth = _truth(path.with_suffix(".truth.jsonl"))
    texts = pa.array([d.text for d in documents], pa.large_string())
    spans = [truth.boilerplate.get(d.id, []) for d in documents]
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
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    print(f"{len(documents)} documents, {path.stat().st_size / 1e6:.0f} MB, {len(folded.letters)} letters")
    print(f"{rows.num_rows} seeds, {anchors.num_rows} anchors, {len(found)} matches, {pairs.num_rows} pairs")
    print("CPU s:", clock.spent, "all:", round(sum(clock.spent.values()), 2))
    print(f"memory: {before >> 10} MB with the texts, {peak >> 10} MB at the peak")
    print("passages:", score_passages(found, documents, spans, truth))
    print("documents:", score_documents(pairs, documents, truth))


def score_passages(
    found: Matched, documents: list[Record], holes: list[list[list[Any]]], truth: Truth
) -> dict[str, Any]:
    """Score clusters of matches: members covered by half, pairs of members in one cluster or matched, best IoU."""
    members = cluster(
        (found.left, found.left_start, found.left_stop), (found.right, found.right_start, found.right_stop)
    )
    spans = dict(_in_text(members, documents, holes))
    direct = {frozenset(pair) for pair in zip(members.left.tolist(), members.right.tolist(), strict=True)}
    label = members.label.tolist()
    count: collections.Counter[str] = collections.Counter()
    overlap: list[float] = []
    for passage in truth.passages:
        hits = []
        for member in passage["members"]:
            rows = [(i, _iou((a, b), member), _share((a, b), member)) for i, a, b in spans.get(member["id"], ())]
            overlap.append(max((iou for _, iou, _ in rows), default=0.0))
            hits.append([i for i, _, share in rows if share >= 0.5])
        count["members"] += len(hits)
        count["covered"] += sum(map(bool, hits))
        for x, one in enumerate(hits):
            for two in hits[x + 1 :]:
                count["pairs"] += 1
                count["direct"] += any(frozenset((i, j)) in direct for i in one for j in two)
                count["one cluster"] += bool({label[i] for i in one} & {label[j] for j in two})
    return {
        "covered": round(count["covered"] / count["members"], 4),
        "pairs in one cluster": round(count["one cluster"] / count["pairs"], 4),
        "pairs matched": round(count["direct"] / count["pairs"], 4),
        "IoU": round(float(np.mean(overlap)), 4),
    }


def score_documents(pairs: pa.RecordBatch, documents: list[Record], truth: Truth) -> dict[str, float]:
    """Score pairs of documents that cover each other: recall by rate of edits, and precision."""
    both = np.minimum(pairs.column("left_coverage").to_numpy(), pairs.column("right_coverage").to_numpy())
    kept = both >= NEAR
    ids = [d.id for d in documents]
    near = {
        frozenset((ids[a], ids[b]))
        for a, b in zip(*(pairs.column(n).to_numpy()[kept].tolist() for n in ("left", "right")), strict=True)
    }
    total: collections.Counter[str] = collections.Counter()
    hit: collections.Counter[str] = collections.Counter()
    for pair in truth.pairs:
        rate = f"{pair['rate']:.0%}"
        total[rate] += 1
        hit[rate] += frozenset((pair["src"], pair["dup"])) in near
    right = sum(len({truth.group.get(i, i) for i in pair}) == 1 for pair in near)
    return {rate: round(hit[rate] / total[rate], 4) for rate in sorted(total)} | {
        "precision": round(right / max(len(near), 1), 4)
    }


def _truth(path: Path) -> Truth:
    truth = Truth()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        match row["type"]:
            case "boiler":
                truth.boilerplate[row["id"]] = row["spans"]
            case "passage":
                truth.passages.append(row)
            case "pair":
                truth.pairs.append(row)
            case "group":
                truth.group |= dict.fromkeys(row["ids"], row["ids"][0])
    return truth


def _in_text(
    members: Members, documents: list[Record], holes: list[list[list[Any]]]
) -> Iterator[tuple[str, list[tuple[int, int, int]]]]:
    """Give each document's members as index, start and stop in code points."""
    edges = np.searchsorted(members.number, np.arange(len(documents) + 1))
    for number in np.flatnonzero(np.diff(edges)).tolist():
        part = np.arange(edges[number], edges[number + 1])
        text, cut = documents[number].text, [(a, b) for a, b, _ in holes[number]]
        start = origins(text, members.start[part], cut)
        stop = origins(text, members.stop[part] - 1, cut) + 1
        yield documents[number].id, list(zip(part.tolist(), start.tolist(), stop.tolist(), strict=True))


def _shared(span: Span, member: dict[str, Any]) -> int:
    return int(max(0, min(span[1], member["end"]) - max(span[0], member["start"])))


def _share(span: Span, member: dict[str, Any]) -> float:
    return float(_shared(span, member) / (member["end"] - member["start"]))


def _iou(span: Span, member: dict[str, Any]) -> float:
    shared = _shared(span, member)
    return float(shared / (span[1] - span[0] + member["end"] - member["start"] - shared))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
