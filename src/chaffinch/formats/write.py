"""Write the cleaned records of a task as part files, and keep what these do not give back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats.assemble import is_converted, part
from chaffinch.formats.convert import convert
from chaffinch.formats.format import WriteJob
from chaffinch.formats.registry import format_of
from chaffinch.formats.sources import Source, Task
from chaffinch.formats.verdicts import Original, Verdict

__all__ = ["rewrite"]


def rewrite(
    task: Task,
    sources: Sequence[Source],
    config: InputConfig,
    verdicts: Mapping[tuple[int, int], Verdict],
    out: Path,
) -> Iterator[Original]:
    """Write the cleaned records of a task as part files, which `assemble` joins.

    A file that reading could not open is not written, and has no originals either: its failure is the record of it.

    Args:
        task: the same that was read.
        sources: all of them.
        config: names of fields, and the shape that is asked for.
        verdicts: by index of the source and number of the record. Documents extracted from HTML need one always, and so
            does every document where the shape is another than its file's; failed ones need `FAILED`. Other records
            without one come out as the same bytes.
        out: a folder for the part files.

    Yields:
        What the part files and the edits do not give back; the parts are whole when all was taken.

    Raises:
        RunError: a file is not what it was when it was read, or cannot be read any more.
    """
    for piece in task.pieces:
        source = sources[piece.source]
        job = WriteJob(source, piece, config, verdicts)
        write = convert if is_converted(source, config.to) else format_of(source).rewrite
        try:
            yield from write(job, part(out, piece))
        except DocumentError as error:
            job.expect_failure(piece.record, error)
