"""What cuts leave: text, or only labels, numbers and marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.policy.removals import leaves_text


def test_what_is_left_of_a_line_counts_together() -> None:
    text = "The barge ADVERT sank."
    assert leaves_text(text, [(10, 16)])
    assert not leaves_text(text, [(0, 16)])


def test_labels_of_several_lines_are_no_text() -> None:
    assert not leaves_text("Photo:\nText:\nSome notice that goes.\n12 / 44", [(13, 35)])


@given(st.text(max_size=40))
def test_nothing_is_left_where_all_goes(text: str) -> None:
    assert not leaves_text(text, [(0, len(text))])
