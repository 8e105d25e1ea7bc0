"""The protocol between the order of the stages and the machinery that runs them.

Stages know no engine: a *kernel* turns one Arrow batch into batches. Engines know no stage: they store tables, run
kernels over them and exchange rows by key. A table is a folder of parts; a part is a unit of work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

__all__ = ["Engine", "Kernel", "Output", "Table"]

Kernel = Callable[..., Iterable[Any]]
"""A pure, picklable callable of one batch, or of one batch a table. It yields batches, or pairs (index of the output,
batch) where it has several outputs. Its ``repr`` must tell all that its result depends on: a frozen dataclass does."""


@dataclass(frozen=True, slots=True)
class Table:
    """A finished folder of parts.

    Attributes:
        name: its name in the run.
        path: the folder.
        key: digest of all that its content depends on.
        parts: names of the part files, in order.
        rows: rows in each part.
        split: number of buckets, 0 for a table that is not split by key.
    """

    name: str
    path: Path
    key: str
    parts: tuple[str, ...]
    rows: tuple[int, ...]
    split: int = 0

    @property
    def edges(self) -> tuple[int, ...]:
        """The first row of each part, for `Output.edges`."""
        return tuple(accumulate(self.rows[:-1], initial=0))


@dataclass(frozen=True, slots=True)
class Output:
    """What a map writes.

    Attributes:
        name: the table's name.
        schema: its columns; batches are cast to it.
        split: integer columns; rows with equal values arrive together in the next map with ``by_key``.
        buckets: how many buckets to split into, a hint by the bytes expected.
        edges: the smallest value of each bucket, rising: the one column of ``split`` is cut at these, so that the
            buckets follow its order.
        beside: each batch corresponds row by row to the batch it was made from, so that the tables can be
            read side by side.
    """

    name: str
    schema: pa.Schema
    split: tuple[str, ...] = ()
    buckets: int = 0
    edges: tuple[int, ...] = ()
    beside: bool = False

    @property
    def pieces(self) -> int:
        """The buckets of a table that is split, 0 for one that is not."""
        return (len(self.edges) or self.buckets) if self.split else 0


class Engine(Protocol):
    """The verbs. Every one gives the same rows whatever the number of workers or the size of batches."""

    def write(self, output: Output, parts: Iterable[Iterable[pa.RecordBatch]], *, key: str) -> Table:
        """Store batches made in this process, part by part."""

    def read(self, table: Table | Sequence[Table], *, columns: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """Give the batches of a table, or of tables that lie beside one another, in order."""

    def map(
        self,
        kernel: Kernel,
        tables: Table | Sequence[Table],
        outputs: Sequence[Output],
        *,
        by_key: bool = False,
        place: bool = False,
    ) -> tuple[Table, ...]:
        """Run a kernel over every batch; with ``by_key`` a batch holds all rows of the keys in it.

        Tables lie beside one another, and a batch has the columns of all, with ``place`` also a column ``place``: that
        of each row in its table. With ``by_key`` they have as many buckets, and the kernel gets a batch of each.
        """

    def attach(self, output: Output, rows: Sequence[Table], like: Table, *, missing: int | None = None) -> Table:
        """Lay rows beside a table: a list of them at each of its rows, or one where ``missing`` is given.

        Args:
            output: columns, each named as a column of ``rows``; lists, or of the same type where each row gets one.
            missing: stands where no row was, in all columns; False is 0.
            rows: split by the column ``row``, the place in the table, at the table's `Table.edges`.
            like: the table.
        """

    def finished(self, name: str, key: str) -> Table | None:
        """Give a table that an earlier, interrupted run finished with the same key."""

    def drop(self, table: Table) -> None:
        """Give up the rows of a table: all that is made of them is finished."""

    def keep(self) -> None:
        """See that files which were made beside the tables, and in place of others, outlast a power failure."""
