"""A run folder: begin a run in it, lock it, resume it, finish it, and open it again."""

from __future__ import annotations

import errno
import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
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
from chaffinch.runs.owned import FETCHED, INFO, LOCK, WORK, WORK_DONE
from chaffinch.runs.publishing import publish_rows
from chaffinch.runs.views import view
from chaffinch.schemas import PUBLIC
from chaffinch.storage import lock

__all__ = [
    "FETCHED", "INFO", "LOCK", "WORK",
    "Run", "begin", "claimable", "clear", "finish", "info_of", "locked", "other_files",
]  # fmt: skip

_LOOKED_AT = 100_000  # ids that are compared with one that is unknown; the message waits for them (100,000: 5 s)
_LEAST = 1 << 16  # free bytes below which a disk counts as full
_READ = 262_144  # rows of a table that are read at once


class Run:
    """A finished run, read from its folder.

    Attributes:
        path: the folder.
        info: the content of ``run.toml``: version, counts, configuration, digest of the input. The configuration has
            only keys that this version knows; the others are named in ``warnings``.
        origin: the address of the run; empty if it is on this machine only.
    """

    def __init__(self, path: Path, info: dict[str, Any], origin: str = "") -> None:
        self.path, self.info, self.origin = path, info, origin

    @classmethod
    def open(cls, path: str | Path) -> Run:
        """Open a run folder, also at an address.

        Args:
            path: the folder, or its address; another version of chaffinch may have made the run.

        Raises:
            UsageError: there is no such folder.
            RunError: there is no finished run in it, or it has settings that this version cannot use.
        """
        from chaffinch.runs.mirror import Mirror

        mirror = Mirror.of(path)
        mirror.receive()
        folder = mirror.path
        info = info_of(folder)
        if info is None and not mirror.url and not folder.exists():
            raise UsageError(f"there is no run folder {path}; make one with: chaffinch clean INPUT --out {path}")
        if info is None or not owned.is_run(info):
            raise RunError(
                f"{path} is no run folder (no {INFO} of a run in it); make one with: chaffinch clean INPUT --out {path}"
            )
        if not info.get("finished"):
            raise RunError(f"the run in {path} is not finished; the command that began it goes on with it")
        return cls(folder, _readable(info, path), mirror.url)

    @property
    def config(self) -> Config:
        """The configuration of the run."""
        return Config.from_dict(self.info["config"])

    def cleaned(self) -> Path:
        """Return the folder of the cleaned corpus, fetched if it is in a store; after a dry run it does not exist."""
        from chaffinch.runs.mirror import Mirror

        return Mirror(self.path, self.origin).cleaned()

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a public table (`schemas.PUBLIC`), or some of its columns; it is empty if it was not written.

        Raises:
            UsageError: there is no such table.
        """
        path, schema = self.file(name), PUBLIC[name]
        if not path.exists():
            return schema.empty_table().select(columns or schema.names)
        return parquet.read_table(path, schema=schema, columns=columns)

    def batches(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield a public table, or some of its columns, some rows at a time."""
        if self.file(name).exists():
            with parquet.ParquetFile(self.file(name)) as file:
                for batch in file.iter_batches(_READ, columns=columns):
                    yield batch.cast(pa.schema([PUBLIC[name].field(n) for n in batch.schema.names]))

    def rows(self, name: str) -> int:
        """Count the rows of a public table."""
        path = self.file(name)
        return parquet.read_metadata(path).num_rows if path.exists() else 0

    def file(self, name: str) -> Path:
        """Return the path of a public table, whether it was written or not.

        Raises:
            UsageError: there is no such table.
        """
        if name not in PUBLIC:
            raise UsageError(f"no table {name!r}; there are: {', '.join(PUBLIC)}")
        return self.path / f"{name}.parquet"

    @property
    def tables(self) -> dict[str, pa.Table]:
        """All public tables by name."""
        return {name: self.table(name) for name in PUBLIC}

    def document(self, name: str) -> dict[str, Any]:
        """Look up the row of a document in the table ``documents``.

        Raises:
            UsageError: there is no such document; the message has similar ids.
        """
        documents = self.table("documents")
        found = documents.filter(pc.equal(documents["document"], name)).to_pylist()
        if not found:
            known = documents["document"].drop_null().to_pylist()[:_LOOKED_AT]
            near = [one for one in known if one.endswith(f"/{name}")][:3] or get_close_matches(name, known, n=3)
            ids = "the ids are in the column 'document' of documents.parquet"
            hint = f"; did you mean: {', '.join(near)}" if near else f"; {ids}"
            raise UsageError(f"no document {name!r} in {self.origin or self.path}{hint}")
        row: dict[str, Any] = found[0]
        return row

    def cuts(self, **chosen: Any) -> pa.Table:
        """Give the cuts of the run as a table of the schema ``CUTS``, which ``chaffinch cuts`` prints.

        Args:
            chosen: which cuts: ``reason``, ``rule`` (``*`` for any letters), ``site``, ``document``; and a random
                ``sample`` of so many, drawn by ``seed``.

        Raises:
            UsageError: the sample has no cut, or the run has no such document.
        """
        from chaffinch.runs.cut_list import cuts, cuts_table

        return cuts_table(cuts(self, **chosen))

    def text(self, name: str) -> str:
        """Return the text of a document as it was read, from the input or else rebuilt from the run.

        Raises:
            UsageError: there is no such document.
            RunError: it could not be read.
        """
        from chaffinch.runs.originals import original_text

        return original_text(self, self.document(name))

    def summary(self) -> dict[str, Any]:
        """Summarise the run: counts, what was removed by reason, and warnings; the keys are those of ``--json``."""
        summarised: dict[str, Any] = view("summary")(self).to_dict()
        return summarised

    def report(self) -> Any:
        """Give the page that shows what was cut and why, for a notebook; ``report.html`` in the folder is the same.

        Raises:
            RunError: a text is in neither the input nor the run.
        """
        return view("page_frame")(self)

    def _repr_html_(self) -> str:
        """Show the numbers of the run in a notebook."""
        return str(view("summary_table")(self.summary()))


