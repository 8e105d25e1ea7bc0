import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.matching.packed_rows import pack_anchors, pack_seeds, unpack_anchors, unpack_seeds
from chaffinch.schemas import ANCHORS, SEEDS

numbers = st.integers(0, 2**31 - 1)
hashes = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(st.tuples(hashes, numbers, numbers)), st.integers(0, 12))
def test_seeds_keep_the_first_bits_of_their_hash_and_their_kind(rows, bits):
    seeds = pa.RecordBatch.from_pylist([dict(zip(SEEDS.names, row, strict=True)) for row in rows], SEEDS)
    packed = pack_seeds(seeds, 1 << bits)
    back = unpack_seeds(packed)
    assert back["number"] == seeds["number"] and back["position"] == seeds["position"]
    kept = [(value >> 26 << 26) | (value & 3) for value, _, _ in rows]
    assert back["hash"].to_pylist() == kept
    assert packed["bucket"].to_pylist() == [(value % 2**64) >> (64 - bits) for value in kept]


@given(st.lists(st.tuples(numbers, numbers, numbers, numbers, st.integers(0, 127), st.integers(0, 127))))
def test_anchors_come_back_as_they_were(rows):
    anchors = pa.RecordBatch.from_pylist([dict(zip(ANCHORS.names, row, strict=True)) for row in rows], ANCHORS)
    assert unpack_anchors(pack_anchors(anchors, np.zeros(len(rows), np.int16))) == anchors
