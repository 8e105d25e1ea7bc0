"""Find the files of an input, name them, and recognize their formats by their extensions.

Files that no format reads are passed over, with advice on how they become files that one does. The commands are of
tools that a package manager brings; FILE stands for the file.
"""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import urlsplit

from chaffinch.errors import UsageError
from chaffinch.formats.compression import COMPRESSIONS
from chaffinch.formats.registry import KINDS, PACKED
from chaffinch.formats.sources import Listing, Source

__all__ = ["CONVERTERS", "advice", "classify", "digest", "extension", "find", "folder_advice", "nothing"]

_BLOCK = 1 << 20

CHUNK = 1 << 26
"""Bytes of a file that are digested in one go."""

_PANDOC = "pandoc -t plain --wrap=none FILE -o FILE.txt"
_OFFICE = "libreoffice --headless --convert-to txt:Text FILE"
_SHEET = "libreoffice --headless --convert-to csv FILE"
_ARCHIVE = "unpack it first"

CONVERTERS: Mapping[str, str] = {
    ".pdf": "pdftotext FILE",
    ".docx": _PANDOC, ".odt": _PANDOC, ".epub": _PANDOC, ".rtf": _PANDOC, ".tex": _PANDOC, ".rst": _PANDOC,
    ".org": _PANDOC, ".fb2": _PANDOC, ".ipynb": _PANDOC,
    ".doc": _OFFICE, ".ppt": _OFFICE, ".pptx": _OFFICE, ".odp": _OFFICE, ".pages": _OFFICE,
    ".xls": _SHEET, ".xlsx": _SHEET, ".ods": _SHEET,
    ".mobi": "ebook-convert FILE FILE.txt", ".azw3": "ebook-convert FILE FILE.txt", ".djvu": "djvutxt FILE FILE.txt",
    ".json": "jq -c '.[]?' FILE > FILE.jsonl",
    ".mht": "save it as .html", ".mhtml": "save it as .html", ".shtml": "rename it to .html",
    ".markdown": "rename it to .md", ".text": "rename it to .txt", ".log": "rename it to .txt",
    ".arrow": "write it as Parquet", ".feather": "write it as Parquet", ".orc": "write it as Parquet",
    ".avro": "write it as Parquet", ".pickle": "write it as Parquet", ".pkl": "write it as Parquet",
    ".sqlite": "export its table as CSV", ".db": "export its table as CSV",
    ".zip": _ARCHIVE, ".tar": _ARCHIVE, ".tar.gz": _ARCHIVE, ".tgz": _ARCHIVE, ".tar.bz2": _ARCHIVE,
    ".tar.xz": _ARCHIVE, ".tar.zst": _ARCHIVE, ".7z": _ARCHIVE, ".rar": _ARCHIVE,
}  # fmt: skip
"""By extension, what turns a file into one that is read."""


def classify(name: str) -> tuple[str, str] | None:
    """Give the kind and the compression of a file by its name; None where no format has its extension.

    >>> classify("a/b.JSONL.gz"), classify("x.txt"), classify("x.tar.gz")
    (('jsonl', 'gzip'), ('text', ''), None)
    """
    path = PurePosixPath(name.lower())
    compression = COMPRESSIONS.get(path.suffix, "")
    kind = KINDS.get(PurePosixPath(path.stem).suffix if compression else path.suffix)
    return (kind, compression) if kind and compression in ("", *PACKED[kind]) else None


def _is_none(folder: Path) -> bool:
    return False


def find(
    inputs: Sequence[str | Path], *, exclude: Path | None = None, is_run: Callable[[Path], bool] = _is_none
) -> Listing:
    """List the files that inputs name.

    A folder means all files below it that are not hidden; a glob (also ``**``) all that it matches. Files of unknown
    kinds are counted and passed over.

    Args:
        inputs: files, folders, globs.
        exclude: a folder that is no part of the input: the run folder, if it is inside of an input.
        is_run: tells whether a folder holds a run; such a folder is passed over, with a warning.

    Raises:
        UsageError: an input does not exist, or nothing of a known kind was found.
    """
    given = [Path(os.path.abspath(path)) for one in inputs for path in _expand(one)]  # noqa: PTH100 (keeps links)
    skipped: Counter[str] = Counter()
    barred = exclude.resolve() if exclude else None
    root = _root(given)
    found: dict[Path, Source] = {}
    runs: list[Path] = []
    for path in given:
        one = [] if _inside(path, barred) else [path]
        for file in _walk(path, barred, skipped, lambda folder: _noted(is_run, folder, runs)) if path.is_dir() else one:
            if file not in found and (source := _source(file, root, skipped)):
                found[file] = source
    if not found:
        raise UsageError(nothing(inputs, skipped))
    counts = {suffix: count for suffix, count in sorted(skipped.items()) if count}
    warnings = tuple(f"{run} is the folder of a run, and no part of the input" for run in dict.fromkeys(runs))
    return Listing(root, sorted(found.values(), key=lambda source: source.name), counts, warnings=warnings)


def digest(source: Source) -> str:
    """Give the blake2b-128 of a file's bytes, hexadecimal; ``unreadable`` where it cannot be read.

    A file of more than `CHUNK` bytes has the digest of the digests of its chunks, which are read at the same time.
    """
    try:
        starts = range(0, max(source.path.stat().st_size, 1), CHUNK)
        if len(starts) == 1:
            return _chunk(source.path, 0).hex()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            chunks = pool.map(partial(_chunk, source.path), starts)
            return blake2b(b"".join(chunks), digest_size=16).hexdigest()
    except OSError:
        return "unreadable"


