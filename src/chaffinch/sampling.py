"""Choose the pages of every host that are looked at, wherever in the corpus they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.boilerplate.counting import SAMPLED, sampled
from chaffinch.boilerplate.repetition import host_hashes
from chaffinch.engines import Engine, Output, Table
from chaffinch.ledger import hashes
from chaffinch.tables import ints

__all__ = ["Eligible", "sample_hosts"]

ROWS_OF = 2_000_000
"""Pages whose hosts are looked at in one task."""

_PAGES = pa.schema([("host", pa.int64()), ("chance", pa.int64()), ("row", pa.int64())])
_CHOSEN = pa.schema([("row", pa.int64()), *SAMPLED])


class Eligible(Protocol):
    """Tells which pages may be looked at; can be pickled, and its ``repr`` tells all that it depends on."""

    def __call__(self, facts: pa.RecordBatch) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Give, for each of some rows of `FACTS`, whether it may be chosen, and whether it is, whatever its host."""


def sample_hosts(engine: Engine, facts: Table, names: Table, eligible: Eligible, name: str) -> Table:
    """Choose as `chaffinch.boilerplate.counting.sample` does.

    Args:
        facts, names: beside the texts.
        eligible: which pages there are.
        name: of the table that is made: `SAMPLED` beside the texts.
    """
    buckets = 1 + sum(facts.rows) // ROWS_OF
    outputs = [
        Output(f"{name}-pages", _PAGES, split=("host",), buckets=buckets),
        Output(f"{name}-rest", _CHOSEN, split=("row",), edges=facts.edges),
    ]
    pages, rest = engine.map(_Pages(eligible), (facts, names), outputs, place=True)
    output = Output(f"{name}-chosen", _CHOSEN, split=("row",), edges=facts.edges)
    (chosen,) = engine.map(_Choose(), pages, [output], by_key=True)
    return engine.lay(Output(name, SAMPLED, beside=True), [chosen, rest], facts)


@dataclass(frozen=True, slots=True)
class _Pages:
    """Kernel: facts beside names -> (0, pages of which some are to be chosen), (1, all others)."""

    eligible: Eligible

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        there, always = self.eligible(batch)
        asked = there & ~always
        some, others = (batch.filter(pa.array(mask)) for mask in (asked, ~asked))
        host = host_hashes(some["host"]).view(np.int64)
        yield 0, pa.record_batch([host, hashes(some["document"]), some["place"]], schema=_PAGES)
        yield 1, pa.record_batch([others["place"], always[~asked]], schema=_CHOSEN)


@dataclass(frozen=True, slots=True)
class _Choose:
    """Kernel: all pages of some hosts -> which of them are chosen."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        host, chance, row = (ints(batch, name) for name in _PAGES.names)
        by = np.argsort(row)  # of pages with one chance the first is chosen
        yield pa.record_batch([row[by], sampled(host[by], chance[by])], schema=_CHOSEN)
