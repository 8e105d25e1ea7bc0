"""Run the stages of matching: fold, link, verify or sketch, complete groups, cluster."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.config import Config
from chaffinch.corpus import Corpus
from chaffinch.engines import NODE_BITS, Engine, Output, Table, connected
from chaffinch.matching.clusters import Clustered, clustered
from chaffinch.matching.compare import Compare, Verify
from chaffinch.matching.drift import Cut
from chaffinch.matching.exact_copies import copies, tied
from chaffinch.matching.groups import PAIR, Checked, Compared, Limits, Ranking, completed, grouped
from chaffinch.matching.kernels import Blocks, Count, Fold, Keys, Link
from chaffinch.matching.letters import Block, blocks_of, open_letters, write_index
from chaffinch.matching.own import OwnOfCompared
from chaffinch.matching.relations.related import Relate, WriteTexts
from chaffinch.matching.reworded.sentence_store import write_sentence_index
from chaffinch.matching.reworded.vocabulary import Vocabulary
from chaffinch.progress import Progress
from chaffinch.runs import WORK
from chaffinch.schemas import (
    BANDS,
    COVERAGES,
    DIGESTS,
    EDGES,
    LABELS,
    LETTER_BLOCKS,
    MATCHES,
    OWN_LETTERS,
    PACKED_ANCHORS,
    PACKED_SEEDS,
    PAIRS,
    TERM_COUNTS,
    TERMS,
    WRITTEN_PARTS,
    ints,
)
from chaffinch.storage import exchange
from chaffinch.text import Bools, Ints

__all__ = ["Found", "find_matches", "remove_letters"]


BUCKET = 5_000_000
"""Characters of text whose seeds go to one bucket: these sort within a second-level cache (measured)."""

BUCKET_BYTES = 24
"""Bytes of memory that a character of a bucket takes, at most, until its seeds are linked."""

MANY, MOST_BUCKETS = 256, 4096
"""Buckets, at most, unless memory needs more, and in any case: every task writes to every bucket."""


ANCHORS_OF = 600_000
"""Seeds whose anchors go to one bucket: a seed has one at the most, and each takes a kilobyte until it is verified."""

TASKS_A_WORKER = 4
"""Tasks for each worker, so that none waits long for the last one. More take longer in all: each of a dozen tables of
pairs has a piece for each two of them, which takes 50 microseconds."""

BANDS_OF = (100_000, 1_000_000)
"""Rows of bands that go to one bucket, at least and at most, where there are more or fewer than enough tasks: a million
are sorted in .2 s."""

DOCUMENTS_OF = (2_000, 20_000)
"""Documents of the corpus for each bucket of candidate pairs, at least and at most: where one in five is a copy, the
pairs of 10,000 take a second to compare."""

ROWS_OF = 500_000
"""Rows of matches that go to one bucket, at most: about 100 MB until they are sorted and joined."""

MATCHES_OF = (4_096, ROWS_OF)
"""Matches of passages for each bucket of clusters, at least and at most."""

PAIRS_OF = (256, 8_192)
"""Pairs of documents for each bucket of pairs that are judged, at least and at most: 2 ms each for a third of them."""


class Found(Struct, frozen=True):
    """Matches of documents and passages, by numbers of documents and offsets of letters.

    Attributes:
        bounds: the first document of each partition by document.
        documents: tables of `RELATED`, partitioned by the left document; may be empty.
        groups: tables of `GROUPED`, the near-duplicates, partitioned by the first of each group; may be empty.
        passages: the matches of passages and their clusters; None if there are none.
    """

    bounds: tuple[int, ...]
    documents: tuple[Table, ...] = ()
    groups: tuple[Table, ...] = ()
    passages: Clustered | None = None


class _Paths(NamedTuple):
    """Folders of mapped files: letters, letters of the holes, texts without them, sentences of documents."""

    letters: Path
    hole_letters: Path
    prose: Path
    sentences: Path

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Give the folders below the folder of a run."""
        return cls(*(folder / WORK / name for name in ("letters", "hole-letters", "prose", "sentences")))


def remove_letters(folder: Path) -> None:
    """Remove the files of letters and texts from the folder of a run, when all that is made of them is finished."""
    for path in _Paths.of(folder):
        _remove(path)


def _remove(folder: Path) -> None:
    """Remove mapped files when everything that is made of them is finished.

    A run that goes on finds those tables, and makes new files from nothing, which nobody reads. After a power failure
    it makes the tables that were dropped again, and these files with them. Workers may have them mapped, and a mapped
    file keeps its blocks of the disk when it is removed, so it is emptied. Files that machines exchange stay: another
    one may go on with the run.
    """
    if exchange.is_exchanged(folder):
        return
    for file in folder.rglob("*"):
        if file.is_file():
            with suppress(OSError):  # Windows empties no mapped file
                os.truncate(file, 0)
    shutil.rmtree(folder, ignore_errors=True)


