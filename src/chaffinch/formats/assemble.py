"""Join part files into the cleaned corpus."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from chaffinch.formats import parquet_files
from chaffinch.formats.compression import open_output
from chaffinch.formats.discovery import Source
from chaffinch.formats.splits import Task
from chaffinch.formats.targets import part, shape, targets

__all__ = ["assemble"]

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
