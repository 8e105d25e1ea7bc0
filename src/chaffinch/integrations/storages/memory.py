"""Keep documents in the memory of this process."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chaffinch.errors import UsageError
from chaffinch.integrations.storages.bands import Bands, index
from chaffinch.integrations.storages.finder import Finder
from chaffinch.integrations.storages.packing import packed, unpacked
from chaffinch.integrations.storages.protocol import Settings, named
from chaffinch.integrations.storages.sorted_runs import SortedRuns
from chaffinch.model import Document

__all__ = ["Memory"]


class Memory:
    """Keeps documents in memory: sketches in datasketch's index, seeds in sorted arrays, texts compressed.

    It can be pickled, which is how it is kept for another day.
    """

    __slots__ = ("_finder", "_ids", "_numbers", "_texts")

    def __init__(self) -> None:
        self._finder: Finder | None = None
        self._numbers: dict[str, int] = {}
        self._ids: list[str | None] = []
        self._texts: list[bytes | None] = []

    def begin(self, settings: Settings) -> None:
        """Prepare for work, see `Storage.begin`.

        Raises:
            UsageError: it was used with other settings.
        """
        if self._finder is None:
            postings = SortedRuns() if settings.passages else None
            self._finder = Finder(settings, Bands(index(settings)), postings)
        elif self._finder.settings != settings:
            raise UsageError(f"the storage has {self._finder.settings}, and {settings} is needed: use another storage")

    @property
    def _found(self) -> Finder:
        assert self._finder is not None, "begin was not called"
        return self._finder

    def admit(self, documents: Sequence[Document]) -> list[tuple[str, list[str]]]:
        """Add documents, see `Storage.admit`."""
        numbers = range(len(self._ids), len(self._ids) + len(documents))
        names, texts = named(documents, numbers, self.__contains__), [document.text for document in documents]
        self._numbers.update(zip(names, numbers, strict=True))
        self._ids += names
        self._texts += map(packed, texts)
        found = self._found.meet(texts, np.array(numbers, np.int64))
        return list(zip(names, map(self._named, found), strict=True))

    def candidates(self, texts: Sequence[str], before: Sequence[str | None]) -> list[list[str]]:
        """Propose candidates, see `Storage.candidates`."""
        limits = [None if name is None else self._numbers.get(name) for name in before]
        return [self._named(numbers) for numbers in self._found.meet(texts, before=limits)]

    def _named(self, numbers: Sequence[int]) -> list[str]:
        return [name for number in numbers if (name := self._ids[number]) is not None]

    def texts(self, ids: Sequence[str]) -> list[str | None]:
        """Give the texts of documents, see `Storage.texts`."""
        packs = [None if (n := self._numbers.get(name)) is None else self._texts[n] for name in ids]
        return [None if pack is None else unpacked(pack) for pack in packs]

    def retract(self, ids: Sequence[str]) -> int:
        """Take documents out, see `Storage.retract`."""
        known = [name for name in dict.fromkeys(ids) if name in self._numbers]
        for name, text in zip(known, self.texts(known), strict=True):
            number = self._numbers.pop(name)
            self._ids[number] = self._texts[number] = None
            self._found.remove(number, text or "")
        return len(known)

    def __contains__(self, document: object) -> bool:
        return document in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def close(self) -> None:
        """Do nothing: memory has nothing to release."""
