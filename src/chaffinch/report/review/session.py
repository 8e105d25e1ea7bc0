"""A review under way: which question is next, what was answered, and how the last answer is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from chaffinch.errors import UsageError
from chaffinch.runs import Answer, append

if TYPE_CHECKING:
    from chaffinch.report.review.questions import Question
    from chaffinch.runs import Run

__all__ = ["Session"]


@dataclass(slots=True)
class Session:
    """The questions of a review and the answers so far; each answer is on the disk before the next question.

    Several requests may arrive at once, so changes are made one after the other.

    Attributes:
        run: gets the answers.
        questions: in the order in which they are asked.
        at: index of the next question.
        given: the answers of this review in order, each with the index of its question.
    """

    run: Run
    questions: Sequence[Question]
    at: int = 0
    given: list[tuple[int, Answer]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @property
    def question(self) -> Question | None:
        """The next question; None after the last one."""
        return self.questions[self.at] if self.at < len(self.questions) else None

    @property
    def last(self) -> tuple[Question, Answer] | None:
        """The last answer with its question; None before the first one."""
        return (self.questions[self.given[-1][0]], self.given[-1][1]) if self.given else None

    @property
    def answers(self) -> list[Answer]:
        """The answers of this review, in order."""
        return [answer for _, answer in self.given]

    def answer(self, number: int, verdict: str, choice: int = 0) -> None:
        """Answer the question with this index; of a page that is out of date nothing is taken.

        Args:
            number: index of the question.
            verdict: ``right``, ``wrong`` or ``other``; ``skip`` goes on without an answer.
            choice: with ``other``, which text should stay: 0 for that of the question, of a cluster also the first
                text beside it (1), the second one (2) and so on.

        Raises:
            UsageError: the verdict, or the choice, is not allowed for this question.
            RunError: the answer cannot be written.
        """
        with self._lock:
            question = self.question
            if question is None or number != self.at:
                return
            if verdict != "skip":
                self._take(_judged(question, verdict, choice), number)
            self.at += 1

    def widen(self, scope: str) -> None:
        """Extend the last answer to all cuts by its rule, or on its site.

        Args:
            scope: ``rule`` or ``site``.

        Raises:
            UsageError: there is no such answer to extend.
            RunError: the answer cannot be written.
        """
        with self._lock:
            if not self.given or scope not in ("rule", "site"):
                raise UsageError(f"nothing to extend to a {scope}")
            number, last = self.given[-1]
            rule, host = (last.rule, "") if scope == "rule" else ("", last.host)
            if not (rule or host):
                raise UsageError(f"the last answer is about no {scope}")
            named = "template" if rule.startswith("template.") else scope
            wide = Answer(verdict=last.verdict, scope=named, rule=rule, host=host, reason=last.reason, by="review")  # type: ignore[arg-type]
            self._take(wide, number)

    def undo(self) -> None:
        """Take the last answer back, and ask its question again.

        Raises:
            RunError: that cannot be written.
        """
        with self._lock:
            if self.given:
                number, last = self.given.pop()
                append(self.run, [replace(last, verdict="none")])
                if last.scope not in ("rule", "template", "site"):
                    self.at = number

    def _take(self, answer: Answer, number: int) -> None:
        (written,) = append(self.run, [answer])
        self.given.append((number, written))


def _judged(question: Question, verdict: str, choice: int) -> Answer:
    """Give the answer with a verdict.

    Raises:
        UsageError: the verdict, or the choice, is not allowed for this question.
    """
    answer = question.answer
    if verdict == "other" and question.may_choose:
        return replace(answer, verdict="other", **_keeper(question, choice))
    if verdict == "right":
        return replace(answer, verdict="right")
    if verdict == "wrong":
        return replace(answer, verdict="wrong")
    raise UsageError(f"verdict {verdict!r}: write right, wrong or skip")


def _keeper(question: Question, choice: int) -> dict[str, Any]:
    """Give the part of an answer that names what should stay.

    Raises:
        UsageError: there is no such text to choose.
    """
    answer, of_cluster = question.answer, question.answer.scope == "cluster"
    if choice not in range(1 + (len(question.others) if of_cluster else 0)):
        raise UsageError(f"choice {choice}: there is no such text to choose")
    chosen = question.others[choice - 1] if choice else answer
    span = {"keeper_start": chosen.start, "keeper_stop": chosen.stop} if of_cluster else {}
    return {"keeper": chosen.document, **span}
