"""List the formats of files, and look one up by the kind of a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from chaffinch.errors import MissingExtra
from chaffinch.formats.format import Format
from chaffinch.formats.html_files import HtmlFiles
from chaffinch.formats.jsonl import JsonLines
from chaffinch.formats.parquet_files import ParquetFiles
from chaffinch.formats.separated import SeparatedFiles
from chaffinch.formats.sources import Source
from chaffinch.formats.text_files import TextFiles
from chaffinch.formats.warc import WarcFiles

__all__ = ["FORMATS", "KINDS", "PACKED", "RECORDS", "format_of", "without_packages"]

_ALL: tuple[Format, ...] = (TextFiles(), HtmlFiles(), JsonLines(), SeparatedFiles(), ParquetFiles(), WarcFiles())

FORMATS: Mapping[str, Format] = {one.kind: one for one in _ALL}
"""Every format by its kind."""

KINDS: Mapping[str, str] = {extension: one.kind for one in _ALL for extension in one.extensions}
"""The kind of a file by its extension."""

PACKED: Mapping[str, tuple[str, ...]] = {one.kind: one.packed for one in _ALL}
"""The compressions that files of each kind can have."""

RECORDS = tuple(one.kind for one in _ALL if one.has_fields)
"""Kinds of files whose records have named fields."""


def format_of(source: Source) -> Format:
    """Give the format of a source."""
    return FORMATS[source.kind]


def without_packages(sources: Sequence[Source], *, strict: bool = False) -> list[Source]:
    """Give sources; those of a format whose packages are not installed with that as their failure.

    Args:
        sources: any.
        strict: whether it is an error if nothing else is among them.

    Raises:
        MissingExtra: nothing else is; the message names the extra that brings the package.
    """
    missing: dict[str, MissingExtra] = {}
    for kind in sorted({source.kind for source in sources}):
        try:
            FORMATS[kind].require()
        except MissingExtra as error:
            missing[kind] = error
    if strict and missing and all(source.kind in missing for source in sources):
        raise next(iter(missing.values()))
    return [replace(s, failure=str(missing[s.kind])) if s.kind in missing else s for s in sources]
