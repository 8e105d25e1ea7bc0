"""Searching where lines begin, and in the lines that a rough pattern names, finds what searching all of a text finds."""

from __future__ import annotations

import re

import re2
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.text import line_matches, lines_with

TEXTS = st.text(alphabet="ab1. \n", max_size=40)


@given(TEXTS)
def test_matches_at_lines_are_those_of_all_of_the_text(text: str) -> None:
    for pattern in (r"^[a ]+", r"^\d\.[^\n]*\n", r"^ *(?:b\n)+", r"^.+$"):
        form = re.compile(pattern, re.MULTILINE)
        assert [m.span() for m in line_matches(form, text)] == [m.span() for m in form.finditer(text)]


@given(TEXTS)
def test_lines_are_given_once_with_the_line_end_before(text: str) -> None:
    lines = [text[a:b].removeprefix("\n") for a, b in lines_with(re2.compile("a1?"), text)]
    assert lines == [line for line in text.split("\n") if "a" in line]
