"""How one passage became another: steps and the words that differ."""

import pytest

import chaffinch as cf


def words(one, other):
    return [[text[a:b] for a, b in spans] for text, spans in zip((one, other), cf.differences(one, other), strict=True)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("the dam held", "the dam held", [[], []]),
        ("The dam, held.", "THE DAM - HELD", [[], []]),
        ("come to a really terrifying", "come toa really\nterrifying", [[], []]),
        ("the dam held all night", "the dam held night", [["all"], []]),
        ("the dam held", "the old dam held", [[], ["old"]]),
        ("in 2019 it rained", "in 2021 it rained", [["2019"], ["2021"]]),
        ("", "one", [[], ["one"]]),
        ("наша плотина стоит", "наша дамба стоит", [["плотина"], ["дамба"]]),
    ],
)
def test_words_that_differ(one, other, expected):
    assert words(one, other) == expected
    assert words(other, one) == expected[::-1]


def test_passages_too_long_to_align_have_no_differences():
    assert cf.differences("a" * 30_000, "b") == ([], [])


def test_found_passages_show_where_they_differ():
    quote = "We shall go on to the end, we shall fight in France, we shall fight on the {} and oceans, said he."
    texts = ["He spoke: " + quote.format("seas"), "Again: " + quote.format("lakes")]
    found = cf.find_passages(texts)
    left, right = found.differences(0)
    assert [texts[0][a:b] for a, b in left] == ["seas"]
    assert [texts[1][a:b] for a, b in right] == ["lakes"]
    assert found.rethreshold(letters=60).differences(0) == (left, right)
