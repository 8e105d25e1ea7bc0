"""The page of a review, made from a template; all that comes from the corpus is escaped and harmless."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from chaffinch.report.review.questions import AROUND
from chaffinch.report.terminal import shown

if TYPE_CHECKING:
    from jinja2 import Template

    from chaffinch.report.review.session import Session

__all__ = ["FILES", "rendered"]

FILES = {"/review.css": "text/css; charset=utf-8", "/review.js": "text/javascript; charset=utf-8"}
"""Files beside the page, with their types."""

ASKED = {
    ("passage", "report"): "Is the marked text no part of the article?",
    ("passage", "remove"): "Was the marked text rightly cut?",
    ("document", "remove"): "Is this document a copy of the one beside it?",
    ("cluster", "report"): "Do these passages say the same?",
}
"""The question by scope, and by what the run did."""

VERDICTS = {
    "passage": {"right": "Right: cut it", "wrong": "Wrong: it stays"},
    "document": {"right": "Right: a copy", "wrong": "Wrong: it stays", "other": "A copy, but this one stays"},
    "cluster": {"right": "Right: the same", "wrong": "Wrong: not the same", "other": "The same, but this one stays"},
}
"""The label of each verdict, by scope."""


def rendered(session: Session, *, run: str, secret: str) -> str:
    """Render the page with the next question.

    Args:
        session: the review.
        run: the run folder as the user typed it.
        secret: that every form of the page sends back.
    """
    question, last = session.question, session.last
    scope = question.answer.scope if question else ""
    action = "report" if scope == "cluster" or (question and question.action == "report") else "remove"
    verdicts = dict(VERDICTS.get(scope, {}))
    if question and not question.may_choose:
        verdicts.pop("other", None)
    asked = ASKED.get((scope, action), "")
    return _template().render(
        session=session, question=question, last=last, run=run, secret=secret, asked=asked, verdicts=verdicts,
        around=AROUND, done=len(session.given), number=session.at, count=len(session.questions),
    )  # fmt: skip


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"harmless": _harmless, "from_word": _from_word, "to_word": _to_word}
    return made.from_string((files(__package__) / "review.html").read_text(encoding="utf-8"))


def _from_word(text: str, more: bool) -> str:
    """Give what stands before a cut; where there is more of it, from the first whole word on."""
    _, blank, rest = text.partition(" ")
    return f"… {_harmless(rest if blank else text)}" if more and text else _harmless(text)


def _to_word(text: str, more: bool) -> str:
    """Give what stands behind a cut; where there is more of it, up to the last whole word."""
    rest, blank, _ = text.rpartition(" ")
    return f"{_harmless(rest if blank else text)} …" if more and text else _harmless(text)


def _harmless(text: Any) -> str:
    """Take control characters and such that change the direction of text out of a text of the corpus."""
    return shown(str(text), lines=True)
