"""Samples of the pages of each host, and the evidence about main text that HTML pages of a host give together."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.boilerplate.templates import chances, host_hashes, sampled
from chaffinch.engines import Engine, Output, Table
from chaffinch.formats import EXTRACTED
from chaffinch.html.site_consensus import BLOCKS_PROFILE, CountBlocks, Evidence, JudgeBlocks
from chaffinch.schemas import JUDGED_BLOCKS, SAMPLED, SAMPLED_ROWS, SITE_BLOCKS, SITE_PAGES, ints

__all__ = ["Eligible", "HtmlPages", "learn", "sample_hosts"]


BUCKET_PAGES = 2_000_000
"""Pages in a bucket of hosts, about: one task draws the samples of a bucket in memory."""


class Eligible(Protocol):
    """Tells which documents may be drawn; can be pickled, and its ``repr`` shows everything that it depends on."""

    def __call__(self, facts: pa.RecordBatch) -> pa.BooleanArray:
        """Tell for each row of `FACTS` whether the document may be drawn."""


def sample_hosts(engine: Engine, facts: Table, names: Table, eligible: Eligible, name: str) -> Table:
    """Draw a sample of the pages of each known host, anywhere in the corpus.

    How many are drawn, `chaffinch.boilerplate.templates.sampled` decides.

    Args:
        engine: runs the kernels.
        facts: `FACTS`, beside the texts.
        names: `NAMES`, beside the texts.
        eligible: selects the documents that may be drawn.
        name: of the table that is made.

    Returns:
        `SAMPLED` beside the texts; false for documents without a known host.
    """
    output = Output(f"{name}-pages", SITE_PAGES, split=("host",), buckets=1 + sum(facts.rows) // BUCKET_PAGES)
    (pages,) = engine.map(_Pages(eligible), (facts, names), [output], index=True)
    output = Output(f"{name}-chosen", SAMPLED_ROWS, split=("row",), bounds=facts.bounds)
    (chosen,) = engine.map(_Choose(), pages, [output], by_key=True)
    return engine.attach(Output(name, SAMPLED, beside=True), [chosen], facts, missing=False)


class _Pages(Struct, frozen=True):
    """Kernel that selects the pages to draw from, of `FACTS` beside `NAMES`; yields rows of `SITE_PAGES`."""

    eligible: Eligible

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        batch = batch.filter(pc.and_(self.eligible(batch), batch["host"].is_valid()))
        host = host_hashes(batch["host"]).view(np.int64)
        yield pa.record_batch([host, chances(batch["document"]), batch["index"]], schema=SITE_PAGES)


class _Choose(Struct, frozen=True):
    """Kernel that draws pages, of all `SITE_PAGES` of some hosts; yields rows of `SAMPLED_ROWS`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        host, chance, row = (ints(batch, name) for name in SITE_PAGES.names)
        by = np.argsort(row)  # of pages with equal chances the first one is drawn
        row = row[by][sampled(host[by], chance[by])]
        yield pa.record_batch([row, np.ones(len(row), np.bool_)], schema=SAMPLED_ROWS)


_BUCKETS = 16  # of the blocks of hosts: all blocks of a host are judged in one task


class HtmlPages(Struct, frozen=True):
    """Selects documents that were extracted from HTML pages."""

    def __call__(self, facts: pa.RecordBatch) -> pa.BooleanArray:
        """Tell for each row of `FACTS` whether it is of a page that could be read."""
        page = pc.fill_null(pc.equal(facts["encoding"], EXTRACTED), False)
        return pc.and_(page, facts["failure"].is_null())


def learn(engine: Engine, tables: tuple[Table, ...], folder: Path) -> str | None:
    """Collect the evidence of sampled pages about the blocks of their hosts, in a file of the run folder.

    Args:
        engine: runs the kernels.
        tables: `TEXTS`, `NUMBERS`, `PAGES` and `SAMPLED`, beside one another.
        folder: the run folder.

    Returns:
        A digest of the file; None if there is no evidence, and no file.
    """
    if not any(pc.any(batch["sampled"]).as_py() for batch in engine.read(tables[-1])):
        return None
    (seen,) = engine.map(CountBlocks(), tables, [Output("seen", SITE_BLOCKS, split=("group",), buckets=_BUCKETS)])
    (judged,) = engine.map(JudgeBlocks(), seen, [Output("judged-blocks", JUDGED_BLOCKS)], by_key=True)
    rows = pa.Table.from_batches(engine.read(judged), JUDGED_BLOCKS)
    if not len(rows):
        return None
    key, kind, total, pages = (column.to_numpy().astype(np.int64) for column in rows.columns)
    path = folder / BLOCKS_PROFILE
    Evidence.of(key, kind, total, pages).save(path)
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()
