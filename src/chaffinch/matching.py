"""Find which passages and which documents say the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.cluster import Members
from chaffinch.components import smallest_label
from chaffinch.config import Config
from chaffinch.corpus import Corpus
from chaffinch.documents import PAIRS
from chaffinch.engines import Engine, Output, Table
from chaffinch.letters import close_letters, open_letters, write_index
from chaffinch.passages.anchors import ANCHORS
from chaffinch.passages.carried import clustered, clusters
from chaffinch.passages.compare import Compare
from chaffinch.passages.copies import DIGESTS, with_copies
from chaffinch.passages.coverage import COVERAGES, HALF
from chaffinch.passages.kernels import Count, Fold, Link, Terms
from chaffinch.passages.matched import MATCHES, Matched
from chaffinch.passages.seeds import SEEDS
from chaffinch.passages.unitstore import open_units, write_unit_index
from chaffinch.passages.verify import Verify
from chaffinch.passages.vocabulary import COUNTS, TERMS, Vocabulary
from chaffinch.progress import Progress
from chaffinch.run import WORK
from chaffinch.stars import completed

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

_PAIRS = 2048  # of documents that a task compares


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
    buckets = _buckets(int(corpus.characters.sum()), config)
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
        write_index(beside, len(corpus.row), engine.keep)
    close_letters()
    open_units.cache_clear()
    if high:
        write_unit_index(reworded, len(corpus.row))
    if not wanted:
        documents = _by_sketches(engine, corpus, config, told, texts, (letters, left_out))
        return Found.of_documents(_completed(engine, documents, digested, corpus, config, (letters, left_out)))
    told.stage("linking", None, "seeds")
    output = Output("anchors", ANCHORS, split=("left", "right"), buckets=_power(sum(found.rows) // ANCHORS_OF))
    (anchors,) = engine.map(Link(), found, [output], by_key=True)
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
    from chaffinch.documents import BANDS, Sketch

    told.stage("sketching", len(corpus.facts), "documents")
    sketch = Sketch.of(config.documents)
    buckets = _buckets(len(corpus.facts) * sketch.bands, config)
    (bands,) = engine.map(sketch, texts, [Output("bands", BANDS, split=("band",), buckets=buckets)])
    (candidates,) = engine.map(_Pairs(), bands, [Output("pairs", PAIRS)], by_key=True)
    found = pa.Table.from_batches(engine.read(candidates), PAIRS).group_by(["left", "right"]).aggregate([])
    found = found.sort_by([("left", "ascending"), ("right", "ascending")])
    return _compared(engine, "sketched", _ints(found["left"]), _ints(found["right"]), folders)


def _completed(
    engine: Engine, documents: pa.Table, digested: Table, corpus: Corpus, config: Config, folders: tuple[Path, Path]
) -> pa.Table:
    """Add documents that are one but for signs, and what their keepers have in common with all the others.

    Pairs that are covered by half are looked at again: of text that many have, linking finds but a part.
    """
    coverage = config.documents.coverage
    low = np.minimum(documents["left_coverage"].to_numpy(), documents["right_coverage"].to_numpy())
    half = pa.array((low >= HALF) & (low < coverage))
    rest, again = documents.filter(pc.invert(half)), documents.filter(half)
    again = _compared(engine, "half", _ints(again["left"]), _ints(again["right"]), folders)
    same = _identities(corpus, pa.Table.from_batches(engine.read(digested), DIGESTS))
    documents = with_copies(pa.concat_tables([rest, again]), np.arange(len(same)), same)

    def compare(left: Ints, right: Ints) -> pa.Table:
        return _compared(engine, "kept", left, right, folders)

    return completed(documents, corpus, same, compare, coverage=coverage)


def _identities(corpus: Corpus, known: pa.Table) -> Ints:
    """Give each document what all of its very text, or of its very letters, have in common; 0 where it has no text.

    Letters tell more, but of two that are the same to the byte one may have boilerplate left out, by its site.
    """
    folded = np.zeros(len(corpus.row), np.int64)
    folded[_ints(known["number"])] = _ints(known["digest"])
    first, text = corpus.copies
    letters, place = np.unique(folded, return_inverse=True)
    other = np.full(len(letters), len(folded))
    np.minimum.at(other, place, np.arange(len(folded)))
    label = smallest_label(
        np.concatenate((first, other[place])), np.concatenate((text, np.arange(len(folded)))), len(folded)
    )
    return np.where(folded != 0, label + 1, 0)


def _compared(engine: Engine, name: str, left: Ints, right: Ints, folders: tuple[Path, Path]) -> pa.Table:
    """Compare pairs of documents, some in each task, and give rows of `COVERAGES` in their order."""
    pairs = pa.table([left.astype(np.int32), right.astype(np.int32)], PAIRS.names)
    parts = [pairs[start : start + _PAIRS].to_batches() for start in range(0, len(pairs), _PAIRS)]
    key = blake2b(left.tobytes() + right.tobytes(), digest_size=16).hexdigest()
    table = engine.write(Output(f"{name}-pairs", PAIRS), parts, key=key)
    (found,) = engine.map(Compare(*folders), table, [Output(f"{name}-coverages", COVERAGES)])
    return pa.Table.from_batches(engine.read(found), COVERAGES)


@dataclass(frozen=True, slots=True)
class _Pairs:
    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        from chaffinch.documents import pairs

        yield from pairs(batch)


def _ints(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.to_numpy().astype(np.int64))


def _buckets(amount: int, config: Config) -> int:
    return _power(max(min(MANY, amount // BUCKET), amount * BUCKET_BYTES // config.work.share))


def _power(buckets: int) -> int:
    """Give the power of two from so many buckets on."""
    return min(MOST_BUCKETS, 1 << max(1, (buckets - 1).bit_length()))


def _gathered(engine: Engine, table: Table, schema: pa.Schema, keys: tuple[str, ...] | list[str]) -> pa.Table:
    """Read a table that buckets wrote, in an order that does not depend on them."""
    rows = pa.Table.from_batches(engine.read(table), schema)
    return rows.take(pa.array(np.lexsort([_ints(rows[n]) for n in reversed(keys) if n != "similarity"])))
