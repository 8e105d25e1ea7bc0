"""Find duplicates and repeated passages document by document, as a step of other people's pipelines.

Each document is compared with those before it. Candidates come from an index, and are verified on their texts, as
`chaffinch clean` does it; so what is found of two documents depends on them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict, Unpack

import numpy as np

from chaffinch.config import Config
from chaffinch.errors import UsageError
from chaffinch.integrations.seen import Repeat, Seen, Twin
from chaffinch.integrations.storages import Memory, Settings, Storage, opened
from chaffinch.integrations.stripper import chunks
from chaffinch.matching import DIFFERENT, PARTIAL, RELATIONS, Shared, between
from chaffinch.model import Document
from chaffinch.text import Ints

__all__ = ["DedupOptions", "Deduplicator"]

_DOCUMENTS = ("coverage", "num_perm", "shingle", "threshold")
_UNRELATED = (RELATIONS[PARTIAL], RELATIONS[DIFFERENT])


class DedupOptions(TypedDict, total=False):
    """Options of a deduplicator; none is required.

    Attributes:
        coverage: share of the letters of a document, from which on an earlier one has it.
        num_perm, shingle, threshold: of the sketches that propose candidates, see `DocumentConfig`.
        letters: the fewest letters of a passage; those of scripts without spaces count double.
        similarity: of a passage, 2 x equal letters / letters of both, at least.
    """

    coverage: float
    num_perm: int
    shingle: int
    threshold: float
    letters: int
    similarity: float


class Deduplicator:
    """Find what a document shares with all documents before it.

    A document is a `Document` or a text. The ids of texts, and of documents with an empty id, count from 0. A document
    that is added again under its id is found again and not added twice; with another text it replaces the first one.

    Args:
        storage: where the documents are kept: None for memory, the path of a folder, the address of a Redis server
            (``redis://HOST:PORT/DB``), or a `Storage`. With a folder or a server it goes on where it stopped.
        passages: whether repeated passages are looked for; without them it is several times faster and takes a third
            of the memory.
        options: see `DedupOptions`.

    Raises:
        UsageError: an option or a value is unknown, or the storage has other settings or cannot be reached.

    >>> seen = Deduplicator()
    >>> text = "Rain fell on the harbour all night and the boats stayed where they were until the morning."
    >>> seen.add(text).is_duplicate, seen.add(text.upper()).duplicates[0].id
    (False, '0')
    """

    __slots__ = ("config", "passages", "storage")

    def __init__(
        self, storage: Storage | Path | str | None = None, passages: bool = True, **options: Unpack[DedupOptions]
    ) -> None:
        documents = {name: value for name, value in options.items() if name in _DOCUMENTS}
        others = {name: value for name, value in options.items() if name not in _DOCUMENTS}
        self.config = Config().override({"documents": documents, "passages": others})
        self.passages = passages
        self.storage: Storage = Memory() if storage is None else opened(storage)
        sketched = self.config.documents
        self.storage.begin(Settings(sketched.num_perm, sketched.shingle, sketched.threshold, passages))

    def add(self, document: Document | str) -> Seen:
        """Look a document up among those before it, and add it.

        Raises:
            UsageError: it is neither a text nor a document.
        """
        return self.add_many([document])[0]

    def add_many(self, documents: Iterable[Document | str]) -> list[Seen]:
        """Look documents up and add them in their order: each sees those before it, as if added one by one.

        Only a document that another text replaces is taken out earlier: before all that are read with that text.

        Raises:
            UsageError: one is neither a text nor a document.
        """
        return list(self.stream(documents))

    def stream(self, documents: Iterable[Document | str]) -> Iterator[Seen]:
        """Look up and add documents one after another, and give the results in their order, reading about 1 MB ahead.

        Raises:
            UsageError: one is neither a text nor a document.
        """
        for chunk in chunks(map(_whole, documents), _size):
            for part in _distinct(chunk):
                yield from self._add(part)

    def query(self, document: Document | str) -> Seen:
        """Look a document up among all others without adding it.

        Raises:
            UsageError: it is neither a text nor a document.
        """
        one = _whole(document)
        (found,) = self.storage.candidates([one.text], [None])
        return self._verified([one], [one.id], [found], [False])[0]

    def retract(self, document: Document | str) -> bool:
        """Take a document out, given by its id or as it was added; tell whether it was there."""
        return self.storage.retract([document if isinstance(document, str) else document.id]) > 0

    def _add(self, documents: Sequence[Document]) -> Iterator[Seen]:
        """Add documents with different ids: new ones, known ones, and ones that replace another."""
        before = self._stored(documents)
        known = [text == document.text for document, text in zip(documents, before, strict=True)]
        rows = list(zip(documents, before, known, strict=True))
        self.storage.retract([one.id for one, text, is_known in rows if text is not None and not is_known])
        admitted = iter(self._admitted([one for one, _, is_known in rows if not is_known]))
        repeated = iter(self._found_again([one for one, _, is_known in rows if is_known]))
        found = [next(repeated if is_known else admitted) for is_known in known]
        return iter(self._verified(documents, [name for name, _ in found], [row for _, row in found], known))

    def _admitted(self, documents: Sequence[Document]) -> list[tuple[str, list[str]]]:
        return self.storage.admit(documents) if documents else []

    def _found_again(self, documents: Sequence[Document]) -> list[tuple[str, list[str]]]:
        """Give the ids of documents that are stored, and candidates among those before them."""
        names = [document.id for document in documents]
        found = self.storage.candidates([document.text for document in documents], names) if documents else []
        return list(zip(names, found, strict=True))

    def _stored(self, documents: Sequence[Document]) -> list[str | None]:
        ids = [document.id for document in documents if document.id and document.id in self.storage]
        texts = dict(zip(ids, self.storage.texts(ids), strict=True))
        return [texts.get(document.id) for document in documents]

    def _verified(
        self, documents: Sequence[Document], ids: Sequence[str], found: Sequence[Sequence[str]], known: Sequence[bool]
    ) -> list[Seen]:
        """Compare documents with their candidates."""
        names = list(dict.fromkeys(name for row in found for name in row))
        old = self.storage.texts(names)
        place = {name: row for row, (name, text) in enumerate(zip(names, old, strict=True)) if text is not None}
        pairs = [
            (new, place[name]) for new, row in enumerate(found) for name in row if name in place and name != ids[new]
        ]
        shared: list[list[Shared]] = [[] for _ in documents]
        texts, others = [document.text for document in documents], [text or "" for text in old]
        limits, coverage = self.config.passages, self.config.documents.coverage
        for one in between(texts, others, _columns(pairs), config=limits, coverage=coverage, passages=self.passages):
            shared[one.new].append(one)
        return [_seen(name, rows, names, again) for name, rows, again in zip(ids, shared, known, strict=True)]

    def close(self) -> None:
        """Release what the storage holds open."""
        self.storage.close()

    def __contains__(self, document: object) -> bool:
        return (document.id if isinstance(document, Document) else document) in self.storage

    def __len__(self) -> int:
        return len(self.storage)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _whole(document: Document | str) -> Document:
    if isinstance(document, str):
        return Document("", document)
    if not isinstance(document, Document):
        raise UsageError(f"cannot look up {type(document).__name__} {document!r:.60}: a text or a Document is needed")
    return document


def _size(document: Document) -> int:
    return len(document.text)


def _distinct(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """Cut documents where an id comes again, so that a document that is replaced is there before the one that does."""
    part: list[Document] = []
    ids: set[str] = set()
    for document in documents:
        if document.id and document.id in ids:
            yield part
            part, ids = [], set()
        part.append(document)
        ids.add(document.id)
    if part:
        yield part


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


def _seen(name: str, shared: Sequence[Shared], names: Sequence[str], is_known: bool) -> Seen:
    twins = [
        Twin(names[one.old], one.coverage, one.old_coverage, one.similarity, one.relation)
        for one in shared
        if one.relation not in _UNRELATED
    ]
    repeats = [Repeat(p.start, p.stop, names[one.old], *p[2:]) for one in shared for p in one.passages]
    best = sorted(twins, key=lambda twin: (-min(twin.coverage, twin.twin_coverage), -twin.similarity, twin.id))
    return Seen(name, tuple(best), tuple(sorted(repeats)), is_known)
