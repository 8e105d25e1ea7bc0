"""Kernels of matching that fold texts, count terms and link seeds.

Linked anchors go to buckets by the blocks of letters that their two documents are in (`Blocks`), so that the task that
verifies a bucket reads two blocks, not all letters.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.engines import Ledger
from chaffinch.matching.anchors import link
from chaffinch.matching.exact_copies import digests
from chaffinch.matching.letters import holes, write_letters
from chaffinch.matching.packed_rows import pack_anchors, pack_seeds, unpack_seeds
from chaffinch.matching.reworded.sentence_store import read_sentences, write_sentences, write_weights
from chaffinch.matching.reworded.sentences import sentences_of
from chaffinch.matching.reworded.vocabulary import Vocabulary, counted, document_terms, keys
from chaffinch.matching.winnowing import seeds
from chaffinch.schemas import TERM_COUNTS, TERMS, WRITTEN_PARTS
from chaffinch.text import Holes, Ints, fold, folded, slabs

__all__ = ["Blocks", "Count", "Fold", "Keys", "Link"]


BLOCK = 64_000_000
"""Letters of a block: smaller ones would have too many pairs in a corpus of a million documents."""

_RUN = 1 << 20  # documents at once
_ODD = np.uint32(0x9E3779B1)  # the golden ratio in 32 bits


class Blocks(Struct, frozen=True):
    """Divides the letters of a corpus into blocks, and pairs of blocks into buckets.

    The buckets of one pair of blocks follow one another, and so do pairs with one block in common.

    Attributes:
        ledger: gets the column ``block``, int16, by document.
        count: number of blocks.
        spread: number of buckets of each pair of blocks.
    """

    ledger: Ledger
    count: int
    spread: int

    @classmethod
    def of(cls, ledger: Ledger, start: Ints, letters: int, buckets: int) -> Blocks:
        """Choose blocks of `BLOCK` letters, or larger ones if their pairs would be more than ``buckets``.

        Args:
            ledger: of the documents.
            start: offset of the first letter of each document, int64, shape (documents,).
            letters: number of all letters.
            buckets: how many there may be.
        """
        most = (math.isqrt(8 * buckets + 1) - 1) // 2
        count = min(1 + letters // BLOCK, most)
        size = 1 + letters // count
        runs = (start[at : at + _RUN] // size for at in range(0, len(start), _RUN))
        ledger.write_parts("block", np.int16, len(start), runs)
        return cls(ledger, count, 2 * buckets // (count * (count + 1)))

    @property
    def buckets(self) -> int:
        """Give the number of buckets."""
        return self.count * (self.count + 1) // 2 * self.spread

    def bucket(self, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]) -> npt.NDArray[np.int16]:
        """Give the bucket of each pair of documents; all of shape (pairs,)."""
        block = self.ledger.column("block")
        bucket = _pairs(self.count)[block[left], block[right]] * np.int16(self.spread)
        if self.spread > 1:
            mixed = (left.astype(np.uint32) * _ODD ^ right.astype(np.uint32)) * _ODD >> np.uint32(16)
            bucket += (mixed % np.uint32(self.spread)).astype(np.int16)
        return np.asarray(bucket)


@lru_cache(maxsize=1)
def _pairs(count: int) -> npt.NDArray[np.int16]:
    """Number the pairs of blocks, in either order."""
    one, two = np.indices((count, count))
    low, high = np.minimum(one, two), np.maximum(one, two)
    return np.asarray((high * (high + 1) // 2 + low).astype(np.int16))


class Fold(Struct, frozen=True):
    """Kernel that folds texts into files of letters.

    Yields the seeds of passages, rows of `PACKED_SEEDS`, on output 0, and the digests of documents, rows of `DIGESTS`,
    on output 1. With ``sentences`` it also writes the sentences, and yields the different terms of each document, rows
    of `TERMS`, on output 2, and the number of its files, a row of `WRITTEN_PARTS`, on output 3.

    Attributes:
        folder: gets the letters.
        hole_letters: folder that gets the letters of the holes.
        seeds: number of buckets of the seeds, a power of two; 0 to make none.
        sentences: folder that gets the sentences; None to find no reworded text.
        quoted: whether only the sentences of long quotations are made.
    """

    folder: Path
    hole_letters: Path
    seeds: int
    sentences: Path | None = None
    quoted: bool = False

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield all outputs for the documents that did not fail, from texts beside numbers and findings."""
        batch = batch.filter(pc.greater_equal(batch["number"], 0))
        if not batch.num_rows:
            return
        number, out, texts = batch["number"].to_numpy(), holes(batch), batch["text"].to_pylist()
        part = int(number.min())
        # sentences need whole texts
        pieces = list(slabs(texts, out)) if self.sentences else slabs(texts, out, cut=True)
        letters, hole_letters = folded(pieces), fold(_hole_texts(texts, out))
        write_letters(self.folder, part, letters, number)
        write_letters(self.hole_letters, part, hole_letters, number)
        yield 1, digests(texts, number, letters, hole_letters)
        if self.seeds:
            yield 0, pack_seeds(seeds(letters, number), self.seeds)
        if self.sentences:
            found = sentences_of(pieces, quoted=self.quoted)
            write_sentences(self.sentences, part, found, number)
            yield 2, pa.record_batch([document_terms(found).astype(np.int64)], schema=TERMS)
            yield 3, pa.record_batch([pa.array([part], pa.int32())], schema=WRITTEN_PARTS)


