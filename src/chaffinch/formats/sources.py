"""Name the files of an input, and the pieces of them that one worker reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from chaffinch.storage import Remote

__all__ = ["Listing", "Piece", "Source", "Task"]


class Source(Struct, frozen=True):
    """A file of the input.

    Attributes:
        path: its path on this machine.
        name: its POSIX path below the root of the input; tables call it by this name.
        kind: the kind of its format, a key of `registry.FORMATS`.
        compression: ``gzip``, ``zstd``, ``bzip2``, ``xz``, or empty.
        size: its length on the disk, in bytes.
        remote: the object in a store that it is fetched from; None once it is on this machine.
        failure: why it could not be fetched; empty if it was.
    """

    path: Path
    name: str
    kind: str
    compression: str
    size: int
    remote: Remote | None = None
    failure: str = ""


class Piece(Struct, frozen=True):
    """A part of a source: all of it, or the bytes ``[start, stop)`` of a file that is cut between records.

    Attributes:
        source: index in the list of sources.
        start, stop: offsets in bytes on the disk.
        record: number of its first record.
    """

    source: int
    start: int
    stop: int
    record: int


class Task(Struct, frozen=True):
    """Pieces that one worker reads in one go; tasks and pieces are in the order of sources and records."""

    number: int
    pieces: tuple[Piece, ...]


class Listing(Struct, frozen=True):
    """What an input holds.

    Attributes:
        root: the folder that names are relative to, or its address.
        sources: sorted by name.
        skipped: how many files were passed over, by extension (or ``hidden``, ``unreadable``, ``special``).
        versions: of remote files by name, such as their ETags.
        warnings: what the user should know of the input.
    """

    root: Path | str
    sources: list[Source]
    skipped: dict[str, int]
    versions: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
