"""Kernels of matching over batches of texts, seeds and terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.matching.anchors import ANCHORS, link
from chaffinch.matching.exact_copies import digests
from chaffinch.matching.hole_letters import holes
from chaffinch.matching.letters import write_letters
from chaffinch.matching.pair_blocks import Blocks
from chaffinch.matching.reworded.unit_store import write_units
from chaffinch.matching.reworded.units import units
from chaffinch.matching.reworded.vocabulary import COUNTS, TERMS, Vocabulary, counted, document_terms, keys
from chaffinch.matching.winnowing import seeds
from chaffinch.text import Holes, fold

__all__ = ["BUCKETED", "Count", "Fold", "Link", "Terms"]

BUCKETED = ANCHORS.append(pa.field("bucket", pa.int16()))
"""Anchors, and the bucket of each: that of its pair of documents, see `chaffinch.matching.pair_blocks`."""


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
        out, texts = holes(batch), batch["text"].to_pylist()
        folded, left_out = fold(texts, out), fold(_left_out(texts, out))
        write_letters(self.folder, int(known.min()), folded, number)
        write_letters(self.left_out, int(known.min()), left_out, number)
        yield 1, digests(texts, number, folded, left_out)
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
    """Kernel: all seeds of some fingerprints -> anchors, and the bucket of each."""

    blocks: Blocks

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `BUCKETED`."""
        for anchors in link(batch):
            bucket = self.blocks.bucket(anchors["left"].to_numpy(), anchors["right"].to_numpy())
            yield pa.record_batch([*anchors.columns, bucket], schema=BUCKETED)


def _left_out(texts: Sequence[str], out: Holes) -> list[str]:
    """Give the texts of the holes of each document, one after another."""
    rows = zip(texts, out.start.to_pylist(), out.stop.to_pylist(), strict=True)
    return [" ".join(text[a:b] for a, b in zip(start, stop, strict=True)) for text, start, stop in rows]
