"""Answers to a run in an object store: they are there at once, and commands of another machine obey them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chaffinch.cli.app import app
from chaffinch.report.review import Sampling, Session, questions
from chaffinch.runs import Run

pytestmark = pytest.mark.heavy  # needs the libraries of stores and of the server

BODY = "The ferry ran aground on the shoal before dawn, and the lifeboats were out within a quarter of an hour."
APPEALS = (
    "Share this story with your friends!",
    "Teilen Sie diesen Artikel mit Ihren Freunden!",
    "Follow us on Twitter!",
)


def call(*words: str) -> Result:
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code == 0, (words, done.output)
    return done


@pytest.fixture
def address(bucket: Any, tmp_path: Path) -> str:
    """Clean three records of this machine into a run in a bucket."""
    rows = [{"id": f"a{i}", "text": f"{i}. {BODY}\n\n{appeal}"} for i, appeal in enumerate(APPEALS)]
    bucket.put_object(Key="news/in.jsonl", Body="".join(json.dumps(row) + "\n" for row in rows).encode())
    call("clean", f"s3://{bucket.name}/news/", "--out", f"s3://{bucket.name}/run", "--yes", "--quiet")
    return f"s3://{bucket.name}/run"


def other_machine(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the commands that follow know nothing of the copy that this machine has of a run."""
    patch.setenv("XDG_CACHE_HOME", str(folder))


def actions(address: str) -> dict[str, str]:
    listed = json.loads(call("cuts", address, "--json").stdout)
    return {row["document"]: row["action"] for row in (listed["cuts"] if isinstance(listed, dict) else listed)}


def test_undo_review_tune_and_decide_work_on_a_run_in_a_store(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert actions(address) == {"a0": "remove", "a1": "remove", "a2": "remove"}
    cut = json.loads(call("cuts", address, "--document", "a0", "--json").stdout)
    (row,) = cut["cuts"] if isinstance(cut, dict) else cut
    call("undo", address, "a0", f"{row['start']}-{row['stop']}", "--quiet")
    other_machine(monkeypatch, tmp_path / "two")
    assert actions(address) == {"a0": "undone", "a1": "remove", "a2": "remove"}
    run = Run.open(address)
    session = Session(run, [q for q in questions(run, Sampling()) if q.answer.document != "a0"])
    for number, question in enumerate(session.questions):
        session.answer(number, "wrong" if question.answer.document == "a1" else "right")
    assert session.answers
    other_machine(monkeypatch, tmp_path / "three")
    assert json.loads(call("tune", address, "--json").stdout)["answers"] == len(session.answers)
    call("decide", address, "--quiet")
    other_machine(monkeypatch, tmp_path / "four")
    assert actions(address) == {"a0": "undone", "a1": "undone", "a2": "remove"}
