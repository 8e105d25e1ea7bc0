"""Count the documents of each term of a corpus, weigh terms, and make keys of sentences by their rarest terms."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.matching.reworded.sentences import Sentences
from chaffinch.matching.winnowing import REWORDED, XXHASH64
from chaffinch.schemas import SEEDS
from chaffinch.storage import exchange
from chaffinch.text import Ints, changes, unique_rows

__all__ = ["Vocabulary", "counted", "document_terms", "keys"]

Terms = npt.NDArray[np.uint32]


RAREST = 6
"""Terms of a sentence that its keys are made of: the rarest that another document has too; every two are a key."""

_FEW = 1000  # documents; fewer do not show how common a word is, and a word of two of three must weigh something
_SCALE = 16.0  # weights are whole numbers, so that their sums are the same in any order
_NAMES = ("term.npy", "documents.npy")


class Vocabulary(Struct, frozen=True):
    """Terms of a corpus, and how many documents have each.

    Attributes:
        term: hashes of the terms of two documents or more, sorted; uint32, shape (terms,).
        documents: number of documents of each; int32, shape (terms,).
        size: number of documents of the corpus.
    """

    term: Terms
    documents: npt.NDArray[np.int32]
    size: int

    def frequency(self, term: Terms) -> Ints:
        """Give the number of documents of terms, int64, shape of ``term``; 1 for terms of no other document."""
        if not len(self.term):
            return np.ones(len(term), np.int64)
        place = np.minimum(np.searchsorted(self.term, term), len(self.term) - 1)
        return np.where(self.term[place] == term, self.documents[place], 1).astype(np.int64)

    def weights(self, frequency: Ints) -> npt.NDArray[np.uint16]:
        """Weigh terms by inverse document frequency, in sixteenths of a nat; uint16, shape of ``frequency``."""
        return weighed(frequency, max(self.size, _FEW)).astype(np.uint16)

    def save(self, folder: Path) -> None:
        """Write the vocabulary to a folder, for `load`."""
        for name, column in zip(_NAMES, (self.term, self.documents), strict=True):
            with exchange.written(folder / name) as file:
                np.save(file, column)

    @classmethod
    def load(cls, folder: Path, size: int) -> Vocabulary:
        """Map the vocabulary that `save` wrote to a folder.

        Args:
            folder: of the files.
            size: number of documents of the corpus.

        Raises:
            FileNotFoundError: no vocabulary was saved there.
        """
        term, documents = (np.load(exchange.fetch(folder / name), mmap_mode="r") for name in _NAMES)
        return cls(term, documents, size)


def weighed(frequency: Ints, size: int) -> Ints:
    """Weigh frequencies: log(size / frequency) in sixteenths, rounded, 1 at least; int64, shape of ``frequency``."""
    return np.maximum(np.rint(_SCALE * np.log(size / frequency)), 1).astype(np.int64)


def document_terms(sentences: Sentences) -> Terms:
    """Give the different terms of each document, one document after the other; uint32, shape (terms,)."""
    owner = np.repeat(np.arange(len(sentences.documents) - 1), np.diff(sentences.first[sentences.documents]))
    return unique_rows(owner, sentences.term)[1].astype(np.uint32)  # numpy's `unique` is several times slower


def counted(terms: npt.NDArray[np.integer]) -> tuple[Terms, npt.NDArray[np.int32]]:
    """Count the documents of terms, without terms of a single document.

    Args:
        terms: of all documents, as `document_terms` gives them; shape (terms,).

    Returns:
        The different terms, uint32, sorted, and their numbers of documents, int32.
    """
    term, documents = np.unique(terms, return_counts=True)
    return term[documents > 1].astype(np.uint32), documents[documents > 1].astype(np.int32)


def keys(sentences: Sentences, number: npt.NDArray[np.integer], frequency: Ints) -> pa.RecordBatch:
    """Make the keys of sentences, by which like sentences are linked.

    Args:
        sentences: of a batch.
        number: the numbers of its documents, shape (documents,); -1 for one that gets no keys.
        frequency: number of documents of each term, see `Vocabulary.frequency`; int64, shape (terms,).

    Returns:
        Rows of `SEEDS`, whose ``position`` is the index of the sentence in its document.
    """
    size = np.diff(sentences.first)
    sentence = np.repeat(np.arange(len(size)), size)
    shared = np.flatnonzero(frequency > 1)
    sentence, term, frequency = sentence[shared], sentences.term[shared], frequency[shared]
    sentence, _, rarest = unique_rows(sentence, frequency, term)
    first = np.flatnonzero(changes(sentence))
    rank = np.arange(len(sentence)) - np.repeat(first, np.diff(np.append(first, len(sentence))))
    # rarest terms of each sentence, one row a sentence; 0 where it has fewer
    table = np.zeros((len(size), RAREST), np.uint64)
    rare = rank < RAREST
    table[sentence[rare], rank[rare]] = rarest[rare].astype(np.uint64) + np.uint64(1)
    document = np.searchsorted(sentences.documents, np.arange(len(size)), side="right") - 1
    index = np.arange(len(size)) - sentences.documents[document]
    owner = np.asarray(number, np.int32)[document]
    table, index, owner = table[owner >= 0], index[owner >= 0], owner[owner >= 0]
    hashes, rows = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for a, b in combinations(range(RAREST), 2):
        row = np.flatnonzero(table[:, b])
        low, high = np.minimum(table[row, a], table[row, b]), np.maximum(table[row, a], table[row, b])
        mixed = (low * XXHASH64[1]) ^ (high + (low << np.uint64(33)))
        mixed *= XXHASH64[1]
        mixed ^= mixed >> np.uint64(32)
        hashes.append(mixed * XXHASH64[1])
        rows.append(row)
    value, row = np.concatenate(hashes).view(np.int64), np.concatenate(rows)
    columns = [(value & ~np.int64(3)) | REWORDED, owner[row], index[row].astype(np.int32)]
    return pa.record_batch(columns, schema=SEEDS)
