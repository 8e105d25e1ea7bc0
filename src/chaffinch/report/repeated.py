"""The clusters of a run as values with their texts, for the summary, ``explain`` and ``passages``.

Those *worth reading* come first: prose that is alike, on several sites. Most repeats are not: names with titles, forms,
parts of sentences, what one site or document repeats, part of what another cluster has. Measured on three corpora of
news, of the first twenty clusters in the order below 20, 19 and 17 are of use, and none of those in the most documents.

A dropped document is no longer in the corpus, so its passages are left out here, and so is a passage that no other
document has any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from chaffinch.model import INDEXED
from chaffinch.runs import connect, read_passages

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs import Run

__all__ = [
    "JUDGED",
    "KINDS",
    "REMAINING",
    "Cluster",
    "Member",
    "clusters",
    "counts",
    "members_of",
]

KINDS = ("document", "quotation", "syndicated", "repeat")
"""Kinds of clusters."""

REMAINING = f"""
    SELECT c.* EXCLUDE (own), count(*) OVER members AS size,
           sum(CASE WHEN same THEN 0 ELSE 1 END) OVER members AS documents
    FROM (SELECT c.*, d.host, coalesce(lag(c.document) OVER in_order = c.document, false) AS same,
                 d.outcome IS DISTINCT FROM '{INDEXED}' AS own
          FROM (SELECT * REPLACE (coalesce(sentence_start, start) AS start, coalesce(sentence_stop, stop) AS stop)
                FROM clusters) c LEFT JOIN documents d USING (document)
          WHERE c.kind = 'document' OR d.outcome IN ('cleaned', '{INDEXED}')
          WINDOW in_order AS (PARTITION BY cluster ORDER BY c.document, start, stop)) c
    WINDOW members AS (PARTITION BY cluster)
    QUALIFY size > 1 AND bool_or(own) OVER members
"""
"""The members that are still in the corpus, or in an index that the run was compared with, each with the number of
members and of documents of its cluster. A cluster of an index alone is left out.

They are listed in whole sentences: ``start`` and ``stop`` are those for reading."""

ALIKE = 0.8
"""Similarity of passages, on average, to be worth reading; of quotations less is enough, such as of two translators."""

SPREAD = 10
"""Clusters that are looked at for each one that is listed, so that a list does not tell of one story only."""

SHARED = 0.5
"""Share of the documents of one of two clusters, at least, that the other one has if both are of one story."""

WITHIN, OVERLAPPING = 0.9, 0.5
"""Share of each passage of a cluster, at least, that those of another one have if it only says part of the same; and if
both are in the same documents, where they are one passage that alignments cut in two ways."""

SHORT, EXACT = 200, 0.93
"""Code points of a passage, on average, below which it may be what anybody writes of a fact, and similarity below which
it is, if no quotation and all that its documents share: "The official was not authorized to discuss the matter". Of 60
such clusters in seven corpora ten were text that was used again; of those more alike most are."""

JUDGED = f"""
    WITH alone AS (
        SELECT cluster, any_value(kind) AS kind, max(documents) AS documents, max(stop - start) AS longest,
               list_sort(list(DISTINCT document)) AS found, sum(stop - start) AS total, count(*) AS members,
               any_value(kind) = CASE WHEN one_site THEN 'repeat' ELSE 'syndicated' END
                   AND avg(stop - start) < {SHORT} AND alike < {EXACT} AS bare,
               CASE WHEN one_site THEN max(documents) ELSE sites END * sqrt(avg(stop - start)) * pow(alike, 3) AS value,
               any_value(coalesce(quality, 'prose')) = 'prose' AND max(documents) > 1 AND (sites > 1 OR one_site)
               AND (alike >= {ALIKE} OR any_value(kind) = 'quotation') AS worth
        FROM (SELECT *, count(DISTINCT coalesce(host, document)) OVER c AS sites,
                     avg(coalesce(similarity, 1)) OVER c AS alike,
                     (SELECT count(DISTINCT coalesce(host, document)) FROM documents) < 2 AS one_site
              FROM remaining WINDOW c AS (PARTITION BY cluster))
        GROUP BY cluster, sites, alike, one_site),
    passages AS (SELECT r.cluster, r.document, r.start, r.stop, a.kind, a.members, a.total, a.found
                 FROM remaining r JOIN alone a USING (cluster) WHERE worth AND a.kind <> 'document'),
    within AS (
        SELECT one.cluster, two.cluster AS other FROM passages one JOIN passages two
        ON one.document = two.document AND one.cluster <> two.cluster AND (one.kind = two.kind OR one.found = two.found)
           AND (one.total, two.cluster) < (two.total, one.cluster)
           AND least(one.stop, two.stop) - greatest(one.start, two.start)
               >= CASE WHEN one.found = two.found THEN {OVERLAPPING} ELSE {WITHIN} END * (one.stop - one.start)
        GROUP BY one.cluster, two.cluster
        HAVING count(DISTINCT (one.document, one.start)) = any_value(one.members)),
    related AS (
        SELECT one.cluster FROM remaining one JOIN remaining two
        ON one.document = two.document AND one.cluster <> two.cluster
        WHERE one.cluster IN (SELECT cluster FROM alone WHERE worth AND bare)
        GROUP BY one.cluster, two.cluster HAVING count(DISTINCT one.document) > 1)
    SELECT * EXCLUDE (total, members, bare) REPLACE (
        worth AND NOT (bare AND cluster NOT IN (SELECT cluster FROM related))
        AND cluster NOT IN (SELECT cluster FROM within WHERE other NOT IN (SELECT cluster FROM within)) AS worth
    ) FROM alone
