"""Chance that is the same for the same key in every version of numpy: bits of PCG64 and nothing built on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["Chance"]

T = TypeVar("T")


class Chance:
    """Draws for one thing of a corpus; its key is the seed, what the thing is, and its number."""

    def __init__(self, *key: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))

    def many(self, count: int) -> npt.NDArray[np.float64]:
        """Draw from [0, 1). float64, shape (count,)."""
        return self._generator.random(count)

    def share(self, least: float = 0.0, most: float = 1.0) -> float:
        """Draw one number from [least, most)."""
        return least + (most - least) * float(self._generator.random())

    def below(self, count: int) -> int:
        """Draw an integer from [0, count)."""
        return int(self._generator.random() * count)

    def between(self, least: int, most: int) -> int:
        """Draw an integer from [least, most]."""
        return least + self.below(most - least + 1)

    def happens(self, share: float) -> bool:
        """Decide for yes in so many of all cases."""
        return bool(self._generator.random() < share)

    def one(self, things: Sequence[T]) -> T:
        """Draw one of them."""
        return things[self.below(len(things))]

    def order(self, count: int) -> npt.NDArray[np.int64]:
        """Give the numbers below ``count`` in random order. int64, shape (count,)."""
        return np.argsort(self.many(count), kind="stable")
