"""Runs that are stopped when their searching is done, and go on: the same bytes as of a run that was not; and other input."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from chaffinch import Config, clean, decide
from chaffinch.errors import RunError
from chaffinch.pipeline import preparing, settle, stages
from chaffinch.runs import WORK

CONFIG = Config.from_dict({"policy": {"yes": True}, "work": {"workers": 1}})
TOWNS = "Harnby Oxel Linde Weir Marle Tofte Rygge Sande Velde Brakel".split()
PAGE = """<html><head><link rel="canonical" href="https://weir.example/{at}"></head><body><nav>Home | News | Sport</nav>
<main><p>{text}</p><p>Follow the lock keepers of Weir on the radio.</p></main><footer>Weir, Lock Lane 4</footer></body></html>"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    texts = [
        f"The lock of {a} was shut when the barge from {b} came, and so its crew of {i} walked to {b} for bread."
        for i, (a, b) in enumerate((a, b) for a in TOWNS for b in TOWNS if a != b)
    ]
    with (folder / "a.jsonl").open("w") as file:
        for i, text in enumerate([*texts[:40], texts[3]]):
            record = {"id": str(i), "host": "locks.example", "text": f"{text}\n\nThe locks of all towns, by barge."}
            file.write(json.dumps(record) + "\n")
        file.write('{"id": "none", "text": null}\n')
    for i, text in enumerate(texts[40:52]):
        (folder / f"{i}.html").write_text(PAGE.format(at=i, text=f"{text} {texts[60 + i]}"))
    return folder


def contents(run: Path) -> dict[str, str]:
    """Give the digests of the files of a run, without those that name its folder or its times."""
    apart = (".lock", "run.toml", "report.html")
    paths = [path for path in run.rglob("*") if path.is_file() and path.name not in apart]
    return {str(p.relative_to(run)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths if WORK not in p.parts}


@pytest.mark.parametrize("place", [(settle, "decide"), (settle, "rewrite"), (stages, "finish")], ids=lambda at: at[1])
def test_a_run_that_is_stopped_after_matching_goes_on(
    place: tuple[object, str], corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "HOLD", 0.0)  # as in a large corpus, all tables are files
    clean(corpus, tmp_path / "alone", config=CONFIG)
    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr(*place, _stop)
        clean(corpus, tmp_path / "run", config=CONFIG)
    assert (tmp_path / "run" / WORK).is_dir()
    clean(corpus, tmp_path / "run", config=CONFIG)
    assert (tmp_path / "run/report.html").exists()
    assert contents(tmp_path / "run") == contents(tmp_path / "alone")


def _stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_files_that_differ_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(f"The lock of {name} was shut when the barge came, and its crew walked to the inn.")
    (folder / "page.html").write_text(PAGE.format(at=1, text="The lock of Velde was open all night. " * 4))
    run = clean(folder, tmp_path / "run", config=CONFIG)
    (folder / "new.txt").write_text("A new text.")
    assert decide(run, config=CONFIG).rows("documents") == 4  # a new file is no file of the run
    for name in ("a.txt", "b.txt"):
        (folder / name).unlink()
    (folder / "c.txt").write_text("Another text.")
    words = r"2 files are gone, such as a\.txt; c\.txt is changed\)"
    with pytest.raises(RunError, match=words):
        decide(run, config=CONFIG)
    with pytest.raises(RunError, match=r"another input \(new\.txt is new; " + words):
        clean(folder, tmp_path / "run", config=CONFIG)