"""
"""The clusters of ``remaining``, each with whether it is worth reading, and its value, by which they are listed: it
grows with sites, length and similarity. A document without a host counts as a site, and so does every document where
all have the same one. What one document alone repeats is not worth reading, and neither is a cluster whose
passages are each within one of another cluster of the same kind that is worth reading, or overlap with those of one in
the same documents, nor a short sentence, worded a
little otherwise each time, of documents that share nothing else."""


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """One passage of a cluster with its text.

    Attributes:
        document: the id of its document.
        start, stop: its range in whole sentences, in code points of the original text.
        keeper: whether it is the passage that stays.
        speaker: who is quoted; None where that is unknown.
        text: the passage.
        named: whom the text around the passage names; None if nobody.
    """

    document: str
    start: int
    stop: int
    keeper: bool
    speaker: str | None
    text: str
    named: str | None = None

    @property
    def attribution(self) -> str:
        """Who is quoted, and whom this text names if that is somebody else; empty where nobody is known.

        >>> Member("a", 0, 4, True, "Ana Lund", "Text", "Tom Aldous").attribution
        'Ana Lund (here: Tom Aldous)'
        """
        same = not self.named or not self.speaker or self.named.split()[-1] == self.speaker.split()[-1]
        return self.speaker or "" if same else f"{self.speaker} (here: {self.named})"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Passages that match one another.

    Attributes:
        cluster: its id.
        kind: one of `KINDS`.
        documents, size: how many documents and passages it has.
        members: the passages, in the order of their documents; fewer than ``size`` where the caller limits them.
    """

    cluster: str
    kind: str
    documents: int
    size: int
    members: tuple[Member, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give plain dictionaries and lists."""
        return {**asdict(self), "members": [asdict(member) for member in self.members]}


def clusters(
    run: Run,
    *,
    kind: str | None = None,
    limit: int | None = None,
    members: int | None = None,
    everything: bool = True,
) -> Iterator[Cluster]:
    """Give the clusters that are still in the corpus: those worth reading first, of the greatest value first.

    With a limit, the value of a cluster is divided by the clusters before it that are of the same documents: a report
    and each quotation in it would else fill the list. The texts of all are read in one pass over the input.

    Args:
        run: a finished run.
        kind: only this kind; None for all kinds but ``document``.
        limit: the largest number of clusters; None for all.
        members: the largest number of members of one cluster; None for all.
        everything: whether to give those that are not worth reading, too.
    """
    with connect(run, "clusters", "documents") as database:
        chosen = _chosen(database, kind, limit, everything=everything)
        query = f"""
            WITH remaining AS ({REMAINING}),
            chosen AS (SELECT unnest($chosen) AS cluster, unnest(range(len($chosen))) AS place)
            SELECT s.cluster, kind, documents, size, document, start, stop, keeper, speaker, named
            FROM remaining s JOIN chosen USING (cluster)
            QUALIFY row_number() OVER (PARTITION BY s.cluster ORDER BY document, start, stop)
                    <= {_most(members)}
            ORDER BY place, document, start, stop"""
        rows = database.execute(query, {"chosen": chosen}).fetchall() if chosen else []
    yield from _gather(run, rows)


def _chosen(database: duckdb.DuckDBPyConnection, kind: str | None, limit: int | None, *, everything: bool) -> list[str]:
    """Give the clusters to list, in order."""
    query = f"""
        WITH remaining AS ({REMAINING}), judged AS ({JUDGED})
        SELECT cluster, worth, value, found FROM judged
        WHERE {_which(kind, everything=everything)} ORDER BY worth DESC, value DESC, cluster
        {"" if limit is None else f"LIMIT {SPREAD * limit}"}"""
    rows = database.execute(query, {"kind": kind} if kind else None).fetchall()
    if limit is None:
        return [row[0] for row in rows]
    return _spread([(name, worth, value, set(found)) for name, worth, value, found in rows], limit)


def _spread(rows: Sequence[tuple[str, bool, float, set[str]]], limit: int) -> list[str]:
    """Choose clusters one after another, each by its value divided by those before it that are of its documents.

    Args:
        rows: of each cluster its id, whether it is worth reading, its value and its documents, the best first.
        limit: the number to choose, at most.

    >>> _spread([("a", True, 9, {"1", "2"}), ("b", True, 8, {"1", "2"}), ("c", True, 5, {"3", "4"})], 3)
    ['a', 'c', 'b']
    """
    rest, before = list(range(len(rows))), [1] * len(rows)
    chosen: list[str] = []
    while rest and len(chosen) < limit:
        best = max(rest, key=lambda row: (rows[row][1], rows[row][2] / before[row], -row))
        rest.remove(best)
        chosen.append(rows[best][0])
        documents = rows[best][3]
        for row in rest:
            other = rows[row][3]
            before[row] += len(documents & other) >= SHARED * min(len(documents), len(other))
    return chosen


def _which(kind: str | None, *, everything: bool) -> str:
    """Give the condition on the clusters that are asked for; what one site repeats is worth reading if asked for."""
    of_kind = "kind = $kind" if kind else "kind <> 'document'"
    return of_kind if everything or kind in ("document", "repeat") else f"{of_kind} AND worth"


def counts(run: Run, *, kind: str | None = None) -> dict[str, tuple[int, int]]:
    """Count the clusters of each kind, or of one, that are worth reading, and all of them."""
    query = f"""
        WITH remaining AS ({REMAINING}), judged AS ({JUDGED})
        SELECT kind, count(*) FILTER ({_which(kind, everything=False)}), count(*) FROM judged
        WHERE {_which(kind, everything=True)} GROUP BY kind ORDER BY kind"""
    with connect(run, "clusters", "documents") as database:
        rows = database.execute(query, {"kind": kind} if kind else None).fetchall()
    return {name: (worth, every) for name, worth, every in rows}


def members_of(run: Run, document: str, *, members: int | None = None) -> list[Cluster]:
    """Give the clusters that have a passage of this document, in the order of these passages.

    Args:
        run: a finished run.
        document: its id; all its own passages are given whatever the limit.
        members: the largest number of passages of other documents in one cluster; None for all.
    """
    query = f"""
        WITH remaining AS ({REMAINING}),
        here AS (SELECT cluster, min(start) AS first FROM remaining
                 WHERE document = $document AND kind <> 'document' GROUP BY cluster)
        SELECT s.cluster, kind, documents, size, document, start, stop, keeper, speaker, named
        FROM remaining s JOIN here USING (cluster)
        QUALIFY document = $document OR
                row_number() OVER (PARTITION BY s.cluster, document = $document
                                   ORDER BY document, start, stop) <= {_most(members)}
        ORDER BY first, s.cluster, document, start, stop"""
    with connect(run, "clusters", "documents") as database:
        rows = database.execute(query, {"document": document}).fetchall()
    return list(_gather(run, rows))


def _most(members: int | None) -> str:
    return "size" if members is None else str(members)


def _gather(run: Run, rows: Sequence[tuple[Any, ...]]) -> Iterator[Cluster]:
    """Make clusters of rows that are sorted by cluster, with all texts read in one pass."""
    texts = iter(read_passages(run, [(row[4], row[5], row[6]) for row in rows]))
    for head, group in groupby(rows, key=lambda row: row[:4]):
        members = [
            Member(document, start, stop, bool(keeper), speaker, next(texts), named)
            for _, _, _, _, document, start, stop, keeper, speaker, named in group
        ]
        cluster, kind, documents, size = head
        yield Cluster(cluster, kind, documents, size, tuple(members))
