"""What the stages of a run need: the engine, the input, and the documents that are read from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from chaffinch import __version__, formats
from chaffinch.config import Config
from chaffinch.corpus import Corpus, read
from chaffinch.engines import Engine, LocalEngine, StoredEngine, Table
from chaffinch.pipeline.counted import Counted
from chaffinch.pipeline.earlier import earlier
from chaffinch.progress import Progress
from chaffinch.runs import WORK, Run, rebuilt_input, same_input
from chaffinch.storage import FileExchange

__all__ = ["Work", "engine_of", "input_of", "read_corpus"]

SMALL = 4_000_000
"""Bytes of input from which on a further worker process starts: for less, starting it would take longer."""

HOLD = 10.0
"""Seconds for which a run of a small input keeps its work tables in memory: what it loses at most if it is killed."""

TASKS_A_WORKER = 4
"""Tasks for each worker, at least, so that none waits long for the last task."""

TASK_BYTES = 40
"""Bytes of memory that a byte of a task's input takes, at most, in any stage."""


class Work(NamedTuple):
    """What every stage gets: the engine, the settings, the progress, and when the run began (seconds, monotonic)."""

    engine: Engine
    config: Config
    progress: Progress
    began: float


def engine_of(
    folder: Path, sources: Sequence[formats.Source], config: Config, counted: Counted, exchange: FileExchange | None
) -> StoredEngine:
    """Start the engine of a run, with as many workers as its input is worth.

    Args:
        folder: of the run.
        sources: the input.
        config: which engine, and the number of workers.
        counted: receives the rows that are done.
        exchange: of files with executors that share no folder; None if they do.
    """
    if config.work.engine == "spark":
        from chaffinch.engines import SparkEngine, session_of

        session = session_of(config.work.master)
        return SparkEngine(
            folder / WORK, session=session, version=__version__, advanced=counted.written, exchange=exchange
        )
    size = sum(s.size for s in sources)
    workers, hold = min(config.work.processes, 1 + size // SMALL), HOLD if size < SMALL else 0.0
    workers = 0 if workers == 1 else workers
    return LocalEngine(folder / WORK, workers=workers, version=__version__, advanced=counted.written, hold=hold)


def read_corpus(work: Work, listing: formats.Listing, folder: Path, digest: str) -> Corpus:
    """Read the input of a run, and the documents of indexes that it is compared with.

    Args:
        work: the engine, and the settings.
        listing: the input.
        folder: of the run.
        digest: of the content of the input.
    """
    engine, config, progress, _ = work
    size = sum(s.size for s in listing.sources)
    progress.stage("reading", None, "files")
    most = min(config.work.task, config.work.share // TASK_BYTES)
    task = max(SMALL // TASKS_A_WORKER, min(most, size // (TASKS_A_WORKER * config.work.processes)))

    def looked_up(texts: Table) -> formats.Source | None:
        return earlier(engine, texts, config, folder, progress)

    sources = tuple(listing.sources)
    return read(engine, sources, config.input, folder, task_bytes=task, key=digest, earlier=looked_up)


@contextmanager
def input_of(run: Run) -> Iterator[formats.Listing]:
    """List the input of a run: the files themselves if they are unchanged, else rebuilt ones."""
    listing = same_input(run)
    if listing is not None:
        yield listing
        return
    beside = run.path / f"{WORK}-input"
    try:
        yield rebuilt_input(run, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
