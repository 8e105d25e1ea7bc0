import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.matching.alignment import BAND, REACH, best_ends, distances, prefix_lengths

ROW = st.lists(st.integers(2, 5), max_size=REACH)


def row(values):
    return np.array([*values, *[0] * (REACH - len(values))], np.uint8)


def best_score(left, right):
    """Fill the whole matrix, cell by cell; the score and the length of the shortest best alignment."""
    score = {(0, 0): 0}
    for i in range(REACH + 1):
        for j in range(max(0, i - BAND), min(REACH, i + BAND) + 1):
            ways = [score[a, b] - 1 for a, b in ((i - 1, j), (i, j - 1)) if (a, b) in score]
            if (i - 1, j - 1) in score:
                same = left[i - 1] == right[j - 1] != 0
                ways.append(score[i - 1, j - 1] + (1 if same else -1))
            score[i, j] = max(ways, default=0)
    best = max(score.values())
    return best, min(i + j for (i, j), value in score.items() if value == best)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(ROW, ROW), min_size=1, max_size=3))
def test_the_best_end_is_that_of_the_whole_matrix(pairs):
    left, right = (np.stack([row(pair[side]) for pair in pairs]) for side in range(2))
    (i, j, score), _ = best_ends(left, right)
    for at in range(len(pairs)):
        assert (score[at], i[at] + j[at]) == best_score(left[at], right[at])
        assert i[at] <= len(pairs[at][0])
        assert j[at] <= len(pairs[at][1])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(2, 5), min_size=40, max_size=REACH), st.data())
def test_edits_are_aligned_over(values, data):
    edited = list(values)
    del edited[data.draw(st.integers(0, 39))]
    edited.insert(data.draw(st.integers(0, 38)), 9)
    (i, _, score), _ = best_ends(row(values)[None], row(edited)[None])
    assert score[0] >= len(values) - 4
    assert i[0] >= len(values) - 4


def test_the_end_of_a_document_is_no_letter():
    empty = np.zeros((1, REACH), np.uint8)
    assert best_ends(empty, empty)[0].tolist() == [[0], [0], [0]]
    assert prefix_lengths(empty, empty).tolist() == [0]
    assert prefix_lengths(row([5])[None], row([5])[None]).tolist() == [1]


def test_many_pairs_are_as_each_alone():
    random = np.random.default_rng(3)
    left = random.integers(2, 5, (2500, REACH)).astype(np.uint8)
    right = np.where(random.random(left.shape) < 0.8, left, 9).astype(np.uint8)
    together = np.concatenate(best_ends(left, right))
    for at in (0, 1023, 1024, 2499):
        assert (
            together[:, at].tolist() == np.concatenate(best_ends(left[at : at + 1], right[at : at + 1]))[:, 0].tolist()
        )


def test_distances_stop_at_zeros():
    left = np.array([[7, 8, 9, 0], [0, 0, 0, 0], [7, 0, 0, 0]], np.uint8)
    right = np.array([[7, 9, 0, 0], [7, 8, 0, 0], [7, 0, 0, 0]], np.uint8)
    assert distances(left, right).tolist() == [1, 2, 0]
    assert distances(left[:0], right[:0]).tolist() == []
    assert distances(left[:, :0], right[:, :0]).tolist() == [0, 0, 0]
