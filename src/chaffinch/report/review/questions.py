"""The questions of a review: a sample of cuts, of findings that stayed, of removed documents and of clusters.

The sample is stratified: by reason, and within a reason by rule and band of score. A reason of n rows gets questions in
proportion to the cube root of n, a stratum within it to the square root of its rows: so rare reasons and rules are
seen, and frequent ones more often. `chaffinch.report.tuning` weighs the answers accordingly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chaffinch.errors import UsageError
from chaffinch.model import KEPT_CATEGORIES
from chaffinch.report.repeated import JUDGED, REMAINING
from chaffinch.runs import WHOLE_DOCUMENT, Answer, answers_of, connect, of_span, read_passages
from chaffinch.text import differences

if TYPE_CHECKING:
    from chaffinch.runs import Run

__all__ = ["AROUND", "BAND", "BANDS", "STRATA", "Other", "Question", "Sampling", "band_of", "questions"]

BANDS = 20
"""Bands of score: steps of .05, in which scores of rules are given."""

ROUNDING = 1e-4
"""Part of a band by which a score may be too low: tables have float32, in which .95 is .94999999."""

BAND = f"least(floor(coalesce(score, 0) * {BANDS} + {ROUNDING}), {BANDS - 1})::INTEGER"
"""The band of a row."""


def band_of(score: float | None) -> int:
    """Give the band of a score; a row without a score is in the first one.

    >>> band_of(0.949999988079071), band_of(1.0), band_of(0.5)
    (19, 19, 10)
    """
    return min(int((score or 0.0) * BANDS + ROUNDING), BANDS - 1)


AROUND = 400
"""Code points of the text before and behind a cut that are shown: a paragraph on each side."""

LONGEST = 4_000
"""Code points of a cut, passage or document that are shown: what a reader looks through in half a minute."""

TWINS = 3
"""Passages of a cluster that are shown beside the first one."""

_KEPT = ", ".join(repr(name) for name in KEPT_CATEGORIES)

STRATA = f"""
    SELECT CASE WHEN {WHOLE_DOCUMENT} THEN 'document' ELSE 'passage' END AS scope,
           document, start, stop, action, reason, coalesce(rule, '') AS rule, score, keeper, NULL AS cluster
    FROM removals WHERE action IN ('remove', 'mark', 'undone') AND reason <> 'empty'
    UNION ALL
    SELECT 'passage', f.document, f.start, f.stop, 'report', f.category, f.rule, f.score, NULL, NULL
    FROM findings f JOIN documents d USING (document)
    WHERE d.outcome = 'cleaned' AND f.category NOT IN ({_KEPT}) AND NOT EXISTS (
        SELECT 1 FROM removals r WHERE r.document = f.document AND r.start < f.stop AND f.start < r.stop)
    UNION ALL
    SELECT 'cluster', document, start, stop, 'report', kind, '', avg(similarity) OVER c, NULL, cluster
    FROM remaining JOIN (SELECT cluster, worth FROM judged WHERE kind <> 'document') USING (cluster) WHERE worth
    WINDOW c AS (PARTITION BY cluster)
    QUALIFY row_number() OVER (PARTITION BY cluster ORDER BY keeper DESC, document, start) = 1
"""
"""Everything that can be asked about: the rows of a run, each with its scope, reason, rule and score."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which questions are asked.

    Attributes:
        count: how many, at most.
        reason, rule, site: only about this reason, about rules like this (``*`` for any letters), on this site.
        seed: another number draws another sample.
    """

    count: int = 40
    reason: str | None = None
    rule: str | None = None
    site: str | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """A text beside that of a question: the copy that stays, or another passage of the cluster.

    Attributes:
        document, title: of the text.
        start, stop: its range, in code points of the original text.
        stays: whether it stays because of which the text of the question goes.
        pieces: the text in pieces, each with whether its words differ from the text of the question.
    """

    document: str
    title: str
    start: int
    stop: int
    stays: bool
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a reader.

    Attributes:
        answer: what an answer to it says, but for the verdict.
        action: what the run did: ``remove``, ``mark``, ``report`` or ``undone``.
        title: of the document.
        before, after: what stands around the text.
        text: what is asked about.
        pieces: that text in pieces, each with whether its words differ from the first text beside it.
        length: code points of all of that text, of which the first `LONGEST` are shown.
        others: texts beside it.
    """

    answer: Answer
    action: str
    title: str
    before: str
    text: str
    after: str
    length: int
    pieces: tuple[tuple[str, bool], ...] = ()
    others: tuple[Other, ...] = ()

    @property
    def may_choose(self) -> bool:
        """Whether this copy can be chosen to stay; a document inside a longer one cannot."""
        return self.answer.scope == "cluster" or self.answer.reason in ("duplicate", "update")


def questions(run: Run, sampling: Sampling) -> list[Question]:
    """Draw the questions of a review, without those that are answered already.

    Args:
        run: a finished run.
        sampling: how many, and about what.

    Raises:
        UsageError: less than one question is asked for.
        RunError: the answers cannot be read.
    """
    if sampling.count < 1:
        raise UsageError(f"a review has at least 1 question, not {sampling.count}")
    known = {(a.scope, a.document, a.start) for a in answers_of(run.path)}
    rows = [
        row for row in _drawn(run, sampling, len(known)) if (row["scope"], row["document"], row["start"]) not in known
    ]
    rows = rows[: sampling.count]
    return list(_with_texts(run, rows, _twins(run, rows)))


