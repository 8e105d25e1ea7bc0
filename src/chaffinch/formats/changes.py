"""Read from a run folder what it changed in its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chaffinch.formats.restore import Change
from chaffinch.model import Edit

__all__ = ["changes"]

_ROWS = 256  # changes read at a time: each may hold the bytes of a record

_CHANGES = """
with cut as (
    select document, list(struct_pack(start := start, stop := stop, position := position, text := text)
        order by start) as edits
    from {edits} group by document
), told as (
    select document, bool_or(action = 'mark') as marked, bool_or(action = 'remove') as removed
    from {removals} group by document
), read as (
    select d.source, d.record, d.encoding, coalesce(t.marked, false) as marked, c.edits,
        -- one that was to lose something and has no edit was left out, as nothing would be left of it
        d.outcome = 'cleaned' and (c.edits is not null or not coalesce(t.removed, false)) as kept
    from {documents} d left join cut c using (document) left join told t using (document)
)
select coalesce(r.source, o.source) as source, coalesce(r.record, o.record) as record, coalesce(r.kept, false) as kept,
    r.edits, o.bytes, r.encoding, coalesce(r.marked, false) as marked
from read r full join {originals} o on r.source = o.source and r.record = o.record
where o.bytes is not null or not r.kept or r.edits is not null or r.marked
order by 1, 2
"""


def changes(folder: Path, *, memory: int) -> Iterator[Change]:
    """Give what a run changed, sorted by source and record; a few records at a time.

    Args:
        folder: the run folder, with the tables documents, edits, removals and originals.
        memory: bytes that sorting may take; what is more goes to the disk.
    """
    import duckdb

    names = ("documents", "edits", "removals", "originals")
    statement = _CHANGES.format(**{name: _table(folder, name) for name in names})
    with duckdb.connect(config={"memory_limit": f"{memory // 1_000_000}MB"}) as base:
        cursor = base.execute(statement)
        while rows := cursor.fetchmany(_ROWS):
            for source, record, kept, cut, original, encoding, marked in rows:
                edits = [Edit(**edit) for edit in cut or ()]
                yield Change(source, record, kept, edits, original, encoding, marked)


def _table(folder: Path, name: str) -> str:
    """Give the SQL that reads a table of a run folder, one file or a folder of parts."""
    path = folder / f"{name}.parquet"
    where = str(path / "*.parquet" if path.is_dir() else path).replace("'", "''")
    return f"read_parquet('{where}')"
