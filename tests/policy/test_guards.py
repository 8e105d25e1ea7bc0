"""Guards: a site that would lose too much keeps its text; a corpus that would stops the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chaffinch.cli.app import app
from chaffinch.config import Config
from chaffinch.errors import GuardError
from chaffinch.pipeline.stages import clean, decide
from chaffinch.report.report import summary
from chaffinch.runs.run import Run

GATES = ("east", "west", "north", "south", "upper", "lower", "old", "new", "iron", "red", "long")
NOTICE = "All rights reserved. No part of this publication may be reproduced without permission. " * 3
NEWS = (
    "The eel catchers of Brant met in the old school on Tuesday and chose a new speaker, who is nineteen.",
    "A barge with forty tons of gravel lies across the mouth of the canal, and nobody knows whose it is.",
    "The bakery on the quay will bake at noon, too, since the ferry brings so many people at one o'clock.",
)


def walls(host: str | None) -> list[dict[str, Any]]:
    """Give pages that are mostly a notice, and all different."""
    pages = [f"Gate {gate} is shut.\n\n{NOTICE.strip()}" for gate in GATES]
    return [{"id": f"{host}{i:02}", "host": host, "text": text} for i, text in enumerate(pages)]


def written(folder: Path, *pages: dict[str, Any]) -> Path:
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps(page) + "\n" for page in pages), encoding="utf-8")
    return source


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A site of nothing but notices, and three news stories of another one with a notice each."""
    stories = [
        {"id": f"news{i}", "host": "brant.example", "text": f"{s}\n\nAll rights reserved."} for i, s in enumerate(NEWS)
    ]
    return written(tmp_path, *walls("shut.example"), *stories)


def cleaned(run: Run) -> dict[str, str]:
    lines = (run.path / "cleaned" / "in.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row["text"] for row in map(json.loads, lines)}


def test_a_site_that_would_lose_too_much_is_withheld_and_reported(mixed: Path, tmp_path: Path) -> None:
    run = clean(mixed, tmp_path / "run")
    texts = cleaned(run)
    assert [texts[f"news{i}"] for i in range(3)] == list(NEWS)
    assert all(text.endswith("permission.") for name, text in texts.items() if name.startswith("shut"))
    report = summary(run)
    assert [(site.host, site.documents) for site in report.withheld_sites] == [("shut.example", len(GATES))]
    assert report.withheld_sites[0].share > 0.75
    assert report.held_back == 0
    actions = {row["document"][:4]: row["action"] for row in run.table("removals").to_pylist()}
    assert actions == {"shut": "withheld", "news": "remove"}


def test_a_site_is_cut_where_that_is_asked_for_also_later(mixed: Path, tmp_path: Path) -> None:
    run = clean(mixed, tmp_path / "run")
    again = decide(run, config=Config.from_dict({"policy": {"yes": True}}))
    assert not any("rights" in text for text in cleaned(again).values())
    assert summary(again).withheld_sites == ()
    back = decide(again, config=Config())
    assert summary(back).withheld_sites == summary(run).withheld_sites


@pytest.mark.parametrize("work", [{"workers": 1}, {"workers": 2, "task": 500}])
def test_the_same_rows_whatever_the_workers(mixed: Path, tmp_path: Path, work: dict[str, int]) -> None:
    one = clean(mixed, tmp_path / "one").table("removals")
    assert clean(mixed, tmp_path / "other", config=Config.from_dict({"work": work})).table("removals").equals(one)


def test_copies_count_for_neither(tmp_path: Path) -> None:
    pages = [{"id": f"{i:02}", "host": "copies.example", "text": NEWS[0]} for i in range(20)]
    run = clean(written(tmp_path, *pages), tmp_path / "run")
    assert len(cleaned(run)) == 1
    assert summary(run).withheld_sites == ()


def test_a_corpus_that_would_lose_too_much_stops_with_its_tables(tmp_path: Path) -> None:
    source = written(tmp_path, *walls(None))
    with pytest.raises(GuardError, match=r"would lose 9\d% of the text of 11 documents") as stopped:
        clean(source, tmp_path / "run")
    assert isinstance(stopped.value.run, Run)
    assert summary(stopped.value.run).removed[0].documents == len(GATES)
    assert (tmp_path / "run" / "removals.parquet").exists()
    assert not (tmp_path / "run" / "cleaned").exists()
    run = clean(source, tmp_path / "run", config=Config.from_dict({"policy": {"yes": True}}))
    assert cleaned(run)["None00"] == "Gate east is shut."


@pytest.mark.parametrize("command", ["clean", "decide"])
def test_a_stopped_command_prints_the_summary_and_ends_with_1(tmp_path: Path, command: str) -> None:
    source, out = written(tmp_path, *walls(None)), str(tmp_path / "run")
    words = ["clean", str(source), "--out", out]
    if command == "decide":
        assert CliRunner().invoke(app, [*words, "--boilerplate", "report", "--quiet"]).exit_code == 0
        words = ["decide", out, "--boilerplate", "remove"]
    stopped = CliRunner().invoke(app, words)
    assert stopped.exit_code == 1
    assert "would be removed" in stopped.output
    assert "--yes" in stopped.output
    report = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert report["removed"][0]["documents"] == len(GATES)
    assert CliRunner().invoke(app, [*words, "--yes", "--quiet"]).exit_code == 0
