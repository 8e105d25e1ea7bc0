"""Output that cannot be written: one line on stderr, an exit code, no traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from measuring import python_path

from chaffinch.cli.exits import EXIT_CODES

COMMANDS_PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
TEXT = "The sluice was opened at noon, and the otters left the mill pond.\n\nSign up for our newsletter!\n"
COMMANDS = (
    "strip < in/0.txt",
    "strip --jsonl < lines.jsonl",
    "passages run --csv",
    "passages run",
    "explain run 0.txt",
    "clean in --out run --json",
    "decide run",
    "--version",
)


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in bash, in which ``chaffinch`` is this package."""
    start = f'chaffinch() {{ "{sys.executable}" -m chaffinch "$@"; }}; {line}'
    env = {**os.environ, **python_path()}
    return subprocess.run(["bash", "-c", start], cwd=folder, env=env, capture_output=True, text=True, check=False)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("chaffinch: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exits")
    (made / "in").mkdir()
    for number in range(40):  # more than a tiny disk takes
        words = " ".join(f"{number}-{i}" for i in range(2000))
        (made / "in" / f"{number}.txt").write_text(f"{words}\n\n{TEXT}")
    (made / "lines.jsonl").write_text((json.dumps({"text": TEXT}) + "\n") * 3)
    (made / "file").write_text("a file")
    done = shell("chaffinch clean in --out run --quiet --yes --documents off --workers 1", made)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def disk(folder: Path) -> Iterator[Path]:
    """A disk of 100 kB."""
    place = folder / "disk"
    place.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "none", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_stdout_is_one_line(command: str, folder: Path) -> None:
    extra = " --documents off" if command.startswith("clean") else ""
    message = one_line(shell(f"chaffinch {command}{extra} > /dev/full", folder))
    assert "cannot write the result to stdout: No space left on device" in message


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_stdout_is_one_line(command: str, folder: Path) -> None:
    extra = " --documents off" if command.startswith("clean") else ""
    assert "cannot write the result to stdout" in one_line(shell(f"chaffinch {command}{extra} >&-", folder))


def test_what_prints_nothing_needs_no_stdout(folder: Path) -> None:
    done = shell("chaffinch clean in --out run --documents off --quiet >&- <&-", folder)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("switches", ["", "--jsonl"])
def test_a_closed_stdin_is_one_line(switches: str, folder: Path) -> None:
    assert "cannot read the input" in one_line(shell(f"chaffinch strip {switches} <&-", folder))


@pytest.mark.parametrize(
    "command", ["strip < in/0.txt", "passages run", "passages run --csv", "explain run 0.txt --full"]
)
def test_a_closed_pipe_is_quiet(command: str, folder: Path) -> None:
    done = shell(f"(sleep 0.2; chaffinch {command}; echo $? >&2) | true", folder)
    assert done.stderr == "141\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_strip_to_a_full_disk_is_one_line(unbuffered: str, folder: Path, disk: Path) -> None:
    command = f"export PYTHONUNBUFFERED={unbuffered}; cat in/*.txt | chaffinch strip > disk/out.txt"
    message = one_line(shell(command, folder))
    assert "No space left on device" in message


@pytest.mark.parametrize("out", ["disk", "disk/deep/back"])
def test_restore_to_a_full_disk_is_one_line(out: str, folder: Path, disk: Path) -> None:
    message = one_line(shell(f"chaffinch restore run --out {out}", folder))
    assert f"cannot restore to {out}: No space left on device; {out} is incomplete: remove it" in message


@pytest.mark.parametrize("out", ["disk", "disk/back"])
def test_restore_to_a_disk_that_is_read_only_is_one_line(out: str, folder: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    message = one_line(shell(f"chaffinch restore run --out {out}", folder))
    assert f"cannot restore to {out}: Read-only file system" in message


@pytest.mark.parametrize(
    ("out", "expected"), [("file/back", "Not a directory"), ("file", "is a file"), ("in", "is not empty")]
)
def test_restore_to_what_is_no_new_folder_is_one_line(out: str, expected: str, folder: Path) -> None:
    before = sorted(p.name for p in (folder / "in").iterdir())
    assert expected in one_line(shell(f"chaffinch restore run --out {out}", folder))
    assert sorted(p.name for p in (folder / "in").iterdir()) == before
    assert (folder / "file").read_text() == "a file"


def test_the_page_on_commands_lists_the_exit_codes() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", COMMANDS_PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == EXIT_CODES
