"""Copies among the pages of a host."""

from __future__ import annotations

import numpy as np
import pytest

from chaffinch.boilerplate.templates import copies


@pytest.mark.parametrize("block", [1, 1 << 10, 1 << 20])
def test_shared_shingles_are_counted_whatever_the_block(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(copies, "_BLOCK", block)
    count, says = 9, np.random.default_rng(7).random((9, 500)) < 0.2
    shingle, page = np.nonzero(says.T)
    expected = says.astype(np.int64) @ says.T
    assert np.array_equal(np.triu(copies._shared(page, shingle, count), 1), np.triu(expected, 1))


def test_pages_that_say_the_same_are_copies_if_enough_others_are_left() -> None:
    pages = [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 7], *([10 * i + k for k in range(6)] for i in range(2, 30))]
    page = np.repeat(np.arange(len(pages)), 6)
    label = copies.collapse(page, np.array(pages).ravel(), len(pages))
    assert label.tolist() == [0, 0, *range(2, len(pages))]


def test_pages_that_say_the_same_as_all_others_are_copies_too() -> None:
    common, own = np.arange(40), np.arange(40, 80)
    pages = [common[:20], *[np.concatenate((common, own + 100 * i)) for i in range(30)], *[common] * 3, common[:34]]
    page = np.repeat(np.arange(len(pages)), [len(s) for s in pages])
    label = copies.collapse(page, np.concatenate(pages), len(pages))
    assert label.tolist() == [*range(31), 31, 31, 31, 31]


def test_no_page_has_no_copy() -> None:
    nothing = np.zeros(0, np.int64)
    assert copies.collapse(nothing, nothing, 3).tolist() == [0, 1, 2]
