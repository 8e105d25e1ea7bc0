"""The numbers at the top of the page: what came in and went out, by category, site and similarity, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chaffinch.runs import WHOLE_DOCUMENT

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs import Run

__all__ = ["Bin", "Count", "Failure", "Overview", "Rule", "Site", "Template", "Withheld", "overview"]

SITES = 60
"""Sites that are listed, those with the most pages first."""

TEMPLATES = 5
"""Templates of a site that are listed, those on the most pages first."""

FAILURES = 30
"""Messages of failures that are listed, the most frequent first."""

WITHHELD = 30
"""Withheld documents that are listed."""

BINS = 20
"""Bars of a histogram of similarities, from 0 to 1."""

PATTERN = 300
"""Code points of a template's pattern that are shown."""


class Count(Struct, frozen=True):
    """Passages of one reason with one action, or whole documents: how many, in how many documents, how long together.

    Attributes:
        reason, action: of the removals.
        whole: whether whole documents are counted.
        passages, documents, characters: the numbers.
    """

    reason: str
    action: str
    whole: bool
    passages: int
    documents: int
    characters: int


class Rule(Struct, frozen=True):
    """A rule or template with the number of its cuts."""

    reason: str
    rule: str
    cuts: int


class Template(Struct, frozen=True):
    """A template of a site: its pattern, the pages that have it, and why its findings are only reported, if so."""

    rule: str
    pattern: str
    pages: int
    share: float
    kept: str


class Site(Struct, frozen=True):
    """A site.

    Attributes:
        host: its name; empty for all documents without one.
        pages, copies, failed: how many documents were read, dropped, and could not be read.
        characters, cut: code points of its cleaned documents before the cuts, and of the cuts.
        cuts: how many cuts.
        templates: how many templates it has.
        listed: the templates on the most pages.
    """

    host: str
    pages: int
    copies: int
    failed: int
    characters: int
    cut: int
    cuts: int
    templates: int
    listed: tuple[Template, ...]

    @property
    def share(self) -> float:
        """The share of the text of its cleaned documents that is cut."""
        return self.cut / self.characters if self.characters else 0.0


class Bin(Struct, frozen=True):
    """A bar of a histogram: where it begins, 0 to 1, and how many matches it has."""

    start: float
    matches: int


class Failure(Struct, frozen=True):
    """Records that failed with one message: how many, and one of them."""

    stage: str
    message: str
    records: int
    example: str


class Withheld(Struct, frozen=True):
    """A document that keeps its text because too little would have been left: its id and site."""

    document: str
    host: str | None


class Overview(Struct, frozen=True):
    """The numbers of a run.

    Attributes:
        counts: of documents by outcome, and of characters, as in ``run.toml``.
        reasons: by reason and action, the most characters first.
        rules: the rules of the cuts, by reason, the most cuts first.
        sites, site_count: the listed sites, and how many there are.
        documents, passages: histograms of the similarity of matches.
        withheld, withheld_count: documents that are listed, and how many there are.
        withheld_sites: sites that keep all their text, with ``documents`` and ``share``.
        failures, failure_count: the listed messages, and how many there are.
        skipped: numbers of files and records that were not read, by kind.
        warnings: of the run.
    """

    counts: dict[str, int]
    reasons: tuple[Count, ...]
    rules: tuple[Rule, ...]
    sites: tuple[Site, ...]
    site_count: int
    documents: tuple[Bin, ...]
    passages: tuple[Bin, ...]
    withheld: tuple[Withheld, ...]
    withheld_count: int
    withheld_sites: dict[str, Any]
    failures: tuple[Failure, ...]
    failure_count: int
    skipped: dict[str, int]
    warnings: tuple[str, ...]

    @property
    def cuts(self) -> int:
        """How many cuts there are: removed, marked and withheld passages."""
        return sum(count.passages for count in self.reasons if not count.whole)


def overview(run: Run, database: duckdb.DuckDBPyConnection) -> Overview:
    """Count what a run did.

    Args:
        run: a finished run, or one that the guard stopped.
        database: has its tables ``documents``, ``removals``, ``templates``, ``matches`` and ``failures``.
    """
    withheld, withheld_count = _withheld(database)
    failures, failure_count = _failures(database)
    sites, site_count = _sites(database)
    info = run.info
    return Overview(
        {name: int(count) for name, count in info["counts"].items()},
        tuple(Count(*row) for row in database.execute(_REASONS).fetchall()),
        tuple(Rule(*row) for row in database.execute(_RULES).fetchall()),
        sites, site_count, _histogram(database, "document"), _histogram(database, "passage"),
        withheld, withheld_count, dict(info.get("withheld_sites", {})), failures, failure_count,
        {**info.get("skipped", {}), **info.get("skipped_records", {})}, tuple(info.get("warnings", ())),
    )  # fmt: skip