def _drawn(run: Run, sampling: Sampling, known: int) -> list[dict[str, Any]]:
    """Draw rows in the order in which they are asked, with so many more as may be answered already."""
    conditions = {"reason = $reason": sampling.reason, "rule GLOB $rule": sampling.rule, "host = $site": sampling.site}
    given = {name.split("$")[1]: value for name, value in conditions.items() if value is not None}
    where = " AND ".join(name for name, value in conditions.items() if value is not None) or "true"
    mixed = f"hash(document, start, stop, scope, {int(sampling.seed)})"
    query = f"""
        WITH remaining AS ({REMAINING}), judged AS ({JUDGED}), every AS ({STRATA}),
        chosen AS (SELECT e.*, d.host, coalesce(d.title, '') AS title, d.characters, d.digest, k.title AS keeper_title
                   FROM every e LEFT JOIN documents d USING (document) LEFT JOIN documents k ON k.document = e.keeper),
        drawn AS (SELECT *, row_number() OVER (s ORDER BY {mixed}) AS turn, count(*) OVER s AS size
                  FROM chosen WHERE {where}
                  WINDOW s AS (PARTITION BY scope, reason, rule, {BAND})),
        ranked AS (SELECT *, row_number() OVER (r ORDER BY turn / sqrt(size), {mixed}) AS place,
                          count(*) OVER r AS total
                   FROM drawn WINDOW r AS (PARTITION BY reason))
        SELECT * EXCLUDE (turn, size, place, total) FROM ranked
        ORDER BY place / cbrt(total), {mixed} LIMIT {sampling.count + known}"""
    with connect(run, "removals", "findings", "documents", "clusters") as database:
        cursor = database.execute(query, given or None)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _twins(run: Run, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Give, for each cluster that is asked about, some more of its passages."""
    sought = [row["cluster"] for row in rows if row["cluster"]]
    if not sought:
        return {}
    query = f"""
        SELECT c.cluster, c.document, c.start, c.stop, coalesce(d.title, '') AS title, false AS stays
        FROM clusters c JOIN documents d USING (document)
        WHERE list_contains($sought, c.cluster) AND d.outcome = 'cleaned'
        QUALIFY row_number() OVER (PARTITION BY c.cluster ORDER BY c.keeper DESC, c.document, c.start) <= {TWINS + 1}
        ORDER BY c.cluster, c.keeper DESC, c.document, c.start"""
    found: dict[str, list[dict[str, Any]]] = {}
    with connect(run, "clusters", "documents") as database:
        cursor = database.execute(query, {"sought": sought})
        names = [column[0] for column in cursor.description or ()]
        for row in (dict(zip(names, values, strict=True)) for values in cursor.fetchall()):
            found.setdefault(row.pop("cluster"), []).append(row)
    return found


def _with_texts(
    run: Run, rows: Sequence[Mapping[str, Any]], twins: Mapping[str, list[dict[str, Any]]]
) -> Iterator[Question]:
    """Make questions of rows, with all texts read in one pass."""
    spans, others = [], []
    for row in rows:
        around = 0 if row["scope"] == "document" else AROUND
        spans.append((row["document"], max(row["start"] - around, 0), row["stop"] + around))
        place = (row["document"], row["start"])
        beside = [twin for twin in twins.get(row["cluster"] or "", ()) if (twin["document"], twin["start"]) != place]
        if row["scope"] == "document" and row["keeper"]:
            title = row["keeper_title"] or ""
            beside = [{"document": row["keeper"], "start": 0, "stop": LONGEST, "title": title, "stays": True}]
        others.append(beside[:TWINS])
    flat = [(o["document"], o["start"], min(o["stop"], o["start"] + LONGEST)) for some in others for o in some]
    texts = iter(read_passages(run, [*spans, *flat]))
    own = [next(texts) for _ in rows]
    for row, text, beside in zip(rows, own, others, strict=True):
        yield _question(row, text, [(one, next(texts)) for one in beside])


def _question(row: Mapping[str, Any], around: str, beside: Sequence[tuple[Mapping[str, Any], str]]) -> Question:
    first = 0 if row["scope"] == "document" else min(row["start"], AROUND)
    last = first + row["stop"] - row["start"]
    text, shown = around[first:last], around[first : min(last, first + LONGEST)]
    answer = Answer(
        verdict="right", scope=row["scope"], document=row["document"], start=row["start"], stop=row["stop"],
        reason=row["reason"], rule=row["rule"], score=row["score"], host=row["host"] or "",
        keeper=row["keeper"] or "", by="review",
    )  # fmt: skip
    others = tuple(Other(**{name: one[name] for name in _OF_OTHER}, pieces=_pieces(shown, t)) for one, t in beside)
    pieces = _pieces(beside[0][1], shown) if beside else ((shown, False),)
    before, after = around[:first], around[last : last + AROUND]
    return Question(of_span(answer, text), row["action"], row["title"], before, shown, after, len(text), pieces, others)


_OF_OTHER = ("document", "title", "start", "stop", "stays")  # columns of a text beside the one of a question


def _pieces(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """Split the other text where its words differ from the first one."""
    reach, found = 0, list[tuple[str, bool]]()
    for start, stop in differences(text, other)[1]:
        found += [(other[reach:start], False), (other[start:stop], True)]
        reach = stop
    found.append((other[reach:], False))
    return tuple(piece for piece in found if piece[0])