def info_of(folder: Path) -> dict[str, Any] | None:
    """Read ``run.toml`` of a folder; None if there is none.

    Raises:
        RunError: it cannot be read, or is not TOML.
    """
    path = folder / INFO
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RunError(f"cannot read {path}: {error}") from error


def _readable(info: dict[str, Any], path: str | Path) -> dict[str, Any]:
    """Reduce ``run.toml`` to the settings that this version knows, with a warning that names the others.

    Unknown settings do not change what was found and decided; but those of ``[input]`` are needed to read it again.

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
    warning = f"settings that chaffinch {info['version']} stored and this version does not know: {', '.join(unknown)}"
    return {**info, "config": config, "warnings": [*info.get("warnings", ()), warning]}


def _of_another_version(info: Mapping[str, Any], path: str | Path, reason: str) -> RunError:
    return RunError(
        f"the run in {path}, made by chaffinch {info['version']}, has settings that this version ({__version__}) "
        f"cannot use: {reason}; open it with the version that made it, or make it again: chaffinch clean INPUT --out "
        f"{path} --fresh"
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock a folder for this process, and make it if need be.

    Raises:
        RunError: another process holds it, it cannot be written, or the disk is full during the block.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = (folder / LOCK).open("a")  # a file of that name keeps its content
    except OSError as error:
        raise RunError(f"cannot write into {folder}: {error.strerror}; choose another --out") from error
    with opened:
        try:
            lock(opened)
        except OSError as error:
            raise RunError(f"another process is working on {folder}; wait for it, or choose another --out") from error
        try:
            yield
        except OSError as error:
            if not _is_full(folder, error):
                raise
            raise RunError(
                f"the disk that holds {folder} is full. Make room, and run the same command again: it resumes from the "
                "last finished part"
            ) from error


def _is_full(folder: Path, error: OSError) -> bool:
    """Tell whether a full disk caused an error; libraries do not always pass on the error number of the system."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT} or shutil.disk_usage(folder).free < _LEAST


def begin(folder: Path, info: dict[str, Any], *, fresh: bool) -> str:
    """Prepare a folder for a run.

    Args:
        folder: new, empty, or with a run.
        info: has ``version``, ``input`` (digest and number of files) and ``config``; settings that do not change a
            result (the section ``work``, and ``yes``) are not compared.
        fresh: whether an older run is removed first.

    Returns:
        ``new``, ``resumed`` or ``finished``.

    Raises:
        RunError: the folder has other files, or a run of another input, configuration or version.
    """
    old = claimable(folder)
    if fresh and old is not None:
        clear(folder, old)
        old = None
    if old is None:
        write_info(folder, {**info, "finished": False})
        publish_rows(folder, "files", ())  # none yet; files are listed before they are moved there
        return "new"
    if differs := _difference(old, info):
        raise RunError(f"{folder} holds a run of another {differs}. Choose another --out, or start over with --fresh.")
    if old.get("finished"):
        _remove_tables(folder / WORK_DONE)
        return "finished"
    owned.refuse(folder, owned.others_in_cleaned(folder, old))
    return "resumed"


