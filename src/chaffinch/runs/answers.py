"""The answers of readers to a run: what was rightly removed, what was not, and which copy should stay.

They are lines of JSON in one file of the run folder, only ever appended: a crash loses at most the line that is being
written, and the history stays. The last answer to a question counts. A new run in the same folder keeps the file, and
finds the spans again by document and digest, also where they have moved.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from chaffinch.errors import RunError
from chaffinch.runs.owned import ANSWERS
from chaffinch.storage import stores
from chaffinch.text import digest

if TYPE_CHECKING:
    from chaffinch.runs.run import Run

__all__ = ["SCOPES", "VERDICTS", "Answer", "answers_of", "append", "located", "merged", "of_span"]

Verdict = Literal["right", "wrong", "other", "none"]
VERDICTS: tuple[str, ...] = ("right", "wrong", "other", "none")
"""Verdicts: the decision is right; it is wrong; another copy should stay; and the answer before is taken back."""

Scope = Literal["passage", "document", "cluster", "rule", "template", "site"]
SCOPES: tuple[str, ...] = ("passage", "document", "cluster", "rule", "template", "site")
"""What an answer is about."""

OPENING = 80
"""Code points of a span that an answer keeps, to find it again and to be read: a line or so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a reader.

    Attributes:
        verdict: ``right``, ``wrong``, ``other`` (another copy should stay), or ``none``, which takes back the answer
            before.
        scope: what it is about: a ``passage``, a whole ``document`` that goes as a copy, a ``cluster`` of passages (by
            one of its members), all cuts by a ``rule`` or ``template``, or all cuts on a ``site``.
        document: the id of the document; empty for rules, templates and sites.
        start, stop: the range, in code points of the original text.
        digest: of the text in that range.
        text: the first code points of that text.
        reason, rule, score: of the finding, removal or cluster when the answer was given.
        host: the site of the document.
        keeper: the document that stays by the decision; with ``other`` the one that should.
        keeper_start, keeper_stop: with ``other`` about a cluster, the range of the passage that should stay.
        by: the command that wrote the answer.
        time: when, in UTC (ISO 8601).
    """

    verdict: Verdict
    scope: Scope
    document: str = ""
    start: int = 0
    stop: int = 0
    digest: str = ""
    text: str = ""
    reason: str = ""
    rule: str = ""
    score: float | None = None
    host: str = ""
    keeper: str = ""
    keeper_start: int = 0
    keeper_stop: int = 0
    by: str = ""
    time: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give a plain dictionary; the keys are a stable interface."""
        return asdict(self)

    @property
    def question(self) -> tuple[str, ...]:
        """What it answers: of two answers with the same question the later one counts."""
        if self.scope == "site":
            return self.scope, self.host
        if self.scope in ("rule", "template"):
            return "rule", self.rule
        return self.scope, self.document, str(self.start), self.digest


def of_span(answer: Answer, text: str) -> Answer:
    """Complete an answer by what tells its span: the digest and the first code points.

    Args:
        answer: about a span of a document.
        text: of that span.

    >>> of_span(Answer(verdict="wrong", scope="passage", document="a", start=4, stop=9), "Share").text
    'Share'
    """
    return replace(answer, digest=digest(text), text=text[:OPENING])


def located(answer: Answer, text: str) -> tuple[int, int] | None:
    """Find the span of an answer in a text that may have changed since.

    Args:
        answer: about a span.
        text: of its document.

    Returns:
        The range of the same text that is nearest to where it was; None where it is no longer there.

    >>> answer = of_span(Answer(verdict="wrong", scope="passage", start=4, stop=9), "Share")
    >>> located(answer, "It rained. Share."), located(answer, "It rained.")
    ((11, 16), None)
    """
    size, found = answer.stop - answer.start, list[int]()
    if size <= 0 or digest(text[answer.start : answer.stop]) == answer.digest:
        return answer.start, answer.stop
    at = text.find(answer.text)
    while at >= 0 and len(found) < _TRIED:
        found.append(at)
        at = text.find(answer.text, at + 1)
    same = [at for at in found if digest(text[at : at + size]) == answer.digest]
    start = min(same, key=lambda at: (abs(at - answer.start), at), default=None)
    return None if start is None else (start, start + size)


_TRIED = 1_000  # occurrences of an opening that are compared: a text may repeat one line without end


def answers_of(folder: Path) -> list[Answer]:
    """Read the answers that count, in the order in which they were given.

    A line that is no answer, such as one that a crash cut off, is left out.

    Args:
        folder: of the run.

    Raises:
        RunError: the file cannot be read.
    """
    found: dict[tuple[str, ...], Answer] = {}
    for line in _lines(folder / ANSWERS):
        with suppress(msgspec.MsgspecError):
            answer = msgspec.json.decode(line, type=Answer)
            found.pop(answer.question, None)
            if answer.verdict != "none":
                found[answer.question] = answer
    return list(found.values())


def append(run: Run, answers: Iterable[Answer]) -> list[Answer]:
    """Append answers to the file of a run; they are on the disk, and in the store if the run is in one, on return.

    Args:
        run: a finished run.
        answers: without time.

    Returns:
        The answers with their time.

    Raises:
        RunError: the file cannot be written.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    timed, path = [replace(answer, time=now) for answer in answers], run.path / ANSWERS
    data = b"".join(msgspec.json.encode(answer) + b"\n" for answer in timed)
    try:
        with path.open("ab+") as file:
            if file.tell() and not _ends_line(path):
                data = b"\n" + data  # a crash cut the last line off
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise RunError(f"cannot write the answers to {path}: {error.strerror or error}") from error
    if run.origin:
        stores.put(path, f"{run.origin}/{ANSWERS}")
    return timed


def merged(one: bytes, other: bytes) -> bytes:
    """Merge two files of answers that were written on two machines: all lines once, by time.

    >>> merged(b'{"time":"1"}\\n{"time":"3"}\\n', b'{"time":"2"}\\n{"time":"1"}\\n')
    b'{"time":"1"}\\n{"time":"2"}\\n{"time":"3"}\\n'
    """
    lines = {line for data in (one, other) for line in data.splitlines() if line.strip()}
    return b"".join(line + b"\n" for line in sorted(lines, key=lambda line: (_time(line), line)))


def _time(line: bytes) -> str:
    with suppress(msgspec.MsgspecError):
        return str(msgspec.json.decode(line, type=dict[str, object]).get("time", ""))
    return ""


def _lines(path: Path) -> list[bytes]:
    """Read the lines of a file; none if it is not there.

    Raises:
        RunError: it cannot be read.
    """
    try:
        return path.read_bytes().splitlines() if path.exists() else []
    except OSError as error:
        raise RunError(f"cannot read the answers in {path}: {error.strerror or error}") from error


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"
