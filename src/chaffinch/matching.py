"""Find which passages and which documents say the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.cluster import Members
from chaffinch.config import Config
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table
from chaffinch.fold import Holes, fold
from chaffinch.letters import open_letters, write_index, write_letters
from chaffinch.passages.anchors import ANCHORS, link
from chaffinch.passages.carried import clustered, clusters
from chaffinch.passages.copies import DIGESTS, digests, with_copies
from chaffinch.passages.coverage import COVERAGES
from chaffinch.passages.holes import holes
from chaffinch.passages.matched import MATCHES, Matched
from chaffinch.passages.seeds import SEEDS, seeds
from chaffinch.passages.units import units
from chaffinch.passages.unitstore import open_units, write_unit_index, write_units
from chaffinch.passages.verify import Verify
from chaffinch.passages.vocabulary import COUNTS, TERMS, Vocabulary, counted, document_terms, keys
from chaffinch.progress import Progress
from chaffinch.run import WORK
from chaffinch.stars import completed

__all__ = ["Found", "find_matches"]

BUCKET = 5_000_000
"""Characters of text whose seeds go to one bucket: what sorts within a second-level cache (findings)."""

MOST_BUCKETS = 256


@dataclass(frozen=True, slots=True)
class Fold:
    """Kernel: texts beside numbers and marks -> their letters in files, and the seeds of passages.

    Attributes:
        folder: takes the letters.
        left_out: takes those of the holes.
        seeds: whether seeds are wanted.
        units: takes the units, and has the vocabulary; None: reworded text is not looked for.
        documents: how many there are.
    """

    folder: Path
    left_out: Path
    seeds: bool
    units: Path | None = None
    documents: int = 0

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield (0, rows of `SEEDS`), or none where only letters are wanted, and (1, rows of `DIGESTS`)."""
        number = batch["number"].to_numpy()
        known = number[number >= 0]
        if not len(known):
            return
        out = holes(batch)
        folded, left_out = fold(batch["text"], out), fold(_left_out(batch["text"], out))
        write_letters(self.folder, int(known.min()), folded, number)
        write_letters(self.left_out, int(known.min()), left_out, number)
        yield 1, digests(batch["text"].to_pylist(), number, folded, left_out)
        if self.seeds:
            yield 0, seeds(folded, number)
        if self.units:
            vocabulary = Vocabulary.load(self.units, self.documents)
            cut = units(batch["text"], out)
            write_units(self.units, int(known.min()), cut, vocabulary.weights(cut.term), number)
            yield 0, keys(cut, number, vocabulary)


@dataclass(frozen=True, slots=True)
class Terms:
    """Kernel: texts beside numbers and marks -> the different terms of each document."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `TERMS`."""
        known = batch.filter(pc.greater_equal(batch["number"], 0))
        term = document_terms(units(known["text"], holes(known)))
        yield pa.record_batch([term.astype(np.int64)], schema=TERMS)


@dataclass(frozen=True, slots=True)
class Count:
    """Kernel: all rows of some terms -> in how many documents they are."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `COUNTS`."""
        term, documents = counted(batch["term"].to_numpy())
        yield pa.record_batch([term.astype(np.int64), documents], schema=COUNTS)


@dataclass(frozen=True, slots=True)
class Link:
    """Kernel: all seeds of some fingerprints -> anchors."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `ANCHORS`."""
        yield from link(batch)


