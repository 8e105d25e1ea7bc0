"""The stages run in the order of their list and write what it says, and ARCHITECTURE.md prints it."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from unittest import mock

import pytest
import stage_table

import chaffinch
from chaffinch import Config, clean
from chaffinch.pipeline import STAGES, Stage

SOURCE = Path(chaffinch.__file__).parent
GIVEN = {"input files", "rule packs"}
"""What stages read that no stage writes."""

OUTSIDE = {"fetching", "looking", "reporting", "sending"}
"""Stages before and after those of the list, which a sentence above the table names."""


class Recorder:
    """Receives progress, and keeps the names of stages, and what there is in the run folder at the end of each."""

    def __init__(self, run: Path) -> None:
        self.run = run
        self.names: list[str] = []
        self.found: list[dict[str, int]] = []

    def stage(self, name: str, total: int | None, unit: str) -> None:
        if self.names[-1:] != [name]:
            self.done()
            self.names.append(name)

    def advance(self, amount: int) -> None:
        assert self.names

    def done(self) -> None:
        if len(self.found) < len(self.names):
            self.found.append(written(self.run))


def written(run: Path) -> dict[str, int]:
    """Give what is in a run folder, named as the list of stages does, with the times of the last change."""
    work = run / ".work"
    found = {path.parent.name: path for path in work.glob("[!.]*/table.json")}
    found |= {f"{path.name}/": path for folder in (run, work) for path in folder.glob("[!.]*") if path.is_dir()}
    found |= {path.name: path for path in run.glob("*.p*")}
    return {name: path.stat().st_mtime_ns for name, path in found.items()}


def listed(*, passages: bool) -> list[Stage]:
    """Give the stages of a run with or without passages."""
    return [stage for stage in STAGES if stage.passages in (None, passages)]


@pytest.fixture(scope="module", params=["remove", "off"])
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bool, Recorder]:
    folder = tmp_path_factory.mktemp("stages")
    (folder / "in").mkdir()
    for i in range(4):
        text = f"The lock keeper of weir {i} had a cat. It slept in the boat house by the lower gate.\n"
        (folder / "in" / f"{i}.txt").write_text(text)
    recorder, settings = Recorder(folder / "run"), {"policy": {"yes": True, "passages": request.param}}
    with mock.patch("chaffinch.pipeline.preparing.HOLD", 0.0):  # so that all tables are files, which are looked for
        clean(folder / "in", folder / "run", config=Config.from_dict(settings), progress=recorder)
    return request.param != "off", recorder


def test_stages_run_in_the_order_of_the_list(ran: tuple[bool, Recorder]) -> None:
    passages, recorder = ran
    assert [name for name in recorder.names if name not in OUTSIDE] == list(
        dict.fromkeys(stage.name for stage in listed(passages=passages))
    )


def test_each_stage_writes_what_the_list_says(ran: tuple[bool, Recorder]) -> None:
    passages, recorder = ran
    before: dict[str, int] = {}
    for name, after in zip(recorder.names, recorder.found, strict=True):
        changed = {what for what, when in after.items() if before.get(what) != when}
        for stage in listed(passages=passages):
            assert stage.name != name or set(stage.writes) <= changed, stage
        before = after


@pytest.mark.parametrize("passages", [True, False])
def test_what_a_stage_reads_was_written_before(passages: bool) -> None:
    known = set(GIVEN)
    for stage in listed(passages=passages):
        assert set(stage.reads) <= known | ({"passages"} if not passages else set()), stage
        known |= set(stage.writes)


def test_code_and_kernels_of_the_list_exist() -> None:
    classes = {
        node.name
        for path in SOURCE.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    for stage in STAGES:
        module, _, name = stage.code.rpartition(".")
        assert hasattr(import_module(f"chaffinch.{module}"), name), stage
        assert set(stage.kernels) <= classes, stage


def test_the_page_prints_the_list_as_it_is() -> None:
    page = stage_table.PAGE.read_text(encoding="utf-8")
    assert page == stage_table.written(page), "run: python tools/stage_table.py"
    sentence = page.split("\n## Stages\n")[1].split("\n| ")[0]
    assert all(f"`{name}`" in sentence for name in OUTSIDE)
