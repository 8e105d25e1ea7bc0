"""All that the page shows of a run, gathered by queries over its tables and one pass over its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from chaffinch.report.page.cards import Card, cards, draw_cuts
from chaffinch.report.page.copies import OF_KEEPER, CopyGroup, ask_copies, copy_groups, draw_copies, findings_in
from chaffinch.report.page.documents import DocumentView, ask_documents, choose_documents, document_views
from chaffinch.report.page.groups import Group, ask_groups, draw_groups, groups
from chaffinch.report.page.overview import Overview, overview
from chaffinch.report.page.texts import Read, Texts
from chaffinch.runs import WHOLE_DOCUMENT, connect

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs import Run

__all__ = ["Contents", "contents"]

LINKED = 8
"""Groups of passages, and of copies, whose documents are shown in full."""

_TABLES = ("documents", "removals", "clusters", "matches", "templates", "failures", "left_out", "findings")


class Contents(Struct, frozen=True):
    """What the page shows.

    Attributes:
        folder: of the run, as in the commands that the page names.
        version: of chaffinch.
        keep: the order of keepers.
        overview: the numbers.
        cards: sampled cuts.
        groups, group_counts: groups of repeated passages, and how many there are of each kind, worth reading and all.
        copies, copy_count: groups of near-duplicate documents, and how many there are.
        documents: documents in full.
    """

    folder: str
    version: str
    keep: str
    overview: Overview
    cards: list[Card]
    groups: list[Group]
    group_counts: dict[str, tuple[int, int]]
    copies: list[CopyGroup]
    copy_count: int
    documents: list[DocumentView]


def contents(run: Run, *, read: Read | None = None) -> Contents:
    """Gather what the page shows of a run.

    Args:
        run: a finished run, or one that the guard stopped before writing.
        read: reads ranges of texts; None to read them from the input.

    Raises:
        RunError: a text is in neither the input nor the run.
    """
    texts = Texts()
    with connect(run, *_TABLES) as database:
        numbers, drawn = overview(run, database), draw_cuts(database, texts)
        members, copies = draw_groups(database), draw_copies(database)
        linked = (
            [row[8] for row in members[: 2 * LINKED]],
            [name for row in copies[:LINKED] for name in (row[0], row[OF_KEEPER])],
        )
        chosen = choose_documents(database, *linked)
        findings = findings_in(database, copies)
        group_counts, copy_count = _group_counts(database), _copy_count(database)
    asked = ask_groups(members, texts), ask_copies(copies, texts), ask_documents(chosen, texts)
    texts.read(run, read)
    return Contents(
        run.origin or str(run.path), run.info["version"], run.config.policy.keep, numbers, cards(drawn, texts),
        list(groups(members, asked[0], texts)), group_counts, list(copy_groups(copies, asked[1], texts, findings)),
        copy_count,         list(document_views(chosen, asked[2], texts)),
    )  # fmt: skip


def _group_counts(database: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    query = """
        SELECT kind, count(*) FILTER (worth OR kind = 'repeat'), count(*) FROM judged WHERE kind <> 'document'
        GROUP BY kind ORDER BY kind"""
    return {kind: (worth, every) for kind, worth, every in database.execute(query).fetchall()}


def _copy_count(database: duckdb.DuckDBPyConnection) -> int:
    row = database.execute(f"SELECT count(DISTINCT keeper) FROM removals WHERE {WHOLE_DOCUMENT}").fetchone()
    return int(row[0]) if row else 0
