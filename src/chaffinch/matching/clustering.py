"""Matches of passages -> their clusters, by maps over documents and over clusters; no process holds them all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from chaffinch.config import Config
from chaffinch.engines import EDGES, LABELS, Engine, Output, Table, connected
from chaffinch.matching.cluster import ENDS, HALVES, MEMBERS, SPANS, Edges, Ends, Members, Spans
from chaffinch.matching.matched import MATCHES
from chaffinch.matching.projection import ROUNDS, WANTED, Carry, Want

__all__ = ["ROWS_OF", "Clustered", "clustered", "clusters", "rows_buckets"]

ROWS_OF = 500_000
"""Rows of matches that go to one bucket: some 100 MB until they are sorted and joined."""


@dataclass(frozen=True, slots=True)
class Clustered:
    """Matches and clusters of passages, all split by document.

    Attributes:
        ends: tables of `ENDS`.
        spans: rows of `SPANS`.
        members: rows of `MEMBERS`.
    """

    ends: tuple[Table, ...]
    spans: Table
    members: Table


def rows_buckets(table: Table) -> int:
    """Give the number of buckets for the rows of a table."""
    return 1 + sum(table.rows) // ROWS_OF


def clustered(engine: Engine, matches: Table, letters: Path, config: Config) -> Clustered:
    """Cluster matches, and add those that members of a cluster lack.

    Args:
        matches: rows of `MATCHES`, each match once.
        letters: the folder of the letters of the documents.
        config: the limits of a match, and of memory.
    """
    buckets = rows_buckets(matches)
    ends: tuple[Table, ...] = ()
    for turn in range(ROUNDS + 1):
        found, by_label = clusters(engine, matches, ends, turn, buckets=buckets, memory=config.work.share)
        if turn == ROUNDS:
            break
        ends = found.ends
        wanted = Output(f"wanted-{turn}", WANTED, split=("label",), buckets=buckets)
        (looked_for,) = engine.map(Want(), (found.members, *ends), [wanted], by_key=True)
        if not sum(looked_for.rows):
            break
        carry = Carry(letters, config.passages)
        (matches,) = engine.map(carry, (by_label, looked_for), [Output(f"carried-{turn}", MATCHES)], by_key=True)
        if not sum(matches.rows):
            break
    return found


def clusters(
    engine: Engine, matches: Table, known: tuple[Table, ...], turn: int, *, buckets: int, memory: int
) -> tuple[Clustered, Table]:
    """Cluster matches as they are.

    Args:
        matches: rows of `MATCHES`.
        known: tables of `ENDS`, of matches of earlier turns.
        turn: how often this was done before.
        buckets: into which rows are split.
        memory: bytes that a task may take.

    Returns:
        The clusters, and the members also split by cluster.
    """

    def split(name: str, schema: pa.Schema, key: str = "number") -> Output:
        return Output(f"{name}-{turn}", schema, split=(key,), buckets=buckets)

    ends = known + engine.map(Ends(), matches, [split("ends", ENDS)])
    spans, halves = engine.map(Spans(), ends, [split("spans", SPANS), split("halves", HALVES)], by_key=True)
    (edges,) = engine.map(Edges(), (spans, halves), [Output(f"edges-{turn}", EDGES)], by_key=True)
    labels = connected(engine, edges, split("labels", LABELS), memory=memory)
    outputs = [split("members", MEMBERS), split("clusters", MEMBERS, "label")]
    members, by_label = engine.map(Members(), (spans, labels), outputs, by_key=True)
    return Clustered(ends, spans, members), by_label
