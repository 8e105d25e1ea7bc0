"""Reports of a run for people: the summary, the explanation of a document, lists of cuts and of passages."""

from __future__ import annotations

import typing

from chaffinch.faces import late

if typing.TYPE_CHECKING:
    from chaffinch.report.answers_view import conduct, show_undone
    from chaffinch.report.bar import CLEANING, DECIDING, progress_bar
    from chaffinch.report.cuts import list_cuts
    from chaffinch.report.difference_view import show_difference, write_difference
    from chaffinch.report.explanation import explain
    from chaffinch.report.explanation_view import show_explanation
    from chaffinch.report.page.rendering import side_by_side, summary_table
    from chaffinch.report.page.writing import page_frame, write_page
    from chaffinch.report.pairs import list_pairs, show_histogram
    from chaffinch.report.report import summary
    from chaffinch.report.restoration import restored, show_restored
    from chaffinch.report.rules import check_packs, packs_of, rules_like, show_faults, show_packs, show_rules
    from chaffinch.report.run_difference import difference
    from chaffinch.report.shared import list_shared
    from chaffinch.report.terminal import console, many, size
    from chaffinch.report.tuning import merged_policy, tune
    from chaffinch.report.tuning_view import show_tuning
    from chaffinch.report.views import list_passages, show_summary

__all__ = [
    "CLEANING",
    "DECIDING",
    "check_packs",
    "conduct",
    "console",
    "difference",
    "explain",
    "list_cuts",
    "list_pairs",
    "list_passages",
    "list_shared",
    "many",
    "merged_policy",
    "packs_of",
    "page_frame",
    "progress_bar",
    "restored",
    "rules_like",
    "show_difference",
    "show_explanation",
    "show_faults",
    "show_histogram",
    "show_packs",
    "show_restored",
    "show_rules",
    "show_summary",
    "show_tuning",
    "show_undone",
    "side_by_side",
    "size",
    "summary",
    "summary_table",
    "tune",
    "write_difference",
    "write_page",
]

__getattr__ = late(
    __name__,
    {
        "answers_view": "conduct show_undone",
        "bar": "CLEANING DECIDING progress_bar",
        "cuts": "list_cuts",
        "difference_view": "show_difference write_difference",
        "explanation": "explain",
        "explanation_view": "show_explanation",
        "page.rendering": "side_by_side summary_table",
        "page.writing": "page_frame write_page",
        "pairs": "list_pairs show_histogram",
        "report": "summary",
        "restoration": "restored show_restored",
        "rules": "check_packs packs_of rules_like show_faults show_packs show_rules",
        "run_difference": "difference",
        "shared": "list_shared",
        "terminal": "console many size",
        "tuning": "merged_policy tune",
        "tuning_view": "show_tuning",
        "views": "list_passages show_summary",
    },
)
