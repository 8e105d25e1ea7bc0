"""Clusters: joined ends, ids by the smallest member, whatever the order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.cluster import Members, cluster
from chaffinch.components import smallest_label


def run(matches: list[tuple[int, int, int, int, int, int]]) -> Members:
    columns = [np.array(c, np.int64) for c in zip(*matches, strict=True)] or [np.zeros(0, np.int64)] * 6
    return cluster((columns[0], columns[1], columns[2]), (columns[3], columns[4], columns[5]))


def rows(members: Members) -> list[tuple[int, int, int, int]]:
    return list(zip(*(getattr(members, n).tolist() for n in ("label", "number", "start", "stop")), strict=True))


def test_no_match() -> None:
    assert rows(run([])) == []


def test_a_quotation_in_three_documents_is_one_cluster() -> None:
    members = run([(0, 10, 110, 1, 0, 100), (1, 2, 100, 2, 50, 148), (0, 10, 108, 2, 50, 150)])
    assert rows(members) == [(0, 0, 10, 108), (0, 1, 0, 100), (0, 2, 50, 148)]


def test_a_quotation_is_not_the_article_around_it() -> None:
    members = run([(0, 0, 3000, 1, 0, 3000), (0, 100, 200, 2, 0, 100)])
    assert len(set(members.label.tolist())) == 2


def test_two_places_in_one_document_are_two_members() -> None:
    members = run([(0, 0, 100, 0, 500, 600)])
    assert rows(members) == [(0, 0, 0, 100), (0, 0, 500, 600)]
    assert members.left.tolist() == [0]
    assert members.right.tolist() == [1]


spans = st.tuples(st.integers(0, 4), st.integers(0, 80), st.integers(1, 60))


@given(st.lists(st.tuples(spans, spans), max_size=12), st.randoms(use_true_random=False))
def test_order_of_matches_is_nothing(pairs: list, random: object) -> None:
    matches = [(a, s, s + n, b, t, t + m) for (a, s, n), (b, t, m) in pairs]
    shuffled = list(matches)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rows(run(matches)) == rows(run(shuffled))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
def test_labels_equal_a_plain_search(edges: list[tuple[int, int]]) -> None:
    label = smallest_label(np.array([a for a, _ in edges], int), np.array([b for _, b in edges], int), 31)
    near: dict[int, set[int]] = {n: {n} for n in range(31)}
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    for n in range(31):
        seen, todo = {n}, [n]
        while todo:
            fresh = near[todo.pop()] - seen
            seen |= fresh
            todo += fresh
        assert label[n] == min(seen)
