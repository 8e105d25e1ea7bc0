"""What of an interrupted run can be built upon: finished tables, and single parts of unfinished ones.

A part is written under another name and renamed when it is whole, so a process may be killed at any moment. Where the
machine itself went down, files that were renamed may still be empty or half there: of what was made before the system
last started only the tables count that were known to be on the disk. Flushing it takes long, so it is done seldom, and
beside other work.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from chaffinch.engines.parts import SUFFIXES, Part, is_whole
from chaffinch.storage import exchange

__all__ = ["Checkpoints"]

_FLUSHED = "flushed.json"
_MANIFEST, _KEY = "table.json", "key"
_PAUSE = 60.0  # seconds of work that a power failure may cost, and those that flushing takes


class Checkpoints:
    """Knows which tables below a folder are finished.

    Args:
        folder: holds a folder for each table, and one whose name begins with a dot for each that is being made.
        pause: seconds from one flush of the disk to the next.

    Attributes:
        folder: the same.
    """

    def __init__(self, folder: Path, *, pause: float = _PAUSE) -> None:
        self.folder, self._pause = folder, pause
        self._boot, self._last = _boot(), time.monotonic()
        self._flushed: dict[str, str] = _read(folder / _FLUSHED) or {}
        self._done: dict[str, str] = {}
        self._beside, self._flushing = ThreadPoolExecutor(1), Future[None]()
        self._flushing.set_result(None)

    def begin(self, name: str, key: str) -> Path:
        """Make the folder of a table that is to be made; parts of it that are there for the same key stay."""
        folder, told = self._unfinished(name), {"key": key, "boot": self._boot}
        if not self._boot or _read(folder / _KEY) != told:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            exchange.cleared(folder)
            _write(folder / _KEY, told)
        else:
            exchange.back(folder)
        for path in folder.iterdir():  # what a killed process was writing
            if path.name != _KEY and path.suffix not in SUFFIXES:
                path.unlink(missing_ok=True)
        return folder

    def _unfinished(self, name: str) -> Path:
        return self.folder / f".{name}"

    def finish(self, name: str, key: str, made: Mapping[str, Part], split: int) -> Path:
        """Say that a table of these parts is whole, and give its folder."""
        folder, final = self._unfinished(name), self.folder / name
        rows, sizes = [part.rows for part in made.values()], [part.size for part in made.values()]
        told = {"key": key, "boot": self._boot, "parts": [*made], "rows": rows, "sizes": sizes, "split": split}
        _write(folder / _MANIFEST, told)
        shutil.rmtree(final, ignore_errors=True)
        folder.rename(final)
        self._done[name] = key
        if time.monotonic() - self._last > self._pause and self._flushing.done():
            self._last = time.monotonic()
            self._flushing = self._beside.submit(self._flush, dict(self._done))
        return final

    def finished(self, name: str, key: str) -> tuple[dict[str, Part], int] | None:
        """Give the parts and the number of buckets of a table that was finished with the same key."""
        told = _read(self.folder / name / _MANIFEST)
        if told is None or told.get("key") != key:
            return None
        parts = dict(zip(told["parts"], map(Part, told["rows"], told["sizes"]), strict=True))
        here = bool(self._boot) and told["boot"] == self._boot
        if told.get("dropped"):  # what was made of it outlives a power failure only where that was flushed
            return (parts, told["split"]) if here else None
        if not self._is_there(self.folder / name, parts, here or self._flushed.get(name) == key):
            return None
        self._done[name] = key
        return parts, told["split"]

    def _is_there(self, folder: Path, parts: Mapping[str, Part], kept: bool) -> bool:
        if exchange.reached(folder):  # a store loses nothing
            return True
        whole = (
            is_whole(folder / name) and (folder / name).stat().st_size == part.size for name, part in parts.items()
        )
        return kept and all(whole)

    def drop(self, name: str) -> None:
        """Give up the rows of a table; that it was finished stays known."""
        manifest = self.folder / name / _MANIFEST
        told = _read(manifest) or {}
        _write(manifest, told | {"dropped": True})
        rows = [path for path in manifest.parent.iterdir() if path.suffix in SUFFIXES]
        self._beside.submit(_unlink, rows)
        self._beside.submit(exchange.cleared, manifest.parent)

    def keep(self) -> None:
        """Have everything on the disk, if a table of this run is known to be: files made of its parts must be, too."""
        if self._flushed:
            self.flush()

    def flush(self) -> None:
        """Have all that is finished on the disk."""
        self._beside.submit(self._flush, dict(self._done)).result()
        self._last = time.monotonic()

    def close(self) -> None:
        """Wait for what is done beside."""
        self._beside.shutdown()

    def _flush(self, done: dict[str, str]) -> None:
        os.sync()
        self._flushed = done
        _write(self.folder / _FLUSHED, done, durable=True)


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink()


def _boot() -> str:
    """Name the time since the system started; nothing where that cannot be told."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _write(path: Path, told: Mapping[str, object], *, durable: bool = False) -> None:
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    beside.rename(path)
