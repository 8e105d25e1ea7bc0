"""The input of a run: listed, fetched where it is in a store, and told by one digest.

A run that read no text is no success: say what was seen instead, and what to try.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import IO

from chaffinch import formats
from chaffinch.errors import NothingReadError, UsageError
from chaffinch.progress import Progress
from chaffinch.runs.owned import FETCHED, FETCHED_LIST
from chaffinch.runs.run import Run, info_of
from chaffinch.storage import stores

__all__ = [
    "Inputs",
    "are_elsewhere",
    "fetch",
    "input_digest",
    "is_pipe",
    "known_digest",
    "list_inputs",
    "read_pipe",
    "require_text",
]


Inputs = str | Path | Sequence[str | Path]
"""Files, folders or addresses to read, as a caller gives them: one or several."""

PIPE = "-"
"""Stands for records of JSONL on the standard input."""

_BLOCK = 1 << 20  # bytes read at once
_COMPRESSED = {b"\x1f\x8b": ".gz", b"\x28\xb5": ".zst"}  # first two bytes (RFC 1952, RFC 8878)


def is_pipe(inputs: Inputs) -> bool:
    """Tell whether the input is the standard input."""
    return inputs == PIPE or (not isinstance(inputs, (str, Path)) and list(inputs) == [PIPE])


def read_pipe(folder: Path, stream: IO[bytes] | None = None) -> formats.Listing:
    """Keep what comes on the standard input below a run folder, so that the run can be resumed, decided and explained.

    Args:
        folder: the run folder.
        stream: another stream than the standard input.

    Raises:
        UsageError: nothing came.
    """
    fetched, state = folder / FETCHED, blake2b(digest_size=8)
    fetched.mkdir(parents=True, exist_ok=True)
    (fetched / FETCHED_LIST).touch()  # tells that the folder is the run's
    beside, first = fetched / "stdin.new", b""
    with beside.open("wb") as file:
        while block := (stream or sys.stdin.buffer).read(_BLOCK):
            first = first or block[:2]
            state.update(block)
            file.write(block)
    if not first:
        beside.unlink()
        raise UsageError(f"nothing came on the standard input ({PIPE}); pipe records of JSONL into it")
    compression = _COMPRESSED.get(first, "")
    # a folder for each content: what was there before belongs to the run that is in the folder
    path = fetched / f"stdin-{state.hexdigest()}" / f"stdin.jsonl{compression}"
    path.parent.mkdir(exist_ok=True)
    beside.rename(path)
    return formats.find([path])


def list_inputs(inputs: Inputs, out: str | Path) -> formats.Listing:
    """List files, folders, globs or addresses.

    Args:
        inputs: paths, or addresses of one kind of store.
        out: the run folder, which is no part of its own input.

    Raises:
        UsageError: nothing to read, or paths among addresses.
        MissingExtra: a package is not installed that is needed to read what was found.
    """
    given = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    if PIPE in map(str, given):
        raise UsageError(f"{PIPE} stands for the standard input and cannot be cleaned together with files")
    addresses = [str(one) for one in given if stores.is_url(one)]
    if addresses and len(addresses) < len(given):
        raise UsageError("paths and addresses cannot be cleaned together: fetch what is elsewhere first")
    if addresses:
        listing = formats.find_remote(addresses, exclude=str(out).rstrip("/"))
    else:
        listing = formats.find(given, exclude=None if stores.is_url(out) else Path(out))
    formats.require_packages(listing.sources)
    return listing


def known_digest(listing: formats.Listing, folder: Path) -> str:
    """Give the digest that a run has of this input if its files have the versions that it had; empty if not known."""
    old = info_of(folder) or {}
    versions = {name: version for name, version in listing.versions.items() if version}
    same = len(versions) == len(listing.sources) and old.get("versions") == versions
    told = old.get("input", {})
    return str(told["digest"]) if same and told.get("root") == listing.root else ""


def fetch(listing: formats.Listing, folder: Path, progress: Progress, *, elsewhere: bool = False) -> formats.Listing:
    """Have the files of a listing on this machine, those of a store below the run folder.

    Args:
        elsewhere: whether only others read them, who fetch them for themselves; their places are told all the same.
    """
    if elsewhere:
        sources = [replace(source, path=folder / FETCHED / source.name) for source in listing.sources]
        return replace(listing, sources=sources)
    missing = sum(source.remote is not None for source in listing.sources)
    if missing:
        progress.stage("fetching", missing, "files")
    return formats.fetched(listing, folder / FETCHED, progress.advance)


def are_elsewhere(listing: formats.Listing) -> bool:
    """Tell whether files need not be on this machine to be shared out: tables in a store that tells their versions."""
    return all(s.kind == "parquet" and s.remote and listing.versions.get(s.name) for s in listing.sources)


def input_digest(listing: formats.Listing, *, elsewhere: bool = False) -> str:
    """Give one digest of the names and bytes of all files; of files elsewhere, of their versions."""
    state = blake2b(digest_size=16)
    for source in listing.sources:
        told = listing.versions[source.name] if elsewhere else formats.digest(source)
        state.update(f"{source.name}\0{told}\n".encode())
    return state.hexdigest()


_MESSAGES = 3  # different failures that are told
_FIELDS = 20  # names of fields that are told


def require_text(run: Run, sources: Sequence[formats.Source]) -> Run:
    """Give a finished run back if it read any text.

    Args:
        run: finished; its tables stay where they are.
        sources: of its input, to look what fields its records have.

    Raises:
        NothingReadError: no document was read, or all documents are empty.
    """
    counts = run.info["counts"]
    if counts["characters"]:
        return run
    said = [_seen(counts["read"], counts["failed"], len(sources)), *_failures(run)]
    names = formats.field_names(sources)
    if any(source.kind in formats.RECORDS for source in sources):
        said.append(_fields(run.config.input.text_field, names))
    if counts["failed"]:
        said.append(f"All failures are in {run.file('failures')}.")
    raise NothingReadError("\n".join(said), run)


def _seen(read: int, failed: int, sources: int) -> str:
    if not read:
        return f"no document was read: there is no record in {_many(sources, 'file')} of the input"
    if failed == read:
        return f"no document was read: {_many(read, 'document')} failed"
    empty = f"{_many(read - failed, 'document')} had an empty text"
    return f"no text was read: {empty}" + (f", {failed:,} failed" if failed else "")


def _many(count: int, noun: str) -> str:
    """Write a count with its noun.

    >>> _many(1, "file"), _many(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _failures(run: Run) -> list[str]:
    """Give a line for each of the most frequent failures, with the first record that it happened to."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for batch in run.batches("failures", ["source", "record", "message"]):
        rows = zip(*(batch[name].to_pylist() for name in ("source", "record", "message")), strict=True)
        for source, record, message in rows:
            counts[message] += 1
            first.setdefault(message, f"{source}, record {record}")
    return [f"  {count:,} x {message} (first: {first[message]})" for message, count in counts.most_common(_MESSAGES)]


def _fields(field: str, names: Sequence[str]) -> str:
    """Say which fields there are, and how to name the right one."""
    advice = "--text-field NAME says which field holds the text; with --fresh the run starts over."
    if not names:
        return f"No record with named fields was seen; the text was looked for in the field {field!r}. {advice}"
    told = ", ".join(map(repr, names[:_FIELDS])) + (" and more" if len(names) > _FIELDS else "")
    return f"The text was looked for in the field {field!r}; the records have the fields {told}. {advice}"
