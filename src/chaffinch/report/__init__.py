"""Reports of a run for people: the summary, the explanation of a document, lists of cuts and of passages."""

from __future__ import annotations

from chaffinch.report.bar import CLEANING, DECIDING, progress_bar
from chaffinch.report.cuts import list_cuts
from chaffinch.report.explanation import explain
from chaffinch.report.explanation_view import show_explanation
from chaffinch.report.page.rendering import side_by_side, summary_table
from chaffinch.report.page.writing import page_frame, write_page
from chaffinch.report.report import summary
from chaffinch.report.restoration import restored, show_restored
from chaffinch.report.rules import check_packs, packs_of, rules_like, show_faults, show_packs, show_rules
from chaffinch.report.terminal import console, many
from chaffinch.report.views import list_passages, show_summary

__all__ = [
    "CLEANING",
    "DECIDING",
    "check_packs",
    "console",
    "explain",
    "list_cuts",
    "list_passages",
    "many",
    "packs_of",
    "page_frame",
    "progress_bar",
    "restored",
    "rules_like",
    "show_explanation",
    "show_faults",
    "show_packs",
    "show_restored",
    "show_rules",
    "show_summary",
    "side_by_side",
    "summary",
    "summary_table",
    "write_page",
]
