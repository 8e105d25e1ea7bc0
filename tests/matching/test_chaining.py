import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.matching.chaining import DIAGONAL_GAP, POSITION_GAP, Anchors, alone, chain

ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 900), st.integers(2, 3), st.integers(0, 900)), max_size=60)


def anchors(rows):
    columns = np.array([(*row, 16, 2) for row in rows], np.int64).reshape(-1, 6).T
    return Anchors(*columns)


def chained(rows):
    chains = chain(anchors(rows))
    a = chains.anchors
    found = list(
        zip(a.left.tolist(), a.left_position.tolist(), a.right.tolist(), a.right_position.tolist(), strict=True)
    )
    edges = chains.first.tolist()
    return [found[i:j] for i, j in zip(edges[:-1], edges[1:], strict=True)]


@settings(deadline=None)
@given(ROWS, st.randoms())
def test_order_of_anchors_makes_no_difference(rows, random):
    assert chained(random.sample(rows, len(rows))) == chained(rows)


@settings(deadline=None)
@given(ROWS)
def test_other_pairs_make_no_difference(rows):
    by_pair = [
        chained([r for r in rows if (r[0], r[2]) == pair]) for pair in [(a, b) for a in range(3) for b in (2, 3)]
    ]
    assert sorted(sum(by_pair, [])) == sorted(chained(rows))


@settings(deadline=None)
@given(ROWS)
def test_anchors_that_are_alone_have_a_pair_of_documents_of_their_own(rows):
    single, others = (part.tolist() for part in alone(anchors(rows)))
    assert sorted(single + others) == list(range(len(rows)))
    pairs = [(row[0], row[2]) for row in rows]
    assert {pairs[i] for i in single} == {pair for pair in pairs if pairs.count(pair) == 1}
    assert [pairs[i] for i in single] == sorted(pairs[i] for i in single)


@settings(deadline=None)
@given(ROWS)
def test_chains_rise_on_both_sides_with_bounded_gaps(rows):
    for found in chained(rows):
        assert len({(row[0], row[2]) for row in found}) == 1
        for side in (1, 3):
            steps = np.diff([row[side] for row in found])
            assert np.all((steps > 0) & (steps <= POSITION_GAP))


def test_a_far_diagonal_or_a_far_position_starts_a_new_chain():
    assert len(chained([(0, 0, 2, 0), (0, 20, 2, 20 + DIAGONAL_GAP)])) == 1
    assert len(chained([(0, 0, 2, 0), (0, 20, 2, 21 + DIAGONAL_GAP)])) == 2
    assert len(chained([(0, 0, 2, 0), (0, POSITION_GAP, 2, POSITION_GAP)])) == 1
    assert len(chained([(0, 0, 2, 0), (0, POSITION_GAP + 1, 2, POSITION_GAP + 1)])) == 2


def test_no_anchors_have_no_chains():
    assert chained([]) == []
