"""Read from a run folder which files it was made of, and what it changed in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chaffinch.files.restoring import Change
from chaffinch.files.sources import Source, classify
from chaffinch.files.targets import is_converted, targets
from chaffinch.model import Edit

__all__ = ["changes", "stored_sources"]

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


def stored_sources(folder: Path, *, to: str = "same") -> list[Source]:
    """Give the sources of a run: those its tables name, and those of its cleaned files that had no record.

    Their paths and sizes say nothing.

    Args:
        folder: the run folder.
        to: the shape that was written, ``InputConfig.to``.
    """
    import duckdb

    tables = ("documents", "originals", "failures")
    union = " union ".join(f"select source from {_table(folder, table)}" for table in tables)
    with duckdb.connect() as base:
        names = {row[0] for row in base.execute(union).fetchall()}
    known = [source for name in names if (source := _stored(name))]
    claimed = set(targets(sorted(known, key=lambda source: source.name), to))
    for path in sorted((folder / "cleaned").rglob("*")):
        name = path.relative_to(folder / "cleaned").as_posix()
        source = _stored(name)
        if source and path.is_file() and name not in claimed and not is_converted(source, to):
            known.append(source)
    return sorted(known, key=lambda source: source.name)


def changes(folder: Path) -> Iterator[Change]:
    """Give what a run changed, sorted by source and record.

    Args:
        folder: the run folder, with the tables documents, edits, removals and originals.
    """
    import duckdb

    names = ("documents", "edits", "removals", "originals")
    statement = _CHANGES.format(**{name: _table(folder, name) for name in names})
    with duckdb.connect() as base:
        cursor = base.execute(statement)
        while rows := cursor.fetchmany(_ROWS):
            for source, record, kept, cut, original, encoding, marked in rows:
                edits = [Edit(**edit) for edit in cut or ()]
                yield Change(source, record, kept, edits, original, encoding, marked)


def _stored(name: str) -> Source | None:
    kind = classify(name)
    return Source(Path(name), name, *kind, 0) if kind else None


def _table(folder: Path, name: str) -> str:
    """Give the SQL that reads a table of a run folder, one file or a folder of parts."""
    path = folder / f"{name}.parquet"
    where = str(path / "*.parquet" if path.is_dir() else path).replace("'", "''")
    return f"read_parquet('{where}')"
