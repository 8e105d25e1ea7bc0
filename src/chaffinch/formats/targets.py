"""Where the cleaned records of a source go: the names of part files and of the files in the cleaned corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from chaffinch.formats.discovery import Source
from chaffinch.formats.splits import Piece

__all__ = ["is_converted", "part", "shape", "targets"]

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
