"""What runs write is what it was: in one process and in two, killed and resumed, on Spark."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from comparing import changes, row_changes, version_changes
from configurations import ALL, DEFAULT, Configuration
from digesting import VERSIONS, digests_of, read, versions
from planting import plant
from running import begun, corpus, results, waited_for
from write import FOLDER, kept

WAIT = 60.0
"""Seconds until a run that was started must have come to its middle."""

PAUSE = 0.002
"""Seconds from one look at a run folder to the next: short beside what follows the moment that is waited for."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus(tmp_path_factory.mktemp("golden"))


def runs_kept(made: Path) -> Path:
    """Give the folder where runs of one process are kept, to compare others with."""
    return made.parent / f"{made.name}-runs"


def check(name: str, out: Path, made: Path, how: str) -> None:
    """Fail with the names of the tables and columns that are not what they were, and some rows."""
    changed = changes(read(kept(name)), digests_of(out))
    if not changed:
        return
    lines = [f"{name} ({how}) differs from tests/golden/digests/{name}.toml:"]
    other = runs_kept(made) / name
    for table, change in changed.items():
        lines.append(f"  {table}: {change}")
        if other.exists() and other != out and table in changes(digests_of(other), digests_of(out)):
            lines += ["    rows of one process (-) that are others here (+):"]
            lines += [f"      {row}" for row in row_changes(other, out, table)]
    lines += [version_changes(read(kept(VERSIONS)), versions())]
    lines += ["if this is meant: python tests/golden/write.py (tests/golden/README.md tells how to see the rows)"]
    pytest.fail("\n".join(line for line in lines if line), pytrace=False)


@pytest.mark.parametrize("configuration", ALL, ids=lambda one: one.name)
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.heavy)])
def test_a_run_is_what_it_was(configuration: Configuration, workers: int, made: Path, tmp_path: Path) -> None:
    for name, out in results(configuration, made, tmp_path / "run", workers):
        if workers == 1:
            shutil.copytree(out, runs_kept(made) / name)
        check(name, out, made, f"{workers} worker{'s'[: workers != 1]}")


def test_deciding_as_before_is_as_before() -> None:
    changed = changes(read(kept(DEFAULT.name)), read(kept("decide-back")))
    named = (
        "1 rows; columns that differ: config.policy, begun_with"  # a category was named, and what the run was before
    )
    assert changed == {"run.toml": named}


@pytest.mark.heavy
def test_a_run_killed_in_the_middle_is_what_it_was(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    process = begun(DEFAULT, made, out, "--workers", "1")
    wait_for(out / "templates.parquet", process)  # boilerplate is learnt; nothing is matched, nothing decided
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not tomllib.loads((out / "run.toml").read_text("utf-8"))["finished"]
    assert not (out / "cleaned").exists()
    for name, done in results(replace(DEFAULT, decided=()), made, out, workers=2):
        check(name, done, made, "killed and resumed in two processes")


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT
    while not path.exists():
        assert process.poll() is None, f"the run was over before it wrote {path.name}"
        assert time.monotonic() < until, f"the run has not written {path.name} in {WAIT} s"
        time.sleep(PAUSE)


@pytest.mark.heavy
def test_a_run_on_spark_is_what_it_was(made: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java")
    waited_for(begun(DEFAULT, made, tmp_path / "run", "--workers", "2", "--engine", "spark", "--master", "local[2]"))
    check(DEFAULT.name, tmp_path / "run", made, "on Spark")


def test_the_corpus_is_the_same_every_time(tmp_path: Path) -> None:
    plant(tmp_path / "a")
    plant(tmp_path / "b")
    one, other = (
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()}
        for f in (tmp_path / "a", tmp_path / "b")
    )
    assert one == other


def test_every_file_of_digests_is_of_a_configuration() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {VERSIONS, *(name for one in ALL for name in one.names)}
