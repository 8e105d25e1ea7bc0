"""The embedded engine: worker processes on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from chaffinch.engines.stored import StoredEngine
from chaffinch.engines.workers import Pool

__all__ = ["LocalEngine"]

R = TypeVar("R")


class LocalEngine(StoredEngine):
    """Run kernels in worker processes.

    Args:
        folder: where the tables are kept.
        workers: processes; 0 runs everything in this one.
        version: part of every key, so that another version of the code starts anew.
        advanced: told the rows of every part that is done.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workers: int = 0,
        version: str = "",
        advanced: Callable[[int], None] = lambda rows: None,
    ) -> None:
        super().__init__(folder, version=version, advanced=advanced)
        self._pool = Pool(workers)

    def close(self) -> None:
        """End the workers."""
        self._pool.close()

    def _each(self, function: Callable[[int], R], items: Sequence[int]) -> Iterator[R]:
        return self._pool.map(function, items)
