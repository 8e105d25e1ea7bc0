"""Where a run folder is kept: on this machine, or in a store with a copy on this machine.

A run works in the copy, below the user's cache, and what is finished is sent to the store, ``run.toml`` last: so the
store has a finished run or says that it has none. The copy stays: it is the cache of `explain` and the others, which
look first whether ``run.toml`` of the store is still the same. No lock is held in the store: two machines that write to
one address are not kept apart.
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
from chaffinch.runs.owned import CLEANED, FILES
from chaffinch.runs.run import FETCHED, INFO, LOCK, clear, info_of, locked, toml
from chaffinch.storage import stores

__all__ = ["Home"]

_UNSENT = ".unsent"  # in the copy: what run.toml of the store was when this machine began to change the run
_SENT = ".sent"  # in the copy: the files of the run that the store had then
_SCRATCH = "work/"  # in the store: what executors exchange during a run


@dataclass(frozen=True, slots=True)
class Home:
    """A run folder.

    Attributes:
        path: it, or the copy of it.
        url: its address, without a slash at the end; empty if it is on this machine only.
    """

    path: Path
    url: str = ""

    @classmethod
    def of(cls, out: str | Path) -> Home:
        """Give the home that a user named, with a folder for its copy.

        Raises:
            UsageError: no run can be kept there.
            RunError: there can be no copy.
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
        """Bring the copy up to date: all but the cleaned corpus, which `cleaned` brings.

        What this machine has begun and not sent is left alone.
        """
        if self.url and not self._is_current(info := stores.read(f"{self.url}/{INFO}")):
            with locked(self.path):
                self._take(info)

    def cleaned(self) -> Path:
        """Give the folder of the cleaned corpus, fetched if need be."""
        folder = self.path / CLEANED
        if self.url and not folder.exists():
            beside = self.path / f"{CLEANED}.new"
            shutil.rmtree(beside, ignore_errors=True)
            own = self._own(stores.names(self.url))
            names = sorted(name for name in own if name.startswith(f"{CLEANED}/"))
            self._bring(names, beside.name)
            if names:
                beside.rename(folder)
        return folder

    def has_cleaned(self) -> bool:
        """Tell whether there is a cleaned corpus."""
        if (self.path / CLEANED).exists() or not self.url:
            return (self.path / CLEANED).exists()
        return any(name.startswith(f"{CLEANED}/") for name in stores.names(self.url))

    def claim(self) -> None:
        """Say in the store that the run is not finished, before anything changes: what cannot be written fails here.

        Raises:
            RunError: the store has files in the cleaned corpus that are not the run's.
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
        """Give those of the files in the store that belong to the run there, or to one that was broken off there.

        The list of the cleaned files is replaced when all others are: until then the store may also have files with
        any name that the run there can write.
        """
        info = _parsed(stores.read(f"{self.url}/{INFO}"))
        data = stores.read(f"{self.url}/{FILES}")
        listed = set(parquet.read_table(pa.BufferReader(data)).column(0).to_pylist()) if data else set()
        derived = owned.derived(info if data is None or not (info or {}).get("finished") else None)
        bare = {name: name.removeprefix(f"{CLEANED}/") for name in there if name.startswith(f"{CLEANED}/")}
        cleaned = {name for name, inside in bare.items() if inside in listed or derived(inside)}
        return cleaned | {name for name in there if _is_own(name)}

    @contextmanager
    def kept(self, progress: Progress, *, fresh: bool = False) -> Iterator[None]:
        """Begin with what the store has, and send what was done in the end; what fails stays here, to be gone on with.

        The copy must be locked.

        Args:
            progress: of the files that are sent.
            fresh: whether the run in the store is to be replaced, whatever it is.

        Raises:
            RunError: the store has other files there.
        """
        if not self.url:
            yield
            return
        if not self._is_current(info := stores.read(f"{self.url}/{INFO}")):
            self._take(info)
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
        except RunError as error:  # of the copy: told of the run
            raise RunError(str(error).replace(str(self.path), self.url)) from error
        if (self.path / _UNSENT).exists():
            self._send(progress)

    def _send(self, progress: Progress) -> None:
        """Send the run; what the store has of an older one goes, and the list of its files is replaced after that."""
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

    def _bring(self, names: list[str], instead: str = "") -> None:
        """Fetch files of the store, ``instead`` in place of their first folder."""

        def bring(name: str) -> None:
            inside = f"{instead}/{name.partition('/')[2]}" if instead else name
            for remote in stores.find(f"{self.url}/{name}"):
                stores.fetch(remote, self.path / inside)

        for _ in stores.at_once(bring, names):
            pass

    def _is_current(self, info: bytes | None) -> bool:
        """Tell whether the copy is what the store has, or what this machine has begun there."""
        unsent, local = self.path / _UNSENT, self.path / INFO
        if unsent.exists():
            return unsent.read_bytes() == info
        return info is not None and local.exists() and local.read_bytes() == info

    def _take(self, info: bytes | None) -> None:
        if info is not None and not owned.is_run(_parsed(info)):
            raise RunError(f"{self.url} holds other files ({INFO}, which no run wrote); choose another --out")
        clear(self.path, info_of(self.path))
        if info is not None:
            self._bring([name for name in stores.names(self.url) if owned.is_own(name) and name != INFO])
            (self.path / INFO).write_bytes(info)  # last: a copy that has it is whole


def _is_own(name: str) -> bool:
    """Tell whether a run has a file of this name in a store, whatever its input is."""
    return owned.is_own(name) or name.startswith(_SCRATCH)


def _parsed(info: bytes | None) -> dict[str, Any] | None:
    """Read a ``run.toml``; give None where there is none, or what is there is no TOML."""
    try:
        return tomllib.loads(info.decode()) if info is not None else None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
