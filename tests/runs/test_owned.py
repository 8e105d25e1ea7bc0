"""A run removes its own files and no others."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from chaffinch import pipeline
from chaffinch.config import Config
from chaffinch.errors import RunError, UsageError
from chaffinch.pipeline import settle
from chaffinch.runs import owned
from chaffinch.runs.run import Run, write_info

WORDS = "heron weir mill sluice otter reed punt meadow heath copse stile hedge barley orchard thatch".split()
FOOTER = "Sign up for our newsletter!"
REPORT = Config().override({"policy": {"boilerplate": "report"}})
FOREIGN = {
    "no TOML": "steps = [\n",
    "of another program": '[training]\nsteps = 100\n\n[input]\npath = "x"\n',
    "a version, but no run": 'version = "2"\n[config]\nseed = 1\n',
    "empty": "",
}


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "a").mkdir(parents=True)
    for name in ("a.txt", "a/b.txt", "a-c.txt", "a0.txt"):
        rng = random.Random(name)
        sentence = " ".join(rng.choices(WORDS, k=30)).capitalize()
        (folder / name).write_text(f"{sentence}.\n\n{FOOTER}\n")
    return folder


@pytest.fixture
def run(corpus: Path, tmp_path: Path) -> Run:
    return pipeline.clean(corpus, tmp_path / "run")


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_run_toml_of_another_program_is_no_run(content: str, fresh: bool, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "project"
    out.mkdir()
    (out / "run.toml").write_text(content)
    (out / "results.csv").write_text("step,loss\n")
    (out / ".lock").write_text("held by another program")
    before = tree(out)
    with pytest.raises(RunError, match=r"holds other files \(run\.toml, which no run wrote, results\.csv\).*--out"):
        pipeline.clean(corpus, out, fresh=fresh)
    assert tree(out) == before
    with pytest.raises(RunError):
        Run.open(out)


def test_a_refused_folder_gets_no_lock(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear Sir")
    with pytest.raises(RunError, match=r"letter\.txt"):
        pipeline.clean(corpus, tmp_path / "mine")
    assert list(tree(tmp_path / "mine")) == ["letter.txt"]


def test_a_folder_called_as_fetched_input_is_no_run(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / "fetched").mkdir(parents=True)
    (tmp_path / "mine" / "fetched" / "page.txt").write_text("mine")
    with pytest.raises(RunError, match="fetched"):
        pipeline.clean(corpus, tmp_path / "mine")


@pytest.mark.parametrize("name", ["notes.txt", "cleaned/notes.txt", "cleaned/a/deep/notes.txt", "plots/one.png"])
def test_fresh_refuses_other_files_and_removes_nothing(name: str, run: Run, corpus: Path) -> None:
    (run.path / name).parent.mkdir(parents=True, exist_ok=True)
    (run.path / name).write_text("mine")
    before = tree(run.path)
    shown = name.split("/", maxsplit=1)[0] if not name.startswith("cleaned") else name
    with pytest.raises(RunError, match=rf"holds other files \({shown}\).*move them elsewhere"):
        pipeline.clean(corpus, run.path, fresh=True)
    assert tree(run.path) == before
    (run.path / name).unlink()
    if name.startswith("plots"):
        (run.path / "plots").rmdir()
    assert pipeline.clean(corpus, run.path, fresh=True).info["finished"]


def test_many_other_files_are_not_all_named(run: Run, corpus: Path) -> None:
    for number in range(9):
        (run.path / f"note{number}.txt").write_text("mine")
    with pytest.raises(RunError, match=r"\(note0\.txt, note1\.txt, note2\.txt and more\)"):
        pipeline.clean(corpus, run.path, fresh=True)


def test_decide_refuses_other_files_before_anything_changes(run: Run) -> None:
    (run.path / "notes.txt").write_text("beside the tables nothing is removed")
    (run.path / "cleaned" / "a" / "mine.txt").write_text("mine")
    before = tree(run.path)
    with pytest.raises(RunError, match=r"\(cleaned/a/mine\.txt\)"):
        pipeline.decide(run, config=REPORT)
    assert tree(run.path) == before
    (run.path / "cleaned" / "a" / "mine.txt").unlink()
    pipeline.decide(run, config=REPORT)
    assert FOOTER in (run.path / "cleaned" / "a" / "b.txt").read_text()
    assert (run.path / "notes.txt").exists()


def test_a_cleaned_file_that_was_edited_is_still_the_runs(run: Run) -> None:
    text = (run.path / "cleaned" / "a.txt").read_text()
    (run.path / "cleaned" / "a.txt").write_text("edited")
    pipeline.decide(run, config=Config())
    assert (run.path / "cleaned" / "a.txt").read_text() == text


def test_a_name_of_the_input_that_was_not_written_is_not_the_runs(corpus: Path, tmp_path: Path) -> None:
    (corpus / "copy.txt").write_text((corpus / "a.txt").read_text())
    run = pipeline.clean(corpus, tmp_path / "run")
    dropped = next(r["document"] for r in run.table("documents").to_pylist() if r["outcome"] == "duplicate")
    (run.path / "cleaned" / dropped).write_text("mine")
    with pytest.raises(RunError, match=dropped):
        pipeline.clean(corpus, run.path, fresh=True)


def test_after_a_dry_run_nothing_in_cleaned_is_the_runs(corpus: Path, tmp_path: Path) -> None:
    run = pipeline.clean(corpus, tmp_path / "run", dry_run=True)
    (run.path / "cleaned").mkdir()
    (run.path / "cleaned" / "a.txt").write_text("mine")
    with pytest.raises(RunError, match=r"cleaned/a\.txt"):
        pipeline.clean(corpus, run.path, dry_run=True, fresh=True)


def test_a_link_in_place_of_cleaned_is_not_followed(run: Run, corpus: Path, tmp_path: Path) -> None:
    (run.path / "cleaned").rename(tmp_path / "elsewhere")
    (run.path / "cleaned").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RunError, match=r"\(cleaned\)"):
        pipeline.clean(corpus, run.path, fresh=True)
    assert len(tree(tmp_path / "elsewhere")) == 4


def test_the_list_has_the_cleaned_files_and_the_same_bytes_again(run: Run, corpus: Path, tmp_path: Path) -> None:
    assert run.table("files")["file"].to_pylist() == sorted(tree(run.path / "cleaned"))
    other = pipeline.clean(corpus, tmp_path / "other")
    assert other.file("files").read_bytes() == run.file("files").read_bytes()


@pytest.mark.parametrize("to", ["same", "text", "jsonl"])
def test_a_run_without_a_list_knows_its_files_by_its_input(to: str, corpus: Path, tmp_path: Path) -> None:
    (corpus / "records.jsonl").write_text('{"text": "The otter slept under the sluice until the evening."}\n')
    config = Config().override({"input": {"to": to}})
    run = pipeline.clean(corpus, tmp_path / "run", config=config)
    run.file("files").unlink()
    pipeline.decide(run, config=config)
    run.file("files").unlink()
    (run.path / "cleaned" / "mine.md").write_text("mine")
    with pytest.raises(RunError, match=r"\(cleaned/mine\.md\)"):
        pipeline.clean(corpus, run.path, config=config, fresh=True)
    (run.path / "cleaned" / "mine.md").unlink()
    pipeline.clean(corpus, run.path, config=config, fresh=True)
    assert run.rows("files") == len(tree(run.path / "cleaned"))


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize(
    ("module", "name"),
    [(settle, "remove_cleaned"), (settle, "file_rows"), (owned, "remove_cleaned")],
    ids=["before the old corpus goes", "before the new list", "while a run is removed"],
)
def test_a_run_that_was_killed_goes_on_and_can_be_replaced(
    module: Any, name: str, run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    before = tree(run.path / "cleaned")
    for fresh in (False, True):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(module, name, killed)
            pipeline.clean(corpus, run.path, fresh=True)
        pipeline.clean(corpus, run.path, fresh=fresh)
        assert tree(run.path / "cleaned") == before
        assert not Run.open(run.path).info.get("unchanged")


def test_a_run_that_was_half_removed_is_not_taken_for_a_whole_one(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[[str], bool] = owned.is_own

    def killed(name: str) -> bool:
        if not (run.path / "cleaned").exists():
            raise Killed
        return real(name)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(owned, "is_own", killed)
        pipeline.clean(corpus, run.path, fresh=True)
    again = pipeline.clean(corpus, run.path)
    assert not again.info.get("unchanged")
    assert len(tree(run.path / "cleaned")) == 4


def test_a_list_that_was_cut_short_counts_as_none(run: Run) -> None:
    run.file("files").write_bytes(run.file("files").read_bytes()[:40])
    assert list(owned.others_in_cleaned(run.path, run.info)) == []


NAMES = st.lists(st.text("a/-.0é\U00010000", min_size=1, max_size=6), max_size=12)


@given(NAMES, NAMES)
def test_others_are_what_is_not_listed(
    tmp_path_factory: pytest.TempPathFactory, mine: list[str], theirs: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for part, names in (("cleaned", mine), ("both", [*mine, *theirs])):
        (folder / part).mkdir()
        for name in names:
            path = folder / part / name.strip("/").replace("//", "/")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            except OSError:  # another name needs a folder here, or a file
                continue
    schema = parquet.ParquetWriter(folder / "files.parquet", settle.PUBLIC["files"])
    with schema as writer:
        for batch in owned.file_rows(folder / "cleaned"):
            writer.write_batch(batch)
    own = {p.relative_to(folder / "cleaned").as_posix() for p in (folder / "cleaned").rglob("*") if p.is_file()}
    every = {p.relative_to(folder / "both").as_posix() for p in (folder / "both").rglob("*") if p.is_file()}
    (folder / "cleaned").rename(folder / "old")
    (folder / "both").rename(folder / "cleaned")
    assert list(owned.others_in_cleaned(folder, None)) == [f"cleaned/{name}" for name in sorted(every - own)]


def test_every_name_in_a_finished_run_is_its_own(run: Run) -> None:
    write_info(run.path, run.info)
    assert list(owned.others(run.path, run.info)) == []
    (run.path / "edits.parquet.new").touch()
    (run.path / ".work-text").mkdir()
    assert list(owned.others(run.path, run.info)) == []


def test_a_run_folder_in_the_input_is_passed_over_and_named(tmp_path: Path) -> None:
    source = tmp_path / "in"
    for name in ("a.txt", "deep/b.txt"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("The weir at Lomm was shut at noon, and the eels went round by the ditch.")
    pipeline.clean(source, source / "deep" / "run")
    (source / "run.toml").write_text("steps = 10\n")  # of another program
    again = pipeline.clean(source, tmp_path / "out")
    assert sorted(again.info["sources"]) == ["a.txt", "deep/b.txt"]
    assert again.info["skipped"]["run folder"] == 1
    assert again.info["warnings"] == [f"{source / 'deep' / 'run'} is the folder of a run, and no part of the input"]
    with pytest.raises(UsageError, match="seen 1 run folder"):
        pipeline.clean(source / "deep" / "run", tmp_path / "other")
    assert pipeline.clean(source / "deep" / "run" / "cleaned", tmp_path / "other").info["counts"]["cleaned"] == 1


@pytest.mark.parametrize("out", ["in", ".", "in/../in", "in/deep"])
def test_a_run_folder_that_is_the_input_or_contains_it_is_refused(tmp_path: Path, out: str) -> None:
    inside = tmp_path / "in" / "deep"
    inside.mkdir(parents=True)
    (inside / "a.txt").write_text("The weir at Lomm was shut at noon.")
    with pytest.raises(UsageError, match=r"is the input itself|contains the input"):
        pipeline.clean([inside / "a.txt"] if out == "in/deep" else tmp_path / "in", tmp_path / out)
    with pytest.raises(UsageError, match=r"is the input itself|contains the input"):
        pipeline.clean(f"{inside}/*.txt", tmp_path / ("in/deep" if out == "in/deep" else "in"))
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "deep", "a.txt"]
