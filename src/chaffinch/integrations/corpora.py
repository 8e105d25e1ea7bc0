"""Clean rows of another library as one corpus: boilerplate, templates of sites, near-duplicates and passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from chaffinch import pipeline
from chaffinch.config import Config
from chaffinch.errors import RunError, UsageError
from chaffinch.integrations.rows import Fields
from chaffinch.runs import Run, connect

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["OUTCOME", "clean_rows", "stays"]

OUTCOME = ("chaffinch_outcome", "chaffinch_keeper")
"""Columns on what became of a row: ``cleaned``, ``duplicate`` or ``failed``; and the id of the row that stays instead.

Where rows have no id it is their number, from 0, with zeros before it: the order of ids is that of the rows then.
"""

_DIGITS = 10  # of the number of a row as its id: no table in memory has more rows

_ROW = "chaffinch_row"  # column of the input of a run: the number of the row

_RESULT = """
SELECT documents.record AS chaffinch_row, coalesce(cleaned.text, rows.text) AS text,
    coalesce(cut, 0)::BIGINT AS chaffinch_cut,
    coalesce(reasons, '') AS chaffinch_reasons, coalesce(cuts, '') AS chaffinch_edits,
    outcome AS chaffinch_outcome, coalesce(keeper, '') AS chaffinch_keeper
FROM documents
JOIN rows ON rows.chaffinch_row = documents.record
LEFT JOIN cleaned ON cleaned.chaffinch_row = documents.record
LEFT JOIN (
    SELECT document, sum(stop - start) AS cut,
        to_json(list(json_array(start, stop, position, text) ORDER BY start))::VARCHAR AS cuts
    FROM edits GROUP BY document
) USING (document)
LEFT JOIN (
    SELECT document, string_agg(DISTINCT reason, ', ' ORDER BY reason) AS reasons, max(keeper) AS keeper
    FROM (SELECT document, reason, CASE WHEN reason IN ('duplicate', 'contained', 'update') THEN keeper END AS keeper
        FROM removals WHERE action = 'remove') GROUP BY document
) USING (document)
ORDER BY documents.record
"""


def stays(outcome: str, text: str | None) -> bool:
    """Tell whether a row stays where near-duplicates are left out: a row without text does, a notice does not."""
    return outcome == "cleaned" or not (text or "").strip()


@contextmanager
def clean_rows(
    batches: Iterable[pa.RecordBatch], out: str | Path | None, *, config: Config | None, fields: Fields
) -> Iterator[Path]:
    """Clean rows as one corpus, and give a Parquet file with a result for each row, in their order.

    The result has the columns ``chaffinch_row`` (the number of the row), that of the text (as it was, where the row
    is a copy or failed), and those of `AUDIT` and `OUTCOME`. Beside a run folder
    that is kept it is ``OUT-rows/result.parquet``.

    Args:
        batches: the rows, with those columns that ``fields`` names.
        out: the run folder, new; None for a temporary one, which is removed at the end of the context.
        config: the settings; the defaults where None.
        fields: names of the columns.

    Raises:
        UsageError: there are no rows, or a setting is not allowed.
        RunError: ``out`` has files already, and as for `chaffinch.clean`.
    """
    with TemporaryDirectory(prefix="chaffinch-") as temporary:
        folder = Path(out) if out else Path(temporary) / "run"
        beside = folder.with_name(f"{folder.name}-rows")
        if used := [path for path in (folder, beside) if path.exists()]:
            raise RunError(f"{used[0]} exists; give another folder for the run, or remove {folder} and {beside}")
        beside.mkdir(parents=True)
        names = {f"{name}_field": value for name, value in asdict(fields).items()}
        settings = (config or Config()).override({"input": {**names, "to": "same"}})
        run = pipeline.clean(_stored(batches, beside / "rows.parquet", fields), folder, config=settings)
        yield _result(run, beside / "rows.parquet", fields.text, beside / "result.parquet")


def _stored(batches: Iterable[pa.RecordBatch], path: Path, fields: Fields) -> Path:
    """Write rows to a Parquet file, with their numbers, also as ids; raise `UsageError` if there are none."""
    from pyarrow import parquet

    writer, number = None, 0
    for batch in batches:
        numbered = _numbered(batch, number, fields)
        writer = writer or parquet.ParquetWriter(path, numbered.schema)
        writer.write_batch(numbered)
        number += batch.num_rows
    if writer is None:
        raise UsageError("there are no rows to clean")
    writer.close()
    return path


def _numbered(batch: pa.RecordBatch, first: int, fields: Fields) -> pa.RecordBatch:
    import pyarrow as pa

    numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    cast = {fields.text: columns[fields.text].cast(pa.large_string())}  # whatever the library has: Parquet lacks views
    made = pa.array([f"{number:0{_DIGITS}}" for number in numbers.to_pylist()])
    cast[fields.id] = columns.get(fields.id, made).cast(pa.string())
    return pa.record_batch({**columns, **cast, _ROW: numbers})


def _result(run: Run, rows: Path, text: str, path: Path) -> Path:
    database = connect(run, "documents", "edits", "removals")
    quoted = text.replace('"', '""')
    for name, files in (("rows", rows), ("cleaned", run.cleaned() / "*.parquet")):
        database.read_parquet(str(files)).project(f'"{quoted}" AS text, {_ROW}').create_view(name)
    database.sql(_RESULT).project(f'* RENAME (text AS "{quoted}")').write_parquet(str(path))
    return path
