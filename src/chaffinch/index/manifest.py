"""The manifest of an index: which segments it has, written anew as a whole with every change.

A change first writes new files under names that nobody reads, then replaces the manifest. So a change that is killed
leaves the index as it was, and readers, who read the manifest first, see the index as it was before or after.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from chaffinch.config import DocumentConfig
from chaffinch.errors import UsageError
from chaffinch.storage import lock

__all__ = ["FORMAT", "MANIFEST", "Entry", "Manifest", "locked"]

FORMAT = 1
"""Version of the layout of an index, of its hashes and of its folded letters; another one cannot be read."""

MANIFEST, LOCK = "index.json", ".lock"


class Entry(msgspec.Struct, frozen=True):
    """A segment in the manifest.

    Attributes:
        name: of its folder.
        documents: number of its documents, without those that were retracted.
        rows: number of all its documents.
        characters: code points of the texts of all of them.
        dropped: file of the rows that were retracted; empty if there is none.
    """

    name: str
    documents: int
    rows: int
    characters: int
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class Sketches:
    """Settings of the sketches, as in `chaffinch.config.DocumentConfig`."""

    num_perm: int
    shingle: int
    threshold: float

    @classmethod
    def of(cls, config: DocumentConfig) -> Sketches:
        """Take the settings that the bands depend on."""
        return cls(config.num_perm, config.shingle, config.threshold)


class Manifest(msgspec.Struct, frozen=True):
    """What an index has.

    Attributes:
        format: version of the layout, `FORMAT`.
        version: of chaffinch, which wrote it.
        sketches: settings of the bands.
        segments: in the order in which they were written.
        next: number of the next segment.
    """

    format: int
    version: str
    sketches: Sketches
    segments: tuple[Entry, ...] = ()
    next: int = 1

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of an index.

        Raises:
            UsageError: the folder has no index, or one of another format.
        """
        path = folder / MANIFEST
        if not path.is_file():
            raise UsageError(f"{folder} is no index: it has no {MANIFEST}; make one with: chaffinch index build")
        try:
            known = msgspec.json.decode(path.read_bytes())
            version = known["format"]
            if version == FORMAT:
                return msgspec.convert(known, cls)
        except (msgspec.DecodeError, msgspec.ValidationError, KeyError, TypeError) as error:
            raise UsageError(f"{path} is not the manifest of an index: {error}") from error
        raise UsageError(
            f"the index {folder} has format {version}, written by chaffinch {known.get('version')}; this version reads "
            f"format {FORMAT}; build it again with: chaffinch index build"
        )

    def write(self, folder: Path) -> None:
        """Replace the manifest of an index, when all files that it names are on the disk."""
        beside = folder / f"{MANIFEST}.new"
        with beside.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self)))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / MANIFEST)
        flush(folder)


def flush(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open folders
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of writers of an index.

    Raises:
        UsageError: another process holds it, or the folder cannot be written.
    """
    try:
        opened = (folder / LOCK).open("a")
    except OSError as error:
        raise UsageError(f"cannot write into the index {folder}: {error.strerror}") from error
    with opened:
        try:
            lock(opened)
        except OSError as error:
            raise UsageError(f"another process is changing the index {folder}; wait for it") from error
        yield
