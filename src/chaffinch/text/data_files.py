"""Read the data files of the package, which are TOML, and keep what was read where it can be read at once.

Every command waits until those that it needs are parsed. So the first process keeps each of them, parsed, in a cache
folder of the user; the name of the copy holds the digest of the file, so an edited file is parsed again.
Where that folder cannot be written each process parses for itself.
"""

from __future__ import annotations

import os
import tomllib
from contextlib import suppress
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

__all__ = ["cache_folder", "data_file", "keep"]

_KEPT = 8  # copies of each file in the cache folder: enough for some checkouts beside one another


def data_file(package: str, *path: str) -> dict[str, Any]:
    """Read a data file of the package.

    Not for files of the user, which need messages, nor for files with dates, which the copy would not keep.

    Args:
        package: name of the package that has the file.
        path: of the file below the folder of that package.

    >>> data_file("chaffinch.boilerplate", "stop_words.toml")["en"][:10]
    'the of and'
    """
    data = files(package).joinpath(*path).read_bytes()
    folder, stem = cache_folder(), path[-1].removesuffix(".toml")
    copy = folder and folder / f"{stem}-{blake2b(data, digest_size=16).hexdigest()}.data"
    if copy:
        with suppress(OSError, msgspec.DecodeError):
            return msgspec.msgpack.decode(copy.read_bytes(), type=dict[str, Any])
    tree = tomllib.loads(data.decode())
    if copy:
        keep(copy, msgspec.msgpack.encode(tree), f"{stem}-*.data", _KEPT)
    return tree


def cache_folder() -> Path | None:
    """Give the folder of the user's cache files (XDG Base Directory Specification); None if no home folder is known."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    with suppress(RuntimeError):
        return (named if named.is_absolute() else Path.home() / ".cache") / "chaffinch"
    return None


def keep(path: Path, data: bytes, alike: str, most: int) -> None:
    """Write a cache file by renaming, so that no process reads half of it; do nothing where that is not possible.

    Args:
        path: of the file.
        data: its content.
        alike: pattern of the names of it and of older files that it replaces in time.
        most: how many of these stay, the youngest ones.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{uuid4().hex}")
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        for old in sorted(path.parent.glob(alike), key=lambda file: file.stat().st_mtime)[:-most]:
            old.unlink(missing_ok=True)
