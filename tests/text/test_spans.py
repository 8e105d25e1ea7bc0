"""Ranges of a text, taken out to compare what remains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.text import without


@pytest.mark.parametrize(
    ("text", "start", "stop", "remains"),
    [
        ("0123456789", [6, 1, 2], [8, 3, 4], "0  45 89"),
        ("ab", [], [], "ab"),
        ("ab", [0], [2], " "),
        ("abcd", [1, 1], [2, 3], "a  d"),
    ],
)
def test_ranges_are_taken_out_whatever_their_order(text: str, start: list[int], stop: list[int], remains: str) -> None:
    assert without(text, start, stop, " ") == remains


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6))
def test_what_remains_is_the_text_outside_of_the_ranges(text: str, ends: list[tuple[int, int]]) -> None:
    ranges = [(min(pair), min(max(pair), len(text))) for pair in ends]
    inside = {i for a, b in ranges for i in range(a, b)}
    start, stop = ([pair[side] for pair in ranges] for side in (0, 1))
    assert without(text, start, stop, "") == "".join(c for i, c in enumerate(text) if i not in inside)
