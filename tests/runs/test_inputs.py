"""Records through a pipe: kept below the run folder, so that everything else can be done with the run."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from chaffinch.errors import RunError, UsageError
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
