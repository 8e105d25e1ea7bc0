"""What is known at a glance is what the long way finds: of pairs, passages, ends and words."""

from __future__ import annotations

import math
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.matching.passages import asked, borders, locate, quality
from chaffinch.matching.relations import places, shared_speech
from chaffinch.matching.relations.changes import changed_ranges
from chaffinch.matching.relations.relating import Relation, relate
from chaffinch.matching.relations.words import Words
from chaffinch.matching.speakers import reading
from chaffinch.text import cut_short, unquoted

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "relations.toml").read_text(encoding="utf-8"))["pair"]
WORDS = (
    *("the boat left harbour before dawn and nobody on quay saw it rise fall open shut old new a one of".split()),
    *(
        "The Boat Ida Olm Harnby not never 12 14 May June 5% $3 C++ (said) moon; user-friendly don't where? Yes.".split()
    ),
)


def edited_pairs(count: int) -> Iterator[tuple[str, str]]:
    """Give texts with their copies, in which each fifth word is another one, is lacking, or has one beside it."""
    dice = random.Random(7)
    for _ in range(count):
        lines = [dice.choices(WORDS, k=dice.randint(3, 25)) for _ in range(dice.randint(1, 6))]
        copy = [[new for word in line for new in _edited(word, dice)] for line in lines]
        yield ("\n".join(map(" ".join, lines)), "\n".join(map(" ".join, copy)))


def _edited(word: str, dice: random.Random) -> list[str]:
    if dice.random() > 0.2:
        return [word]
    return dice.choice(([], [dice.choice(WORDS)], [word, dice.choice(WORDS)], dice.choices(WORDS, k=3)))


def test_places_that_are_known_to_decide_nothing_decide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [*((case["left"], case["right"]) for case in CASES), *edited_pairs(400)]
    known: list[bool] = []
    glance = places._decide_nothing

    def noted(*given: object) -> bool:
        known.append(glance(*given))  # type: ignore[arg-type]
        return known[-1]

    monkeypatch.setattr(places, "_decide_nothing", noted)
    found = [relate(*pair) for pair in pairs]
    monkeypatch.setattr(places, "_decide_nothing", lambda *_: False)
    assert found == [relate(*pair) for pair in pairs]
    assert min(known.count(True), known.count(False)) > 300


@pytest.mark.parametrize(
    ("left", "right", "nothing"),
    [
        ("The ferry left late", "an ferry left late", True),
        ("it was not shut", "it was shut", False),
        ("it cost 12 crowns", "it cost a crowns", False),
        ("the price rose again", "the price fell again", False),
        ("Ida came in", "Karl came in", False),
    ],
)
def test_what_decides_is_looked_at(left: str, right: str, *, nothing: bool) -> None:
    found = places.differences(Words(left), Words(right))
    assert all(place.plain for place in found) is nothing


def test_a_word_that_answers_a_question_decides_whatever_it_is() -> None:
    body = "Who keeps the key of the lock house?\n{}\nHow many boats are moored there in the winter?\nfew do"
    assert relate(body.format("The sexton"), body.format("an uncle of theirs")) != Relation()


def test_texts_told_around_their_quotations_are_known_by_their_small_words() -> None:
    dice = random.Random(3)
    told = 0
    for left, right in edited_pairs(300):
        one, two = (Words(f'{text} "The bell is back in the tower again." {text.lower()}') for text in (left, right))
        changed = changed_ranges(one.words, two.words)
        own = [(a, b) for a, b, _, _ in changed] if dice.random() < 0.5 else [(0, len(one.words) - dice.randint(0, 20))]
        around = shared_speech._around(one)
        compared = shared_speech._unnamed(one, around)
        inside = {at for start, stop in own for at in range(start, stop)}
        enough = shared_speech.least_around(one) <= len(around) < len(one.words)
        long_way = enough and sum(at not in inside for at in compared) < shared_speech.COMMON * len(compared)
        assert shared_speech._told_anew(one, own) == (compared if long_way else None)
        told += long_way
    assert 50 < told < 250


@given(st.text("ab ,;-–•*\n\t/|é", max_size=60))
def test_no_list_is_taken_for_prose_at_a_glance(text: str) -> None:
    letters, digits, _, _, solid = quality._counted(text)
    assert quality._may_be_list(text, len(text.split()), solid - letters - digits) or not quality._is_list(text)


@given(st.text("019.,;:-/ ax\n", max_size=60))
def test_numbers_are_those_of_the_whole_text(text: str) -> None:
    assert locate._numbers(text) == locate._NUMBER.findall(text)


@given(st.text("Mrvs. \nétu.1", max_size=16), st.integers(0, 16))
def test_an_abbreviation_is_read_back_to_the_first_letter(text: str, at: int) -> None:
    at = min(at, len(text))
    first = at
    while first and text[first - 1].isalpha():
        first -= 1
    assert cut_short(text, at) == cut_short(f" {text[first:]}", at - first + 1)


@given(
    st.lists(
        st.sampled_from(
            ["Ida Olm wrote:", "From: Ida", "To: Karl", "Subject: bell", "It rains: a lot", "So: \x0b", "Yes."]
        )
    ),
    st.sampled_from(["\n", "\r\n", "\x85", "\u2028"]),
)
def test_texts_with_few_colons_quote_nothing_unseen(lines: list[str], end: str) -> None:
    text = end.join(lines)
    assert unquoted(text) == unquoted(f"{text}\n|")[: len(text)]  # with a bar, every line is looked at


@given(st.text("abcdefgh", min_size=0, max_size=400), st.text("abcdefgh", min_size=8, max_size=60))
def test_a_sentence_is_found_by_half_of_its_parts(zone: str, letters: str) -> None:
    zone = f"{zone}{letters[: len(letters) // 2]}x{letters[len(letters) // 2 + 3 :]}"
    parts = asked._parts(letters)
    at = [place for place in map(zone.find, parts) if place >= 0]
    enough = len(at) >= math.ceil(asked._needed(letters, asked.GOES_ON) * len(parts))
    seen = any(part in zone for part in parts[:: asked.GLANCE]) and enough
    assert asked.is_in(zone, letters) == (letters in zone or seen)
    if letters not in zone:
        assert asked._place(zone, letters)[1] == (sorted(at)[len(at) // 2] if seen else None)


@given(st.text("ab .,!?\"'”“»」)] ;:", max_size=16), st.integers(0, 16), st.integers(0, 16))
def test_tails_in_a_line_are_those_of_all_tails(text: str, start: int, stop: int) -> None:
    found, all_tails = (
        [tail.span() for tail in pattern.finditer(text, start, stop)]
        for pattern in (borders._TAIL_IN_LINE, borders._TAIL)
    )
    assert found == all_tails


@given(st.text("aaaB A“.\n", max_size=24))
def test_no_caption_is_missed_at_a_glance(text: str) -> None:
    assert text.count("\n") != 2 * text.count("\n\n") or reading._captions_ended(text) == text
