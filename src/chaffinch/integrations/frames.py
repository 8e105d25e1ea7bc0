"""Clean data frames of pandas, polars, pyarrow, duckdb and others (``pip install 'chaffinch[frames]'``).

A frame comes in, a frame of the same library goes out, by way of narwhals. The rows of a lazy frame are read first;
only `strip` of a lazy frame of polars stays lazy. The relation that comes back for one of duckdb is in its default
connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from chaffinch.config import Config
from chaffinch.integrations.audit import AUDIT
from chaffinch.integrations.corpora import OUTCOME, clean_rows, stays
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import RowStep, Step

with requires("narwhals", "frames"):
    import narwhals as nw

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["clean", "strip"]

Frame = TypeVar("Frame")


def strip(frame: Frame, step: Step | None = None, *, audit: Sequence[str] = AUDIT, **fields: str) -> Frame:
    """Strip the texts of a frame row by row, and add audit columns; rows that the step drops are left out.

    Args:
        frame: a frame of any library that narwhals knows, with a column of texts.
        step: the step; None: a `Stripper` with default settings.
        audit: the audit columns to add, of `AUDIT`.
        fields: names of columns, as of `Fields`: ``text="body"``.

    Returns:
        A frame of the same library, with its other columns and the order of its rows.

    Raises:
        UsageError: there is no such column, field or audit column.

    >>> import pyarrow as pa
    >>> strip(pa.table({"text": ["The dam held.\\n\\nAll rights reserved."]}))["text"].to_pylist()
    ['The dam held.']
    """
    row_step = RowStep(step, audit=audit, **fields)
    given = nw.from_native(frame)
    if isinstance(given, nw.LazyFrame) and given.implementation.is_polars():
        later: Frame = _later(frame, row_step)
        return later
    read = _read(given)
    return _like(frame, given, _replaced(read, *row_step.process(_wanted(read, row_step).to_pydict())))


def clean(
    frame: Frame, out: str | Path | None = None, *, config: Config | None = None, drop: bool = True, **fields: str
) -> Frame:
    """Clean a frame as one corpus, with the columns of `AUDIT` and `OUTCOME`: boilerplate, templates, near-duplicates.

    Args:
        frame: as for `strip`.
        out: a new run folder, which is kept; None for a temporary one.
        config: the settings; the defaults where None.
        drop: whether near-duplicates and notices in place of pages are left out; else they stay as they were.
        fields: names of columns, as of `Fields`: ``text="body"``.

    Raises:
        UsageError: there is no such column or field.
        RunError: as for `chaffinch.clean`.
    """
    from pyarrow import parquet

    row_step, given = RowStep(None, **fields), nw.from_native(frame)
    read = _read(given)
    with clean_rows(_wanted(read, row_step).to_batches(), out, config=config, fields=row_step.fields) as path:
        result = parquet.read_table(path)
    made = {name: result[name].to_pylist() for name in (*AUDIT, *OUTCOME)}
    columns = {row_step.fields.text: result[row_step.fields.text].to_pylist(), **made}
    kept = [
        not drop or stays(*row) for row in zip(made["chaffinch_outcome"], columns[row_step.fields.text], strict=True)
    ]
    return _like(frame, given, _replaced(read, columns, kept))


def _read(frame: Any) -> Any:
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def _like(frame: Frame, given: Any, made: Any) -> Frame:
    """Give rows as a frame of the library of ``frame``, lazy if that is lazy."""
    native: Frame = (made.lazy(given.implementation) if isinstance(given, nw.LazyFrame) else made).to_native()
    return native


def _later(frame: Any, step: RowStep) -> Any:
    """Strip a lazy frame of polars when it is collected, batch by batch."""
    import polars as pl

    schema = frame.collect_schema()
    step.wanted(schema.names())
    added = {name: pl.Int64 if name == AUDIT[0] else pl.String for name in step.audit}
    fields = {step.fields.text: pl.String, **added}
    fields = {**dict(schema), **fields}

    def strip_batch(batch: pl.DataFrame) -> pl.DataFrame:
        rows = nw.from_native(batch)
        made: pl.DataFrame = _replaced(rows, *step.process(_wanted(rows, step).to_pydict())).to_native()
        return made

    return frame.map_batches(strip_batch, schema=fields, streamable=True)


def _wanted(frame: Any, step: RowStep) -> pa.Table:
    """Give the columns that a step reads; Arrow has null for what pandas writes as NaN or None."""
    names = step.wanted(frame.columns)
    table: pa.Table = frame.select(names).to_arrow().select(names)
    return table


def _replaced(frame: Any, columns: dict[str, list[Any]], kept: list[bool]) -> Any:
    """Set columns of a frame, and leave out the rows that do not stay."""
    types = {name: nw.Int64() if name == AUDIT[0] else nw.String() for name in columns}
    made = [nw.new_series(n, values, types[n], backend=frame.implementation) for n, values in columns.items()]
    return frame.with_columns(*made).filter(kept)
