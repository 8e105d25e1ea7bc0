"""Output that cannot be written: one line on stderr, an exit code, no traceback."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from json_page import COMMANDS as JSON_COMMANDS
from json_page import keys
from measuring import python_path
from warm import chaffinch

from chaffinch.cli import exits
from chaffinch.cli.environment import Environment
from chaffinch.cli.exits import BROKEN_PIPE, DONE, EXIT_CODES, FAILED, INTERRUPTED, USAGE
from chaffinch.report.explanation import Explanation
from chaffinch.report.repeated import Cluster
from chaffinch.report.report import Summary
from chaffinch.report.restoration import Restored
from chaffinch.report.run_difference import Difference
from chaffinch.report.shared import Shared
from chaffinch.runs import Answer, Cut

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
    start = f'chaffinch() {{ {shlex.join(chaffinch())} "$@"; }}; {line}'
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


def test_a_file_that_a_library_cannot_open_is_not_called_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OSError, match="gone") as refused:
        pa.memory_map("gone.arrow")
    exits._report(refused.value)
    message = capsys.readouterr().err
    assert "stdout" not in message and "gone.arrow" in message


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


SITUATIONS = {
    "a file, folder, glob, run, pack, profile or configuration does not exist": (
        USAGE, "strip no.txt", "clean no --out x", "clean 'no*.txt' --out x", "restore no --out x", "strip --pack no in/0.txt",
        "strip --profile no in/0.txt", "strip --config no in/0.txt", "rules show --pack no", "rules check no",
    ),
    "a document that the run does not have": (USAGE, "explain run no.txt"),
    "a package is not installed that the command needs": (USAGE, "clean only.warc --out warc"),
    "a folder that holds no run, or a run that is not finished": (FAILED, "cuts in", "decide in", "cuts unfinished"),
    "no document has any text": (FAILED, "clean nothing.jsonl --out none"),
    "some records failed": (DONE, "clean some.jsonl --out some"),
    "a site would lose most of its text: it keeps it": (DONE, "clean site.jsonl --out site"),
    "the corpus would lose most of its text: the run stops": (FAILED, "clean corpus.jsonl --out corpus"),
    "the result cannot be written": (FAILED, "restore run --out file", "clean in --out file/x"),
    "an example of a pack does not hold": (FAILED, "rules check mine.toml"),
    "a finished run is repeated: nothing is done": (DONE, "clean in --out run --yes --documents off"),
    "the folder holds a run of another input or configuration, or files of others": (
        FAILED, "clean in --out run", "clean in --out others",
    ),
}  # fmt: skip
"""What docs/commands.md says of exit codes, with commands."""


def test_the_page_on_commands_lists_the_situations() -> None:
    page = COMMANDS_PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z].+) \| (\d+) \|$", page, re.MULTILINE)
    assert {words: int(code) for words, code in rows} == {words: ends[0] for words, ends in SITUATIONS.items()}


@pytest.fixture(scope="module")
def situations(folder: Path) -> Path:
    """Inputs of which the commands of `SITUATIONS` are about."""
    mine, own = (
        "".join(f"Follow us on {n}!\n\n" for n in ("Twitter", "Facebook", "Instagram")),
        "It rained, she said.\n",
    )
    lost = json.dumps({"text": own + mine * 9, "host": "menu.example"}) + "\n"
    kept = json.dumps({"text": TEXT * 40, "host": "mill.example"}) + "\n"
    (folder / "some.jsonl").write_text(kept + "{broken\n")
    (folder / "site.jsonl").write_text(lost * 12 + kept * 3)
    (folder / "corpus.jsonl").write_text(lost.replace("host", "source") * 12)
    (folder / "nothing.jsonl").write_text('{"body": "The dam held."}\n')
    (folder / "only.warc").write_text("WARC/1.0\r\n\r\n")
    rule = 'id = "en.social.x"\ncategory = "social"\nscope = "line"\npattern = "otter"\nyes = ["The dam."]\n'
    (folder / "mine.toml").write_text(f"[[rule]]\n{rule}")
    for name, text in (("others", "steps = 10\n"), ("unfinished", UNFINISHED)):
        (folder / name).mkdir()
        (folder / name / "run.toml").write_text(text)
    return folder


UNFINISHED = 'version = "0.1.0"\nfinished = false\n[input]\nroot = "x"\n[config.work]\nworkers = 1\n'


@pytest.mark.parametrize(("code", "line"), [(code, line) for code, *lines in SITUATIONS.values() for line in lines])
def test_a_situation_ends_with_its_exit_code(code: int, line: str, situations: Path) -> None:
    hidden = "export PYTHONPATH=$PWD/hide:$PYTHONPATH; mkdir -p hide; echo 'raise ImportError' > hide/fastwarc.py; "
    switches = " --documents off" if "corpus" in line or "site" in line else ""
    done = shell(f"{hidden if 'warc' in line else ''}chaffinch {line}{switches}", situations)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr + done.stdout


ENDS = {
    DONE: (
        "strip in/0.txt > out.txt",
        "passages run > out.txt",
        "explain run 0.txt --json > out.txt",
        "rules > out.txt",
    ),
    FAILED: ("restore run --out file", "clean nothing.jsonl --out none", "explain in 0.txt"),
    USAGE: (
        "explain run no.txt",
        "explain nowhere 0.txt",
        "strip nowhere.txt",
        "clean in",
        "decide run --keep best",
        "passages run --csv --json",
        "strip --no-such x",
    ),
    INTERRUPTED: ("strip < fifo",),
    BROKEN_PIPE: ("passages run --csv | true",),
}
"""For each exit code commands that end with it."""


def test_every_exit_code_has_commands_that_end_with_it() -> None:
    assert ENDS.keys() == EXIT_CODES.keys()


@pytest.mark.parametrize(("code", "line"), [(code, line) for code, lines in ENDS.items() for line in lines])
def test_a_command_ends_with_its_exit_code(code: int, line: str, folder: Path) -> None:
    (folder / "nothing.jsonl").write_text('{"body": "The dam held."}\n')
    if code == INTERRUPTED:
        assert interrupted(folder) == code
        return
    piped = "(sleep 0.2; chaffinch passages run --csv; echo $? >&2) | true" if code == BROKEN_PIPE else ""
    done = shell(piped or f"chaffinch {line}", folder)
    assert (int(done.stderr.splitlines()[-1]) if piped else done.returncode) == code, done.stderr
    assert "Traceback" not in done.stderr


def interrupted(folder: Path) -> int:
    """Interrupt a command that waits for its input, and give its exit code."""
    command = [sys.executable, "-c", "import chaffinch.cli.app as a; print('ready', flush=True); a.main()", "strip"]
    env = {**os.environ, **python_path()}
    with subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        while process.poll() is None:  # until the command has begun, Python's own handler would end it
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
        return process.returncode


def test_json_has_the_keys_of_the_page(folder: Path) -> None:
    lines = {
        "clean": "clean in --out run --json --yes --documents off", "decide": "decide run --json",
        "dedup": "dedup in --out copies --json",
        "explain": "explain run 0.txt --json", "passages": "passages run --json", "cuts": "cuts run --json",
        "diff": "diff run run --json",
        "report": "report run --json", "restore": "restore run --out json-back --json", "rules": "rules --json",
        "index build": "index build in --out i.index --json", "index add": "index add i.index in --json",
        "index query": "index query i.index in --json", "index info": "index info i.index --json",
        "index retract": "index retract i.index 0.txt --json", "compare": "compare in in --json",
        "rules show": "rules show 'en.social.*' --json", "rules check": "rules check mine.toml --json", "doctor": "doctor --json",
    }  # fmt: skip
    others = {"undo", "review", "tune"}  # below, and in tests/report, where a reader answers
    assert lines.keys() | others == JSON_COMMANDS.keys()
    rule = 'id = "en.social.x"\ncategory = "social"\nscope = "line"\npattern = "otter"\nyes = ["The dam."]\n'
    (folder / "mine.toml").write_text(f"[[rule]]\n{rule}")
    trees = {name: json.loads(shell(f"chaffinch {line}", folder).stdout) for name, line in lines.items()}
    assert list(trees["clean"]) == list(trees["dedup"]) == list(trees["decide"]) == keys(Summary)
    assert list(trees["explain"]) == keys(Explanation)
    assert all(list(one) == keys(Cluster) for one in trees["passages"])
    assert trees["cuts"] and all(list(one) == keys(Cut) for one in trees["cuts"])
    assert list(trees["diff"]) == keys(Difference)
    cut = trees["cuts"][0]
    undone = shell(f"chaffinch undo run {cut['document']} {cut['start']}-{cut['stop']} --json", folder)
    assert [list(one) for one in json.loads(undone.stdout)] == [keys(Answer)]
    assert (
        list(trees["index build"]) == list(trees["index add"]) == ["added", "replaced", "known", "failed", "documents"]
    )
    assert trees["index build"]["added"] == trees["index add"]["known"] > 0
    assert list(trees["index info"]) == ["documents", "characters", "bytes", "format", "version"]
    assert list(trees["index retract"]) == ["retracted", "documents"]
    assert trees["compare"] and all(list(one) == keys(Shared) for one in trees["compare"] + trees["index query"])
    assert list(trees["report"]) == ["file", "bytes"]
    assert list(trees["restore"]) == keys(Restored)
    assert list(trees["doctor"]) == keys(Environment)
    assert list(trees["rules show"][0]) == ["id", "category", "scope", "score", "alone", "amid", "pattern", "yes", "no"]
    assert all(set(one) == {"language", "category", "rules"} for one in trees["rules"])
    assert all(set(one) == {"rule", "fault"} for one in trees["rules check"])
