"""The command line as a user runs it, on input of all kinds."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from warm import chaffinch

from chaffinch.cli.grouping import GROUPS
from chaffinch.model import CATEGORIES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PROSE = "The river rose four metres in a single night and carried away the old wooden bridge of the village."
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
SCRIPTS = sorted(p.name for p in EXAMPLES.glob("*.py"))


def run(*words: object, stdin: bytes = b"", cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [*chaffinch(), *map(str, words)]
    return subprocess.run(
        command, input=stdin, capture_output=True, cwd=cwd, env={**ENV, **env}, timeout=120, check=False
    )


def stderr_of(done: subprocess.CompletedProcess[bytes], code: int) -> str:
    """Give stderr of a command that must have this exit code and no traceback."""
    stderr = done.stderr.decode()
    assert done.returncode == code, stderr
    assert "Traceback" not in stderr
    return stderr


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "run"
    stderr_of(run("clean", EXAMPLES / "corpus", "--out", folder), 0)
    return folder


def test_clean_prints_a_summary_for_people_and_for_machines(finished: Path) -> None:
    again = run("clean", EXAMPLES / "corpus", "--out", finished)
    assert b"nothing to do" in again.stdout and b"\x1b" not in again.stdout
    tree: dict[str, Any] = json.loads(run("clean", EXAMPLES / "corpus", "--out", finished, "--json").stdout)
    assert tree["read"] == tree["cleaned"] + tree["duplicate"] + tree["failed"]


def test_explain_and_passages_describe_the_run(finished: Path) -> None:
    rows = [json.loads(line) for line in run("passages", finished, "--jsonl").stdout.splitlines()]
    assert {"quotation"} <= {row["kind"] for row in rows}
    document = rows[0]["document"]
    shown = run("explain", finished, document, COLUMNS="100").stdout.decode()
    assert document in shown and "cut" in shown
    assert max(len(line) for line in shown.splitlines()[1:] if not line.startswith("chaffinch")) <= 100
    assert "no document" in stderr_of(run("explain", finished, "nobody"), 2)


@pytest.mark.parametrize(
    ("switch", "key"), [("--pack mine.toml", "packs"), ("--sensitivity high", "sensitivity"), ("--html page", "html")]
)
def test_decide_says_why_it_does_not_find_again(switch: str, key: str, finished: Path) -> None:
    message = stderr_of(run("decide", finished, *switch.split()), 2)
    assert f"] {key} = " in message and "decide does not find again" in message


def test_decide_writes_another_shape(finished: Path, tmp_path: Path) -> None:
    shutil.copytree(finished, tmp_path / "run")
    stderr_of(run("decide", tmp_path / "run", "--to", "jsonl", "--quiet"), 0)
    assert (tmp_path / "run" / "cleaned" / "documents.jsonl").is_file()


def test_restore_gives_the_files_back(finished: Path, tmp_path: Path) -> None:
    stderr_of(run("restore", finished, "--out", tmp_path / "back"), 0)
    for path in (EXAMPLES / "corpus").rglob("*.txt"):
        assert (tmp_path / "back" / path.relative_to(EXAMPLES / "corpus")).read_bytes() == path.read_bytes()
    assert "back" in stderr_of(run("restore", finished, "--out", tmp_path / "back"), 1)


def test_restore_counts_the_files_that_had_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(PROSE, encoding="utf-8")
    (folder / "b.html").write_text("<html><body><p>Please enable JavaScript to continue.</p></body></html>")
    stderr_of(run("clean", folder, "--out", tmp_path / "run"), 0)
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(b'{"text": "The dam held."}\n' * 900)[:-12])
    stderr_of(run("clean", folder, "--out", tmp_path / "run", "--fresh"), 0)
    done = run("restore", tmp_path / "run", "--out", tmp_path / "back").stdout.decode()
    assert done.startswith("2 of 3 files restored to ")
    assert "not restored, as nothing was read:\n  b.html: the page is a request to enable JavaScript" in done
    assert "restored up to their damage:\n  c.jsonl.gz: cannot be read: cut off" in done
    tree = json.loads(run("restore", tmp_path / "run", "--out", tmp_path / "again", "--json").stdout)
    assert [one["source"] for one in (*tree["missing"], *tree["cut_off"])] == ["b.html", "c.jsonl.gz"]


def test_odd_files_are_counted_and_nothing_stops(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "latin.txt").write_bytes(f"{PROSE} Le café.\n".encode("latin-1"))
    (folder / "wide.txt").write_bytes(PROSE.encode("utf-16"))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "junk.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "a\x1b[31m b\n.txt").write_text(PROSE, encoding="utf-8")
    (folder / "huge.txt").write_text("word " * 400_000, encoding="utf-8")
    (folder / "broken.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00\x00")
    (folder / "rows.jsonl").write_text('{"text": "one", "id": 1}\n{bad\n{"id": 2}\n', encoding="utf-8")
    (folder / "dangling.txt").symlink_to("nowhere")
    (folder / "folder.txt").mkdir()
    before = {p: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    done = run("clean", folder, "--out", tmp_path / "run", "--json")
    stderr_of(done, 0)
    tree = json.loads(done.stdout)
    assert (tree["read"], tree["cleaned"] + tree["duplicate"], tree["failed"]) == (10, 6, 4)
    assert before == {p: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    shown = run("clean", folder, "--out", tmp_path / "run", "--fresh")
    assert b"\x1b" not in shown.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["clean", "nowhere", "--out", "run"], "no such file"),
        (["clean", ".", "--out", "run"], "nothing to read"),
        (["clean", "a.txt", "--out", "run", "--keep", "best"], "one of: longest"),
        (["clean", "a.txt", "--out", "run", "--category", "weather=remove"], "weather"),
        (["clean", "a.txt", "--out", "run", "--pack", "none.toml"], "none.toml"),
        (["clean", "a.txt", "--out", "run", "--strip-level", "strict"], "one of: rules, safe, normal, aggressive"),
        (
            ["clean", "a.txt", "--out", "run", "--memory", "lots"],
            "[work] memory = 'lots': a number of bytes, or a size such as 2GB",
        ),
        (
            ["clean", "a.txt", "--out", "run", "--workers", "-3"],
            "[work] workers = -3: a whole number, 0 (one for every core) or more",
        ),
        (
            ["clean", "a.txt", "--out", "run", "--config", "mine.toml"],
            "unknown key 'leters' in [passages]; did you mean 'letters'?",
        ),
    ],
)
def test_wrong_use_is_one_line_on_stderr(words: list[str], expected: str, tmp_path: Path) -> None:
    if "a.txt" in words:
        (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "mine.toml").write_text("[passages]\nleters = 40\n", encoding="utf-8")
    message = stderr_of(run(*words, cwd=tmp_path), 2)
    assert expected in message
    assert not (tmp_path / "run" / "run.toml").exists()


@pytest.mark.parametrize("words", [["decide"], ["explain", "x"], ["cuts"], ["passages"], ["restore", "--out", "back"]])
def test_a_folder_that_is_no_run_is_an_error(words: list[str], tmp_path: Path) -> None:
    assert "no run folder" in stderr_of(run(words[0], "nowhere", *words[1:], cwd=tmp_path), 2)
    assert "no run folder" in stderr_of(run(words[0], ".", *words[1:], cwd=tmp_path), 1)


def test_a_run_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert "taken" in stderr_of(run("clean", tmp_path / "a.txt", "--out", tmp_path / "taken"), 1)


RECORDS = 4_000
"""Records of a run that is interrupted: seconds of work behind the moment that is waited for."""


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    line = json.dumps({"text": PROSE + "\n\nFollow us on Twitter!"})
    (tmp_path / "in.jsonl").write_text("".join(f'{line[:-1]}, "id": {i}}}\n' for i in range(RECORDS)), encoding="utf-8")
    command = [sys.executable, "-m", "chaffinch", "clean", "in.jsonl", "--out", "run", "--documents", "report"]
    with subprocess.Popen(command, cwd=tmp_path, env=ENV, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        while not (tmp_path / "run" / "run.toml").exists() and child.poll() is None:
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        stderr = child.stderr.read().decode() if child.stderr else ""
    assert child.returncode == 130, stderr
    assert "continues where it stopped" in stderr and "Traceback" not in stderr
    done = run(*command[3:], "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["cleaned"] == RECORDS, done.stderr


def test_strip_works_in_a_pipe() -> None:
    done = run("strip", stdin=f"{PROSE}\n\nFollow us on Twitter!\n".encode())
    assert done.stdout.decode() == f"{PROSE}\n"
    records = "".join(json.dumps({"id": i, "text": f"{PROSE} Follow us on Twitter!"}) + "\n" for i in range(3))
    rows = [json.loads(row) for row in run("strip", "--jsonl", stdin=records.encode()).stdout.splitlines()]
    assert rows == [{"id": i, "text": PROSE} for i in range(3)]


def test_a_reader_that_closes_the_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text((json.dumps({"text": PROSE}) + "\n") * 50_000, encoding="utf-8")
    command = f"{shlex.join(chaffinch())} strip --jsonl < in.jsonl | head -n 1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=ENV, capture_output=True, timeout=120, check=False)
    assert json.loads(done.stdout) == {"text": PROSE}
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("script", SCRIPTS)
def test_example_scripts_run(script: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, EXAMPLES / script], capture_output=True, cwd=tmp_path, env=ENV, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout


def test_help_names_every_command() -> None:
    shown = run("--help").stdout.decode()
    for name in ("clean", "cuts", "decide", "dedup", "explain", "passages", "restore", "strip"):
        assert name in shown
        assert run(name, "--help").returncode == 0


def test_a_strip_level_finds_what_no_rule_finds_and_names_the_model(tmp_path: Path) -> None:
    teaser = "Ten photos of the flood"
    prose = [
        f"{PROSE.strip()} That was {when}, said the mayor of the town." for when in ("at dawn", "at noon", "at night")
    ]
    menus = ("Latest stories | Weather | Sport | Business | Jobs", "Log in | Register | My account")
    page = (
        "\n\n".join((*prose, *menus, teaser, "Why this old trick still works", "Site map | Help | Contact us")) + "\n"
    )
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    stderr_of(run("clean", "page.txt", "--out", "run", "--strip-level", "normal", cwd=tmp_path), 0)
    assert teaser not in (tmp_path / "run" / "cleaned" / "page.txt").read_text(encoding="utf-8")
    assert "boilerplate · rule model" in run("explain", "run", "page.txt", cwd=tmp_path).stdout.decode()
    assert "strip] level" in stderr_of(run("clean", "page.txt", "--out", "run", cwd=tmp_path), 1)
    assert teaser.encode() in run("strip", stdin=page.encode()).stdout
    assert teaser.encode() not in run("strip", "--strip-level", "normal", stdin=page.encode()).stdout


PACK = """
[[rule]]
id = "mine.related.sail"
category = "related"
scope = "line"
pattern = "read the sailing news.{0,40}"
yes = ["Read the sailing news of Harnby"]
no = ["We read the sailing news aloud"]
"""


def test_rules_are_listed_and_shown() -> None:
    listed = run("rules").stdout.decode()
    assert listed.startswith("language") and "\nxx " in listed
    shown = json.loads(run("rules", "show", "pt.social.*", "--json").stdout)
    assert {rule["category"] for rule in shown} == {"social"}
    assert "no rule is called" in stderr_of(run("rules", "show", "en.nothing"), 2)
    assert "a template that a run learned" in stderr_of(run("rules", "show", "template.12"), 2)


def test_rules_of_a_pack_are_listed_and_shown(tmp_path: Path) -> None:
    rule = (
        'id = "my.social.otters"\ncategory = "social"\nscope = "line"\npattern = "otter mail"\nyes = ["Otter mail"]\n'
    )
    (tmp_path / "mine.toml").write_text(f"[[rule]]\n{rule}", encoding="utf-8")
    shown = run("rules", "show", "--pack", "mine.toml", cwd=tmp_path).stdout.decode()
    assert shown.startswith("my.social.otters  social, takes a line") and shown.count("score") == 1
    named = run("rules", "show", "my.*", "--pack", "mine.toml", "--json", cwd=tmp_path).stdout
    assert [one["id"] for one in json.loads(named)] == ["my.social.otters"]
    listed = json.loads(run("rules", "--pack", "mine.toml", "--json", cwd=tmp_path).stdout)
    assert {"language": "my", "category": "social", "rules": 1} in listed
    assert "--pack" in stderr_of(run("rules", "show", cwd=tmp_path), 2)
    assert "--pack" in stderr_of(run("rules", "show", "my.*", cwd=tmp_path), 2)


@pytest.mark.parametrize("command", ["clean", "decide", "strip"])
def test_help_names_categories_and_what_mark_does(command: str) -> None:
    words = " ".join(run(command, "--help").stdout.decode().split())
    assert all(category in words for category in CATEGORIES)
    assert command != "clean" or "writes its offsets and reason to the field chaffinch" in words


SECTION = re.compile(r"^(\w[\w ]*):\n((?:  .*\n|\n)+)", re.MULTILINE)
GROUPED = {
    ("clean",): ["Input", "What goes", "Finding", "Output", "Machine", "General"],
    ("decide",): ["What goes", "Output", "General"],
    ("strip",): ["Input", "What goes", "Finding", "Output", "General"],
    ("index", "build"): ["Input", "Output", "Machine", "General"],
    ("index", "query"): ["Input", "Output", "Machine", "General"],
    ("compare",): ["Input", "Finding", "Output", "Machine", "General"],
}
"""The groups of switches in the help of each command that has many."""


@pytest.mark.parametrize("command", GROUPED, ids=" ".join)
def test_help_lists_switches_in_groups(command: tuple[str, ...]) -> None:
    sections = dict(SECTION.findall(run(*command, "--help").stdout.decode()))
    assert [name for name in sections if name != "Arguments"] == GROUPED[command]
    general = re.findall(r"^  (-\S+)", sections["General"], re.MULTILINE)
    assert set(general) <= {"--config", "-h,"}  # a new switch belongs into one of the other groups


def test_every_switch_is_in_one_group_and_each_group_names_real_switches() -> None:
    text = "".join(run(*command, "--help").stdout.decode() for command in GROUPED)
    shown = set(re.findall(r"^  (--[\w-]+)", text, re.MULTILINE))
    named = [flag for flags in GROUPS.values() for flag in flags]
    assert len(named) == len(set(named)) and set(named) <= shown


def test_help_shows_a_pack_that_can_be_checked(tmp_path: Path) -> None:
    text = run("rules", "check", "--help").stdout.decode()
    lines = [line.strip() for line in text[text.index("[[rule]]") : text.index("Arguments:")].splitlines()]
    (tmp_path / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    assert "in order" in run("rules", "check", "mine.toml", cwd=tmp_path).stdout.decode()


def test_strip_names_settings_without_effect(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    words = ["--text-field", "body", "--boilerplate", "mark", "--host", "x.example", "--category", "boilerplate=remove"]
    message = run("strip", *words, "a.txt", cwd=tmp_path).stderr.decode()
    assert message.count(" has no effect ") == 4
    assert not run("strip", "a.txt", cwd=tmp_path).stderr


def test_a_pack_is_checked_against_its_examples(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(PACK)
    bad.write_text(PACK.replace("We read the", "Read the"))
    assert b"all examples hold" in run("rules", "check", good).stdout
    wrong = run("rules", "check", bad)
    assert wrong.returncode == 1 and b"mine.related.sail: finds 'Read the sailing news aloud'" in wrong.stdout
    assert "cannot read" in stderr_of(run("rules", "check", tmp_path / "none.toml"), 2)


def test_rules_can_be_ignored_and_languages_chosen() -> None:
    text = f"{PROSE}\n\nShare this article\n\nAll rights reserved."
    assert run("strip", stdin=text.encode()).stdout.decode().strip() == PROSE
    kept = run("strip", "--ignore", "en.social.*", stdin=text.encode()).stdout.decode().strip()
    assert kept == f"{PROSE}\n\nShare this article"
    boxed = f"{PROSE}\n\nFollow us on Facebook\n\nSubscribe to our newsletter"
    kept = run("strip", "--ignore", "en.social.*", stdin=boxed.encode()).stdout.decode().strip()
    assert kept == f"{PROSE}\n\nFollow us on Facebook"  # no rule about neighbours takes it
    assert run("strip", "--ignore", "companion.*", stdin=boxed.encode()).stdout.decode().strip() == PROSE
    assert run("strip", "--languages", "pt", stdin=text.encode()).stdout.decode() == text
    assert "no rule is called 'en.nothing'" in stderr_of(run("strip", "--ignore", "en.nothing", stdin=b"x"), 2)
    assert "no pack for the language 'tlh'" in stderr_of(run("strip", "--languages", "tlh", stdin=b"x"), 2)


def test_a_pack_replaces_a_rule_only_on_purpose(tmp_path: Path) -> None:
    pack = tmp_path / "mine.toml"
    pack.write_text(PACK.replace("mine.related.sail", "en.related.heading"))
    assert "replace = true" in stderr_of(run("strip", "--pack", pack, stdin=b"x"), 2)
    pack.write_text(pack.read_text() + "replace = true\n")
    text = f"{PROSE}\n\nRead the sailing news today"
    assert run("strip", "--pack", pack, stdin=text.encode()).stdout.decode().strip() == PROSE


@pytest.mark.parametrize(
    ("codec", "more", "written", "message"),
    [
        ("utf-8", [], "utf-8", ""),
        ("cp1252", [], "utf-8", "read as cp1252, written as utf-8"),
        ("cp1252", ["--encoding", "same"], "cp1252", ""),
        ("utf-16-le", [], "utf-8", "read as utf-16-le, written as utf-8"),
    ],
)
def test_strip_takes_a_file_and_names_its_encoding(
    tmp_path: Path, codec: str, more: list[str], written: str, message: str
) -> None:
    body = "Le barrage a tenu toute la nuit à Härnby, déjà très élevé."
    (tmp_path / "a.txt").write_bytes(f"{body}\n\nAll rights reserved.\n".encode(codec))
    done = run("strip", str(tmp_path / "a.txt"), *more)
    assert done.returncode == 0
    assert done.stdout.decode(written).strip() == body
    assert message in done.stderr.decode() if message else done.stderr == b""
    lost = run("strip", str(tmp_path / "none.txt"))
    assert (lost.returncode, b"no such file" in lost.stderr) == (2, True)
