"""The page of a run: one file of HTML that shows what was cut and why, and needs neither server nor network."""

from __future__ import annotations

from chaffinch.report.page.cards import Card
from chaffinch.report.page.contents import Contents, contents
from chaffinch.report.page.frame import Frame
from chaffinch.report.page.rendering import card, render, side_by_side, summary_table
from chaffinch.report.page.writing import page_frame, write_page

__all__ = [
    "Card", "Contents", "Frame", "card", "contents", "page_frame", "render", "side_by_side", "summary_table",
    "write_page",
]  # fmt: skip
