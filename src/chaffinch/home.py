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
from chaffinch.run import FETCHED, INFO, LOCK, WORK, clear, info_of, locked, toml

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

        The copy must be locked.

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
        try:
            yield
        except GuardError as error:
            raise GuardError(f"{error} (the tables are in {self.path})", error.run) from error
        except RunError as error:  # of the copy: told of the run
            raise RunError(str(error).replace(str(self.path), self.url)) from error
        if (self.path / _UNSENT).exists():
            self._send(told)

    def _send(self, told: Progress) -> None:
        files = [p for p in sorted(self.path.rglob("*")) if p.is_file() and self._is_public(p)]
        names = [p.relative_to(self.path).as_posix() for p in files]
        told.stage("sending", len(names), "files")
        for _ in stores.at_once(lambda name: stores.put(self.path / name, f"{self.url}/{name}"), names):
            told.advance(1)
        others = sorted({*stores.names(self.url)} - {*names, INFO})
        for _ in stores.at_once(lambda name: stores.remove(f"{self.url}/{name}"), others):
            pass
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

    def _is_current(self, info: bytes | None) -> bool:
        """Tell whether the copy is what the store has, or what this machine has begun there."""
        unsent, local = self.path / _UNSENT, self.path / INFO
        if unsent.exists():
            return unsent.read_bytes() == info
        return info is not None and local.exists() and local.read_bytes() == info

    def _take(self, info: bytes | None) -> None:
        clear(self.path)
        if info is not None:
            self._bring([name for name in stores.names(self.url) if "/" not in name and name != INFO])
            (self.path / INFO).write_bytes(info)  # last: a copy that has it is whole
