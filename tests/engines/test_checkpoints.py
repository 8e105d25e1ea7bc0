"""What of an interrupted run is built upon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from chaffinch.engines import Output, Table
from chaffinch.engines import checkpoints as module
from chaffinch.engines.local import LocalEngine
from chaffinch.engines.parts import free_buckets, is_whole, made_part, read_bucket
from chaffinch.errors import DocumentError, RunError

NUMBERS = pa.schema([("n", pa.int64())])


@dataclass(frozen=True)
class Noted:
    """Doubles, notes every call in a folder, and fails at one number."""

    notes: Path
    failing: Path

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        n = batch["n"][0].as_py()
        if self.failing.exists() and self.failing.read_text() == str(n):
            raise DocumentError("stopped")
        with (self.notes / str(n)).open("a") as file:
            file.write("x")
        yield pa.record_batch([pa.array([2 * n])], schema=NUMBERS)


@dataclass(frozen=True)
class Again:
    """Yields what it gets."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield batch


def run(folder: Path) -> list[int]:
    with LocalEngine(folder / "work") as engine:
        parts = [[pa.record_batch([pa.array([n])], schema=NUMBERS)] for n in range(4)]
        table = engine.write(Output("n", NUMBERS), parts, key="x")
        (doubled,) = engine.map(Noted(folder / "notes", folder / "failing"), table, [Output("doubled", NUMBERS)])
        return [n for batch in engine.read(doubled) for n in batch["n"].to_pylist()]


def calls(folder: Path) -> dict[str, int]:
    return {path.name: len(path.read_text()) for path in sorted((folder / "notes").iterdir())}


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "failing").write_text("2")
    with pytest.raises(DocumentError):
        run(tmp_path)
    (tmp_path / "failing").unlink()
    return tmp_path


def test_parts_that_are_done_are_not_done_again(stopped: Path) -> None:
    assert run(stopped) == [0, 2, 4, 6]
    assert calls(stopped) == {"0": 1, "1": 1, "2": 1, "3": 1}


def test_a_part_that_is_not_whole_is_done_again(stopped: Path) -> None:
    part = stopped / "work" / ".doubled" / "part-00001.arrow"
    part.write_bytes(part.read_bytes()[:-1])
    assert run(stopped) == [0, 2, 4, 6]
    assert calls(stopped) == {"0": 1, "1": 2, "2": 1, "3": 1}


def test_what_a_killed_process_was_writing_goes(stopped: Path) -> None:
    torn = stopped / "work" / ".doubled" / "part-00002.arrow.0f3c"
    torn.write_bytes(b"ARROW1")
    assert run(stopped) == [0, 2, 4, 6]
    assert not torn.exists()
    assert not (stopped / "work" / "doubled" / torn.name).exists()


