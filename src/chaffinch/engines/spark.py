"""The engine for many machines: units of work run as tasks of Spark, over files that all of them see.

The run folder lies where the driver and every executor reach it by one path. Tasks read parts and write parts there,
each under another name until it is whole; so a task that Spark runs twice, or again after its executor was lost, does
no harm, and nothing but counts of rows comes to the driver. Tables are exchanged by key through the same files: an
executor that goes takes no shuffled data with it.
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
from chaffinch.engines.stored import StoredEngine
from chaffinch.errors import MissingExtra, RunError
from chaffinch.schemas import ANSWERS
from chaffinch.storage import FileExchange, stores, use

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["SparkEngine", "read_frame", "session_of", "store_frame"]

R = TypeVar("R")


class SparkEngine(StoredEngine):
    """Run kernels as tasks of Spark.

    Args:
        folder: where the tables are kept, seen by the driver and all executors.
        session: of Spark.
        version: part of every key, so that another version of the code starts anew.
        advanced: told the rows of every part that is done.
        reach: how executors reach the files of the run; None: by the paths that they have here.
    """

    small = 1 << 22  # a job takes half a second

    def __init__(
        self,
        folder: Path,
        *,
        session: SparkSession,
        version: str = "",
        advanced: Callable[[int], None] = lambda rows: None,
        reach: FileExchange | None = None,
    ) -> None:
        use(reach, leading=True)
        super().__init__(folder.absolute(), version=version, advanced=advanced)
        self._session, self._reach = session, reach

    def close(self) -> None:
        """Leave the session to whoever made it; executors remove what they have fetched, as far as they are reached."""
        if self._reach:
            with suppress(Exception):
                list(self._each(_Forget(self._reach), range(self._session.sparkContext.defaultParallelism)))
            use(None)

    def _each(self, function: Callable[[int], R], items: Sequence[int]) -> Iterator[R]:
        if not items:
            return
        tasks = self._session.range(0, len(items), 1, len(items))
        answers: dict[int, bytes] = {}
        for row in tasks.mapInArrow(
            _Task(function, tuple(items), self._reach), "place bigint, answer binary"
        ).collect():
            answers[row["place"]] = bytes(row["answer"])
        for place in range(len(items)):
            good, value = pickle.loads(answers[place])
            if not good:
                raise value
            yield value


class _Task:
    """Called by Spark with the batches of one partition: places of items."""

    def __init__(self, function: Callable[[int], object], items: tuple[int, ...], reach: FileExchange | None) -> None:
        self._function, self._items, self._reach = function, items, reach

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        use(self._reach)
        for batch in batches:
            for place in batch.column(0).to_pylist():
                answer = pickle.dumps(answered(self._function, self._items[place]))
                yield pa.record_batch([pa.array([place]), pa.array([answer], pa.binary())], schema=ANSWERS)


class _Forget:
    """Removes what was fetched to the machine of a task."""

    def __init__(self, reach: FileExchange) -> None:
        self._reach = reach

    def __call__(self, task: int) -> None:
        shutil.rmtree(self._reach.folder(), ignore_errors=True)


def session_of(master: str) -> SparkSession:
    """Give the session that is there, or start one.

    Args:
        master: URL of the master; empty for what ``spark-submit`` or the configuration says, else all cores of this
            machine.

    Raises:
        MissingExtra: pyspark is not installed.
        RunError: Spark does not start; says why.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtra("pyspark", "spark") from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    here = os.pathsep.join(p for p in sys.path if p)  # executors on this machine import what this process does
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    builder: Any = SparkSession.builder.appName("chaffinch")
    if master or not submitted:
        builder = builder.master(master or "local[*]")
    if (master or "local").startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.config("spark.executorEnv.PYTHONPATH", here).config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    try:
        session: SparkSession = builder.getOrCreate()
    except Exception as error:  # of py4j, of pyspark, of the system: all say that there is no Spark
        reason = str(error).strip().split("\n")[0]
        raise RunError(
            f"Spark does not start ({reason}); it needs Java 17 or newer, and a master it can reach"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def read_frame(session: SparkSession, kind: str, paths: Sequence[str]) -> DataFrame:
    """Read records by Spark's own means: ``jsonl``, ``parquet`` or ``text`` (a document a file)."""
    if kind == "parquet":
        return session.read.parquet(*paths)
    if kind == "jsonl":
        return session.read.json([*paths])
    frame = session.read.text([*paths], wholetext=True)
    return frame.selectExpr("_metadata.file_path as id", "value as text")


def store_frame(frame: DataFrame, where: str | Path) -> None:
    """Write a frame as Parquet files with names that do not depend on chance; executors write.

    Args:
        where: a folder that they all see, or its address.
    """
    if isinstance(where, Path):
        frame.write.mode("overwrite").parquet(where.absolute().as_uri())
        for i, path in enumerate(sorted(where.glob("part-*.parquet"))):
            path.rename(where / f"part-{i:05d}.parquet")
        return
    for name in stores.names(where):
        stores.remove(f"{where}/{name}")
    frame.mapInArrow(_Store(where), "rows bigint").collect()


class _Store:
    """Called by Spark with the batches of one partition: writes them into one file of a store."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        number = context.partitionId() if context else 0
        with tempfile.TemporaryDirectory() as folder:
            path, rows, writer = Path(folder) / "part.parquet", 0, None
            for batch in batches:
                writer = writer or pq.ParquetWriter(path, batch.schema)
                writer.write_batch(batch)
                rows += batch.num_rows
            if writer:
                writer.close()
                stores.put(path, f"{self._url}/part-{number:05d}.parquet")
        yield pa.record_batch([pa.array([rows])], names=["rows"])
