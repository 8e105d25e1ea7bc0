"""`chaffinch doctor` in a process of its own, on this machine and where something is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from chaffinch import __version__
from chaffinch.cli import environment
from chaffinch.cli.environment import DEVELOPMENT, PURPOSES

ROOT = Path(__file__).resolve().parents[2]


def doctor(*words: str, cwd: Path, before: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command; ``before`` is a folder whose packages hide those that are installed."""
    paths = [*([str(before)] if before else []), str(ROOT / "src")]
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", "doctor", *words],
        cwd=cwd, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **env},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def distribution(folder: Path, name: str, version: str, requires: tuple[str, ...] = ()) -> None:
    """Put the metadata of an installed package into a folder."""
    made = folder / f"{name}-{version}.dist-info"
    made.mkdir(parents=True)
    lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {one}" for one in requires)]
    (made / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines) + "\n")


def test_the_environment_is_that_of_this_process(tmp_path: Path) -> None:
    done = doctor("--json", cwd=tmp_path)
    tree = json.loads(done.stdout)
    assert tree["chaffinch"] == __version__ and tree["executable"] == sys.executable
    assert tree["folder"] == str(tmp_path) and tree["disk_free"] > 0 and tree["cores"] >= 1
    assert tree["memory"] >= tree["memory_available"] > 0
    assert all(one["fits"] for one in tree["libraries"]) and {"numpy", "pyarrow"} <= {
        one["name"] for one in tree["libraries"]
    }
    assert (done.returncode == 1) == bool(tree["problems"])


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def test_it_is_printed_for_reading(tmp_path: Path) -> None:
    brought = tuple(f'{one}; extra == "{name}"' for name, parts in EXTRAS.items() for one in parts)
    distribution(tmp_path, "chaffinch", "9.9", (*PROJECT["dependencies"], *brought))
    shown = doctor(cwd=tmp_path, before=tmp_path, PATH=str(tmp_path), JAVA_HOME="").stdout
    lines = shown.splitlines()
    assert lines[0].split() == ["chaffinch", __version__]
    assert not DEVELOPMENT & set(shown.split())
    assert all(f"\n  {name} " in shown for name in PURPOSES)
    assert shown.count("not found") == 3
    assert max(map(len, lines)) <= 120


def test_java_of_java_home_is_found(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)
    tree = json.loads(doctor("--json", cwd=tmp_path, PATH="", JAVA_HOME=str(tmp_path)).stdout)
    assert {one["name"]: one["path"] for one in tree["programs"]}["Java"] == str(java)


def test_a_missing_part_has_the_line_that_installs_it(tmp_path: Path) -> None:
    requires = ('no-such-package>=1; extra == "warc"', "old-package>=2", "absent-package>=1.5,<2")
    distribution(tmp_path, "chaffinch", "9.9", requires)
    distribution(tmp_path, "old_package", "1.9")
    done = doctor(cwd=tmp_path, before=tmp_path)
    assert "pip install 'chaffinch[warc]'" in done.stdout
    assert "problem: old-package 1.9: >=2 is needed" in done.stdout
    assert "problem: absent-package is not installed: >=1.5,<2 is needed" in done.stdout
    assert done.returncode == 1 and not done.stderr


def test_it_works_where_a_library_cannot_be_imported(tmp_path: Path) -> None:
    for name in ("numpy", "pyarrow", "duckdb", "trafilatura"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('broken')\n")
    done = doctor("--json", cwd=tmp_path, before=tmp_path)
    assert json.loads(done.stdout)["python"], done.stderr


def test_every_extra_says_what_it_is_for() -> None:
    assert EXTRAS.keys() - DEVELOPMENT == PURPOSES.keys()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"meminfo": "MemTotal: 4000 kB\nMemAvailable: 3000 kB\n"}, (4_096_000, 3_072_000)),
        ({"meminfo": "MemTotal: 4000 kB\nMemAvailable: 3000 kB\n", "memory.max": "max\n"}, (4_096_000, 3_072_000)),
        (
            {"meminfo": "MemTotal: 4000 kB\nMemAvailable: 3000 kB\n", "memory.max": "100", "memory.current": "40"},
            (100, 60),
        ),
    ],
)
def test_the_limit_of_a_container_counts(
    files: dict[str, str], expected: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(environment, "Path", lambda path: tmp_path / "meminfo" if "meminfo" in path else tmp_path)
    assert environment._memory() == expected
