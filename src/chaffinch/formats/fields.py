"""Name the fields that the records of an input have, for a user who named another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from chaffinch.errors import DocumentError
from chaffinch.formats import parquet_files, separated
from chaffinch.formats.compression import lines
from chaffinch.formats.discovery import Source

__all__ = ["RECORDS", "field_names"]

RECORDS = ("jsonl", "csv", "parquet")
"""Kinds of files whose records have named fields."""

_SOURCES = 5  # files that are looked at: those of one crawl are mostly alike
_LINES = 100  # records of each JSONL file: later ones seldom have fields of their own


def field_names(sources: Sequence[Source]) -> list[str]:
    """Give the names of the fields in the first records of the first files, in order of appearance.

    A file that cannot be read has none: it is told of as a failure.
    """
    found: dict[str, None] = {}
    for source in [source for source in sources if source.kind in RECORDS][:_SOURCES]:
        try:
            found |= dict.fromkeys(_NAMES[source.kind](source))
        except DocumentError:
            continue
    return list(found)


def _of_lines(source: Source) -> Iterator[str]:
    for line in islice(lines(source), _LINES):
        try:
            record = msgspec.json.decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            continue
        if isinstance(record, Mapping):
            yield from record


def _of_rows(source: Source) -> Iterator[str]:
    header, _ = separated.open_rows(source)
    yield from header.columns


def _of_table(source: Source) -> Iterator[str]:
    with parquet_files.open_table(source) as file:
        yield from file.schema_arrow.names


_NAMES: Mapping[str, Callable[[Source], Iterator[str]]] = {"jsonl": _of_lines, "csv": _of_rows, "parquet": _of_table}
