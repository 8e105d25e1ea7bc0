"""Name the files of the cleaned corpus, and join part files into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from chaffinch.config import InputConfig
from chaffinch.formats.format import Format
from chaffinch.formats.joining import is_begun
from chaffinch.formats.registry import FORMATS, format_of
from chaffinch.formats.sources import Piece, Source, Task

__all__ = ["assemble", "is_converted", "part", "shape", "targets"]


TOGETHER = "documents"
"""Files that are one document each go together into one file of this name where the shape asked for has records."""


def shape(source: Source, to: str) -> str:
    """Name the shape that a source is written in: the one asked for, else that of its format.

    Args:
        source: any.
        to: the shape that is asked for, ``InputConfig.to``.
    """
    return format_of(source).cleaned if to == "same" else to


def is_converted(source: Source, to: str) -> bool:
    """Tell whether a source is written in another shape than its format writes."""
    kind = format_of(source)
    return not kind.rewrites or shape(source, to) != kind.cleaned


def part(folder: Path, piece: Piece) -> Path:
    """Name the part file of a piece; the order of the names is that of the records."""
    return folder / f"{piece.source:07d}-{piece.record:012d}"


def targets(sources: Sequence[Source], to: str = "same", html_format: str = "text") -> list[str]:
    """Name what each source becomes below the cleaned folder; a folder of texts ends with a slash.

    A name that another source has already gets a tilde before its last extension.

    Args:
        sources: all of them.
        to: the shape that is asked for, ``InputConfig.to``.
        html_format: how the text of pages is written, ``InputConfig.html_format``.

    >>> page, text = (Source(Path(n), n, k, "", 0) for n, k in (("a.html", "html"), ("a.html.txt", "text")))
    >>> targets([page, text])
    ['a.html~.txt', 'a.html.txt']
    >>> targets([page, text], "jsonl")
    ['documents.jsonl', 'documents.jsonl']
    """
    names = [_target(source, to, html_format) for source in sources]
    taken = {name for name, source in zip(names, sources, strict=True) if name == source.name}
    given: dict[str, str] = {}
    for index, source in enumerate(sources):
        name = names[index]
        if name == source.name:
            continue
        shared = format_of(source).single and is_converted(source, to)
        if not (shared and name in given):
            given[name] = _free(name, taken)
            taken.add(given[name])
        names[index] = given[name]
    return names


def _target(source: Source, to: str, html_format: str) -> str:
    plain = source.name[: -len(PurePosixPath(source.name).suffix)] if source.compression else source.name
    made = shape(source, to)
    if not is_converted(source, to):
        ending = "" if made == source.kind else _ENDINGS[html_format]
        return f"{plain}{ending}{source.name[len(plain) :]}"
    if FORMATS[made].single:
        return f"{plain}/"
    return f"{TOGETHER}.{made}" if format_of(source).single else f"{plain}.{made}"


_ENDINGS = {"text": ".txt", "markdown": ".md"}
"""Extensions of the texts of pages."""


def _free(name: str, taken: set[str]) -> str:
    while name in taken or name.rstrip("/") in taken:
        end = PurePosixPath(name).suffix + ("/" if name.endswith("/") else "")
        name = f"{name[: -len(end)]}~{end}"
    return name


def assemble(
    sources: Sequence[Source],
    tasks: Sequence[Task],
    parts: Path,
    cleaned: Path,
    config: InputConfig | None = None,
    *,
    keep: Callable[[], None] = lambda: None,
) -> None:
    """Join the part files of all tasks, in order, into the files of the cleaned corpus.

    Part files are moved or removed. A call after an interrupted one completes it: a file below ``cleaned`` is whole. So
    ``cleaned`` must be new at the first call. A source of which everything was dropped has no file if it is one
    document, and an empty one otherwise.

    Args:
        sources, tasks: as they were planned.
        parts: the folder that `rewrite` wrote to.
        cleaned: the folder to make.
        config: with the shape that `rewrite` wrote; the defaults where None.
        keep: called before parts are removed of which a file is made, to make what was written safe.
    """
    config = config or InputConfig()
    to, names = config.to, targets(sources, config.to, config.html_format)
    found: dict[str, list[Path]] = {}
    for task in tasks:
        for piece in task.pieces:
            found.setdefault(names[piece.source], []).append(part(parts, piece))
    shapes = {name: FORMATS[shape(source, to)] for name, source in zip(names, sources, strict=True)}
    cleaned.mkdir(parents=True, exist_ok=True)
    for name, paths in found.items():
        target = cleaned / name
        if name.endswith("/"):
            _move_folders(paths, target)
        elif not target.exists():
            _join(shapes[name], [path for path in paths if path.exists()], target, keep)
        for path in paths:
            path.unlink(missing_ok=True)


def _join(made: Format, paths: list[Path], target: Path, keep: Callable[[], None]) -> None:
    begun = is_begun(target)
    if not paths and not begun:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if len(paths) == 1 and not begun:
        paths[0].replace(target)
    else:
        made.join(paths, target, keep)


def _move_folders(paths: list[Path], target: Path) -> None:
    """Move the texts of every part to one folder; their names are record numbers, so no two are the same."""
    target.mkdir(parents=True, exist_ok=True)
    for path in paths:
        if path.is_dir():
            for file in sorted(path.iterdir()):
                file.replace(target / file.name)
            path.rmdir()
