"""The files of a run by the paths that they have where it is led, wherever this process is.

Processes on other machines, which share no folder, exchange files through a store: one that is made is sent there, and
one that is asked for is fetched from there, once on each machine, into a folder of its own. Files do not change once
they are made. Where all see the same folder nothing of this happens.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from chaffinch.storage import stores

__all__ = [
    "FileExchange",
    "all_here",
    "back",
    "cleared",
    "here",
    "made",
    "names",
    "pieces",
    "place",
    "reached",
    "upload",
    "use",
]


@dataclass(frozen=True, slots=True)
class FileExchange:
    """How the files of a run are reached.

    Attributes:
        root: the run folder where the run is led.
        url: the address of what stands for it.
        token: tells this call from all others.
        inputs: the addresses of files, below ``root`` or not, that are read only.
        uploaded: those of them that the machine which leads has to send there.
    """

    root: Path
    url: str
    token: str = field(default_factory=lambda: uuid4().hex)
    inputs: Mapping[Path, str] = field(default_factory=dict)
    uploaded: tuple[Path, ...] = ()

    def address(self, path: Path) -> str:
        """Give the address of a file; that of a table is the same before and after it is finished."""
        if path in self.inputs:
            return self.inputs[path]
        return "/".join((self.url, *(part.removeprefix(".") for part in path.relative_to(self.root).parts)))

    def folder(self) -> Path:
        """Give the folder of this machine that stands for the root elsewhere."""
        return Path(tempfile.gettempdir()) / f"chaffinch-{self.token}"


@dataclass
class _Process:
    """How this process reaches the files of a run, and whether it leads it."""

    reach: FileExchange | None = None
    leading: bool = False


_process = _Process()


def use(reach: FileExchange | None, *, leading: bool = False) -> None:
    """Say how this process reaches the files of a run, and whether it leads it; None: all are where their paths say."""
    _process.reach, _process.leading = reach, leading


def reached(path: Path) -> FileExchange | None:
    """Give how a file is reached; None where it is at its path."""
    reach = _process.reach
    return reach if reach and (path.is_relative_to(reach.root) or path in reach.inputs) else None


def place(path: Path) -> Path:
    """Give the place of a file or folder on this machine, which may not be there."""
    reach = reached(path)
    if not reach or _process.leading:
        return path
    return reach.folder() / path.relative_to(reach.root if path.is_relative_to(reach.root) else path.anchor)


def here(path: Path) -> Path:
    """Give the place of a file on this machine, where it is after this."""
    reach, local = reached(path), place(path)
    if reach and not local.exists():
        beside = local.with_name(f"{local.name}.{uuid4().hex}")
        beside.parent.mkdir(parents=True, exist_ok=True)
        stores.get(reach.address(path), beside)
        beside.replace(local)
    return local


def all_here(paths: Sequence[Path]) -> None:
    """Have many files on this machine, fetched side by side."""
    for _ in stores.at_once(here, [path for path in paths if reached(path)]):
        pass


def made(path: Path) -> None:
    """Say that a file is whole at its place on this machine."""
    if reach := reached(path):
        stores.put(place(path), reach.address(path))


def names(folder: Path) -> list[str]:
    """List the files right in a folder, wherever they are."""
    reach = reached(folder)
    if not reach:
        return [path.name for path in folder.iterdir()] if folder.exists() else []
    return [name for name in stores.names(reach.address(folder)) if "/" not in name]


def upload() -> None:
    """Send the files that others can have from here alone."""
    if _process.reach:
        for _ in stores.at_once(made, _process.reach.uploaded):
            pass


def pieces(wanted: Sequence[tuple[Path, int, int]]) -> list[bytes]:
    """Read a range of bytes of each of some files."""
    if not wanted or not reached(wanted[0][0]):
        return [_piece(*one) for one in wanted]
    found: dict[tuple[Path, int, int], bytes] = {}

    def get(one: tuple[Path, int, int]) -> None:
        path, low, high = one
        reach, local = reached(path), place(path)
        there = reach and not local.exists()
        found[one] = stores.read_range(reach.address(path), low, high) if reach and there else _piece(local, low, high)

    for _ in stores.at_once(get, wanted):
        pass
    return [found[one] for one in wanted]


def back(folder: Path) -> None:
    """Fetch all files of a folder that are not here."""
    if reach := reached(folder):
        all_here([folder / name for name in stores.names(reach.address(folder))])


def cleared(folder: Path) -> None:
    """Say that the files of a folder are not needed, or not good, any more."""
    if reach := reached(folder):
        address = reach.address(folder)
        for _ in stores.at_once(stores.remove, [f"{address}/{name}" for name in stores.names(address)]):
            pass


def _piece(path: Path, low: int, high: int) -> bytes:
    with path.open("rb", buffering=0) as file:
        return os.pread(file.fileno(), high - low, low)
