"""Runs that are killed for real, and resumed: the same bytes as of a run that was not."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kills import Run, contents, kill_and_go_on
from measuring import python_path

from chaffinch.runs.run import locked

pytestmark = pytest.mark.heavy

WORDS = "harbour water council night boats repair bridge winter market letter school garden".split()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, chance = tmp_path_factory.mktemp("corpus"), random.Random(3)
    quote = " ".join(chance.choices(WORDS, k=40))
    for name in ("a", "b"):
        with (folder / f"{name}.jsonl").open("w") as file:
            for i in range(150):
                paragraphs = [" ".join(chance.choices(WORDS, k=60)).capitalize() + "." for _ in range(4)]
                text = "\n\n".join([*paragraphs, quote if i % 9 == 0 else "", "All rights reserved."])
                file.write(json.dumps({"id": f"{name}{i}", "host": f"{i % 5}.org", "text": text}) + "\n")
    (folder / "c.txt").write_text(quote)
    return folder


@pytest.fixture(scope="module")
def alone(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[float, dict[str, str]]:
    run = Run(corpus, tmp_path_factory.mktemp("alone") / "run", ["--yes"])
    return run.finish(), contents(run.out)


@pytest.mark.parametrize("hold", [0.0, 1.5, 10.0])
@pytest.mark.parametrize("ways", [("group", "parent"), ("power", "group")], ids="+".join)
def test_killed_runs_end_with_the_same_bytes(
    ways: tuple[str, ...], hold: float, corpus: Path, alone: tuple[float, dict[str, str]], tmp_path: Path
) -> None:
    seconds, expected = alone
    run = Run(corpus, tmp_path / "run", ["--yes"], hold)
    list(kill_and_go_on(run, seconds, random.Random(5), ways))
    assert contents(run.out) == expected


def test_fewer_workers_and_less_memory_go_on(corpus: Path, alone: tuple[float, dict[str, str]], tmp_path: Path) -> None:
    begun = Run(corpus, tmp_path / "run", ["--yes"])
    tables = begun.out / ".work"
    read, stripping, stripped = tables / "texts" / "table.json", tables / ".findings", tables / "findings"
    with begun.start() as process:
        while process.poll() is None and not (stripping.exists() or stripped.exists()):
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
    when = read.stat().st_mtime_ns
    with Run(corpus, begun.out, ["--yes", "--workers", "1", "--memory", "500MB"]).start() as process:
        while process.poll() is None and not stripped.exists():
            time.sleep(0.01)
        again = read.stat().st_mtime_ns
        process.communicate()
    assert again == when  # it was not read again
    assert process.returncode == 0
    found = contents(begun.out)
    assert found.pop("run.toml")  # which tells the switches
    assert found == {name: digest for name, digest in alone[1].items() if name != "run.toml"}


def chaffinch(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chaffinch", *words]
    env = {**os.environ, **python_path()}
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_a_second_process_and_another_configuration_are_refused(corpus: Path, tmp_path: Path) -> None:
    run = Run(corpus, tmp_path / "run", ["--yes"])
    with locked(run.out):
        second = chaffinch("clean", str(corpus), "--out", str(run.out), "--yes")
    assert second.returncode == 1
    assert "another process is working on" in second.stderr
    run.finish()
    other = chaffinch("clean", str(corpus), "--out", str(run.out), "--yes", "--passages", "remove")
    assert other.returncode == 1
    assert "holds a run of another configuration ([policy] passages = 'remove' now, 'report' then)" in other.stderr


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "none", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_reported_and_more_room_is_all_it_takes(
    corpus: Path, alone: tuple[float, dict[str, str]], tiny_disk: Path
) -> None:
    words = "clean", str(corpus), "--out", str(tiny_disk / "run"), "--yes", "--quiet"
    full = chaffinch(*words)
    assert full.returncode == 1
    assert "is full" in full.stderr
    assert "Traceback" not in full.stderr
    subprocess.run(["mount", "-o", "remount,size=50m", tiny_disk], check=True)
    assert chaffinch(*words).returncode == 0
    assert contents(tiny_disk / "run") == alone[1]


def test_a_folder_that_cannot_be_written_is_reported(corpus: Path, tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)
    done = chaffinch("clean", str(corpus), "--out", str(tiny_disk / "run"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"chaffinch: cannot write into {tiny_disk / 'run'}: Read-only file system")
