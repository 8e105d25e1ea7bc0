"""The checkpoints of a run: which of its tables are finished, so that a run that was interrupted goes on.

A process may be killed at any moment: a run that is resumed uses finished tables, and single parts of unfinished ones.
After a power failure files that were renamed may still be empty or incomplete; of what was made before the system last
started, only tables that were flushed to the disk are used. Flushing takes long, so it is done seldom, and in a thread.
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
from chaffinch.errors import RunError
from chaffinch.storage import exchange

__all__ = ["Checkpoints"]


_FLUSHED = "flushed.json"  # the keys of the tables that are on the disk
_MANIFEST = "table.json"  # in the folder of a finished table
_KEY = "key"  # in the folder of a table that is being made
_PAUSE = 60.0  # seconds between two flushes: the work that a power failure may cost


class Checkpoints:
    """Keeps account of the tables below a folder that are finished.

    Args:
        folder: has a folder for each table; the name of one that is being made begins with a dot.
        pause: seconds between two flushes of the disk.

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
        """Prepare the folder of a table that is to be made; parts that were made with the same key stay."""
        folder, stamp = self._unfinished(name), {"key": key, "boot": self._boot}
        if not self._boot or _read(folder / _KEY) != stamp:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            exchange.remove_uploaded(folder)
            _write(folder / _KEY, stamp)
        else:
            exchange.fetch_folder(folder)
        for path in folder.iterdir():  # files that a killed process was writing
            if path.name != _KEY and path.suffix not in SUFFIXES:
                path.unlink(missing_ok=True)
        return folder

    def _unfinished(self, name: str) -> Path:
        return self.folder / f".{name}"

    def finish(self, name: str, key: str, made: Mapping[str, Part], split: int) -> Path:
        """Record that a table of these parts is finished; return its folder."""
        folder, final = self._unfinished(name), self.folder / name
        rows, sizes = [part.rows for part in made.values()], [part.size for part in made.values()]
        manifest = {"key": key, "boot": self._boot, "parts": [*made], "rows": rows, "sizes": sizes, "split": split}
        _write(folder / _MANIFEST, manifest)
        shutil.rmtree(final, ignore_errors=True)
        folder.rename(final)
        self._done[name] = key
        if time.monotonic() - self._last > self._pause and self._flushing.done():
            self._last = time.monotonic()
            self._flushing = self._beside.submit(self._flush, dict(self._done))
        return final

    def finished(self, name: str, key: str) -> tuple[dict[str, Part], int] | None:
        """Return the parts and the number of buckets of a table that was finished with a key; None if there is none."""
        manifest = _read(self.folder / name / _MANIFEST)
        if manifest is None or manifest.get("key") != key:
            return None
        parts = dict(zip(manifest["parts"], map(Part, manifest["rows"], manifest["sizes"]), strict=True))
        same_boot = bool(self._boot) and manifest["boot"] == self._boot
        if manifest.get("dropped"):  # after a power failure it may have to be made again
            return (parts, manifest["split"]) if same_boot else None
        if not self._is_complete(self.folder / name, parts, same_boot or self._flushed.get(name) == key):
            return None
        self._done[name] = key
        return parts, manifest["split"]

    def _is_complete(self, folder: Path, parts: Mapping[str, Part], kept: bool) -> bool:
        if exchange.is_exchanged(folder):  # a store is not hit by a power failure
            return True
        whole = (
            is_whole(folder / name) and (folder / name).stat().st_size == part.size for name, part in parts.items()
        )
        return kept and all(whole)

    def drop(self, name: str) -> None:
        """Delete the rows of a table; its key stays finished."""
        manifest = self.folder / name / _MANIFEST
        _write(manifest, (_read(manifest) or {}) | {"dropped": True})
        rows = [path for path in manifest.parent.iterdir() if path.suffix in SUFFIXES]
        self._beside.submit(_unlink, rows)
        self._beside.submit(exchange.remove_uploaded, manifest.parent)

    def spend(self, name: str, by: str) -> bool:
        """Allow that rows of a table are deleted while another one is made of them; its key stays finished.

        Args:
            name: of the table.
            by: key of the table that is made. Whoever goes on with that one needs only the rows that are left.

        Returns:
            Whether rows may be deleted: not where machines share no folder, since another one may go on.

        Raises:
            RunError: rows were deleted for another table.
        """
        path = self.folder / name / _MANIFEST
        if exchange.is_exchanged(path):
            return False
        manifest = _read(path) or {}
        if manifest.get("spent_by", by) != by:
            raise RunError(f"what {path.parent} held was used by a run of other settings; start over with --fresh")
        if "spent_by" not in manifest:
            _write(path, manifest | {"dropped": True, "spent_by": by})
        return True

    def keep(self) -> None:
        """Flush the disk if a table of this run was or is being flushed: files made of its parts must be there, too."""
        if self._flushed or not self._flushing.done():
            self.flush()

    def flush(self) -> None:
        """Flush all finished tables to the disk."""
        self._beside.submit(self._flush, dict(self._done)).result()
        self._last = time.monotonic()

    def close(self) -> None:
        """Wait for flushes and deletions that run in a thread."""
        self._beside.shutdown()

    def _flush(self, done: dict[str, str]) -> None:
        if hasattr(os, "sync"):  # Windows has no such call, and no boot id: after a restart all is made again
            os.sync()
        self._flushed = done
        _write(self.folder / _FLUSHED, done, durable=True)


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink()


def _boot() -> str:
    """Identify the present boot of the system; empty if that is unknown."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _write(path: Path, content: Mapping[str, object], *, durable: bool = False) -> None:
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    beside.replace(path)
