"""Maps the driver's file paths to this machine's local copies, downloading files on first use.

The *driver* is the process that runs the pipeline; executors do its tasks. If they share no folder, they exchange files
through a store: a file that is whole is uploaded, and a file that is needed is downloaded once on each machine, into a
temporary folder. A file does not change once it is whole. If all processes see the same folder, every function here
works on the path itself.
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
    """The store through which the processes of one run exchange files.

    Attributes:
        root: the run folder on the driver.
        url: the address that corresponds to it.
        token: identifies this call of the pipeline, so that executors do not mix its files with those of others.
        inputs: addresses of files that are only read, by their paths on the driver, below ``root`` or not.
        uploaded: those of them that the driver uploads.
    """

    root: Path
    url: str
    token: str = field(default_factory=lambda: uuid4().hex)
    inputs: Mapping[Path, str] = field(default_factory=dict)
    uploaded: tuple[Path, ...] = ()

    def address(self, path: Path) -> str:
        """Return the address of a file; a table has the same address before and after it is finished."""
        if path in self.inputs:
            return self.inputs[path]
        return "/".join((self.url, *(part.removeprefix(".") for part in path.relative_to(self.root).parts)))

    def folder(self) -> Path:
        """Return the folder on an executor that has the local copies."""
        return Path(tempfile.gettempdir()) / f"chaffinch-{self.token}"


@dataclass
class _Process:
    """The exchange that this process uses, if any, and whether it is the driver."""

    reach: FileExchange | None = None
    leading: bool = False


_process = _Process()


def use(reach: FileExchange | None, *, leading: bool = False) -> None:
    """Set the exchange of this process.

    Args:
        reach: the exchange; None if all files are at their paths.
        leading: whether this process is the driver.
    """
    _process.reach, _process.leading = reach, leading


def reached(path: Path) -> FileExchange | None:
    """Return the exchange that a file belongs to; None if the file is at its path."""
    reach = _process.reach
    return reach if reach and (path.is_relative_to(reach.root) or path in reach.inputs) else None


def place(path: Path) -> Path:
    """Return the local path of a file or folder, which need not exist."""
    reach = reached(path)
    if not reach or _process.leading:
        return path
    return reach.folder() / path.relative_to(reach.root if path.is_relative_to(reach.root) else path.anchor)


def here(path: Path) -> Path:
    """Return the local path of a file, which is downloaded first if it is not there.

    Raises:
        UsageError: the store has no such file.
        RunError: the store cannot be reached.
    """
    reach, local = reached(path), place(path)
    if reach and not local.exists():
        beside = local.with_name(f"{local.name}.{uuid4().hex}")
        beside.parent.mkdir(parents=True, exist_ok=True)
        stores.get(reach.address(path), beside)
        beside.replace(local)
    return local


def all_here(paths: Sequence[Path]) -> None:
    """Download files that are not on this machine, several at once."""
    for _ in stores.at_once(here, [path for path in paths if reached(path)]):
        pass


def made(path: Path) -> None:
    """Upload a file that is whole at its local path, so that other machines can read it."""
    if reach := reached(path):
        stores.put(place(path), reach.address(path))


def names(folder: Path) -> list[str]:
    """List the files directly in a folder, or at its address; empty if there is none."""
    reach = reached(folder)
    if not reach:
        return [path.name for path in folder.iterdir()] if folder.exists() else []
    return [name for name in stores.names(reach.address(folder)) if "/" not in name]


def upload() -> None:
    """Upload the input files that only the driver has."""
    if _process.reach:
        for _ in stores.at_once(made, _process.reach.uploaded):
            pass


def pieces(ranges: Sequence[tuple[Path, int, int]]) -> list[bytes]:
    """Read ranges of bytes of files without downloading the files.

    Args:
        ranges: path, start and stop of each; all files belong to one exchange, or none does.
    """
    if not ranges or not reached(ranges[0][0]):
        return [_piece(*one) for one in ranges]
    found: dict[tuple[Path, int, int], bytes] = {}

    def get(one: tuple[Path, int, int]) -> None:
        path, low, high = one
        reach, local = reached(path), place(path)
        there = reach and not local.exists()
        found[one] = stores.read_range(reach.address(path), low, high) if reach and there else _piece(local, low, high)

    for _ in stores.at_once(get, ranges):
        pass
    return [found[one] for one in ranges]


def back(folder: Path) -> None:
    """Download all files of a folder that are not on this machine."""
    if reach := reached(folder):
        all_here([folder / name for name in stores.names(reach.address(folder))])


def cleared(folder: Path) -> None:
    """Remove the uploaded files of a folder; local files stay."""
    if reach := reached(folder):
        address = reach.address(folder)
        for _ in stores.at_once(stores.remove, [f"{address}/{name}" for name in stores.names(address)]):
            pass


def _piece(path: Path, low: int, high: int) -> bytes:
    with path.open("rb", buffering=0) as file:
        return os.pread(file.fileno(), high - low, low)
