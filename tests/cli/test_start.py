"""What a command loads: only what it uses, since a small run is mostly imports."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from chaffinch.engines import LocalEngine, Output

ROOT = Path(__file__).resolve().parents[2] / "src"
NEVER = ("datasketch", "fastwarc", "fsspec", "pandas", "pyspark", "scipy", "trafilatura")
UNUSED = (
    "chaffinch.index",
    "chaffinch.cli.environment",
    "chaffinch.html.page",
    "chaffinch.integrations",
    "chaffinch.matching.given_pairs",
    "chaffinch.matching.in_memory",
    "chaffinch.pipeline.comparing",
    "chaffinch.pipeline.indexing",
    "chaffinch.pipeline.undoing",
    "chaffinch.report.difference_view",
    "chaffinch.report.review",
    "chaffinch.report.tuning",
)
BEFORE_WORK = ("duckdb", "jinja2", "numpy", "pyarrow", "re2", "rich")
NAMES = pa.schema([("name", pa.string())])


def _loaded(*words: str) -> set[str]:
    return set(_told("print(*sys.modules, file=sys.stderr)", *words).split())


def _told(report: str, *words: str) -> str:
    """Run a command in an interpreter of its own, and give the last line that a statement behind it prints."""
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['chaffinch', *{words!r}]\n"
        "try: runpy.run_module('chaffinch', run_name='__main__')\n"
        "except SystemExit: pass\n" + report
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["clean", "dedup"])
def test_a_small_run_loads_no_module_that_it_does_not_use(command: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The lock was shut on Monday, and two boats waited below the bridge.\n")
    modules = _loaded(command, str(tmp_path / "a.txt"), "--out", str(tmp_path / "run"), "--quiet")
    assert "chaffinch.pipeline.stages" in modules
    assert not modules & {*NEVER, *UNUSED}


def test_a_small_run_seldom_looks_for_cycles_among_what_it_loads(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The lock was shut on Monday, and two boats waited below the bridge.\n")
    told = "import gc; print(gc.get_stats()[0]['collections'], file=sys.stderr)"
    count = _told(told, "clean", str(tmp_path / "a.txt"), "--out", str(tmp_path / "run"), "--quiet")
    assert int(count) < 150  # 400 with the threshold of Python


@pytest.mark.parametrize(("name", "begun"), [("a.html", 1), ("a.txt", 0)])
def test_the_child_that_reads_pages_starts_before_the_commands_load(name: str, begun: int, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "harbour").mkdir(parents=True)
    (tmp_path / "corpus" / "harbour" / name).write_text("<p>The lock was shut on Monday.")
    told = (
        "import chaffinch.html.sandbox as s\nmade = []; s.begin = lambda target: made.append('typer' in sys.modules)\n"
    )
    code = "runpy.run_module('chaffinch', run_name='__main__')"
    words = ("clean", str(tmp_path / "corpus"), "--out", str(tmp_path / "run"), "--quiet")
    lines = f"import runpy, sys\n{told}sys.argv = ['chaffinch', *{words!r}]\ntry: {code}\nexcept SystemExit: pass\n"
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", f"{lines}print(made)"], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.splitlines()[-1] == str([False] * begun)


def test_help_loads_nothing_that_works_on_texts() -> None:
    modules = _loaded("clean", "--help")
    assert "chaffinch.cli.app" in modules
    assert not modules & {*NEVER, *UNUSED, *BEFORE_WORK}


def test_the_child_that_reads_pages_loads_no_arrow() -> None:
    page = "<main><p>High water is at six in one harbour, and at seven in the other one.</p></main>"
    code = (
        "import sys; from chaffinch.html.extract import extract, worker\n"
        f"worker(); assert extract({page!r}).text; print(*sys.modules)"
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    modules = set(done.stdout.split())
    assert {"trafilatura", "chaffinch.html.page"} <= modules
    assert not modules & {"duckdb", "pandas", "pyarrow"}


def test_nothing_is_looked_at_again_when_a_command_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The lock was shut on Monday, and two boats waited below the bridge.\n")
    told = "import atexit, gc; atexit._run_exitfuncs(); print(gc.get_freeze_count(), file=sys.stderr)"
    count = _told(told, "clean", str(tmp_path / "a.txt"), "--out", str(tmp_path / "run"), "--quiet")
    assert int(count) > 50_000


@dataclass(frozen=True)
class Modules:
    """Kernel that lists the modules of its process."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        pa.array(["a list, for which Arrow asks whether it is a series of pandas"])
        yield pa.record_batch([pa.array(sorted(sys.modules))], schema=NAMES)


def test_a_worker_loads_no_pandas(tmp_path: Path) -> None:
    with LocalEngine(tmp_path / "work", workers=1) as engine:
        table = engine.write(Output("a", NAMES), [[pa.record_batch([["a"]], schema=NAMES)]], key="x")
        (found,) = engine.map(Modules(), table, [Output("modules", NAMES)])
        modules = {name for batch in engine.read(found) for name in batch["name"].to_pylist()}
    assert "pyarrow" in modules
    assert not modules & set(NEVER)
