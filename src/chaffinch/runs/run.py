"""A run folder: begun, locked, resumed, finished, opened again."""

from __future__ import annotations

import errno
import json
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import tomli_w
from pyarrow import parquet

from chaffinch import __version__
from chaffinch.config import Config, without_unknown
from chaffinch.errors import RunError, UsageError
from chaffinch.runs import owned
from chaffinch.runs.owned import FETCHED, INFO, LOCK, WORK
from chaffinch.schemas import PUBLIC

__all__ = [
    "FETCHED", "INFO", "LOCK", "WORK",
    "Run", "begin", "claimable", "clear", "finish", "info_of", "locked", "publish", "publish_rows",
]  # fmt: skip

_LEAST = 1 << 16  # bytes free below which a disk is full
_GROUP, _READ = 65_536, 262_144  # rows of a table that are written and read at once


class Run:
    """A finished run, read from its folder.

    Attributes:
        path: the folder.
        info: what ``run.toml`` tells: versions, counts, configuration, digest of the input. The configuration has
            only keys that this version knows; others are named in ``warnings``.
        origin: the address that the run is at; empty if it is on this machine only.
    """

    def __init__(self, path: Path, info: dict[str, Any], origin: str = "") -> None:
        self.path, self.info, self.origin = path, info, origin

    @classmethod
    def open(cls, path: str | Path) -> Run:
        """Open a run folder, also at an address.

        Args:
            path: the folder, or its address; the run may be of another version of chaffinch.

        Raises:
            RunError: there is no finished run, or it has settings that this version cannot go by.
        """
        from chaffinch.runs.mirror import Home

        home = Home.of(path)
        home.receive()
        folder = home.path
        info = info_of(folder)
        if info is None or not owned.is_run(info):
            raise RunError(
                f"{path} is no run folder (no {INFO} of a run in it); make one with: chaffinch clean INPUT --out {path}"
            )
        if not info.get("finished"):
            raise RunError(f"the run in {path} is not finished; the command that began it goes on with it")
        return cls(folder, _readable(info, path), home.url)

    @property
    def config(self) -> Config:
        """The configuration of the run."""
        return Config.from_dict(self.info["config"])

    def cleaned(self) -> Path:
        """Give the folder of the cleaned corpus, fetched if it is in a store; it is not there after a dry run."""
        from chaffinch.runs.mirror import Home

        return Home(self.path, self.origin).cleaned()

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Give a public table (see `tables.PUBLIC`) or some columns, an empty one where it was not written."""
        path, schema = self.file(name), PUBLIC[name]
        if not path.exists():
            return schema.empty_table().select(columns or schema.names)
        return parquet.read_table(path, schema=schema, columns=columns)

    def batches(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give a public table, or some columns, some rows at a time."""
        if self.file(name).exists():
            with parquet.ParquetFile(self.file(name)) as file:
                for batch in file.iter_batches(_READ, columns=columns):
                    yield batch.cast(pa.schema([PUBLIC[name].field(n) for n in batch.schema.names]))

    def rows(self, name: str) -> int:
        """Count the rows of a public table."""
        path = self.file(name)
        return parquet.read_metadata(path).num_rows if path.exists() else 0

    def file(self, name: str) -> Path:
        """Give the path of a public table, whether it was written or not."""
        if name not in PUBLIC:
            raise UsageError(f"no table {name!r}; there are: {', '.join(PUBLIC)}")
        return self.path / f"{name}.parquet"

    @property
    def tables(self) -> dict[str, pa.Table]:
        """All public tables by name."""
        return {name: self.table(name) for name in PUBLIC}

    def document(self, name: str) -> dict[str, Any]:
        """Give the row of a document in ``documents``; raise UsageError with names like it."""
        documents = self.table("documents")
        found = documents.filter(pc.equal(documents["document"], name)).to_pylist()
        if not found:
            near = get_close_matches(name, documents["document"].drop_null().to_pylist()[:100_000], n=3)
            hint = f"; did you mean: {', '.join(near)}" if near else ""
            raise UsageError(f"no document {name!r} in {self.origin or self.path}{hint}")
        row: dict[str, Any] = found[0]
        return row

    def text(self, name: str) -> str:
        """Give the text of a document as it was read, from the input or else rebuilt from the run."""
        from chaffinch.runs.originals import original_text

        return original_text(self, self.document(name))


