"""Tables that a short run holds in memory, and what becomes of them when the run takes longer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from chaffinch.engines import Output, Table, held
from chaffinch.engines.local import LocalEngine

NUMBERS = pa.schema([("n", pa.int64())])
SPLIT = Output("split", NUMBERS, split=("n",), buckets=4)
LONG = 600.0


@dataclass(frozen=True)
class Same:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield batch


@dataclass(frozen=True)
class Refused:
    """Stands for a kernel whose table is there already."""

    def __repr__(self) -> str:
        return "Same()"

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        raise AssertionError(batch)


def parts(*sizes: int) -> list[list[pa.RecordBatch]]:
    return [[pa.record_batch([pa.array(range(size))], schema=NUMBERS)] for size in sizes]


def numbers(engine: LocalEngine, table: Table) -> list[int]:
    return [n for batch in engine.read(table) for n in batch["n"].to_pylist()]


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic() + 2 * LONG
    monkeypatch.setattr(held.time, "monotonic", lambda: now)


def test_a_held_table_has_no_file_and_the_bytes_of_one(tmp_path: Path) -> None:
    with LocalEngine(tmp_path / "files") as files, LocalEngine(tmp_path / "work", hold=LONG) as memory:
        for output in (Output("n", NUMBERS), SPLIT):
            table, stored = (engine.write(output, parts(9, 0, 4), key="x") for engine in (memory, files))
            assert table == Table(stored.name, table.path, stored.key, stored.parts, stored.rows, stored.split)
            for name, part in zip(stored.parts, table.held, strict=True):
                assert (stored.path / name).read_bytes() == part.data.to_pybytes()
                index = (stored.path / name).with_suffix(".index")
                assert part.offsets == (index.read_bytes() if index.exists() else b"")
        assert memory.sizes == files.sizes
    assert not [path for path in (tmp_path / "work").rglob("*") if path.is_file()]


def test_a_longer_run_stores_what_it_holds_and_another_one_goes_on_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalEngine(tmp_path, hold=LONG) as engine:
        first, gone = (engine.write(Output(name, NUMBERS), parts(3, 2), key=name) for name in ("first", "gone"))
        (split,) = engine.map(Same(), first, [SPLIT])
        engine.drop(gone)
        later(monkeypatch)
        (again,) = engine.map(Same(), split, [Output("again", NUMBERS)], by_key=True)
        whole = engine.concatenated("whole", [first, again])
        assert not again.held
        assert sorted(numbers(engine, whole)) == sorted(numbers(engine, first) * 2)
    assert {path.parent.name for path in tmp_path.rglob("part-*.arrow")} == {"first", "split", "again", "whole"}
    with LocalEngine(tmp_path) as other:
        assert other.write(Output("first", NUMBERS), [], key="first") == first
        assert other.write(Output("gone", NUMBERS), [], key="gone") == gone
        assert other.map(Refused(), first, [SPLIT]) == (split,)
        assert other.map(Refused(), split, [Output("again", NUMBERS)], by_key=True) == (again,)
        assert numbers(other, whole) == numbers(other, other.concatenated("whole", [first, again]))


def test_many_bytes_are_stored_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "_MOST", 1000)
    with LocalEngine(tmp_path, hold=LONG) as engine:
        small, large, behind = (engine.write(Output(f"t{n}", NUMBERS), parts(n), key="x") for n in (1, 900, 2))
        assert [bool(table.held) for table in (small, large, behind)] == [True, True, False]
    assert len([*tmp_path.rglob("part-*.arrow")]) == 3


def test_tables_of_an_interrupted_run_are_joined_with_held_ones(tmp_path: Path) -> None:
    with LocalEngine(tmp_path) as engine:
        engine.write(Output("a", NUMBERS), parts(2), key="x")
    with LocalEngine(tmp_path, hold=LONG) as engine:
        tables = [engine.write(Output(name, NUMBERS), parts(2), key="x") for name in "ab"]
        assert [bool(table.held) for table in tables] == [False, True]
        assert numbers(engine, engine.concatenated("both", tables)) == [0, 1, 0, 1]


def test_workers_get_files(tmp_path: Path) -> None:
    with LocalEngine(tmp_path, workers=1, hold=LONG) as engine:
        assert not engine.write(Output("n", NUMBERS), parts(1), key="x").held
