"""Every snippet of the documentation runs: commands of a shell, and Python.

The blocks of a page run in their order, in one folder that has what the page takes for granted.
"""

from __future__ import annotations

import gzip
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from measuring import python_path
from warm import chaffinch

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

ELSEWHERE = {
    "pipelines.md": "its examples are the files of examples/integrations, which tests/integrations runs",
    "spark.md": "its commands need a cluster; tests/engines/test_spark.py runs Spark on this machine",
    "python.md": "its examples are doctests, which tests/test_docs.py runs",
    "faq.md": "its examples are doctests",
}
"""Pages whose snippets run elsewhere, and where."""

NOT_HERE = (
    "s3://",
    "hf://",
    "https://",
    "pip install",
    "chaffinch review",
    "chaffinch tune",
    "--tuned",
    "duckdb -c",
    "tail -f",
)
"""What a command has that needs the network, another program, or answers of a reader."""

HAS_RUN = {"decisions.md", "indexes.md", "review.md", "run-folder.md", "tables.md"}
"""Pages that go on from a run of the example corpus."""

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
JAVA = shutil.which("java") is not None or "JAVA_HOME" in os.environ


def blocks(page: Path) -> list[tuple[str, str]]:
    """Give the language and the text of each block of a page, without doctests and without what cannot run here."""
    found = []
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "sh":
            kept = [line for line in text.splitlines() if not any(word in line for word in NOT_HERE)]
            kept = [line for line in kept if JAVA or "--engine spark" not in line]
            found.append((language, "\n".join(kept)))
        elif ">>>" not in text:
            found.append((language, text))
    return [block for block in found if block[1].strip()]


PAGES = sorted(page for page in DOCS.rglob("*.md") if page.name not in ELSEWHERE and blocks(page))


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with all that the pages take for granted, and the program."""
    made = tmp_path_factory.mktemp("snippets")
    corpus = ROOT / "examples" / "corpus"
    for name in ("examples/corpus", "news", "news-april", "news-may"):
        shutil.copytree(corpus, made / name)
        (made / name / "report-03.txt").write_text("The ferry ran aground at noon.\n\nAll rights reserved.\n")
    (made / "news-may" / "report-04.txt").write_text("The ferry came free again at high water on the fourth day.\n")
    shutil.copy(ROOT / "examples" / "records.jsonl", made)
    (made / "heldout.jsonl").write_text(
        '{"text": "Which ship ran aground off the second buoy on the night of the storm?"}\n'
    )
    (made / "article.txt").write_text("The lock is shut.\n\nAll rights reserved.\n")
    (made / "crawl.jsonl.gz").write_bytes(gzip.compress(b'{"text": "The lock is shut. All boats wait."}\n'))
    (made / "mine.toml").write_text(
        'language = "en"\n[[rule]]\nid = "en.social.mine"\ncategory = "social"\nscope = "line"\n'
        "pattern = 'wave at us'\nsource = 'own'\nyes = ['Wave at us']\nno = ['A wave hit us.']\n"
    )
    program = made / "bin" / "chaffinch"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join(chaffinch())} "$@"\n')
    program.chmod(0o755)
    return made


@pytest.fixture(scope="module")
def finished(start: Path) -> Path:
    """Make the run that pages go on from."""
    ran("sh", "chaffinch clean examples/corpus --out run --host-from folder --quiet", start)
    return start / "run"


def ran(language: str, text: str, folder: Path) -> None:
    """Run a block in a folder; every command of it must end with 0."""
    env = os.environ | python_path() | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    words = ["sh", "-c", f"set -e\n{text}"] if language == "sh" else [sys.executable, "-c", text]
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{text}\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}"


@pytest.mark.heavy
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_snippets_of_a_page_run(page: Path, start: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "work"
    shutil.copytree(start, folder, ignore=shutil.ignore_patterns("run"))
    if page.name in HAS_RUN:
        shutil.copytree(request.getfixturevalue("finished"), folder / "run")
    python = ""
    for language, text in blocks(page):
        if language == "sh":
            ran(language, text, folder)
        else:
            python += text  # later blocks go on with the names of earlier ones
            ran(language, python, folder)


def test_pages_whose_snippets_run_elsewhere_are_there() -> None:
    names = {page.name for page in DOCS.rglob("*.md")}
    assert set(ELSEWHERE) | HAS_RUN <= names
    assert len(PAGES) > 10
