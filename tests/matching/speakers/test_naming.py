"""Speakers of quotations in twenty languages, and the vote of the members of a cluster."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.matching.publish import _speakers
from chaffinch.matching.speakers import elected, speaker

FOLDER = Path(__file__).parents[2] / "cases"
CASES = [
    case
    for name in ("speakers.toml", "subjects.toml")
    for case in tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["case"]
]


def marked(text):
    """Give a text without the marks of the quotation, and its range."""
    start, stop = text.index("⟦"), text.index("⟧") - 1
    return text.replace("⟦", "").replace("⟧", ""), start, stop


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}, {case['kind']}")
def test_the_speaker_is_named(case):
    assert speaker(*marked(case["text"])) == case.get("speaker")


PIECES = [
    "“", "”", '"', "‘", "’", "«", "»", "„", ",", ".", "?", ":", ";", " – ", "(", ")", "\n\n", "\n", " ", " said ", " told ", " he ",
    " Ana ", " Lund ", " the minister ", " of the Ministry ", " sagte ", " a déclaré ", " сказал ", " قال ", "Dr. ", "1", "'s ", "It held",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(0, 60), st.integers(0, 60))
def test_any_text_has_a_speaker_of_its_own_words_or_none(pieces, start, length):
    text = "".join(pieces)
    found = speaker(text, min(start, len(text)), min(start + length, len(text)))
    assert found is None or found.replace(" ", "") in "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Linnet is a town. “⟦It held⟧”", None),
        ("⟦“It held,” said Ana Lund⟧, who had built it. Tom Aldous left.", "Ana Lund"),
        ("⟦It held all night⟧, said Ana Lund.", None),
        ("⟦⟧", None),
    ],
)
def test_a_passage_may_have_its_tag_within_and_needs_quotation_marks(text, expected):
    assert speaker(*marked(text)) == expected


def test_forms_of_a_name_are_one_name():
    assert elected(["Lund", "Minister Ana Lund", "Ana Lund", "Ana Lund", "Tom Aldous"]) == "Ana Lund"


def test_a_younger_one_of_the_same_name_is_somebody_else():
    assert elected(["Tom Lund", "Lund", "Lund Jr.", "Tom Lund Jr.", "Lund Jr."]) == "Tom Lund Jr."


def test_a_language_without_a_list_names_nobody():
    text = (
        "Ai ka thënë se puna në urë do të vazhdojë gjatë gjithë verës, ndërsa banorët e lagjes kërkojnë që rruga të "
        "hapet sa më shpejt. “Ne e dimë se ura është e vjetër dhe duhet të riparohet”, Tom Lund Ana."
    )
    start = text.index("Ne e dimë")
    assert speaker(text, start, text.index("”")) is None


def test_a_form_that_few_members_have_is_not_shown():
    assert elected(["Lund"] * 9 + ["Finally Lund"]) == "Lund"


def test_without_a_majority_nobody_is_elected():
    assert elected(["Lund", "Aldous"]) is None
    assert elected([None, None]) is None
    assert elected([]) is None


def test_members_that_are_not_quoted_have_no_speaker():
    label = np.array([7, 7, 7, 9, 9])
    quoted, named = [True, False, True, True, True], ["Ana Lund", None, None, "Aldous", "Moss"]
    assert _speakers(label, quoted, named) == ["Ana Lund", None, "Ana Lund", "Aldous", "Moss"]


def test_the_minority_gets_the_name_that_was_elected():
    label = np.array([7, 7, 7])
    assert _speakers(label, [True] * 3, ["Ana Lund", "Lund", "Aldous"]) == ["Ana Lund"] * 3
