"""Clusters: joined ends, ids by the smallest member, whatever the order of matches and the number of buckets."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.engines import Output
from chaffinch.engines.connected_components import NODE_BITS, connected
from chaffinch.engines.local import LocalEngine
from chaffinch.matching.clusters import clusters
from chaffinch.schemas import CLUSTER_MEMBERS, EDGES, LABELS, MATCHES
from chaffinch.text.sorting import smallest_label

Match = tuple[int, int, int, int, int, int]


def rows(matches: list[Match], buckets: int = 1, memory: int = 1 << 30) -> list[tuple[int, int, int, int, int]]:
    """Give the members: cluster, as the document and the rank of its smallest span, and place."""
    columns = [np.array(c, np.int32) for c in zip(*matches, strict=True)] or [np.zeros(0, np.int32)] * 6
    equal = (np.zeros(len(columns[0]), np.int32), np.zeros(len(columns[0]), np.float32))
    batch = pa.record_batch([*columns, *equal], schema=MATCHES)
    with TemporaryDirectory() as folder, LocalEngine(Path(folder)) as engine:
        table = engine.write(Output("matches", MATCHES), [[batch]], key="")
        found, _ = clusters(engine, table, (), 0, buckets=buckets, memory=memory)
        members = pa.Table.from_batches(engine.read(found.members), CLUSTER_MEMBERS).to_pylist()
    places = [(m["label"], m["number"], m["start"], m["stop"]) for m in members]
    return [(label >> NODE_BITS, label & (1 << NODE_BITS) - 1, *place) for label, *place in sorted(places)]


def test_no_match() -> None:
    assert rows([]) == []


def test_a_quotation_in_three_documents_is_one_cluster() -> None:
    members = rows([(0, 10, 110, 1, 0, 100), (1, 2, 100, 2, 50, 148), (0, 10, 108, 2, 50, 150)])
    assert members == [(0, 0, 0, 10, 108), (0, 0, 1, 0, 100), (0, 0, 2, 50, 148)]


def test_a_quotation_is_not_the_article_around_it() -> None:
    members = rows([(0, 0, 3000, 1, 0, 3000), (0, 100, 200, 2, 0, 100)])
    assert {m[:2] for m in members} == {(0, 0), (0, 1)}


def test_two_places_in_one_document_are_two_members() -> None:
    assert rows([(0, 0, 100, 0, 500, 600)]) == [(0, 0, 0, 0, 100), (0, 0, 0, 500, 600)]


spans = st.tuples(st.integers(0, 4), st.integers(0, 80), st.integers(1, 60))


@settings(max_examples=10, deadline=None)  # files are written
@given(st.lists(st.tuples(spans, spans), max_size=12), st.randoms(use_true_random=False), st.integers(1, 5))
def test_neither_the_order_of_matches_nor_the_buckets_matter(pairs: list, random: object, buckets: int) -> None:
    ends = [sorted(((a, s, s + n), (b, t, t + m))) for (a, s, n), (b, t, m) in pairs]
    matches = [(*left, *right) for left, right in ends if left != right]
    shuffled = list(matches)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rows(matches) == rows(shuffled, buckets, memory=1)


def labels(edges: list[tuple[int, int]], nodes: int, memory: int) -> list[int]:
    """Label nodes by `connected`: in one task, or with so little memory that stars must do it."""
    ends = [np.array(side, np.int64) << NODE_BITS for side in zip(*edges, strict=True)] or [np.zeros(0, np.int64)] * 2
    with TemporaryDirectory() as folder, LocalEngine(Path(folder)) as engine:
        table = engine.write(Output("edges", EDGES), [[pa.record_batch(ends, schema=EDGES)]], key="")
        output = Output("labels", LABELS, split=("number",), buckets=2)
        found = pa.Table.from_batches(engine.read(connected(engine, table, output, memory=memory)), LABELS)
    label = dict(zip(found["number"].to_pylist(), found["label"].to_pylist(), strict=True))
    assert len(label) == len(found)
    return [label.get(n, n << NODE_BITS) >> NODE_BITS for n in range(nodes)]


@pytest.mark.parametrize("memory", [1 << 30, 1])
@pytest.mark.parametrize(
    "edges",
    [
        [],
        [(0, 0)],
        [(i, i + 1) for i in range(40)],
        [(i, (7 * i + 3) % 41) for i in range(41)],
        [(40, i) for i in range(40)],
        [(i, i ^ 1) for i in range(40)],
        [(i, j) for i in range(10) for j in range(10)],
    ],
    ids=["none", "itself", "path", "cycles", "star", "pairs", "clique"],
)
def test_components_are_the_same_in_one_task_and_in_many(edges: list[tuple[int, int]], memory: int) -> None:
    expected = smallest_label(np.array([a for a, _ in edges], int), np.array([b for _, b in edges], int), 41)
    assert labels(edges, 41, memory) == expected.tolist()


@settings(max_examples=10, deadline=None)
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
    assert labels(edges, 31, memory=1) == label.tolist()
