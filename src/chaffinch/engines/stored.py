"""Tables as folders of Arrow parts, and the verbs over them; who runs the units of work is a subclass's business."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.engines.parts import SUFFIX, Checkpoints, Part, joined, made_part, read_bucket, read_part, write_part
from chaffinch.engines.protocol import Kernel, Output, Table
from chaffinch.schemas import nested

__all__ = ["StoredEngine"]

R = TypeVar("R")
Work = Callable[[int], tuple[int, list[Part]]]
"""Does a unit of work, by its number; gives the rows that it read, and a part of each output."""


class StoredEngine(ABC):
    """Keep tables below one folder.

    Attributes:
        sizes: of each table: its rows, its bytes on the disk, and whether its rows were exchanged by key.
        small: bytes of rows by key below which they are mapped in this process: to hand out the work takes longer.

    Args:
        folder: where the tables are kept; whoever runs units of work sees the same files there.
        version: part of every key, so that another version of the code starts anew.
        advanced: told the rows of every part that is done.
    """

    small = 1 << 16

    def __init__(self, folder: Path, *, version: str = "", advanced: Callable[[int], None] = lambda rows: None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._checkpoints, self._version, self._advanced = Checkpoints(folder), version, advanced
        self.sizes: dict[str, dict[str, int | bool]] = {}

    @abstractmethod
    def _each(self, function: Callable[[int], R], items: Sequence[int]) -> Iterator[R]:
        """Call a function, which can be pickled, for each item; give the results in the order of the items."""

    @abstractmethod
    def close(self) -> None:
        """Give back what the engine holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._checkpoints.close()

    def finished(self, name: str, key: str) -> Table | None:
        """Give a table that was finished with the same key."""
        told = self._checkpoints.finished(name, key)
        return self._sized(name, key, self._checkpoints.folder / name, *told) if told else None

    def drop(self, table: Table) -> None:
        """Give up the rows of a table: all that is made of them is finished."""
        self._checkpoints.drop(table.name)

    def keep(self) -> None:
        """See that files which were made beside the tables outlast a power failure as these do."""
        self._checkpoints.keep()

    def write(self, output: Output, parts: Iterable[Iterable[pa.RecordBatch]], *, key: str) -> Table:
        """Store batches made in this process, part by part."""
        key = self._key(output.name, key)
        if table := self.finished(output.name, key):
            return table
        folder = self._checkpoints.begin(output.name, key)
        made = [write_part(folder / _part(i), batches, output) for i, batches in enumerate(parts)]
        return self._finish(output, key, made or [write_part(folder / _part(0), [], output)])

    def read(self, table: Table | Sequence[Table], *, columns: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """Give the batches of tables that lie beside one another, in order."""
        tables = [table] if isinstance(table, Table) else list(table)
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
        place: bool = False,
    ) -> tuple[Table, ...]:
        """Run a kernel over every batch; with ``by_key`` a batch holds all rows of the keys in it."""
        inputs = (tables,) if isinstance(tables, Table) else tuple(tables)
        units = range(inputs[0].split if by_key else len(inputs[0].parts))
        keys = [self._key(o.name, repr(kernel), repr(o), *(t.key for t in inputs)) for o in outputs]

        def unit(folders: Sequence[Path]) -> Work:
            return _Unit(kernel, inputs, tuple(outputs), tuple(folders), by_key, place)

        each = map if by_key and self._are_small(inputs) else self._each
        return self._run(outputs, keys, units, () if by_key else inputs[0].rows, each, unit)

    def attach(self, output: Output, rows: Sequence[Table], like: Table, *, missing: int | None = None) -> Table:
        """Lay rows beside a table: a list of them at each of its rows, or one."""
        key = self._key(output.name, repr(output), like.key, *(t.key for t in rows))

        def unit(folders: Sequence[Path]) -> Work:
            return _Laid(output, tuple(rows), like, folders[0], missing)

        each = map if self._are_small(rows) else self._each
        (table,) = self._run([output], [key], range(len(like.parts)), (), each, unit)
        return table

    def _are_small(self, tables: Sequence[Table]) -> bool:
        return sum(self.sizes[table.name]["bytes"] for table in tables) < self.small

    def _run(
        self,
        outputs: Sequence[Output],
        keys: Sequence[str],
        units: range,
        told: Sequence[int],
        each: Callable[[Work, Sequence[int]], Iterable[tuple[int, list[Part]]]],
        work: Callable[[Sequence[Path]], Work],
    ) -> tuple[Table, ...]:
        """Do units of work that are not done yet.

        Args:
            outputs: what is made, each with a part for each unit.
            keys: of these.
            units: the numbers of the units.
            told: rows of each unit by which the run advances; none if it does by what units say.
            each: calls a function for every unit, somewhere.
            work: given the folders for the parts, gives what is called for each unit.
        """
        done = [self.finished(o.name, k) for o, k in zip(outputs, keys, strict=True)]
        if all(done):
            return tuple(t for t in done if t)
        folders = [self._checkpoints.begin(o.name, k) for o, k in zip(outputs, keys, strict=True)]
        made = {index: parts for index in units if (parts := _made(folders, index))}
        self._advanced(sum(told[index] for index in made if told))
        unit = work(folders)
        left = [index for index in units if index not in made]
        for index, (read, parts) in zip(left, each(unit, left), strict=True):
            made[index] = parts
            self._advanced(read)
        return tuple(
            self._finish(output, key, [made[index][i] for index in units])
            for i, (output, key) in enumerate(zip(outputs, keys, strict=True))
        )

    def _key(self, *told: str) -> str:
        return blake2b("\0".join((self._version, *told)).encode(), digest_size=16).hexdigest()

    def _finish(self, output: Output, key: str, parts: Sequence[Part]) -> Table:
        made = {_part(i): part for i, part in enumerate(parts)}
        path = self._checkpoints.finish(output.name, key, made, output.pieces)
        return self._sized(output.name, key, path, made, output.pieces)

    def _sized(self, name: str, key: str, path: Path, parts: Mapping[str, Part], split: int) -> Table:
        rows = tuple(part.rows for part in parts.values())
        stored = sum(part.size for part in parts.values())
        self.sizes[name] = {"rows": sum(rows), "bytes": stored, "exchanged": split > 0}
        return Table(name, path, key, tuple(parts), rows, split)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One unit of work: a part or a bucket, read, mapped and written in one process."""

    kernel: Kernel
    inputs: tuple[Table, ...]
    outputs: tuple[Output, ...]
    folders: tuple[Path, ...]
    by_key: bool
    place: bool

    def __call__(self, index: int) -> tuple[int, list[Part]]:
        read = 0
        made: list[list[pa.RecordBatch]] = [[] for _ in self.outputs]
        for batches in self._batches(index):
            read += sum(batch.num_rows for batch in batches)
            for result in self.kernel(*batches):
                at, rows = result if isinstance(result, tuple) else (0, result)
                made[at].append(rows)
        return read, [
            write_part(folder / _part(index), self._aligned(o, b), o)
            for folder, o, b in zip(self.folders, self.outputs, made, strict=True)
        ]

    def _batches(self, index: int) -> Iterator[tuple[pa.RecordBatch, ...]]:
        if not self.by_key:
            first = self.inputs[0].edges[index]
            for batch in read_part(self.inputs, index):
                place = pa.array(np.arange(first, first + batch.num_rows))
                yield (batch.append_column("place", place) if self.place else batch,)
                first += batch.num_rows
            return
        batches = tuple(read_bucket(table, index) for table in self.inputs)
        if any(batch.num_rows for batch in batches):
            yield batches

    def _aligned(self, output: Output, batches: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
        return batches if output.beside or output.split else [joined(batches, output.schema)]


@dataclass(frozen=True, slots=True)
class _Laid:
    """One part of lists, or of single rows, that are laid beside a table."""

    output: Output
    rows: tuple[Table, ...]
    like: Table
    folder: Path
    missing: int | None

    def __call__(self, index: int) -> tuple[int, list[Part]]:
        names, first = ["row", *self.output.schema.names], self.like.edges[index]
        read = [read_bucket(table, index).select(names) for table in self.rows]
        rows = joined(read, read[0].schema)
        rows = rows.take(pa.array(np.argsort(rows["row"].to_numpy(), kind="stable")))
        place = rows["row"].to_numpy()
        batches = []
        for batch in read_part([self.like], index):
            low, high = np.searchsorted(place, (first, first + batch.num_rows))
            batches.append(self._beside(rows.slice(low, high - low), place[low:high] - first, batch.num_rows))
            first += batch.num_rows
        return rows.num_rows, [write_part(self.folder / _part(index), batches, self.output)]

    def _beside(self, rows: pa.RecordBatch, place: npt.NDArray[np.int64], count: int) -> pa.RecordBatch:
        schema = self.output.schema
        if self.missing is None:
            rows = rows.set_column(rows.schema.get_field_index("row"), "row", pa.array(place))
            return nested(rows, "row", count, schema)
        at = np.full(count, -1)
        at[place] = np.arange(len(place))
        found = rows.select(schema.names).take(pa.array(at, mask=at < 0))
        columns = [pc.fill_null(c, pa.scalar(self.missing).cast(c.type)) for c in found.columns]
        return pa.RecordBatch.from_arrays(columns, schema=schema)


def _made(folders: Sequence[Path], index: int) -> list[Part] | None:
    """Give the parts of each output of a unit that an interrupted run has done."""
    parts = [made_part(folder / _part(index)) for folder in folders]
    return None if None in parts else [part for part in parts if part is not None]


def _part(index: int) -> str:
    return f"part-{index:05d}{SUFFIX}"
