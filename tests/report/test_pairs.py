"""Pairs of passages with titles and texts, the histogram, and lists as workbooks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chaffinch.errors import RunError, UsageError
from chaffinch.report.cuts import list_cuts
from chaffinch.report.pairs import histogram, list_pairs, pairs, show_histogram
from chaffinch.report.shapes import CELL, write_rows
from chaffinch.runs import Run, cuts


@pytest.fixture
def titled(run_of: Callable[..., Run]) -> Run:
    def change(tables: dict[str, list[dict[str, Any]]]) -> None:
        for row in tables["documents"]:
            row["title"] = f"On {row['document']}"

    return run_of(change)


def test_a_pair_has_its_kind_both_titles_and_both_texts(titled: Run) -> None:
    (pair,) = pairs(titled)
    assert (pair.kind, pair.cluster, pair.left_title) == ("quotation", "c1", f"On {pair.left_document}")
    assert pair.similarity == pytest.approx(0.97)
    for side in ("left", "right"):
        document, start, stop, text = (
            getattr(pair, f"{side}_{name}") for name in ("document", "start", "stop", "text")
        )
        assert text == titled.text(document)[start:stop]
    (whole,) = pairs(titled, kind="document")
    assert (whole.cluster, whole.left_text, whole.right_document) == ("d1", "", "b/copy.txt")
    assert list(pairs(titled, kind="repeat")) == []
    with pytest.raises(UsageError, match="--kind sonnet"):
        list(pairs(titled, kind="sonnet"))


def test_pairs_are_listed_in_every_shape(titled: Run, capsys: pytest.CaptureFixture[str]) -> None:
    list_pairs(titled, kind=None, shape=("csv", ""))
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    list_pairs(titled, kind=None, shape=("json", ""))
    (tree,) = json.loads(capsys.readouterr().out)
    assert row["left_text"] == tree["left_text"] and tree["right_title"] == "On a/two.txt"
    list_pairs(titled, kind=None, shape=("table", ""))
    assert "quotation   0.97" in capsys.readouterr().out


def test_the_histogram_counts_pairs_by_similarity(titled: Run, capsys: pytest.CaptureFixture[str]) -> None:
    bars = histogram(titled)
    assert [(bar.unit, round(bar.least, 2), bar.pairs) for bar in bars] == [("document", 0.95, 1), ("passage", 0.95, 1)]
    show_histogram(titled, kind="quotation", shape=("table", ""))
    shown = capsys.readouterr().out
    assert "passages: 1 pair" in shown and "documents" not in shown


HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://evil.example")',
    "@SUM(A1)",
    "+1",
    "-1",
    "http://evil.example",
    "007",
    "مرحبا",
    "x" * (CELL + 9),
)


def test_texts_of_a_workbook_are_texts(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="reads the workbook")
    pytest.importorskip("xlsxwriter", reason="writes the workbook")
    write_rows(
        [{"text": text, "score": 0.5, "none": None} for text in HOSTILE],
        ["text", "score", "none"],
        ("xlsx", str(tmp_path / "a.xlsx")),
    )
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [text[:CELL] for text in HOSTILE]
    assert {row[0].data_type for row in rows} == {"s"} and {row[1].value for row in rows} == {0.5}
    assert not any(row[0].hyperlink for row in rows) and {row[2].value for row in rows} == {None}


def test_cuts_are_a_workbook_and_a_frame(hand_run: Run, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="reads the workbook")
    list_cuts(hand_run, "run/", shape=("xlsx", str(tmp_path / "cuts.xlsx")))
    head, *rows = openpyxl.load_workbook(tmp_path / "cuts.xlsx").active.iter_rows(values_only=True)
    every = [cut.to_dict() for cut in cuts(hand_run)]
    assert [dict(zip(head, row, strict=True))["text"] for row in rows] == [cut["text"] for cut in every]
    assert hand_run.cuts().to_pylist() == every or [r["text"] for r in hand_run.cuts().to_pylist()] == [
        c["text"] for c in every
    ]
    assert hand_run.cuts(reason="social", sample=1).num_rows == 1
    with pytest.raises(RunError, match="cannot write"):
        list_cuts(hand_run, "run/", shape=("xlsx", str(tmp_path / "none" / "cuts.xlsx")))
