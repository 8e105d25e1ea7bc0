"""The engine without its workers: tables as folders of Arrow parts, and all methods of `Engine` over them.

A subclass only runs tasks: `chaffinch.engines.local` in worker processes, `chaffinch.engines.spark` on a cluster.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.engines.checkpoints import Checkpoints
from chaffinch.engines.held import HeldTables, held_parts
from chaffinch.engines.parts import (
    SUFFIX,
    Part,
    free_buckets,
    hold_part,
    joined,
    made_part,
    merged_parts,
    read_bucket,
    read_part,
    store_part,
    write_part,
)
from chaffinch.engines.protocol import Kernel, Output, Table
from chaffinch.schemas import nested
from chaffinch.storage import exchange
from chaffinch.text import Ints

__all__ = ["Advanced", "StoredEngine", "no_report"]

_FREED = 16  # times, about, that rows which are spent are deleted
_UNMERGED = "-unmerged"  # ends the name of a table whose parts are still to be merged

R = TypeVar("R")
_Done = tuple[int, list[Part]]
Work = Callable[[int], _Done]
"""Does the task of an index: returns the number of rows that it read, and the part of each output that it wrote."""


Advanced = Callable[[str, int, float], None]
"""Called for parts that are done: the name of the first table, rows that they were made from, share of all parts."""


def no_report(table: str, rows: int, share: float) -> None:
    """Ignore the parts that are done."""


class StoredEngine(ABC):
    """Keeps tables below one folder, and runs kernels over them.

    Attributes:
        sizes: rows and bytes of each table, and whether its rows were shuffled (``exchanged``), by its name.
        small: bytes of tables by key below which they are mapped in this process: starting tasks would take longer.
        most_parts: of a table by key; more are merged, since every bucket reads a piece of every part.

    Args:
        folder: has the tables; all tasks see the same files there.
        version: part of every key, so that another version of the code uses no table of this one.
        advanced: called for the parts that are done, see `stored.Advanced`.
        hold: seconds for which tables are held in memory, see `HeldTables`; tasks must then run in this process.
    """

    small = 1 << 16
    most_parts = 1 << 10

    def __init__(self, folder: Path, *, version: str = "", advanced: Advanced = no_report, hold: float = 0.0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._checkpoints, self._version, self._advanced = Checkpoints(folder), version, advanced
        self._held = HeldTables(self._checkpoints, hold)
        self.sizes: dict[str, dict[str, int | bool]] = {}
        self._read = set[str]()  # tables of which this process read rows itself

    @abstractmethod
    def _each(self, function: Callable[[int], R], items: Sequence[int]) -> Iterator[R]:
        """Call a function, which can be pickled, for each item; yield the results in the order of the items."""

    @abstractmethod
    def close(self) -> None:
        """Release the workers of the engine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._checkpoints.close()

    def finished(self, name: str, key: str) -> Table | None:
        """Return a table that was finished with the same key, None if there is none."""
        found = self._held.finished(name, key) or self._checkpoints.finished(name, key)
        return self._sized(name, key, *found) if found else None

    def once(self, name: str, key: str, work: Callable[[], None], *, kept: Sequence[Table]) -> None:
        """Do work that leaves no table, as `Engine.once` does."""
        output, key = Output(name, pa.schema([])), self._key(name, key)
        needed = {name, *(table.name for table in kept), *self._read}  # a run that goes on reads the same tables again
        if not self.finished(name, key):
            work()
            (folder,) = self._begin([output], [key])
            self._finish(output, key, [_make_part(folder, 0, [], output)], folder)
        for other in self.sizes.keys() - needed:
            self._drop(other)

    def drop(self, table: Table) -> None:
        """Delete the rows of a table when everything that is made of them is finished; its key stays finished."""
        self._drop(table.name)

    def _drop(self, name: str) -> None:
        if not self._held.drop(name):
            self._checkpoints.drop(name)

    def keep(self) -> None:
        """Flush files to the disk that were written beside the tables, so that they outlast a power failure."""
        self._checkpoints.keep()

    def write(self, output: Output, parts: Iterable[Iterable[pa.RecordBatch]], *, key: str) -> Table:
        """Store batches that are made in this process, as `Engine.write` does."""
        key = self._key(output.name, key)
        if table := self.finished(output.name, key):
            return table
        (folder,) = self._begin([output], [key])
        made = [_make_part(folder, i, batches, output) for i, batches in enumerate(parts)]
        return self._finish(output, key, made or [_make_part(folder, 0, [], output)], folder)

    def _begin(self, outputs: Sequence[Output], keys: Sequence[str]) -> Sequence[Path | None]:
        """Prepare the folder of each output; None: it is held in memory."""
        if self._held.holds():
            return [None] * len(outputs)
        return [self._checkpoints.begin(o.name, key) for o, key in zip(outputs, keys, strict=True)]

    def read(self, table: Table | Sequence[Table], *, columns: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """Yield the batches of one table, or of tables beside one another, as `Engine.read` does."""
        tables = [table] if isinstance(table, Table) else list(table)
        self._read.update(one.name for one in tables)
        for part in range(len(tables[0].parts)):
            for batch in read_part(tables, part):
                yield batch.select(list(columns)) if columns else batch

    def map(
        self,
        kernel: Kernel,
        tables: Table | Sequence[Table],
        outputs: Sequence[Output],
        *,
        by_key: bool = False,
        index: bool = False,
        spent: bool = False,
    ) -> tuple[Table, ...]:
        """Run a kernel over every batch, as `Engine.map` does."""
        inputs = (tables,) if isinstance(tables, Table) else tuple(tables)
        tasks = range(inputs[0].split if by_key else len(inputs[0].parts))
        merged = [bool(o.split) and len(tasks) > self.most_parts for o in outputs]
        made = [replace(o, name=o.name + _UNMERGED) if many else o for o, many in zip(outputs, merged, strict=True)]
        keys = [self._key(o.name, repr(kernel), repr(o), *(t.key for t in inputs)) for o in made]

        def work(folders: Sequence[Path | None]) -> Work:
            return _MapTask(kernel, inputs, tuple(made), tuple(folders), by_key, index)

        small = by_key and self._are_small(inputs)
        each = self._spending(inputs, keys[0]) if spent and not small else map if small else self._each
        tables = self._run(made, keys, tasks, () if by_key else inputs[0].rows, each, work)
        return tuple(
            self._merged(output, table) if many else table
            for output, table, many in zip(outputs, tables, merged, strict=True)
        )

    def _spending(self, tables: Sequence[Table], by: str) -> Callable[[Work, Sequence[int]], Iterator[_Done]]:
        """Make a function like `_each` that frees the disk of the buckets whose tasks are done, a number at a time."""

        def each(work: Work, tasks: Sequence[int]) -> Iterator[_Done]:
            files = [table for table in tables if not table.held and self._checkpoints.spend(table.name, by)]
            for done, task in zip(self._each(work, tasks), tasks, strict=True):
                yield done  # whoever takes the next one has noted that this one is done
                if task % (1 + tables[0].split // _FREED) == 0:
                    for table in files:
                        free_buckets(table.path, table.parts, task + 1)

        return each

    def _merged(self, output: Output, table: Table) -> Table:
        """Merge the parts of a table by key: the second round of a shuffle of many parts.

        Of P parts and B buckets the readers of the buckets would read P x B pieces. Each task merges about sqrt(P)
        neighbouring parts, which it reads as whole files; then sqrt(P) x B pieces are left, each sqrt(P) times as
        large. The rows of a bucket keep their order.
        """
        size = math.isqrt(len(table.parts))
        groups = [range(len(table.parts))[first : first + size] for first in range(0, len(table.parts), size)]

        def work(folders: Sequence[Path | None]) -> Work:
            return _MergeTask(output, table, tuple(groups), folders[0])

        (merged,) = self._run([output], [self._key(output.name, table.key)], range(len(groups)), (), self._each, work)
        self.drop(table)
        return merged

    def attach(self, output: Output, rows: Sequence[Table], like: Table, *, missing: int | None = None) -> Table:
        """Join rows to a table by their index in it, as `Engine.attach` does."""
        key = self._key(output.name, repr(output), like.key, *(t.key for t in rows))

        def work(folders: Sequence[Path | None]) -> Work:
            return _AttachTask(output, tuple(rows), like, folders[0], missing)

        each = map if self._are_small(rows) else self._each
        (table,) = self._run([output], [key], range(len(like.parts)), (), each, work)
        return table

    def concatenated(self, name: str, tables: Sequence[Table]) -> Table:
        """Give one table that has the parts of several, as `Engine.concatenated` does, without copying their rows."""
        key = self._key(name, *(table.key for table in tables))
        if table := self.finished(name, key):
            return table
        output, rows = Output(name, pa.schema([])), [rows for table in tables for rows in table.rows]
        (folder,) = self._begin([output], [key])
        if folder is None:
            held = [part for table in tables for part in held_parts(table)]
            parts = [Part(count, part.data.size, part) for count, part in zip(rows, held, strict=True)]
            return self._finish(output, key, parts, folder)
        parts, places = [], [(table, part) for table in tables for part in range(len(table.parts))]
        for i, (count, (table, part)) in enumerate(zip(rows, places, strict=True)):
            target = folder / _part(i)
            target.unlink(missing_ok=True)
            if table.held:
                store_part(target, table.held[part])
            else:
                target.hardlink_to(exchange.fetch(table.path / table.parts[part]))
            exchange.upload(target)
            parts.append(Part(count, target.stat().st_size))
        return self._finish(output, key, parts, folder)

    def _are_small(self, tables: Sequence[Table]) -> bool:
        return sum(self.sizes[table.name]["bytes"] for table in tables) < self.small

    def _run(
        self,
        outputs: Sequence[Output],
        keys: Sequence[str],
        tasks: range,
        rows: Sequence[int],
        each: Callable[[Work, Sequence[int]], Iterable[tuple[int, list[Part]]]],
        work: Callable[[Sequence[Path | None]], Work],
    ) -> tuple[Table, ...]:
        """Do the tasks that are not done yet.

        Args:
            outputs: the tables, each with a part for each task.
            keys: of the outputs.
            tasks: their indices.
            rows: of each task, by which progress is reported for parts of an interrupted run; empty if unknown.
            each: calls a function for every task, in some process.
            work: makes that function, of the folders of the outputs.
        """
        done = [self.finished(o.name, k) for o, k in zip(outputs, keys, strict=True)]
        if all(done):
            return tuple(t for t in done if t)
        folders = self._begin(outputs, keys)
        made = {index: parts for index in tasks if (parts := _made(folders, index))}
        share = 1 / max(len(tasks), 1)
        counted = outputs[0].name.removesuffix(_UNMERGED)
        self._advanced(counted, sum(rows[index] for index in made if rows), share * len(made))
        remaining = [index for index in tasks if index not in made]
        for index, (read, parts) in zip(remaining, each(work(folders), remaining), strict=True):
            made[index] = parts
            self._advanced(counted, read, share)
        return tuple(
            self._finish(output, key, [made[index][i] for index in tasks], folder)
            for i, (output, key, folder) in enumerate(zip(outputs, keys, folders, strict=True))
        )

    def _key(self, *sources: str) -> str:
        return blake2b("\0".join((self._version, *sources)).encode(), digest_size=16).hexdigest()

    def _finish(self, output: Output, key: str, parts: Sequence[Part], folder: Path | None) -> Table:
        made = {_part(i): part for i, part in enumerate(parts)}
        finish = self._checkpoints.finish if folder else self._held.add
        finish(output.name, key, made, output.bucket_count)
        return self._sized(output.name, key, made, output.bucket_count)

    def _sized(self, name: str, key: str, parts: Mapping[str, Part], split: int) -> Table:
        rows = tuple(part.rows for part in parts.values())
        stored = sum(part.size for part in parts.values())
        held = tuple(part.held for part in parts.values() if part.held)
        self.sizes[name] = {"rows": sum(rows), "bytes": stored, "exchanged": split > 0}
        path, since = self._checkpoints.folder / name, time.time_ns() if held else 0
        return Table(name, path, key, tuple(parts), rows, split, held, since)


class _MapTask(Struct, frozen=True):
    """Maps one part or one bucket: reads it, calls the kernel, and writes a part of each output."""

    kernel: Kernel
    inputs: tuple[Table, ...]
    outputs: tuple[Output, ...]
    folders: tuple[Path | None, ...]
    by_key: bool
    index: bool

    def __call__(self, task: int) -> tuple[int, list[Part]]:
        read = 0
        made: list[list[pa.RecordBatch]] = [[] for _ in self.outputs]
        for batches in self._batches(task):
            read += sum(batch.num_rows for batch in batches)
            for result in self.kernel(*batches):
                output, rows = result if isinstance(result, tuple) else (0, result)
                made[output].append(rows)
        return read, [
            _make_part(folder, task, self._aligned(o, b), o)
            for folder, o, b in zip(self.folders, self.outputs, made, strict=True)
        ]

    def _batches(self, task: int) -> Iterator[tuple[pa.RecordBatch, ...]]:
        if not self.by_key:
            first = self.inputs[0].bounds[task]
            for batch in self._rows(task):
                index = pa.array(np.arange(first, first + batch.num_rows))
                yield (batch.append_column("index", index) if self.index else batch,)
                first += batch.num_rows
            return
        batches = tuple(read_bucket(table, task) for table in self.inputs)
        if any(batch.num_rows for batch in batches):
            yield batches

    def _rows(self, task: int) -> Iterable[pa.RecordBatch]:
        """Read a part; of a table that is split in one batch, since a batch for each bucket has few rows."""
        batches = read_part(self.inputs, task)
        if not self.inputs[0].split:
            return batches
        some = list(batches)
        return [joined(some, some[0].schema)] if some else []

    def _aligned(self, output: Output, batches: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
        return batches if output.beside or output.split else [joined(batches, output.schema)]


class _MergeTask(Struct, frozen=True):
    """Writes a group of the parts of a table by key as one part."""

    output: Output
    table: Table
    groups: tuple[range, ...]
    folder: Path | None

    def __call__(self, task: int) -> tuple[int, list[Part]]:
        batches = merged_parts(self.table, self.groups[task])
        return 0, [_make_part(self.folder, task, batches, self.output, in_buckets=True)]


class _AttachTask(Struct, frozen=True):
    """Joins rows to one part of a table, as lists or as single rows."""

    output: Output
    rows: tuple[Table, ...]
    like: Table
    folder: Path | None
    missing: int | None

    def __call__(self, task: int) -> tuple[int, list[Part]]:
        names, first = ["row", *self.output.schema.names], self.like.bounds[task]
        read = [read_bucket(table, task).select(names) for table in self.rows]
        rows = joined(read, read[0].schema)
        rows = rows.take(pa.array(np.argsort(rows["row"].to_numpy(), kind="stable")))
        row = rows["row"].to_numpy()
        batches = []
        for batch in read_part([self.like], task):
            low, high = np.searchsorted(row, (first, first + batch.num_rows))
            batches.append(self._beside(rows.slice(low, high - low), row[low:high] - first, batch.num_rows))
            first += batch.num_rows
        return rows.num_rows, [_make_part(self.folder, task, batches, self.output)]

    def _beside(self, rows: pa.RecordBatch, row: Ints, count: int) -> pa.RecordBatch:
        """Make a batch of ``count`` rows, of joined rows that are sorted by their index ``row`` in it."""
        schema = self.output.schema
        if self.missing is None:
            rows = rows.set_column(rows.schema.get_field_index("row"), "row", pa.array(row))
            return nested(rows, "row", count, schema)
        which = np.full(count, -1)
        which[row] = np.arange(len(row))
        found = rows.select(schema.names).take(pa.array(which, mask=which < 0))
        columns = [pc.fill_null(c, pa.scalar(self.missing).cast(c.type)) for c in found.columns]
        return pa.RecordBatch.from_arrays(columns, schema=schema)


def _make_part(
    folder: Path | None, index: int, batches: Iterable[pa.RecordBatch], output: Output, *, in_buckets: bool = False
) -> Part:
    """Write a part into the folder of its table, or hold it in memory if there is none."""
    if folder is None:
        return hold_part(batches, output, in_buckets=in_buckets)
    return write_part(folder / _part(index), batches, output, in_buckets=in_buckets)


def _made(folders: Sequence[Path | None], index: int) -> list[Part] | None:
    """Return the parts that a task of an interrupted run has written; None unless there is one of each output."""
    parts = [made_part(folder / _part(index)) if folder else None for folder in folders]
    return None if None in parts else [part for part in parts if part is not None]


def _part(index: int) -> str:
    return f"part-{index:05d}{SUFFIX}"
