"""Find which passages and which documents say the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.clustering import ROWS_OF, Clustered, clustered, rows_buckets
from chaffinch.components import smallest_label
from chaffinch.config import Config
from chaffinch.corpus import Corpus
from chaffinch.documents import PAIRS
from chaffinch.engines import Engine, Output, Table
from chaffinch.letters import open_letters, write_index
from chaffinch.passages.blocks import Blocks
from chaffinch.passages.compare import Compare
from chaffinch.passages.copies import DIGESTS, copies, tied
from chaffinch.passages.coverage import COVERAGES
from chaffinch.passages.kernels import BUCKETED, Count, Fold, Link, Terms
from chaffinch.passages.matched import MATCHES
from chaffinch.passages.seeds import SEEDS
from chaffinch.passages.unitstore import write_unit_index
from chaffinch.passages.verify import Verify
from chaffinch.passages.vocabulary import COUNTS, TERMS, Vocabulary
from chaffinch.progress import Progress
from chaffinch.run import WORK
from chaffinch.stars import PAIR, Checked, Compared, Limits, completed, grouped

__all__ = ["Found", "find_matches"]

Ints = npt.NDArray[np.int64]

BUCKET = 5_000_000
"""Characters of text whose seeds go to one bucket: what sorts within a second-level cache (findings)."""

BUCKET_BYTES = 24
"""Bytes of memory that a character of a bucket takes, at most, until its seeds are linked."""

MANY, MOST_BUCKETS = 256, 4096
"""Every unit of work writes to every bucket, so there are more than so many buckets only where memory asks for it."""

ANCHORS_OF = 600_000
"""Seeds whose anchors go to one bucket: a seed has one at the most, and each takes a kilobyte until it is verified."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by numbers of documents and places in their letters.

    Attributes:
        edges: the first document of each of the runs into which tables are cut that are to be read in order.
        documents: tables of `COVERAGES`, cut at the edges by the left document; or none.
        groups: the near-duplicates among them, a table of `GROUPED`, cut at the edges; or none.
        passages: the matches of passages and their clusters; None where there are none.
    """

    edges: tuple[int, ...]
    documents: tuple[Table, ...] = ()
    groups: tuple[Table, ...] = ()
    passages: Clustered | None = None


class _Paths(NamedTuple):
    """Where what is mapped lies: the letters, those of the holes, the units of documents."""

    letters: Path
    left_out: Path
    units: Path


def find_matches(
    engine: Engine, corpus: Corpus, folder: Path, config: Config, told: Progress, *, marks: Table
) -> Found:
    """Find which passages and which documents say the same thing."""
    wanted = config.policy.passages != "off"
    if not wanted and config.policy.documents == "off":
        return Found((0,))
    told.stage("folding", len(corpus.facts), "documents")
    paths = _Paths(*(folder / WORK / name for name in ("letters", "left-out", "units")))
    texts = (corpus.texts, corpus.numbers, marks)
    high = wanted and config.passages.sensitivity == "high"
    seeds = _folded(engine, corpus, paths, config, texts, seeds=wanted, units=high)
    compare = Compare(paths.letters, paths.left_out)
    if not wanted:
        pairs = _by_sketches(engine, corpus, config, told, texts, compare)
        return _documents(engine, corpus, config, pairs, compare, _edges(corpus, pairs))
    told.stage("linking", None, "seeds")
    buckets = _power(sum(seeds.rows) // ANCHORS_OF)
    letters = open_letters(paths.letters)
    blocks = Blocks.of(corpus.ledger, letters.start, len(letters.letters), buckets)
    output = Output("anchors", BUCKETED, split=("bucket",), edges=tuple(range(blocks.buckets)))
    (anchors,) = engine.map(Link(blocks), seeds, [output], by_key=True)
    engine.drop(seeds)
    told.stage("matching", None, "anchors")
    verify = Verify(paths.letters, paths.left_out, config.passages, paths.units if high else None)
    outputs = [Output("passages", MATCHES), Output("covered", COVERAGES)]
    passages, covered = engine.map(verify, anchors, outputs, by_key=True)
    engine.drop(anchors)
    told.stage("clustering", None, "passages")
    found = Found(_edges(corpus, passages, covered))
    if config.policy.documents != "off":
        output = Output("checked", COVERAGES, split=PAIR, buckets=rows_buckets(covered))
        (pairs,) = engine.map(Checked(compare, config.documents.coverage), covered, [output])
        found = _documents(engine, corpus, config, pairs, compare, found.edges)
    if not sum(passages.rows):
        return found
    return replace(found, passages=clustered(engine, passages, paths.letters, config))


def _folded(
    engine: Engine, corpus: Corpus, paths: _Paths, config: Config, texts: tuple[Table, ...], *, seeds: bool, units: bool
) -> Table:
    """Fold all texts; give the seeds, and enter what of documents is the same."""
    buckets = _buckets(int(corpus.characters.sum()), config)
    for beside in paths:
        beside.mkdir(parents=True, exist_ok=True)
    if units:
        _count_terms(engine, texts, paths.units, buckets)
    fold_all = Fold(paths.letters, paths.left_out, seeds, paths.units if units else None, len(corpus.row))
    outputs = [Output("seeds", SEEDS, split=("hash",), buckets=buckets), Output("digests", DIGESTS)]
    found, digested = engine.map(fold_all, texts, outputs)
    for beside in (paths.letters, paths.left_out):
        write_index(beside, len(corpus.row), engine.keep)
    if units:
        write_unit_index(paths.units, len(corpus.row))
    corpus.ledger.write({"same": _identities(engine, corpus, digested)})
    return found


def _count_terms(engine: Engine, texts: tuple[Table, ...], folder: Path, buckets: int) -> None:
    """Count the documents of each term, for `Vocabulary.load`."""
    (terms,) = engine.map(Terms(), texts, [Output("terms", TERMS, split=("term",), buckets=buckets)])
    (counts,) = engine.map(Count(), terms, [Output("counts", COUNTS)], by_key=True)
    found = pa.Table.from_batches(engine.read(counts), COUNTS).sort_by("term")
    term, documents = (found[name].to_numpy() for name in COUNTS.names)
    Vocabulary(term.astype(np.uint32), documents.astype(np.int32), 0).save(folder)


def _by_sketches(
    engine: Engine, corpus: Corpus, config: Config, told: Progress, texts: tuple[Table, ...], compare: Compare
) -> Table:
    from chaffinch.documents import BANDS, Sketch

    told.stage("sketching", len(corpus.facts), "documents")
    sketch = Sketch.of(config.documents)
    buckets = _buckets(len(corpus.facts) * sketch.bands, config)
    (bands,) = engine.map(sketch, texts, [Output("bands", BANDS, split=("band",), buckets=buckets)])
    (pairs,) = engine.map(_Pairs(), bands, [Output("pairs", PAIRS, split=PAIR, buckets=buckets)], by_key=True)
    output = Output("sketched", COVERAGES, split=PAIR, buckets=rows_buckets(pairs))
    (found,) = engine.map(Compared(compare), pairs, [output], by_key=True)
    return found


def _documents(
    engine: Engine, corpus: Corpus, config: Config, pairs: Table, compare: Compare, edges: tuple[int, ...]
) -> Found:
    """Complete what was found of documents: rows of `COVERAGES`, split by both."""
    copied = _copied(engine, corpus, pairs)
    if not sum(pairs.rows) + sum(copied.rows):
        return Found(edges)
    limits: Limits = {"coverage": config.documents.coverage, "edges": edges, "memory": config.work.share}
    documents = completed(engine, pairs, copied, corpus.ledger, compare, **limits)
    return Found(edges, documents, (grouped(engine, documents, **limits),))


def _copied(engine: Engine, corpus: Corpus, pairs: Table) -> Table:
    """Tie documents that are one to the first of them."""
    first, rest = tied(np.arange(len(corpus.row)), corpus.ledger.column("same"))
    parts = (
        [copies(first[at : at + ROWS_OF], rest[at : at + ROWS_OF])] for at in range(0, max(len(first), 1), ROWS_OF)
    )
    return engine.write(Output("copied", COVERAGES, split=PAIR, buckets=pairs.split), parts, key=corpus.numbers.key)


def _identities(engine: Engine, corpus: Corpus, digested: Table) -> Ints:
    """Give each document what all of its very text, or of its very letters, have in common; 0 where it has no text.

    Letters tell more, but of two that are the same to the byte one may have boilerplate left out, by its site.
    """
    folded = np.zeros(len(corpus.row), np.int64)
    for batch in engine.read(digested):
        folded[batch["number"].to_numpy()] = batch["digest"].to_numpy()
    first, text = corpus.copies
    letters, place = np.unique(folded, return_inverse=True)
    other = np.full(len(letters), len(folded))
    np.minimum.at(other, place, np.arange(len(folded)))
    label = smallest_label(
        np.concatenate((first, other[place])), np.concatenate((text, np.arange(len(folded)))), len(folded)
    )
    return np.where(folded != 0, label + 1, 0)


@dataclass(frozen=True, slots=True)
class _Pairs:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        from chaffinch.documents import pairs

        yield from pairs(batch)


def _edges(corpus: Corpus, *tables: Table) -> tuple[int, ...]:
    """Cut the numbers of documents into runs for the rows of tables."""
    runs = max(map(rows_buckets, tables))
    return tuple(i * len(corpus.row) // runs for i in range(runs))


def _buckets(amount: int, config: Config) -> int:
    return _power(max(min(MANY, amount // BUCKET), amount * BUCKET_BYTES // config.work.share))


def _power(buckets: int) -> int:
    """Give the power of two from so many buckets on."""
    return min(MOST_BUCKETS, 1 << max(1, (buckets - 1).bit_length()))
