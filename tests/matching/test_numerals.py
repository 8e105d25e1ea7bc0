"""Contradicting numbers: the letters around them are not covered by the other document."""

import numpy as np

from chaffinch.matching.coverage import AROUND, contradicted
from chaffinch.matching.in_memory import match
from chaffinch.matching.letters import LettersInMemory
from chaffinch.text.folding import fold

FORM = (
    "Winds from the south west at {} knots, seas of {} metres, falling to {} metres by noon; a second swell from the "
    "north of {} metres at {} seconds. Visibility of {} miles in showers, else of {} miles. The pressure at the light "
    "stands at {} and falls by {} in an hour. High water at the pier comes at {} with {} centimetres over the datum."
)


def filled(*values):
    return FORM.format(*values)


def coverage(left, right):
    rows = match([left, right]).documents.to_pylist()
    return (rows[0]["left_coverage"], rows[0]["right_coverage"]) if rows else (0.0, 0.0)


ONE = filled(15, 2, 1, 3, 11, 4, 9, 1009, 2, 1412, 318)
TWO = filled(25, 4, 3, 2, 8, 2, 7, 1001, 3, 1503, 296)


def test_a_form_filled_in_twice_is_no_copy():
    assert max(coverage(ONE, TWO)) < 0.8


def test_a_copy_with_a_few_other_numbers_is_one():
    assert min(coverage(ONE, ONE.upper())) == 1.0
    assert min(coverage(ONE, ONE.replace("1009", "1010").replace("1412", "14:13").replace("318", "320"))) == 1.0


def test_the_same_numbers_otherwise_typed_are_the_same():
    assert min(coverage(ONE, ONE.replace("1009", "1,009").replace("1412", "14:12"))) == 1.0


def test_numbers_count_whatever_coverage_is_asked_for():
    tails = (
        " The lamp on the mole was lit again by the keeper's widow, who had kept the oil in her cellar all along.",
        " Nobody could say where the bell of the chapel had gone, though the sexton was seen on the quay at dusk.",
    )
    assert 0.6 < max(coverage(ONE + tails[0], ONE + tails[1])) < 0.8
    assert max(coverage(ONE + tails[0], TWO + tails[1])) < 0.5


def letters_lost(left, right, spans):
    letters = LettersInMemory(fold([left, right]))
    pair = np.zeros(len(spans), np.int64)
    start, stop = np.array(spans, np.int64).reshape(-1, 2).T
    side = start, stop
    numbers = np.array([0]), np.array([1])
    return [int(lost[0]) for lost in contradicted(pair, (side, side), numbers, letters)]


def test_only_what_is_matched_and_near_counts():
    left = ("a" * 100).join(["", "1", "2", "3", "4", ""])
    right = ("a" * 100).join(["", "5", "6", "7", "8", ""])
    assert letters_lost(left, right, [(0, 504)]) == [4 * (2 * AROUND + 1)] * 2
    assert letters_lost(left, right, [(0, 110)]) == [AROUND + 10] * 2
    assert letters_lost(left, right, []) == [0, 0]
    assert letters_lost(left, left, [(0, 504)]) == [0, 0]


def test_three_of_one_number_are_more_than_two():
    left, right = "7b" * 6, "7b" * 2 + "b" * 4
    assert letters_lost(left, right, [(0, 8)]) == [8, 0]
