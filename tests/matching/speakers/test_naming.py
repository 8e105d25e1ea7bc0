"""Speakers of quotations in nine languages."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.matching.speakers import speaker

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "speakers.toml").read_text(encoding="utf-8"))["case"]


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
    ("text", "wanted"),
    [
        ("Linnet is a town. “⟦It held⟧”", None),
        ("⟦“It held,” said Ana Lund⟧, who had built it. Tom Aldous left.", "Ana Lund"),
        ("⟦It held all night⟧, said Ana Lund.", None),
        ("⟦⟧", None),
    ],
)
def test_a_passage_may_have_its_tag_within_and_needs_quotation_marks(text, wanted):
    assert speaker(*marked(text)) == wanted
