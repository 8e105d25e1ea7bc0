"""The file of all letters in blocks, where machines share no folder: each has those that it reads.

There is no file of all letters then; tasks make its blocks of what other tasks have folded (`Block`), and whoever reads
letters has a file with holes, into which blocks are fetched when they are asked for (`Blocks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from chaffinch.storage import exchange
from chaffinch.text import Ints

__all__ = ["LETTERS", "PARTS", "SPREAD", "Block", "Blocks", "blocks_of"]


LETTERS, PARTS = "letters.bin", "parts"

SPREAD = "spread.npy"
"""The parts and where each begins in the file of all letters; last the number of all letters."""

BLOCK = 1 << 26
"""Letters of a block."""

_BLOCK = "block"


def blocks_of(folder: Path) -> int:
    """Count the blocks that `Block` has to make; none where the letters are one file."""
    if not exchange.reached(folder):
        return 0
    return -(-int(np.load(folder / SPREAD)[-1, 1]) // BLOCK)


@dataclass(frozen=True, slots=True)
class Block:
    """Kernel: numbers of blocks of letters -> the same, when they are made of the parts."""

    folder: Path

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Make the blocks numbered in the column ``block``."""
        part, begin = np.load(exchange.here(self.folder / SPREAD)).T
        for block in batch["block"].to_pylist():
            low, high = block * BLOCK, min((block + 1) * BLOCK, int(begin[-1]))
            some = np.flatnonzero((begin[:-1] < high) & (begin[1:] > low))
            spans = zip(np.maximum(low - begin[some], 0), np.minimum(high, begin[some + 1]) - begin[some], strict=True)
            paths = (self.folder / PARTS / f"{p}.bin" for p in part[some].tolist())
            wanted = [(path, int(a), int(b)) for path, (a, b) in zip(paths, spans, strict=True)]
            path = self.folder / f"{_BLOCK}-{block}"
            exchange.place(path).write_bytes(b"".join(exchange.pieces(wanted)))
            exchange.made(path)
        yield batch


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of a file of letters, which has holes where they have not been fetched.

    Attributes:
        folder: the letters.
        known: blocks that are there.
    """

    folder: Path
    known: set[int] = field(default_factory=set)

    def have(self, start: Ints, stop: Ints) -> None:
        """Fetch the blocks of ranges."""
        first, last = start // BLOCK, np.maximum(stop - 1, start) // BLOCK
        wanted = {*np.unique(first).tolist(), *np.unique(last).tolist()}
        for low, high in zip(*(ends[last > first + 1].tolist() for ends in (first, last)), strict=True):
            wanted.update(range(low, high))
        for block in sorted(wanted - self.known):
            self._fetch(block)
            self.known.add(block)

    def _fetch(self, block: int) -> None:
        """Put a block into the file, unless another process of this machine has."""
        path = self.folder / f"{_BLOCK}-{block}"
        done = exchange.place(self.folder / f"{_BLOCK}-{block}-done")
        if not done.exists():
            data = exchange.pieces([(path, 0, BLOCK)])[0]
            with exchange.place(self.folder / LETTERS).open("r+b") as file:
                file.seek(block * BLOCK)
                file.write(data)
            done.touch()
