"""The stages are called in the order of the table in ARCHITECTURE.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaffinch import Config, clean

TABLE = Path(__file__).resolve().parents[2] / "ARCHITECTURE.md"
UNNAMED = "(no name)"
"""A row of the table without a stage of its own."""

OUTSIDE = {"fetching", "looking", "sending"}
"""Stages before and after those of the table, which a sentence above it names."""


class Recorder:
    """Receives progress, and keeps the names of stages."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def stage(self, name: str, total: int | None, unit: str) -> None:
        if self.names[-1:] != [name]:
            self.names.append(name)

    def advance(self, amount: int) -> None:
        assert self.names

    def done(self) -> None:
        assert self.names


def rows() -> list[str]:
    """List the first cells of the table of stages."""
    section = TABLE.read_text(encoding="utf-8").split("\n## Stages\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [line.split("|")[1].strip() for line in lines[2:]]


@pytest.mark.parametrize("passages", ["remove", "off"])
def test_stages_come_in_the_order_of_the_table(passages: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for i in range(4):
        (tmp_path / "in" / f"{i}.txt").write_text(
            f"The lock keeper of weir {i} had a cat. It slept in the boat house.\n"
        )
    recorder, settings = Recorder(), {"policy": {"yes": True, "passages": passages}}
    clean(tmp_path / "in", tmp_path / "run", config=Config.from_dict(settings), progress=recorder)
    only_off = [row for row in rows() if "--passages off" in row]
    skipped = {"linking", "matching"} if passages == "off" else {row.split()[0] for row in only_off}
    expected = [row.split()[0] for row in rows() if row != UNNAMED]
    assert len(only_off) == 1
    assert [name for name in recorder.names if name not in OUTSIDE] == [n for n in expected if n not in skipped]


def test_stages_outside_of_the_table_are_named_above_it() -> None:
    sentence = TABLE.read_text(encoding="utf-8").split("\n## Stages\n")[1].split("\n| ")[0]
    assert all(f"`{name}`" in sentence for name in OUTSIDE)
