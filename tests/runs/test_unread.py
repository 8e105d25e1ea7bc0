"""A run that read no text says so, and what it saw instead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from chaffinch import pipeline
from chaffinch.cli.app import app
from chaffinch.config import Config
from chaffinch.errors import NothingReadError
from chaffinch.report.report import summary
from chaffinch.runs.run import Run

ROWS = [{"name": f"n{i}", "story": f"The {thing} was found below the weir.", "length": i} for i, thing in enumerate(["otter", "heron", "punt"])]  # fmt: skip
WRONG = Config().override({"input": {"text_field": "content"}})


def jsonl(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def csv(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("\n".join(",".join(map(str, row)) for row in [list(rows[0]), *(r.values() for r in rows)]) + "\n")


def table(path: Path, rows: list[dict[str, Any]]) -> None:
    parquet.write_table(pa.Table.from_pylist(rows), path)


@pytest.mark.parametrize("write", [jsonl, csv, table], ids=["jsonl", "csv", "parquet"])
def test_a_wrong_field_is_reported_with_the_fields_there_are(write: Any, tmp_path: Path) -> None:
    kind = {"jsonl": "jsonl", "csv": "csv", "table": "parquet"}[write.__name__]
    write(tmp_path / f"in.{kind}", ROWS)
    with pytest.raises(NothingReadError, match="--text-field NAME") as caught:
        pipeline.clean(tmp_path / f"in.{kind}", tmp_path / "run", config=WRONG)
    message = str(caught.value)
    assert "in the field 'content'; the records have the fields 'name', 'story', 'length'" in message
    assert message.startswith("no document was read: ")
    failures = Run.open(tmp_path / "run").table("failures").to_pylist()
    assert failures and failures[0]["message"] in message
    # the same again is no success either
    with pytest.raises(NothingReadError):
        pipeline.clean(tmp_path / f"in.{kind}", tmp_path / "run", config=WRONG)
    with pytest.raises(NothingReadError):
        pipeline.decide(Run.open(tmp_path / "run"), config=WRONG)
    pipeline.restore(Run.open(tmp_path / "run"), tmp_path / "back")
    if kind != "parquet":
        assert (tmp_path / "back" / f"in.{kind}").read_bytes() == (tmp_path / f"in.{kind}").read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jsonl", b"", "there is no record in 1 file"),
        ("a.csv", b"text,id\n", "there is no record in 1 file"),
        ("a.jsonl", b'{"text": "", "body": "The weir froze."}\n', "1 document had an empty text"),
        ("a.csv", b"text,body\n,The weir froze.\n", "1 document had an empty text"),
        ("a.txt", b"", "1 document had an empty text"),
        ("a.txt", b"\n \r\n\n", "1 document had an empty text"),
        ("a.jsonl.gz", b"\x1f\x8b\x08\x00", "1 document failed\n  1 x cannot be read"),
        ("a.parquet", b"PAR1", "1 document failed\n  1 x cannot be read as Parquet"),
        ("a.html", b"<html><body></body></html>", "1 document failed"),
        ("a.jsonl", b'{"text": 7}\n{"text": null}\n{"text": 8}\n', "2 x field 'text' is a number, not a text (first: a.jsonl, record 0)"),
    ],
)  # fmt: skip
def test_input_without_text_is_no_success(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NothingReadError) as caught:
        pipeline.clean(tmp_path / name, tmp_path / "run")
    assert says in str(caught.value)
    assert ("'body'" in str(caught.value)) == (b"body" in content and name != "a.html")
    assert Run.open(tmp_path / "run").table("failures").num_rows == caught.value.run.info["counts"]["failed"]


def test_the_command_ends_with_1_and_prints_the_summary_for_programs_only(tmp_path: Path) -> None:
    jsonl(tmp_path / "in.jsonl", ROWS)
    words = ["clean", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "run"), "--text-field", "content"]
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 1
    summary = json.loads(done.stdout)
    assert (summary["read"], summary["failed"], summary["kept_share"]) == (3, 3, 0.0)
    assert "'story'" in done.stderr and "--text-field" in done.stderr
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout) == (1, "")
    done = CliRunner().invoke(app, ["decide", str(tmp_path / "run"), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["read"]) == (1, 3)


def test_records_without_the_field_are_counted_in_a_warning(tmp_path: Path) -> None:
    jsonl(tmp_path / "in.jsonl", [*ROWS, {"name": "x"}, {"name": "y", "story": None}, {"name": "z", "story": 3}])
    run = pipeline.clean(tmp_path / "in.jsonl", tmp_path / "run", config=Config().override({"input": {"text_field": "story"}}))  # fmt: skip
    assert summary(run).warnings == (
        "2 failures are records without text in the field 'story'; set another field by --text-field",
    )


def test_documents_with_broken_bytes_are_counted(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes("The weir at Härnby was shut at noon.".encode() + b" \xff")
    (tmp_path / "in" / "b.txt").write_bytes("Two herons left Härnby in May.".encode())
    (tmp_path / "in" / "c.pdf").write_bytes(b"%PDF")
    assert summary(pipeline.clean(tmp_path / "in", tmp_path / "run")).warnings == (
        "1 .pdf file was passed over, since it is not read as text; to read it: pdftotext FILE",
        "1 document has bytes that are not of their encoding, read as U+FFFD; in documents.parquet the encoding ends in "
        "-damaged",
    )
