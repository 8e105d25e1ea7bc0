"""Passages that say the same thing in other words."""

from __future__ import annotations

import random

import pytest

import chaffinch as cf
from chaffinch.errors import UsageError

ORIGINAL = (
    "The old stone reservoir above Kelmarsh was drained on Monday after engineers discovered a crack in its eastern wall. "
    "Farmers downstream had complained for months about muddy water in their ditches. "
    "The council now wants to replace the wall with reinforced concrete before the autumn rains begin."
)
REWORDED = (
    "Engineers found a crack in the eastern wall of the stone reservoir above Kelmarsh, so on Monday it was drained. "
    "For months the farmers living downstream complained that the water in ditches was muddy. "
    "Before autumn rains come, the council would like the wall replaced by one of reinforced concrete."
)
WORDS = (
    "harvest violin glacier parliament kettle sculptor orbit lantern meadow dialect turbine saffron quarry ballot pelican "
    "anthem ferry walnut ledger monsoon cathedral compass granite tariff orchard satellite beacon tunnel mosaic archive"
).split()


def filler(seed: int, sentences: int = 12) -> str:
    """Make sentences of words that no other text has in that order."""
    chance = random.Random(seed)
    rows = [" ".join(str(seed) + chance.choice(WORDS) for _ in range(9)) for _ in range(sentences)]
    return " ".join(row.capitalize() + "." for row in rows)


TEXTS = [
    f"{filler(1)} {ORIGINAL} {filler(2)}",
    f"{filler(3)} {filler(4)}",
    f"{filler(5)} {REWORDED} {filler(6)}",
]


def found(texts: list[str], **options: object) -> list[tuple[int, str, int, str]]:
    """Give the passages with their texts."""
    rows = cf.find_passages(texts, **options).to_arrow().to_pylist()  # type: ignore[arg-type]
    return [
        (
            r["left"],
            texts[r["left"]][r["left_start"] : r["left_stop"]],
            r["right"],
            texts[r["right"]][r["right_start"] : r["right_stop"]],
        )
        for r in rows
    ]


def test_a_reworded_passage_is_found_at_high_only():
    assert found(TEXTS) == []
    ((left, one, right, other),) = found(TEXTS, sensitivity="high")
    assert (left, right) == (0, 2)
    assert "drained on Monday" in one
    assert "reinforced concrete" in one
    assert len(one) < 1.2 * len(ORIGINAL)
    assert "Engineers found a crack" in other
    assert len(other) < 1.2 * len(REWORDED)


def test_stricter_letters_alone_drop_no_reworded_passage():
    passages = cf.find_passages(TEXTS, sensitivity="high", similarity=0.99)
    assert len(passages.rethreshold(letters=61)) == len(passages) == 1
    assert len(passages.rethreshold(similarity=1.0)) == 0


def test_what_default_finds_high_finds_too():
    texts = [f"{filler(1)} {ORIGINAL}", f"{ORIGINAL} {filler(2)}"]
    assert found(texts, sensitivity="high") == found(texts)


def test_the_order_of_the_texts_is_nothing():
    back = found(TEXTS[::-1], sensitivity="high")
    assert [(2 - right, other, 2 - left, one) for left, one, right, other in back] == found(TEXTS, sensitivity="high")


def test_two_texts_on_one_subject_are_not_one_passage():
    other = (
        "Kelmarsh has a reservoir that anglers like. On Monday the club released two hundred trout there. "
        "Its chairman hopes that the autumn will bring visitors to the valley and its guest houses."
    )
    assert found([TEXTS[0], f"{filler(7)} {other}"], sensitivity="high") == []


def test_only_the_pairs_asked_for_are_compared():
    copies = [ORIGINAL, ORIGINAL.upper(), ORIGINAL.lower()]
    assert [(r[0], r[2]) for r in found(copies, pairs=[(2, 1)])] == [(1, 2)]
    assert [(r[0], r[2]) for r in found(TEXTS, sensitivity="high", pairs=[(2, 0)])] == [(0, 2)]
    assert found(TEXTS, sensitivity="high", pairs=[(0, 1)]) == []
    assert found(copies, pairs=[]) == []


@pytest.mark.parametrize("pair", [(0, 0), (0, 3), (-1, 0)])
def test_an_impossible_pair_is_reported(pair: tuple[int, int]):
    with pytest.raises(UsageError, match="no pair of two of 3 texts"):
        cf.find_passages(TEXTS, pairs=[pair])


def test_an_unknown_sensitivity_is_reported():
    with pytest.raises(UsageError, match="sensitivity"):
        cf.find_passages(TEXTS, sensitivity="highest")


@pytest.mark.parametrize("texts", [[], [""], ["", " "], ["a", "b"], ["one word", "one word"]])
def test_texts_without_anything_have_no_passages(texts: list[str]):
    assert found(texts, sensitivity="high") == []
