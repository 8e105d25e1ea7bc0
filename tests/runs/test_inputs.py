"""Records through a pipe: kept below the run folder, so that everything else can be done with the run."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from chaffinch.errors import MissingExtra, RunError, UsageError
from chaffinch.pipeline.stages import clean, decide, restore

BODY = "The weir at Lomm was shut at noon, and the eels went round by the ditch."
LINES = json.dumps({"id": "a", "text": f"{BODY}\n\nAll rights reserved."}).encode() + b"\n"


def pipe(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))


@pytest.mark.parametrize(("data", "name"), [(LINES, "stdin.jsonl"), (gzip.compress(LINES), "stdin.jsonl.gz")])
def test_records_from_a_pipe_are_cleaned_decided_and_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str
) -> None:
    pipe(monkeypatch, data)
    run = clean("-", tmp_path / "run")
    assert run.table("documents").to_pylist()[0]["source"] == name
    assert run.text("a").endswith("reserved.")
    assert run.table("edits").num_rows == 1
    decide(run, config=run.config.override({"policy": {"boilerplate": "mark"}}))
    restore(run, tmp_path / "back")
    (back,) = (tmp_path / "back").iterdir()
    restored = back.read_bytes()
    assert (gzip.decompress(restored) if back.suffix == ".gz" else restored) == LINES


def test_another_pipe_into_the_folder_of_a_run_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, LINES)
    clean(["-"], tmp_path / "run")
    pipe(monkeypatch, LINES)
    assert clean(["-"], tmp_path / "run").info["unchanged"]
    pipe(monkeypatch, LINES * 2)
    with pytest.raises(RunError, match="another input"):
        clean(["-"], tmp_path / "run")


def test_an_empty_pipe_and_a_pipe_among_files_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, b"")
    with pytest.raises(UsageError, match="is empty"):
        clean("-", tmp_path / "run")
    with pytest.raises(UsageError, match="combined with files"):
        clean(["-", tmp_path], tmp_path / "run")


def test_files_of_a_format_that_is_not_installed_cost_those_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise MissingExtra("fastwarc", "warc")

    monkeypatch.setattr("chaffinch.formats.warc.require", missing)
    monkeypatch.setattr("chaffinch.formats.warc_archive.require", missing)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc").write_bytes(b"WARC/1.0\r\n\r\n")
    with pytest.raises(MissingExtra, match="chaffinch\\[warc\\]"):
        clean(tmp_path / "in", tmp_path / "run")
    (tmp_path / "in" / "b.jsonl").write_bytes(LINES)
    run = clean(tmp_path / "in", tmp_path / "run")
    assert (run.info["counts"]["cleaned"], run.info["counts"]["failed"]) == (1, 1)
    (failure,) = run.table("failures").to_pylist()
    assert (failure["source"], "pip install 'chaffinch[warc]'" in failure["message"]) == ("a.warc", True)
    assert decide(run, config=run.config).info["counts"]["cleaned"] == 1
    restore(run, tmp_path / "back")
    assert (tmp_path / "back" / "b.jsonl").read_bytes() == LINES
    monkeypatch.undo()
    with pytest.raises(RunError, match="installation"):
        clean(tmp_path / "in", tmp_path / "run")
