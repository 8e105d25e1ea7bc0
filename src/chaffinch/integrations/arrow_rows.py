"""Run a step on the rows of a table of Arrow or on columns of numpy, as Ray and Spark have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from chaffinch.integrations.audit import AUDIT
from chaffinch.integrations.rows import RowStep

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["process_arrow", "process_numpy"]

Rows = TypeVar("Rows", bound="pa.Table | pa.RecordBatch")


def process_arrow(step: RowStep, rows: Rows) -> Rows:
    """Give a table or record batch with what the step makes of its rows.

    Raises:
        UsageError: there is no column of texts.

    >>> import pyarrow as pa
    >>> rows = pa.table({"n": [1], "text": ["The dam held.\\n\\nAll rights reserved."]})
    >>> process_arrow(RowStep(audit=()), rows).to_pylist()
    [{'n': 1, 'text': 'The dam held.'}]
    """
    import pyarrow as pa

    done = step.process(rows.select(step.wanted(rows.schema.names)).to_pydict())
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    columns |= {n: pa.array(c, pa.int64() if n == AUDIT[0] else pa.string()) for n, c in done.columns.items()}
    made: Rows = type(rows).from_pydict(columns).filter(pa.array(done.kept, pa.bool_()))
    return made


def process_numpy(step: RowStep, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Give new columns with what the step makes of the rows of some; those that came are not written into.

    Args:
        step: the step.
        columns: arrays of any dtype, all with shape (rows, ...).

    Raises:
        UsageError: there is no column of texts.
    """
    import numpy as np

    done = step.process({name: columns[name].tolist() for name in step.wanted(columns)})
    made = {n: np.array(c, np.int64 if n == AUDIT[0] else object) for n, c in done.columns.items()}
    kept = np.array(done.kept, bool)
    return {name: column[kept] for name, column in {**columns, **made}.items()}
