import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.text.sorting import changes, order, unique_rows

WIDE = st.integers(-(2**62), 2**62)
NARROW = st.integers(0, 3)


@settings(deadline=None)
@given(st.lists(st.tuples(NARROW, WIDE, NARROW), max_size=30))
def test_rows_come_in_the_order_of_all_keys_and_ties_as_they_came(rows):
    keys = np.array(rows, np.int64).reshape(-1, 3).T
    assert order(*keys).tolist() == sorted(range(len(rows)), key=lambda i: rows[i])


@settings(deadline=None)
@given(st.lists(st.tuples(NARROW, NARROW), max_size=30))
def test_small_keys_come_in_order_too(rows):
    keys = np.array(rows, np.int32).reshape(-1, 2).T
    assert order(*keys).tolist() == sorted(range(len(rows)), key=lambda i: rows[i])


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(NARROW, WIDE), NARROW), max_size=30))
def test_equal_rows_are_kept_once_however_wide_they_are(rows):
    keys = np.array(rows, np.int64).reshape(-1, 2).T
    assert list(zip(*(key.tolist() for key in unique_rows(*keys)), strict=True)) == sorted(set(rows))


def test_no_rows_have_no_changes():
    assert changes(np.zeros(0, np.int64)).tolist() == []
