"""Find in indexes what the texts of an input may repeat, and give it to the run as earlier documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from pyarrow import parquet

from chaffinch import formats
from chaffinch.config import Config
from chaffinch.engines import Engine, Output, Table
from chaffinch.errors import UsageError
from chaffinch.progress import Progress
from chaffinch.runs import AGAINST
from chaffinch.schemas import INDEXED, PLACES
from chaffinch.storage import exchange

if TYPE_CHECKING:
    from chaffinch.index import Index

__all__ = ["check_indexes", "earlier", "earlier_source"]

ROWS_OF = 1_000_000
"""Places in indexes that go to one bucket, where each is kept once; chosen by hand, not measured."""
_GROUP = 1_000  # rows of a row group: a piece that one task reads

MOST = 1_000
"""Documents of an index that one text is compared with: its fingerprints lead to some hundred at the most."""


def check_indexes(settings: Config) -> None:
    """Open the indexes, so that a faulty one stops the run before any work starts.

    Raises:
        UsageError: one cannot be read, or two have one name.
    """
    config = settings.input
    names = [Path(path).resolve().name for path in config.against]
    if len({*names}) < len(names):
        raise UsageError(
            f"two indexes have one name ({', '.join(names)}), by which their documents are named; rename one"
        )
    for path in config.against:
        _opened(path)
    if config.since and not config.against:
        raise UsageError("--since selects documents of an index; name the index with --against")


class LookUp(Struct, frozen=True):
    """Kernel that looks up `TEXTS` in indexes; yields rows of `PLACES` on output 0, some of them more than once.

    Attributes:
        indexes: their folders.
        states: what each had when the run began, so that another content is another kernel.
        since: only documents of this day or later.
    """

    indexes: tuple[str, ...]
    states: tuple[str, ...]
    since: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the places of all documents that share a fingerprint of letters with a text of the batch."""
        texts = [text or "" for text in batch["text"].to_pylist()]
        for number, path in enumerate(self.indexes):
            found = _opened(path).candidates(texts, most=MOST, since=self.since)
            place = np.unique(found.segment << 32 | found.row)
            columns = (np.full(len(place), number), place >> 32, place & 0xFFFFFFFF)
            yield pa.record_batch([column.astype(np.int32) for column in columns], schema=PLACES)


def earlier(engine: Engine, texts: Table, settings: Config, folder: Path, progress: Progress) -> formats.Source | None:
    """Write the documents of indexes that texts may repeat into the run folder.

    Args:
        engine: has the texts. Executors of Spark need not see an index, so this process looks up for them.
        texts: `TEXTS` of the input.
        settings: name the indexes and the engine.
        folder: the run folder.
        progress: receives the stage.

    Returns:
        The file, as a source; None if the texts share nothing with the indexes.
    """
    config = settings.input
    if not config.against:
        return None
    if not (folder / AGAINST).exists():
        progress.stage("looking up", None, "documents")
        indexes = [_opened(path) for path in config.against]
        if config.across:
            _write(folder, indexes, (index.all() for index in indexes))
            return earlier_source(folder)
        kernel = LookUp(config.against, tuple(index.state for index in indexes), config.since)
        if settings.work.engine == "spark":
            _write(folder, indexes, _found(indexes, _once(chain.from_iterable(map(kernel, engine.read(texts))))))
        else:
            (places,) = engine.map(kernel, texts, [Output("places", PLACES)])
            _write(folder, indexes, _found(indexes, _once(engine.read(places))))
    return earlier_source(folder)


def earlier_source(folder: Path) -> formats.Source | None:
    """Give the file of the earlier documents of a run as a source; None if it has none."""
    path = folder / AGAINST
    rows = parquet.read_metadata(path).num_rows if path.exists() else 0
    return formats.Source(path, AGAINST, "parquet", "", path.stat().st_size) if rows else None


def _opened(path: str) -> Index:
    from chaffinch.index import Index  # most runs are compared with no index

    return Index(path)


def _once(places: Iterator[pa.RecordBatch]) -> pa.Table:
    table = pa.Table.from_batches(places, PLACES)
    return table.group_by(PLACES.names).aggregate([]).sort_by([(name, "ascending") for name in PLACES.names])


def _found(indexes: Sequence[Index], places: pa.Table) -> Iterator[Iterator[pa.Table]]:
    """Read the documents of each index at some places, rows of `PLACES`."""
    for number, index in enumerate(indexes):
        here = places.filter(pc.equal(places["index"], number)).combine_chunks()
        segment, row = (here[name].to_numpy().astype(np.int64) for name in ("segment", "row"))
        yield index.documents(segment, row)


def _write(folder: Path, indexes: Sequence[Index], tables: Iterable[Iterable[pa.Table]]) -> None:
    """Write documents of indexes, with the name of its index before the id of each."""
    path = folder / AGAINST
    beside = path.with_suffix(".parquet.new")
    with parquet.ParquetWriter(beside, INDEXED, compression="zstd") as writer:
        for index, found in zip(indexes, tables, strict=True):
            for table in found:
                names = pc.binary_join_element_wise(index.path.resolve().name, table["id"], ":")
                writer.write_table(table.set_column(0, "id", names), row_group_size=_GROUP)
    beside.replace(path)
    exchange.upload(path)