def _left_out(texts: pa.Array, out: Holes) -> list[str]:
    """Give the texts of the holes of each document, one after another."""
    rows = zip(texts.to_pylist(), out.start.to_pylist(), out.stop.to_pylist(), strict=True)
    return [" ".join(text[a:b] for a, b in zip(start, stop, strict=True)) for text, start, stop in rows]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by numbers of documents and places in their letters.

    Attributes:
        passages: sorted by documents and starts.
        members: the clusters of these.
        documents: rows of `COVERAGES`.
    """

    passages: Matched
    members: Members
    documents: pa.Table

    @classmethod
    def of_documents(cls, documents: pa.Table) -> Found:
        """Give document matches alone."""
        return cls(none := Matched.concatenated([]), clusters(none), documents)


def find_matches(
    engine: Engine, corpus: Corpus, folder: Path, config: Config, told: Progress, *, marks: Table
) -> Found:
    """Find which passages and which documents say the same thing."""
    wanted = config.policy.passages != "off"
    if not wanted and config.policy.documents == "off":
        return Found.of_documents(COVERAGES.empty_table())
    buckets = _buckets(int(corpus.characters.sum()))
    told.stage("folding", len(corpus.facts), "documents")
    letters, left_out, reworded = (folder / WORK / name for name in ("letters", "left-out", "units"))
    for beside in (letters, left_out, reworded):
        beside.mkdir(parents=True, exist_ok=True)
    texts = (corpus.texts, corpus.numbers, marks)
    high = wanted and config.passages.sensitivity == "high"
    if high:
        _count_terms(engine, texts, reworded, buckets)
    fold_all = Fold(letters, left_out, wanted, reworded if high else None, len(corpus.row))
    outputs = [Output("seeds", SEEDS, split=("hash",), buckets=buckets), Output("digests", DIGESTS)]
    found, digested = engine.map(fold_all, texts, outputs)
    for beside in (letters, left_out):
        write_index(beside, len(corpus.row))
    open_letters.cache_clear()  # an earlier run of this process may have used this folder
    open_units.cache_clear()
    if high:
        write_unit_index(reworded, len(corpus.row))
    if not wanted:
        documents = _by_sketches(engine, corpus, config, told, texts, (letters, left_out))
        return Found.of_documents(_completed(engine, documents, digested, corpus, config, (letters, left_out)))
    told.stage("linking", None, "seeds")
    (anchors,) = engine.map(
        Link(), found, [Output("anchors", ANCHORS, split=("left", "right"), buckets=buckets)], by_key=True
    )
    told.stage("matching", None, "anchors")
    verify = Verify(letters, left_out, config.passages, reworded if high else None)
    outputs = [Output("passages", MATCHES), Output("covered", COVERAGES)]
    passages, covered = engine.map(verify, anchors, outputs, by_key=True)
    documents = _gathered(engine, covered, COVERAGES, ("left", "right"))
    documents = _completed(engine, documents, digested, corpus, config, (letters, left_out))
    if config.policy.documents == "off":
        documents = COVERAGES.empty_table()
    told.stage("clustering", None, "passages")
    matched = Matched.of(_gathered(engine, passages, MATCHES, MATCHES.names))
    return Found(*clustered(matched, open_letters(letters), config.passages), documents)


def _count_terms(engine: Engine, texts: tuple[Table, ...], folder: Path, buckets: int) -> None:
    """Count the documents of each term, for `Vocabulary.load`."""
    (terms,) = engine.map(Terms(), texts, [Output("terms", TERMS, split=("term",), buckets=buckets)])
    (counts,) = engine.map(Count(), terms, [Output("counts", COUNTS)], by_key=True)
    found = pa.Table.from_batches(engine.read(counts), COUNTS).sort_by("term")
    term, documents = (found[name].to_numpy() for name in COUNTS.names)
    Vocabulary(term.astype(np.uint32), documents.astype(np.int32), 0).save(folder)


def _by_sketches(
    engine: Engine, corpus: Corpus, config: Config, told: Progress, texts: tuple[Table, ...], folders: tuple[Path, Path]
) -> pa.Table:
    from chaffinch.documents import BANDS, PAIRS, Sketch
    from chaffinch.passages.compare import compare

    told.stage("sketching", len(corpus.facts), "documents")
    sketch = Sketch.of(config.documents)
    buckets = _buckets(len(corpus.facts) * sketch.bands)
    (bands,) = engine.map(sketch, texts, [Output("bands", BANDS, split=("band",), buckets=buckets)])
    (candidates,) = engine.map(_Pairs(), bands, [Output("pairs", PAIRS)], by_key=True)
    found = pa.Table.from_batches(engine.read(candidates), PAIRS).group_by(["left", "right"]).aggregate([])
    left, right = (_ints(found[n]) for n in ("left", "right"))
    order = np.lexsort((right, left))
    letters, left_out = map(open_letters, folders)
    return pa.Table.from_batches([compare(letters, left[order], right[order], holes=left_out)], COVERAGES)


def _completed(
    engine: Engine, documents: pa.Table, digested: Table, corpus: Corpus, config: Config, folders: tuple[Path, Path]
) -> pa.Table:
    """Add documents that are one but for signs, and what their keepers have in common with all the others."""
    known = pa.Table.from_batches(engine.read(digested), DIGESTS)
    digest = np.zeros(len(corpus.row), np.int64)
    digest[_ints(known["number"])] = _ints(known["digest"])
    documents = with_copies(documents, np.arange(len(digest)), digest)
    letters, left_out = map(open_letters, folders)
    return completed(documents, corpus, letters, left_out, digest, coverage=config.documents.coverage)


@dataclass(frozen=True, slots=True)
class _Pairs:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        from chaffinch.documents import pairs

        yield from pairs(batch)


def _ints(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.to_numpy().astype(np.int64))


def _buckets(amount: int) -> int:
    return min(MOST_BUCKETS, 1 << max(1, (amount // BUCKET).bit_length()))


def _gathered(engine: Engine, table: Table, schema: pa.Schema, keys: tuple[str, ...] | list[str]) -> pa.Table:
    """Read a table that buckets wrote, in an order that does not depend on them."""
    rows = pa.Table.from_batches(engine.read(table), schema)
    return rows.take(pa.array(np.lexsort([_ints(rows[n]) for n in reversed(keys) if n != "similarity"])))
