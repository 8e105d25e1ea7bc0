"""An explanation accounts for every character of a document, and names the other document of each match."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from chaffinch.errors import UsageError
from chaffinch.model import Passage
from chaffinch.report.explanation import Copy, Explanation, Repetition, Segment, Twin, explain
from chaffinch.report.explanation_view import show_explanation
from chaffinch.report.repeated import Member
from chaffinch.runs.run import Run

ALL = ("a/one.txt", "a/two.txt", "b/copy.txt", "b/menu only.txt", "b/quote.txt")


def printed(explanation: Explanation, *, full: bool = False, width: int = 80) -> str:
    sink = io.StringIO()
    target = Console(file=sink, width=width, highlight=False, markup=False, emoji=False)
    show_explanation(target, explanation, "run/", full=full)
    return sink.getvalue()


@pytest.mark.parametrize("document", ALL)
def test_the_segments_are_the_text(hand_run: Run, document: str) -> None:
    found = explain(hand_run, document)
    assert found.text == hand_run.text(document)
    assert all(s.text == found.text[s.start : s.stop] for s in found.segments)
    assert [s.start for s in found.segments[1:]] == [s.stop for s in found.segments[:-1]]


def test_every_cut_has_its_reason_and_rule(hand_run: Run) -> None:
    found = explain(hand_run, "a/one.txt")
    cuts = [(s.state, s.reason, s.rule) for s in found.segments if s.state != "kept"]
    assert cuts == [("cut", "donation", "en.donation"), ("cut", "template", "t1")]
    assert found.outcome == "cleaned"
    assert [f.category for f in found.found] == ["byline"]


def test_what_is_removed_is_counted_with_its_white_space(hand_run: Run) -> None:
    found = explain(hand_run, "a/one.txt")
    cut = sum(s.stop - s.start for s in found.segments if s.state == "cut")
    assert found.kept == len(found.text) - cut - 2, "each of the two edits took a line end too"


def test_a_dry_run_has_no_edits_to_count(run_of: Any) -> None:
    found = explain(run_of(lambda rows: rows.pop("edits")), "a/one.txt")
    assert found.kept == sum(len(s.text) for s in found.segments if s.state == "kept")


def test_a_repeated_passage_has_its_twins_with_text_and_likeness(hand_run: Run) -> None:
    (repetition,) = explain(hand_run, "a/two.txt").repetitions
    assert repetition.kind == "quotation"
    assert [m.speaker for m in repetition.here] == ["the harbour master"]
    alike = {t.member.document: t.similarity for t in repetition.twins}
    assert alike == {"a/one.txt": pytest.approx(0.97), "b/quote.txt": None}, "dropped copies are no twins"
    assert {t.member.text for t in repetition.twins} == {repetition.here[0].text}
    assert repetition.others == 2


def test_twins_can_be_limited_and_are_still_counted(hand_run: Run) -> None:
    (repetition,) = explain(hand_run, "a/one.txt", twins=1).repetitions
    assert [t.member.document for t in repetition.twins] == ["a/two.txt"]
    assert repetition.others == 2
    assert "and 1 more" in printed(explain(hand_run, "a/one.txt", twins=1))


def test_a_passage_that_repeats_in_one_document_has_no_twins(run_of: Any) -> None:
    def repeat(rows: Any) -> None:
        rows["clusters"] = [
            {
                "cluster": "r",
                "kind": "repeat",
                "document": "a/one.txt",
                "start": start,
                "stop": start + 9,
                "keeper": True,
            }
            for start in (0, 20, 40)
        ]

    (repetition,) = explain(run_of(repeat), "a/one.txt").repetitions
    assert (len(repetition.here), repetition.twins, repetition.others) == (3, (), 0)
    text = printed(explain(run_of(repeat), "a/one.txt"))
    assert text.count(" here ") == 2
    assert "and 1 more" in text


def test_a_dropped_copy_names_its_keeper(hand_run: Run) -> None:
    found = explain(hand_run, "b/copy.txt")
    assert found.outcome == "duplicate"
    assert found.kept == 0
    (copy,) = found.copies
    assert copy == Copy("a/one.txt", "copy", pytest.approx(1.0), pytest.approx(0.9), pytest.approx(0.95))
    text = printed(found)
    assert "b/copy.txt   removed as a copy" in text
    assert "copy of a/one.txt   95 % alike where they match: 100 % of this, 90 % of that" in text
    assert text.rstrip().endswith("chaffinch explain run/ a/one.txt           the other document")


def test_a_keeper_names_its_copies_with_its_own_coverage_first(hand_run: Run) -> None:
    (copy,) = explain(hand_run, "a/one.txt").copies
    assert (copy.document, copy.relation) == ("b/copy.txt", "keeper")
    assert (copy.coverage, copy.other_coverage) == (pytest.approx(0.9), pytest.approx(1.0))


def test_documents_that_match_and_stay_are_similar(run_of: Any) -> None:
    def both_stay(rows: Any) -> None:
        rows["removals"] = []
        rows["documents"] = [{**row, "outcome": "cleaned"} for row in rows["documents"]]

    found = explain(run_of(both_stay), "a/one.txt")
    assert [(c.document, c.relation) for c in found.copies] == [("b/copy.txt", "alike")]
    assert "similar to b/copy.txt, but not its copy" in printed(found)
    assert "nothing cut" in printed(found)


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("different", "similar to b/copy.txt, but says something else"),
        ("update", "another version of b/copy.txt, no copy"),
        ("same", "says the same as b/copy.txt, but one of them has more"),
    ],
)
def test_texts_that_stay_are_told_apart_by_what_they_say(run_of: Any, relation: str, words: str) -> None:
    def both_stay(rows: Any) -> None:
        rows["removals"] = []
        rows["documents"] = [{**row, "outcome": "cleaned"} for row in rows["documents"]]
        rows["matches"] = [
            {**row, "relation": relation} if row["unit"] == "document" else row for row in rows["matches"]
        ]

    found = explain(run_of(both_stay), "a/one.txt")
    assert [c.says for c in found.copies] == [relation]
    assert words in printed(found)


@pytest.mark.parametrize(("action", "relation"), [("report", "reported"), ("mark", "marked")])
def test_a_copy_that_stays_is_named_and_its_other_removals_split_the_text(
    run_of: Any, action: str, relation: str
) -> None:
    def stay(rows: Any) -> None:
        (whole,) = (row for row in rows["removals"] if row["reason"] == "duplicate")
        inside = {**whole, "start": 3, "stop": 9, "action": "remove", "reason": "share", "rule": "en.share"}
        rows["removals"] = [{**whole, "action": action}, {**inside, "keeper": None}]
        rows["documents"] = [{**row, "outcome": "cleaned"} for row in rows["documents"]]

    run = run_of(stay)
    found = explain(run, "b/copy.txt")
    assert found.text == run.text("b/copy.txt")
    assert [s.state for s in found.segments] == ["kept", "cut", "kept"]
    assert [(c.document, c.relation) for c in found.copies] == [("a/one.txt", relation)]
    assert f"copy of a/one.txt, {relation} only: both stay" in printed(found)
    assert [c.relation for c in explain(run, "a/one.txt").copies] == ["alike"]


def test_a_document_held_back_keeps_its_text(hand_run: Run) -> None:
    found = explain(hand_run, "b/menu only.txt")
    assert found.kept == len(found.text)
    assert [s.state for s in found.segments] == ["withheld", "kept"]
    assert "held back: hardly any text of its own would have been left" in printed(found)


def test_cuts_held_back_for_the_sake_of_a_site_name_the_site(run_of: Any) -> None:
    def host(rows: Any) -> None:
        for row in rows["documents"]:
            row["host"] = "menu.example"

    run = run_of(host)
    run.info["withheld_sites"] = {"menu.example": {"documents": 12, "share": 0.9}}
    assert "held back: its site menu.example would have lost most of its text" in printed(
        explain(run, "b/menu only.txt")
    )


def test_a_failed_document_has_the_message(hand_run: Run) -> None:
    found = explain(hand_run, "b/broken.html")
    assert (found.outcome, found.segments) == ("failed", ())
    assert printed(found) == "b/broken.html   failed: read: not text: 0x00 in the first 512 bytes\n"


def test_an_unknown_document_is_a_usage_error_with_names_like_it(hand_run: Run) -> None:
    with pytest.raises(UsageError, match=r"a/one\.txt"):
        explain(hand_run, "a/ones.txt")


def test_marked_text_stays_and_is_shown(run_of: Any) -> None:
    def mark(rows: Any) -> None:
        rows["edits"] = []
        rows["removals"] = [{**row, "action": "mark"} for row in rows["removals"] if row["reason"] != "duplicate"]

    found = explain(run_of(mark), "a/two.txt")
    assert {s.state for s in found.segments} == {"kept", "marked"}
    assert found.kept == len(found.text)
    assert "2 marked passages" in printed(found)


def test_blocks_that_extraction_left_out_are_listed(run_of: Any) -> None:
    def left_out(rows: Any) -> None:
        rows["left_out"] = [
            {"document": "a/one.txt", "after": n, "text": f"menu {n}", "reason": "navigation", "score": 0.8}
            for n in range(5)
        ]

    found = explain(run_of(left_out), "a/one.txt")
    assert [b.text for b in found.left_out] == [f"menu {n}" for n in range(5)]
    assert "left out of the page   5 blocks" in printed(found)
    assert "and 2 more" in printed(found)
    assert "menu 4" in printed(found, full=True)


def test_it_becomes_json(hand_run: Run) -> None:
    tree = json.loads(json.dumps(explain(hand_run, "a/one.txt").to_dict()))
    assert sorted(tree) == [
        "copies", "document", "failure", "found", "kept", "left_out", "outcome", "repetitions", "segments",
        "withheld_site",
    ]  # fmt: skip
    assert tree["repetitions"][0]["twins"][0]["member"]["document"] == "a/two.txt"


SHOWN = """\
a/two.txt   cleaned: 246 -> 160 characters, 2 cuts

  … It is back now.
  ┃ social · rule en.social                                          cut 143-178
  ┃ Share this story with your friends!
  Rain is expected.
  ┃ template · rule t1                                               cut 198-245
  ┃ © 2031 The Harbour Herald. All rights reserved.

