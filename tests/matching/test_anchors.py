import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.matching.anchors import ALL_PAIRS, IN_ONE, link
from chaffinch.schemas import SEEDS

SEED_ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12), st.integers(0, 90)), max_size=80, unique=True)


def linked(rows):
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    batch = pa.table(list(columns), names=SEEDS.names).cast(SEEDS).combine_chunks()
    batches = batch.to_batches() or [pa.RecordBatch.from_pylist([], SEEDS)]
    return sorted(tuple(row.values()) for out in link(batches[0]) for row in out.to_pylist())


@settings(deadline=None)
@given(SEED_ROWS, st.randoms())
def test_order_of_rows_makes_no_difference(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert linked(shuffled) == linked(rows)


@settings(deadline=None)
@given(SEED_ROWS)
def test_split_by_hash_makes_no_difference(rows):
    parts = [linked([row for row in rows if row[0] % 3 == bucket]) for bucket in range(3)]
    assert sorted(sum(parts, [])) == linked(rows)


def test_hashes_that_differ_in_low_bits_only_stay_apart():
    rows = [(1 << 40 | h, n, 0) for n in range(2) for h in (4, 8, 12)]
    assert len(linked(rows)) == 3
    assert linked([(4, 0, 0), (8, 1, 0)]) == []


@settings(deadline=None)
@given(SEED_ROWS)
def test_left_comes_before_right(rows):
    for left, left_position, right, right_position, length, documents in linked(rows):
        assert (left, left_position + length) <= (right, right_position) or left < right
        assert length in (0, 8, 16)
        assert documents >= 1


def test_few_places_are_linked_each_with_each():
    rows = [(4, n, 0) for n in range(ALL_PAIRS)]
    assert len(linked(rows)) == ALL_PAIRS * (ALL_PAIRS - 1) // 2
    assert {row[-1] for row in linked(rows)} == {ALL_PAIRS}


def test_many_places_cost_linear_work_and_none_is_left_out():
    found = linked([(4, n, 0) for n in range(10_000)])
    assert len(found) < 3 * 10_000
    assert {row[0] for row in found} | {row[2] for row in found} == set(range(10_000))
    assert {row[-1] for row in found} == {127}


def test_one_document_gives_a_seed_a_few_places():
    found = linked([(4, 0, 100 * i) for i in range(400)])
    assert len(found) == IN_ONE * (IN_ONE - 1) // 2


def test_places_within_one_another_are_not_linked():
    assert linked([(4, 0, 5), (4, 0, 20)]) == []
    assert len(linked([(4, 0, 5), (4, 0, 21)])) == 1
    assert len(linked([(5, 0, 5), (5, 0, 13)])) == 1


def test_no_seeds_have_no_anchors():
    assert linked([]) == []
    assert linked([(4, 0, 0), (8, 1, 0)]) == []
