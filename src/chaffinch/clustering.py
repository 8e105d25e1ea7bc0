"""Matches of passages -> their clusters, by maps over documents and over clusters; no process holds them all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chaffinch.cluster import ENDS, HALVES, MEMBERS, SPANS, Edges, Ends, Members, Spans
from chaffinch.config import Config
from chaffinch.connected import EDGES, LABELS, connected
from chaffinch.engines import Engine, Output, Table
from chaffinch.passages.carried import ROUNDS, WANTED, Carry, Want
from chaffinch.passages.matched import MATCHES

__all__ = ["ROWS_OF", "Clustered", "clustered", "rows_buckets"]

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
        split = Output(f"ends-{turn}", ENDS, split=("number",), buckets=buckets)
        ends += engine.map(Ends(), matches, [split])
        found, by_label = _clusters(engine, ends, turn, buckets, config.work.share)
        if turn == ROUNDS:
            break
        wanted = Output(f"wanted-{turn}", WANTED, split=("label",), buckets=buckets)
        (looked_for,) = engine.map(Want(), (found.members, *ends), [wanted], by_key=True)
        carry = Carry(letters, config.passages)
        (matches,) = engine.map(carry, (by_label, looked_for), [Output(f"carried-{turn}", MATCHES)], by_key=True)
        if not sum(matches.rows):
            break
    return found


def _clusters(engine: Engine, ends: tuple[Table, ...], turn: int, buckets: int, memory: int) -> tuple[Clustered, Table]:
    """Cluster matches as they are; give the members also split by cluster."""

    def split(name: str, schema: object, key: str) -> Output:
        return Output(f"{name}-{turn}", schema, split=(key,), buckets=buckets)

    outputs = [split("spans", SPANS, "number"), split("halves", HALVES, "number")]
    spans, halves = engine.map(Spans(), ends, outputs, by_key=True)
    (edges,) = engine.map(Edges(), (spans, halves), [Output(f"edges-{turn}", EDGES)], by_key=True)
    labels = connected(engine, edges, split("labels", LABELS, "number"), memory=memory)
    outputs = [split("members", MEMBERS, "number"), split("clusters", MEMBERS, "label")]
    members, by_label = engine.map(Members(), (spans, labels), outputs, by_key=True)
    return Clustered(ends, spans, members), by_label
