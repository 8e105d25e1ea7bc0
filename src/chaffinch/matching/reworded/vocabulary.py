"""How common each term of a corpus is, and the keys of units by their rarest terms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.matching.reworded.units import Units
from chaffinch.matching.winnowing import REWORDED
from chaffinch.schemas import SEEDS
from chaffinch.storage import exchange
from chaffinch.text import Ints, changes, order

__all__ = ["Vocabulary", "counted", "document_terms", "keys"]

Terms = npt.NDArray[np.uint32]


RAREST = 6
"""Terms of a unit that its keys are made of, the rarest that another document has too: each two of them are a key."""

_FEW = 1000  # documents; fewer do not tell how common a word is, and a word of two of three must weigh something
_SCALE = 16.0  # weights are whole numbers, so that their sums are the same in any order
_ODD = np.uint64(0xC2B2AE3D27D4EB4F)  # multiplier of xxHash64
_NAMES = ("term.npy", "documents.npy")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of a corpus.

    Attributes:
        term: those of two documents and more, sorted, uint32.
        documents: how many have each, int32.
        size: documents of the corpus.
    """

    term: Terms
    documents: npt.NDArray[np.int32]
    size: int

    def frequency(self, term: Terms) -> Ints:
        """Tell in how many documents terms are; 1 for those that are in no other."""
        if not len(self.term):
            return np.ones(len(term), np.int64)
        place = np.minimum(np.searchsorted(self.term, term), len(self.term) - 1)
        return np.where(self.term[place] == term, self.documents[place], 1).astype(np.int64)

    def weights(self, term: Terms) -> npt.NDArray[np.uint16]:
        """Give the inverse document frequency of terms, in sixteenths of a natural logarithm."""
        return weighed(self.frequency(term), max(self.size, _FEW)).astype(np.uint16)

    def save(self, folder: Path) -> None:
        """Write it for `load`."""
        for name, column in zip(_NAMES, (self.term, self.documents), strict=True):
            np.save(folder / name, column)
            exchange.made(folder / name)

    @classmethod
    def load(cls, folder: Path, size: int) -> Vocabulary:
        """Map what `save` wrote."""
        term, documents = (np.load(exchange.here(folder / name), mmap_mode="r") for name in _NAMES)
        return cls(term, documents, size)


def weighed(frequency: Ints, size: int) -> Ints:
    """Give log(size / frequency) in sixteenths, rounded, one at least."""
    return np.maximum(np.rint(_SCALE * np.log(size / frequency)), 1).astype(np.int64)


def document_terms(units: Units) -> Terms:
    """Give the different terms of each document, one document after the other."""
    owner = np.repeat(np.arange(len(units.documents) - 1), np.diff(units.first[units.documents]))
    both = np.unique(owner.astype(np.uint64) << np.uint64(32) | units.term)
    return np.asarray((both & np.uint64(0xFFFFFFFF)).astype(np.uint32))


def counted(terms: npt.NDArray[np.integer]) -> tuple[Terms, npt.NDArray[np.int32]]:
    """Count the documents of terms, and leave out those of one only.

    Args:
        terms: the terms of all documents, as `document_terms` gives them.
    """
    term, documents = np.unique(terms, return_counts=True)
    return term[documents > 1].astype(np.uint32), documents[documents > 1].astype(np.int32)


def keys(units: Units, number: npt.NDArray[np.integer], vocabulary: Vocabulary) -> pa.RecordBatch:
    """Give the keys of units: rows of `SEEDS`, of which ``position`` is the unit in its document.

    Args:
        units: of a batch.
        number: of its documents; -1 for one that is to have no keys.
    """
    size = np.diff(units.first)
    unit = np.repeat(np.arange(len(size)), size)
    frequency = vocabulary.frequency(units.term)
    shared = np.flatnonzero(frequency > 1)
    unit, term, frequency = unit[shared], units.term[shared], frequency[shared]
    by = order(unit, frequency, term)
    by = by[changes(unit[by], term[by])]
    unit, term = unit[by], term[by]
    first = np.flatnonzero(changes(unit))
    rank = np.arange(len(unit)) - np.repeat(first, np.diff(np.append(first, len(unit))))
    # row by row the rarest terms of a unit; 0 where it has fewer
    table = np.zeros((len(size), RAREST), np.uint64)
    rare = rank < RAREST
    table[unit[rare], rank[rare]] = term[rare].astype(np.uint64) + np.uint64(1)
    document = np.searchsorted(units.documents, np.arange(len(size)), side="right") - 1
    place = np.arange(len(size)) - units.documents[document]
    owner = np.asarray(number, np.int32)[document]
    table, place, owner = table[owner >= 0], place[owner >= 0], owner[owner >= 0]
    hashes, rows = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for a, b in combinations(range(RAREST), 2):
        row = np.flatnonzero(table[:, b])
        low, high = np.minimum(table[row, a], table[row, b]), np.maximum(table[row, a], table[row, b])
        mixed = (low * _ODD) ^ (high + (low << np.uint64(33)))
        mixed *= _ODD
        mixed ^= mixed >> np.uint64(32)
        hashes.append(mixed * _ODD)
        rows.append(row)
    value, row = np.concatenate(hashes).view(np.int64), np.concatenate(rows)
    columns = [(value & ~np.int64(3)) | REWORDED, owner[row], place[row].astype(np.int32)]
    return pa.record_batch(columns, schema=SEEDS)
