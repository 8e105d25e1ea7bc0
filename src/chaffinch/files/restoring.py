"""Give back the files of an input from what a run keeps: cleaned corpus, edits and originals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from chaffinch.apply import restore as put_back
from chaffinch.config import InputConfig
from chaffinch.files import columnar, jsonl, separated
from chaffinch.files.encodings import decode_as, encode
from chaffinch.files.sources import Source
from chaffinch.files.streams import blocks, lines, open_output, slurp
from chaffinch.files.targets import is_converted, targets
from chaffinch.model import Edit

__all__ = ["Change", "restore"]

T = TypeVar("T")
_PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Change:
    """A record that does not stand in the cleaned corpus as it was.

    Attributes:
        source: its name.
        record: its number.
        kept: it is in the cleaned corpus; an original that is no document, such as a blank line, is not.
        edits: what was cut, sorted.
        original: its bytes, where they were kept.
        encoding: as in the table of documents.
        marked: it was written with marked passages.
    """

    source: str
    record: int
    kept: bool = True
    edits: Sequence[Edit] = ()
    original: bytes | None = None
    encoding: str | None = None
    marked: bool = False


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
    rows = _copied(job) if first is None else _WALKS[job.source.kind](job, _chain(first, changes))
    if job.source.kind == "parquet" and first is not None:
        _write_table(job, _chain(first, changes))
        return True
    with open_output(job.out, job.source.compression if first else "") as stream:
        for row in rows:
            stream.write(row)
    return True


def _copied(job: _Job) -> Iterator[bytes]:
    """Give the bytes of a file that nothing changed, still compressed."""
    return blocks(replace(job.stored, compression=""))


def _chain(first: Change, others: Iterator[Change]) -> Iterator[Change]:
    yield first
    yield from others


def _from_originals(job: _Job, changes: Iterator[Change]) -> bool:
    """Put the originals of a source one after another: it has no cleaned file, or one of another shape."""
    kept = (change.original for change in changes if change.original is not None)
    first = next(kept, None)
    if first is None:
        return False
    rows = _bytes(first, kept)
    with open_output(job.out, job.source.compression) as stream:
        if job.source.kind == "parquet" and not first.startswith(_PARQUET):
            tables = map(columnar.unpack, rows)
            table = next(tables)
            with columnar.Writer(stream, table.schema) as writer:
                for one in _bytes(table, tables):
                    for batch in one.to_batches():
                        writer.write(batch)
            return True
        for row in rows:
            stream.write(row)
    return True
