"""Find near-duplicate documents among many by datasketch's `MinHashLSH`, fed with sketches made in bulk.

datasketch takes one `MinHash` at a time. Its tables are filled and read here many documents at a time, with the same
keys, so that what is stored is what its own ``insert`` stores, and its own ``query`` and ``remove`` work on it. Two
things differ: a bucket takes no more than `BUCKET` documents, and one with a single document takes less memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from chaffinch.integrations.storages.buckets import Buckets
from chaffinch.integrations.storages.protocol import CANDIDATES, Settings
from chaffinch.matching import band_layout, sketch
from chaffinch.text import U32

__all__ = ["BUCKET", "Bands", "index", "sketches"]

BUCKET = CANDIDATES
"""Documents of a bucket, the first ones: as many as are compared. Without a limit, each copy of a page that a site has
a hundred thousand times would meet all those before it."""

_EMPTY = np.uint32(0xFFFFFFFF)  # in all values: the sketch of a text without words


def index(settings: Settings, storage: dict[str, Any] | None = None) -> Any:
    """Make datasketch's index with the layout of its bands that the threshold of the settings asks for.

    Args:
        settings: of the sketches.
        storage: datasketch's ``storage_config``; in memory where None.
    """
    from datasketch import MinHashLSH

    bands, rows = band_layout(settings.threshold, settings.num_perm)
    if bands < 2:  # datasketch refuses a single band
        bands, rows = 2, settings.num_perm // 2
    made = MinHashLSH(num_perm=settings.num_perm, params=(bands, rows), storage_config=storage, prepickle=False)
    if storage is None:
        made.hashtables = [Buckets() for _ in made.hashtables]
    return made


def sketches(texts: Sequence[str], settings: Settings) -> U32:
    """Sketch texts; one that has no words but signs, such as emoji, by the numbers of its code points.

    Returns:
        uint32, shape (texts, num_perm).
    """
    made = sketch(texts, num_perm=settings.num_perm, shingle=settings.shingle)
    wordless = np.flatnonzero((made == _EMPTY).all(axis=1))
    signs = [" ".join(f"{ord(sign):x}" for sign in "".join(texts[row].split())) for row in wordless.tolist()]
    if any(signs):
        made[wordless] = sketch(signs, num_perm=settings.num_perm, shingle=settings.shingle)
    return made


class Bands:
    """Reads and fills the tables of an index of datasketch many documents at a time.

    Args:
        lsh: the index.
        is_remote: whether its tables are on a server, so that what is added is sent in one go.
    """

    __slots__ = ("_is_remote", "lsh")

    def __init__(self, lsh: Any, *, is_remote: bool = False) -> None:
        self.lsh = lsh
        self._is_remote = is_remote

    def meet(self, made: U32, numbers: Iterable[int] | None = None) -> list[Counter[int]]:
        """Count the bands that texts share with documents, and add the texts if they have numbers.

        Args:
            made: sketches, uint32, shape (texts, num_perm).
            numbers: their own, rising; each text then meets those before it too. None to add none.

        Returns:
            For each text its candidates, with the number of shared bands.
        """
        rows = self._keys(made)
        columns = zip(*rows, strict=True) if rows else ((),) * self.lsh.b
        known = [_some(table.getmany(*keys), keys) for table, keys in zip(self.lsh.hashtables, columns, strict=True)]
        own = [None] * len(rows) if numbers is None else [b"%d" % number for number in numbers]
        empty = (made == _EMPTY).all(axis=1).tolist()
        found = [
            Counter() if nothing else self._met(known, row, key)
            for row, key, nothing in zip(rows, own, empty, strict=True)
        ]
        if self._is_remote and numbers is not None:
            for table in (self.lsh.keys, *self.lsh.hashtables):
                table.empty_buffer()
        return found

    def remove(self, number: int) -> None:
        """Take a document out."""
        if b"%d" % number in self.lsh:
            self.lsh.remove(b"%d" % number)

    def _keys(self, made: U32) -> list[tuple[bytes, ...]]:
        """Give the keys of all bands of sketches, as datasketch makes them one by one."""
        bands, rows = self.lsh.b, self.lsh.r
        swapped = np.ascontiguousarray(made[:, : bands * rows]).byteswap()
        return [tuple(row) for row in swapped.view(f"V{4 * rows}").tolist()]

    def _met(self, known: list[dict[bytes, list[bytes]]], row: tuple[bytes, ...], own: bytes | None) -> Counter[int]:
        met = Counter(chain.from_iterable(buckets[key] for buckets, key in zip(known, row, strict=True)))
        if own is not None:
            self.lsh.keys.insert(own, *row, buffer=self._is_remote)
            for table, buckets, key in zip(self.lsh.hashtables, known, row, strict=True):
                if len(buckets[key]) < BUCKET:
                    buckets[key].append(own)
                    table.insert(key, own, buffer=self._is_remote)
        return Counter({int(number): count for number, count in met.items()})


def _some(buckets: Iterable[Iterable[bytes]], keys: Sequence[bytes]) -> dict[bytes, list[bytes]]:
    return {key: list(bucket) for key, bucket in zip(keys, buckets, strict=True)}
