"""`cuts` lists what a run cut, each with its reason and what stands around it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from chaffinch.errors import UsageError
from chaffinch.report.cuts import list_cuts
from chaffinch.runs import CONTEXT, cuts
from chaffinch.runs.run import Run


def test_every_cut_is_listed_with_its_text_and_what_stands_around_it(hand_run: Run) -> None:
    found = cuts(hand_run)
    rows = [row for row in hand_run.table("removals").to_pylist() if row["start"] is not None]
    rows = [row for row in rows if row["reason"] not in ("duplicate", "contained", "update")]
    assert [(c.document, c.start, c.stop) for c in found] == sorted(
        (r["document"], r["start"], r["stop"]) for r in rows
    )
    for cut in found:
        text = hand_run.text(cut.document)
        assert cut.text == text[cut.start : cut.stop]
        assert cut.before == text[max(0, cut.start - CONTEXT) : cut.start]
        assert cut.after == text[cut.stop : cut.stop + CONTEXT]


def test_cuts_are_chosen_by_reason_rule_site_and_document(hand_run: Run) -> None:
    every = cuts(hand_run)
    for cut in every:
        assert cut in cuts(hand_run, reason=cut.reason) and cut in cuts(hand_run, document=cut.document)
        assert all(other.reason == cut.reason for other in cuts(hand_run, reason=cut.reason))
        if cut.rule:
            assert cut in cuts(hand_run, rule=cut.rule[:-2] + "*")
        if cut.host:
            assert {other.host for other in cuts(hand_run, site=cut.host)} == {cut.host}
    assert cuts(hand_run, rule="nothing.*") == []
    assert cuts(hand_run, reason="it's") == []


def test_a_sample_is_the_same_each_time_and_another_with_another_seed(hand_run: Run) -> None:
    every = cuts(hand_run)
    samples = [cuts(hand_run, sample=2, seed=seed) for seed in range(8)]
    assert all(len(sample) == 2 and set(sample) <= set(every) for sample in samples)
    assert cuts(hand_run, sample=2, seed=3) == samples[3]
    assert len({tuple(sample) for sample in samples}) > 1
    with pytest.raises(UsageError, match="at least 1 cut"):
        cuts(hand_run, sample=0)


def test_each_shape_has_the_same_cuts(hand_run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    every = cuts(hand_run)
    list_cuts(hand_run, "run/", shape=("json", ""), sample=None)
    assert json.loads(capsys.readouterr().out) == [cut.to_dict() for cut in every]
    list_cuts(hand_run, "run/", shape=("jsonl", ""), sample=None)
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [cut.to_dict() for cut in every]
    list_cuts(hand_run, "run/", shape=("csv", ""), sample=None)
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["text"] for row in rows] == [cut.text for cut in every]
    list_cuts(hand_run, "run/", shape=("table", ""), sample=None)
    shown = capsys.readouterr().out
    assert all(f"⟦{cut.text.split()[0]}" in shown for cut in every)
    assert "chaffinch explain run/" in shown


def test_an_unknown_document_is_named(hand_run: Run) -> None:
    with pytest.raises(UsageError, match=r"did you mean: a/two\.txt"):
        cuts(hand_run, document="a/tow.txt")


def test_the_end_of_an_id_is_enough_for_a_hint(hand_run: Run) -> None:
    with pytest.raises(UsageError, match=r"did you mean: a/two\.txt"):
        cuts(hand_run, document="two.txt")


def told(run: Run, capsys: pytest.CaptureFixture[str], **chosen: Any) -> str:
    list_cuts(run, "run/", shape=("table", ""), **chosen)
    return capsys.readouterr().out


def test_the_count_is_that_of_the_cuts_that_csv_lists(hand_run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    every = cuts(hand_run)
    assert len(every) < hand_run.rows("removals")  # which has documents that went as a whole, too
    assert f"{len(every)} of {len(every)} cuts, made or held back\n" in told(hand_run, capsys)
    assert f"1 of {len(every)} cuts, made or held back, drawn at random" in told(hand_run, capsys, sample=1)
    asked = cuts(hand_run, document=every[0].document)
    words = told(hand_run, capsys, document=every[0].document)
    noun = "cut" if len(asked) == 1 else "cuts"
    assert f"{len(asked)} of {len(asked)} {noun} that were asked for, of {len(every)} in the run" in words
    assert "at random" not in words


def test_who_asks_for_copies_is_told_what_lists_them(hand_run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    words = told(hand_run, capsys, reason="duplicate")
    assert "duplicate" not in words and "chaffinch passages run/ --kind document" in words
    copy = next(r["document"] for r in hand_run.table("removals").to_pylist() if r["reason"] == "duplicate")
    assert f"removed as a whole: chaffinch explain run/ {copy}" in told(hand_run, capsys, document=copy)
    assert "removed as a whole" not in told(hand_run, capsys, reason="it's")