def claimable(folder: Path) -> dict[str, Any] | None:
    """Check that a run may begin in a folder.

    Returns:
        The content of ``run.toml`` if the folder has a run, else None.

    Raises:
        RunError: the folder has other files; a ``run.toml`` of another program, or one that cannot be read, is one.
    """
    try:
        old = info_of(folder)
    except RunError:  # reported below, as a file that no run wrote
        old = None
    if old is not None and owned.is_run(old):
        return old
    owned.refuse(folder, owned.others_before(folder), advice="choose another --out")
    return None


def clear(folder: Path, info: dict[str, Any] | None) -> None:
    """Remove a run from its folder, so that a new one can begin there; fetched input stays.

    Args:
        folder: of the run.
        info: the content of its ``run.toml``; None if it has none.

    Raises:
        RunError: the folder has files that do not belong to the run; then nothing was removed.
    """
    owned.refuse(folder, owned.others(folder, info), advice="move them elsewhere, or choose another --out")
    if info is not None:  # a run that is half removed is not taken for a whole one
        write_info(folder, {**info, "finished": False})
    owned.remove(folder, info)


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if old.get("version") != new["version"]:
        return f"version of chaffinch ({old.get('version')}, this is {new['version']})"
    before, now = old.get("input", {}), new["input"]
    if before.get("digest") != now["digest"]:
        return f"input ({other_files(old.get('sources', {}), new.get('sources', {}))})"
    if before.get("not_installed", []) != now.get("not_installed", []):
        return "installation: files that it could not read can be read now, or the other way round"
    differs = _other_setting(old.get("config", {}), new["config"])
    # after `decide`, the settings that the run was begun with are not another configuration
    if differs and ("begun_with" not in old or _other_setting(old["begun_with"], new["config"])):
        return differs
    unknown = [name for name in without_unknown(old["config"])[1] if not name.startswith("[work]")]
    return f"configuration ({', '.join(unknown)}, which this version does not know)" if unknown else ""


def other_files(old: Mapping[str, int], new: Mapping[str, int]) -> str:
    """Name the first file that is new, that is gone, and that has another size, with their numbers."""
    kinds = {
        "new": [name for name in new if name not in old],
        "gone": [name for name in old if name not in new],
        "changed": [name for name in new if name in old and new[name] != old[name]],
    }
    words = [
        f"{names[0]} is {kind}" if len(names) == 1 else f"{len(names):,} files are {kind}, such as {names[0]}"
        for kind, names in kinds.items()
        if names
    ]
    return "; ".join(words) or "files of the same names and sizes, with other content"


def _other_setting(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    for section, values in new.items():
        for key, value in values.items():
            earlier = old.get(section, {}).get(key)
            if section != "work" and key != "yes" and json.dumps(earlier) != json.dumps(value):
                return f"configuration ([{section}] {key} = {value!r} now, {earlier!r} then)"
    return ""


def finish(folder: Path, info: dict[str, Any]) -> Run:
    """Write the final ``run.toml``, and remove the work tables.

    Args:
        folder: of the run.
        info: its content, but for ``finished``.
    """
    work, done = folder / WORK, folder / WORK_DONE
    _remove_tables(done)
    if work.exists():  # at once: a run that is killed from here on must not go on from half of the tables
        work.rename(done)
    write_info(folder, {**info, "finished": True})
    _remove_tables(done)
    return Run.open(folder)


def _remove_tables(work: Path) -> None:
    with ThreadPoolExecutor() as pool:  # removing large files takes the system a while
        list(pool.map(lambda table: shutil.rmtree(table, ignore_errors=True), work.iterdir() if work.exists() else ()))
    shutil.rmtree(work, ignore_errors=True)


def write_info(folder: Path, info: Mapping[str, Any]) -> None:
    """Write ``run.toml``; it replaces an older one when it is whole."""
    beside = folder / f"{INFO}.new"
    beside.write_text(toml(info), encoding="utf-8")
    beside.replace(folder / INFO)


def toml(info: Mapping[str, Any]) -> str:
    """Format the content of ``run.toml``; values that are None are dropped, since TOML has no null.

    >>> print(toml({"version": "0.1.0", "host": None, "sources": {"a b.txt": 12}}), end="")
    version = "0.1.0"
    <BLANKLINE>
    [sources]
    "a b.txt" = 12
    """
    return tomli_w.dumps(_without_none(info))


def _without_none(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _without_none(v) if isinstance(v, Mapping) else v for k, v in tree.items() if v is not None}
