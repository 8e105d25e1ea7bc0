"""List the files of an input in a store, fetch them to the run folder, and pass files between machines.

Each file is fetched once and as it is: every reader then has a local file, digests are of the content, and nothing can
change between reading and writing. A file whose version is the one that the store names is not fetched again.

On machines that share no folder with the driver of the run, `download` gets the files of a task, and `send_parts`
uploads its part files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from chaffinch.errors import DocumentError, RunError, UsageError
from chaffinch.formats.assemble import part
from chaffinch.formats.discovery import classify, extension, nothing
from chaffinch.formats.sources import Listing, Source, Task
from chaffinch.storage import exchange, stores

__all__ = ["download", "fetched", "find_remote", "send_parts"]


_VERSIONS = ".versions"  # file with a line of JSON for every fetched file: name and version


def find_remote(inputs: Sequence[str], *, exclude: str = "") -> Listing:
    """List the files that addresses name; see `stores.find` for what they can be.

    Args:
        inputs: addresses, all of one kind of store.
        exclude: the address of a folder that is no part of the input: the run folder.

    Raises:
        UsageError: nothing of a known kind was found, or two files would have one name.
    """
    given = [(one, remote) for one in inputs for remote in stores.find(one)]
    root = _root([_folder(one, remote) for one, remote in given])
    skipped: Counter[str] = Counter()
    found: dict[str, Source] = {}
    for remote in dict.fromkeys(remote for _, remote in given):
        address = stores.public(remote.url)
        source = None if exclude and address.startswith(f"{exclude}/") else _source(remote, address, root, skipped)
        if source is None:
            continue
        if source.name in found:
            raise UsageError(f"two inputs are called {source.name}: clean one of them by itself")
        found[source.name] = source
    if not found:
        raise UsageError(nothing([stores.public(one) for one in inputs], skipped))
    sources = [found[name] for name in sorted(found)]
    versions = {source.name: source.remote.version if source.remote else "" for source in sources}
    return Listing(root, sources, dict(sorted(skipped.items())), versions)


def fetched(listing: Listing, folder: Path, advanced: Callable[[int], None] = lambda files: None) -> Listing:
    """Fetch the files of a listing that are not on this machine; give the listing with their paths.

    A file that cannot be fetched becomes a source with a ``failure``.

    Args:
        listing: of `find_remote`.
        folder: where they are kept, below their names.
        advanced: called with the number of files that were fetched.

    Raises:
        RunError: the store cannot be reached, or gives no file at all; fetched files stay.
    """
    if not any(source.remote for source in listing.sources):
        return listing
    there = dict(_versions(folder))
    missing = [s for s in listing.sources if not _is_there(s, folder, there)]
    folder.mkdir(parents=True, exist_ok=True)
    failures: dict[str, str] = {}

    def bring(source: Source) -> None:
        try:
            if source.remote:
                stores.fetch(source.remote, folder / source.name)
        except DocumentError as error:
            failures[source.name] = str(error)

    with (folder / _VERSIONS).open("a", encoding="utf-8") as versions:
        for source in stores.at_once(bring, missing):
            if source.name not in failures and source.remote:
                versions.write(json.dumps([source.name, source.remote.version]) + "\n")
            advanced(1)
    if len(failures) == len(listing.sources):
        name, message = next(iter(failures.items()))
        raise RunError(f"nothing of {listing.root} can be read: {name} {message}")
    sources = [_local(source, folder, failures.get(source.name, "")) for source in listing.sources]
    kept = {name: version for name, version in listing.versions.items() if name not in failures}
    return replace(listing, sources=sources, versions=kept)


def _is_there(source: Source, folder: Path, there: dict[str, str]) -> bool:
    version = source.remote.version if source.remote else ""
    return bool(version) and there.get(source.name) == version and (folder / source.name).is_file()


def _local(source: Source, folder: Path, failure: str) -> Source:
    path = folder / source.name
    if failure:
        path.unlink(missing_ok=True)
    return replace(source, path=path, size=0 if failure else path.stat().st_size, remote=None, failure=failure)


def _versions(folder: Path) -> Iterator[tuple[str, str]]:
    path = folder / _VERSIONS
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            name, version = json.loads(line)
        except ValueError:  # the last line, of a run that was killed while it wrote
            continue
        yield name, version


def _folder(given: str, remote: stores.Remote) -> str:
    """Give the address of the folder that a file's name is relative to: the given one, or that of the file."""
    address, folder = stores.public(remote.url), stores.public(given).rstrip("/")
    return folder if address.startswith(f"{folder}/") else address.rpartition("/")[0]


def _root(folders: Sequence[str]) -> str:
    """Give the deepest folder that holds all; raise UsageError if there is none."""
    levels = takewhile(
        lambda level: len(set(level)) == 1, zip(*(folder.split("/") for folder in folders), strict=False)
    )
    root = "/".join(level[0] for level in levels)
    if not root:
        raise UsageError("inputs have no folder in common: clean what is in one kind of store at a time")
    return f"{root}/" if root.endswith("/") else root  # two buckets have only s3:// in common


def _source(remote: stores.Remote, address: str, root: str, skipped: Counter[str]) -> Source | None:
    parts = address.removeprefix(root if root.endswith("/") else f"{root}/").split("/")
    if any(part.startswith(".") for part in parts):
        skipped["hidden"] += 1
        return None
    kind = classify(parts[-1])
    if kind is None:
        skipped[extension(PurePosixPath(parts[-1]))] += 1
        return None
    name = "/".join(part or "%2F" for part in parts)  # a folder without a name is one in a store only
    return Source(Path(), name, *kind, remote.size, remote)


def download(sources: Sequence[Source], task: Task) -> Sequence[Source]:
    """Download the files of a task to this machine; give all sources, those of the task with their paths here."""
    used = sorted({piece.source for piece in task.pieces})
    away = {i: sources[i].path for i in used if exchange.is_exchanged(sources[i].path) and not sources[i].failure}
    if not away:
        return sources
    exchange.fetch_all([*away.values()])
    return [replace(s, path=exchange.local_path(s.path)) if i in away else s for i, s in enumerate(sources)]


def send_parts(folder: Path, task: Task) -> None:
    """Upload the part files of a task, which are whole, if this machine shares no folder with the driver."""
    if not exchange.is_exchanged(folder):
        return
    for path in (part(folder, piece) for piece in task.pieces):
        local = exchange.local_path(path)
        if local.is_dir():
            for name in sorted(file.name for file in local.iterdir()):
                exchange.upload(path / name)
        elif local.exists():
            exchange.upload(path)
