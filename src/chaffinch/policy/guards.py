"""Guard the corpus, and each site, against decisions that would cut too much of it.

A site that would lose too much keeps its text; a corpus that would lose too much stops the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.config import PolicyConfig
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table, hashes
from chaffinch.model import WHOLE
from chaffinch.schemas import DECISIONS, LOSSES, ints
from chaffinch.text import Ints

__all__ = ["Loss", "Losses", "loses_too_much", "losses", "withhold"]


LEAST_PAGES = 10
"""Documents of a site or corpus from which on it is guarded: among fewer, one odd page would be enough."""

ROWS_OF = 1_000_000
"""Documents whose hosts are added up in one task, which holds a row of each; chosen by hand, not measured."""

_COUNTS = ("pages", "characters", "lost")


class Loss(Struct, frozen=True):
    """Characters that a site, or the whole corpus, would lose; documents that go as copies do not count.

    Attributes:
        name: the host, or "the corpus".
        pages: how many documents it has.
        characters: of these documents.
        lost: how many of the characters would be cut.
    """

    name: str
    pages: int
    characters: int
    lost: int

    @property
    def share(self) -> float:
        """Give the share of the characters that would be cut."""
        return self.lost / max(1, self.characters)


def loses_too_much(loss: Loss, config: PolicyConfig) -> bool:
    """Tell whether a site would lose so much that its text is kept, or a corpus so much that the run stops.

    >>> [loses_too_much(Loss("a.org", pages, 1000, 900), PolicyConfig(corpus_share=0.5)) for pages in (9, 10)]
    [False, True]
    """
    return not config.yes and loss.pages >= LEAST_PAGES and loss.share > config.corpus_share


class Losses(Struct, frozen=True):
    """Losses of the corpus and of the sites that would lose too much.

    Attributes:
        corpus: of all documents, without what the documents of ``sites`` would lose.
        sites: those that would lose too much, sorted by name.
    """

    corpus: Loss
    sites: tuple[Loss, ...]


def losses(engine: Engine, corpus: Corpus, decisions: Table, config: PolicyConfig) -> Losses:
    """Add up what the corpus, and each site, would lose.

    Args:
        engine: runs the sums.
        corpus: the documents.
        decisions: rows of `DECISIONS`, beside the texts.
        config: what is too much.
    """
    output = Output("losses", LOSSES, split=("group",), buckets=1 + corpus.documents // ROWS_OF)
    (by_batch,) = engine.map(_OfBatch(corpus.earlier_source), (corpus.facts, corpus.numbers, decisions), [output])
    (by_host,) = engine.map(_OfHost(), by_batch, [Output("losses-of-hosts", LOSSES)], by_key=True)
    whole, guarded = np.zeros(3, np.int64), list[Loss]()
    for batch in engine.read(by_host):
        counts = [ints(batch, name) for name in _COUNTS]
        whole += [c.sum() for c in counts]
        hosts = zip(batch["host"].to_pylist(), *(c.tolist() for c in counts), strict=True)
        sites = (Loss(*row) for row in hosts if row[0] is not None)
        guarded += [site for site in sites if loses_too_much(site, config)]
    whole[2] -= sum(site.lost for site in guarded)
    return Losses(Loss("the corpus", *whole.tolist()), tuple(sorted(guarded, key=lambda site: site.name)))


def withhold(engine: Engine, corpus: Corpus, decisions: Table, sites: Sequence[Loss]) -> Table:
    """Keep the text of the documents of some sites; documents that go as copies still go.

    Args:
        engine: runs the kernel.
        corpus: the documents.
        decisions: rows of `DECISIONS`, beside the texts.
        sites: whose documents keep their text.

    Returns:
        Rows of `DECISIONS`, beside the texts, with ``withheld`` in the place of ``remove``.
    """
    kernel = Withhold(tuple(site.name for site in sites))
    (kept,) = engine.map(kernel, (corpus.facts, decisions), [Output("decisions-kept", DECISIONS, beside=True)])
    return kept


class Withhold(Struct, frozen=True):
    """Kernel that withholds all cuts in documents of some hosts; yields the rows of `DECISIONS` on output 0."""

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


class _OfBatch(Struct, frozen=True):
    """Kernel that adds up what each host in a batch would lose; yields rows of `LOSSES` on output 0.

    Attributes:
        earlier: index of the source that has documents of indexes, which lose nothing; -1 for none.
    """

    earlier: int = -1

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every host."""
        cut = pc.equal(pc.list_flatten(batch["action"]), "remove")
        copied = pc.and_(cut, pc.is_in(pc.list_flatten(batch["reason"]), value_set=pa.array(WHOLE)))
        size = pc.subtract(pc.list_flatten(batch["stop"]), pc.list_flatten(batch["start"]))
        lost = np.zeros(batch.num_rows, np.int64)
        row = pc.list_parent_indices(batch["action"])
        np.add.at(lost, row.filter(cut).to_numpy(), size.filter(cut).to_numpy())
        known = (batch["number"].to_numpy() >= 0) & (batch["source"].to_numpy() != self.earlier)
        known[row.filter(copied).to_numpy()] = False
        characters = pc.fill_null(batch["characters"], 0).to_numpy()
        yield from _summed(batch["host"], (known.astype(np.int64), characters * known, lost * known))


class _OfHost(Struct, frozen=True):
    """Kernel that adds up all rows of `LOSSES` of some hosts; yields one row for each host on output 0."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every host."""
        yield from _summed(batch["host"], tuple(ints(batch, name) for name in _COUNTS))


def _summed(hosts: pa.Array, counts: tuple[Ints, ...]) -> Iterator[pa.RecordBatch]:
    encoded = hosts.dictionary_encode(null_encoding="encode")
    at, size = encoded.indices.to_numpy(), len(encoded.dictionary)
    sums = [np.bincount(at, weights=c, minlength=size).astype(np.int64) for c in counts]
    yield pa.record_batch([hashes(encoded.dictionary), encoded.dictionary, *sums], schema=LOSSES)
