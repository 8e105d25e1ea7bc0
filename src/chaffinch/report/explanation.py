"""Why one document came out as it did: every cut in its place, every repetition with its twin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chaffinch.model import Finding, Passage
from chaffinch.report.repeated import Member, connect, members_of
from chaffinch.text import differences

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs import Run

__all__ = ["Copy", "Explanation", "Repetition", "Segment", "Twin", "explain"]

STATES = {"remove": "cut", "mark": "marked", "withheld": "withheld"}
"""What became of a span, by the action of its removal."""

_WHOLE = "reason IN ('duplicate', 'contained')"
"""Condition on a removal that tells of a whole document, not of a passage in it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the original text and what became of it; all segments together are the text.

    Attributes:
        state: ``kept``, ``cut``, ``marked`` or ``withheld``.
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
    """The same passage in another place.

    Attributes:
        similarity: None where the two match through a third.
        differences: ranges of the member's text, words that the first passage here has otherwise or not at all.
    """

    member: Member
    similarity: float | None
    differences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Repetition:
    """A passage of this document that stands elsewhere too.

    Attributes:
        here: its places in this document.
        twins: in other documents (in this one for ``repeat``), as many as were asked for.
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
        relation: what this document is to the other: ``copy`` (dropped in its favour), ``marked`` or ``reported`` (a
            copy of it that stays, as ``--documents mark`` or ``report`` says), ``keeper`` (the other was dropped in
            favour of this one), ``alike`` (both stay).
        coverage: share of this document's letters that stand in the other.
        other_coverage: share of the other's letters that stand in this one.
        similarity: 2 x equal letters / letters of both. All three are None where there is no direct match.
    """

    document: str
    relation: str
    coverage: float | None
    other_coverage: float | None
    similarity: float | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block of an HTML page that extraction left out, behind the character ``after`` of the text."""

    after: int
    text: str
    reason: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a run says of one document.

    Attributes:
        outcome: ``cleaned``, ``duplicate`` or ``failed``; ``failure`` says why, where it failed.
        kept: characters that the cleaned corpus has of it.
        segments: the original text in order; none where the document failed.
        repetitions: passages that stand in other documents too.
        copies: documents that match as a whole.
        found: boilerplate and parts of the article that were found and kept.
        left_out: blocks of an HTML page that never became text.
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

    @property
    def text(self) -> str:
        """Give the original text."""
        return "".join(segment.text for segment in self.segments)

    def to_dict(self) -> dict[str, Any]:
        """Give plain dictionaries and lists; the keys are an interface and kept stable."""
        return asdict(self)


def explain(run: Run, document: str, *, twins: int | None = None) -> Explanation:
    """Say for every character of a document whether it stayed, and why not if not.

    Args:
        run: a finished run.
        document: its id.
        twins: the most twins of one passage; all of them if None.

    Raises:
        UsageError: the run has no such document; the message names ids that are near.
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
            len(text) - _gone(database, document, segments),
            segments,
            _repetitions(run, database, document, twins),
            _copies(database, document),
            _found(database, document, segments),
            _left_out(database, document),
        )


def _failure(database: duckdb.DuckDBPyConnection, document: str) -> str:
    query = "SELECT stage || ': ' || message FROM failures WHERE document = ? ORDER BY stage, message LIMIT 1"
    row = database.execute(query, [document]).fetchone()
    return str(row[0]) if row else "no message was recorded"


def _removals(database: duckdb.DuckDBPyConnection, document: str) -> list[tuple[Any, ...]]:
    """Give the removals inside a document, which are disjoint; a copy that stays lies across them, see `_copies`."""
    query = f"""
        SELECT start, stop, action, reason, rule, score, keeper, keeper_start, keeper_stop
        FROM removals WHERE document = ? AND NOT ({_WHOLE} AND action <> 'remove') ORDER BY start, stop"""
    return database.execute(query, [document]).fetchall()


def _segments(text: str, removals: list[tuple[Any, ...]]) -> Iterator[Segment]:
    """Cut the text at the removals, which are disjoint; kept text is what lies between."""
    reach = 0
    for start, stop, action, reason, rule, score, *keeper in removals:
        if start > reach:
            yield Segment(reach, start, text[reach:start])
        passage = Passage(*keeper) if keeper[0] is not None else None
        yield Segment(start, stop, text[start:stop], STATES[action], reason, rule or "", score, passage)
        reach = stop
    if reach < len(text):
        yield Segment(reach, len(text), text[reach:])


def _gone(database: duckdb.DuckDBPyConnection, document: str, segments: tuple[Segment, ...]) -> int:
    """Count what left: an edit may take the blank lines around a removal too; a dry run has no edits."""
    query = "SELECT coalesce(sum(stop - start), 0)::BIGINT FROM edits WHERE document = ?"
    row = database.execute(query, [document]).fetchone()
    return max(int(row[0]) if row else 0, sum(s.stop - s.start for s in segments if s.state == "cut"))


def _repetitions(
    run: Run, database: duckdb.DuckDBPyConnection, document: str, limit: int | None
) -> tuple[Repetition, ...]:
    """Gather the clusters of a document: its own places, and the twins by document."""
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
    """Find how alike a twin is: a cluster's passage may be wider than the match; they need only overlap."""
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
                   right_coverage AS other_coverage, similarity FROM matches WHERE unit = 'document'
            UNION ALL
            SELECT right_document, left_document, right_coverage, left_coverage, similarity
            FROM matches WHERE unit = 'document'),
        decided AS (SELECT DISTINCT document, keeper, action FROM removals WHERE {_WHOLE}),
        related AS (
            SELECT keeper AS other,
                   CASE action WHEN 'remove' THEN 'copy' WHEN 'mark' THEN 'marked' ELSE 'reported' END AS relation
            FROM decided WHERE document = $document
            UNION ALL
            SELECT document, 'keeper' FROM decided WHERE keeper = $document AND action = 'remove'),
        known AS (
            SELECT * FROM related
            UNION ALL
            SELECT other, 'alike' FROM whole
            WHERE one = $document AND other NOT IN (SELECT other FROM related WHERE other IS NOT NULL))
        SELECT k.other, relation, max(coverage), max(other_coverage), max(similarity)
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
    query = 'SELECT "after", text, reason, score FROM left_out WHERE document = ? ORDER BY ALL'
    return tuple(LeftOut(*row) for row in database.execute(query, [document]).fetchall())
