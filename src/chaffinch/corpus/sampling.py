"""Choose the pages of every host that are looked at, wherever in the corpus they are.

Learn from the pages of hosts: which to look at, and the two steps over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate.templates import host_hashes, sampled
from chaffinch.engines import Engine, Output, Table, hashes
from chaffinch.formats import EXTRACTED
from chaffinch.html.site_consensus import BLOCKS_PROFILE, CountBlocks, Evidence, JudgeBlocks
from chaffinch.schemas import JUDGED_BLOCKS, SAMPLED, SAMPLED_ROWS, SITE_BLOCKS, SITE_PAGES, ints

__all__ = ["Eligible", "LookedAt", "learn", "sample_hosts"]


ROWS_OF = 2_000_000
"""Pages whose hosts are looked at in one task."""


class Eligible(Protocol):
    """Tells which pages may be looked at; can be pickled, and its ``repr`` tells all that it depends on."""

    def __call__(self, facts: pa.RecordBatch) -> pa.BooleanArray:
        """Tell of each of some rows of `FACTS` whether it may be chosen."""


def sample_hosts(engine: Engine, facts: Table, names: Table, eligible: Eligible, name: str) -> Table:
    """Choose among the pages of known hosts, as `chaffinch.boilerplate.templates.count.sample` does.

    Args:
        facts, names: beside the texts.
        eligible: which pages there are.
        name: of the table that is made: `SAMPLED` beside the texts, false for pages of which no host is known.
    """
    output = Output(f"{name}-pages", SITE_PAGES, split=("host",), buckets=1 + sum(facts.rows) // ROWS_OF)
    (pages,) = engine.map(_Pages(eligible), (facts, names), [output], place=True)
    output = Output(f"{name}-chosen", SAMPLED_ROWS, split=("row",), edges=facts.edges)
    (chosen,) = engine.map(_Choose(), pages, [output], by_key=True)
    return engine.attach(Output(name, SAMPLED, beside=True), [chosen], facts, missing=False)


@dataclass(frozen=True, slots=True)
class _Pages:
    """Kernel: facts beside names -> pages of which some are to be chosen."""

    eligible: Eligible

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        batch = batch.filter(pc.and_(self.eligible(batch), batch["host"].is_valid()))
        host = host_hashes(batch["host"]).view(np.int64)
        yield pa.record_batch([host, hashes(batch["document"]), batch["place"]], schema=SITE_PAGES)


@dataclass(frozen=True, slots=True)
class _Choose:
    """Kernel: all pages of some hosts -> those that are chosen."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        host, chance, row = (ints(batch, name) for name in SITE_PAGES.names)
        by = np.argsort(row)  # of pages with one chance the first is chosen
        row = row[by][sampled(host[by], chance[by])]
        yield pa.record_batch([row, np.ones(len(row), np.bool_)], schema=SAMPLED_ROWS)


_BUCKETS = 16  # over which hosts are spread: each is judged in one piece


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Tells which pages may be looked at: HTML pages."""

    def __call__(self, facts: pa.RecordBatch) -> pa.BooleanArray:
        """Do as `chaffinch.corpus.sampling.Eligible`."""
        page = pc.fill_null(pc.equal(facts["encoding"], EXTRACTED), False)
        return pc.and_(page, facts["failure"].is_null())


def learn(engine: Engine, tables: tuple[Table, ...], folder: Path) -> str | None:
    """Learn from the pages that were chosen, into a file of the run folder.

    Args:
        tables: TEXTS, NUMBERS, PAGES and SAMPLED beside one another.

    Returns:
        A digest of the file; None where there is nothing to learn, and no file is written.
    """
    if not any(pc.any(batch["sampled"]).as_py() for batch in engine.read(tables[-1])):
        return None
    (seen,) = engine.map(CountBlocks(), tables, [Output("seen", SITE_BLOCKS, split=("group",), buckets=_BUCKETS)])
    (judged,) = engine.map(JudgeBlocks(), seen, [Output("judged", JUDGED_BLOCKS)], by_key=True)
    rows = pa.Table.from_batches(engine.read(judged), JUDGED_BLOCKS)
    if not len(rows):
        return None
    key, kind, total, pages = (column.to_numpy().astype(np.int64) for column in rows.columns)
    path = folder / BLOCKS_PROFILE
    Evidence.of(key, kind, total, pages).save(path)
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()
