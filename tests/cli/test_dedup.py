"""The command ``dedup``: documents only, in the run folder of ``clean``."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from warm import chaffinch

ROOT = Path(__file__).resolve().parents[2]
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}

FLOOD = (
    "The river rose four metres in a single night and carried away the old wooden bridge of the village. "
    "Farmers on the left bank moved their cattle to the hills before dawn, and the school stayed shut for a week. "
    "Engineers expect that a new crossing will take two summers to build, since the bed of the river is soft there. "
    "Until then a ferry takes people across, as one did before the bridge was built by the grandparents of many. "
)
CHEIA = (
    "O rio subiu quatro metros numa noite e levou consigo a velha ponte de madeira da aldeia. "
    "Os lavradores da margem esquerda levaram o gado para os montes antes do amanhecer. "
    "A nova travessia deve demorar dois verões a construir, pois o leito do rio é mole naquele lugar. "
    "Até lá uma barca leva as pessoas para o outro lado, como antes de haver ponte. "
)
FLUT = (
    "Der Fluss stieg in einer einzigen Nacht um vier Meter und riss die alte Holzbrücke des Dorfes mit sich. "
    "Die Bauern am linken Ufer trieben ihr Vieh vor dem Morgengrauen auf die Hügel. "
    "Bis eine neue Brücke steht, setzt eine Fähre die Leute über, wie es vor dem Bau der alten üblich war. "
)
SHARE = "Follow us on Facebook and Twitter."


def run(*words: object, cwd: Path) -> bytes:
    command = [*chaffinch(), *map(str, words)]
    done = subprocess.run(command, capture_output=True, cwd=cwd, env=ENV, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with input of several formats: a copy and a near copy of each text, and texts that are alone."""
    folder = tmp_path_factory.mktemp("dedup")
    site = folder / "in" / "site"
    site.mkdir(parents=True)
    (site / "flood.txt").write_text(f"{FLOOD}\n\n{SHARE}\n", encoding="utf-8")
    (site / "flood-again.txt").write_bytes((site / "flood.txt").read_bytes())
    (site / "alone.md").write_text(f"# Bees\n\nNobody counts them, but they come back.\n\n{SHARE}\n", encoding="utf-8")
    texts = {
        "cheia": CHEIA, "cheia-2": CHEIA.upper(), "flut": FLUT,
        "flut-2": FLUT.replace("setzt eine Fähre", "bringt eine Fähre").replace("einer einzigen", "einer"),
        "flood-3": FLOOD.replace("old wooden", "wooden"), "other": "A text about the price of tin in the last century.",
    }  # fmt: skip
    lines = [json.dumps({"id": name, "text": text, "host": "news.example"}) for name, text in texts.items()]
    (folder / "in" / "news.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("dedup", "in", "--out", "run", cwd=folder)
    run("clean", "in", "--out", "same", "--boilerplate", "off", "--passages", "off", cwd=folder)
    return folder


def test_copies_and_near_copies_go_and_nothing_else(folder: Path) -> None:
    removals = pq.read_table(folder / "run" / "removals.parquet").to_pylist()
    assert {row["reason"] for row in removals} == {"duplicate"}
    documents = {row["document"] for row in removals}
    assert len(documents) == 4 and not documents & {"other", "site/alone.md"}
    cleaned = folder / "run" / "cleaned"
    assert (cleaned / "site" / "alone.md").read_bytes() == (folder / "in" / "site" / "alone.md").read_bytes()
    kept = (cleaned / "news.jsonl").read_text(encoding="utf-8").splitlines()
    assert set(kept) < set((folder / "in" / "news.jsonl").read_text(encoding="utf-8").splitlines())


def test_tables_are_those_of_clean_with_boilerplate_and_passages_off(folder: Path) -> None:
    names = sorted(path.name for path in (folder / "same").glob("*.parquet"))
    assert names
    for name in names:
        assert (folder / "run" / name).read_bytes() == (folder / "same" / name).read_bytes(), name


def test_restore_gives_the_bytes_back(folder: Path) -> None:
    run("restore", "run", "--out", "back", cwd=folder)
    for path in (folder / "in").rglob("*.*"):
        assert (folder / "back" / path.relative_to(folder / "in")).read_bytes() == path.read_bytes()


def test_other_commands_take_the_run(folder: Path) -> None:
    removed = pq.read_table(folder / "run" / "removals.parquet")["document"].to_pylist()
    assert b"duplicate" in run("explain", "run", removed[0], cwd=folder)
    assert (folder / "run" / "report.html").is_file()
    run("report", "run", "--out", "page.html", cwd=folder)
    run("dedup", "in", "--out", "undone", cwd=folder)
    run("undo", "undone", removed[0], cwd=folder)
    run("decide", "undone", cwd=folder)
    after = pq.read_table(folder / "undone" / "removals.parquet").to_pylist()
    assert removed[0] not in {row["document"] for row in after if row["action"] == "remove"}


def test_a_file_of_settings_cannot_switch_boilerplate_or_passages_on(folder: Path) -> None:
    settings = '[policy]\npassages = "remove"\ncategories = { social = "remove" }\nkeep = "first"\n'
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    run("dedup", "in", "--out", "set", "--config", "settings.toml", cwd=folder)
    removals = pq.read_table(folder / "set" / "removals.parquet").to_pylist()
    assert {row["reason"] for row in removals} == {"duplicate"}
