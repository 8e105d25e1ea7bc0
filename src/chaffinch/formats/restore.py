"""Restore the files of an input from what a run keeps: cleaned corpus, edits and originals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path

from msgspec.structs import replace

from chaffinch.config import InputConfig
from chaffinch.formats.assemble import is_converted, targets
from chaffinch.formats.compression import blocks
from chaffinch.formats.extraction import EXTRACTED
from chaffinch.formats.format import RestoreJob
from chaffinch.formats.registry import format_of
from chaffinch.formats.sources import Source
from chaffinch.formats.verdicts import Change
from chaffinch.model import INDEXED, Edit

__all__ = ["changes", "restore"]

_ROWS = 256  # changes fetched at a time: each may hold the bytes of a record

_CHANGES = """
with cut as (
    select document, list(struct_pack(start := start, stop := stop, "position" := "position", text := text)
        order by start) as edits
    from {edits} group by document
), actions as (
    select document, bool_or(action = 'mark') as marked, bool_or(action = 'remove') as removed
    from {removals} group by document
), read as (
    select d.source, d.record, d.encoding, coalesce(t.marked, false) as marked, c.edits,
        -- a document with a removal and no edit was dropped, since its text would have become empty
        d.outcome = 'cleaned' and (c.edits is not null or not coalesce(t.removed, false))
            and not ({drop_empty} and d.characters = 0) as kept
    from {documents} d left join cut c using (document) left join actions t using (document)
    where d.outcome <> '{indexed}'
)
select coalesce(r.source, o.source) as source, coalesce(r.record, o.record) as record, coalesce(r.kept, false) as kept,
    r.edits, o.bytes, r.encoding, coalesce(r.marked, false) as marked
from read r full join {originals} o on r.source = o.source and r.record = o.record
where o.bytes is not null or not r.kept or r.edits is not null or r.marked
    -- written in UTF-8, and restored in its own encoding
    or not (coalesce(r.encoding, '') in ('', 'utf-8', 'utf-8-sig', '{extracted}'))
order by 1, 2
"""


def restore(
    sources: Sequence[Source], changes: Iterable[Change], *, cleaned: Path, out: Path, config: InputConfig
) -> list[str]:
    """Write the files of an input below ``out``, as they were.

    Text, JSONL and CSV come out to the byte, once decompressed; Parquet equal in schema, metadata and values; of HTML
    the text that was extracted, as ``name.txt``, and of the pages of a WARC file as ``name.jsonl``. A file that could
    not be read, and a page that nothing was extracted from, are not restored, since the run never read a byte of them.

    Args:
        sources: all of them; only name, kind and compression are used.
        changes: sorted by source and record.
        cleaned: the cleaned corpus.
        out: a folder to write to; it should be new or empty.
        config: as in the run.

    Returns:
        The names below ``out`` that were written.
    """
    groups = groupby(changes, key=lambda change: change.source)
    name, group = next(groups, (None, iter(())))
    made = targets(sources, config.to, config.html_format)
    plain = targets(sources, html_format=config.html_format)
    written = []
    for index in sorted(range(len(sources)), key=lambda index: sources[index].name):
        job = RestoreJob(sources[index], cleaned / made[index], out / plain[index], config)
        mine = name == sources[index].name
        if _restore(job, group if mine else iter(())):
            written.append(plain[index])
        if mine:
            name, group = next(groups, (None, iter(())))
    return written


def _restore(job: RestoreJob, changes: Iterator[Change]) -> bool:
    """Restore one source; tell whether there was anything to write."""
    if is_converted(job.source, job.config.to) or not job.cleaned.is_file():
        return _from_originals(job, changes)
    first = next(changes, None)
    if first is None:  # nothing changed, so the file is copied, as compressed as it is
        copied = replace(job, source=replace(job.source, compression=""))
        copied.write(blocks(copied.stored))
    else:
        format_of(job.source).restore(job, chain([first], changes))
    return True


def _from_originals(job: RestoreJob, changes: Iterator[Change]) -> bool:
    """Restore a source that has no cleaned file, or one of another shape; tell whether there was anything to write."""
    originals = (change.original for change in changes if change.original is not None)
    first = next(originals, None)
    if first is None:
        return False
    format_of(job.source).restore_from_originals(job, chain([first], originals))
    return True


def changes(folder: Path, *, memory: int, drop_empty: bool = False) -> Iterator[Change]:
    """Give what a run changed, sorted by source and record; a few records at a time.

    Args:
        folder: the run folder, with the tables documents, edits, removals and originals.
        memory: bytes that the query may use; it spills more than that to the disk.
        drop_empty: whether documents without text were left out.
    """
    import duckdb

    names = ("documents", "edits", "removals", "originals")
    statement = _CHANGES.format(
        **{name: _scan(folder, name) for name in names},
        extracted=EXTRACTED,
        indexed=INDEXED,
        drop_empty=str(drop_empty).lower(),
    )
    with duckdb.connect(config={"memory_limit": f"{memory // 1_000_000}MB"}) as base:
        cursor = base.execute(statement)
        while rows := cursor.fetchmany(_ROWS):
            for source, record, kept, cut, original, encoding, marked in rows:
                edits = [Edit(**edit) for edit in cut or ()]
                yield Change(source, record, kept, edits, original, encoding, marked)


def _scan(folder: Path, name: str) -> str:
    """Give the SQL that reads a table of a run folder, one file or a folder of parts."""
    path = folder / f"{name}.parquet"
    where = str(path / "*.parquet" if path.is_dir() else path).replace("'", "''")
    return f"read_parquet('{where}')"
