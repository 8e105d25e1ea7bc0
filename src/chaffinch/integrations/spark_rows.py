"""Run a step on the rows of a DataFrame of Spark (``pip install 'chaffinch[spark]'``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chaffinch.integrations.arrow_rows import process_arrow
from chaffinch.integrations.audit import AUDIT
from chaffinch.integrations.rows import RowStep, Step

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

__all__ = ["strip"]


def strip(frame: DataFrame, step: Step | None = None, *, audit: Sequence[str] = AUDIT, **fields: str) -> DataFrame:
    """Strip the texts of a frame row by row, in the Python workers of Spark; nothing runs before the result is used.

    Args:
        frame: a frame with a column of texts.
        step: the step, which must be picklable; None: a `Stripper` with default settings.
        audit: the audit columns to add, of `AUDIT`.
        fields: names of columns, as of `Fields`: ``text="body"``.

    Returns:
        The frame with the stripped texts and the audit columns, without the rows that the step drops.

    Raises:
        UsageError: there is no such column, field or audit column.
    """
    from pyspark.sql.types import LongType, StringType, StructField, StructType

    row_step = RowStep(step, audit=audit, **fields)
    row_step.wanted(frame.columns)
    made = {name: LongType() if name == AUDIT[0] else StringType() for name in (row_step.fields.text, *row_step.audit)}
    kinds = {field.name: field.dataType for field in frame.schema} | made

    def strip_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return (process_arrow(row_step, batch) for batch in batches)

    return frame.mapInArrow(strip_batches, StructType([StructField(name, kind) for name, kind in kinds.items()]))
