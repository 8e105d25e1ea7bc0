"""Last paragraphs with an address that several posts end with go as a whole."""

from __future__ import annotations

import pytest

from chaffinch.boilerplate.furniture.repeated_ends import repeated_end

ARTICLE = (
    "The lock keeper of Harnby has painted the gates green, and the boats wait longer than before. Nobody knows why."
)
NAME, MOTTO = "Tom Aldous  tom@lock.example", "They said that the gates could stay,"


def ends(*lines: str, repeated: tuple[str, ...]) -> list[str]:
    """Give the lines of the end of a text that go, given what other texts have."""
    text = "\n".join((f"{ARTICLE}\n", *lines))
    spans = [(text.index(line), text.index(line) + len(line)) for line in repeated]
    return [text[a:b] for a, b in repeated_end(text, spans)]


def test_a_name_and_a_motto_go_with_the_ruler_below() -> None:
    assert ends(NAME, MOTTO, "^^^^^^^^^^^^", repeated=(NAME, MOTTO)) == [NAME, MOTTO, "^^^^^^^^^^^^"]


def test_a_motto_below_an_empty_line_goes_too() -> None:
    assert ends(NAME, "", MOTTO, repeated=(NAME, MOTTO)) == [NAME, MOTTO]
    assert ends("Cheers,", "", NAME, "", MOTTO, repeated=("Cheers,", NAME, MOTTO)) == [NAME, MOTTO]


@pytest.mark.parametrize("lines", [(NAME, MOTTO, "I wrote this today."), (NAME,), ("Grace and peace to you", "Amen.")])
def test_other_ends_stay(lines: tuple[str, ...]) -> None:
    assert ends(*lines, repeated=lines[:2]) == []


def test_a_text_that_is_mostly_its_end_stays() -> None:
    text = f"Hello.\n\n{NAME}\n{MOTTO}"
    assert repeated_end(text, [(8, len(text))]) == []
