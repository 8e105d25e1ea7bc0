"""Give frames and expressions of polars the name ``chaffinch`` (``pip install 'chaffinch[frames]' polars``).

::

    import chaffinch.integrations.polars

    frame.chaffinch.strip(text="body")
    frame.chaffinch.clean(text="body")
    lazy.with_columns(pl.col("body").chaffinch.strip())
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chaffinch.config import Config
from chaffinch.integrations import frames
from chaffinch.integrations.audit import AUDIT
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import RowStep, Step

with requires("polars", "polars"):
    import polars as pl

__all__ = ["FrameNames", "LazyNames", "TextNames"]


@pl.api.register_lazyframe_namespace("chaffinch")
class LazyNames:
    """What ``lazy.chaffinch`` has."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def strip(self, step: Step | None = None, *, audit: Sequence[str] = AUDIT, **fields: str) -> Any:
        """Strip the texts row by row, as `frames.strip`."""
        return frames.strip(self._frame, step, audit=audit, **fields)

    def clean(
        self, out: str | Path | None = None, *, config: Config | None = None, drop: bool = True, **fields: str
    ) -> Any:
        """Clean the rows as one corpus, as `frames.clean`."""
        return frames.clean(self._frame, out, config=config, drop=drop, **fields)


@pl.api.register_dataframe_namespace("chaffinch")
class FrameNames(LazyNames):
    """What ``frame.chaffinch`` has."""


@pl.api.register_expr_namespace("chaffinch")
class TextNames:
    """What an expression that gives texts has as ``.chaffinch``."""

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def strip(self, step: Step | None = None) -> pl.Expr:
        """Give the stripped texts, for a step that drops no rows."""
        row_step = RowStep(step, audit=())

        def strip_texts(texts: pl.Series) -> pl.Series:
            made = row_step.process({"text": texts.to_list()})
            return pl.Series(texts.name, made.columns["text"], dtype=pl.String)

        return self._expression.map_batches(strip_texts, return_dtype=pl.String, is_elementwise=True)