class Keys(Struct, frozen=True):
    """Kernel that makes the keys of sentences by their rarest terms; yields rows of `PACKED_SEEDS` on output 0.

    It also writes the weights of their terms.

    Attributes:
        sentences: folder that has the sentences and the vocabulary, and gets the weights.
        documents: how many the corpus has.
        buckets: of the seeds, a power of two.
    """

    sentences: Path
    documents: int
    buckets: int

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the keys of all sentences in some files, from rows of `WRITTEN_PARTS`."""
        vocabulary = Vocabulary.load(self.sentences, self.documents)
        for part in batch["part"].to_pylist():
            found, number = read_sentences(self.sentences, part)
            frequency = vocabulary.frequency(found.term)
            write_weights(self.sentences, part, vocabulary.weights(frequency))
            yield pack_seeds(keys(found, number, frequency), self.buckets)


class Count(Struct, frozen=True):
    """Kernel that counts the documents of terms, from all rows of some; yields rows of `TERM_COUNTS` on output 0."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for each term of two documents or more."""
        term, documents = counted(batch["term"].to_numpy())
        yield pa.record_batch([term.astype(np.int64), documents], schema=TERM_COUNTS)


class Link(Struct, frozen=True):
    """Kernel that links all seeds of some fingerprints; yields rows of `PACKED_ANCHORS` on output 0.

    Seeds of letters and keys of sentences come in two tables, since no hash is in both.

    Attributes:
        blocks: give the bucket of an anchor.
        across: whether only earlier documents are linked with others, by the column ``is_earlier`` of the ledger.
    """

    blocks: Blocks
    across: bool = False

    def __call__(self, *batches: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the anchors, each with its bucket."""
        earlier = np.asarray(self.blocks.ledger.column("is_earlier"), np.bool_) if self.across else None
        for anchors in chain.from_iterable(link(unpack_seeds(batch), earlier) for batch in batches):
            bucket = self.blocks.bucket(anchors["left"].to_numpy(), anchors["right"].to_numpy())
            yield pack_anchors(anchors, bucket)


def _hole_texts(texts: Sequence[str], out: Holes) -> list[str]:
    """Give the text of the holes of each document, joined by spaces."""
    rows = zip(texts, out.start.to_pylist(), out.stop.to_pylist(), strict=True)
    return [" ".join(text[a:b] for a, b in zip(start, stop, strict=True)) for text, start, stop in rows]