def info_of(folder: Path) -> dict[str, Any] | None:
    """Give what ``run.toml`` of a folder tells; None where there is none."""
    path = folder / INFO
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RunError(f"cannot read {path}: {error}") from error


def _readable(info: dict[str, Any], path: str | Path) -> dict[str, Any]:
    """Give what ``run.toml`` tells with the settings that this version knows, and a warning that names the others.

    What was found and decided by others stays as it is, but those of ``[input]`` tell how to read the input again.

    Raises:
        RunError: a value is not allowed, or a key of ``[input]`` is unknown.
    """
    config, unknown = without_unknown(info["config"])
    if needed := [name for name in unknown if name.startswith("[input]")]:
        raise _of_another_version(info, path, f"unknown: {', '.join(needed)}")
    try:
        Config.from_dict(config)
    except UsageError as error:
        raise _of_another_version(info, path, str(error)) from error
    if not unknown:
        return info
    said = f"settings that chaffinch {info['version']} stored and this version does not know: {', '.join(unknown)}"
    return {**info, "config": config, "warnings": [*info.get("warnings", ()), said]}


def _of_another_version(info: Mapping[str, Any], path: str | Path, reason: str) -> RunError:
    return RunError(
        f"the run in {path}, made by chaffinch {info['version']}, has settings that this version ({__version__}) "
        f"cannot go by: {reason}; open it with the version that made it, or make it again: chaffinch clean INPUT --out "
        f"{path} --fresh"
    )


def publish(folder: Path, name: str, table: pa.Table) -> None:
    """Write a public table beside the old one, then rename."""
    path = folder / f"{name}.parquet"
    beside = path.with_suffix(".parquet.new")
    parquet.write_table(table.select(PUBLIC[name].names).cast(PUBLIC[name]), beside, compression="zstd")
    beside.rename(path)


def publish_rows(folder: Path, name: str, batches: Iterable[pa.RecordBatch]) -> None:
    """Write a public table as `publish` does, some rows at a time; how the batches are cut does not show."""
    path = folder / f"{name}.parquet"
    beside = path.with_suffix(".parquet.new")
    with parquet.ParquetWriter(beside, PUBLIC[name], compression="zstd") as writer:
        waiting = PUBLIC[name].empty_table()
        for batch in batches:
            waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch])])
            while len(waiting) >= _GROUP:
                writer.write_table(waiting.slice(0, _GROUP).combine_chunks())
                waiting = waiting.slice(_GROUP)
        writer.write_table(waiting.combine_chunks())
    beside.rename(path)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; raise RunError where another one does, or where the disk gets full."""
    import fcntl

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a")  # a file of that name keeps what is in it
    except OSError as error:
        raise RunError(f"cannot write into {folder}: {error.strerror}; choose another --out") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunError(f"another process is working on {folder}; wait for it, or choose another --out") from error
        try:
            yield
        except OSError as error:
            if not _is_full(folder, error):
                raise
            raise RunError(
                f"the disk that holds {folder} is full. Make room, and run the same command again: it goes on from the "
                "last finished part"
            ) from error


def _is_full(folder: Path, error: OSError) -> bool:
    """Tell whether an error is for want of room; libraries do not always pass the system's number on."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT} or shutil.disk_usage(folder).free < _LEAST


