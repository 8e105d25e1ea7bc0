"""Pairs of documents in the same two blocks of letters go to one bucket, whichever document is the left one."""

import numpy as np
import pytest

from chaffinch.engines.document_index import Ledger
from chaffinch.matching import kernels
from chaffinch.matching.kernels import Blocks


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(kernels, "BLOCK", 1000)


def pairs(documents):
    left, right = (grid.ravel().astype(np.int32) for grid in np.indices((documents, documents)))
    return left, right


@pytest.mark.parametrize("letters", [0, 500, 5000, 50_000])
@pytest.mark.parametrize("buckets", [2, 7, 64, 4096])
def test_every_pair_has_a_bucket(tmp_path, letters, buckets):
    start = np.linspace(0, letters, 40, endpoint=False).astype(np.int64)
    found = Blocks.of(Ledger(tmp_path, ""), start, letters, buckets)
    bucket = found.bucket(*pairs(40))
    assert 0 <= bucket.min() <= bucket.max() < found.buckets <= buckets


def test_a_bucket_has_the_pairs_of_two_blocks(tmp_path):
    start = np.random.default_rng(3).permutation(np.arange(0, 5000, 50))
    found = Blocks.of(Ledger(tmp_path, ""), start, 5000, 64)
    left, right = pairs(100)
    bucket, block = found.bucket(left, right), start // (1 + 5000 // found.count)
    assert found.count == 6
    assert found.spread == 3
    ends = np.sort(np.stack([block[left], block[right]]), axis=0).T
    of = [set(map(tuple, ends[bucket == i].tolist())) for i in range(found.buckets)]
    assert all(len(blocks) == 1 for blocks in of)
    assert of[0] == of[1] == of[2] != of[3]


def test_blocks_are_larger_where_buckets_are_few(tmp_path):
    assert Blocks.of(Ledger(tmp_path, ""), np.zeros(1, np.int64), 10**9, 4096).count == 90
