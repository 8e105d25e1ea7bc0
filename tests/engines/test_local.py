"""The embedded engine: the same rows whatever the workers and the parts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.engines import Output, stored
from chaffinch.engines.local import LocalEngine
from chaffinch.errors import DocumentError, RunError

NUMBERS = pa.schema([("n", pa.int64())])
PAIRS = pa.schema([("n", pa.int64()), ("place", pa.int64())])
COUNTS = pa.schema([("n", pa.int64()), ("rows", pa.int64())])


@dataclass(frozen=True)
class Double:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_arrays([pa.array(batch["n"].to_numpy() * 2)], schema=NUMBERS)


@dataclass(frozen=True)
class Count:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        n, rows = np.unique(batch["n"].to_numpy(), return_counts=True)
        yield pa.RecordBatch.from_arrays([pa.array(n), pa.array(rows)], schema=COUNTS)


@dataclass(frozen=True)
class Fail:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        raise DocumentError("no good")
        yield batch


@dataclass(frozen=True)
class Die:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield batch


def batches(values: list[int], size: int) -> list[list[pa.RecordBatch]]:
    cut = [values[i : i + size] for i in range(0, len(values), size)]
    return [[pa.RecordBatch.from_arrays([pa.array(c, pa.int64())], schema=NUMBERS)] for c in cut]


def numbered(values: list[int], size: int) -> list[list[pa.RecordBatch]]:
    rows = [{"n": n, "place": i} for i, n in enumerate(values)]
    return [[pa.RecordBatch.from_pylist(rows[i : i + size], PAIRS)] for i in range(0, len(rows), size)]


@pytest.fixture(
    params=[(0, 0.0, 1 << 10), (2, 0.0, 1 << 10), (0, 600.0, 1 << 10), (2, 0.0, 1), (0, 600.0, 1)],
    ids=["files", "workers", "memory", "merged", "merged-memory"],
)
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalEngine]:
    monkeypatch.setattr(stored.StoredEngine, "small", 0)
    workers, hold, most = request.param
    monkeypatch.setattr(stored.StoredEngine, "most_parts", most)
    with LocalEngine(tmp_path / "work", workers=workers, hold=hold) as engine:
        yield engine


@pytest.mark.parametrize("size", [1, 7, 100])
def test_equal_keys_arrive_together(engine: LocalEngine, size: int) -> None:
    values = [i % 13 for i in range(100)]
    table = engine.write(Output("n", NUMBERS), batches(values, size), key="x")
    (split,) = engine.map(Double(), table, [Output("double", NUMBERS, split=("n",), buckets=4)])
    (counts,) = engine.map(Count(), split, [Output("counts", COUNTS)], by_key=True)
    rows = sorted((r["n"], r["rows"]) for b in engine.read(counts) for r in b.to_pylist())
    assert rows == sorted((2 * n, values.count(n)) for n in range(13))


def test_tables_beside_one_another_are_read_together(engine: LocalEngine) -> None:
    table = engine.write(Output("n", NUMBERS), batches([1, 2, 3], 2), key="x")
    (beside,) = engine.map(Double(), table, [Output("twice", NUMBERS, beside=True)])
    assert [b.schema.names for b in engine.read((table, beside))] == [["n", "n"]] * 2
    assert [b.columns[1].to_pylist() for b in engine.read((table, beside))] == [[2, 4], [6]]


@dataclass(frozen=True)
class Both:
    def __call__(self, left: pa.RecordBatch, right: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        n = np.union1d(left["n"].to_numpy(), right["n"].to_numpy())
        sizes = [[int((side["n"].to_numpy() == k).sum()) for k in n] for side in (left, right)]
        yield pa.RecordBatch.from_arrays(
            [pa.array(n), pa.array(10 * np.array(sizes[0], int) + sizes[1])], schema=COUNTS
        )


@dataclass(frozen=True)
class Same:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield batch


def test_equal_keys_of_two_tables_arrive_together(engine: LocalEngine) -> None:
    tables = []
    for name, values in (("left", [1, 2, 3, 3]), ("right", [3, 4, 1])):
        table = engine.write(Output(name, NUMBERS), batches(values, 2), key="x")
        tables += engine.map(Same(), table, [Output(f"{name}-split", NUMBERS, split=("n",), buckets=3)])
    (counts,) = engine.map(Both(), tables, [Output("counts", COUNTS)], by_key=True)
    rows = sorted((r["n"], r["rows"]) for b in engine.read(counts) for r in b.to_pylist())
    assert rows == [(1, 11), (2, 10), (3, 21), (4, 1)]


@pytest.mark.parametrize(
    ("bounds", "buckets"), [((0, 3, 3, 6), [[0, 2], [], [3, 5], [7, 9]]), ((0, 1, 2), [[0], [], [2, 3, 5, 7, 9]])]
)
def test_buckets_of_a_partition_by_range_have_the_order_of_its_edges(
    engine: LocalEngine, bounds: tuple[int, ...], buckets: list[list[int]]
) -> None:
    table = engine.write(Output("n", NUMBERS), batches([7, 0, 3, 9, 2, 5], 2), key="x")
    (cut,) = engine.map(Same(), table, [Output("cut", NUMBERS, split=("n",), bounds=bounds)])
    (found,) = engine.map(Same(), cut, [Output("found", NUMBERS)], by_key=True)
    assert [sorted(b["n"].to_pylist()) for b in engine.read(found)] == buckets


def test_a_table_without_rows_has_empty_buckets(engine: LocalEngine) -> None:
    table = engine.write(Output("none", NUMBERS, split=("n",), buckets=2), [], key="x")
    (found,) = engine.map(Same(), table, [Output("found", NUMBERS)], by_key=True)
    assert found.rows == (0, 0)


@dataclass(frozen=True)
class Size:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_arrays([[batch.num_rows]], schema=NUMBERS)


@pytest.mark.parametrize("value", range(6))
def test_a_bucket_with_rows_is_read_between_empty_ones(engine: LocalEngine, value: int) -> None:
    table = engine.write(Output("n", NUMBERS), batches([value, value], 1), key="x")
    (split,) = engine.map(Double(), table, [Output("double", NUMBERS, split=("n",), bounds=(0, 2, 4, 6, 8, 10))])
    (counts,) = engine.map(Count(), split, [Output("counts", COUNTS)], by_key=True)
    assert [r for b in engine.read(counts) for r in b.to_pylist()] == [{"n": 2 * value, "rows": 2}]


def test_a_part_of_a_split_table_is_one_batch_for_a_kernel(engine: LocalEngine) -> None:
    table = engine.write(Output("n", NUMBERS), batches(list(range(20)), 10), key="x")
    (split,) = engine.map(Double(), table, [Output("double", NUMBERS, split=("n",), buckets=8)])
    (sizes,) = engine.map(Size(), split, [Output("sizes", NUMBERS)])
    assert [n for b in engine.read(sizes) for n in b["n"].to_pylist()] == [10, 10]


def test_many_parts_of_a_table_by_key_are_merged_in_their_order(engine: LocalEngine) -> None:
    table = engine.write(Output("n", PAIRS), numbered([i % 5 for i in range(90)], 9), key="x")
    bounds = (0, 1, 2, 3, 3, 4)  # the bucket before the last has no rows
    (split,) = engine.map(Same(), table, [Output("split", PAIRS, split=("n",), bounds=bounds)])
    merged = engine.most_parts < 10
    assert len(split.parts) == (4 if merged else 10)  # groups of three of ten parts
    assert engine.sizes.keys() >= ({"split", "split-unmerged"} if merged else {"split"})
    (found,) = engine.map(Same(), split, [Output("found", PAIRS)], by_key=True)
    rows = [[(r["n"], r["place"]) for r in b.to_pylist()] for b in engine.read(found)]
    assert [row for bucket in rows for row in bucket] == [(n, i) for n in range(5) for i in range(n, 90, 5)]


def test_a_merged_table_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored.StoredEngine, "most_parts", 1)
    tables, output = [], Output("split", NUMBERS, split=("n",), buckets=3)
    for _ in range(2):
        with LocalEngine(tmp_path / "work") as engine:
            table = engine.write(Output("n", NUMBERS), batches(list(range(8)), 2), key="x")
            tables += engine.map(Same(), table, [output])
    assert tables[0] == tables[1] and tables[0].stamp == tables[1].stamp
    assert not list((tmp_path / "work" / "split-unmerged").glob("*.arrow"))


def test_lists_of_rows_are_attached_to_a_table(engine: LocalEngine) -> None:
    table = engine.write(Output("n", NUMBERS), batches([1, 2, 3, 4, 5], 2), key="x")
    schema = pa.schema([("row", pa.int64()), ("letter", pa.string())])
    rows = pa.record_batch([[4, 0, 4], ["e", "a", "f"]], schema=schema)
    output = Output("rows", schema, split=("row",), bounds=table.bounds)
    attached = engine.attach(
        Output("attached", pa.schema([("letter", pa.list_(pa.string()))]), beside=True),
        [engine.write(output, [[rows]], key="x")],
        table,
    )
    assert [b["letter"].to_pylist() for b in engine.read((table, attached))] == [[["a"], []], [[], []], [["e", "f"]]]


def test_single_rows_are_attached_to_some_rows_of_a_table(engine: LocalEngine) -> None:
    table = engine.write(Output("n", NUMBERS), batches([1, 2, 3, 4, 5], 2), key="x")
    schema = pa.schema([("row", pa.int64()), ("tall", pa.bool_()), ("many", pa.int32())])
    rows = pa.record_batch([[4, 0, 3], [True, True, False], [7, 8, 9]], schema=schema)
    some = engine.write(Output("some", schema, split=("row",), bounds=table.bounds), [[rows]], key="x")
    beside = Output("attached", pa.schema([schema.field("many"), schema.field("tall")]), beside=True)
    attached = engine.attach(beside, [some], table, missing=0)
    found = pa.Table.from_batches(engine.read(attached)).to_pydict()
    assert found == {"many": [8, 0, 0, 9, 7], "tall": [True, False, False, False, True]}


@dataclass(frozen=True)
class Indices:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield batch.select(["n", "index"]).rename_columns(COUNTS.names)


def test_a_kernel_gets_the_index_of_each_row(engine: LocalEngine) -> None:
    table = engine.write(Output("n", NUMBERS), batches([7, 8, 9, 6, 5], 2), key="x")
    (found,) = engine.map(Indices(), table, [Output("indices", COUNTS)], index=True)
    assert [b["rows"].to_pylist() for b in engine.read(found)] == [[0, 1], [2, 3], [4]]


def test_a_finished_table_is_not_made_again(engine: LocalEngine) -> None:
    table = engine.write(Output("n", NUMBERS), batches([3, 1, 2], 2), key="x")
    assert engine.write(Output("n", NUMBERS), (pytest.fail("made again") for _ in [1]), key="x") == table
    assert engine.write(Output("n", NUMBERS), batches([5], 1), key="y").rows == (1,)


def test_errors_come_back(engine: LocalEngine) -> None:
    table = engine.write(Output("n", NUMBERS), batches([1, 2], 1), key="x")
    with pytest.raises(DocumentError, match="no good"):
        engine.map(Fail(), table, [Output("f", NUMBERS)])
    assert engine.finished("f", "") is None


def test_a_killed_worker_is_reported(tmp_path: Path) -> None:
    with LocalEngine(tmp_path / "work", workers=2) as engine:
        table = engine.write(Output("n", NUMBERS), batches([1, 2], 1), key="x")
        with pytest.raises(RunError, match="ended unexpectedly"):
            engine.map(Die(), table, [Output("d", NUMBERS)])


_BUSY = """
import ctypes, os, pathlib, sys
def hold(file):
    pathlib.Path(file).write_text(str(os.getpid()))
    ctypes.PyDLL(None).sleep(60)  # a call into a library that keeps the interpreter's lock
if __name__ == "__main__":
    sys.modules["busy"] = sys.modules["__main__"]
    hold.__module__ = "busy"
    from chaffinch.engines.local import Pool
    with Pool(1) as pool:
        list(pool.map(hold, [sys.argv[1]]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker ends when its call ends")
def test_a_worker_ends_with_its_parent_even_in_a_call_into_a_library(tmp_path: Path) -> None:
    script, pid = tmp_path / "busy.py", tmp_path / "pid"
    script.write_text(_BUSY)
    parent = subprocess.Popen([sys.executable, str(script), str(pid)], cwd=tmp_path)
    try:
        _until(lambda: pid.exists() and pid.read_text() != "")
        worker = int(pid.read_text())
    finally:
        parent.kill()
        parent.wait()
    _until(lambda: not _runs(worker))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
