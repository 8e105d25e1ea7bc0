"""The examples of the documentation give what they say."""

import ast
import doctest
import gzip
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import json_page
import pytest
import run_folder
from measuring import python_path
from warm import chaffinch as chaffinch_words

import chaffinch

DOCS = Path(__file__).resolve().parents[1] / "docs"
README = DOCS.parent / "README.md"

ROOT = DOCS.parent
PACKAGE = ROOT / "src" / "chaffinch"
PAGES = [
    *DOCS.rglob("*.md"),
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "benchmarks/README.md")),
    ROOT / "tests" / "golden" / "README.md",
]
"""Pages that name files of the repository."""

TOPS = [path.name for folder in (ROOT, PACKAGE) for path in folder.iterdir() if path.is_dir() and path.name != "build"]
PATHS = re.compile(
    rf"(?<![\w./-])((?:{'|'.join(map(re.escape, TOPS))})/[\w./-]+\.(?:py|toml|md|json|npz|msgpack)(?!\w))(?:::(\w+))?"
)
"""A file below the repository or the package, and a test in it; paths that begin otherwise are a user's."""

TESTS = re.compile(r"^def (test_\w+)", re.MULTILINE)

PLACEHOLDERS = ("NAME", "CODE")
"""Names of files that somebody is going to write."""

ELSEWHERE = ("s3://", "pip install")
"""What a command of the README has that needs the network."""


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.relative_to(DOCS).as_posix())
def test_examples_of_a_page(path: Path) -> None:
    failed, tried = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert not failed
    assert tried or ">>>" not in path.read_text(encoding="utf-8")


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 150


def test_every_page_is_linked_from_the_readme_or_another_page() -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for name in pages:
        others = [text for other, text in pages.items() if other != name]
        assert any(name in text for text in [readme, *others]), name


@pytest.mark.parametrize("page", sorted(PAGES), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_and_tests_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name, test in PATHS.findall(text):
        found = [folder / name for folder in (ROOT, PACKAGE) if (folder / name).is_file()]
        assert found or Path(name).stem in PLACEHOLDERS, f"{name} is not there"
        assert not test or f"def {test}(" in found[0].read_text(encoding="utf-8"), f"{name} has no {test}"
    defined = {match for path in (ROOT / "tests").rglob("*.py") for match in TESTS.findall(path.read_text("utf-8"))}
    named = set(re.findall(r"`(test_\w+)`", text))
    assert named <= defined


def blocks(language: str, page: Path = README) -> list[str]:
    """Give the code blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def ran(lines: list[str], folder: Path, programs: Path) -> None:
    """Run lines of a shell one after another, in which ``chaffinch`` is this package; each must end with 0."""
    program = programs / "chaffinch"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(chaffinch_words())} "$@"\n')
    program.chmod(0o755)
    env = os.environ | python_path() | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    script = "set -e\n" + "\n".join(lines)
    done = subprocess.run(["sh", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with everything that the README takes for granted."""
    made = tmp_path_factory.mktemp("readme")
    shutil.copytree(DOCS.parent / "examples" / "corpus", made / "news")
    (made / "news" / "report-03.txt").write_text("The ferry ran aground at noon.\n\nAll rights reserved.\n")
    shutil.copy(DOCS.parent / "examples" / "records.jsonl", made)
    (made / "article.txt").write_text("The lock is shut.\n\nAll rights reserved.\n")
    (made / "crawl.jsonl.gz").write_bytes(gzip.compress(b'{"text": "The lock is shut. All boats wait."}\n'))
    return made


@pytest.mark.heavy
def test_python_of_the_readme_runs_and_gives_what_its_comments_say(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pandas", reason="the README shows frames")
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"texts": ["One text."], "documents": ["The lock is shut.\n\nAll rights reserved."]}
    examples = 0
    for block in blocks("python"):
        exec(block, names)
        for call, result in re.findall(r"^(\S.*?)  # ('.*')$", block, re.MULTILINE):
            assert eval(call, names) == ast.literal_eval(result)
            examples += 1
    assert examples


def test_commands_of_the_readme_run(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "run", ignore_errors=True)
    lines = [line for block in blocks("sh") for line in block.splitlines() if not any(e in line for e in ELSEWHERE)]
    assert len(lines) > 5
    ran(lines, folder, tmp_path)
    assert gzip.decompress((folder / "clean.jsonl.gz").read_bytes())


def test_the_page_on_the_run_folder_lists_the_tables_as_they_are() -> None:
    page = run_folder.PAGE.read_text(encoding="utf-8")
    assert page == run_folder.written(page), "run: python tools/run_folder.py"


def test_the_page_on_json_describes_what_is_printed() -> None:
    assert json_page.PAGE.read_text(encoding="utf-8") == json_page.written(), "run: python tools/json_page.py"


def test_the_citation_names_the_version() -> None:
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited and cited[1] == chaffinch.__version__


def test_the_notice_names_files_that_are_there() -> None:
    named = re.findall(r"src/chaffinch/[\w./]*\w", (ROOT / "NOTICE").read_text(encoding="utf-8"))
    assert named and all((ROOT / name).is_file() for name in named), named
    carried = [path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*.npz")]
    assert set(carried) <= set(named), "NOTICE does not name where the weights of a model come from"
