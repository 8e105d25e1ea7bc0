"""The order in which documents are wanted as keepers, among a few of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch import policy
from chaffinch.config import PolicyConfig
from chaffinch.ledger import Ledger

__all__ = ["Wanted"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Ranks documents.

    Attributes:
        ledger: what is known of them.
        config: which ones are wanted.
        sources: the names of the sources of the corpus, if they are asked for.
    """

    ledger: Ledger
    config: PolicyConfig
    sources: tuple[str, ...] = ()

    def places(self, number: Ints) -> dict[int, int]:
        """Give the place of each document among these; the most wanted has 0."""
        number = np.unique(number)
        dates, sources = list[str | None](), list[str]()
        if self.config.keep == "earliest":
            dates = self.ledger.strings("date", number).to_pylist()
        if self.config.keep == "source":
            sources = [self.sources[i] for i in self.ledger.column("source")[number].tolist()]
        order = policy.keeper_order(self.ledger.column("characters")[number], dates, sources, self.config)
        return dict(zip(number[order].tolist(), range(len(order)), strict=True))
