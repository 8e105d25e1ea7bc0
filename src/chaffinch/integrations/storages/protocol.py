"""What a deduplicator needs of a store of documents, and the settings on which its content depends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from chaffinch.model import Document

__all__ = ["CANDIDATES", "Settings", "Storage", "named"]

CANDIDATES = 32
"""Documents, at most, with which a document is compared: those that share the most with it. A page of an archive that
quotes a hundred others is rare, and each comparison of two articles takes about a tenth of a millisecond."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that decide what a storage keeps; two deduplicators with one storage must agree in them.

    Attributes:
        num_perm, shingle, threshold: of the sketches, see `chaffinch.config.DocumentConfig`.
        passages: whether the seeds of passages are kept as well.
    """

    num_perm: int
    shingle: int
    threshold: float
    passages: bool


def named(documents: Sequence[Document], numbers: Iterable[int], is_taken: Callable[[str], bool]) -> list[str]:
    """Give the ids of documents; one without an id gets its number, or, where that is an id already, number and "'".

    Args:
        documents: the documents.
        numbers: one for each.
        is_taken: whether a stored document has an id.

    >>> named([Document("1", ""), Document("", ""), Document("", "")], range(3), {"2"}.__contains__)
    ['1', "1'", "2'"]
    """
    given = {document.id for document in documents}
    names = []
    for document, number in zip(documents, numbers, strict=True):
        name = document.id or str(number)
        while not document.id and (name in given or is_taken(name)):
            name += "'"
        names.append(name)
    return names


@runtime_checkable
class Storage(Protocol):
    """Keeps documents by their ids, and proposes those that may say the same as a text.

    Candidates are ids, the most likely ones first, `CANDIDATES` at most, and never more than a bounded number for a
    text that a million documents have.
    """

    def begin(self, settings: Settings) -> None:
        """Prepare for work; called once, before anything else.

        Raises:
            UsageError: what is stored has other settings, or the storage cannot be reached.
        """
        ...

    def admit(self, documents: Sequence[Document]) -> list[tuple[str, list[str]]]:
        """Add documents in their order; give the id of each, and candidates among all documents before it.

        Args:
            documents: no id of them is stored, and none is there twice; one with an empty id gets the next free number.
        """
        ...

    def candidates(self, texts: Sequence[str], before: Sequence[str | None]) -> list[list[str]]:
        """Propose candidates of texts without adding them.

        Args:
            texts: any texts.
            before: ids of stored documents, each after all that are wanted for its text; None: all are.
        """
        ...

    def texts(self, ids: Sequence[str]) -> list[str | None]:
        """Give the texts of documents; None for one that is not stored."""
        ...

    def retract(self, ids: Sequence[str]) -> int:
        """Take documents out; give how many of them were stored."""
        ...

    def __contains__(self, document: object) -> bool:
        """Tell whether a document is stored, by its id."""
        ...

    def __len__(self) -> int:
        """Count the documents."""
        ...

    def close(self) -> None:
        """Release files and connections; what was added stays where the storage lasts."""
        ...
