"""Summaries: passages whose sentences are spread over a much longer passage of another text."""

from __future__ import annotations

import random

import numpy as np
import pytest

import chaffinch as cf
from chaffinch.matching.reworded.fragments import Group, Pair
from chaffinch.matching.reworded.sentence_store import SentencesInMemory
from chaffinch.matching.reworded.sentences import split_sentences
from chaffinch.matching.reworded.summaries import Seeds, widened

FACTS = (
    "The ferry Almandine ran onto a sandbank off Torsholm early on Sunday with ninety passengers aboard.",
    "Two tugboats from the harbour of Vikna tried in vain to pull the stranded vessel free before noon.",
    "Rescuers carried the passengers ashore in lifeboats, and three of them were treated for bruises.",
    "The shipping authority suspects that a defective echo sounder misled the helmsman about the depth.",
    "Until the investigation ends, the company replaces the ferry with buses over the Hestvik bridge.",
)
RETOLD = (
    "With ninety passengers aboard, the ferry Almandine stranded early Sunday on a sandbank off Torsholm.",
    "Before noon two tugboats from Vikna harbour had tried in vain to pull her free.",
    "Lifeboats carried all passengers ashore, where three were treated for bruises by rescuers.",
    "A defective echo sounder, the shipping authority suspects, misled the helmsman about the depth.",
    "Buses over the Hestvik bridge replace the ferry until the company has seen the investigation end.",
)
MATTER = "ferry passengers harbour company authority sandbank rescuers lifeboats helmsman bridge tugboats".split()


def filler(seed: int, sentences: int, matter: int) -> list[str]:
    """Make sentences of words that no other text has, and of some words of the matter, as most of an article has."""
    chance = random.Random(seed)
    rows = [
        ["".join(chance.choices("abdegiklmnoprstu", k=6)) for _ in range(4)] + chance.sample(MATTER, matter)
        for _ in range(sentences)
    ]
    return [" ".join(row).capitalize() + "." for row in rows]


def article(parts: tuple[str, ...], *between: int, seed: int = 100) -> str:
    """Put sentences of an article apart, by so many others after each; the last number counts for all that follow."""
    rows = filler(seed, 4, 2)
    for number, part in enumerate(parts):
        rows += [part, *filler(seed + number + 1, between[min(number, len(between) - 1)], 2)]
    return " ".join(rows)


def report(parts: tuple[str, ...]) -> str:
    """Put sentences of a summary beside each other, in another text."""
    odd = filler(500, 24, 0)
    return " ".join([*odd[:12], *parts, *odd[12:]])


def found(one: str, other: str) -> list[tuple[str, str]]:
    """Give the passages of two texts, at high sensitivity."""
    rows = cf.find_passages([one, other], sensitivity="high").to_arrow().to_pylist()
    return [(one[r["left_start"] : r["left_stop"]], other[r["right_start"] : r["right_stop"]]) for r in rows]


@pytest.mark.parametrize("between", [6, 10, 20])
def test_a_summary_is_one_passage_however_far_its_sentences_are_apart(between: int):
    ((summary, source),) = found(report(RETOLD), article(FACTS, between))
    assert summary.startswith("With ninety passengers")
    assert summary.endswith("investigation end")
    assert source.startswith("The ferry Almandine")
    assert source.endswith("Hestvik bridge")


def test_either_text_may_be_the_summary():
    assert [(b, a) for a, b in found(article(FACTS, 8), report(RETOLD))] == found(report(RETOLD), article(FACTS, 8))


def test_a_summary_may_tell_things_in_another_order():
    ((summary, source),) = found(report(RETOLD[::-1]), article(FACTS, 8))
    assert "ninety passengers" in summary
    assert "Buses over" in summary
    assert source.startswith("The ferry Almandine")


def test_a_summary_ends_where_the_next_like_sentence_is_too_far_away():
    parts = (*RETOLD[:4], *filler(700, 3, 0), RETOLD[4])
    ((summary, source),) = found(report(parts), article(FACTS, 6, 6, 6, 34, 6))
    assert "echo sounder" in summary
    assert source.endswith("about the depth")


