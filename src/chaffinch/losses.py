"""What the corpus, and every site, would lose by decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import policy
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table
from chaffinch.ledger import hashes
from chaffinch.tables import ints

__all__ = ["losses"]

Ints = npt.NDArray[np.int64]

ROWS_OF = 1_000_000
"""Documents whose hosts are added up in one task."""

_COUNTS = ("pages", "characters", "lost")
_LOSSES = pa.schema({"group": pa.int64(), "host": pa.string(), **dict.fromkeys(_COUNTS, pa.int64())})


def losses(engine: Engine, corpus: Corpus, decisions: Table) -> Iterator[policy.Loss]:
    """Give what the corpus, and every site, would lose; sites by name."""
    output = Output("losses", _LOSSES, split=("group",), buckets=1 + corpus.documents // ROWS_OF)
    (by_batch,) = engine.map(_OfBatch(), (corpus.facts, corpus.numbers, decisions), [output])
    (by_host,) = engine.map(_OfHost(), by_batch, [Output("losses-of-hosts", _LOSSES)], by_key=True)
    whole, over = np.zeros(3, np.int64), list[policy.Loss]()
    for batch in engine.read(by_host):
        counts = [ints(batch, name) for name in _COUNTS]
        whole += [c.sum() for c in counts]
        hosts = zip(batch["host"].to_pylist(), *(c.tolist() for c in counts), strict=True)
        over += [loss for loss in (policy.Loss(*row) for row in hosts if row[0] is not None) if loss.lost]
    yield policy.Loss("the corpus", *whole.tolist())
    yield from sorted(over, key=lambda loss: loss.name)


@dataclass(frozen=True, slots=True)
class _OfBatch:
    """Kernel: facts beside numbers and decisions -> what the hosts in a batch would lose: `_LOSSES`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every host."""
        gone = pc.equal(pc.list_flatten(batch["action"]), "remove")
        size = pc.subtract(pc.list_flatten(batch["stop"]), pc.list_flatten(batch["start"]))
        lost = np.zeros(batch.num_rows, np.int64)
        row = pc.list_parent_indices(batch["action"])
        np.add.at(lost, row.filter(gone).to_numpy(), size.filter(gone).to_numpy())
        known = batch["number"].to_numpy() >= 0
        characters = pc.fill_null(batch["characters"], 0).to_numpy()
        yield from _summed(batch["host"], (known.astype(np.int64), characters * known, lost))


@dataclass(frozen=True, slots=True)
class _OfHost:
    """Kernel: all rows of `_LOSSES` of some hosts -> one for each."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every host."""
        yield from _summed(batch["host"], tuple(ints(batch, name) for name in _COUNTS))


def _summed(hosts: pa.Array, counts: tuple[Ints, ...]) -> Iterator[pa.RecordBatch]:
    encoded = hosts.dictionary_encode(null_encoding="encode")
    at, size = encoded.indices.to_numpy(), len(encoded.dictionary)
    sums = [np.bincount(at, weights=c, minlength=size).astype(np.int64) for c in counts]
    yield pa.record_batch([hashes(encoded.dictionary), encoded.dictionary, *sums], schema=_LOSSES)
