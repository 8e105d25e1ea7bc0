"""The same repeats go whether one task chooses them all or one task chooses in each connected component."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.engines.document_index import Ledger
from chaffinch.policy.passages import _Choose, _Components, _Overlaps
from chaffinch.policy.ranking import Ranking
from chaffinch.schemas import EDGES, LABELS, PLAN_COMPONENTS, PLAN_LINKS, PLAN_ROWS, PLAN_SPANS, REMOVED_MEMBERS
from chaffinch.text.sorting import smallest_label

DOCUMENTS, MEMBERS, MATCHES = 90, 600, 240


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    random = np.random.default_rng(8)
    found = Ledger(tmp_path, "")
    found.write({
        "letters": random.integers(100, 300, DOCUMENTS), "damage": np.zeros(DOCUMENTS, np.int32),
        "corrects": np.zeros(DOCUMENTS, np.bool_), "row": np.arange(DOCUMENTS),
        "dropped": random.random(DOCUMENTS) < 0.1, "earlier": random.random(DOCUMENTS) < 0.1,
    })  # fmt: skip
    found.write_strings("date", [pa.nulls(DOCUMENTS, pa.string())])
    found.write_strings("ids", [pa.array([f"d{n:02}" for n in range(DOCUMENTS)])])
    return found


def links() -> pa.RecordBatch:
    """Make random links between members; some of one document overlap."""
    random = np.random.default_rng(9)
    number, begin = random.integers(0, DOCUMENTS, MEMBERS), random.integers(0, 900, MEMBERS)
    rows = []
    for match in range(MATCHES):
        one, two = sorted(random.choice(MEMBERS, 2, replace=False).tolist())
        ends = {}
        for side, member in (("left", one), ("right", two)):
            start = int(begin[member] + random.integers(0, 20))
            ends |= {side: number[member], f"{side}_start": start, f"{side}_stop": start + 30}
        rows.append(ends | {
            "match": match, "similarity": 0.9, "member": one, "label": 0, "begin": begin[one], "kind": one % 3,
            "other": two, "other_begin": begin[two],
        })  # fmt: skip
    return pa.RecordBatch.from_pylist(rows, schema=PLAN_LINKS)


def spans(rows: pa.RecordBatch) -> pa.RecordBatch:
    ends = []
    for row in rows.to_pylist():
        for side, pair in (("left", ("member", "other")), ("right", ("other", "member"))):
            span = [row[side], row[f"{side}_start"], row[f"{side}_stop"], *(row[name] for name in pair)]
            ends.append(dict(zip(PLAN_SPANS.names, span, strict=True)))
    return pa.RecordBatch.from_pylist(ends, schema=PLAN_SPANS)


def chosen(kernel: _Choose, batches: list[pa.RecordBatch]) -> tuple[list[object], list[int]]:
    found = [output for batch in batches for output in kernel(batch)]
    plans = pa.Table.from_batches([rows for at, rows in found if at == 0], PLAN_ROWS).to_pylist()
    members = pa.Table.from_batches([rows for at, rows in found if at == 1], REMOVED_MEMBERS)["member"].to_pylist()
    return sorted(plans, key=str), sorted(members)


@pytest.mark.parametrize("keep", ["longest", "first"])
def test_components_are_chosen_apart(ledger: Ledger, keep: str) -> None:
    every = links()
    edges = pa.Table.from_batches(_Overlaps()(spans(every)), EDGES)
    label = smallest_label(*(edges[name].to_numpy() for name in ("a", "b")), MEMBERS)
    nodes = np.flatnonzero(label != np.arange(MEMBERS))
    labels = pa.record_batch([np.zeros(len(nodes), np.int32), nodes, label[nodes]], schema=LABELS)
    (by_component,) = _Components()(every, labels)
    kernel = _Choose(Ranking(ledger, keep), "remove", "")
    component = by_component["component"].to_numpy()
    apart = [by_component.filter(pa.array(component == c)) for c in np.unique(component)]
    assert len(apart) > 10
    assert max(map(len, apart)) > 8
    whole = pa.record_batch([pa.nulls(len(every), pa.int64()), *every.columns], schema=PLAN_COMPONENTS)
    plans, members = chosen(kernel, apart)
    assert (plans, members) == chosen(kernel, [whole])
    assert len(plans) == len(members) > 20
