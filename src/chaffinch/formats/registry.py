"""List the formats of files, and look one up by the kind of a source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chaffinch.formats.format import Format
from chaffinch.formats.html_files import HtmlFiles
from chaffinch.formats.jsonl import JsonLines
from chaffinch.formats.parquet_files import ParquetFiles
from chaffinch.formats.separated import SeparatedFiles
from chaffinch.formats.sources import Source
from chaffinch.formats.text_files import TextFiles
from chaffinch.formats.warc import WarcFiles

__all__ = ["FORMATS", "KINDS", "PACKED", "RECORDS", "format_of", "require_packages"]

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


def require_packages(sources: Iterable[Source]) -> None:
    """Check that the packages are installed that the formats of some sources need.

    Raises:
        MissingExtra: one is not; the message names the extra that brings it.
    """
    for kind in sorted({source.kind for source in sources}):
        FORMATS[kind].require()
