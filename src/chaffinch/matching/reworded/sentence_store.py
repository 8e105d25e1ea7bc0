"""Give random access to the sentences of all documents: in memory, or in files that workers wrote."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.matching.reworded.sentences import Sentences
from chaffinch.storage import exchange
from chaffinch.text import Bools, Ints

__all__ = [
    "Document",
    "SentenceStore",
    "SentencesInMemory",
    "open_sentences",
    "read_sentences",
    "write_sentence_index",
    "write_sentences",
    "write_weights",
]

INDEX, PARTS = "sentences.npy", "parts.npy"


class Document(Struct, frozen=True):
    """Sentences of one document.

    Attributes:
        term: hash of each term, uint32, shape (terms,).
        weight: of each term in the corpus, uint16, shape (terms,).
        start, stop: half-open range of letters of each term, int32, shape (terms,).
        quoted: whether each sentence is in a long quotation, bool, shape (sentences,).
        first: index of the first term of each sentence, and the number of terms; int64, shape (sentences + 1,).
    """

    term: npt.NDArray[np.uint32]
    weight: npt.NDArray[np.uint16]
    start: npt.NDArray[np.int32]
    stop: npt.NDArray[np.int32]
    quoted: Bools
    first: Ints

    def __len__(self) -> int:
        return len(self.first) - 1

    def cut(self, sentences: range) -> Document:
        """Give a range of the sentences as a document."""
        return _cut(
            (self.term, self.weight, self.start, self.stop), self.quoted, self.first, sentences.start, sentences.stop
        )

    def letters(self) -> tuple[Ints, Ints]:
        """Give the half-open range of letters of each sentence; int64, shape (sentences,)."""
        return self.start[self.first[:-1]].astype(np.int64), self.stop[self.first[1:] - 1].astype(np.int64)


class Located(NamedTuple):
    """Sentences of one set of documents.

    Attributes:
        rows: which of the sentences that were asked for they are, int64, shape (sentences,).
        columns: all sentences of the set, as if they were of one document.
        sentence: the index of each in ``columns``, int64, shape (sentences,).
    """

    rows: Ints
    columns: Document
    sentence: Ints


class SentenceStore(Protocol):
    """Reads the sentences of documents, by their numbers."""

    def document(self, number: int) -> Document:
        """Give the sentences of a document."""
        ...

    def located(self, number: Ints, sentence: Ints) -> Iterator[Located]:
        """Locate many sentences at once: in the columns of each set of documents.

        Args:
            number: the document of each sentence, int64, shape (sentences,).
            sentence: its index in the document, int64, shape (sentences,).
        """
        ...


class SentencesInMemory(Struct, frozen=True):
    """Reads the sentences of a batch; a document is given by its row in the batch."""

    sentences: Sentences
    weight: npt.NDArray[np.uint16]

    def document(self, number: int) -> Document:
        """Give the sentences of a document."""
        all_ = self.sentences
        columns = (all_.term, self.weight, all_.start, all_.stop)
        return _cut(columns, all_.quoted, all_.first, *all_.documents[number : number + 2])

    def located(self, number: Ints, sentence: Ints) -> Iterator[Located]:
        """Locate many sentences at once, see `SentenceStore`."""
        all_ = self.sentences
        whole = Document(all_.term, self.weight, all_.start, all_.stop, all_.quoted, all_.first)
        yield Located(np.arange(len(number)), whole, all_.documents[number] + sentence)


class SentencesInFiles(Struct, frozen=True):
    """Reads the sentences of a corpus from memory-mapped files, one set for each task that wrote sentences.

    Attributes:
        folder: of the files.
        parts: number of each set, int64, shape (sets,).
        index: the index of the set of each document, its first sentence and the sentence after its last; int64, shape
        (documents, 3).
    """

    folder: Path
    parts: Ints
    index: Ints

    def document(self, number: int) -> Document:
        """Give the sentences of a document."""
        part, low, high = self.index[number].tolist()
        *columns, quoted, first = _part(self.folder, int(self.parts[part]))
        return _cut(tuple(columns), quoted, first, low, high)

    def located(self, number: Ints, sentence: Ints) -> Iterator[Located]:
        """Locate many sentences at once, see `SentenceStore`."""
        part, low = np.asarray(self.index[number, :2]).T
        for one in np.unique(part).tolist():
            rows = np.flatnonzero(part == one)
            yield Located(rows, Document(*_part(self.folder, int(self.parts[one]))), low[rows] + sentence[rows])


def _cut(columns: tuple[npt.NDArray[Any], ...], quoted: Bools, first: Ints, low: int, high: int) -> Document:
    own = np.asarray(first[low : high + 1])
    begin, end = int(own[0]), int(own[-1])
    term, weight, start, stop = (np.asarray(column[begin:end]) for column in columns)
    return Document(term, weight, start, stop, np.asarray(quoted[low:high]), own - begin)


def write_sentences(folder: Path, part: int, sentences: Sentences, number: npt.NDArray[np.integer]) -> None:
    """Write the sentences of one task; a task that runs again writes the same files again.

    Args:
        folder: of all the parts.
        part: a number that only this task has.
        sentences: of the documents of the task.
        number: the number of each document, shape (documents,).
    """
    rows = np.stack([np.asarray(number), sentences.documents[:-1], sentences.documents[1:]], axis=1)
    for name in _COLUMNS:
        if name != _WEIGHT:
            _write(folder, name, part, getattr(sentences, name))
    _write(folder, _PART, part, rows)


def read_sentences(folder: Path, part: int) -> tuple[Sentences, Ints]:
    """Read the sentences that `write_sentences` wrote; and their documents, int64, shape (documents,)."""
    columns = {name: _read(folder, name, part) for name in _COLUMNS if name != _WEIGHT}
    number, first, last = _read(folder, _PART, part).T
    return Sentences(**columns, documents=np.append(first, last[-1:])), number


def write_weights(folder: Path, part: int, weight: npt.NDArray[np.uint16]) -> None:
    """Write the weight of each term of the sentences of a part, uint16, shape (terms,)."""
    _write(folder, _WEIGHT, part, weight)


def _write(folder: Path, name: str, part: int, column: npt.NDArray[Any]) -> None:
    with exchange.written(folder / f"{name}-{part}.npy") as file:
        np.save(file, column)


def _read(folder: Path, name: str, part: int) -> npt.NDArray[Any]:
    return np.asarray(np.load(exchange.fetch(folder / f"{name}-{part}.npy"), mmap_mode="r"))


_COLUMNS = ("term", "weight", "start", "stop", "quoted", "first")
_WEIGHT = "weight"
_PART = "index"


def write_sentence_index(folder: Path, documents: int) -> None:
    """Join the indices of all parts that `write_sentences` wrote to one, for `open_sentences`."""
    index = np.zeros((documents, 3), np.int64)
    names = [n for n in exchange.file_names(folder) if n.startswith(f"{_PART}-") and n.endswith(".npy")]
    exchange.fetch_all([folder / name for name in names])
    parts = sorted(int(Path(name).stem.removeprefix(f"{_PART}-")) for name in names)
    for at, part in enumerate(parts):
        rows = _read(folder, _PART, part)
        index[rows[:, 0]] = np.column_stack([np.full(len(rows), at), rows[:, 1:]])
    for name, column in ((PARTS, np.array(parts, np.int64)), (INDEX, index)):
        with exchange.written(folder / name) as file:
            np.save(file, column)


def open_sentences(folder: Path) -> SentencesInFiles:
    """Map the sentences of a corpus, once a process while they do not change.

    Raises:
        FileNotFoundError: there is no index.
    """
    return _opened(folder, exchange.fetch(folder / INDEX).stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _opened(folder: Path, written: int) -> SentencesInFiles:
    _part.cache_clear()
    return SentencesInFiles(folder, *(np.load(exchange.fetch(folder / name), mmap_mode="r") for name in (PARTS, INDEX)))


@lru_cache(maxsize=4096)
def _part(folder: Path, part: int) -> tuple[npt.NDArray[Any], ...]:
    return tuple(_read(folder, name, part) for name in _COLUMNS)
