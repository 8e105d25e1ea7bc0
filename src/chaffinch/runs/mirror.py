"""A run folder on this machine, or in a store with a local copy.

A run with an address works in a copy below the user's cache. When it is finished, its files are uploaded, ``run.toml``
last: so the store has a finished run, or its ``run.toml`` says that it is unfinished. The copy stays as a cache for
`explain` and the other commands that read a run; they use it while its ``run.toml`` equals that of the store. The store
has no lock: two machines that write to one address at the same time are not kept apart.
"""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from chaffinch.errors import GuardError, RunError
from chaffinch.progress import Progress
from chaffinch.runs import owned
from chaffinch.runs.answers import merged
from chaffinch.runs.owned import ANSWERS, CLEANED, FILES
from chaffinch.runs.run import FETCHED, INFO, LOCK, clear, info_of, locked, toml
from chaffinch.storage import stores

__all__ = ["Mirror"]

_UNSENT = ".unsent"  # in the copy: run.toml of the store as this machine wrote it when it began to change the run
_SENT = ".sent"  # in the copy: names of the files of the run that the store had then
_SCRATCH = "work/"  # in the store: files that executors exchange during a run


@dataclass(frozen=True, slots=True)
class Mirror:
    """A run folder with its copy in a store, if it has an address.

    Attributes:
        path: the local folder.
        url: the address, without a slash at the end; empty if the run is on this machine only.
    """

    path: Path
    url: str = ""

    @classmethod
    def of(cls, out: str | Path) -> Mirror:
        """Find the local folder of a run, and make it if the run has an address.

        Args:
            out: the run folder, or its address.

        Raises:
            UsageError: no run can be kept at the address.
            RunError: the folder for the copy cannot be made.
        """
        if not stores.is_url(out):
            return cls(Path(out))
        url = str(out).rstrip("/")
        stores.writable(url)
        name = f"{url.rpartition('/')[2]}-{blake2b(url.encode(), digest_size=8).hexdigest()}"
        cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
        path = Path(cache).expanduser() / "chaffinch" / "runs" / name
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"cannot write into {path}: {error.strerror}; set XDG_CACHE_HOME to a folder") from error
        return cls(path, url)

    def receive(self) -> None:
        """Update the copy from the store, apart from the cleaned corpus, which `cleaned` fetches.

        A run that this machine has begun and not uploaded yet is kept as it is.

        Raises:
            RunError: the store cannot be reached, or has other files; or another process works on the copy.
        """
        if self.url and not self._is_current(info := stores.read(f"{self.url}/{INFO}")):
            with locked(self.path):
                self._replace_copy(info)

    def cleaned(self) -> Path:
        """Return the folder of the cleaned corpus, which is fetched if it is not there."""
        folder = self.path / CLEANED
        if self.url and not folder.exists():
            beside = self.path / f"{CLEANED}.new"
            shutil.rmtree(beside, ignore_errors=True)
            own = self._own(stores.names(self.url))
            names = sorted(name for name in own if name.startswith(f"{CLEANED}/"))
            self._fetch(names, beside.name)
            if names:
                beside.rename(folder)
        return folder

    def has_cleaned(self) -> bool:
        """Tell whether the run has a cleaned corpus, here or in the store."""
        if (self.path / CLEANED).exists() or not self.url:
            return (self.path / CLEANED).exists()
        return any(name.startswith(f"{CLEANED}/") for name in stores.names(self.url))

    def claim(self) -> None:
        """Mark the run in the store as unfinished, before anything is changed.

        A store that cannot be written to fails here, and not after the work.

        Raises:
            RunError: the store has files below ``cleaned/`` that the run did not write, or cannot be written to.
        """
        if not self.url:
            return
        there = stores.names(self.url)
        own = self._own(there)
        owned.refuse(self.url, (name for name in there if name.startswith(f"{CLEANED}/") and name not in own))
        begun = toml({**(info_of(self.path) or {}), "finished": False}).encode()
        (self.path / _SENT).write_text(json.dumps(sorted(own)), encoding="utf-8")
        (self.path / _UNSENT).write_bytes(begun)
        stores.write(begun, f"{self.url}/{INFO}")

    def _own(self, there: list[str]) -> set[str]:
        """Select the files in the store that belong to its run, or to one that was interrupted.

        The list of the cleaned files is uploaded after all others: until then the store may also have files with any
        name that the run can write.
        """
        info = _parsed(stores.read(f"{self.url}/{INFO}"))
        data = stores.read(f"{self.url}/{FILES}")
        listed = set(parquet.read_table(pa.BufferReader(data)).column(0).to_pylist()) if data else set()
        derived = owned.derived(info if data is None or not (info or {}).get("finished") else None)
        bare = {name: name.removeprefix(f"{CLEANED}/") for name in there if name.startswith(f"{CLEANED}/")}
        cleaned = {name for name, inside in bare.items() if inside in listed or derived(inside)}
        return cleaned | {name for name in there if _is_own(name)}

    @contextmanager
    def synchronised(self, progress: Progress, *, fresh: bool = False) -> Iterator[None]:
        """Update the copy from the store, and upload the run at the end of the block.

        The copy must be locked. If the block fails, the copy keeps what was done, and a later run resumes from it.

        Args:
            progress: receives the number of files that are uploaded.
            fresh: whether any run in the store is to be replaced.

        Raises:
            RunError: the address has other files.
            GuardError: as the block; its message names the copy.
        """
        if not self.url:
            yield
            return
        if not self._is_current(info := stores.read(f"{self.url}/{INFO}")):
            self._replace_copy(info)
        if info_of(self.path) is None and (others := stores.names(self.url)):
            raise RunError(f"{self.url} holds other files ({', '.join(others[:3])}); choose another --out")
        if fresh:
            there = stores.names(self.url)
            own = self._own(there)
            advice = "move them elsewhere, or choose another --out"
            owned.refuse(self.url, (name for name in there if name not in own), advice=advice)
        try:
            yield
        except GuardError as error:
            raise GuardError(f"{error} (the tables are in {self.path})", error.run) from error
        except RunError as error:  # names the copy; the user knows the address
            raise RunError(str(error).replace(str(self.path), self.url)) from error
        if (self.path / _UNSENT).exists():
            self._send(progress)

    def _send(self, progress: Progress) -> None:
        """Upload the run; then remove the files of an older one, and replace the list of files last."""
        files = [p for p in sorted(self.path.rglob("*")) if p.is_file() and self._is_public(p)]
        names = [p.relative_to(self.path).as_posix() for p in files]
        progress.stage("sending", len(names), "files")
        first = [name for name in names if name != FILES]
        for _ in stores.at_once(lambda name: stores.put(self.path / name, f"{self.url}/{name}"), first):
            progress.advance(1)
        sent = {*json.loads((self.path / _SENT).read_text(encoding="utf-8"))} if (self.path / _SENT).exists() else set()
        older = sorted({name for name in stores.names(self.url) if name in sent or _is_own(name)} - {*names, INFO})
        for _ in stores.at_once(lambda name: stores.remove(f"{self.url}/{name}"), older):
            pass
        if FILES in names:
            stores.put(self.path / FILES, f"{self.url}/{FILES}")
            progress.advance(1)
        stores.put(self.path / INFO, f"{self.url}/{INFO}")
        (self.path / _UNSENT).unlink()
        (self.path / _SENT).unlink(missing_ok=True)
        progress.done()

    def _is_public(self, path: Path) -> bool:
        first = path.relative_to(self.path).parts[0]
        private = first in (LOCK, FETCHED, INFO) or first.startswith(".") or first.endswith(".new")
        return owned.is_own(first) and not private

    def _fetch(self, names: list[str], folder: str = "") -> None:
        """Fetch files of the store, into ``folder`` in place of the first folder of their names."""

        def fetch(name: str) -> None:
            inside = f"{folder}/{name.partition('/')[2]}" if folder else name
            for remote in stores.find(f"{self.url}/{name}"):
                stores.fetch(remote, self.path / inside)

        for _ in stores.at_once(fetch, names):
            pass

    def _merge_answers(self) -> None:
        """Add the answers in the store to those that were given on this machine."""
        if there := stores.read(f"{self.url}/{ANSWERS}"):
            path = self.path / ANSWERS
            path.write_bytes(merged(path.read_bytes() if path.exists() else b"", there))

    def _is_current(self, info: bytes | None) -> bool:
        """Tell whether the copy equals the run in the store, or is the later state that this machine works on."""
        unsent, local = self.path / _UNSENT, self.path / INFO
        if unsent.exists():
            return unsent.read_bytes() == info
        return info is not None and local.exists() and local.read_bytes() == info

    def _replace_copy(self, info: bytes | None) -> None:
        if info is not None and not owned.is_run(_parsed(info)):
            raise RunError(f"{self.url} holds other files ({INFO}, which no run wrote); choose another --out")
        clear(self.path, info_of(self.path))
        if info is not None:
            self._fetch([n for n in stores.names(self.url) if owned.is_own(n) and n not in (INFO, ANSWERS)])
            self._merge_answers()
            (self.path / INFO).write_bytes(info)  # last: a copy with a run.toml is whole


def _is_own(name: str) -> bool:
    """Tell whether any run has a file of this name in a store."""
    return owned.is_own(name) or name.startswith(_SCRATCH)


def _parsed(info: bytes | None) -> dict[str, Any] | None:
    """Parse a ``run.toml``; None if there is none, or it is not TOML."""
    try:
        return tomllib.loads(info.decode()) if info is not None else None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