repeated
  quotation   here         "We come to a really terrifyin…"   the harbour master
              a/one.txt    "We come to a really terrifying conclu…"   97 % alike
              b/quote.txt  "We come to a really terrifying conclusion for the…"

chaffinch explain run/ a/two.txt --full   the whole text
chaffinch explain run/ a/one.txt          the other document
"""


def test_the_explanation_as_a_person_sees_it(hand_run: Run) -> None:
    found = explain(hand_run, "a/two.txt", twins=3)
    assert printed(found).replace(f"-> {found.kept} ", "-> 160 ") == SHOWN


def test_the_whole_text_is_shown_when_asked_for(hand_run: Run) -> None:
    found = explain(hand_run, "a/one.txt")
    short, full = printed(found), printed(found, full=True)
    assert "Nobody was hurt." not in short
    assert "\n  Nobody was hurt.\n" in full
    assert "--full" not in full


def test_a_long_cut_is_shown_by_its_beginning() -> None:
    text = "word " * 4000
    found = Explanation(
        "d", "cleaned", 0, (Segment(0, len(text), text, "cut", "contained", "", 1.0, Passage("k", 0, 9)),)
    )
    short = printed(found).splitlines()
    assert sum("┃ word" in line for line in short) == 3
    assert any(line.endswith("word…") for line in short)
    assert "stays in k 0-9" in printed(found)
    assert printed(found, full=True).count("word") == 4000


texts = st.text(alphabet=st.sampled_from("ab \n\r\t漢é\u0301👩\x1b\u202e"), max_size=200)


@given(st.lists(st.tuples(texts, st.sampled_from(["kept", "cut", "marked", "withheld"])), max_size=6), st.booleans())
def test_nothing_shown_is_wider_than_the_terminal_or_colours_it(parts: list[tuple[str, str]], full: bool) -> None:
    segments, at = [], 0
    for text, state in parts:
        segments.append(Segment(at, at + len(text), text, state, "social", "r", 1.0))
        at += len(text)
    member = Member("d", 0, at, True, None, "".join(text for text, _ in parts))
    twins = (Twin(member, 0.5),)
    found = Explanation("d", "cleaned", at, tuple(segments), (Repetition("c", "quotation", (member,), twins, 1),))
    shown = printed(found, full=full)
    assert not set("\x1b\u202e") & set(shown)
    # rich counts the cells of what it measures itself, so this counts anew
    from rich.cells import cell_len

    assert max(map(cell_len, shown.splitlines())) <= 80
