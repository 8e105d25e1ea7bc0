"""A sentence is present in another passage only if the passage says it, not if the passages are alike as wholes."""

import tomllib
from pathlib import Path

import pytest

from chaffinch.policy.same_sentence import shared_sentences

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "same_sentences.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['kind']}")
def test_a_sentence_is_present_if_the_text_has_it(case: dict[str, str]) -> None:
    copy, keeper = case["copy"], case["keeper"]
    for before, after in (("", ""), ("It rained for a week. ", " Then the wind turned.")):
        found = list(shared_sentences(copy, [(0, len(copy))], before + keeper + after))
        assert bool(found) == case["same"]


def test_sentences_are_found_out_of_order() -> None:
    one, two = "The dam held all night. Nobody was hurt.", "Nobody was hurt. The mayor slept. The dam held all night."
    found = list(shared_sentences(one, [(0, 23), (24, 40)], two))
    assert [(two[s.other_start : s.other_stop], s.share) for s in found] == [
        ("The dam held all night", 1.0),
        ("Nobody was hurt", 1.0),
    ]


def test_of_very_long_passages_equal_sentences_are_found() -> None:
    one = "The dam held all night. The river rose by five feet before the morning came. " * 800
    two = one.replace("five feet", "nine feet")
    (found,) = shared_sentences(one, [(0, 23)], two)
    assert found.share == 1
    assert not list(shared_sentences(one, [(24, 76)], two))