def test_after_a_power_failure_only_what_was_flushed_counts(stopped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_boot", lambda: "the next start")
    assert run(stopped) == [0, 2, 4, 6]
    assert calls(stopped) == {"0": 2, "1": 2, "2": 1, "3": 1}
    with LocalEngine(stopped / "work") as engine:
        engine._checkpoints.finished("doubled", _key(stopped, "doubled"))
        engine._checkpoints.flush()
    monkeypatch.setattr(module, "_boot", lambda: "the one after it")
    with LocalEngine(stopped / "work") as engine:
        assert engine.finished("doubled", _key(stopped, "doubled")) is not None
        assert engine.finished("n", _key(stopped, "n")) is None


def test_a_finished_table_with_a_part_cut_short_is_made_again(stopped: Path) -> None:
    assert run(stopped) == [0, 2, 4, 6]
    part = stopped / "work" / "doubled" / "part-00000.arrow"
    part.write_bytes(part.read_bytes()[:40])
    assert not is_whole(part)
    assert made_part(part) is None
    assert run(stopped) == [0, 2, 4, 6]
    assert calls(stopped)["0"] == 2


def test_a_dropped_table_is_as_good_as_one_that_is_there_until_a_power_failure(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(stopped) == [0, 2, 4, 6]
    with LocalEngine(stopped / "work") as engine:
        table = engine.finished("n", _key(stopped, "n"))
        assert table is not None
        engine.drop(table)
        assert engine.finished("n", _key(stopped, "n")) == table
    assert not [*(stopped / "work" / "n").glob("*.arrow")]
    assert run(stopped) == [0, 2, 4, 6]
    assert set(calls(stopped).values()) == {1}
    monkeypatch.setattr(module, "_boot", lambda: "the next start")
    assert run(stopped) == [0, 2, 4, 6]
    assert set(calls(stopped).values()) == {2}


def test_a_flush_goes_on_beside_the_work(stopped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    syncs = []
    monkeypatch.setattr(module.os, "sync", lambda: syncs.append(1))
    with LocalEngine(stopped / "work") as engine:
        engine._checkpoints._pause = 0.0
        engine.write(Output("m", NUMBERS), [[]], key="x")
    assert syncs
    flushed = json.loads((stopped / "work" / "flushed.json").read_text())
    assert flushed == {"m": _key(stopped, "m")}


def _key(folder: Path, name: str) -> str:
    return str(json.loads((folder / "work" / name / "table.json").read_text())["key"])


@pytest.mark.parametrize("hold", [0.0, 60.0])
def test_work_is_done_once_and_only_kept_tables_keep_their_rows(tmp_path: Path, hold: float) -> None:
    done = []
    rows = [[pa.record_batch([pa.array([1, 2])], schema=NUMBERS)]]
    for _ in range(2):
        with LocalEngine(tmp_path, hold=hold) as engine:
            kept, other = (engine.write(Output(name, NUMBERS), rows, key="x") for name in ("kept", "other"))
            engine.once("work", "x", lambda: done.append(1), kept=[kept])
            engine.once("work", "x", lambda: done.append(1), kept=[kept])
            assert sum(batch.num_rows for batch in engine.read(kept)) == 2
            assert engine.write(Output("other", NUMBERS), rows, key="x") == other  # its key stays finished
    assert not [*tmp_path.glob("other/*.arrow")]
    assert len(done) == (2 if hold else 1)
    with LocalEngine(tmp_path, hold=hold) as engine:
        engine.once("work", "y", lambda: done.append(2), kept=[])
    assert done[-1] == 2


def test_what_was_read_before_the_work_can_be_read_again_when_the_work_is_done(tmp_path: Path) -> None:
    rows = [[pa.record_batch([pa.array([1, 2])], schema=NUMBERS)]]
    for _ in range(2):
        with LocalEngine(tmp_path) as engine:
            before = engine.write(Output("before", NUMBERS), rows, key="x")
            within = engine.write(Output("within", NUMBERS), rows, key="x")
            assert sum(batch.num_rows for batch in engine.read(before)) == 2
            engine.once("work", "x", partial(_read, engine, within), kept=[])
    assert not [*tmp_path.glob("within/*.arrow")]


def _read(engine: LocalEngine, table: Table) -> None:
    assert sum(batch.num_rows for batch in engine.read(table)) == 2


def test_a_packed_table_has_the_same_rows_in_less_room(tmp_path: Path) -> None:
    schema = pa.schema([("number", pa.int64()), ("text", pa.string())])
    batch = pa.record_batch([pa.array(range(500)), pa.array(["the dam held all night"] * 500)], schema=schema)
    with LocalEngine(tmp_path) as engine:
        plain, packed, split = (
            engine.write(Output(name, schema, **more), [[batch]], key="x")  # type: ignore[arg-type]
            for name, more in (
                ("plain", {}), ("packed", {"packed": True}),
                ("split", {"packed": True, "split": ("number",), "buckets": 4}),
            )
        )  # fmt: skip
        assert [*engine.read(packed)] == [*engine.read(plain)]
        assert sum(read_bucket(split, bucket).num_rows for bucket in range(4)) == 500
    size = {
        name: sum(path.stat().st_size for path in (tmp_path / name).glob("*.arrow")) for name in ("plain", "packed")
    }
    assert size["packed"] < size["plain"] / 2


def spend(folder: Path, times: int = 2) -> list[int]:
    """Double numbers by their buckets; the rows of a bucket go when it is done."""
    with LocalEngine(folder / "work") as engine:
        numbers = [[pa.record_batch([pa.array([n] * 4_000)], schema=NUMBERS)] for n in range(8)]
        split = Output("split", NUMBERS, split=("n",), bounds=tuple(range(8)))
        (table,) = engine.map(Again(), engine.write(Output("n", NUMBERS), numbers, key="x"), [split])
        kernel, output = Noted(folder / "notes", folder / "failing"), Output(f"times-{times}", NUMBERS)
        (doubled,) = engine.map(kernel, table, [output], by_key=True, spent=True)
        engine.drop(table)
        return [n for batch in engine.read(doubled) for n in batch["n"].to_pylist()]


def test_rows_that_are_spent_go_on_the_way_and_a_run_goes_on_with_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "failing").write_text("5")
    freed: list[tuple[str, int]] = []
    monkeypatch.setattr(
        "chaffinch.engines.stored.free_buckets",
        lambda *given: (freed.append((given[0].name, given[2])), free_buckets(*given)),
    )
    with pytest.raises(DocumentError):
        spend(tmp_path)
    assert [count for _, count in freed] == [1, 2, 3, 4, 5]
    with pytest.raises(RunError, match="other settings"):
        spend(tmp_path, times=3)
    (tmp_path / "failing").unlink()
    assert sorted(set(spend(tmp_path))) == [2 * n for n in range(8)]
    assert set(calls(tmp_path).values()) == {1}
    monkeypatch.setattr(module, "_boot", lambda: "another")  # after a power failure nothing of it counts
    assert sorted(set(spend(tmp_path))) == [2 * n for n in range(8)]
    assert set(calls(tmp_path).values()) == {2}
