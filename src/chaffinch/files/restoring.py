"""Give back the files of an input from a cleaned corpus, the edits and the originals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from chaffinch.config import InputConfig
from chaffinch.files import columnar
from chaffinch.files.changes import Change
from chaffinch.files.rebuilding import WALKS, rebuild_table
from chaffinch.files.sources import Source
from chaffinch.files.streams import blocks, open_output
from chaffinch.files.targets import is_converted, targets

__all__ = ["restore"]

_PARQUET = b"PAR1"


def restore(
    sources: Sequence[Source], changes: Iterable[Change], *, cleaned: Path, out: Path, config: InputConfig
) -> list[str]:
    """Write the files of an input below ``out``, as they were.

    Text, JSONL and CSV come out to the byte, once decompressed; Parquet equal in schema, metadata and values; of HTML
    the text that was extracted, as ``name.txt``. A file that could not be read, and a page that nothing was extracted
    from, was never taken in and is not given back.

    Args:
        sources: all of them; only name, kind and compression are looked at.
        changes: sorted by source and record.
        cleaned: the cleaned corpus.
        out: a folder to write to; it should be new or empty.
        config: as in the run.

    Returns:
        The names below ``out`` that were written.
    """
    written = []
    groups = groupby(changes, key=lambda change: change.source)
    name, group = next(groups, (None, iter(())))
    names = dict(zip((source.name for source in sources), targets(sources, config.to), strict=True))
    plain = dict(zip((source.name for source in sources), targets(sources), strict=True))
    for source in sorted(sources, key=lambda source: source.name):
        mine: Iterator[Change] = iter(())
        if name == source.name:
            mine = group
        job = _Job(source, cleaned / names[source.name], out / plain[source.name], config)
        if _restore(job, mine):
            written.append(plain[source.name])
        if name == source.name:
            name, group = next(groups, (None, iter(())))
    return written


@dataclass(frozen=True, slots=True)
class _Job:
    """A source, the file that it became, and the file to make."""

    source: Source
    cleaned: Path
    out: Path
    config: InputConfig

    @property
    def stored(self) -> Source:
        """The cleaned file, to be read."""
        return replace(self.source, path=self.cleaned)


def _restore(job: _Job, changes: Iterator[Change]) -> bool:
    """Restore one source; tell whether there was anything to write."""
    if is_converted(job.source, job.config.to) or not job.cleaned.is_file():
        return _from_originals(job, changes)
    first = next(changes, None)
    if first is None:
        with open_output(job.out, "") as stream:
            stream.writelines(_copied(job))
        return True
    if job.source.kind == "parquet":
        rebuild_table(job.stored, _chain(first, changes), job.config, replace(job.source, path=job.out))
        return True
    rows = WALKS[job.source.kind](job.stored, _chain(first, changes), job.config)
    with open_output(job.out, job.source.compression) as stream:
        stream.writelines(rows)
    return True


def _copied(job: _Job) -> Iterator[bytes]:
    """Give the bytes of a file that nothing changed, still compressed."""
    return blocks(replace(job.stored, compression=""))


def _chain(first: Change, others: Iterator[Change]) -> Iterator[Change]:
    yield first
    yield from others


def _from_originals(job: _Job, changes: Iterator[Change]) -> bool:
    """Put the originals of a source one after another: it has no cleaned file, or one of another shape."""
    kept = [change.original for change in changes if change.original is not None]
    if not kept:
        return False
    with open_output(job.out, job.source.compression) as stream:
        if job.source.kind != "parquet" or kept[0].startswith(_PARQUET):
            stream.writelines(kept)
            return True
        tables = [columnar.unpack(data) for data in kept]
        with columnar.Writer(stream, tables[0].schema) as writer:
            for batch in pa.concat_tables(tables).to_batches():
                writer.write(batch)
    return True
