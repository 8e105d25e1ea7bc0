"""Texts that are alike and must both stay, read and labelled by hand; and copies, which must be found.

Pairs where the matcher is known to decide otherwise say why in the cases, and are expected to fail.
"""

from collections import Counter
from pathlib import Path

import hard_negatives as bench
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"

WRITTEN = bench.written()
REFERENCES = bench.references()


@pytest.fixture(scope="module")
def written():
    return bench.judge(WRITTEN)


@pytest.fixture(scope="module")
def referenced():
    missing = [name for name, _ in bench.ARCHIVES.values() if not (DATA / name).is_file()]
    if missing:
        pytest.skip(f"the data sets (../shared/data beside the checkout) are not here: {', '.join(missing)}")
    return bench.judge(bench.referenced(REFERENCES, DATA))


def wrong(outcomes, *labels):
    """What fails among pairs of some labels, counted by kind and then one by one; pairs that are known to aside."""
    asked = [one for one in outcomes if one.pair.label in labels and not one.pair.known]
    failed = [one for one in asked if not one.right]
    pairs, failures = (Counter(one.pair.kind for one in some) for some in (asked, failed))
    counts = [f"{kind}: {failures[kind]} of {pairs[kind]}" for kind in sorted(failures)]
    return "\n".join([*counts, *map(str, failed)])


def known(pairs):
    marks = (
        (pair, pytest.mark.xfail(strict=True, raises=AssertionError, reason=pair.known)) for pair in pairs if pair.known
    )
    return [pytest.param(pair.name, id=pair.name, marks=mark) for pair, mark in marks]


def right(outcomes, name):
    (one,) = (one for one in outcomes if one.pair.name == name)
    return one.right


COPIES = ("same", "left-in-right", "right-in-left")


def test_texts_of_one_kind_stay_apart(written):
    assert not (faults := wrong(written, "apart")), faults


def test_copies_are_found(written):
    assert not (faults := wrong(written, *COPIES)), faults


def test_no_written_pair_is_known_to_fail():
    assert not [pair.name for pair in WRITTEN if pair.known]


def test_real_texts_of_one_kind_stay_apart(referenced):
    assert not (faults := wrong(referenced, "apart")), faults


def test_real_copies_are_found(referenced):
    assert not (faults := wrong(referenced, *COPIES)), faults


@pytest.mark.parametrize("name", known(REFERENCES))
def test_known_failures_of_real_texts(referenced, name):
    assert right(referenced, name)


def test_the_sets_are_large_enough():
    apart = [sum(pair.label == "apart" for pair in pairs) for pairs in (WRITTEN, REFERENCES)]
    assert apart[0] >= 40
    assert apart[1] >= 200
    assert {pair.label for pair in WRITTEN} == {pair.label for pair in REFERENCES} == {"apart", *COPIES}


@pytest.mark.parametrize("pairs", [WRITTEN, REFERENCES], ids=["written", "referenced"])
def test_no_pair_is_there_twice(pairs):
    assert not [name for name, times in Counter(pair.name for pair in pairs).items() if times > 1]
    assert len({frozenset((pair.left, pair.right)) for pair in pairs}) == len(pairs)


def test_a_copy_called_apart_is_reported():
    text = WRITTEN[0].left
    (one,) = bench.judge([bench.Pair("a copy", "forecast", "apart", "", text, text.upper())])
    assert wrong([one], "apart").startswith("forecast: 1 of 1\nforecast: a copy: apart by reading, found same")


def test_two_texts_called_copies_are_reported():
    (one,) = bench.judge([bench.Pair("two", "forecast", "same", "", WRITTEN[0].left, WRITTEN[0].right)])
    assert "found apart" in wrong([one], "same")


def test_two_texts_joined_by_a_third_are_reported():
    parts = [pair.left[:240] for pair in WRITTEN[:10]]
    first, middle, last = ("\n\n".join(parts[i : i + 8]) for i in range(3))
    pairs = [("one", "same", first, middle), ("two", "same", middle, last), ("three", "apart", first, last)]
    outcomes = bench.judge([bench.Pair(name, "chain", label, "", *texts) for name, label, *texts in pairs])
    assert wrong(outcomes, "same") == ""
    assert "found apart, in one group" in wrong(outcomes, "apart")
