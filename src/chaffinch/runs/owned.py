"""The files in a folder that belong to a run: a run removes no others, and names those that it finds.

Directly in its folder a run uses fixed names. The files below ``cleaned/`` have the names of the input files, and the
table ``files`` lists them; a run of an older version has no such table, and the names are derived from its sources.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from chaffinch import formats
from chaffinch.errors import RunError
from chaffinch.formats import classify
from chaffinch.schemas import PUBLIC

__all__ = [
    "AGAINST",
    "ANSWERS",
    "CLEANED",
    "FETCHED",
    "FETCHED_LIST",
    "FILES",
    "INFO",
    "LOCK",
    "REPORT",
    "WORK",
    "WORK_DONE",
    "derived",
    "file_rows",
    "is_own",
    "is_run",
    "others",
    "others_before",
    "others_in_cleaned",
    "refuse",
    "remove",
    "remove_cleaned",
]

INFO = "run.toml"
"""File with the settings and counts of a run; it is written first and last."""
WORK = ".work"
"""Folder of the work tables, from which an interrupted run is resumed."""
WORK_DONE = f"{WORK}-done"
"""The same while it is removed: nothing goes on from it."""
LOCK = ".lock"
"""File that the process which works on a run locks."""
CLEANED = "cleaned"
"""Folder of the cleaned corpus."""
FETCHED = "fetched"
"""Folder of the copies of input that is in a store, or came on standard input."""
REPORT = "report.html"
"""The page that shows a run."""
AGAINST = "against.parquet"
"""Documents of indexes that the run was compared with: those that its texts may repeat."""
FILES = "files.parquet"
"""Table of the files below ``cleaned/``."""

ANSWERS = "answers.jsonl"
"""File with the answers of readers, which a new run in the folder keeps."""

APART = (LOCK, FETCHED, ANSWERS)
"""Names that may be in a folder before a run begins, and stay when the run is removed."""

_SCRATCH = (
    WORK, f"{WORK}-input", f"{WORK}-text", WORK_DONE, f"{CLEANED}.new", f"{INFO}.new", f"{REPORT}.new",
    f"{AGAINST}.new", ".unsent", ".sent",
)  # fmt: skip
FETCHED_LIST = ".versions"
"""File in the folder of fetched files, with their versions: marks the folder as the run's."""
_RECORD = re.compile(r"\d{9,}\.txt")  # name of a record that is written as a file of its own
_SHOWN = 3  # names in a message: enough to recognise whose files they are
_BATCH = 65_536  # names of files that are in memory at once


def is_run(info: Mapping[str, Any] | None) -> bool:
    """Tell whether a run wrote a ``run.toml``; other programs use that name, too.

    >>> is_run({"version": "0.1", "input": {}, "config": {}}), is_run({"steps": 10}), is_run(None)
    (True, False, False)
    """
    if info is None:
        return False
    return isinstance(info.get("version"), str) and all(isinstance(info.get(k), Mapping) for k in ("input", "config"))


def is_own(name: str) -> bool:
    """Tell whether a run has a file or folder of this name directly in its folder.

    >>> is_own("edits.parquet"), is_own("cleaned"), is_own("notes.txt"), is_own("cleaned/a.txt")
    (True, True, False, False)
    """
    from chaffinch.boilerplate import templates
    from chaffinch.html import site_consensus

    profiles = (templates.PROFILE, site_consensus.BLOCKS_PROFILE)
    if name in (INFO, CLEANED, REPORT, AGAINST, *APART, *_SCRATCH, *profiles):
        return True
    table, found, _ = name.removesuffix(".new").rpartition(".parquet")
    return bool(found) and table in PUBLIC


