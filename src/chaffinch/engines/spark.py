"""The engine for many machines: kernels run as tasks of Spark, over files that all machines see.

The driver and all executors reach the run folder by the same path, or exchange its files through a store
(`chaffinch.storage.exchange`). Tasks read parts and write parts there, each under another name until it is whole. So a
task that Spark runs twice, or again after its executor was lost, does no harm; and only counts of rows come to the
driver. Rows are shuffled by key through the same files, so that no shuffled data is lost with an executor.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from chaffinch.engines.local import answered
from chaffinch.engines.stored import Advanced, StoredEngine, no_report
from chaffinch.errors import MissingExtra, RunError
from chaffinch.schemas import ANSWERS
from chaffinch.storage import FileExchange, stores, use_exchange

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["SparkEngine", "read_frame", "session_of", "store_frame"]

R = TypeVar("R")

_MARK = ".chaffinch-frame"  # in a folder that `store_frame` has written: no other one is replaced
_SHOWN = 3  # names in a message: enough to recognise whose files they are


class SparkEngine(StoredEngine):
    """Run kernels as tasks of Spark.

    Args:
        folder: has the tables, seen by the driver and all executors.
        session: of Spark.
        version: part of every key, so that another version of the code uses no table of this one.
        advanced: called for the parts that are done, see `stored.Advanced`.
        exchange: how executors reach the files of the run; None: by the driver's paths.
    """

    small = 1 << 22  # bytes: a job of Spark takes half a second

    def __init__(
        self,
        folder: Path,
        *,
        session: SparkSession,
        version: str = "",
        advanced: Advanced = no_report,
        exchange: FileExchange | None = None,
    ) -> None:
        use_exchange(exchange, leading=True)
        super().__init__(folder.absolute(), version=version, advanced=advanced)
        self._session, self._exchange = session, exchange
        if exchange:
            self.most_parts = 1 << 6  # a piece of a part is then a request to the store

    def close(self) -> None:
        """Remove the files that executors have fetched; the session stays, since the caller may have made it."""
        if self._exchange:
            with suppress(Exception):
                list(self._each(_Forget(self._exchange), range(self._session.sparkContext.defaultParallelism)))
            use_exchange(None)

    def _each(self, function: Callable[[int], R], items: Sequence[int]) -> Iterator[R]:
        if not items:
            return
        tasks = self._session.range(0, len(items), 1, len(items))
        answers: dict[int, bytes] = {}
        for row in tasks.mapInArrow(
            _Task(function, tuple(items), self._exchange), "item bigint, answer binary"
        ).collect():
            answers[row["item"]] = bytes(row["answer"])
        for index in range(len(items)):
            succeeded, value = pickle.loads(answers[index])
            if not succeeded:
                raise value
            yield value


class _Task:
    """Calls a function for some items: Spark runs it over the batches of a partition, which hold indices of items."""

    def __init__(
        self, function: Callable[[int], object], items: tuple[int, ...], exchange: FileExchange | None
    ) -> None:
        self._function, self._items, self._exchange = function, items, exchange

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        use_exchange(self._exchange)
        for batch in batches:
            for index in batch.column(0).to_pylist():
                answer = pickle.dumps(answered(self._function, self._items[index]))
                yield pa.record_batch([pa.array([index]), pa.array([answer], pa.binary())], schema=ANSWERS)


class _Forget:
    """Removes the files that were fetched to the machine of a task."""

    def __init__(self, exchange: FileExchange) -> None:
        self._exchange = exchange

    def __call__(self, task: int) -> None:
        shutil.rmtree(self._exchange.folder(), ignore_errors=True)


def session_of(master: str) -> SparkSession:
    """Return the active session of Spark, or start one.

    Args:
        master: URL of the master; empty: the one of ``spark-submit`` or the configuration, else all cores of this
            machine.

    Raises:
        MissingExtra: pyspark is not installed.
        RunError: Spark does not start.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtra("pyspark", "spark") from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    paths = os.pathsep.join(p for p in sys.path if p)  # executors on this machine import the same packages
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    builder: Any = SparkSession.builder.appName("chaffinch")
    if master or not submitted:
        builder = builder.master(master or "local[*]")
    if (master or "local").startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.config("spark.executorEnv.PYTHONPATH", paths).config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    try:
        session: SparkSession = builder.getOrCreate()
    except Exception as error:  # from py4j, pyspark or the system: all mean that there is no Spark
        reason = str(error).strip().split("\n")[0]
        raise RunError(
            f"Spark does not start ({reason}); it needs Java 17 or newer, and a master it can reach"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def read_frame(session: SparkSession, kind: str, paths: Sequence[str]) -> DataFrame:
    """Read records with Spark's own readers.

    Args:
        session: of Spark.
        kind: ``jsonl``, ``parquet`` or ``text`` (each file is a document).
        paths: any that Spark can read.
    """
    if kind == "parquet":
        return session.read.parquet(*paths)
    if kind == "jsonl":
        return session.read.json([*paths])
    frame = session.read.text([*paths], wholetext=True)
    return frame.selectExpr("_metadata.file_path as id", "value as text")


def store_frame(frame: DataFrame, target: str | Path) -> None:
    """Write a frame as Parquet files, with one name for each partition; executors write.

    An older frame in the folder is replaced.

    Args:
        frame: of any columns.
        target: a folder that all executors see, or its address.

    Raises:
        RunError: the folder has files that this function did not write.
    """
    if isinstance(target, Path):
        _clear_folder(target)
        frame.write.mode("append").parquet(target.absolute().as_uri())
        for i, path in enumerate(sorted(target.glob("part-*.parquet"))):
            path.rename(target / f"part-{i:05d}.parquet")
        return
    _clear_address(target)
    frame.mapInArrow(_Store(target), "rows bigint").collect()


def _clear_folder(folder: Path) -> None:
    """Empty a folder for a frame, or make it; raise RunError if it is a file or holds other files."""
    if folder.exists() and not folder.is_dir():
        raise RunError(f"{folder} is a file; move it elsewhere, or choose another --out")
    folder.mkdir(parents=True, exist_ok=True)
    _refuse(folder, [path.name for path in folder.iterdir()])
    (folder / _MARK).touch()  # first: a process that is killed later leaves a folder that is known
    for path in folder.iterdir():
        if path.name != _MARK:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _clear_address(url: str) -> None:
    """Empty a folder of a store for a frame."""
    names = stores.names(url)
    _refuse(url, names)
    stores.write(b"frame\n", f"{url}/{_MARK}")
    for name in names:
        if name != _MARK:
            stores.remove(f"{url}/{name}")


def _refuse(target: Path | str, names: Sequence[str]) -> None:
    if names and _MARK not in names:
        shown = ", ".join(sorted(names)[:_SHOWN]) + (" and more" if len(names) > _SHOWN else "")
        raise RunError(
            f"{target} holds other files ({shown}), and the frame would replace them; move them elsewhere, or choose "
            "another --out"
        )


class _Store:
    """Writes the batches of one partition into one file of a store; Spark runs it."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        partition = context.partitionId() if context else 0
        with tempfile.TemporaryDirectory() as folder:
            path, rows, writer = Path(folder) / "part.parquet", 0, None
            for batch in batches:
                writer = writer or pq.ParquetWriter(path, batch.schema)
                writer.write_batch(batch)
                rows += batch.num_rows
            if writer:
                writer.close()
                stores.put(path, f"{self._url}/part-{partition:05d}.parquet")
        yield pa.record_batch([pa.array([rows])], names=["rows"])
