"""`diff` says what only one of two runs cuts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chaffinch.errors import RunError, UsageError
from chaffinch.report.difference_view import show_difference, write_difference
from chaffinch.report.run_difference import difference
from chaffinch.runs import Run

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def other(run_of: Callable[..., Run]) -> Run:
    """The same documents: one cut less, one that is two, one with another reason, one more, and the copy stays."""

    def change(tables: Tables) -> None:
        donation, footer, social, *_ = rows = tables["removals"]
        middle = footer["start"] + 10
        parts = [footer | {"stop": middle}, footer | {"start": middle, "rule": "t2"}]
        more = donation | {"start": 0, "stop": 19, "reason": "byline", "rule": "en.byline"}
        tables["removals"] = [*parts, social | {"reason": "contact"}, rows[3] | {"action": "undone"}, more]

    return run_of(change)


def test_only_what_one_run_keeps_is_a_difference(hand_run: Run, other: Run) -> None:
    found = difference(hand_run, other, names=("before", "after"))
    assert (found.documents, found.other_text, found.only_a, found.only_b) == (5, 0, 0, 0)
    changed = {(c.only, c.reason, c.rule): c for c in found.changed}
    assert set(changed) == {
        ("a", "donation", "en.donation"),
        ("a", "template", "t1"),
        ("a", "duplicate", ""),
        ("b", "byline", "en.byline"),
    }
    donation, copy = changed["a", "donation", "en.donation"], changed["a", "duplicate", ""]
    text = hand_run.text("a/one.txt")
    (example,) = donation.examples
    assert example.text == text[example.start : example.stop] and donation.characters == len(example.text)
    assert text.startswith(example.before + example.text + example.after, example.start - len(example.before))
    assert [(e.document, e.text) for e in copy.examples] == [("b/copy.txt", "a/one.txt")]
    assert found.characters_a == sum(c.characters for c in found.changed if c.only == "a")
    assert [c.characters for c in found.changed] == sorted((c.characters for c in found.changed), reverse=True)


def test_the_other_way_round_it_is_the_same(hand_run: Run, other: Run) -> None:
    one, two = difference(hand_run, other), difference(other, hand_run)
    swapped = {("b" if c.only == "a" else "a", c.reason, c.rule, c.cuts, c.characters) for c in two.changed}
    assert {(c.only, c.reason, c.rule, c.cuts, c.characters) for c in one.changed} == swapped
    assert difference(hand_run, hand_run).changed == ()


def test_settings_and_versions_that_differ_are_named(hand_run: Run, run_of: Callable[..., Run]) -> None:
    config = hand_run.config.override({"policy": {"keep": "first"}, "work": {"workers": 3}}).to_dict()
    found = difference(hand_run, run_of(config=config, version="0.0.9"))
    assert [(s.name, s.a, s.b) for s in found.settings] == [
        ("version", "0.1.0", "0.0.9"),
        ("[policy] keep", "longest", "first"),
    ]


def test_documents_with_another_text_are_counted_and_not_compared(hand_run: Run, run_of: Callable[..., Run]) -> None:
    def change(tables: Tables) -> None:
        tables["documents"][0]["digest"] = "0" * 32
        tables["documents"][1]["document"] = "a/new.txt"
        tables["removals"] = []

    found = difference(hand_run, run_of(change))
    assert (found.documents, found.other_text, found.only_a, found.only_b) == (3, 1, 1, 1)
    assert [c.reason for c in found.changed] == ["duplicate"]


def test_runs_without_a_common_document_are_an_error(hand_run: Run, empty_run: Run) -> None:
    with pytest.raises(UsageError, match="no document in common"):
        difference(hand_run, empty_run)


@pytest.mark.parametrize(("examples", "expected"), [(0, 0), (1, 1), (9, 3)])
def test_examples_are_limited(hand_run: Run, run_of: Callable[..., Run], examples: int, expected: int) -> None:
    def change(tables: Tables) -> None:
        (donation, *_), documents = tables["removals"], ("a/one.txt", "a/two.txt", "b/quote.txt")
        tables["removals"] = [donation | {"document": d, "start": 0, "stop": 5} for d in documents]

    (more,) = [c for c in difference(hand_run, run_of(change), examples=examples).changed if c.only == "b"]
    assert len(more.examples) == expected and more.cuts == more.documents == 3


def test_it_is_printed_becomes_json_and_a_page(
    hand_run: Run, other: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = difference(hand_run, other, names=("<script>alert(1)</script>\u202e", "b/"))
    show_difference(found)
    shown = capsys.readouterr().out
    assert "only a  en.donation" in shown and "\u202e" not in shown and "b/copy.txt is a/one.txt" in shown
    assert json.loads(json.dumps(found.to_dict()))["changed"][0]["only"] == found.changed[0].only
    write_difference(found, tmp_path / "diff.html")
    page = (tmp_path / "diff.html").read_text(encoding="utf-8")
    assert "<script" not in page and "\u202e" not in page and "default-src 'none'" in page
    assert set(re.findall(r'href="#(c\d+)"', page)) == set(re.findall(r'id="(c\d+)"', page))
    with pytest.raises(RunError, match="cannot write"):
        write_difference(found, tmp_path / "none" / "diff.html")
