"""Records and pages that hold a notice in place of a text fail, whatever their format, and are restored."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import chaffinch as cf

FERRY = (
    "The ferry between Harnby and Tarnmoor will run only twice a day from October, the county said on Tuesday. The"
    " morning boat leaves at six, the evening boat at half past five."
)
NOTICE = "Are you a robot?\n\nPlease switch JavaScript and cookies on in your browser.\n\nReference: "
TEXTS = [FERRY, NOTICE + "3e8-0", NOTICE + "22d7-1", NOTICE + "41c6-2"]


def _jsonl(folder: Path) -> Path:
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(TEXTS)))
    return path


def _csv(folder: Path) -> Path:
    path = folder / "news.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *((str(i), text) for i, text in enumerate(TEXTS))])
    return path


def _parquet(folder: Path) -> Path:
    path = folder / "news.parquet"
    pq.write_table(pa.table({"id": [str(i) for i in range(len(TEXTS))], "text": TEXTS}), path)
    return path


def _text(folder: Path) -> Path:
    for i, text in enumerate(TEXTS):
        (folder / f"{i}.txt").write_text(text)
    return folder / "1.txt"


@pytest.mark.parametrize("write", [_jsonl, _csv, _parquet, _text])
@pytest.mark.parametrize("to", ["same", "jsonl"])
def test_notices_fail_and_come_back(write: Callable[[Path], Path], to: str, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    path = write(source)
    before = path.read_bytes()
    run = cf.clean(source, tmp_path / "run", config=cf.Config.from_dict({"input": {"to": to}, "work": {"workers": 1}}))
    outcomes = [row["outcome"] for row in run.table("documents").to_pylist()]
    assert outcomes == ["cleaned", "failed", "failed", "failed"]
    failures = run.table("failures").to_pylist()
    assert {row["stage"] for row in failures} == {"stand-in"}
    assert {row["message"] for row in failures} == {"the text is a check for robots"}
    cleaned = b"".join(p.read_bytes() for p in (tmp_path / "run" / "cleaned").rglob("*") if p.is_file())
    assert b"Are you a robot" not in cleaned
    cf.restore(run, tmp_path / "restored")
    restored = tmp_path / "restored" / path.name
    if write is _parquet:
        assert pq.read_table(restored).equals(pq.read_table(path))
    else:
        assert restored.read_bytes() == before


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<h1>harnby.example</h1><p>Checking your browser before accessing the site.</p>", "a check for robots"),
        (
            "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
            "a request to enable",
        ),
        (
            "<h1>Seite nicht gefunden</h1><p>Die gesuchte Seite gibt es nicht.</p><a href='/'>Startseite</a>",
            "not found",
        ),
        (
            "<h2>Log in to continue</h2><form><label>User name</label><button>Log in</button></form>",
            "a request to log in",
        ),
    ],
)
def test_pages_that_are_notices_fail(body: str, message: str, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "wall.html").write_text(
        f"<!DOCTYPE html><html><head><title>Harnby Courier</title></head><body>{body}</body></html>"
    )
    (source / "ferry.html").write_text(
        f"<!DOCTYPE html><html><body><article><h1>Ferry</h1><p>{FERRY}</p></article></body></html>"
    )
    run = cf.clean(source, tmp_path / "run", config=cf.Config.from_dict({"work": {"workers": 1}}))
    (failure,) = run.table("failures").to_pylist()
    assert failure["stage"] == "stand-in" and message in failure["message"]


def test_notices_stay_if_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.html").write_text("<!DOCTYPE html><html><body><p>Are you a robot? Please verify.</p></body></html>")
    (source / "b.txt").write_text("Seite nicht gefunden.\n\nDie gesuchte Seite gibt es nicht.\n")
    (source / "c.jsonl").write_text('{"text": "Для продолжения включите JavaScript в вашем браузере."}\n')
    tree = {"input": {"stand_ins": "keep"}, "policy": {"documents": "off"}, "work": {"workers": 1}}
    run = cf.clean(source, tmp_path / "run", config=cf.Config.from_dict(tree))
    assert run.info["counts"]["failed"] == 0 and run.info["counts"]["read"] == 3
