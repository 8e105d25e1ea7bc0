"""The page on which a reader answers a sample of what a run found, served on this machine only."""

from __future__ import annotations

from chaffinch.report.review.questions import Question, Sampling, questions
from chaffinch.report.review.server import Review, serve
from chaffinch.report.review.session import Session

__all__ = ["Question", "Review", "Sampling", "Session", "questions", "serve"]
