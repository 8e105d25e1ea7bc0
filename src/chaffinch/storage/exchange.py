"""Exchange files of a run between machines that share no folder; where they share one, paths are used as they are.

The *driver* is the process that runs the pipeline; executors do its tasks. Every file has a path, the one on the
driver. If executors share no folder with it, they exchange files through a store: a file that is whole is uploaded, and
a file that is needed is downloaded once on each machine, into a temporary folder. A file does not change once it is
whole.

A path is *exchanged* if it is below the run folder of the exchange of this process, or one of its inputs. Of any other
path, and without an exchange (`use_exchange`), the file is on this machine, and the functions use the path itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from chaffinch.storage import stores

__all__ = [
    "FileExchange",
    "fetch",
    "fetch_all",
    "fetch_folder",
    "file_names",
    "is_exchanged",
    "local_path",
    "read_ranges",
    "remove_uploaded",
    "upload",
    "upload_inputs",
    "use_exchange",
    "written",
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

    exchange: FileExchange | None = None
    leading: bool = False


_process = _Process()


def use_exchange(exchange: FileExchange | None, *, leading: bool = False) -> None:
    """Set the exchange of this process.

    Args:
        exchange: the exchange; None if all processes see the same folders.
        leading: whether this process is the driver.
    """
    _process.exchange, _process.leading = exchange, leading


def is_exchanged(path: Path) -> bool:
    """Tell whether a file or folder is exchanged through a store; False without an exchange."""
    return _exchange_of(path) is not None


def _exchange_of(path: Path) -> FileExchange | None:
    exchange = _process.exchange
    return exchange if exchange and (path.is_relative_to(exchange.root) or path in exchange.inputs) else None


def local_path(path: Path) -> Path:
    """Return the path on this machine of a file or folder, which need not exist.

    On an executor an exchanged path becomes one in the temporary folder. On the driver, or without an exchange, it is
    the path itself.
    """
    exchange = _exchange_of(path)
    if not exchange or _process.leading:
        return path
    return exchange.folder() / path.relative_to(exchange.root if path.is_relative_to(exchange.root) else path.anchor)


def fetch(path: Path) -> Path:
    """Return the path on this machine of a file that can be opened there.

    An exchanged file that is not on this machine is downloaded first. Without an exchange the path itself is returned,
    whether the file exists or not.

    Raises:
        UsageError: the store has no such file.
        RunError: the store cannot be reached.
    """
    exchange, local = _exchange_of(path), local_path(path)
    if exchange and not local.exists():
        beside = local.with_name(f"{local.name}.{uuid4().hex}")
        beside.parent.mkdir(parents=True, exist_ok=True)
        stores.get(exchange.address(path), beside)
        beside.replace(local)
    return local


def fetch_all(paths: Sequence[Path]) -> None:
    """Download exchanged files that are not on this machine, several at once; without an exchange do nothing.

    Raises:
        UsageError: the store has no such file.
        RunError: the store cannot be reached.
    """
    for _ in stores.at_once(fetch, [path for path in paths if is_exchanged(path)]):
        pass


def fetch_folder(folder: Path) -> None:
    """Download all files of an exchanged folder that are not on this machine; without an exchange do nothing.

    Raises:
        RunError: the store cannot be reached.
    """
    if exchange := _exchange_of(folder):
        fetch_all([folder / name for name in stores.names(exchange.address(folder))])


def upload(path: Path) -> None:
    """Upload an exchanged file, which is whole at its local path; without an exchange do nothing.

    Raises:
        RunError: the store cannot be reached.
    """
    if exchange := _exchange_of(path):
        stores.put(local_path(path), exchange.address(path))


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for writing; when the block ends, it gets its name, is uploaded, and replaces an older one.

    So it is never seen half written, and two processes that write it do not mix their bytes.

    Raises:
        RunError: the store cannot be reached.
    """
    local = local_path(path)
    local.parent.mkdir(parents=True, exist_ok=True)
    beside = local.with_name(f"{path.name}.{uuid4().hex}")
    with beside.open("wb") as file:
        yield file
    beside.replace(local)
    upload(path)


def upload_inputs() -> None:
    """Upload the input files that only the driver has; without an exchange do nothing.

    Raises:
        RunError: the store cannot be reached.
    """
    if _process.exchange:
        for _ in stores.at_once(upload, _process.exchange.uploaded):
            pass


def file_names(folder: Path) -> list[str]:
    """List the files directly in a folder; empty if there is no such folder.

    Of an exchanged folder the uploaded files are listed, sorted. Without an exchange everything in the folder is, in
    any order.

    Raises:
        RunError: the store cannot be reached.
    """
    exchange = _exchange_of(folder)
    if not exchange:
        return [path.name for path in folder.iterdir()] if folder.exists() else []
    return [name for name in stores.names(exchange.address(folder)) if "/" not in name]


def read_ranges(ranges: Sequence[tuple[Path, int, int]]) -> list[bytes]:
    """Read ranges of bytes of files.

    Of an exchanged file that is not on this machine the ranges are read from the store, several at once, without
    downloading the file. Without an exchange they are read from the path.

    Args:
        ranges: path, start and stop of each; all files belong to one exchange, or none does.

    Raises:
        UsageError: the store has no such file.
        RunError: the store cannot be reached.
    """
    if not ranges or not is_exchanged(ranges[0][0]):
        return [_range(*one) for one in ranges]
    found: dict[tuple[Path, int, int], bytes] = {}

    def get(one: tuple[Path, int, int]) -> None:
        path, low, high = one
        exchange, local = _exchange_of(path), local_path(path)
        if exchange and not local.exists():
            found[one] = stores.read_range(exchange.address(path), low, high)
        else:
            found[one] = _range(local, low, high)

    for _ in stores.at_once(get, ranges):
        pass
    return [found[one] for one in ranges]


def remove_uploaded(folder: Path) -> None:
    """Remove the uploaded files of an exchanged folder; local files stay. Without an exchange do nothing.

    Raises:
        RunError: the store cannot be reached.
    """
    if exchange := _exchange_of(folder):
        address = exchange.address(folder)
        for _ in stores.at_once(stores.remove, [f"{address}/{name}" for name in stores.names(address)]):
            pass


def _range(path: Path, low: int, high: int) -> bytes:
    with path.open("rb", buffering=0) as file:
        file.seek(low)
        return file.read(high - low)
