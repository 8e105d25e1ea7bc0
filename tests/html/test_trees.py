"""Decision trees as arrays, and the choice of blocks by their probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.html.block_model import Trees, best, load
from chaffinch.html.features import names

SHARES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 50)), min_size=1, max_size=6)


def walked(trees: Trees, row: np.ndarray) -> int:
    """Follow each tree node by node."""
    total = 0
    for root in trees.root:
        at = int(root)
        while trees.child[at] != at:
            at = int(trees.child[at]) + bool(row[trees.feature[at]] > trees.threshold[at])
        total += int(trees.value[at])
    return total


def expected(probability: np.ndarray, weight: np.ndarray, kept: np.ndarray) -> float:
    """Give the expected F of some blocks by its definition: twice what is right, by what is kept and what is text."""
    total = float(weight @ (kept + probability))
    return 2 * float(probability @ (weight * kept)) / total if total > 0 else 0.0


def test_rows_follow_the_thresholds_of_the_trees() -> None:
    trees = load()
    rows = np.random.default_rng(5).normal(size=(50, len(names()))).astype(np.float32) * 10
    sums = [walked(trees, row) for row in rows]
    assert np.allclose(trees.probability(rows), 1 / (1 + np.exp(-np.array(sums) / 2**20)))
    assert (trees.feature < len(names())).all()


def test_a_batch_gives_what_its_rows_give() -> None:
    rows = np.random.default_rng(6).normal(size=(3000, len(names()))).astype(np.float32)
    trees = load()
    apart = np.concatenate([trees.probability(rows[:7]), trees.probability(rows[7:])])
    assert np.array_equal(trees.probability(rows), apart)


@given(SHARES)
def test_no_choice_promises_more_than_the_best(shares: list[tuple[float, int]]) -> None:
    probability, weight = (np.array(column, np.float64) for column in zip(*shares, strict=True))
    kept, promised = best(probability, weight)
    every = [np.array([n >> i & 1 for i in range(len(shares))], np.float64) for n in range(2 ** len(shares))]
    others = [expected(probability, weight, taken) for taken in every]
    assert promised == pytest.approx(max(others))
    assert promised == pytest.approx(expected(probability, weight, kept * 1.0))


def test_nothing_is_chosen_where_nothing_is_likely() -> None:
    kept, promised = best(np.zeros(3), np.ones(3))
    assert not kept.any() and promised == 0
    assert best(np.zeros(0), np.zeros(0))[1] == 0
