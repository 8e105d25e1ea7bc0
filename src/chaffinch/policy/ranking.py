"""Which of several copies stays: the orders of keepers, and documents ranked by them from what the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.config import ORDERS
from chaffinch.engines import Ledger
from chaffinch.text import Ints

__all__ = ["Facts", "Ranking", "rank", "source_rank"]


class Facts(Protocol):
    """What documents are ranked by; every column has a row for each of them."""

    def letters(self) -> Ints:
        """Count the letters outside of boilerplate and quoted lines."""

    def dates(self) -> pa.Array:
        """Give the dates, null where there is none."""

    def preference(self) -> Ints:
        """Give the rank of each document's source, see `source_rank`."""

    def __len__(self) -> int:
        """Count the documents."""


def rank(order: str, facts: Facts) -> Ints:
    """Rank documents as keepers by one of `chaffinch.config.ORDERS`: the lowest stays, of equals the first one.

    Args:
        order: ``longest``: the most letters of its own; ``earliest``: the first date, then those without one;
            ``source``: the most preferred source; ``first``: all are equal.
        facts: of the documents.
    """
    if order == "longest":
        return -facts.letters()
    if order == "earliest":
        return np.asarray(pc.rank(facts.dates(), tiebreaker="dense"), np.int64)  # null comes last
    return facts.preference() if order == "source" else np.zeros(len(facts), np.int64)


def source_rank(source: str, preferred: Sequence[str]) -> int:
    """Rank a source by its full name, or by the folders it lies in; those that are not named come last.

    >>> [source_rank(name, ["wire", "local/b.jsonl"]) for name in ("wire/a.jsonl", "local/b.jsonl", "local/c.jsonl")]
    [0, 1, 2]
    """
    names = (name.rstrip("/") for name in preferred)
    fits = (i for i, name in enumerate(names) if source == name or source.startswith(f"{name}/"))
    return next(fits, len(preferred))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks documents.

    Attributes:
        ledger: has the columns that `chaffinch.policy.own.enter_own` makes.
        order: one of `chaffinch.config.ORDERS`.
        preferred: the sources by which the column ``preference`` of the ledger was made.
    """

    ledger: Ledger
    order: str
    preferred: tuple[str, ...] = ()

    def ranks(self, number: Ints) -> Ints:
        """Give the rank of each document among these, int64; the lowest stays, of equals the smallest number."""
        return rank(self.order, _Facts(self.ledger, number))

    def by_each(self, number: Ints) -> Iterator[Ints]:
        """Give what `ranks` does by each of the orders: whoever is first in one of them may be kept."""
        return (rank(order, _Facts(self.ledger, number)) for order in ORDERS)

    def positions(self, number: Ints) -> dict[int, int]:
        """Give the position of each document in the order of keepers; the first of all has 0."""
        number = np.unique(number)
        order = np.lexsort((number, self.ranks(number)))
        return dict(zip(number[order].tolist(), range(len(order)), strict=True))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What `rank` goes by, read from a ledger when it is asked for."""

    ledger: Ledger
    number: Ints

    def letters(self) -> Ints:
        return np.asarray(self.ledger.column("letters")[self.number], np.int64)

    def dates(self) -> pa.Array:
        return self.ledger.strings("date", self.number)

    def preference(self) -> Ints:
        return np.asarray(self.ledger.column("preference")[self.number], np.int64)

    def __len__(self) -> int:
        return len(self.number)
