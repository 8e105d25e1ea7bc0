"""Keep documents in a folder that lasts, an index of `chaffinch.index`.

Each change of an index writes files. So documents are first kept in memory, and go to the index some thousands at a
time, and when the storage is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain, count, islice, zip_longest
from pathlib import Path

import numpy as np

from chaffinch.config import DocumentConfig
from chaffinch.errors import UsageError
from chaffinch.index import Candidates, Index, is_index
from chaffinch.integrations.storages.memory import Memory
from chaffinch.integrations.storages.protocol import CANDIDATES, Settings, named
from chaffinch.model import Document
from chaffinch.text import Bools, Ints

__all__ = ["Folder"]

RECENT = 20_000_000
"""Characters of documents that are kept in memory before they go to the index: a segment of some thousand articles,
which takes about a second to write."""


class Folder:
    """Keeps documents in a folder; it goes on where it stopped.

    One process may add to a folder at a time. What was added since the last `flush` is lost where the process is
    killed; a deduplicator that is closed has flushed it. A pickled copy reads the folder, and is flushed first.

    Args:
        path: a folder that is new or has an index (``chaffinch index build``).
    """

    __slots__ = ("_documents", "_index", "_next", "_recent", "_settings", "_size", "path")

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._settings: Settings | None = None
        self._recent = Memory()
        self._documents: dict[str, Document] = {}
        self._size = 0

    def begin(self, settings: Settings) -> None:
        """Open or make the index, see `Storage.begin`.

        Raises:
            UsageError: the folder has other files, or an index with other settings.
        """
        needed = DocumentConfig(num_perm=settings.num_perm, shingle=settings.shingle, threshold=settings.threshold)
        self._index = Index(self.path) if is_index(self.path) else Index.create(self.path, needed)
        if self._index.config != needed:
            raise UsageError(f"the index {self.path} has {self._index.config}, and {needed} is needed: use another one")
        self._next = count(len(self._index))
        self._settings = settings
        self._recent.begin(settings)

    def admit(self, documents: Sequence[Document]) -> list[tuple[str, list[str]]]:
        """Add documents, see `Storage.admit`."""
        old = self._ids(self._indexed([document.text for document in documents]), len(documents))
        names = named(documents, islice(self._next, len(documents)), self.__contains__)
        whole = [replace(document, id=name) for document, name in zip(documents, names, strict=True)]
        recent = [found for _, found in self._recent.admit(whole)]
        self._documents.update(zip(names, whole, strict=True))
        found = [_likeliest(*pair) for pair in zip(recent, old, strict=True)]
        self._size += sum(len(document.text) for document in documents)
        if self._size >= RECENT:
            self.flush()
        return list(zip(names, found, strict=True))

    def _indexed(self, texts: Sequence[str]) -> Candidates:
        kinds = ("bands", "seeds") if self._settings is None or self._settings.passages else ("bands",)
        return self._index.candidates(texts, kinds=kinds)

    def _ids(self, found: Candidates, texts: int) -> list[list[str]]:
        """Read the ids of candidates, a list for each text, the likeliest first."""
        names = self._read(found.segment, found.row, "id")
        rows: list[list[str]] = [[] for _ in range(texts)]
        for text, segment, row in zip(*(c.tolist() for c in (found.text, found.segment, found.row)), strict=True):
            rows[text].append(names[segment, row])
        return rows

    def _read(self, segment: Ints, row: Ints, column: str) -> dict[tuple[int, int], str]:
        """Read a column of documents by their places."""
        places = np.unique(np.stack([segment, row]), axis=1) if len(row) else np.zeros((2, 0), np.int64)
        tables = self._index.documents(places[0], places[1], [column])
        values = chain.from_iterable(table[column].to_pylist() for table in tables)
        return dict(zip(zip(*places.tolist(), strict=True), values, strict=True))

    def candidates(self, texts: Sequence[str], before: Sequence[str | None]) -> list[list[str]]:
        """Propose candidates, see `Storage.candidates`."""
        found = self._indexed(texts)
        kept = self._are_before(found, before)
        old = self._ids(Candidates(*(column[kept] for column in _columns(found))), len(texts))
        is_old = [name is not None and name not in self._documents for name in before]
        recent = self._recent.candidates(
            texts, [None if old else name for old, name in zip(is_old, before, strict=True)]
        )
        return [_likeliest([] if late else new, known) for late, new, known in zip(is_old, recent, old, strict=True)]

    def _are_before(self, found: Candidates, before: Sequence[str | None]) -> Bools:
        """Mask the candidates that were added before the document of their text."""
        which, segment, row = self._index.places([name or "" for name in before])
        place = np.full((2, len(before)), np.iinfo(np.int64).max)
        place[:, which] = segment, row
        own = place[:, found.text]
        return np.asarray((found.segment < own[0]) | ((found.segment == own[0]) & (found.row < own[1])))

    def texts(self, ids: Sequence[str]) -> list[str | None]:
        """Give the texts of documents, see `Storage.texts`."""
        which, segment, row = self._index.places(ids)
        read = self._read(segment, row, "text")
        places = zip(which.tolist(), zip(segment.tolist(), row.tolist(), strict=True), strict=True)
        old = {ids[at]: read[place] for at, place in places}
        return [self._documents[name].text if name in self._documents else old.get(name) for name in ids]

    def retract(self, ids: Sequence[str]) -> int:
        """Take documents out, see `Storage.retract`."""
        names = list(dict.fromkeys(ids))
        recent = [name for name in names if self._documents.pop(name, None) is not None]
        self._recent.retract(recent)
        old = [name for name in names if name in self._index]
        return len(recent) + (self._index.retract(old) if old else 0)

    def flush(self) -> None:
        """Write what is in memory to the index."""
        if self._documents and self._settings is not None:
            self._index.add(self._documents.values())
            self._documents, self._size, self._recent = {}, 0, Memory()
            self._recent.begin(self._settings)

    def __contains__(self, document: object) -> bool:
        return document in self._documents or document in self._index

    def __len__(self) -> int:
        return len(self._documents) + len(self._index)

    def close(self) -> None:
        """Write what is in memory to the index."""
        self.flush()

    def __reduce__(self) -> tuple[Callable[..., Folder], tuple[Path, Settings | None]]:
        self.flush()
        return _reopened, (self.path, self._settings)


def _reopened(path: Path, settings: Settings | None) -> Folder:
    folder = Folder(path)
    if settings is not None:
        folder.begin(settings)
    return folder


def _columns(found: Candidates) -> tuple[Ints, ...]:
    return found.text, found.segment, found.row, found.shared


def _likeliest(*ranked: Iterable[str]) -> list[str]:
    """Take the best of several ranked lists in turn."""
    every = (name for row in zip_longest(*ranked) for name in row if name is not None)
    return list(dict.fromkeys(every))[:CANDIDATES]
