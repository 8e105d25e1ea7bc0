"""A sample of the cuts as cards: some of every rule, template and category, and some of every score.

A *card* is one cut between what stands around it, with the reason, the rule, the score and the passage that stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from chaffinch.report.page.texts import Asked, Texts
from chaffinch.runs import WHOLE_DOCUMENT, Cut

if TYPE_CHECKING:
    import duckdb

__all__ = ["CONTEXT", "Card", "Drawn", "cards", "draw_cuts", "shortened"]

CONTEXT = 120
"""Code points before and behind a cut that a card shows: about a line and a half."""

OF_RULE = 3
"""Cards of each rule or template, if it has so many cuts: one cut does not show what a rule takes."""

OF_BAND = 8
"""Cards of each tenth of the score within a category."""

MOST = 1_500
"""Cards on the page: at some 1.5 kB each they are 2 MB of the 10 MB that a page may have."""

HEAD, TAIL = 420, 140
"""Code points of a long cut that are shown from its beginning and its end."""


@dataclass(frozen=True, slots=True)
class Card:
    """One cut with what a card shows beside it.

    Attributes:
        cut: the cut, with more of what stands around it than a listing has.
        pattern, pages: of the template that is the rule; empty and 0 for others.
        keeper_text: the beginning of the passage that stays; empty where the reason is boilerplate.
    """

    cut: Cut
    pattern: str = ""
    pages: int = 0
    keeper_text: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give a plain dictionary of all attributes, those of the cut among them."""
        return {
            **self.cut.to_dict(), "pattern": self.pattern, "pages": self.pages, "keeper_text": self.keeper_text
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cut that was drawn: its row, and the texts that its card needs."""

    row: Mapping[str, Any]
    cut: Asked
    keeper: Asked | None


_KEYS = tuple(field.name for field in fields(Cut) if field.name not in ("before", "text", "after"))  # of a row

_QUERY = f"""
    WITH cuts AS (
        SELECT r.document, r.start, r.stop, r.action, r.reason, coalesce(r.rule, '') AS rule, r.score, r.keeper,
               r.keeper_start, r.keeper_stop, d.host, hash(r.document, r.start, r.stop) AS draw,
               floor(coalesce(r.score, 1) * 10 + 0.001) AS band
        FROM removals r JOIN documents d USING (document)
        WHERE NOT r.{WHOLE_DOCUMENT} AND d.outcome = 'cleaned'
              AND r.stop > r.start),
    ranked AS (
        SELECT *, row_number() OVER (PARTITION BY reason, rule ORDER BY draw, document, start) AS of_rule,
               row_number() OVER (PARTITION BY reason, band ORDER BY draw, document, start) AS of_band
        FROM cuts),
    chosen AS (
        SELECT *, least(of_rule, of_band) AS turn FROM ranked WHERE of_rule <= {OF_RULE} OR of_band <= {OF_BAND}
        ORDER BY turn, draw, document, start LIMIT {MOST})
    SELECT c.* EXCLUDE (of_rule, of_band, band), coalesce(t.pattern, '') AS pattern, coalesce(t.pages, 0) AS pages
    FROM chosen c
    LEFT JOIN (SELECT rule, any_value(pattern) AS pattern, max(pages) AS pages FROM templates GROUP BY rule) t
    USING (rule)
    ORDER BY row_number() OVER (PARTITION BY c.reason ORDER BY turn, draw, c.document, c.start), c.reason"""
"""Draws cuts: the first one of each rule and each band of scores before the second one of any, so that the limit
leaves out no rule that fits on the page at all. The page begins with one of each category, then has a second one."""


def draw_cuts(database: duckdb.DuckDBPyConnection, texts: Texts) -> list[Drawn]:
    """Draw the cuts that the page shows, the same ones each time, and ask for their texts.

    Args:
        database: has the tables ``removals``, ``documents`` and ``templates``.
        texts: gets what is asked for.
    """
    found = database.execute(_QUERY)
    names = [column[0] for column in found.description or ()]
    drawn = []
    for values in found.fetchall():
        row = dict(zip(names, values, strict=True))
        cut = texts.ask(row["document"], row["start"], row["stop"], context=CONTEXT)
        drawn.append(Drawn(row, cut, _ask_keeper(row, texts)))
    return drawn


def _ask_keeper(row: Mapping[str, Any], texts: Texts) -> Asked | None:
    if row["keeper"] is None or row["keeper_start"] is None:
        return None
    stop = min(row["keeper_stop"], row["keeper_start"] + HEAD)
    return texts.ask(row["keeper"], row["keeper_start"], stop)


def cards(drawn: Sequence[Drawn], texts: Texts) -> list[Card]:
    """Make cards of the cuts that were drawn, once the texts are read."""
    return [_card(one, texts) for one in drawn]


def _card(drawn: Drawn, texts: Texts) -> Card:
    row, (before, text, after) = drawn.row, texts.parts(drawn.cut)
    cut = Cut(**{name: row[name] for name in _KEYS}, before=before, text=text, after=after)
    keeper_text = texts.parts(drawn.keeper)[1] if drawn.keeper else ""
    return Card(cut, pattern=row["pattern"], pages=row["pages"], keeper_text=keeper_text)


def shortened(text: str) -> tuple[str, int, str]:
    """Split a long text into its beginning, the number of code points that are left out, and its end.

    >>> shortened("a short one")
    ('a short one', 0, '')
    >>> [len(part) if isinstance(part, str) else part for part in shortened("x" * 1000)]
    [420, 440, 140]
    """
    dropped = len(text) - HEAD - TAIL
    return (text, 0, "") if dropped <= TAIL else (text[:HEAD], dropped, text[-TAIL:])
