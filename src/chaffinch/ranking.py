"""The order in which documents stay as keepers, among a few of them, by what the ledger holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch import policy
from chaffinch.ledger import Ledger

__all__ = ["Ranking"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks documents.

    Attributes:
        ledger: has the columns that `chaffinch.own.enter` makes.
        order: one of `chaffinch.config.ORDERS`.
        preferred: the sources by which the column ``preference`` of the ledger was made.
    """

    ledger: Ledger
    order: str
    preferred: tuple[str, ...] = ()

    def ranks(self, number: Ints) -> Ints:
        """Give the rank of each document among these, int64; the lowest stays, of equals the smallest number."""
        return policy.rank(self.order, _Facts(self.ledger, number))

    def positions(self, number: Ints) -> dict[int, int]:
        """Give the position of each document in the order of keepers; the first of all has 0."""
        number = np.unique(number)
        order = np.lexsort((number, self.ranks(number)))
        return dict(zip(number[order].tolist(), range(len(order)), strict=True))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What `policy.rank` goes by, read from a ledger when it is asked for."""

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