_REASONS = f"""
    SELECT reason, action, {WHOLE_DOCUMENT} AS whole, count(*), count(DISTINCT document), sum(stop - start)::BIGINT
    FROM removals r JOIN documents d USING (document)
    WHERE ({WHOLE_DOCUMENT} OR d.outcome = 'cleaned') AND stop > start
    GROUP BY ALL ORDER BY 6 DESC, reason, action"""

_RULES = f"""
    SELECT reason, coalesce(rule, '') AS rule, count(*) FROM removals r JOIN documents d USING (document)
    WHERE NOT ({WHOLE_DOCUMENT}) AND d.outcome = 'cleaned' AND stop > start GROUP BY ALL ORDER BY 1, 3 DESC, 2"""

_SITES = f"""
    WITH cuts AS (
        SELECT document, sum(stop - start)::BIGINT AS cut, count(*) AS cuts FROM removals
        WHERE action = 'remove' AND NOT ({WHOLE_DOCUMENT}) GROUP BY document),
    of_host AS (SELECT host, count(DISTINCT rule) AS templates FROM templates GROUP BY host)
    SELECT coalesce(d.host, '') AS host, count(*) AS pages, count(*) FILTER (outcome = 'duplicate'),
           count(*) FILTER (outcome = 'failed'),
           coalesce(sum(characters) FILTER (outcome = 'cleaned'), 0)::BIGINT,
           coalesce(sum(cut) FILTER (outcome = 'cleaned'), 0)::BIGINT,
           coalesce(sum(cuts) FILTER (outcome = 'cleaned'), 0)::BIGINT,
           coalesce(any_value(templates), 0), count(*) OVER ()
    FROM documents d LEFT JOIN cuts USING (document) LEFT JOIN of_host h ON h.host = d.host
    GROUP BY 1 ORDER BY pages DESC, 1 LIMIT {SITES}"""

_TEMPLATES = f"""
    SELECT host, rule, pattern, pages, share, coalesce(kept, '') FROM templates WHERE list_contains($hosts, host)
    QUALIFY row_number() OVER (PARTITION BY host ORDER BY pages DESC, rule) <= {TEMPLATES}
    ORDER BY host, pages DESC, rule"""


def _sites(database: duckdb.DuckDBPyConnection) -> tuple[tuple[Site, ...], int]:
    rows = database.execute(_SITES).fetchall()
    listed: dict[str, list[Template]] = {}
    for host, rule, pattern, *rest in database.execute(_TEMPLATES, {"hosts": [row[0] for row in rows]}).fetchall():
        listed.setdefault(host, []).append(Template(rule, (pattern or "")[:PATTERN], *rest))
    sites = tuple(Site(*(*row[:8], tuple(listed.get(row[0], ())))) for row in rows)
    return sites, rows[0][8] if rows else 0


def _histogram(database: duckdb.DuckDBPyConnection, unit: str) -> tuple[Bin, ...]:
    query = f"""
        SELECT least(floor(similarity * {BINS} + 0.001), {BINS - 1})::INT AS bin, count(*) FROM matches
        WHERE unit = ? AND similarity IS NOT NULL GROUP BY bin"""
    found = dict(database.execute(query, [unit]).fetchall())
    first = min(found, default=0)
    return tuple(Bin(i / BINS, found.get(i, 0)) for i in range(first, BINS)) if found else ()


def _withheld(database: duckdb.DuckDBPyConnection) -> tuple[tuple[Withheld, ...], int]:
    query = f"""
        SELECT document, any_value(host), count(*) OVER () FROM removals JOIN documents USING (document)
        WHERE action = 'withheld' GROUP BY document ORDER BY document LIMIT {WITHHELD}"""
    rows = database.execute(query).fetchall()
    return tuple(Withheld(*row[:2]) for row in rows), rows[0][2] if rows else 0


def _failures(database: duckdb.DuckDBPyConnection) -> tuple[tuple[Failure, ...], int]:
    query = f"""
        SELECT stage, message, count(*), min(coalesce(document, source || '#' || record)), count(*) OVER ()
        FROM failures GROUP BY stage, message ORDER BY 3 DESC, 1, 2 LIMIT {FAILURES}"""
    rows = database.execute(query).fetchall()
    return tuple(Failure(*row[:4]) for row in rows), rows[0][4] if rows else 0
