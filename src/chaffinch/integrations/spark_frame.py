"""Clean a DataFrame of Spark in a session of the caller (``pip install 'chaffinch[spark]'``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chaffinch import pipeline
from chaffinch.config import Config
from chaffinch.errors import UsageError
from chaffinch.progress import Progress
from chaffinch.runs import Run
from chaffinch.schemas import PUBLIC
from chaffinch.storage import is_url

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Cleaned", "clean", "clean_paths"]

_KINDS = {".parquet": "parquet", ".jsonl": "jsonl", ".json": "jsonl", ".ndjson": "jsonl", ".txt": "text"}


@dataclass(frozen=True)
class Cleaned:
    """A finished run with its tables as DataFrames.

    Attributes:
        run: the run folder, as `chaffinch.Run`.
        session: the Spark session that reads the tables.
    """

    run: Run
    session: SparkSession

    @property
    def frame(self) -> DataFrame:
        """The cleaned records, with the columns of the input frame."""
        return self.session.read.parquet(self._address("cleaned"))

    def table(self, name: str) -> DataFrame:
        """Give a table of the run: ``removals``, ``clusters``, ``matches``, ``findings`` ...; see docs/run-folder.md.

        Raises:
            UsageError: the run has no such table.
        """
        if name not in PUBLIC:
            raise UsageError(f"no table {name!r}; there are: {', '.join(PUBLIC)}")
        return self.session.read.parquet(self._address(f"{name}.parquet"))

    def _address(self, name: str) -> str:
        return f"{self.run.origin}/{name}" if self.run.origin else (self.run.path.absolute() / name).as_uri()


def clean(
    frame: DataFrame,
    out: str | Path,
    *,
    config: Config | None = None,
    fresh: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Cleaned:
    """Clean the records of a frame into a run folder.

    Args:
        frame: a row for each document; ``[input]`` of the configuration names the columns (``text``, ``id``, ``host``
            or ``url``, ``date``), all others are kept as they are.
        out: the run folder, at a path that the driver and all executors share, or its address in a store that they
            all reach (``s3://``, ``gs://``). The frame is first written beside it, to ``OUT-input``, and is kept there
            for `restore` and `explain`.
        config: the settings; the defaults where None. The engine is always Spark.
        fresh: remove the run that ``out`` holds and start over.
        dry_run: find and decide, but write no cleaned corpus.
        progress: is called with stages and with documents done.

    Raises:
        UsageError: the frame has no text column, or a setting is not allowed.
        RunError: as for `chaffinch.clean`.
    """
    from chaffinch.engines import store_frame

    config = config or Config()
    if config.input.text_field not in frame.columns:
        known = ", ".join(frame.columns)
        raise UsageError(
            f"no column {config.input.text_field!r} in the frame; there are: {known}. Set [input] text_field"
        )
    where: str | Path = str(out).rstrip("/") if is_url(out) else Path(out).absolute()
    stored: str | Path = f"{where}-input" if isinstance(where, str) else where.with_name(f"{where.name}-input")
    store_frame(frame, stored)
    config = config.override({"work": {"engine": "spark"}})
    run = pipeline.clean(stored, where, config=config, fresh=fresh, dry_run=dry_run, progress=progress)
    return Cleaned(run, frame.sparkSession)


def clean_paths(
    paths: Sequence[str],
    out: str | Path,
    *,
    config: Config,
    fresh: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Clean files that only Spark can read (``hdfs:``, ``s3a:``, ``abfss:`` ...): Parquet, JSON lines or texts.

    Args:
        paths: the addresses, which all end in the extension of one format.
        out, config, fresh, dry_run, progress: as for `clean`.

    Raises:
        UsageError: the format of a path is unknown, or the paths are of several formats; and as for `clean`.
        RunError: as for `chaffinch.clean`.
    """
    from chaffinch.engines import read_frame, session_of

    kinds = {_kind(path) for path in paths}
    if len(kinds) != 1 or None in kinds:
        raise UsageError(
            f"cannot find the format of {', '.join(paths)}: all paths must end in one of {', '.join(_KINDS)}"
        )
    session = session_of(config.work.master)
    frame = read_frame(session, str(kinds.pop()), paths)
    return clean(frame, out, config=config, fresh=fresh, dry_run=dry_run, progress=progress).run


def _kind(path: str) -> str | None:
    name = path.rstrip("/*").lower().removesuffix(".gz")
    return next((kind for ending, kind in _KINDS.items() if name.endswith(ending)), None)
