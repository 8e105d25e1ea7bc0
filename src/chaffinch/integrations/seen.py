"""What a deduplicator found of a document among those before it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Repeat", "Seen", "Twin"]


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier document that says the same as a whole, or has all of this one, or the other way round.

    Attributes:
        id: of the earlier document.
        coverage: share of the letters of this document that is aligned with the earlier one.
        twin_coverage: share of the letters of the earlier one.
        similarity: 2 x equal letters / letters of both, of what is aligned.
        relation: ``same``; ``update``: versions of one text; ``quoted``: one quotes the other; ``contained``: the
            earlier one has all that this one says; ``contains``: the other way round.
    """

    id: str
    coverage: float
    twin_coverage: float
    similarity: float
    relation: str


@dataclass(frozen=True, slots=True, order=True)
class Repeat:
    """A passage that an earlier document has, too: half-open ranges of code points of both texts.

    Attributes:
        start, stop: in this document.
        twin: id of the earlier document.
        twin_start, twin_stop: in the earlier document.
        similarity: 2 x equal letters / letters of both.
    """

    start: int
    stop: int
    twin: str
    twin_start: int
    twin_stop: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What earlier documents have of a document.

    Attributes:
        id: of the document.
        duplicates: earlier documents as a whole, the most alike first.
        passages: what earlier documents say, too, by start; empty where passages are not looked for.
        is_known: whether the same text was there under the same id.
    """

    id: str
    duplicates: tuple[Twin, ...] = ()
    passages: tuple[Repeat, ...] = ()
    is_known: bool = False

    @property
    def is_duplicate(self) -> bool:
        """Whether an earlier document says the same as a whole; one that only has this one's text is no duplicate."""
        return any(twin.relation == "same" for twin in self.duplicates)
