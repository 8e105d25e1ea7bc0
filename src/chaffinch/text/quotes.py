"""Quotation marks, and the marks that close them.

Two rooms search for quotations, with different needs, and share this table. Rules ask whether a phrase is quoted within
its sentence: a mark without a closing mark nearby is a slip. Matching asks what share of a passage is quoted: a curly
mark that is not closed quotes the rest of its paragraph, as printers mark speech that continues in the next one.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["QUOTES"]

QUOTES: Mapping[str, str] = {
    "“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", "'": "'", '"': '"', "「": "」", "『": "』",
}  # fmt: skip
"""Opening marks, each with all marks that can close it. A straight single mark may also be an apostrophe."""
