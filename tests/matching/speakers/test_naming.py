"""Speakers of quotations in nine languages."""

import tomllib
from pathlib import Path

import pytest

from chaffinch.matching.speakers import speaker

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "speakers.toml").read_text(encoding="utf-8"))["case"]


def marked(text):
    """Give a text without the marks of the quotation, and its range."""
    start, stop = text.index("⟦"), text.index("⟧") - 1
    return text.replace("⟦", "").replace("⟧", ""), start, stop


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}, {case['kind']}")
def test_the_speaker_is_named(case):
    assert speaker(*marked(case["text"])) == case.get("speaker")
