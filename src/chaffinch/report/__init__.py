"""What a run did, told to people: summary, explanation, listing."""

from __future__ import annotations

from chaffinch.report.explanation import explain
from chaffinch.report.explanation_view import show_explanation
from chaffinch.report.report import summary
from chaffinch.report.terminal import console, listener, many
from chaffinch.report.views import list_passages, show_summary

__all__ = [
    "console",
    "explain",
    "list_passages",
    "listener",
    "many",
    "show_explanation",
    "show_summary",
    "summary",
]
