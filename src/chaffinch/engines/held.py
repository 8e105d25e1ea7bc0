"""Tables of a short run in memory: to make and remove some hundred small files takes longer than the work on them.

A run that takes longer stores what it holds, and everything after that, so that a run that is killed loses seconds.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from chaffinch.engines.checkpoints import Checkpoints
from chaffinch.engines.parts import Part, store_part
from chaffinch.engines.protocol import HeldPart, Table
from chaffinch.storage import exchange

__all__ = ["HeldTables", "held_parts"]

_MOST = 1 << 27
"""Bytes of all tables that are held at a time, at most."""


class _Held(NamedTuple):
    """A table in memory: its key, its parts by their names, its number of buckets; whether its rows were dropped."""

    key: str
    parts: Mapping[str, Part]
    split: int
    dropped: bool = False


class HeldTables:
    """Keeps account of the tables that are in memory.

    Args:
        checkpoints: gets the tables when they are stored.
        seconds: for which tables are held; 0: all tables are files.
    """

    def __init__(self, checkpoints: Checkpoints, seconds: float) -> None:
        self._checkpoints, self._until = checkpoints, time.monotonic() + seconds
        self._holds, self._tables = seconds > 0, dict[str, _Held]()

    def holds(self) -> bool:
        """Tell whether the next table is to be held; else store what was held until now."""
        if self._holds and (time.monotonic() > self._until or self._bytes() > _MOST):
            self._store()
            self._holds = False
        return self._holds

    def _bytes(self) -> int:
        return sum(part.size for one in self._tables.values() if not one.dropped for part in one.parts.values())

    def _store(self) -> None:
        for name, one in self._tables.items():
            folder = self._checkpoints.begin(name, one.key)
            for part, made in one.parts.items():
                if made.held:
                    store_part(folder / part, made.held)
            self._checkpoints.finish(name, one.key, one.parts, one.split)
            if one.dropped:
                self._checkpoints.drop(name)
        self._tables = {}

    def add(self, name: str, key: str, parts: Mapping[str, Part], split: int) -> None:
        """Hold a table that is finished."""
        self._tables[name] = _Held(key, parts, split)

    def finished(self, name: str, key: str) -> tuple[Mapping[str, Part], int] | None:
        """Return the parts and the number of buckets of a table that is held with this key; None if there is none."""
        held = self._tables.get(name)
        return (held.parts, held.split) if held and held.key == key else None

    def drop(self, name: str) -> bool:
        """Forget the rows of a table; tell whether it was held."""
        if name not in self._tables:
            return False
        held = self._tables[name]
        without = {name: part._replace(held=None) for name, part in held.parts.items()}
        self._tables[name] = held._replace(parts=without, dropped=True)
        return True


def held_parts(table: Table) -> Sequence[HeldPart]:
    """Return the parts of a table that is not split, read into memory if they are files."""
    return table.held or [_read(table.path / part) for part in table.parts]


def _read(path: Path) -> HeldPart:
    return HeldPart(pa.py_buffer(exchange.fetch(path).read_bytes()), b"")
