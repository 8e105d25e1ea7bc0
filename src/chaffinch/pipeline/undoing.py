"""Undo single decisions of a run, and leave all others as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow.compute as pc

from chaffinch.errors import UsageError
from chaffinch.model import UNDONE, WHOLE
from chaffinch.pipeline.stages import decide
from chaffinch.progress import Progress
from chaffinch.runs import Answer, Run, append, of_span

__all__ = ["undo"]

Span = tuple[int, int]

_NAMED = 5  # spans that a message names
_KEYS = ("start", "stop", "action", "reason", "rule", "score", "keeper")


def undo(
    run: Run,
    document: str,
    spans: Sequence[Span] = (),
    *,
    again: bool = False,
    progress: Progress | None = None,
) -> tuple[Run, list[Answer]]:
    """Undo cuts of one document, or its removal as a copy, and write the cleaned corpus again.

    The decisions are kept as answers of the run, so later commands obey them, too. The rows of the table ``removals``
    stay, with the action ``undone``.

    Args:
        run: a finished run.
        document: the id of the document.
        spans: ranges of its cuts, as the table ``removals`` has them; none: the document itself, that went as a copy.
        again: whether to cut again what was undone before.
        progress: receives the stages of deciding and writing.

    Returns:
        The run as it is then, and the answers.

    Raises:
        UsageError: there is no such document, or it has no such cut; the message names those that it has.
        RunError: another process works on the run, or the answers cannot be written.
        GuardError: the corpus would lose too much text.
    """
    known = run.document(document)
    rows = _chosen(run, document, spans, again=again)
    text = run.text(document)
    answers = [_answer(row, known, text, again=again) for row in rows]
    append(run, answers)
    return decide(run, config=run.config, progress=progress), answers


def _chosen(run: Run, document: str, spans: Sequence[Span], *, again: bool) -> list[dict[str, Any]]:
    """Look up the removals that are to be undone, or cut again.

    Raises:
        UsageError: one is not there.
    """
    actions = (UNDONE,) if again else ("remove", "mark")
    rows = _removals(run, document)
    every = [row for row in rows if row["action"] in actions]
    whole = [row for row in every if row["reason"] in WHOLE]
    if not spans:
        if not whole:
            raise UsageError(_missing(document, "was not removed as a copy", every, again=again))
        return whole
    found = {(row["start"], row["stop"]): row for row in every}
    for span in spans:
        if span not in found:
            has = "has no cut"
            if not again and any((row["start"], row["stop"], row["action"]) == (*span, UNDONE) for row in rows):
                has = "has already undone"
            raise UsageError(_missing(document, f"{has} {span[0]}-{span[1]}", every, again=again))
    return [found[span] for span in spans]


def _removals(run: Run, document: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for batch in run.batches("removals", ["document", *_KEYS]):
        found += batch.filter(pc.equal(batch["document"], document)).to_pylist()
    return found


def _missing(document: str, what: str, rows: Sequence[dict[str, Any]], *, again: bool) -> str:
    """Say what a document lacks, and what it has instead."""
    spans = [f"{row['start']}-{row['stop']}" for row in rows if row["reason"] not in WHOLE]
    shown = ", ".join(spans[:_NAMED]) + (f" and {len(spans) - _NAMED:,} more" if len(spans) > _NAMED else "")
    state = "undone" if again else "cut or marked"
    return f"{document} {what}; {state} in it: {shown or 'nothing'}"


def _answer(row: dict[str, Any], known: dict[str, Any], text: str, *, again: bool) -> Answer:
    answer = Answer(
        verdict="none" if again else "wrong",
        scope="document" if row["reason"] in WHOLE else "passage",
        document=known["document"],
        start=row["start"],
        stop=row["stop"],
        reason=row["reason"],
        rule=row["rule"] or "",
        score=row["score"],
        host=known["host"] or "",
        keeper=row["keeper"] or "",
        by="undo",
    )
    return of_span(answer, text[row["start"] : row["stop"]])
