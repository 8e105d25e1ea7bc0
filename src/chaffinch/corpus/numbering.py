"""Names and numbers of documents: what they are called, and the ranks of these names, by a sort in ranges of names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

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

__all__ = ["Numbered", "numbered"]


NAMES_OF = 500_000
"""Names in a range: what is sorted at once."""


_SAMPLE = 64  # names for each range that tell where to cut: ranges are then alike to a fifth or so


@dataclass(frozen=True, slots=True)
class Numbered:
    """The names of documents, and their numbers.

    Attributes:
        names: `NAMES` beside the texts.
        numbers: `NUMBERS` beside the texts.
        ordered: `ORDERED_IDS`, all but the failed ones.
        hashed: `HASHED_IDS`, in the order of hashes.
        renamed: how many documents share their id with another and got a longer one.
    """

    names: Table
    numbers: Table
    ordered: Table
    hashed: Table
    renamed: int


def numbered(engine: Engine, facts: Table, sources: Sequence[str]) -> Numbered:
    """Name and number the documents.

    Args:
        facts: beside the texts.
        sources: the names of these.

    Raises:
        RunError: two documents got the same name even with their files and records added.
    """
    name = Name(tuple(sources))
    (names,) = engine.map(name, facts, [Output("ids", NAMES, beside=True)])
    listed = _listed(engine, facts, names, "listed")
    output = Output("shared", SHARED_IDS, split=("row",), edges=facts.edges)
    (shared,) = engine.map(_Shared(), listed, [output], by_key=True)
    if renamed := sum(shared.rows):
        again = engine.attach(Output("again", SHARED_IDS_BESIDE, beside=True), [shared], facts)
        (names,) = engine.map(name, (facts, again), [Output("names", NAMES, beside=True)])
        listed = _listed(engine, facts, names, "listed-names")
    (ordered,) = engine.map(_Order(), listed, [Output("ordered", ORDERED_IDS)], by_key=True)
    by_row = Output("ranks", NUMBERED_ROWS, split=("row",), edges=facts.edges)
    edges = tuple(i * (2**63 // listed.split) for i in range(listed.split))
    by_hash = Output("hashes", HASHED_IDS, split=("hash",), edges=edges)
    ranks, spread = engine.map(_Number(), ordered, [by_row, by_hash], index=True)
    (hashed,) = engine.map(_ByHash(), spread, [Output("hashed", HASHED_IDS)], by_key=True)
    numbers = engine.attach(Output("numbers", NUMBERS, beside=True), [ranks], facts, missing=-1)
    return Numbered(names, numbers, ordered, hashed, renamed)


def _listed(engine: Engine, facts: Table, names: Table, name: str) -> Table:
    """Spread names over ranges."""
    cuts = _cuts(engine, names)
    output = Output(name, LISTED_IDS, split=("range",), edges=tuple(range(len(cuts) + 1)))
    (listed,) = engine.map(_List(cuts), (facts, names), [output], index=True)
    return listed


def _cuts(engine: Engine, names: Table) -> tuple[str, ...]:
    """Choose where ranges of names begin, all but the first, by a sample."""
    rows = sum(names.rows)
    ranges = 1 + rows // NAMES_OF
    if ranges == 1:
        return ()
    step, first, sample = 1 + rows // (ranges * _SAMPLE), 0, list[str]()
    for batch in engine.read(names):
        at = np.arange(-first % step, batch.num_rows, step)
        sample += batch["document"].take(pa.array(at)).to_pylist()
        first += batch.num_rows
    sample.sort()
    return tuple(sorted({sample[i * len(sample) // ranges] for i in range(1, ranges)}))


@dataclass(frozen=True, slots=True)
class Name:
    """Kernel: facts -> `NAMES`: ids; of those that are said to be shared, ``id@source#record``."""

    sources: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for each."""
        ids = batch["id"]
        if "again" in batch.schema.names:
            again = pc.greater(pc.list_value_length(batch["again"]), 0)
            source = pa.array(self.sources, pa.string()).take(batch["source"])
            place = pc.binary_join_element_wise(source, batch["record"].cast(pa.string()), "#")
            ids = pc.if_else(again, pc.binary_join_element_wise(ids, place, "@"), ids)
        yield pa.record_batch([ids], schema=NAMES)


@dataclass(frozen=True, slots=True)
class _List:
    """Kernel: facts beside names -> the names by range."""

    cuts: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        names = batch["document"]
        found = np.zeros(len(names), np.int64)
        if self.cuts:
            found = np.searchsorted(np.array(self.cuts, object), np.asarray(names, object), side="right")
        failed = batch["failure"].is_valid()
        yield pa.record_batch([found.astype(np.int32), names, batch["index"], failed], schema=LISTED_IDS)


@dataclass(frozen=True, slots=True)
class _Shared:
    """Kernel: the names of a range -> the rows of those that more than one document has."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        batch = batch.take(pc.sort_indices(batch["document"]))
        same = _as_before(batch["document"])
        rows = batch["row"].filter(pa.array(same | np.append(same[1:], False)[: len(same)]))
        yield pa.record_batch([rows, np.ones(len(rows), np.bool_)], schema=SHARED_IDS)


@dataclass(frozen=True, slots=True)
class _Order:
    """Kernel: the names of a range -> those of documents that did not fail, in order."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        batch = batch.filter(pc.invert(batch["failed"])).select(ORDERED_IDS.names)
        batch = batch.take(pc.sort_indices(batch["document"]))
        if _as_before(batch["document"]).any():
            raise RunError("two documents have one id, even with their files and records added; rename one of them")
        yield batch


@dataclass(frozen=True, slots=True)
class _Number:
    """Kernel: names in order, their rows in the corpus -> (0, the number of each row), (1, rows of `HASHED_IDS`)."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        row, number = batch["row"], batch["index"].cast(pa.int32())
        yield 0, pa.record_batch([row, number], schema=NUMBERED_ROWS)
        yield 1, pa.record_batch([hashes(batch["document"]), number], schema=HASHED_IDS)


@dataclass(frozen=True, slots=True)
class _ByHash:
    """Kernel: sort rows of `HASHED_IDS`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield batch.take(pc.sort_indices(batch, [("hash", "ascending"), ("number", "ascending")]))


def _as_before(names: pa.Array) -> npt.NDArray[np.bool_]:
    """Tell which names, of some that are sorted, are the same as the one before."""
    if len(names) < 2:
        return np.zeros(len(names), np.bool_)
    same = pc.equal(names.slice(1), names.slice(0, len(names) - 1))
    return np.append(False, same.to_numpy(zero_copy_only=False))
