"""A segment of an index: some documents, their seeds, bands and ids, in files that never change once they are written.

::

    000003/
        documents.parquet       the documents as they were read: id, text, host, date, ...
        seeds-keys.npy, ...     postings of seeds: which row has a fingerprint of letters
        bands-keys.npy, ...     postings of bands: which row has a part of a MinHash sketch
        ids-keys.npy, ...       postings of hashes of ids
        digests.npy             digests of the texts, by row
        dropped-2.npy           rows that were retracted later; the manifest names the latest of these files
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from chaffinch.config import DocumentConfig
from chaffinch.index.postings import Postings
from chaffinch.matching import band_keys, text_seeds
from chaffinch.schemas import INDEXED
from chaffinch.text import Bools, Ints, stable_hash

__all__ = ["KINDS", "Segment", "hashes", "keys_of", "merge_segments", "write_segment"]

GROUP = 256
"""Rows of a row group of ``documents.parquet``: what is decompressed to read one text."""

KINDS = ("seeds", "bands", "ids")
"""Postings of a segment."""

DOCUMENTS = "documents.parquet"


@dataclass(frozen=True)
class Segment:
    """A segment that is open for reading.

    Attributes:
        path: its folder.
        dropped_file: name of the file with the rows that were retracted; empty if there is none.
    """

    path: Path
    dropped_file: str = ""
    _open: dict[str, Postings] = field(default_factory=dict, repr=False, compare=False)

    def postings(self, kind: str) -> Postings:
        """Give the postings of one of `KINDS`."""
        if kind not in self._open:
            self._open[kind] = Postings.load(self.path, kind)
        return self._open[kind]

    @cached_property
    def _documents(self) -> parquet.ParquetFile:
        return parquet.ParquetFile(self.path / DOCUMENTS)

    @cached_property
    def dropped(self) -> Bools:
        """Tell which rows were retracted: bool, shape (rows,)."""
        mask = np.zeros(len(self), np.bool_)
        if self.dropped_file:
            mask[np.load(self.path / self.dropped_file)] = True
        return mask

    @cached_property
    def digests(self) -> Ints:
        """Give the digests of the texts, int64, shape (rows,)."""
        return np.asarray(np.load(self.path / "digests.npy"))

    def __len__(self) -> int:
        return int(self._documents.metadata.num_rows)

    def table(self) -> pa.Table:
        """Read all documents, also those that were retracted."""
        return self._documents.read()

    def rows(self, rows: Ints, columns: Sequence[str]) -> pa.Table:
        """Read some documents.

        Args:
            rows: ascending, int64, shape (n,).
            columns: names of columns of `INDEXED`.
        """
        groups = np.unique(rows // GROUP)
        if not len(groups):
            return pa.schema([INDEXED.field(name) for name in columns]).empty_table()
        read = self._documents.read_row_groups(groups.tolist(), columns=list(columns))
        return read.take(pa.array(np.searchsorted(groups, rows // GROUP) * GROUP + rows % GROUP))

    def holding(self, ids: Sequence[str]) -> tuple[Ints, Ints]:
        """Find documents by their ids, without those that were retracted.

        Returns:
            Indices of the ids and rows of the segment, int64, shape (found,).
        """
        which, rows = self.postings("ids").lookup(hashes(ids), 8)
        live = ~self.dropped[rows]
        which, rows = which[live], rows[live]
        by = np.argsort(rows, kind="stable")
        same = self.rows(rows[by], ["id"])["id"].to_pylist()
        sure = np.array([ids[i] == name for i, name in zip(which[by].tolist(), same, strict=True)], np.bool_)
        return which[by][sure], rows[by][sure]


def keys_of(texts: Sequence[str], config: DocumentConfig, kind: str) -> tuple[Ints, Ints]:
    """Give the keys of texts, and the index of the text of each.

    Args:
        texts: any texts.
        config: the layout of the bands.
        kind: ``seeds`` or ``bands``.

    Returns:
        Both int64, shape (keys,); the indices ascend.
    """
    return band_keys(texts, config) if kind == "bands" else text_seeds(texts)


def write_segment(folder: Path, documents: pa.Table, config: DocumentConfig) -> None:
    """Write a new segment.

    Args:
        folder: new.
        documents: rows of `INDEXED`.
        config: the layout of the bands.
    """
    texts, ids = documents["text"].to_pylist(), documents["id"].to_pylist()
    postings = {kind: Postings.of(*keys_of(texts, config, kind)) for kind in ("seeds", "bands")}
    postings["ids"] = Postings.of(hashes(ids), np.arange(len(ids)))
    _save(folder, documents, postings, hashes(texts))


def _save(folder: Path, documents: pa.Table, postings: dict[str, Postings], digests: Ints) -> None:
    """Write the files of a segment into a new folder."""
    folder.mkdir(parents=True)
    parquet.write_table(documents.cast(INDEXED), folder / DOCUMENTS, row_group_size=GROUP, compression="zstd")
    for kind, one in postings.items():
        one.save(folder, kind)
    np.save(folder / "digests.npy", digests)


def merge_segments(folder: Path, parts: Sequence[Segment]) -> None:
    """Write one segment that has the documents of several, without those that were retracted.

    Args:
        folder: new.
        parts: in the order in which they were written.
    """
    first, moved = 0, []
    for part in parts:
        kept = ~part.dropped
        moved.append(np.where(kept, first + np.cumsum(kept) - 1, -1))
        first += int(kept.sum())
    tables = [part.table().filter(pa.array(~part.dropped)) for part in parts]
    postings = {kind: Postings.merged([part.postings(kind) for part in parts], moved) for kind in KINDS}
    digests = np.concatenate([part.digests[~part.dropped] for part in parts])
    _save(folder, pa.concat_tables(tables), postings, digests)


def hashes(texts: Sequence[str]) -> Ints:
    """Hash texts, int64, shape (texts,)."""
    return np.array([stable_hash(text) for text in texts], np.int64)
