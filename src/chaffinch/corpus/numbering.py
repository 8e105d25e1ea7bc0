"""Unique ids for documents, and their numbers: the ranks of the ids, found by sorting ranges of ids apart.

The order of numbers is that of ids, so that ties are broken alike for any order of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.engines import Engine, Output, Table, hashes
from chaffinch.errors import RunError
from chaffinch.schemas import (
    HASHED_IDS,
    LISTED_IDS,
    NAMES,
    NUMBERED_ROWS,
    NUMBERS,
    ORDERED_IDS,
    SHARED_IDS,
    SHARED_IDS_BESIDE,
)
from chaffinch.text import Bools

__all__ = ["Numbered", "numbered"]


RANGE_IDS = 500_000
"""Ids in a range, about: one task sorts a range in memory."""


_SAMPLE = 64  # sampled ids for each range: the sizes of ranges then differ by about a fifth


class Numbered(Struct, frozen=True):
    """The ids of documents, and their numbers.

    Attributes:
        names: `NAMES`, beside the texts.
        numbers: `NUMBERS`, beside the texts.
        ordered: `ORDERED_IDS`, in the order of ids, without documents that failed.
        hashed: `HASHED_IDS`, in the order of hashes.
        renamed: number of documents that shared their id with another one, and got a longer id.
    """

    names: Table
    numbers: Table
    ordered: Table
    hashed: Table
    renamed: int


def numbered(engine: Engine, facts: Table, sources: Sequence[str]) -> Numbered:
    """Give each document a unique id and a number.

    Args:
        engine: runs the kernels.
        facts: `FACTS`, beside the texts.
        sources: names of the sources, by their index.

    Raises:
        RunError: two documents have the same id even with their files and records added.
    """
    name = Name(tuple(sources))
    (names,) = engine.map(name, facts, [Output("ids", NAMES, beside=True)])
    listed = _listed(engine, facts, names, "listed")
    output = Output("shared", SHARED_IDS, split=("row",), bounds=facts.bounds)
    (shared,) = engine.map(_Shared(), listed, [output], by_key=True)
    if renamed := sum(shared.rows):
        again = engine.attach(Output("again", SHARED_IDS_BESIDE, beside=True), [shared], facts)
        (names,) = engine.map(name, (facts, again), [Output("names", NAMES, beside=True)])
        listed = _listed(engine, facts, names, "listed-names")
    (ordered,) = engine.map(_Order(), listed, [Output("ordered", ORDERED_IDS)], by_key=True)
    by_row = Output("ranks", NUMBERED_ROWS, split=("row",), bounds=facts.bounds)
    bounds = tuple(i * (2**63 // listed.split) for i in range(listed.split))
    by_hash = Output("hashes", HASHED_IDS, split=("hash",), bounds=bounds)
    ranks, spread = engine.map(_Number(), ordered, [by_row, by_hash], index=True)
    (hashed,) = engine.map(_ByHash(), spread, [Output("hashed", HASHED_IDS)], by_key=True)
    numbers = engine.attach(Output("numbers", NUMBERS, beside=True), [ranks], facts, missing=-1)
    return Numbered(names, numbers, ordered, hashed, renamed)


def _listed(engine: Engine, facts: Table, names: Table, name: str) -> Table:
    """Partition ids by range."""
    cuts = _cuts(engine, names)
    output = Output(name, LISTED_IDS, split=("range",), bounds=tuple(range(len(cuts) + 1)))
    (listed,) = engine.map(_List(cuts), (facts, names), [output], index=True)
    return listed


def _cuts(engine: Engine, names: Table) -> tuple[str, ...]:
    """Choose the first id of each range but the first, by a sample."""
    rows = sum(names.rows)
    ranges = 1 + rows // RANGE_IDS
    if ranges == 1:
        return ()
    step, first, sample = 1 + rows // (ranges * _SAMPLE), 0, list[str]()
    for batch in engine.read(names):
        drawn = np.arange(-first % step, batch.num_rows, step)
        sample += batch["document"].take(pa.array(drawn)).to_pylist()
        first += batch.num_rows
    sample.sort()
    return tuple(sorted({sample[i * len(sample) // ranges] for i in range(1, ranges)}))


class Name(Struct, frozen=True):
    """Kernel that makes ids from rows of `FACTS`; yields rows of `NAMES`, row by row.

    Where the column ``again`` of `SHARED_IDS_BESIDE` marks an id as shared, it becomes ``id@source#record``.

    Attributes:
        sources: names of the sources, by their index.
    """

    sources: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one batch, row by row."""
        ids = batch["id"]
        if "again" in batch.schema.names:
            again = pc.greater(pc.list_value_length(batch["again"]), 0)
            source = pa.array(self.sources, pa.string()).take(batch["source"])
            record = pc.binary_join_element_wise(source, batch["record"].cast(pa.string()), "#")
            ids = pc.if_else(again, pc.binary_join_element_wise(ids, record, "@"), ids)
        yield pa.record_batch([ids], schema=NAMES)


class _List(Struct, frozen=True):
    """Kernel that assigns ids to ranges, of `FACTS` beside `NAMES`; yields rows of `LISTED_IDS`."""

    cuts: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        names = batch["document"]
        found = np.zeros(len(names), np.int64)
        if self.cuts:
            found = np.searchsorted(np.array(self.cuts, object), np.asarray(names, object), side="right")
        failed = batch["failure"].is_valid()
        yield pa.record_batch([found.astype(np.int32), names, batch["index"], failed], schema=LISTED_IDS)


class _Shared(Struct, frozen=True):
    """Kernel that finds shared ids among all `LISTED_IDS` of a range; yields `SHARED_IDS`, a row for each document."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        batch = batch.take(pc.sort_indices(batch["document"]))
        same = _repeated(batch["document"])
        rows = batch["row"].filter(pa.array(same | np.append(same[1:], False)[: len(same)]))
        yield pa.record_batch([rows, np.ones(len(rows), np.bool_)], schema=SHARED_IDS)


class _Order(Struct, frozen=True):
    """Kernel that sorts all `LISTED_IDS` of a range; yields `ORDERED_IDS`, without documents that failed."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        batch = batch.filter(pc.invert(batch["failed"])).select(ORDERED_IDS.names)
        batch = batch.take(pc.sort_indices(batch["document"]))
        if _repeated(batch["document"]).any():
            raise RunError("two documents have one id, even with their files and records added; rename one of them")
        yield batch


class _Number(Struct, frozen=True):
    """Kernel that numbers `ORDERED_IDS`; yields `NUMBERED_ROWS` on output 0, and `HASHED_IDS` on output 1."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        row, number = batch["row"], batch["index"].cast(pa.int32())
        yield 0, pa.record_batch([row, number], schema=NUMBERED_ROWS)
        yield 1, pa.record_batch([hashes(batch["document"]), number], schema=HASHED_IDS)


class _ByHash(Struct, frozen=True):
    """Kernel that sorts all `HASHED_IDS` of a range of hashes; yields the same rows."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield batch.take(pc.sort_indices(batch, [("hash", "ascending"), ("number", "ascending")]))


def _repeated(names: pa.Array) -> Bools:
    """Tell which of sorted ids equal the one before: bool, shape (n,)."""
    if len(names) < 2:
        return np.zeros(len(names), np.bool_)
    same = pc.equal(names.slice(1), names.slice(0, len(names) - 1))
    return np.append(False, same.to_numpy(zero_copy_only=False))
