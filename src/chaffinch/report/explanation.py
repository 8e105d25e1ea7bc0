"""The explanation of one document: all its text with every cut, and its repeated passages with their twins.

A *twin* is the same passage at another position, in most cases in another document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chaffinch.html import LeftOut
from chaffinch.model import Finding, Passage
from chaffinch.report.repeated import Member, members_of
from chaffinch.runs import WHOLE_DOCUMENT, connect
from chaffinch.text import differences

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs import Run

__all__ = ["Copy", "Explanation", "Repetition", "Segment", "Twin", "explain"]

STATES = {"remove": "cut", "mark": "marked", "withheld": "withheld", "undone": "undone"}
"""The state of a segment by the action of its removal."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the original text and its state; all segments of a document together are its text.

    Attributes:
        start, stop: its range, in code points of the original text.
        text: the piece.
        state: ``kept``, ``cut``, ``marked``, ``withheld`` or ``undone`` (kept by an answer of a reader).
        reason, rule, score, keeper: of the removal; empty for kept text.
    """

    start: int
    stop: int
    text: str
    state: str = "kept"
    reason: str = ""
    rule: str = ""
    score: float | None = None
    keeper: Passage | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """The same passage at another position.

    Attributes:
        member: that passage.
        similarity: None where the two passages match only through a third.
        differences: ranges of the member's text: words that the first passage of this document does not have.
    """

    member: Member
    similarity: float | None
    differences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Repetition:
    """A passage of this document that is repeated.

    Attributes:
        cluster, kind: of its cluster.
        here: the passages in this document.
        twins: passages in other documents, limited by the caller.
        others: how many passages of other documents there are in all.
    """

    cluster: str
    kind: str
    here: tuple[Member, ...]
    twins: tuple[Twin, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Another document that this one matches as a whole.

    Attributes:
        document: the id of the other document.
        relation: of this document to the other: ``copy`` (this one is dropped), ``marked`` or ``reported`` (a copy
            that stays because of ``--documents mark`` or ``report``), ``undone`` (one that stays because of an answer),
            ``keeper`` (the other is dropped), ``alike`` (both stay).
        coverage: share of this document's letters that are aligned with the other.
        other_coverage: share of the other's letters that are aligned with this one.
        similarity: 2 x equal letters / letters of both. All three are None where there is no direct match.
        keeper_reason: why the one stays and the other does not, one of `chaffinch.model.KEEPER_REASONS`; None where
            both stay, and in runs of older versions.
        says: how the two texts are related, as in ``matches.parquet`` (``same``, ``update``, ``quoted``,
            ``different``, ``partial``); None where there is no direct match.
    """

    document: str
    relation: str
    coverage: float | None
    other_coverage: float | None
    similarity: float | None
    keeper_reason: str | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that the tables of a run have about one document.

    Attributes:
        document: its id.
        outcome: ``cleaned``, ``duplicate`` or ``failed``.
        kept: code points of it in the cleaned corpus.
        segments: the original text in order; none where the document failed.
        repetitions: its repeated passages.
        copies: documents that it matches as a whole.
        found: boilerplate and parts of the article that were found and kept.
        left_out: blocks of an HTML page that are no part of the text.
        failure: the message, where it failed.
        withheld_site: its site, where cuts are withheld because the site would have lost too much.
    """

    document: str
    outcome: str
    kept: int
    segments: tuple[Segment, ...]
    repetitions: tuple[Repetition, ...] = ()
    copies: tuple[Copy, ...] = ()
    found: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    failure: str = ""
    withheld_site: str = ""

    @property
    def text(self) -> str:
        """The original text."""
        return "".join(segment.text for segment in self.segments)

    def to_dict(self) -> dict[str, Any]:
        """Give plain dictionaries and lists; the keys are a stable interface."""
        return asdict(self)


def explain(run: Run, document: str, *, twins: int | None = None) -> Explanation:
    """Explain for every character of a document whether it stays, and if not, why.

    Args:
        run: a finished run.
        document: the id of the document.
        twins: the largest number of twins of one passage; None for all.

    Raises:
        UsageError: the run has no such document; the message names similar ids.
    """
    names = ("documents", "findings", "removals", "edits", "matches", "left_out", "failures")
    with connect(run, *names) as database:
        known = database.execute("SELECT outcome FROM documents WHERE document = ?", [document]).fetchone()
        if known and known[0] == "failed":
            return Explanation(document, "failed", 0, (), failure=_failure(database, document))
        text = run.text(document)
        segments = tuple(_segments(text, _removals(database, document)))
        return Explanation(
            document,
            known[0] if known else "cleaned",
            len(text) - _removed(database, document, segments),
            segments,
            _repetitions(run, database, document, twins),
            _copies(database, document),
            _found(database, document, segments),
            _left_out(database, document),
            withheld_site=_withheld_site(run, database, document),
        )


def _withheld_site(run: Run, database: duckdb.DuckDBPyConnection, document: str) -> str:
    row = database.execute("SELECT host FROM documents WHERE document = ?", [document]).fetchone()
    return str(row[0]) if row and row[0] in run.info.get("withheld_sites", {}) else ""


def _failure(database: duckdb.DuckDBPyConnection, document: str) -> str:
    query = "SELECT stage || ': ' || message FROM failures WHERE document = ? ORDER BY stage, message LIMIT 1"
    row = database.execute(query, [document]).fetchone()
    return str(row[0]) if row else "no message was recorded"


def _removals(database: duckdb.DuckDBPyConnection, document: str) -> list[tuple[Any, ...]]:
    """Give the removals inside a document, which are disjoint; that of a whole copy that stays is left to `_copies`."""
    query = f"""
        SELECT start, stop, action, reason, rule, score, keeper, keeper_start, keeper_stop
        FROM removals WHERE document = ? AND NOT ({WHOLE_DOCUMENT} AND action <> 'remove') ORDER BY start, stop"""
    return database.execute(query, [document]).fetchall()


def _segments(text: str, removals: list[tuple[Any, ...]]) -> Iterator[Segment]:
    """Split the text at the removals, which are disjoint; the text between them is kept."""
    reach = 0
    for start, stop, action, reason, rule, score, *keeper in removals:
        if start > reach:
            yield Segment(reach, start, text[reach:start])
        passage = Passage(*keeper) if keeper[0] is not None else None
        yield Segment(start, stop, text[start:stop], STATES[action], reason, rule or "", score, passage)
        reach = stop
    if reach < len(text):
        yield Segment(reach, len(text), text[reach:])


def _removed(database: duckdb.DuckDBPyConnection, document: str, segments: tuple[Segment, ...]) -> int:
    """Count the removed code points: an edit may take blank lines around a removal, too; a dry run has no edits."""
    query = "SELECT coalesce(sum(stop - start), 0)::BIGINT FROM edits WHERE document = ?"
    row = database.execute(query, [document]).fetchone()
    return max(int(row[0]) if row else 0, sum(s.stop - s.start for s in segments if s.state == "cut"))


def _repetitions(
    run: Run, database: duckdb.DuckDBPyConnection, document: str, limit: int | None
) -> tuple[Repetition, ...]:
    """Give the clusters of a document: its own passages, and their twins."""
    matches = database.execute(_DIRECT, {"document": document}).fetchall()
    found = []
    for cluster in members_of(run, document, members=limit):
        here = tuple(m for m in cluster.members if m.document == document)
        others = [m for m in cluster.members if m.document != document]
        twins = tuple(Twin(m, _similarity(matches, here, m), _differences(here[0], m)) for m in others)
        found.append(Repetition(cluster.cluster, cluster.kind, here, twins, cluster.size - len(here)))
    return tuple(found)


_DIRECT = """
    SELECT left_start, left_stop, right_document, right_start, right_stop, similarity
    FROM matches WHERE unit = 'passage' AND left_document = $document
    UNION ALL
    SELECT right_start, right_stop, left_document, left_start, left_stop, similarity
    FROM matches WHERE unit = 'passage' AND right_document = $document"""
"""Matches of this document's passages, this document's side first."""


def _similarity(matches: list[tuple[Any, ...]], here: tuple[Member, ...], twin: Member) -> float | None:
    """Find the similarity of a twin: the passages of a cluster may be wider than the match, so an overlap is enough."""
    scores = [
        similarity
        for start, stop, other, other_start, other_stop, similarity in matches
        if other == twin.document
        and other_start < twin.stop
        and twin.start < other_stop
        and any(start < m.stop and m.start < stop for m in here)
    ]
    return max(scores, default=None)


def _differences(here: Member, twin: Member) -> tuple[tuple[int, int], ...]:
    return tuple(differences(here.text, twin.text)[1])


def _copies(database: duckdb.DuckDBPyConnection, document: str) -> tuple[Copy, ...]:
    query = f"""
        WITH whole AS (
            SELECT left_document AS one, right_document AS other, left_coverage AS coverage,
                   right_coverage AS other_coverage, similarity, relation AS says FROM matches WHERE unit = 'document'
            UNION ALL
            SELECT right_document, left_document, right_coverage, left_coverage, similarity, relation
            FROM matches WHERE unit = 'document'),
        decided AS (SELECT DISTINCT document, keeper, action, keeper_reason FROM removals WHERE {WHOLE_DOCUMENT}),
        related AS (
            SELECT keeper AS other,
                   CASE action WHEN 'remove' THEN 'copy' WHEN 'mark' THEN 'marked'
                        WHEN 'undone' THEN 'undone' ELSE 'reported' END AS relation,
                   keeper_reason
            FROM decided WHERE document = $document
            UNION ALL
            SELECT document, 'keeper', keeper_reason FROM decided WHERE keeper = $document AND action = 'remove'),
        known AS (
            SELECT * FROM related
            UNION ALL
            SELECT other, 'alike', NULL FROM whole
            WHERE one = $document AND other NOT IN (SELECT other FROM related WHERE other IS NOT NULL))
        SELECT k.other, relation, max(coverage), max(other_coverage), max(similarity), any_value(keeper_reason),
               any_value(says)
        FROM known k LEFT JOIN whole w ON w.one = $document AND w.other = k.other
        WHERE k.other IS NOT NULL
        GROUP BY k.other, relation ORDER BY relation = 'alike', max(similarity) DESC NULLS LAST, k.other"""
    return tuple(Copy(*row) for row in database.execute(query, {"document": document}).fetchall())


def _found(database: duckdb.DuckDBPyConnection, document: str, segments: tuple[Segment, ...]) -> tuple[Finding, ...]:
    query = "SELECT start, stop, category, rule, score FROM findings WHERE document = ? ORDER BY ALL"
    decided = [(s.start, s.stop) for s in segments if s.state != "kept"]
    return tuple(
        Finding(*row)
        for row in database.execute(query, [document]).fetchall()
        if not any(start < row[1] and row[0] < stop for start, stop in decided)
    )


def _left_out(database: duckdb.DuckDBPyConnection, document: str) -> tuple[LeftOut, ...]:
    # the rows of a document are in the order of its page, which no column says; DuckDB keeps it
    query = 'SELECT "after", text, reason, score FROM left_out WHERE document = ?'
    return tuple(LeftOut(*row) for row in database.execute(query, [document]).fetchall())
