"""What the corpus, and every site, would lose by decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.config import PolicyConfig
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table, hashes
from chaffinch.model import WHOLE
from chaffinch.policy import verdicts
from chaffinch.schemas import DECISIONS, LOSSES, ints
from chaffinch.text import Ints

__all__ = ["Losses", "losses", "withhold"]


ROWS_OF = 1_000_000
"""Documents whose hosts are added up in one task."""

_COUNTS = ("pages", "characters", "lost")


@dataclass(frozen=True, slots=True)
class Losses:
    """What is lost by decisions.

    Attributes:
        corpus: what all documents would lose but those of the sites that follow.
        sites: those that would lose too much, by name.
    """

    corpus: verdicts.Loss
    sites: tuple[verdicts.Loss, ...]


def losses(engine: Engine, corpus: Corpus, decisions: Table, config: PolicyConfig) -> Losses:
    """Add up what the corpus, and every site, would lose."""
    output = Output("losses", LOSSES, split=("group",), buckets=1 + corpus.documents // ROWS_OF)
    (by_batch,) = engine.map(_OfBatch(), (corpus.facts, corpus.numbers, decisions), [output])
    (by_host,) = engine.map(_OfHost(), by_batch, [Output("losses-of-hosts", LOSSES)], by_key=True)
    whole, over = np.zeros(3, np.int64), list[verdicts.Loss]()
    for batch in engine.read(by_host):
        counts = [ints(batch, name) for name in _COUNTS]
        whole += [c.sum() for c in counts]
        hosts = zip(batch["host"].to_pylist(), *(c.tolist() for c in counts), strict=True)
        sites = (verdicts.Loss(*row) for row in hosts if row[0] is not None)
        over += [site for site in sites if verdicts.loses_too_much(site, config)]
    whole[2] -= sum(site.lost for site in over)
    return Losses(verdicts.Loss("the corpus", *whole.tolist()), tuple(sorted(over, key=lambda site: site.name)))


def withhold(engine: Engine, corpus: Corpus, decisions: Table, sites: Sequence[verdicts.Loss]) -> Table:
    """Let the documents of sites keep their text; those that go as copies go all the same."""
    kernel = Withhold(tuple(site.name for site in sites))
    (kept,) = engine.map(kernel, (corpus.facts, decisions), [Output("decisions-kept", DECISIONS, beside=True)])
    return kept


@dataclass(frozen=True, slots=True)
class Withhold:
    """Kernel: facts beside decisions -> the decisions, with all cuts in documents of some hosts withheld."""

    hosts: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every document."""
        action, reason = (pc.list_flatten(batch[name]) for name in ("action", "reason"))
        row = pc.list_parent_indices(batch["action"])
        here = pc.is_in(batch["host"], value_set=pa.array(self.hosts, pa.string())).take(row)
        cut = pc.and_(pc.equal(action, "remove"), pc.invert(pc.is_in(reason, value_set=pa.array(WHOLE))))
        action = pc.if_else(pc.and_(here, cut), "withheld", action)
        ends = np.cumsum(pc.list_value_length(batch["action"]).to_numpy())
        lists = pa.ListArray.from_arrays(pa.array(np.append(0, ends), pa.int32()), action)
        columns = {name: batch[name] for name in DECISIONS.names} | {"action": lists}
        yield pa.record_batch([columns[name].cast(DECISIONS.field(name).type) for name in DECISIONS.names], DECISIONS)


@dataclass(frozen=True, slots=True)
class _OfBatch:
    """Kernel: facts beside numbers and decisions -> what the hosts in a batch would lose: `LOSSES`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every host."""
        gone = pc.equal(pc.list_flatten(batch["action"]), "remove")
        copied = pc.and_(gone, pc.is_in(pc.list_flatten(batch["reason"]), value_set=pa.array(WHOLE)))
        size = pc.subtract(pc.list_flatten(batch["stop"]), pc.list_flatten(batch["start"]))
        lost = np.zeros(batch.num_rows, np.int64)
        row = pc.list_parent_indices(batch["action"])
        np.add.at(lost, row.filter(gone).to_numpy(), size.filter(gone).to_numpy())
        known = batch["number"].to_numpy() >= 0
        known[row.filter(copied).to_numpy()] = False
        characters = pc.fill_null(batch["characters"], 0).to_numpy()
        yield from _summed(batch["host"], (known.astype(np.int64), characters * known, lost * known))


@dataclass(frozen=True, slots=True)
class _OfHost:
    """Kernel: all rows of `LOSSES` of some hosts -> one for each."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every host."""
        yield from _summed(batch["host"], tuple(ints(batch, name) for name in _COUNTS))


def _summed(hosts: pa.Array, counts: tuple[Ints, ...]) -> Iterator[pa.RecordBatch]:
    encoded = hosts.dictionary_encode(null_encoding="encode")
    at, size = encoded.indices.to_numpy(), len(encoded.dictionary)
    sums = [np.bincount(at, weights=c, minlength=size).astype(np.int64) for c in counts]
    yield pa.record_batch([hashes(encoded.dictionary), encoded.dictionary, *sums], schema=LOSSES)