def test_a_summary_without_any_other_sentence_goes_on_however_far_its_next_like_sentence_is():
    ((summary, source),) = found(report(RETOLD), article(FACTS, 6, 6, 6, 34, 6))
    assert summary.endswith("investigation end")
    assert source.endswith("Hestvik bridge")


@pytest.mark.parametrize(
    ("after", "taken_in"),
    [
        ("The council of Vikna wants to know why tugboats, lifeboats and rescuers arrived so late at Torsholm.", True),
        ("That bridge was, for weeks afterwards, what everybody in town wanted to talk about at breakfast.", False),
    ],
)
def test_what_a_summary_sums_up_goes_on_as_far_as_its_words_do(after: str, *, taken_in: bool):
    source = " ".join([article(FACTS, 8, 8, 8, 8, 1), after, *filler(900, 6, 2)])
    ((_, summed_up),) = found(report(RETOLD), source)
    assert summed_up.endswith(after[:-1]) == taken_in
    assert taken_in or summed_up.endswith("Hestvik bridge")


def test_two_sentences_are_no_summary():
    assert found(report(RETOLD[:2]), article(FACTS[:2], 10)) == []


def test_what_is_far_apart_on_both_sides_is_no_summary():
    assert found(article(RETOLD, 12, seed=200), article(FACTS, 12)) == []


def test_a_reworded_passage_takes_in_no_like_sentence_far_from_it():
    far = article((" ".join(FACTS[:4]), FACTS[4]), 20)
    ((one, other),) = found(report(RETOLD), far)
    assert other.startswith("The ferry Almandine")
    assert len(other) < 1.3 * len(" ".join(FACTS[:4]))
    assert len(one) < 1.3 * len(" ".join(RETOLD))


@pytest.mark.parametrize("between", [25, 28])
def test_passages_from_several_places_stay_apart_though_they_follow_one_another(between: int):
    retold = (*RETOLD, "On Hestvik bridge the council widens the road before those buses arrive in autumn.")
    facts = (*FACTS, "The council widens the road on Hestvik bridge before the buses of the autumn arrive.")
    one, other = found(report(retold), article((" ".join(facts[:3]), " ".join(facts[3:])), between))
    assert one[0].startswith("With ninety passengers")
    assert one[1].endswith("treated for bruises")
    assert other[0].startswith("A defective echo sounder")
    assert other[1].startswith("The shipping authority")


@pytest.mark.parametrize(("edge", "taken_in"), [(FACTS[4], True), (" ".join(filler(7, 3, 0)), False)])
def test_a_sentence_at_the_end_is_taken_in_if_the_summary_is_no_less_alike(edge: str, *, taken_in: bool):
    texts = [" ".join([*RETOLD[:4], edge]), f"{article(FACTS[:4], 2)} {FACTS[4]}"]
    sentences = split_sentences(texts)
    store = SentencesInMemory(sentences, np.zeros(len(sentences.term), np.uint16))
    one, other = store.document(0), store.document(1)
    _, rank, count = np.unique(np.append(one.term, other.term), return_inverse=True, return_counts=True)
    weight = np.log(len(rank) / count)
    pair = Pair.of(one, other, rank, weight, range(len(one)), range(len(other)))
    group = Group(0, 3, 4, 13, 4, pair.cosine((0, 3, 4, 13)))
    faint = Seeds(np.array([4]), np.array([len(other) - 1]), np.array([0.25]))
    after = widened(pair, group, faint)
    assert (after[:4] == (0, 4, 4, len(other) - 1)) == taken_in
    assert (after == group) != taken_in
    assert widened(pair.turned(), group.turned(), faint.turned()) == after.turned()


def echoed(text: str, seed: int) -> list[str]:
    """Make sentences of the words of another text, each with words from all over it."""
    chance, words = random.Random(seed), sorted(set(text.lower().replace(".", "").split()))
    return [" ".join(chance.sample(words, 9)).capitalize() + "." for _ in range(24)]


def test_a_text_that_has_the_words_of_the_other_throughout_has_no_summary_of_it():
    source = article(FACTS, 6)
    for around, summaries in ((filler(500, 24, 0), 1), (echoed(source, 7), 0)):
        pieces = found(" ".join([*around[:12], *RETOLD, *around[12:]]), source)
        assert sum(len(other) > 3 * len(own) for own, other in pieces) == summaries
