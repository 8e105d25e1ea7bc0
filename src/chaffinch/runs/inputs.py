"""The input of a run: list it, fetch it from a store, identify it by a digest, and check that it had any text."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from glob import has_magic
from hashlib import blake2b
from itertools import takewhile
from pathlib import Path
from typing import IO

from msgspec.structs import replace

from chaffinch import formats
from chaffinch.errors import NothingReadError, RunError, UsageError
from chaffinch.progress import Progress
from chaffinch.runs.owned import FETCHED, FETCHED_LIST, is_run
from chaffinch.runs.run import Run, info_of
from chaffinch.storage import stores

__all__ = [
    "Inputs",
    "are_elsewhere",
    "fetch",
    "holds_run",
    "input_digest",
    "is_pipe",
    "known_digest",
    "list_inputs",
    "nothing_read",
    "read_pipe",
    "require_text",
    "why_nothing",
]


Inputs = str | Path | Sequence[str | Path]
"""One or several files, folders, globs or addresses, as a caller gives them."""

PIPE = "-"
"""The input that stands for JSONL records on standard input."""

_BLOCK = 1 << 20  # bytes read at once
_COMPRESSED = {
    b"\x1f\x8b": ".gz", b"\x28\xb5": ".zst", b"BZ": ".bz2", b"\xfd7": ".xz",
}  # by the first two bytes (RFC 1952, RFC 8878, and the sources of bzip2 and xz)  # fmt: skip


def is_pipe(inputs: Inputs) -> bool:
    """Tell whether the input is standard input."""
    return inputs == PIPE or (not isinstance(inputs, (str, Path)) and list(inputs) == [PIPE])


def read_pipe(folder: Path, stream: IO[bytes] | None = None) -> formats.Listing:
    """Store standard input below a run folder, so that the run can be resumed, decided again and explained.

    Args:
        folder: the run folder.
        stream: a stream to read in place of standard input.

    Raises:
        UsageError: the stream is empty.
    """
    fetched, state = folder / FETCHED, blake2b(digest_size=8)
    fetched.mkdir(parents=True, exist_ok=True)
    (fetched / FETCHED_LIST).touch()  # marks the folder as the run's
    beside, first = fetched / "stdin.new", b""
    with beside.open("wb") as file:
        while block := (stream or sys.stdin.buffer).read(_BLOCK):
            first = first or block[:2]
            state.update(block)
            file.write(block)
    if not first:
        beside.unlink()
        raise UsageError(f"standard input ({PIPE}) is empty; pipe JSONL records into it")
    compression = _COMPRESSED.get(first, "")
    # a folder for each content: an older one belongs to the run that is in the run folder now
    path = fetched / f"stdin-{state.hexdigest()}" / f"stdin.jsonl{compression}"
    path.parent.mkdir(exist_ok=True)
    beside.replace(path)
    return formats.find([path])


def list_inputs(inputs: Inputs, out: str | Path) -> formats.Listing:
    """List the files of an input.

    Args:
        inputs: paths, or addresses of one kind of store.
        out: the run folder, which is no part of its own input.

    Raises:
        UsageError: there is nothing to read, the input has both paths and addresses, or ``out`` is or holds an input.
        MissingExtra: a package that is needed to read any of the files is not installed.
    """
    given = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    if PIPE in map(str, given):
        raise UsageError(f"{PIPE} stands for standard input and cannot be combined with files")
    addresses = [str(one) for one in given if stores.is_url(one)]
    if addresses and len(addresses) < len(given):
        raise UsageError("paths and addresses cannot be combined: download the files of the addresses first")
    if addresses:
        listing = formats.find_remote(addresses, exclude=str(out).rstrip("/"))
    else:
        if not stores.is_url(out):
            _refuse_around(Path(out), given)
        listing = formats.find(given, exclude=None if stores.is_url(out) else Path(out), is_run=holds_run)
    warnings = (*listing.warnings, *_inside_of(out, given))
    return replace(listing, sources=formats.without_packages(listing.sources, strict=True), warnings=warnings)


def _inside_of(out: str | Path, given: Sequence[str | Path]) -> Iterator[str]:
    """Say that the run folder is inside of an input, where later commands on that input find it."""
    for one in given:
        if stores.is_url(out) and stores.is_url(one):
            inside = f"{str(out).rstrip('/')}/".startswith(f"{_fixed_address(str(one)).rstrip('/')}/")
        elif stores.is_url(out) or stores.is_url(one):
            inside = False
        else:
            inside = Path(out).resolve().is_relative_to(_fixed_part(one).resolve())
        if inside:
            yield (
                f"the run folder {out} is inside of the input {one}: it is no part of the input here, but other "
                "programs that read the input find it there"
            )
            return


def _fixed_address(one: str) -> str:
    """Give an address, of a glob the part before its first pattern.

    >>> _fixed_address("s3://bucket/crawl/*.jsonl"), _fixed_address("s3://bucket/crawl")
    ('s3://bucket/crawl', 's3://bucket/crawl')
    """
    return "/".join(takewhile(lambda part: not has_magic(part), one.split("/")))


def _refuse_around(out: Path, given: Sequence[str | Path]) -> None:
    """Raise UsageError if a run folder is an input, or holds one."""
    folder = out.resolve()
    for one in given:
        path = _fixed_part(one).resolve()
        if path == folder:
            raise UsageError(f"--out {out} is the input itself, which a run never writes to; choose another folder")
        if path.is_relative_to(folder) and path.exists():
            raise UsageError(
                f"--out {out} contains the input {one}: a run folder holds nothing but the run; choose a folder "
                "beside the input or inside of it"
            )


def _fixed_part(one: str | Path) -> Path:
    """Give an input, of a glob the folder before its first pattern.

    >>> _fixed_part("in/*.txt").as_posix(), _fixed_part("in/a.txt").as_posix(), _fixed_part("*.txt").as_posix()
    ('in', 'in/a.txt', '.')
    """
    path = Path(one)
    if path.exists():  # a name that exists is no pattern
        return path
    return Path(*takewhile(lambda part: not has_magic(part), path.parts))


def holds_run(folder: str | Path) -> bool:
    """Tell whether a folder has a run of this package, finished or not."""
    try:
        return is_run(info_of(Path(folder)))
    except RunError:  # a run.toml of another program
        return False


def known_digest(listing: formats.Listing, folder: Path) -> str:
    """Look up the digest of an input in a run that read the same versions of all its files; empty if unknown."""
    old = info_of(folder) or {}
    versions = {name: version for name, version in listing.versions.items() if version}
    same = len(versions) == len(listing.sources) and old.get("versions") == versions
    known = old.get("input", {})
    return str(known["digest"]) if same and known.get("root") == listing.root else ""


def fetch(listing: formats.Listing, folder: Path, progress: Progress, *, elsewhere: bool = False) -> formats.Listing:
    """Fetch the files of a listing that are in a store to the run folder.

    Args:
        listing: the input.
        folder: the run folder.
        progress: receives the number of files that are fetched.
        elsewhere: whether only executors read the files, which fetch them on their own: then nothing is fetched.

    Returns:
        The listing with local paths.

    Raises:
        RunError: the store cannot be reached, or no file can be read.
    """
    if elsewhere:
        sources = [replace(source, path=folder / FETCHED / source.name) for source in listing.sources]
        return replace(listing, sources=sources)
    missing = sum(source.remote is not None for source in listing.sources)
    if missing:
        progress.stage("fetching", missing, "files")
    return formats.fetched(listing, folder / FETCHED, progress.advance)


def are_elsewhere(listing: formats.Listing) -> bool:
    """Tell whether files need not be on this machine to be split into tasks: Parquet in a store that knows versions."""
    return all(s.kind == "parquet" and s.remote and listing.versions.get(s.name) for s in listing.sources)


def input_digest(listing: formats.Listing, *, elsewhere: bool = False) -> str:
    """Compute one digest of the names and the bytes of all files; with ``elsewhere`` of their versions instead."""
    state = blake2b(digest_size=16)
    for source in listing.sources:
        version = listing.versions[source.name] if elsewhere else formats.digest(source)
        state.update(f"{source.name}\0{version}\n".encode())
    return state.hexdigest()


_MESSAGES = 3  # different failures in a message
_FIELDS = 20  # names of fields in a message
FEW, SHORT = 100, 100
"""Documents, and characters of each on average, at most, that are looked through for any text: more are never blank."""


def require_text(run: Run, sources: Sequence[formats.Source]) -> Run:
    """Return a finished run if it read any text.

    A run without text is reported as an error, since a wrong setting is the likely cause.

    Args:
        run: finished; it is not changed.
        sources: its input, from which the names of fields are read for the message.

    Raises:
        NothingReadError: no document was read, or all documents are empty or blank.
    """
    if run.info["counts"]["characters"] and not _is_blank(run):
        return run
    raise NothingReadError(why_nothing(run, sources, stays=True), run)


def _is_blank(run: Run) -> bool:
    """Tell whether the texts of a few short documents are line ends and spaces, and nothing else."""
    counts = run.info["counts"]
    if counts["read"] > FEW or counts["characters"] > SHORT * counts["read"]:
        return False
    rows = (row for batch in run.batches("documents", ["document", "characters"]) for row in batch.to_pylist())
    return not any(run.text(row["document"]).strip() for row in rows if row["characters"])


def why_nothing(run: Run, sources: Sequence[formats.Source], *, stays: bool) -> str:
    """Write why a run read no text.

    Args:
        run: it read none.
        sources: its input.
        stays: whether its folder stays, so that it can be looked at, and has to be started over.
    """
    counts = run.info["counts"]
    batches = run.batches("failures", ["source", "record", "message"])
    failures = (row for batch in batches for row in zip(*(column.to_pylist() for column in batch), strict=True))
    lines = nothing_read(counts["read"], failures, sources, run.config.input.text_field)
    if stays and _has_records(sources):
        lines[-1] += " With --fresh the run starts over."
    if stays and counts["failed"]:
        lines.append(f"All failures are in {run.file('failures')}.")
    return "\n".join(lines)


def nothing_read(
    read: int, failures: Iterable[tuple[str, int, str]], sources: Sequence[formats.Source], field: str
) -> list[str]:
    """Write why none of some documents has a text, and how to choose another field of records.

    Args:
        read: number of documents, with those that failed.
        failures: source, record and message of each failure.
        sources: the input.
        field: where the text of a record was looked for.
    """
    failed, counts, first = 0, Counter[str](), dict[str, str]()
    for source, record, message in failures:
        failed += 1
        counts[message] += 1
        first.setdefault(message, f"{source}, record {record}")
    lines = [_seen(read, failed, len(sources))]
    lines += [f"  {count:,} x {message} (first: {first[message]})" for message, count in counts.most_common(_MESSAGES)]
    if _has_records(sources):
        lines.append(_fields(field, formats.field_names(sources)))
    return lines


def _has_records(sources: Sequence[formats.Source]) -> bool:
    return any(source.kind in formats.RECORDS for source in sources)


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


def _fields(field: str, names: Sequence[str]) -> str:
    """Write which fields the records have, and how to choose another one."""
    advice = "--text-field NAME says which field holds the text."
    if not names:
        return f"No record with named fields was seen; the text was looked for in the field {field!r}. {advice}"
    shown = ", ".join(map(repr, names[:_FIELDS])) + (" and more" if len(names) > _FIELDS else "")
    return f"The text was looked for in the field {field!r}; the records have the fields {shown}. {advice}"
