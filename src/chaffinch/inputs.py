"""The input of a run: listed, fetched where it is in a store, and told by one digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from chaffinch import files, stores
from chaffinch.errors import UsageError
from chaffinch.progress import Progress
from chaffinch.run import FETCHED, info_of

__all__ = ["Inputs", "are_elsewhere", "fetch", "input_digest", "known_digest", "list_inputs"]

Inputs = str | Path | Sequence[str | Path]


def list_inputs(inputs: Inputs, out: str | Path) -> files.Listing:
    """List files, folders, globs or addresses.

    Args:
        inputs: paths, or addresses of one kind of store.
        out: the run folder, which is no part of its own input.

    Raises:
        UsageError: nothing to read, or paths among addresses.
        MissingExtra: a package is not installed that is needed to read what was found.
    """
    given = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    addresses = [str(one) for one in given if stores.is_url(one)]
    if addresses and len(addresses) < len(given):
        raise UsageError("paths and addresses cannot be cleaned together: fetch what is elsewhere first")
    if addresses:
        listing = files.find_remote(addresses, exclude=str(out).rstrip("/"))
    else:
        listing = files.find(given, exclude=None if stores.is_url(out) else Path(out))
    if any(source.kind == "warc" for source in listing.sources):
        files.require_warc()
    return listing


def known_digest(listing: files.Listing, folder: Path) -> str:
    """Give the digest that a run has of this input if its files have the versions that it had; empty if not known."""
    old = info_of(folder) or {}
    versions = {name: version for name, version in listing.versions.items() if version}
    same = len(versions) == len(listing.sources) and old.get("versions") == versions
    told = old.get("input", {})
    return str(told["digest"]) if same and told.get("root") == listing.root else ""


def fetch(listing: files.Listing, folder: Path, told: Progress, *, elsewhere: bool = False) -> files.Listing:
    """Have the files of a listing on this machine, those of a store below the run folder.

    Args:
        elsewhere: whether only others read them, who fetch them for themselves; their places are told all the same.
    """
    if elsewhere:
        sources = [replace(source, path=folder / FETCHED / source.name) for source in listing.sources]
        return replace(listing, sources=sources)
    missing = sum(source.remote is not None for source in listing.sources)
    if missing:
        told.stage("fetching", missing, "files")
    return files.fetched(listing, folder / FETCHED, told.advance)


def are_elsewhere(listing: files.Listing) -> bool:
    """Tell whether files need not be on this machine to be shared out: tables in a store that tells their versions."""
    return all(s.kind == "parquet" and s.remote and listing.versions.get(s.name) for s in listing.sources)


def input_digest(listing: files.Listing, *, elsewhere: bool = False) -> str:
    """Give one digest of the names and bytes of all files; of files elsewhere, of their versions."""
    state = blake2b(digest_size=16)
    for source in listing.sources:
        told = listing.versions[source.name] if elsewhere else files.digest(source)
        state.update(f"{source.name}\0{told}\n".encode())
    return state.hexdigest()
