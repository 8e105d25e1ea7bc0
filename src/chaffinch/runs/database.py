"""The tables of a run as views of a DuckDB database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING
from uuid import uuid4

from chaffinch.model import WHOLE
from chaffinch.schemas import PUBLIC

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs.run import Run

__all__ = ["WHOLE_DOCUMENT", "add_views", "connect"]

WHOLE_DOCUMENT = f"reason IN ({', '.join(repr(reason) for reason in WHOLE)})"
"""Condition on a removal that it is of a whole document, not of a passage in one."""


def connect(run: Run, *names: str) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB database with these tables of a run as views, which read only what a query needs.

    What a query holds beyond its memory goes to a folder of its own beside the temporary files of the system, which
    DuckDB makes and removes: the files of two processes have the same names.
    """
    import duckdb

    memory, spilled = f"{run.config.work.memory // 1_000_000}MB", Path(gettempdir()) / f"chaffinch-{uuid4().hex}"
    database = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(spilled)})
    add_views(database, run, names)
    return database


def add_views(database: duckdb.DuckDBPyConnection, run: Run, names: Sequence[str], suffix: str = "") -> None:
    """Add tables of a run to a database as views.

    Args:
        database: gets the views.
        run: a finished run.
        names: of the tables.
        suffix: that the names of the views have, to tell the tables of several runs apart.
    """
    for name in names:
        path = run.file(name)
        rows = database.read_parquet(str(path)) if path.exists() else database.from_arrow(run.table(name))
        # a run of an older version lacks columns
        missing = [column for column in PUBLIC[name].names if column not in rows.columns]
        rows.project(", ".join(["*", *(f"NULL AS {column}" for column in missing)])).create_view(f"{name}{suffix}")
