"""The embedded engine: worker processes, Arrow part files, DuckDB for joins."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from chaffinch.components import smallest_label
from chaffinch.engines import Kernel, Output, Table
from chaffinch.engines.parts import joined, read_bucket, read_part, write_part
from chaffinch.engines.workers import Pool

__all__ = ["LocalEngine"]

_MANIFEST = "table.json"


class LocalEngine:
    """Keep tables below one folder and run kernels in worker processes.

    Args:
        folder: where the tables are kept.
        workers: processes; 0 runs everything in this one.
        memory: bytes that DuckDB may take.
        version: part of every key, so that another version of the code starts anew.
        advanced: told the rows of every part that is done.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workers: int = 0,
        memory: int = 1_000_000_000,
        version: str = "",
        advanced: Callable[[int], None] = lambda rows: None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._memory, self._version = folder, memory, version
        self._pool = Pool(workers)
        self._advanced = advanced

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def finished(self, name: str, key: str) -> Table | None:
        """Give a table that was finished with the same key."""
        manifest = self._folder / name / _MANIFEST
        if not manifest.exists():
            return None
        told = json.loads(manifest.read_text(encoding="utf-8"))
        if told["key"] != key:
            return None
        return Table(name, manifest.parent, key, tuple(told["parts"]), tuple(told["rows"]), told["split"])

    def write(self, output: Output, parts: Iterable[Iterable[pa.RecordBatch]], *, key: str) -> Table:
        """Store batches made in this process, part by part."""
        key = self._key(output.name, key)
        if table := self.finished(output.name, key):
            return table
        folder = self._begin(output.name)
        rows = [write_part(folder / _part(i), batches, output) for i, batches in enumerate(parts)]
        return self._finish(output, key, rows)

    def write_beside(self, output: Output, like: Table, columns: pa.Table, *, key: str) -> Table:
        """Store columns whose rows correspond to those of a table, in its parts and batches."""
        return self.write(output, _cut_like(like, columns), key="\0".join((key, like.key)))

    def read(self, table: Table | Sequence[Table], *, columns: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """Give the batches of tables that lie beside one another, in order."""
        tables = [table] if isinstance(table, Table) else list(table)
        for part in range(len(tables[0].parts)):
            for batch in read_part(tables, part):
                yield batch.select(list(columns)) if columns else batch

    def map(
        self, kernel: Kernel, tables: Table | Sequence[Table], outputs: Sequence[Output], *, by_key: bool = False
    ) -> tuple[Table, ...]:
        """Run a kernel over every batch; with ``by_key`` a batch holds all rows of the keys in it."""
        inputs = (tables,) if isinstance(tables, Table) else tuple(tables)
        keys = [self._key(o.name, repr(kernel), repr(o), *(t.key for t in inputs)) for o in outputs]
        done = [self.finished(o.name, k) for o, k in zip(outputs, keys, strict=True)]
        if all(done):
            return tuple(t for t in done if t)
        for output in outputs:
            self._begin(output.name)
        units = inputs[0].split if by_key else len(inputs[0].parts)
        unit = _Unit(kernel, inputs, tuple(outputs), self._folder, by_key)
        rows: list[list[int]] = []
        for counted in self._pool.map(unit, range(units)):
            rows.append(counted[1:])
            self._advanced(counted[0])
        return tuple(
            self._finish(output, key, [r[i] for r in rows])
            for i, (output, key) in enumerate(zip(outputs, keys, strict=True))
        )

    def sql(self, output: Output, statement: str, **tables: Table) -> Table:
        """Store the result of one SELECT over tables named in it."""
        key = "\0".join((statement, *(t.key for t in tables.values())))
        return self.write(output, (self._select(output, statement, tables) for _ in range(1)), key=key)

    def _select(self, output: Output, statement: str, tables: dict[str, Table]) -> list[pa.RecordBatch]:
        import duckdb

        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{self._memory // 1_000_000}MB",
            "temp_directory": str(self._folder / "spill"),
        }
        with duckdb.connect(config=config) as session:
            for name, table in tables.items():
                session.register(name, _dataset(table))
            result = session.sql(statement).to_arrow_table()
        return list(result.cast(output.schema).to_batches())

    def components(self, edges: pa.Table) -> pa.Table:
        """Give (node, label): the smallest node that each node of (a, b) is connected to."""
        nodes, ends = np.unique(np.concatenate([edges.column(c).to_numpy() for c in ("a", "b")]), return_inverse=True)
        a, b = ends[: len(edges)], ends[len(edges) :]
        return pa.table({"node": nodes, "label": nodes[smallest_label(a, b, len(nodes))]})

    def _key(self, *told: str) -> str:
        return blake2b("\0".join((self._version, *told)).encode(), digest_size=16).hexdigest()

    def _begin(self, name: str) -> Path:
        folder = _unfinished(self._folder, name)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def _finish(self, output: Output, key: str, rows: list[int]) -> Table:
        folder, final = _unfinished(self._folder, output.name), self._folder / output.name
        parts = [_part(i) for i in range(len(rows))]
        told = {"key": key, "parts": parts, "rows": rows, "split": output.buckets if output.split else 0}
        (folder / _MANIFEST).write_text(json.dumps(told), encoding="utf-8")
        shutil.rmtree(final, ignore_errors=True)
        folder.rename(final)
        return Table(output.name, final, key, tuple(parts), tuple(rows), int(str(told["split"])))


@dataclass(frozen=True, slots=True)
class _Unit:
    """One unit of work: a part or a bucket, read, mapped and written in one process."""

    kernel: Kernel
    inputs: tuple[Table, ...]
    outputs: tuple[Output, ...]
    folder: Path
    by_key: bool

    def __call__(self, index: int) -> list[int]:
        read, batches = 0, read_bucket(self.inputs[0], index) if self.by_key else read_part(self.inputs, index)
        made: list[list[pa.RecordBatch]] = [[] for _ in self.outputs]
        for batch in batches:
            read += batch.num_rows
            if self.by_key and not batch.num_rows:
                continue
            for result in self.kernel(batch):
                at, rows = result if isinstance(result, tuple) else (0, result)
                made[at].append(rows)
        counts = [
            write_part(_unfinished(self.folder, o.name) / _part(index), self._aligned(o, b), o)
            for o, b in zip(self.outputs, made, strict=True)
        ]
        return [read, *counts]

    def _aligned(self, output: Output, batches: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
        return batches if output.beside or output.split else [joined(batches, output.schema)]


def _cut_like(like: Table, columns: pa.Table) -> Iterator[list[pa.RecordBatch]]:
    start = 0
    for part in range(len(like.parts)):
        batches = []
        for batch in read_part([like], part):
            cut = columns.slice(start, batch.num_rows)
            batches.append(joined(cut.to_batches(), cut.schema))
            start += batch.num_rows
        yield batches


def _unfinished(folder: Path, name: str) -> Path:
    return folder / f".{name}"


def _part(index: int) -> str:
    return f"part-{index:05d}.arrow"


def _dataset(table: Table) -> Any:
    from pyarrow import dataset

    return dataset.dataset([str(table.path / p) for p in table.parts], format="ipc")


def cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
