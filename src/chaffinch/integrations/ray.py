"""Run a step on datasets of Ray (``pip install 'chaffinch[ray]'``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chaffinch.integrations.arrow_rows import process_arrow, process_numpy
from chaffinch.integrations.rows import RowStep

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ChaffinchStep"]


class ChaffinchStep(RowStep):
    """A step for ``dataset.map_batches(ChaffinchStep, batch_format="pyarrow", concurrency=1)``.

    Every actor loads the rules once. Settings go in as ``fn_constructor_kwargs={"text": "body"}``. Batches of numpy,
    the default of Ray, are processed, too; those of Arrow are not copied.

    Args:
        step: the step; None: a `Stripper` with default settings.
        audit: the audit columns to add, of `AUDIT`.
        fields: names of the columns, as of `Fields`.

    Raises:
        UsageError: there is no such field or audit column.
    """

    def __call__(self, batch: pa.Table | dict[str, Any]) -> pa.Table | dict[str, Any]:
        """Process a batch: replace the texts, add the audit columns, and leave out rows that the step drops."""
        if isinstance(batch, dict):
            return process_numpy(self, batch)
        return process_arrow(self, batch)
