import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.config import PassageConfig
from chaffinch.matching.letters import LettersInMemory
from chaffinch.matching.matched import JOIN_DIAGONAL, JOIN_GAP, Matched, accepted, apart, joined
from chaffinch.text.folding import fold

CONFIG = PassageConfig()


def spans(*rows):
    return Matched(*np.array(rows, np.int64).reshape(-1, 7).T)


def rows(found):
    return list(zip(*(getattr(found, name).tolist() for name in Matched.__struct_fields__), strict=True))


@pytest.mark.parametrize(
    ("letter", "equal", "stop", "kept"),
    [("a", 50, 50, True), ("a", 49, 49, False), ("a", 36, 50, True), ("a", 70, 100, True), ("a", 69, 100, False),
     ("漢", 25, 25, True), ("漢", 24, 24, False)],
)  # fmt: skip
def test_a_match_needs_letters_and_similarity(letter, equal, stop, kept):
    letters = LettersInMemory(fold([letter * 200] * 2))
    found = accepted(spans((0, 0, stop, 1, 0, stop, equal)), letters, CONFIG)
    assert len(found) == kept


def test_other_limits_are_obeyed():
    letters = LettersInMemory(fold(["a" * 200] * 2))
    short = spans((0, 0, 30, 1, 0, 30, 30))
    assert len(accepted(short, letters, PassageConfig(letters=30))) == 1
    alike = spans((0, 0, 100, 1, 0, 100, 80))
    assert len(accepted(alike, letters, PassageConfig(similarity=0.9))) == 0


def test_neighbours_are_joined_if_the_whole_is_similar():
    near = spans((0, 0, 100, 1, 0, 100, 100), (0, 120, 220, 1, 130, 230, 100))
    assert rows(joined(near, CONFIG)) == [(0, 0, 220, 1, 0, 230, 200)]
    poor = spans((0, 0, 100, 1, 0, 100, 70), (0, 150, 250, 1, 150, 250, 70))
    assert len(joined(poor, CONFIG)) == 2


@pytest.mark.parametrize(("gap", "shift", "count"), [(JOIN_GAP, 0, 1), (JOIN_GAP + 1, 0, 2), (0, JOIN_GAP + 1, 2)])
def test_joined_spans_are_near_on_both_sides(gap, shift, count):
    a, b = 500 + gap, 500 + gap + shift
    assert len(joined(spans((0, 0, 500, 1, 0, 500, 500), (0, a, a + 500, 1, b, b + 500, 500)), CONFIG)) == count


def test_a_far_shift_is_not_joined():
    """The right span goes back by more than the limit: the two overlap there, but say different things."""
    shift = JOIN_DIAGONAL + 1
    two = spans((0, 0, 500, 1, 0, 500, 500), (0, 500, 1000, 1, 500 - shift, 1000 - shift, 500))
    assert len(joined(two, CONFIG)) == 2


def test_letters_that_both_have_count_once():
    found = joined(spans((0, 0, 100, 1, 0, 100, 100), (0, 60, 160, 1, 60, 160, 100)), CONFIG)
    assert rows(found) == [(0, 0, 160, 1, 0, 160, 160)]


def test_a_match_within_another_vanishes():
    found = joined(spans((0, 0, 900, 1, 0, 900, 900), (0, 300, 400, 1, 310, 410, 90)), CONFIG)
    assert rows(found) == [(0, 0, 900, 1, 0, 900, 900)]


def test_a_row_of_neighbours_becomes_one():
    many = spans(*[(0, 100 * i, 100 * i + 90, 1, 100 * i, 100 * i + 90, 90) for i in range(7)])
    assert rows(joined(many, CONFIG)) == [(0, 0, 690, 1, 0, 690, 630)]


ROW = st.tuples(st.integers(0, 1), st.integers(0, 300), st.integers(2, 3), st.integers(0, 300), st.integers(60, 120))


@settings(deadline=None)
@given(st.lists(ROW, max_size=20), st.randoms())
def test_order_makes_no_difference_and_equal_letters_fit_the_spans(drawn, random):
    made = [(a, x, x + n, b, y, y + n, n - 5) for a, x, b, y, n in drawn]
    found = rows(joined(spans(*made), CONFIG))
    assert rows(joined(spans(*random.sample(made, len(made))), CONFIG)) == found
    for _, a, b, _, c, d, equal in found:
        assert 0 < equal <= min(b - a, d - c)


def test_spans_of_one_document_are_cut_apart():
    found = rows(apart(spans((4, 0, 150, 4, 100, 250, 150), (4, 0, 150, 5, 100, 250, 150))))
    assert found == [(4, 0, 100, 4, 100, 200, 100), (4, 0, 150, 5, 100, 250, 150)]


def test_spans_of_one_document_are_not_joined_over_each_other():
    two = spans((4, 0, 100, 4, 110, 210, 100), (4, 105, 205, 4, 215, 315, 100))
    assert len(joined(two, CONFIG)) == 2