def begin(folder: Path, info: dict[str, Any], *, fresh: bool) -> str:
    """Make the folder ready for a run: ``new``, ``resumed`` or ``finished``.

    Args:
        info: must have ``input`` (digest and number of files) and ``config``; what decides nothing (how the work is
            done, and ``yes``) is left out of the comparison.

    Raises:
        RunError: the folder holds something else, or a run of another input or configuration.
    """
    old = claimable(folder)
    if fresh and old is not None:
        clear(folder, old)
        old = None
    if old is None:
        write_info(folder, {**info, "finished": False})
        publish_rows(folder, "files", ())  # none is there yet, and whatever comes is listed
        return "new"
    if differs := _difference(old, info):
        raise RunError(f"{folder} holds a run of another {differs}. Choose another --out, or start over with --fresh.")
    if old.get("finished"):
        return "finished"
    owned.refuse(folder, owned.others_in_cleaned(folder, old))
    return "resumed"


def claimable(folder: Path) -> dict[str, Any] | None:
    """Give what ``run.toml`` of a folder tells, if a run wrote it; raise RunError if the folder holds something else.

    A ``run.toml`` of another program, or one that cannot be read, is something else.
    """
    try:
        old = info_of(folder)
    except RunError:  # told below, as a file that is no run's
        old = None
    if old is not None and owned.is_run(old):
        return old
    owned.refuse(folder, owned.others_before(folder), advice="choose another --out")
    return None


def clear(folder: Path, info: dict[str, Any] | None) -> None:
    """Remove a run from its folder, so that a new one can begin there; what was fetched is still what it was.

    Args:
        folder: of the run.
        info: what its ``run.toml`` tells; None where there is none.

    Raises:
        RunError: the folder also holds files that are not the run's; nothing was removed then.
    """
    owned.refuse(folder, owned.others(folder, info), advice="move them elsewhere, or choose another --out")
    if info is not None:  # whoever finds half of it knows that it is not whole
        write_info(folder, {**info, "finished": False})
    owned.remove(folder, info)


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if old.get("version") != new["version"]:
        return f"version of chaffinch ({old.get('version')}, this is {new['version']})"
    before, now = old.get("input", {}), new["input"]
    if before.get("digest") != now["digest"]:
        return f"input ({now['files']} files now, {before.get('files')} then, or other content)"
    for section, values in new["config"].items():
        for key, value in values.items():
            told = old.get("config", {}).get(section, {}).get(key)
            if section != "work" and key != "yes" and json.dumps(told) != json.dumps(value):
                return f"configuration ([{section}] {key} = {value!r} now, {told!r} then)"
    unknown = [name for name in without_unknown(old["config"])[1] if not name.startswith("[work]")]
    return f"configuration ({', '.join(unknown)}, which this version does not know)" if unknown else ""


def finish(folder: Path, info: dict[str, Any]) -> Run:
    """Write what the run came to and drop what only an unfinished one needs."""
    work = folder / WORK
    with ThreadPoolExecutor() as pool:  # to remove a large file takes the system a while
        list(pool.map(lambda table: shutil.rmtree(table, ignore_errors=True), work.iterdir() if work.exists() else ()))
    shutil.rmtree(work, ignore_errors=True)
    write_info(folder, {**info, "finished": True})
    return Run.open(folder)


def write_info(folder: Path, info: Mapping[str, Any]) -> None:
    """Write ``run.toml`` beside the old one, then rename."""
    beside = folder / f"{INFO}.new"
    beside.write_text(toml(info), encoding="utf-8")
    beside.rename(folder / INFO)


def toml(info: Mapping[str, Any]) -> str:
    """Give what ``run.toml`` holds; a value that is None is left out, for which TOML has no word.

    >>> print(toml({"version": "0.1.0", "host": None, "sources": {"a b.txt": 12}}), end="")
    version = "0.1.0"
    <BLANKLINE>
    [sources]
    "a b.txt" = 12
    """
    return tomli_w.dumps(_told(info))


def _told(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _told(v) if isinstance(v, Mapping) else v for k, v in tree.items() if v is not None}
