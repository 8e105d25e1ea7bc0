"""The groups of near-duplicate documents that the page shows: the keeper, and the members with what it lacks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chaffinch.model import HOLE_SCORE, REMOVED_CATEGORIES
from chaffinch.report.page.groups import Piece, marked
from chaffinch.report.page.texts import Asked, Texts
from chaffinch.runs import WHOLE_DOCUMENT

if TYPE_CHECKING:
    import duckdb

__all__ = ["OF_KEEPER", "CopyGroup", "Member", "ask_copies", "copy_groups", "draw_copies", "findings_in", "lacking"]

GROUPS = 60
"""Groups on the page."""

MEMBERS = 3
"""Members of one group on the page, those that are least alike first: they are the ones to look at."""

COMPARED = 30_000
"""Code points of a document that are compared: time grows with the product of both lengths."""

OPENING = 300
"""Code points of a keeper that are shown."""

RUN = 3
"""Words in a row, at least, that count as text of its own; fewer are an edit, and many documents have some."""

SNIPPETS = 4
"""Places that are shown where a member has what its keeper lacks."""

AROUND = 60
"""Code points that are shown on both sides of such a place."""

SNIPPET = 400
"""Code points of such a place, at most."""

_WORD = re.compile(r"\w+")

Row = tuple[Any, ...]


class Member(Struct, frozen=True):
    """A document that goes, or would go, because of its keeper.

    Attributes:
        document, host, date, title, characters: of the document.
        action, reason, score: of its removal.
        relation: how the two are related, such as ``same``; empty where they were not compared directly.
        keeper_reason: why the keeper stays and not this one, one of `KEEPER_REASONS`; empty in older runs.
        words: how many words it has in runs that the keeper lacks.
        snippets: the first places of them, each with what stands around it.
    """

    document: str
    host: str | None
    date: str | None
    title: str | None
    characters: int
    action: str
    reason: str
    score: float | None
    relation: str
    keeper_reason: str
    words: int
    snippets: tuple[tuple[Piece, ...], ...]


class CopyGroup(Struct, frozen=True):
    """A keeper and the documents that go because of it.

    Attributes:
        keeper, host, date, title, characters: the document that stays.
        size: how many members there are in all.
        keeper_reasons: why the keeper stays, each reason once, that of the most members first.
        opening: the beginning of its text.
        members: those shown.
    """

    keeper: str
    host: str | None
    date: str | None
    title: str | None
    characters: int
    size: int
    keeper_reasons: tuple[str, ...]
    opening: str
    members: tuple[Member, ...]


_QUERY = f"""
    WITH dropped AS (
        SELECT document, keeper, action, reason, score, coalesce(keeper_reason, '') AS keeper_reason,
               hash(document) AS draw,
               floor(coalesce(score, 1) * 20 + 0.001) AS band
        FROM removals WHERE {WHOLE_DOCUMENT} AND keeper IS NOT NULL),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY reason, action, band ORDER BY draw, document) AS turn
               FROM dropped),
    chosen AS (SELECT keeper, min(turn) AS turn FROM ranked GROUP BY keeper ORDER BY min(turn), keeper LIMIT {GROUPS}),
    shown AS (
        SELECT d.*, c.turn, count(*) OVER (PARTITION BY keeper) AS size FROM dropped d JOIN chosen c USING (keeper)
        QUALIFY row_number() OVER (PARTITION BY keeper ORDER BY score, d.document) <= {MEMBERS}),
    reasons AS (
        SELECT keeper, list(keeper_reason ORDER BY members DESC, keeper_reason) AS keeper_reasons
        FROM (SELECT keeper, keeper_reason, count(*) AS members FROM dropped WHERE keeper_reason <> '' GROUP BY ALL)
        GROUP BY keeper),
    compared AS (
        SELECT left_document AS document, right_document AS keeper, relation FROM matches WHERE unit = 'document'
        UNION ALL
        SELECT right_document, left_document, relation FROM matches WHERE unit = 'document')
    SELECT s.keeper, k.host, k.date, k.title, k.characters, s.size, r.keeper_reasons,
           s.document, d.host, d.date, d.title, d.characters, s.action, s.reason, s.score,
           coalesce(c.relation, '') AS relation, s.keeper_reason
    FROM shown s JOIN documents d ON d.document = s.document JOIN documents k ON k.document = s.keeper
    LEFT JOIN (SELECT document, keeper, any_value(relation) AS relation FROM compared GROUP BY ALL) c
    ON c.document = s.document AND c.keeper = s.keeper LEFT JOIN reasons r ON r.keeper = s.keeper
    ORDER BY s.turn, s.keeper, s.score, s.document"""
"""Draws groups so that each reason and each twentieth of the score occurs."""

OF_KEEPER = 7
"""Columns of a row that are of the keeper; the next one is the id of the member."""


def draw_copies(database: duckdb.DuckDBPyConnection) -> list[Row]:
    """Give the rows of the members of the groups that the page shows.

    Args:
        database: has the tables ``removals``, ``documents`` and ``matches``.
    """
    return database.execute(_QUERY).fetchall()


def findings_in(database: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> dict[str, list[tuple[int, int]]]:
    """Give the ranges of removable boilerplate in the members, by their ids.

    A member that stayed would lose them all the same, so they are nothing that is lost with it.
    """
    query = f"""
        SELECT document, start, stop FROM findings
        WHERE list_contains($names, document) AND score >= {HOLE_SCORE} AND list_contains($categories, category)
        ORDER BY document, start, stop"""
    names = {"names": [row[OF_KEEPER] for row in rows], "categories": list(REMOVED_CATEGORIES)}
    found: dict[str, list[tuple[int, int]]] = {}
    for document, start, stop in database.execute(query, names).fetchall():
        found.setdefault(document, []).append((start, stop))
    return found


def ask_copies(rows: Sequence[Row], texts: Texts) -> list[tuple[Asked, Asked]]:
    """Ask for the texts of keepers and members."""
    asked = []
    for row in rows:
        keeper = texts.ask(row[0], 0, min(row[4], COMPARED))
        asked.append((keeper, texts.ask(row[OF_KEEPER], 0, min(row[OF_KEEPER + 4], COMPARED))))
    return asked


def copy_groups(
    rows: Sequence[Row],
    asked: Sequence[tuple[Asked, Asked]],
    texts: Texts,
    findings: Mapping[str, Sequence[tuple[int, int]]],
) -> Iterator[CopyGroup]:
    """Yield the groups, once the texts are read.

    Args:
        rows: of members, from `draw_copies`.
        asked: what was asked for each row.
        texts: has been read.
        findings: ranges of boilerplate in the members, from `findings_in`.
    """
    for (name, host, date, title, characters, size, reasons), members in groupby(
        zip(rows, asked, strict=True), key=lambda pair: pair[0][:OF_KEEPER]
    ):
        listed = list(members)
        keeper = texts.parts(listed[0][1][0])[1]
        shown = (_member(row, keeper, texts.parts(own)[1], findings) for row, (_, own) in listed)
        yield CopyGroup(
            name, host, date, title, characters, size=size, keeper_reasons=tuple(reasons or ()),
            opening=keeper[:OPENING], members=tuple(shown),
        )  # fmt: skip


def _member(row: Row, keeper: str, text: str, findings: Mapping[str, Sequence[tuple[int, int]]]) -> Member:
    document, host, date, title, characters, action, reason, score, relation, stays = row[OF_KEEPER:]
    spans, words = lacking(text, keeper, findings.get(document, ()))
    snippets = tuple(_snippet(text, start, stop) for start, stop in spans[:SNIPPETS])
    return Member(document, host, date, title, characters, action, reason, score, relation, stays, words, snippets)


def _snippet(text: str, start: int, stop: int) -> tuple[Piece, ...]:
    """Give a place and what stands around it, from one blank to another."""
    first, last = max(start - AROUND, 0), min(stop, start + SNIPPET)
    first = max(text.find(" ", first, start) + 1, 0) or start if first else 0
    end = last + AROUND if last + AROUND >= len(text) else max(text.rfind(" ", last, last + AROUND), last)
    return marked(text[first:end], [(start - first, last - first)])


def lacking(text: str, keeper: str, boilerplate: Sequence[tuple[int, int]] = ()) -> tuple[list[tuple[int, int]], int]:
    """Find the runs of words of a text that its keeper does not have at the same place.

    Args:
        text, keeper: the two.
        boilerplate: ranges of the text that do not count, in order.

    Returns:
        Ranges of code points, and the number of words in them.

    >>> text = "The dam held. Two boats sank in the lock."
    >>> [text[a:b] for a, b in lacking(text, "The dam held!")[0]], lacking(text, text.upper())
    (['Two boats sank in the lock'], ([], 0))
    """
    from rapidfuzz.distance import LCSseq

    words = list(_WORD.finditer(text))
    number: dict[str, int] = {}
    own, other = (
        [number.setdefault(word.casefold(), len(number)) for word in found]
        for found in ([word[0] for word in words], _WORD.findall(keeper))
    )
    steps = (step for step in LCSseq.opcodes(own, other) if step.tag == "equal")
    equal = {i for step in steps for i in range(step.src_start, step.src_end)}
    starts = [word.start() for word in words]
    for start, stop in boilerplate:
        equal.update(range(bisect_left(starts, start), bisect_left(starts, stop)))
    spans, count = [], 0
    for is_equal, run in groupby(range(len(words)), key=equal.__contains__):
        places = list(run)
        if not is_equal and len(places) >= RUN:
            spans.append((words[places[0]].start(), words[places[-1]].end()))
            count += len(places)
    return spans, count
