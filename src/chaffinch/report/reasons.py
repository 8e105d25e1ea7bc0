"""Queries over the tables of a run: what was removed, marked, or found and kept, by reason.

Passages of dropped documents are left out: they left with their document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chaffinch.model import WHOLE

if TYPE_CHECKING:
    from chaffinch.config import Config

__all__ = ["decided", "found"]


def decided(action: str) -> str:
    """Select what was decided with an action."""
    whole = ", ".join(f"'{reason}'" for reason in WHOLE)
    return f"""
        SELECT r.reason AS name, r.document, r.start, r.stop, r.rule, r.score, r.keeper
        FROM removals r LEFT JOIN documents d USING (document)
        WHERE r.action = '{action}' AND (r.reason IN ({whole}) OR d.outcome = 'cleaned')"""


_FOUND = """
    SELECT f.category AS name, f.document, f.start, f.stop, f.rule, f.score, NULL AS keeper
    FROM findings f LEFT JOIN documents d USING (document)
    WHERE d.outcome = 'cleaned' AND NOT EXISTS (
        SELECT 1 FROM removals r WHERE r.document = f.document AND r.start < f.stop AND f.start < r.stop)"""
"""Findings of which nothing was removed, marked or held back."""


def found(config: Config) -> str:
    """Select what was found and kept."""
    return _FOUND + _contained(config)


def _contained(config: Config) -> str:
    """Select the documents that stand inside a longer one and stay, each with the longer one that has most of it."""
    if config.policy.contained == "off":
        return ""
    covered = f"coverage >= {config.documents.coverage}::FLOAT AND other_coverage < {config.documents.coverage}::FLOAT"
    return f"""
        UNION ALL
        (WITH pairs AS (
            SELECT left_document AS document, right_document AS keeper, left_coverage AS coverage,
                   right_coverage AS other_coverage FROM matches WHERE unit = 'document'
            UNION ALL
            SELECT right_document, left_document, right_coverage, left_coverage FROM matches WHERE unit = 'document')
        SELECT 'contained' AS name, document, 0 AS start, d.characters AS stop, NULL AS rule, coverage AS score, keeper
        FROM pairs JOIN documents d USING (document) JOIN documents k ON k.document = keeper
        WHERE {covered} AND d.outcome = 'cleaned' AND k.outcome = 'cleaned' AND NOT EXISTS (
            SELECT 1 FROM removals r WHERE r.document = d.document AND r.reason = 'contained')
        QUALIFY row_number() OVER (PARTITION BY document ORDER BY coverage DESC, keeper) = 1)"""
