"""Clean datasets of Hugging Face (``pip install 'chaffinch[huggingface]'``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chaffinch import __version__
from chaffinch.config import Config
from chaffinch.integrations.audit import AUDIT
from chaffinch.integrations.corpora import OUTCOME, clean_rows, stays
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import RowStep, Step

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset

__all__ = ["ChaffinchStep", "clean_dataset"]


class ChaffinchStep(RowStep):
    """A step for ``dataset.map(ChaffinchStep(), batched=True)``, also of a streaming dataset.

    It replaces the text, adds the audit columns, and leaves out rows that the step drops. ``datasets`` takes a result
    from its cache if the pickled step is equal: it has the settings and the version of this package.

    Args:
        step: the step; None: a `Stripper` with default settings.
        audit: the audit columns to add, of `AUDIT`.
        fields: names of the columns, as of `Fields`.

    Raises:
        UsageError: there is no such field or audit column.
    """

    def __init__(self, step: Step | None = None, *, audit: Sequence[str] = AUDIT, **fields: str) -> None:
        super().__init__(step, audit=audit, **fields)
        self.version = __version__

    def __call__(self, batch: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        """Process a batch; all columns come back if rows are left out, else only those that change."""
        done = self.process(batch)
        if all(done.kept):
            return done.columns
        columns = {**batch, **done.columns}
        return {name: list(compress(values, done.kept)) for name, values in columns.items()}


def clean_dataset(
    dataset: Dataset,
    out: str | Path | None = None,
    *,
    config: Config | None = None,
    drop: bool = True,
    **fields: str,
) -> Dataset:
    """Clean a dataset as one corpus: boilerplate, templates of sites, near-duplicates.

    The result has the columns of the dataset and those of `AUDIT` and `OUTCOME`.

    Args:
        dataset: a dataset with a column of texts; other columns are kept.
        out: a new run folder, which is kept; the result is read from files beside it. None: the result is in memory.
        config: the settings; the defaults where None.
        drop: whether near-duplicates and notices in place of pages are left out; else they stay as they were.
        fields: names of columns, as of `Fields`: ``text="body"``.

    Raises:
        MissingExtra: ``datasets`` is not installed.
        UsageError: there is no such column.
        RunError: as for `chaffinch.clean`.
    """
    with requires("datasets", "huggingface"):
        from datasets import Dataset, concatenate_datasets
    row_step = RowStep(None, **fields)
    wanted = row_step.wanted(dataset.column_names)
    with clean_rows(_batches(dataset.select_columns(wanted)), out, config=config, fields=row_step.fields) as path:
        result = Dataset.from_parquet(str(path), keep_in_memory=out is None, cache_dir=str(path.parent / "cache"))
    added = [row_step.fields.text, *AUDIT, *OUTCOME]
    others = dataset.remove_columns([name for name in added if name in dataset.column_names])
    joined = concatenate_datasets([others, result.select_columns(added)], axis=1) if others.column_names else result
    joined = joined.select_columns(list(dict.fromkeys([*dataset.column_names, *added])))
    if not drop:
        return joined
    rows = enumerate(zip(joined["chaffinch_outcome"], joined[row_step.fields.text], strict=True))
    return joined.select([number for number, row in rows if stays(*row)])


def _batches(dataset: Dataset) -> Iterator[pa.RecordBatch]:
    for table in dataset.with_format("arrow").iter(_READ):
        yield from table.combine_chunks().to_batches()


_READ = 1000
"""Rows that are read at a time, as `datasets` itself does by default."""
