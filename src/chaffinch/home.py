"""Where a run folder is kept: on this machine, or in a store with a copy on this machine.

A run works in the copy, below the user's cache, and what is finished is sent to the store, ``run.toml`` last: so the
store has a finished run or says that it has none. The copy stays: it is the cache of `explain` and the others, which
look first whether ``run.toml`` of the store is still the same. No lock is held in the store: two machines that write to
one address are not kept apart.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from chaffinch import stores
from chaffinch.errors import GuardError, RunError
from chaffinch.progress import Progress
from chaffinch.run import FETCHED, INFO, LOCK, WORK, info_of, toml

__all__ = ["Home"]

_UNSENT = ".unsent"  # in the copy: what run.toml of the store was when this machine began to change the run
_CLEANED = "cleaned"


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
        """Give the home that a user named; raise UsageError if no run can be kept there."""
        if not stores.is_url(out):
            return cls(Path(out))
        url = str(out).rstrip("/")
        stores.writable(url)
        name = f"{url.rpartition('/')[2]}-{blake2b(url.encode(), digest_size=8).hexdigest()}"
        cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
        return cls(Path(cache).expanduser() / "chaffinch" / "runs" / name, url)

    def receive(self) -> None:
        """Bring the copy up to date: all but the cleaned corpus, which `cleaned` brings.

        What this machine has begun and not sent is left alone.
        """
        if not self.url:
            return
        info = stores.read(f"{self.url}/{INFO}")
        unsent = self.path / _UNSENT
        if unsent.exists() and unsent.read_bytes() == info:
            return
        local = self.path / INFO
        if info is not None and not unsent.exists() and local.exists() and local.read_bytes() == info:
            return
        self._forget()
        if info is not None:
            self._bring([name for name in stores.names(self.url) if "/" not in name and name != INFO])
            local.write_bytes(info)  # last: a copy that has it is whole

    def cleaned(self) -> Path:
        """Give the folder of the cleaned corpus, fetched if need be."""
        folder = self.path / _CLEANED
        if self.url and not folder.exists():
            beside = self.path / f"{_CLEANED}.new"
            shutil.rmtree(beside, ignore_errors=True)
            names = [name for name in stores.names(self.url) if name.startswith(f"{_CLEANED}/")]
            self._bring(names, beside.name)
            if names:
                beside.rename(folder)
        return folder

    def has_cleaned(self) -> bool:
        """Tell whether there is a cleaned corpus."""
        if (self.path / _CLEANED).exists() or not self.url:
            return (self.path / _CLEANED).exists()
        return any(name.startswith(f"{_CLEANED}/") for name in stores.names(self.url))

    def claim(self) -> None:
        """Say in the store that the run is not finished, before anything changes: what cannot be written fails here."""
        if not self.url:
            return
        begun = toml({**(info_of(self.path) or {}), "finished": False}).encode()
        (self.path / _UNSENT).write_bytes(begun)
        stores.write(begun, f"{self.url}/{INFO}")

    @contextmanager
    def kept(self, told: Progress) -> Iterator[None]:
        """Begin with what the store has, and send what was done in the end; what fails stays here, to be gone on with.

        Raises:
            RunError: the store has other files there.
        """
        if not self.url:
            yield
            return
        self.receive()
        if info_of(self.path) is None and (others := stores.names(self.url)):
            raise RunError(f"{self.url} holds other files ({', '.join(others[:3])}); choose another --out")
        try:
            yield
        except GuardError as error:
            raise GuardError(f"{error} (the tables are in {self.path})") from error
        if (self.path / _UNSENT).exists():
            self._send(told)

    def _send(self, told: Progress) -> None:
        files = [p for p in sorted(self.path.rglob("*")) if p.is_file() and self._is_public(p)]
        names = [p.relative_to(self.path).as_posix() for p in files]
        told.stage("sending", len(names), "files")
        for _ in stores.at_once(lambda name: stores.put(self.path / name, f"{self.url}/{name}"), names):
            told.advance(1)
        for name in sorted({*stores.names(self.url)} - {*names, INFO}):
            stores.remove(f"{self.url}/{name}")
        stores.put(self.path / INFO, f"{self.url}/{INFO}")
        (self.path / _UNSENT).unlink()
        told.done()

    def _is_public(self, path: Path) -> bool:
        first = path.relative_to(self.path).parts[0]
        return first not in (LOCK, FETCHED, INFO, _UNSENT) and not first.startswith(WORK) and not first.endswith(".new")

    def _bring(self, names: list[str], instead: str = "") -> None:
        """Fetch files of the store, ``instead`` in place of their first folder."""

        def bring(name: str) -> None:
            inside = f"{instead}/{name.partition('/')[2]}" if instead else name
            for remote in stores.find(f"{self.url}/{name}"):
                stores.fetch(remote, self.path / inside)

        for _ in stores.at_once(bring, names):
            pass

    def _forget(self) -> None:
        for path in self.path.iterdir() if self.path.exists() else ():
            if path.name not in (LOCK, FETCHED):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.path.mkdir(parents=True, exist_ok=True)