def _chunk(path: Path, start: int) -> bytes:
    state, left = blake2b(digest_size=16), CHUNK
    with path.open("rb") as stream:
        stream.seek(start)
        while block := stream.read(min(_BLOCK, left)):
            state.update(block)
            left -= len(block)
    return state.digest()


def _expand(one: str | Path) -> list[str]:
    """Give what one input names; a name that exists is no pattern, whatever it looks like.

    Raises:
        UsageError: there is no such file.
    """
    name = os.fspath(one)
    if name.startswith("file://"):
        from urllib.request import url2pathname  # which loads a client of HTTP

        name = url2pathname(urlsplit(name).path)
    if os.path.lexists(name):
        return [name]
    matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207
    if not matches:
        raise UsageError(f"no such file or folder: {name}")
    return matches


def _root(given: list[Path]) -> Path:
    """Give the one folder, else the deepest that holds all inputs; raise UsageError if there is none."""
    if len(given) == 1:
        return given[0] if given[0].is_dir() else given[0].parent
    folders = [path if path.is_dir() else path.parent for path in given] or [Path.cwd()]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError as error:
        raise UsageError(f"inputs have no folder in common: {error}") from error


def _walk(folder: Path, barred: Path | None, skipped: Counter[str], is_run: Callable[[Path], bool]) -> Iterator[Path]:
    """Give the files below a folder; a folder reached twice through links is entered once, that of a run never."""

    def unreadable(_: OSError) -> None:
        skipped["unreadable"] += 1

    seen: set[tuple[int, int]] = set()
    for here, folders, files in os.walk(folder, followlinks=True, onerror=unreadable):
        status = Path(here).stat()
        if (status.st_dev, status.st_ino) in seen or _inside(Path(here), barred):
            folders.clear()
            continue
        if is_run(Path(here)):
            skipped["run folder"] += 1
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        skipped["hidden"] += sum(name.startswith(".") for name in (*folders, *files))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(here, name) for name in sorted(files) if not name.startswith("."))


def _noted(is_run: Callable[[Path], bool], folder: Path, runs: list[Path]) -> bool:
    if found := is_run(folder):
        runs.append(folder)
    return found


def _inside(path: Path, barred: Path | None) -> bool:
    return barred is not None and path.resolve().is_relative_to(barred)


def _source(path: Path, root: Path, skipped: Counter[str]) -> Source | None:
    kind = classify(path.name)
    if kind is None:
        skipped[extension(path)] += 1
        return None
    if not path.is_file():
        skipped["broken link" if path.is_symlink() else "no regular file"] += 1
        return None
    # bytes of a name that are not UTF-8 are written as escapes, since tables hold text only
    name = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")
    return Source(path, name, *kind, path.stat().st_size)


def extension(path: PurePath) -> str:
    """Give what a file of unknown kind is counted as."""
    two = "".join(path.suffixes[-2:]).lower()
    return two if path.suffix.lower() in COMPRESSIONS else path.suffix.lower() or "(no extension)"


def nothing(inputs: Sequence[str | Path], skipped: Mapping[str, int]) -> str:
    """Say that there is nothing to read, and what was seen."""
    seen = ", ".join(f"{count} {suffix}" for suffix, count in sorted(skipped.items()) if count) or "nothing"
    where = ", ".join(map(str, inputs)) or "no input"
    known = " ".join(KINDS)
    turned = "".join(f"\n{line}" for line in advice(skipped))
    packed = ", ".join(COMPRESSIONS)
    return f"nothing to read in {where}: seen {seen}; known kinds are {known}, each also {packed}{turned}"


SITES, OF_SITE = 2, 3
"""Folders, at least, and files of text in each, that may be sites of which no host is known."""

_TEXTS = (".txt", ".md")


def folder_advice(names: Iterable[str]) -> str | None:
    """Give a line on files of text that lie in several folders, each of which may be a site; None if they do not.

    Args:
        names: of files, below the root.

    >>> folder_advice([f"{site}/{i}.txt" for site in ("herald", "gazette") for i in range(3)])
    'the texts of 2 folders have no site; if each folder is one, --host-from folder finds what its pages repeat'
    >>> folder_advice(["a.txt", "b/c.txt"])
    """
    folders = Counter(name.partition("/")[0] for name in names if "/" in name and name.endswith(_TEXTS))
    sites = sum(count >= OF_SITE for count in folders.values())
    if sites < SITES:
        return None
    return (
        f"the texts of {sites:,} folders have no site; if each folder is one, --host-from folder finds what its pages "
        "repeat"
    )


def advice(skipped: Mapping[str, int]) -> Iterator[str]:
    """Give a line for each kind of files that were passed over and could be turned into text.

    Args:
        skipped: how many files were passed over, by extension, as of `Listing.skipped`.

    >>> list(advice({".pdf": 2, ".png": 1, "hidden": 3}))
    ['2 .pdf files were passed over, since they are not read as text; to read them: pdftotext FILE']
    """
    for extension, count in skipped.items():
        packed = f".{extension.split('.')[1]}" if "." in extension else ""  # such as .json.gz
        converter = CONVERTERS.get(extension) or CONVERTERS.get(packed)
        if converter:
            what = f"1 {extension} file was" if count == 1 else f"{count:,} {extension} files were"
            it = "it is" if count == 1 else "they are"
            them = "it" if count == 1 else "them"
            yield f"{what} passed over, since {it} not read as text; to read {them}: {converter}"
