"""The protocol between stages and engines: tables, outputs, kernels, and the methods of an engine.

A stage describes its work as *kernels*, which turn Arrow batches into Arrow batches. An engine stores tables, runs
kernels over them, and shuffles rows by key. A table is a folder of *parts*; each part is made by one *task*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pyarrow as pa
from msgspec import Struct

__all__ = ["Engine", "HeldPart", "Kernel", "Output", "Table"]

Kernel = Callable[..., Iterable[Any]]
"""A picklable callable of one batch (with ``by_key`` of one batch for each table), usually a frozen dataclass.

It yields batches, or pairs (index of the output, batch) where it has several outputs. Its ``repr`` must show all that
its result depends on beside its tables, since the key of a checkpoint is made of it. The same rows must come of any
batches, any number of workers and any number of repetitions.

A kernel writes no files, with three exceptions that write files beside their tables, since these are read at random
offsets or are the result itself: in `chaffinch.matching` ``Fold`` (letters of documents, words of their sentences) and
``Block`` (blocks of all letters), in `chaffinch.pipeline` ``Rewrite`` (parts of the cleaned corpus). The names of their
files depend on the rows of the task only, so a task that runs twice writes the same files again.
"""


class HeldPart(NamedTuple):
    """A part of a table that is held in memory: the bytes that its files would have.

    Attributes:
        data: of the part file.
        offsets: of the batches, as the index file of a part that is split has them; else empty.
    """

    data: pa.Buffer
    offsets: bytes


@dataclass(frozen=True, slots=True)
class Table:
    """A finished table: a folder of parts.

    Attributes:
        name: of the table, unique in a run.
        path: the folder.
        key: digest of everything that its content depends on.
        parts: names of the part files, in order.
        rows: number of rows of each part.
        split: number of buckets; 0 for a table that is not split by key.
        held: the parts, if the table is in memory; else empty, and the parts are files.
        held_since: when a table in memory was made, nanoseconds.
    """

    name: str
    path: Path
    key: str
    parts: tuple[str, ...]
    rows: tuple[int, ...]
    split: int = 0
    held: tuple[HeldPart, ...] = field(default=(), repr=False, compare=False)
    held_since: int = field(default=0, repr=False, compare=False)

    @property
    def stamp(self) -> int:
        """A number that differs each time that the table is made."""
        return self.held_since or self.path.stat().st_mtime_ns

    @property
    def bounds(self) -> tuple[int, ...]:
        """The first row of each part, for `Output.bounds`."""
        return tuple(accumulate(self.rows[:-1], initial=0))


class Output(Struct, frozen=True):
    """A table to be written.

    Attributes:
        name: of the table.
        schema: its columns; batches are cast to it.
        split: integer columns by which rows are partitioned: in a later map with ``by_key`` rows with equal values are
            in one batch.
        buckets: number of buckets of a partition by hash; chosen by the bytes that are expected.
        bounds: the smallest value of each bucket, ascending, for a partition by range of the single column of
            ``split``: buckets then have the order of its values.
        beside: whether each batch has a row for each row of the batch that it was made from, so that both tables can be
            read side by side.
        packed: whether its files are compressed. Texts and anchors take .4 of the disk then; to write 100 MB takes .2
            to .4 s more, to read texts .1 s.
    """

    name: str
    schema: pa.Schema
    split: tuple[str, ...] = ()
    buckets: int = 0
    bounds: tuple[int, ...] = ()
    beside: bool = False
    packed: bool = False

    @property
    def bucket_count(self) -> int:
        """The number of buckets of a table that is split by key, 0 of any other one."""
        return (len(self.bounds) or self.buckets) if self.split else 0


class Engine(Protocol):
    """Stores tables and runs kernels over them.

    Every method makes the same rows for any number of workers and any size of batches.
    """

    def write(self, output: Output, parts: Iterable[Iterable[pa.RecordBatch]], *, key: str) -> Table:
        """Store batches that are made in this process.

        Args:
            output: the table to be written.
            parts: the batches of each part.
            key: digest of everything that the batches depend on; a table that is finished with it is not made again.
        """

    def read(self, table: Table | Sequence[Table], *, columns: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """Yield the batches of a table, or the joined columns of tables beside one another, in order.

        Args:
            table: one table, or several with the same rows in the same parts.
            columns: names of the columns to read; empty: all.
        """

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
        """Run a kernel over every batch of tables.

        Args:
            kernel: called with one batch that has the columns of all tables; with ``by_key`` with a batch of each
                table.
            tables: one, or several beside one another; with ``by_key`` several with equally many buckets.
            outputs: the tables to be written, in the order of the kernel's indices.
            by_key: whether a batch is a bucket, which holds all rows of the keys in it.
            index: whether a batch also has the column ``index``, the index of each row in its table, int64; not with
                ``by_key``.
            spent: whether the rows of the tables may be deleted on the way, since nothing else is made of them; only
                with ``by_key``. They are to be dropped then.

        Returns:
            A table for each output.

        Raises:
            RunError: a worker process ended unexpectedly; other errors are those of the kernel.
        """

    def attach(self, output: Output, rows: Sequence[Table], like: Table, *, missing: int | None = None) -> Table:
        """Join rows to a table by their index in it, as a new table beside it.

        Args:
            output: columns, each named as a column of ``rows``: lists of its type, or with ``missing`` of its type.
            rows: split by the column ``row``, the index of a row of ``like``, at the `Table.bounds` of ``like``.
            like: the table.
            missing: None to make a list of all rows for each row of ``like``; else each has one row at most, and this
                is the value of all columns where there is none (0 is False).

        Returns:
            A table beside ``like``.
        """

    def concatenated(self, name: str, tables: Sequence[Table]) -> Table:
        """Give one table that has the parts of several, which have the same columns and are not split by key.

        Args:
            name: of the new table.
            tables: in order; they stay as they are.
        """

    def once(self, name: str, key: str, work: Callable[[], None], *, kept: Sequence[Table]) -> None:
        """Do work that leaves no table but files of its own, unless it was finished; then delete the rows of tables.

        Args:
            name: of the work.
            key: digest of everything that it depends on; work that was finished with it is not done again.
            work: the work.
            kept: the tables that are still needed. Those that `read` gave rows of before the work stay, too, since a
                run that goes on reads them again; all others that this process made or used are dropped.
        """

    def drop(self, table: Table) -> None:
        """Delete the rows of a table when everything that is made of them is finished; its key stays finished."""

    def keep(self) -> None:
        """Flush files to the disk that were written beside the tables, so that they outlast a power failure."""