def find_matches(
    engine: Engine,
    corpus: Corpus,
    folder: Path,
    config: Config,
    progress: Progress,
    *,
    findings: Table,
    ranking: Ranking,
    enter_own: Callable[[Table], None],
) -> Found:
    """Find the passages and the documents that say the same.

    Args:
        engine: runs the kernels.
        corpus: the documents.
        folder: of the run; folders of letters are made in its work folder.
        config: the settings; a stage whose result the policy does not use is left out.
        progress: is notified of the stages.
        findings: in rows beside the texts.
        ranking: of keepers; the first document of a group by each order is compared with all of the group.
        enter_own: makes the columns that documents are ranked by, from rows of `OWN_LETTERS`.
    """
    passages_on = config.policy.passages != "off"
    if not passages_on and config.policy.documents == "off":
        return Found((0,))
    progress.stage("folding", corpus.rows, "documents")
    paths = _Paths.of(folder)
    texts = (corpus.texts, corpus.numbers, findings)
    seeds, same = _folded(engine, corpus, paths, config, texts, seeds=passages_on)
    compare = Compare(paths.letters, paths.hole_letters)
    judge = Relate(paths.prose, config.documents.coverage)
    if not passages_on:
        pairs = _by_sketches(engine, corpus, config, progress, texts, compare)
        enter_own(_own(engine, corpus, paths.letters, texts, (pairs,), same))
        bounds = _bounds(corpus, config, pairs)
        _write_texts(engine, corpus, paths.prose, texts, pairs, same)
        return _documents(engine, corpus, config, (pairs, same), (compare, judge), bounds, ranking)
    progress.stage("linking", None, "seeds")
    buckets = _power(sum(sum(table.rows) for table in seeds) // ANCHORS_OF)
    letters = open_letters(paths.letters)
    blocks = Blocks.of(corpus.ledger, letters.start, len(letters.letters), buckets)
    bounds = tuple(range(blocks.buckets))
    output = Output("anchors", PACKED_ANCHORS, split=("bucket",), bounds=bounds, packed=True)
    across = config.input.across
    if across:
        corpus.ledger.write({"is_earlier": corpus.is_earlier()})
    (anchors,) = engine.map(Link(blocks, across), seeds, [output], by_key=True, spent=True)
    for table in seeds:
        engine.drop(table)
    progress.stage("matching", None, "anchors")
    verify = Verify(paths.letters, paths.hole_letters, config.passages, paths.sentences)
    outputs = [Output("passages", MATCHES), Output("covered", COVERAGES)]
    passages, covered = engine.map(verify, anchors, outputs, by_key=True)
    engine.drop(anchors)
    _remove(paths.sentences)
    progress.stage("clustering", None, "passages")
    enter_own(_own(engine, corpus, paths.letters, texts, (passages, covered), same))
    found = Found(_bounds(corpus, config, passages, covered))
    if config.policy.documents != "off":
        output = Output("checked", COVERAGES, split=PAIR, buckets=_shared_out(sum(covered.rows), PAIRS_OF, config))
        (pairs,) = engine.map(Checked(compare, config.documents.coverage), covered, [output])
        written = _write_texts(engine, corpus, paths.prose, texts, pairs, same)
        found = _documents(engine, corpus, config, (pairs, same), (compare, judge), found.bounds, ranking)
        for table in written:
            engine.drop(table)
        _remove(paths.prose)
    if not sum(passages.rows):
        return found
    buckets = _shared_out(sum(passages.rows), MATCHES_OF, config)
    _enter_groups(engine, corpus, found.groups)
    cut = Cut(paths.letters, config.passages.similarity, corpus.ledger, tuple(table.key for table in found.groups))
    return replace(found, passages=clustered(engine, passages, cut, config, buckets))


def _folded(
    engine: Engine, corpus: Corpus, paths: _Paths, config: Config, texts: tuple[Table, ...], *, seeds: bool
) -> tuple[tuple[Table, ...], Table]:
    """Fold all texts; give tables of `PACKED_SEEDS`, and rows of `LABELS` of the documents that are equal."""
    quoted = config.passages.sensitivity != "high"
    buckets = _buckets(corpus.characters, config)
    for beside in paths:
        beside.mkdir(parents=True, exist_ok=True)
    fold_all = Fold(
        paths.letters, paths.hole_letters, buckets if seeds else 0, paths.sentences if seeds else None, quoted
    )
    outputs = [
        Output("seeds", PACKED_SEEDS, split=("bucket",), bounds=tuple(range(buckets)), packed=True),
        Output("digests", DIGESTS, split=("digest",), buckets=corpus.same_text.split),
        Output("terms", TERMS, split=("term",), buckets=buckets, packed=True),
        Output("sentence-parts", WRITTEN_PARTS),
    ]
    found, digested, terms, parts = engine.map(fold_all, texts, outputs)
    for beside in (paths.letters, paths.hole_letters):
        _join_letters(engine, beside, corpus.documents, digested)
    same = _same(engine, corpus, digested, config)
    keyed = _keys(engine, corpus, paths.sentences, terms, parts, outputs[0]) if seeds else ()
    return (found, *keyed), same


def _join_letters(engine: Engine, folder: Path, documents: int, made: Table) -> None:
    """Make one file of those that the tasks have written which made a table, or its blocks."""
    write_index(folder, documents, f"{made.key}-{made.stamp}", engine.keep)  # if written again, joined again
    blocks = [[pa.record_batch([pa.array([i], pa.int32())], schema=LETTER_BLOCKS)] for i in range(blocks_of(folder))]
    if blocks:
        table = engine.write(Output(f"{folder.name}-blocks", LETTER_BLOCKS), blocks, key=made.key)
        engine.map(Block(folder), table, [Output(f"{folder.name}-made", LETTER_BLOCKS)])


def _write_texts(
    engine: Engine, corpus: Corpus, folder: Path, texts: tuple[Table, ...], pairs: Table, same: Table
) -> tuple[Table, ...]:
    """Write the texts of the documents whose pairs are judged: those of some pairs, and those with equal letters.

    Returns:
        The table that was made with them, if there are any; while it is there, so are the texts.
    """
    judged = _members(engine, corpus, (pairs,), same)
    if not judged.any():
        return ()
    corpus.ledger.write({"judged": judged})
    kernel = WriteTexts(folder, corpus.ledger, f"{pairs.key} {same.key}")
    (parts,) = engine.map(kernel, texts, [Output("text-parts", WRITTEN_PARTS)])
    _join_letters(engine, folder, corpus.documents, parts)
    return (parts,)


def _own(
    engine: Engine, corpus: Corpus, letters: Path, texts: tuple[Table, ...], pairs: tuple[Table, ...], same: Table
) -> Table:
    """Give rows of `OWN_LETTERS` for the documents of which one can be the keeper of another: those that match."""
    corpus.ledger.write({"compared": _members(engine, corpus, pairs, same)})
    kernel = OwnOfCompared(corpus.ledger, letters, " ".join(table.key for table in (*pairs, same)))
    (own,) = engine.map(kernel, texts, [Output("own", OWN_LETTERS)])
    return own


def _members(engine: Engine, corpus: Corpus, pairs: tuple[Table, ...], same: Table) -> Bools:
    """Mask the documents that stand in tables of pairs or have equal letters: bool, shape (documents,).

    A document beside itself is no pair.
    """
    found = np.zeros(corpus.documents, np.bool_)
    for left, right in chain.from_iterable(_ints(engine, table, PAIR) for table in pairs):
        others = left != right
        found[left[others]] = found[right[others]] = True
    for number, label in _ints(engine, same, ["number", "label"]):
        found[number] = found[label >> NODE_BITS] = True
    return found


def _keys(engine: Engine, corpus: Corpus, folder: Path, terms: Table, parts: Table, seeds: Output) -> tuple[Table, ...]:
    """Count the documents of each term, for `Vocabulary.load`, and make keys of sentences, split as ``seeds``."""
    (counts,) = engine.map(Count(), terms, [Output("counts", TERM_COUNTS)], by_key=True)
    engine.drop(terms)
    found = pa.Table.from_batches(engine.read(counts), TERM_COUNTS).sort_by("term")
    term, documents = (found[name].to_numpy() for name in TERM_COUNTS.names)
    Vocabulary(term.astype(np.uint32), documents.astype(np.int32), 0).save(folder)
    write_sentence_index(folder, corpus.documents)
    return engine.map(Keys(folder, corpus.documents, seeds.bucket_count), parts, [replace(seeds, name="keys")])


def _by_sketches(
    engine: Engine, corpus: Corpus, config: Config, progress: Progress, texts: tuple[Table, ...], compare: Compare
) -> Table:
    from chaffinch.matching.lsh import Sketch

    progress.stage("sketching", corpus.rows, "documents")
    sketch = Sketch.of(config.documents)
    buckets = _shared_out(corpus.rows * sketch.bands, BANDS_OF, config)
    (bands,) = engine.map(sketch, texts, [Output("bands", BANDS, split=("band",), buckets=buckets)])
    buckets = _shared_out(corpus.rows, DOCUMENTS_OF, config)
    (pairs,) = engine.map(_Pairs(), bands, [Output("pairs", PAIRS, split=PAIR, buckets=buckets)], by_key=True)
    output = Output("sketched", COVERAGES, split=PAIR, buckets=_shared_out(sum(pairs.rows), PAIRS_OF, config))
    (found,) = engine.map(Compared(compare), pairs, [output], by_key=True)
    return found


def _documents(
    engine: Engine,
    corpus: Corpus,
    config: Config,
    tables: tuple[Table, Table],
    kernels: tuple[Compare, Relate],
    bounds: tuple[int, ...],
    ranking: Ranking,
) -> Found:
    """Complete and group the matches of documents.

    Args:
        tables: rows of `COVERAGES`, split by both documents; and rows of `LABELS` of documents that are equal.
        kernels: they compare pairs, and judge how they are related.
    """
    pairs, same = tables
    output = Output("copied", COVERAGES, split=PAIR, buckets=pairs.split)
    (copied,) = engine.map(_Copied(), same, [output])
    if not sum(pairs.rows) + sum(copied.rows):
        return Found(bounds)
    limits: Limits = {"coverage": config.documents.coverage, "bounds": bounds, "memory": config.work.share}
    documents = completed(engine, pairs, copied, ranking, kernels, **limits)
    return Found(bounds, documents, (grouped(engine, documents, **limits),))


def _enter_groups(engine: Engine, corpus: Corpus, groups: Sequence[Table]) -> None:
    """Enter the first of the copies of each document into the ledger, plus 1; 0 for one without copies."""
    found = ((number, label + 1) for table in groups for number, label in _ints(engine, table, ["number", "label"]))
    corpus.ledger.scatter("group", np.int32, corpus.documents, found)


def _same(engine: Engine, corpus: Corpus, digested: Table, config: Config) -> Table:
    """Label documents with equal text or equal letters, and enter the labels into the ledger; 0 for no text.

    Letters find more; but of two documents with equal text one may have more holes, by the templates of its site.
    """
    (edges,) = engine.map(_Twins(), (corpus.same_text, digested), [Output("twins", EDGES)], by_key=True)
    labels = connected(
        engine, edges, Output("same", LABELS, split=("number",), buckets=digested.split), memory=config.work.share
    )
    alone = (
        (number, np.where(digest != 0, number + 1, 0)) for number, digest in _ints(engine, digested, DIGESTS.names)
    )
    tied = ((number, (label >> NODE_BITS) + 1) for number, label in _ints(engine, labels, ["number", "label"]))
    corpus.ledger.scatter("same", np.int32, corpus.documents, chain(alone, tied))
    return labels


def _ints(engine: Engine, table: Table, names: Sequence[str]) -> Iterator[tuple[Ints, ...]]:
    for batch in engine.read(table, columns=names):
        yield tuple(ints(batch, name) for name in names)


class _Twins(Struct, frozen=True):
    """Kernel that connects documents of one digest, table by table; yields rows of `EDGES` on output 0."""

    def __call__(self, *batches: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            ends = tied(ints(batch, "number"), ints(batch, "digest"))
            yield pa.record_batch([number << NODE_BITS for number in ends], schema=EDGES)


class _Copied(Struct, frozen=True):
    """Kernel that pairs equal documents with the first of them; yields rows of `COVERAGES` on output 0."""

    def __call__(self, labels: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        yield copies(ints(labels, "label") >> NODE_BITS, ints(labels, "number"))


class _Pairs(Struct, frozen=True):
    """Kernel that proposes pairs of documents that share a band; yields rows of `PAIRS` on output 0."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        from chaffinch.matching.lsh import pairs

        yield from pairs(batch)


def _bounds(corpus: Corpus, config: Config, *tables: Table) -> tuple[int, ...]:
    """Give bounds of partitions by document, as many as the largest table needs, and enough for every worker."""
    parts = min(corpus.documents, max(_shared_out(sum(table.rows), PAIRS_OF, config) for table in tables))
    return tuple(i * corpus.documents // parts for i in range(parts))


def _buckets(amount: int, config: Config) -> int:
    return _power(max(min(MANY, amount // BUCKET), amount * BUCKET_BYTES // config.work.share))


def _shared_out(rows: int, of: tuple[int, int], config: Config) -> int:
    """Give a number of buckets for rows, of each at least and at most so many, so that every worker gets some."""
    least, most = of
    some = min(TASKS_A_WORKER * config.work.processes, 1 + rows // least)
    return max(1 + rows // ROWS_OF, some, min(MANY, rows // most))


def _power(buckets: int) -> int:
    """Round a number of buckets up to a power of two, `MOST_BUCKETS` at most."""
    return min(MOST_BUCKETS, 1 << max(1, (buckets - 1).bit_length()))
