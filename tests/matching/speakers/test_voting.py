"""The vote of the members of a cluster on who is quoted."""

import numpy as np

from chaffinch.matching.publish import _speakers
from chaffinch.matching.speakers import elected


def test_forms_of_a_name_are_one_name():
    assert elected(["Lund", "Minister Ana Lund", "Ana Lund", "Ana Lund", "Tom Aldous"]) == "Ana Lund"


def test_a_form_that_few_members_have_is_not_shown():
    assert elected(["Lund"] * 9 + ["Finally Lund"]) == "Lund"


def test_without_a_majority_nobody_is_elected():
    assert elected(["Lund", "Aldous"]) is None
    assert elected([None, None]) is None
    assert elected([]) is None


def test_members_that_are_not_quoted_have_no_speaker():
    label = np.array([7, 7, 7, 9, 9])
    quoted, named = [True, False, True, True, True], ["Ana Lund", None, None, "Aldous", "Moss"]
    assert _speakers(label, quoted, named) == ["Ana Lund", None, "Ana Lund", "Aldous", "Moss"]


def test_the_minority_gets_the_name_that_was_elected():
    label = np.array([7, 7, 7])
    assert _speakers(label, [True] * 3, ["Ana Lund", "Lund", "Aldous"]) == ["Ana Lund"] * 3
