"""Quotations that are repeated in the words of another translator are found, at either sensitivity."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import chaffinch as cf

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "restated.toml").read_text("utf-8"))["case"]
MARKS = {"de": "„“", "fr": "«»", "es": "«»", "ru": "«»", "pl": "„”", "zh": "“”"}


def texts(case: dict[str, str]) -> list[str]:
    """Set both quotations into texts that have nothing else in common."""
    opening, closing = MARKS.get(case["language"], '""')
    return [
        f"The council met in the old school and nine members came.\n\n“{case['one']}” one of them said.\n\nRain fell.",
        f"Readers upriver smile; they have a spring.\n\nFrick told a radio: {opening}{case['other']}{closing}\n\nNo more.",
    ]


@pytest.mark.parametrize("sensitivity", ["default", "high"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['one'][:30]}")
def test_a_quotation_of_two_translators_is_found(case: dict[str, str], sensitivity: str) -> None:
    both = texts(case)
    rows = cf.find_passages(both, sensitivity=sensitivity).to_arrow().to_pylist()
    assert bool(rows) == case["same"]
    for side, name in enumerate(("left", "right")):
        quote = case["one" if side == 0 else "other"]
        for row in rows:
            span = both[side][row[f"{name}_start"] : row[f"{name}_stop"]]
            assert 0.6 * len(quote) <= len(span) <= 1.2 * len(quote)


def test_addresses_between_quotation_marks_are_no_quotation() -> None:
    one, other = (f'"http://v.example.org/images/{n}/2016/1077/{n}_vs_pub-{n}.jpg?size=large"' for n in (1155, 2266))
    assert len(cf.find_passages([f"Rain fell. {one}", f"The wind turned. {other}"], similarity=1.0)) == 0


def test_an_interrupted_quotation_is_one() -> None:
    whole = "We owe the people of this town the truth about the water, even if the truth costs us our good names and offices."
    parts = (
        "“The people in this town are owed the truth about their water,” Frick said on Monday, “even when that truth "
        "costs us our offices and good names.”"
    )
    (row,) = cf.find_passages([f"It rained. “{whole}”", f"The wind turned. {parts}"]).to_arrow().to_pylist()
    assert (row["right_stop"] - row["right_start"]) > 120
