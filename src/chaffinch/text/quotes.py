"""Quotation marks, and which marks close them.

Two rooms look for quotations, with different needs, and share this table. Rules ask whether a phrase stands in a
quotation of its own sentence: a mark without a mate nearby is a slip. Matching asks what share of a passage is quoted:
a curly mark that stays open quotes the rest of its paragraph, as printers mark speech that goes on.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["QUOTES"]

QUOTES: Mapping[str, str] = {
    "“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", "'": "'", '"': '"', "「": "」", "『": "』",
}  # fmt: skip
"""Marks that open a quotation, each with all the marks that close it. Straight single marks are apostrophes, too."""
