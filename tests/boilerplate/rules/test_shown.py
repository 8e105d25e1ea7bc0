"""Words of furniture that a text shows its readers, below "Before" and "After" or on a sign, are what it is about."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.rules.mentions import Speech, contrasts, speech, tells_of_line

GUIDE = (
    "How to name a link\n\nTell people where it leads. The pairs below are from our own harbour site.\n\n{}\nRead more\n"
    "Click here\nSubmit\n\n{}\nSee the tides for May\nAsk for a berth\nSend the form\n\nBegin with a verb, and end before line two."
)
WALK = (
    "She went along the sheds and read what the owners had painted on them over the years.\n\nMIND THE ROPE\n\nThere was no rope "
    "any more, and she minded all the same.\n\n{}\n\n{}\n\nAt the last shed a man was mending a net, and did not look up."
)


@pytest.mark.parametrize("one", speech("contrast"), ids=lambda one: one.language)
def test_heads_of_lists_of_examples(one: Speech) -> None:
    assert [line for line in one.yes if not contrasts(line)] == []
    assert [line for line in one.no if contrasts(line)] == []


@pytest.mark.parametrize("heads", [("Before", "After"), ("Don't:", "Do:"), ("❌ Bad", "✅ Good"), ("修正前", "修正後")])
def test_labels_of_two_lists_stay(heads: tuple[str, str]) -> None:
    text = GUIDE.format(*heads)
    assert cf.strip(text) == text


def test_labels_below_other_lines_go() -> None:
    text = cf.strip(GUIDE.format("Before you go", "More from the harbour"))
    assert "Click here" not in text


def test_a_sign_that_the_text_speaks_of_stays() -> None:
    text = WALK.format("ALL RIGHTS RESERVED", "What rights can a shed have, and who would reserve them for it?")
    assert cf.strip(text) == text


def test_a_notice_in_capitals_that_nothing_speaks_of_goes() -> None:
    text = cf.strip(WALK.format("ALL RIGHTS RESERVED", "The next shed had been empty since the flood of that year."))
    assert "RIGHTS" not in text and "ROPE" in text


@pytest.mark.parametrize("one", speech("read"), ids=lambda one: one.language)
def test_sentences_about_the_line_above(one: Speech) -> None:
    assert [line for line in one.yes if not tells_of_line(line)] == []
    assert [line for line in one.no if tells_of_line(line)] == []


@pytest.mark.parametrize(("below", "stays"), [("That is what the mill says", True), ("Then choose a berth", False)])
def test_a_headline_in_words_of_furniture_stays_where_the_text_tells_who_says_it(below: str, stays: bool) -> None:
    rest = "since May, in letters of a yard each, and all who come up the lane ask the miller what it may mean."
    assert cf.strip(f"Sign in to continue\n\n{below} {rest}").startswith("Sign in") is stays
