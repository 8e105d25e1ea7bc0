"""What the page has: samples of everything, within limits, escaped; values for notebooks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chaffinch import Config, find_passages
from chaffinch.report.page import Card, card, contents, render
from chaffinch.report.page.cards import MOST, OF_RULE
from chaffinch.report.page.copies import lacking
from chaffinch.report.page.documents import _parts
from chaffinch.report.page.writing import write_page
from chaffinch.runs import Cut, Run

TEN_MEGABYTES = 10_000_000

CARD: dict[str, Any] = {
    "document": "a.txt", "host": None, "start": 200, "stop": 209, "action": "remove", "reason": "social", "rule": "en.social.x",
    "score": 0.9, "before": "the news. ", "text": "Follow us", "after": " Rain.",
}  # fmt: skip


def test_every_rule_and_every_reason_has_a_card(hand_run: Run) -> None:
    found = contents(hand_run)
    cuts = [r for r in hand_run.table("removals").to_pylist() if r["reason"] != "duplicate"]
    assert {(c.cut.document, c.cut.start, c.cut.stop) for c in found.cards} == {
        (r["document"], r["start"], r["stop"]) for r in cuts
    }
    for one in (drawn.cut for drawn in found.cards):
        text = hand_run.text(one.document)
        assert one.text == text[one.start : one.stop]
        assert text.startswith(one.before + one.text + one.after, one.start - len(one.before))
    assert found.overview.cuts == len(cuts)


def test_a_group_a_copy_and_a_document_have_what_the_tables_have(hand_run: Run) -> None:
    found = contents(hand_run)
    (group,) = found.groups
    assert (group.kind, group.documents, group.speaker) == ("quotation", 3, "the harbour master")
    assert "b/copy.txt" not in [side.document for side in group.sides]  # it is dropped
    assert [side.same for side in group.sides] == [False, True, True]
    (copies,) = found.copies
    assert (copies.keeper, copies.members[0].document, copies.members[0].action) == (
        "a/one.txt",
        "b/copy.txt",
        "remove",
    )
    assert {view.document for view in found.documents} == {
        "a/one.txt",
        "a/two.txt",
        "b/copy.txt",
        "b/menu only.txt",
        "b/quote.txt",
    }
    for view in found.documents:
        assert "".join(part.text for part in view.parts) == hand_run.text(view.document)


def test_a_group_of_copies_says_why_its_keeper_stays(run_of: Callable[..., Run]) -> None:
    def decided(tables: dict[str, list[dict[str, Any]]]) -> None:
        for row in tables["removals"]:
            row["keeper_reason"] = "length" if row["reason"] == "duplicate" else None

    found = contents(run_of(decided))
    assert found.copies[0].keeper_reasons == ("length",)
    assert "Kept since it has more text of its own." in render(found)


def test_a_large_run_gives_a_small_page_that_says_what_is_a_sample(run_of: Callable[..., Run]) -> None:
    def many(tables: dict[str, list[dict[str, Any]]]) -> None:
        row = next(r for r in tables["removals"] if r["document"] == "a/one.txt")
        tables["removals"] += [
            {**row, "rule": f"en.rule.{i % 1200}", "start": i % 150, "stop": i % 150 + 9} for i in range(6000)
        ]

    run = run_of(many)
    found = contents(run)
    assert len(found.cards) == MOST
    rules = [one.cut.rule for one in found.cards]
    assert len(set(rules)) >= 1200  # each rule before any has a second card
    assert max(map(rules.count, set(rules))) <= 2 * OF_RULE
    page = render(found)
    assert len(page.encode()) < TEN_MEGABYTES
    assert re.search(r"a sample of 1,500 of 6,00\d cuts", page)
    assert "chaffinch cuts" in page


def test_an_empty_run_has_a_page(empty_run: Run) -> None:
    page = render(contents(empty_run))
    assert "Nothing was removed" in page and "No passage is repeated" in page and "No document goes" in page


def test_failures_warnings_and_withheld_documents_are_named(run_of: Callable[..., Run]) -> None:
    run = run_of(None, warnings=["the <disk> is slow"], withheld_sites={"b.example": {"documents": 12, "share": 0.8}})
    page = render(contents(run))
    assert "not text: 0x00 in the first 512 bytes" in page and "the &lt;disk&gt; is slow" in page
    assert "b/menu only.txt" in page and "b.example" in page
    assert "chaffinch explain" in page and "&#39;b/menu only.txt&#39;" in page


def test_the_same_run_gives_the_same_page(hand_run: Run) -> None:
    assert render(contents(hand_run)) == render(contents(hand_run))


def test_a_page_replaces_an_older_one_and_belongs_to_the_run(hand_run: Run, tmp_path: Path) -> None:
    from chaffinch.runs.owned import others

    file = write_page(hand_run)
    assert file == hand_run.path / "report.html"
    assert "report.html" not in list(others(hand_run.path, hand_run.info))
    before = file.read_bytes()
    assert write_page(hand_run).read_bytes() == before
    assert write_page(hand_run, tmp_path / "other.html").read_bytes() == before


def test_a_card_of_a_plain_dictionary_is_that_of_the_value() -> None:
    assert card(CARD) == card(Card(Cut(**CARD, keeper=None, keeper_start=None, keeper_stop=None)))
    kept = {"keeper": "b.txt", "keeper_start": 3, "keeper_stop": 12}
    assert card({**CARD, **kept, "keeper_text": "Stay here"}) == card(
        Card(Cut(**CARD, **kept), keeper_text="Stay here")
    )
    assert "chaffinch explain run a.txt" in card(CARD, folder="run")
    assert '<a href="#document-4">' in card(CARD, anchors={"a.txt": "document-4"})
    assert "… news." in card(CARD)


@pytest.mark.parametrize(
    "field", ["document", "host", "reason", "rule", "before", "text", "after", "pattern", "action"]
)
def test_every_field_of_a_card_is_escaped(field: str) -> None:
    made = card({**CARD, field: "<script>x</script>\" onclick='y' \u202e", "pages": 2})
    assert "<script" not in made and "\u202e" not in re.sub(r'data-\w+="[^"]*"', "", made)
    assert not re.search(r"<[^>]*\sonclick=", re.sub(r'="[^"]*"', "", made))


@pytest.mark.parametrize(
    ("text", "keeper", "own"),
    [
        ("The dam held. Two boats sank in the lock.", "The dam held!", ["Two boats sank in the lock"]),
        ("El dique aguantó. Dos barcos se hundieron hoy.", "El dique aguantó.", ["Dos barcos se hundieron hoy"]),
        ("وصلت السفينة. وغرق قاربان في الميناء", "وصلت السفينة", ["وغرق قاربان في الميناء"]),
        ("The  DAM\nheld; all night", "the dam held all night", []),
        ("The old dam held", "The dam held", []),
    ],
)
def test_what_a_copy_has_and_its_keeper_lacks(text: str, keeper: str, own: list[str]) -> None:
    assert [text[a:b] for a, b in lacking(text, keeper)[0]] == own


def test_boilerplate_of_a_copy_is_nothing_that_is_lost() -> None:
    text = "The dam held. All rights reserved by us."
    assert lacking(text, "The dam held.", [(14, 40)]) == ([], 0)


def test_left_out_blocks_stand_where_they_were() -> None:
    cuts = [(4, 8, "remove", "social", "r", 0.9, None)]
    parts = list(_parts("one two three", cuts, [(0, "menu", "score"), (8, "advert", "link"), (13, "foot", "score")]))
    assert [(p.state, p.text or p.blocks[0].text) for p in parts] == [
        ("out", "menu"), ("kept", "one "), ("cut", "two "), ("out", "advert"), ("kept", "three"), ("out", "foot"),
    ]  # fmt: skip


def test_a_notebook_shows_the_run_its_page_and_two_passages(hand_run: Run) -> None:
    table = hand_run._repr_html_()
    assert "6 documents read" in table and "<script" not in table
    frame = hand_run.report()._repr_html_()
    assert frame.startswith('<iframe sandbox="allow-scripts"') and "<script" not in frame
    assert hand_run.summary()["read"] == 6
    quote = "We shall go on to the end, we shall fight in <b>France</b>, we shall fight on the seas and oceans"
    found = find_passages(["So: " + quote, quote.replace("seas", "lakes") + " he said"], ids=["<i>one", "two"])
    pair = found.show(0).html
    assert '<mark class="differs">seas</mark>' in pair and '<mark class="differs">lakes</mark>' in pair
    assert "&lt;b&gt;France" in pair and "<i>one" not in pair


def test_the_setting_is_no_other_configuration(tmp_path: Path) -> None:
    from chaffinch import clean

    (tmp_path / "in.txt").write_text("The dam held all night.\n\nAll rights reserved.\n")
    off = Config.from_dict({"work": {"report": False}})
    assert not (clean(tmp_path / "in.txt", tmp_path / "run", config=off).path / "report.html").exists()
    assert clean(tmp_path / "in.txt", tmp_path / "run").info["unchanged"]
    assert (clean(tmp_path / "in.txt", tmp_path / "other").path / "report.html").exists()


def test_a_run_that_the_guard_stops_has_its_page_and_deciding_writes_it_again(tmp_path: Path) -> None:
    from chaffinch import clean, decide
    from chaffinch.errors import GuardError

    names = "heron otter eel pike bream perch tench roach carp rudd dace chub".split()
    for i, name in enumerate(names):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{name}.txt").write_text(
            f"A {name} swam under the bridge at {i}.\n\nAll rights reserved.\n"
        )
    strict = {"policy": {"corpus_share": 0.05}}
    with pytest.raises(GuardError):
        clean(tmp_path / "in", tmp_path / "run", config=Config.from_dict(strict))
    file = tmp_path / "run" / "report.html"
    assert "All rights reserved." in file.read_text(encoding="utf-8")
    run = clean(
        tmp_path / "in", tmp_path / "run", config=Config.from_dict({"policy": {"corpus_share": 0.05, "yes": True}})
    )
    assert '<mark class="cut cyan">' in file.read_text(encoding="utf-8")
    decide(run, config=run.config.override({"policy": {"boilerplate": "report"}}))
    assert '<mark class="cut' not in file.read_text(encoding="utf-8")


def test_values_of_the_page_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Card(Cut(**CARD, keeper=None, keeper_start=None, keeper_stop=None)).pages = 1  # type: ignore[misc]