def others(folder: Path, info: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the names in a run folder that do not belong to the run.

    Args:
        folder: exists.
        info: the content of its ``run.toml``; None if it has none.
    """
    yield from (name for name in sorted(os.listdir(folder)) if not is_own(name))  # noqa: PTH208
    yield from others_in_cleaned(folder, info)


def others_before(folder: Path) -> Iterator[str]:
    """Yield the names in a folder without a run, apart from those that a run creates before it begins."""
    for path in sorted(folder.iterdir(), key=lambda path: (path.name != INFO, path.name)):
        if path.name == INFO:
            yield f"{INFO}, which no run wrote"
        elif path.name not in APART or (path.name == FETCHED and not _is_fetched(path)):
            yield path.name


def _is_fetched(path: Path) -> bool:
    return path.is_dir() and ((path / FETCHED_LIST).exists() or not any(path.iterdir()))


def others_in_cleaned(folder: Path, info: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the files below ``cleaned/`` that the run did not write; a file that was changed since is still its own.

    Args:
        folder: of the run.
        info: the content of its ``run.toml``; None if it has none.
    """
    cleaned = folder / CLEANED
    if cleaned.is_symlink() or cleaned.is_file():
        yield CLEANED
    elif cleaned.is_dir():
        listed = _listed(folder)
        own = derived(info) if listed is None else None
        found = _walk(cleaned)
        unknown = (name for name in found if not own(name)) if own else _unlisted(found, listed or iter(()))
        yield from (f"{CLEANED}/{name}" for name in unknown)


def refuse(folder: Path | str, names: Iterable[str], *, advice: str = "move them elsewhere") -> None:
    """Refuse a folder if it has files that do not belong to the run.

    Args:
        folder: the folder, or its address.
        names: of such files.
        advice: the end of the message: what the user can do.

    Raises:
        RunError: there are such files; the message names the first few.
    """
    found = list(islice(names, _SHOWN + 1))
    if found:
        shown = ", ".join(found[:_SHOWN]) + (" and more" if len(found) > _SHOWN else "")
        raise RunError(f"{folder} holds other files ({shown}), which a run does not remove; {advice}")


def remove(folder: Path, info: Mapping[str, Any] | None) -> None:
    """Remove the files of a run, ``run.toml`` last; fetched input stays.

    Args:
        folder: of the run.
        info: the content of its ``run.toml``; None if it has none.

    Raises:
        RunError: there are other files below ``cleaned/``; then nothing was removed.
    """
    remove_cleaned(folder, info)
    for path in folder.iterdir():
        if path.name not in (INFO, *APART) and is_own(path.name):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (folder / INFO).unlink(missing_ok=True)


def remove_cleaned(folder: Path, info: Mapping[str, Any] | None) -> None:
    """Remove the cleaned corpus of a run, if there is one.

    Args:
        folder: of the run.
        info: the content of its ``run.toml``; None if it has none.

    Raises:
        RunError: there are other files below ``cleaned/``; then nothing was removed.
    """
    refuse(folder, others_in_cleaned(folder, info))
    if (folder / CLEANED).is_dir():
        shutil.rmtree(folder / CLEANED)


def file_rows(cleaned: Path) -> Iterator[pa.RecordBatch]:
    """Yield the table ``files`` of a cleaned corpus, sorted by name."""
    names = _walk(cleaned)
    while some := list(islice(names, _BATCH)):
        yield pa.record_batch([pa.array(some, pa.string())], schema=PUBLIC["files"])


def derived(info: Mapping[str, Any] | None) -> Callable[[str], bool]:
    """Make a test whether a run can have written a name below ``cleaned/``, from its ``run.toml``.

    The names are those that any run of the same input can write, so that files of which nothing was kept count, too.
    """
    written = info or {}
    sources = [
        formats.Source(Path(), name, *(classify(name) or ("text", "")), 0)
        for name in sorted(written.get("sources", ()))
    ]
    config = {"to": "same", "html_format": "text", **written.get("config", {}).get("input", {})}
    known = set(formats.targets(sources, config["to"], config["html_format"]))

    def is_written(name: str) -> bool:
        folder, slash, record = name.rpartition("/")
        return name in known or (folder + slash in known and _RECORD.fullmatch(record) is not None)

    return is_written


def _listed(folder: Path) -> Iterator[str] | None:
    """Give the names in the table ``files``, in order; None where it is not there or was cut short."""
    try:
        file = parquet.ParquetFile(folder / FILES)
    except (OSError, pa.ArrowException):
        return None
    return (name for batch in file.iter_batches(_BATCH) for name in batch.column(0).to_pylist())


def _unlisted(found: Iterator[str], listed: Iterator[str]) -> Iterator[str]:
    """Yield the names that are in the first only; both are sorted."""
    own = next(listed, None)
    for name in found:
        while own is not None and own < name:
            own = next(listed, None)
        if name != own:
            yield name


def _walk(folder: Path, inside: str = "") -> Iterator[str]:
    """Yield the files below a folder as POSIX paths, sorted by code points; a link is a file."""
    with os.scandir(folder) as entries:  # a slash behind a folder's name sorts it as the paths of its files are
        names = sorted(f"{e.name}/" if e.is_dir(follow_symlinks=False) else e.name for e in entries)
    for name in names:
        if name.endswith("/"):
            yield from _walk(folder / name, f"{inside}{name}")
        else:
            yield f"{inside}{name}"
