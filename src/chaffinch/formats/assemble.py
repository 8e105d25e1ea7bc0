"""Join part files into the cleaned corpus.

Where the cleaned records of a source go: the names of part files and of the files in the cleaned corpus.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pyarrow.parquet as pq

from chaffinch.formats import parquet_files
from chaffinch.formats.compression import open_output
from chaffinch.formats.discovery import Piece, Source, Task

__all__ = ["assemble", "is_converted", "part", "shape", "targets"]


TOGETHER = "documents"
"""Files that are one document each go together into one file of this name where the shape wanted has records."""


def shape(source: Source, to: str) -> str:
    """Name the shape that a source is written in: of an HTML page text, of a WARC file JSONL, else its own.

    Args:
        source: any.
        to: the shape wanted, ``InputConfig.to``.
    """
    return {"html": "text", "warc": "jsonl"}.get(source.kind, source.kind) if to == "same" else to


def is_converted(source: Source, to: str) -> bool:
    """Tell whether a source is written in another shape than its own; that of an HTML page is text."""
    return shape(source, to) != ("text" if source.kind == "html" else source.kind)


def part(folder: Path, piece: Piece) -> Path:
    """Name the part file of a piece; the order of the names is that of the records."""
    return folder / f"{piece.source:07d}-{piece.record:012d}"


def targets(sources: Sequence[Source], to: str = "same") -> list[str]:
    """Name what each source becomes below the cleaned folder; a folder of texts ends with a slash.

    A name that another source has already gets a tilde before its last extension.

    >>> page, text = (Source(Path(n), n, k, "", 0) for n, k in (("a.html", "html"), ("a.html.txt", "text")))
    >>> targets([page, text])
    ['a.html~.txt', 'a.html.txt']
    >>> targets([page, text], "jsonl")
    ['documents.jsonl', 'documents.jsonl']
    """
    names = [_target(source, to) for source in sources]
    taken = {name for name, source in zip(names, sources, strict=True) if name == source.name}
    given: dict[str, str] = {}
    for index, source in enumerate(sources):
        name = names[index]
        if name == source.name:
            continue
        shared = source.single and is_converted(source, to)
        if not (shared and name in given):
            given[name] = _free(name, taken)
            taken.add(given[name])
        names[index] = given[name]
    return names


def _target(source: Source, to: str) -> str:
    plain = source.name[: -len(PurePosixPath(source.name).suffix)] if source.compression else source.name
    if not is_converted(source, to):
        return f"{plain}.txt{source.name[len(plain) :]}" if source.kind == "html" else source.name
    made = shape(source, to)
    if made == "text":
        return f"{plain}/"
    return f"{TOGETHER}.{made}" if source.single else f"{plain}.{made}"


def _free(name: str, taken: set[str]) -> str:
    while name in taken or name.rstrip("/") in taken:
        end = PurePosixPath(name).suffix + ("/" if name.endswith("/") else "")
        name = f"{name[: -len(end)]}~{end}"
    return name


_BLOCK = 1 << 20


def assemble(sources: Sequence[Source], tasks: Sequence[Task], parts: Path, cleaned: Path, *, to: str = "same") -> None:
    """Join the part files of all tasks, in order, into the files of the cleaned corpus.

    Part files are moved or removed. Called again after it was stopped, it goes on: a file below ``cleaned`` is
    whole. So ``cleaned`` must be new when it is called first. A source all of which was dropped has no file if it is
    one document, and an empty one otherwise.

    Args:
        sources, tasks: as they were planned.
        parts: where `rewrite` wrote.
        cleaned: the folder to make.
        to: the shape that `rewrite` wrote, ``InputConfig.to``.
    """
    names = targets(sources, to)
    found: dict[str, list[Path]] = {}
    for task in tasks:
        for piece in task.pieces:
            found.setdefault(names[piece.source], []).append(part(parts, piece))
    tables = {name for name, source in zip(names, sources, strict=True) if _is_table(source, to)}
    cleaned.mkdir(parents=True, exist_ok=True)
    for name, paths in found.items():
        target = cleaned / name
        if name.endswith("/"):
            _move_folders(paths, target)
        elif not target.exists():
            _join([path for path in paths if path.exists()], target, table=name in tables)
        for path in paths:
            path.unlink(missing_ok=True)


def _is_table(source: Source, to: str) -> bool:
    return shape(source, to) == "parquet"


def _join(paths: list[Path], target: Path, *, table: bool) -> None:
    if not paths:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if len(paths) == 1:
        paths[0].replace(target)
    elif table:
        _join_tables(paths, target)
    else:  # gzip members and zstd frames, put one after another, are a file of their kind too
        with open_output(target, "") as stream:
            for path in paths:
                with path.open("rb") as one:
                    shutil.copyfileobj(one, stream, _BLOCK)


def _join_tables(paths: list[Path], target: Path) -> None:
    with open_output(target, "") as stream, parquet_files.Writer(stream, pq.read_schema(paths[0])) as writer:
        for path in paths:
            with pq.ParquetFile(path) as file:
                for rows in parquet_files.batches(file):
                    writer.write(rows)


def _move_folders(paths: list[Path], target: Path) -> None:
    """Move the texts of every part to one folder; their names are record numbers, so none meets another."""
    target.mkdir(parents=True, exist_ok=True)
    for path in paths:
        if path.is_dir():
            for file in sorted(path.iterdir()):
                file.replace(target / file.name)
            path.rmdir()
