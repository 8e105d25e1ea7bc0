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
        first = np.asarray(self.first[sentences.start : sentences.stop + 1])
        quoted = np.asarray(self.quoted[sentences.start : sentences.stop])
        part = slice(int(first[0]), int(first[-1]))
        return Document(
            self.term[part], self.weight[part], self.start[part], self.stop[part], quoted, first - first[0]
        )  # fmt: skip

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
        return self._whole().cut(range(*self.sentences.documents[number : number + 2].tolist()))

    def located(self, number: Ints, sentence: Ints) -> Iterator[Located]:
        """Locate many sentences at once, see `SentenceStore`."""
        yield Located(np.arange(len(number)), self._whole(), self.sentences.documents[number] + sentence)

    def _whole(self) -> Document:
        all_ = self.sentences
        return Document(all_.term, self.weight, all_.start, all_.stop, all_.quoted, all_.first)


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
        return _part(self.folder, int(self.parts[part])).cut(range(low, high))

    def located(self, number: Ints, sentence: Ints) -> Iterator[Located]:
        """Locate many sentences at once, see `SentenceStore`."""
        part, low = np.asarray(self.index[number, :2]).T
        for one in np.unique(part).tolist():
            rows = np.flatnonzero(part == one)
            yield Located(rows, _part(self.folder, int(self.parts[one])), low[rows] + sentence[rows])


def write_sentences(folder: Path, part: int, sentences: Sentences, number: npt.NDArray[np.integer]) -> None:
    """Write the sentences of one task; a task that runs again writes the same files again.

    Args:
        folder: of all the parts.
        part: a number that only this task has.
        sentences: of the documents of the task.
        number: the number of each document, shape (documents,).
    """
    rows = np.stack([np.asarray(number), sentences.documents[:-1], sentences.documents[1:]], axis=1)
    columns = [np.asarray(getattr(sentences, name), kind) for name, kind in _COLUMNS.items()]
    with exchange.written(folder / f"{_SENTENCES}-{part}.bin") as file:
        for column in (np.array([len(column) for column in columns], np.int64), *columns):
            file.write(column.tobytes())
    _write(folder, _PART, part, rows)


def read_sentences(folder: Path, part: int) -> tuple[Sentences, Ints]:
    """Read the sentences that `write_sentences` wrote; and their documents, int64, shape (documents,)."""
    number, first, last = _read(folder, _PART, part).T
    return Sentences(**_mapped(folder, part), documents=np.append(first, last[-1:])), number


def _mapped(folder: Path, part: int) -> dict[str, npt.NDArray[Any]]:
    """Map the columns of the sentences of a part."""
    data = np.asarray(np.memmap(exchange.fetch(folder / f"{_SENTENCES}-{part}.bin"), np.uint8, "r"))
    columns, start = {}, 8 * len(_COLUMNS)
    for (name, kind), size in zip(_COLUMNS.items(), data[:start].view(np.int64).tolist(), strict=True):
        stop = start + size * kind.itemsize
        columns[name] = data[start:stop].view(kind)
        start = stop
    return columns


def write_weights(folder: Path, part: int, weight: npt.NDArray[np.uint16]) -> None:
    """Write the weight of each term of the sentences of a part, uint16, shape (terms,)."""
    _write(folder, _WEIGHT, part, weight)


def _write(folder: Path, name: str, part: int, column: npt.NDArray[Any]) -> None:
    with exchange.written(folder / f"{name}-{part}.npy") as file:
        np.save(file, column)


def _read(folder: Path, name: str, part: int) -> npt.NDArray[Any]:
    return np.asarray(np.load(exchange.fetch(folder / f"{name}-{part}.npy"), mmap_mode="r"))


# In one file, since to open one takes as long as to write a column; those of eight bytes first, so that all are aligned
_KINDS = {"first": "<i8", "term": "<u4", "start": "<i4", "stop": "<i4", "quoted": "?"}
_COLUMNS = {name: np.dtype(kind) for name, kind in _KINDS.items()}
_SENTENCES, _WEIGHT, _PART = "sentences", "weight", "index"


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
def _part(folder: Path, part: int) -> Document:
    return Document(weight=_read(folder, _WEIGHT, part), **_mapped(folder, part))
