"""The clusters of a run as values with their texts: what ``report``, ``explain`` and ``passages`` show.

A document that was dropped no longer stands in the corpus, so its passages are left out here, and a passage
that is left alone by that repeats nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from chaffinch.runs import read_passages

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs import Run

__all__ = ["KINDS", "Cluster", "Member", "clusters", "connect", "count", "members_of"]

KINDS = ("document", "quotation", "syndicated", "repeat")

STANDING = """
    SELECT c.*, count(*) OVER members AS size,
           sum(CASE WHEN same THEN 0 ELSE 1 END) OVER members AS documents
    FROM (SELECT c.*, coalesce(lag(c.document) OVER place = c.document, false) AS same
          FROM clusters c LEFT JOIN documents d USING (document)
          WHERE c.kind = 'document' OR d.outcome = 'cleaned'
          WINDOW place AS (PARTITION BY cluster ORDER BY c.document, start, stop)) c
    WINDOW members AS (PARTITION BY cluster)
    QUALIFY size > 1
"""
"""The members that still stand, each with the number of members and of documents of its cluster."""


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """One passage of a cluster, with its text; ``keeper`` says that it stays, ``speaker`` who is quoted."""

    document: str
    start: int
    stop: int
    keeper: bool
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Passages that say the same thing.

    Attributes:
        cluster: its id.
        kind: ``document``, ``quotation``, ``syndicated`` or ``repeat``.
        documents, size: how many documents and passages it has.
        members: the passages, in the order of their documents; fewer than ``size`` where limited.
    """

    cluster: str
    kind: str
    documents: int
    size: int
    members: tuple[Member, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give plain dictionaries and lists."""
        return {**asdict(self), "members": [asdict(member) for member in self.members]}


def connect(run: Run, *names: str) -> duckdb.DuckDBPyConnection:
    """Open a database in which these tables of a run have their names; it reads of them what a query needs."""
    import duckdb

    database = duckdb.connect(config={"memory_limit": f"{run.config.work.memory // 1_000_000}MB"})
    for name in names:
        path = run.file(name)
        rows = database.read_parquet(str(path)) if path.exists() else database.from_arrow(run.table(name))
        rows.create_view(name)
    return database


def clusters(
    run: Run, *, kind: str | None = None, limit: int | None = None, members: int | None = None
) -> Iterator[Cluster]:
    """Give the clusters that still stand, those in the most documents first, then the longest.

    The texts of all of them are read at one pass over the input.

    Args:
        run: a finished run.
        kind: only this kind; without it all kinds but ``document``.
        limit: the most clusters.
        members: the most members of one cluster.
    """
    query = f"""
        WITH standing AS ({STANDING}),
        chosen AS (SELECT cluster, max(documents) AS most, max(stop - start) AS longest
                   FROM standing WHERE {"kind = $kind" if kind else "kind <> 'document'"}
                   GROUP BY cluster ORDER BY most DESC, longest DESC, cluster {_cut(limit)})
        SELECT s.cluster, kind, documents, size, document, start, stop, keeper, speaker
        FROM standing s JOIN chosen USING (cluster)
        QUALIFY row_number() OVER (PARTITION BY s.cluster ORDER BY document, start, stop)
                <= {_most(members)}
        ORDER BY most DESC, longest DESC, s.cluster, document, start, stop"""
    with connect(run, "clusters", "documents") as database:
        rows = database.execute(query, {"kind": kind} if kind else None).fetchall()
    yield from _gather(run, rows)


def count(run: Run, *, kind: str | None = None) -> int:
    """Count the clusters that `clusters` would give without a limit."""
    chosen = "kind = $kind" if kind else "kind <> 'document'"
    query = f"SELECT count(DISTINCT cluster) FROM ({STANDING}) WHERE {chosen}"
    with connect(run, "clusters", "documents") as database:
        row = database.execute(query, {"kind": kind} if kind else None).fetchone()
    return int(row[0]) if row else 0


def members_of(run: Run, document: str, *, members: int | None = None) -> list[Cluster]:
    """Give the clusters that have a passage of this document, in the order of these passages.

    Args:
        run: a finished run.
        document: its id; all its own passages are given whatever the limit.
        members: the most passages of other documents in one cluster.
    """
    query = f"""
        WITH standing AS ({STANDING}),
        here AS (SELECT cluster, min(start) AS first FROM standing
                 WHERE document = $document AND kind <> 'document' GROUP BY cluster)
        SELECT s.cluster, kind, documents, size, document, start, stop, keeper, speaker
        FROM standing s JOIN here USING (cluster)
        QUALIFY document = $document OR
                row_number() OVER (PARTITION BY s.cluster, document = $document
                                   ORDER BY document, start, stop) <= {_most(members)}
        ORDER BY first, s.cluster, document, start, stop"""
    with connect(run, "clusters", "documents") as database:
        rows = database.execute(query, {"document": document}).fetchall()
    return list(_gather(run, rows))


def _cut(limit: int | None) -> str:
    return "" if limit is None else f"LIMIT {limit}"


def _most(members: int | None) -> str:
    return "size" if members is None else str(members)


def _gather(run: Run, rows: Sequence[tuple[Any, ...]]) -> Iterator[Cluster]:
    """Make clusters of rows that stand in their order, with the texts of all of them read at one pass."""
    texts = iter(read_passages(run, [(row[4], row[5], row[6]) for row in rows]))
    for head, group in groupby(rows, key=lambda row: row[:4]):
        members = [
            Member(document, start, stop, bool(keeper), speaker, next(texts))
            for _, _, _, _, document, start, stop, keeper, speaker in group
        ]
        cluster, kind, documents, size = head
        yield Cluster(cluster, kind, documents, size, tuple(members))
