import numpy as np

from chaffinch.matching.chaining import Anchors, Chains
from chaffinch.matching.extension import split, steps
from chaffinch.matching.letters import LettersInMemory
from chaffinch.text.folding import fold

A, B, C = "sixteen letters aa", "sixteen letters bb", "sixteen letters cc"


def chained(texts, *blocks):
    """One chain of two texts with an anchor at each block."""
    letters = LettersInMemory(fold(texts))
    folded = [bytes(fold([text]).letters) for text in texts]
    places = [[text.index(bytes(fold([block]).letters)) for text in folded] for block in blocks]
    columns = np.array([(0, left, 1, right, 16, 2) for left, right in places], np.int64).T
    return Chains(Anchors(*columns), np.array([0, len(blocks)])), letters


def test_gaps_are_counted_by_their_edits():
    found = steps(*chained([A + "brown" + B + C, A + "browns" + B + C], A, B, C))
    assert found.own.tolist() == [16, 16, 16]
    assert found.equal.tolist() == [0, 5, 0]
    assert found.edits.tolist() == [0, 1, 0]


def test_letters_of_one_side_only_are_all_edits():
    found = steps(*chained([A + B, A + "inserted" + B], A, B))
    assert (found.equal.tolist(), found.edits.tolist()) == ([0, 0], [0, 8])


def test_overlapping_anchors_count_no_letter_twice():
    chains, letters = chained(["abcdefghijklmnopqrstuvwxyz"] * 2, "abcdefghijklmnop", "defghijklmnopqrs")
    found = steps(chains, letters)
    assert found.own.tolist() == [16, 3]
    assert found.edits.tolist() == [0, 0]


def test_a_chain_splits_where_a_gap_costs_more_than_its_weaker_side_is_worth():
    left, right = "q" * 30, "z" * 30
    chains, letters = chained([A + left + B + C, A + right + B + C], A, B, C)
    assert split(chains, steps(chains, letters)).first.tolist() == [0, 1, 3]


def test_a_chain_stays_whole_over_a_changed_word():
    chains, letters = chained([A + "brown" + B, A + "black" + B], A, B)
    assert split(chains, steps(chains, letters)).first.tolist() == [0, 2]


def test_no_chains_are_no_pieces():
    chains, letters = chained([A, A], A)
    none = chains.take(np.array([False]))
    assert len(split(none, steps(none, letters))) == 0
