"""Which files of a folder belong to a run: it removes no others, and names those that it finds.

Beside ``run.toml`` a run uses fixed names. The files below ``cleaned/`` have the names of the input, so the table
``files`` lists them; for a run of an older version, which has no such table, the names are derived from its sources.
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
    "CLEANED",
    "FETCHED",
    "FETCHED_LIST",
    "FILES",
    "INFO",
    "LOCK",
    "WORK",
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
WORK = ".work"  # work tables, and what an interrupted run goes on from
LOCK = ".lock"
CLEANED = "cleaned"
"""Name of the folder of the cleaned corpus in a run folder."""
FETCHED = "fetched"
"""Below a run folder: copies of input that is in a store."""
FILES = "files.parquet"
"""The table that lists the files below ``cleaned/``."""

APART = (LOCK, FETCHED)
"""What may be in a folder before a run begins there, and stays when the run is removed."""

_SCRATCH = (WORK, f"{WORK}-input", f"{WORK}-text", f"{CLEANED}.new", f"{INFO}.new", ".unsent", ".sent")
FETCHED_LIST = ".versions"  # in the folder of fetched files, from the first one on
_RECORD = re.compile(r"\d{9,}\.txt")  # a record that was written as a file of its own
_SHOWN = 3  # names in a message: enough to recognise whose files they are
_BATCH = 65_536  # names of files that are in memory at once


def is_run(info: Mapping[str, Any] | None) -> bool:
    """Tell whether the content of a ``run.toml`` was written by a run; other programs use that name, too.

    >>> is_run({"version": "0.1", "input": {}, "config": {}}), is_run({"steps": 10}), is_run(None)
    (True, False, False)
    """
    if info is None:
        return False
    return isinstance(info.get("version"), str) and all(isinstance(info.get(k), Mapping) for k in ("input", "config"))


def is_own(name: str) -> bool:
    """Tell whether a run gives this name to something right in its folder.

    >>> is_own("edits.parquet"), is_own("cleaned"), is_own("notes.txt"), is_own("cleaned/a.txt")
    (True, True, False, False)
    """
    from chaffinch.boilerplate import templates
    from chaffinch.html import site_consensus

    if name in (INFO, CLEANED, *APART, *_SCRATCH, templates.PROFILE, site_consensus.BLOCKS_PROFILE):
        return True
    table, found, _ = name.removesuffix(".new").rpartition(".parquet")
    return bool(found) and table in PUBLIC


def others(folder: Path, info: Mapping[str, Any] | None) -> Iterator[str]:
    """Give the names of what is in the folder of a run and does not belong to the run.

    Args:
        folder: is there.
        info: what its ``run.toml`` tells.
    """
    yield from (name for name in sorted(os.listdir(folder)) if not is_own(name))  # noqa: PTH208
    yield from others_in_cleaned(folder, info)


def others_before(folder: Path) -> Iterator[str]:
    """Give the names of what is in a folder without a run, but for what a run puts there before it begins."""
    for path in sorted(folder.iterdir(), key=lambda path: (path.name != INFO, path.name)):
        if path.name == INFO:
            yield f"{INFO}, which no run wrote"
        elif path.name not in APART or (path.name == FETCHED and not _is_fetched(path)):
            yield path.name


def _is_fetched(path: Path) -> bool:
    return path.is_dir() and ((path / FETCHED_LIST).exists() or not any(path.iterdir()))


def others_in_cleaned(folder: Path, info: Mapping[str, Any] | None) -> Iterator[str]:
    """Give the files below ``cleaned/`` that the run did not write; a file that was changed since is still its own."""
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
    """Raise RunError if there are such files; the message names the first few.

    Args:
        folder: where they are, or its address.
        names: of files that do not belong to the run.
        advice: what the user can do.
    """
    found = list(islice(names, _SHOWN + 1))
    if found:
        told = ", ".join(found[:_SHOWN]) + (" and more" if len(found) > _SHOWN else "")
        raise RunError(f"{folder} holds other files ({told}), which a run does not remove; {advice}")


def remove(folder: Path, info: Mapping[str, Any] | None) -> None:
    """Remove the files of a run, ``run.toml`` last; fetched input stays.

    Raises:
        RunError: there are other files below ``cleaned/``; nothing was removed then.
    """
    remove_cleaned(folder, info)
    for path in folder.iterdir():
        if path.name not in (INFO, *APART) and is_own(path.name):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (folder / INFO).unlink(missing_ok=True)


def remove_cleaned(folder: Path, info: Mapping[str, Any] | None) -> None:
    """Remove the cleaned corpus of a run, if there is one; raise RunError where other files are in it."""
    refuse(folder, others_in_cleaned(folder, info))
    if (folder / CLEANED).is_dir():
        shutil.rmtree(folder / CLEANED)


def file_rows(cleaned: Path) -> Iterator[pa.RecordBatch]:
    """Give the table ``files`` of a cleaned corpus, sorted by name."""
    names = _walk(cleaned)
    while some := list(islice(names, _BATCH)):
        yield pa.record_batch([pa.array(some, pa.string())], schema=PUBLIC["files"])


def derived(info: Mapping[str, Any] | None) -> Callable[[str], bool]:
    """Make a test of whether a run with this ``run.toml`` can have written a name below ``cleaned/``.

    It knows the names of a run of the same input, so that it also takes those of files that were dropped.
    """
    told = info or {}
    sources = [
        formats.Source(Path(), name, *(classify(name) or ("text", "")), 0) for name in sorted(told.get("sources", ()))
    ]
    known = set(formats.targets(sources, told.get("config", {}).get("input", {}).get("to", "same")))

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
    """Give what is in the first only; both are sorted."""
    own = next(listed, None)
    for name in found:
        while own is not None and own < name:
            own = next(listed, None)
        if name != own:
            yield name


def _walk(folder: Path, inside: str = "") -> Iterator[str]:
    """Give the files below a folder by their POSIX paths, sorted by code points; a link is a file."""
    with os.scandir(folder) as entries:  # a slash behind a folder's name sorts it as the paths of its files are
        names = sorted(f"{e.name}/" if e.is_dir(follow_symlinks=False) else e.name for e in entries)
    for name in names:
        if name.endswith("/"):
            yield from _walk(folder / name, f"{inside}{name}")
        else:
            yield f"{inside}{name}"
