"""How two documents are related: what contradicts, what does not, who quotes, and what each has of its own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from chaffinch.matching.relations.relating import DIFFERENT, QUOTED, RELATIONS, SAME, UPDATE, Relation, relate

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "relations.toml").read_text(encoding="utf-8"))["pair"]

FORM = (
    "Winds from the south west at {} knots, seas of {} metres, falling to {} metres by noon; a second swell from the "
    "north of {} metres at {} seconds. Visibility of {} miles in showers, else of {} miles. The pressure at the light "
    "stands at {} and falls by {} in an hour. High water at the pier comes at {} with {} centimetres over the datum."
)
ONE = FORM.format(15, 2, 1, 3, 11, 4, 9, 1009, 2, 1412, 318)
TWO = FORM.format(25, 4, 3, 2, 8, 2, 7, 1001, 3, 1503, 296)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
@pytest.mark.parametrize("turned", [False, True])
def test_texts_are_related_as_a_reader_says(case: dict[str, str], *, turned: bool) -> None:
    left, right = (case[side].strip("\n") for side in ("left", "right"))
    found = relate(right, left) if turned else relate(left, right)
    assert RELATIONS[found.kind] == case["relation"]


def test_a_form_filled_in_twice_is_no_copy() -> None:
    assert relate(ONE, TWO).kind == DIFFERENT
    assert relate(ONE, ONE.replace("1009", "1010")).kind == DIFFERENT


def test_the_same_numbers_otherwise_typed_are_the_same() -> None:
    assert relate(ONE, ONE.replace("1009", "1,009").replace("1412", "14:12").replace("15", "fifteen")).kind == SAME


def test_a_long_text_may_have_a_few_other_numbers() -> None:
    prose = " ".join(f"The keeper of light {word} saw no ship that night." for word in "abcdefghijklmnopqrst")
    long = " ".join([ONE, *[prose.replace("keeper", who) for who in ("keeper", "sexton", "watchman")]])
    assert relate(long, long.replace("1009", "1010").replace("318", "320")).kind == SAME


def test_what_only_one_text_has_is_counted() -> None:
    added = "Nobody could say where the bell of the chapel had gone, though the sexton was seen on the quay at dusk."
    assert relate(ONE, f"{ONE} {added}") == Relation(SAME, 0, 11)
    assert relate(f"{ONE} {added}", ONE) == Relation(SAME, 11, 0)


def test_texts_that_each_have_text_of_their_own_all_over_are_no_copies() -> None:
    words = ("harbour", "chapel", "quarry", "orchard", "smithy", "granary", "tannery", "brewery", "foundry", "rectory")
    sentences = [f"The {word} was closed on the day of the great fair and opened again at dawn." for word in words]
    left, right = (
        [f"{s} {extra} {i} fled northwards quickly." for i, s in enumerate(sentences)] for extra in ("Goats", "Swans")
    )
    own = [" ".join(f"{a} {word}{side}ling {word}{side}dale {word}{side}wick." for a, word in zip(text, words, strict=True))
           for text, side in ((left, "o"), (right, "u"))]  # fmt: skip
    assert relate(*own).kind == DIFFERENT


def test_two_copies_of_one_reply_are_the_same() -> None:
    reply = f"> {ONE}\n\nThat is what I heard, too, and the boats stayed in."
    assert relate(reply, reply.upper()).kind == SAME
    assert relate(ONE, reply).kind == QUOTED


def test_a_stamp_is_no_update() -> None:
    assert relate(ONE, f"{ONE}\n\nUpdated: 3 May 2031, 14:05 GMT").kind == SAME
    assert (
        relate(ONE, f"UPDATE 1 - {ONE} The harbour master has closed the mole, and all boats stay where they are.").kind
        == UPDATE
    )


def test_of_very_long_texts_the_vocabulary_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chaffinch.matching.relations.relating.LONGEST", 50)
    assert relate(ONE, f"{ONE} The sexton rang thrice.") == Relation(SAME, 0, 3)


def test_a_box_that_was_exchanged_is_no_other_content() -> None:
    edited = (
        ONE.replace("Winds", "Wind").replace("falling", "dropping").replace("swell", "sea").replace("showers", "rain")
    )
    edited = edited.replace("light", "lamp").replace("stands", "is").replace("comes", "is due").replace("pier", "quay")
    edited = edited.replace("over the datum", "above zero")
    boxes = (
        "Mona Frick keeps hens, paints barges and has written about eels for this paper since she was a schoolgirl.",
        "Read next week how Tarnmoor celebrates its smokehouse, whose chimney leans further than any tower nearby.",
    )
    assert relate(f"{ONE} {boxes[0]}", f"{edited} {boxes[1]}").kind == SAME


def test_a_text_without_words_is_related_alike_from_both_sides() -> None:
    for one, two in (("!!! ???", "It rained."), ("", "It rained."), ("***", ""), ("في َ السوق", "في المدينة السوق")):
        assert relate(one, two).kind == relate(two, one).kind
