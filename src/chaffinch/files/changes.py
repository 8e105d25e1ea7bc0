"""What a record of an input became, where it is not in the cleaned corpus as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chaffinch.model import Edit

__all__ = ["Change"]


@dataclass(frozen=True, slots=True)
class Change:
    """A record that does not stand in the cleaned corpus as it was.

    Attributes:
        source: its name.
        record: its number.
        kept: it is in the cleaned corpus; an original that is no document, such as a blank line, is not.
        edits: what was cut, sorted.
        original: its bytes, where they were kept.
        encoding: as in the table of documents.
        marked: it was written with marked passages.
    """

    source: str
    record: int
    kept: bool = True
    edits: Sequence[Edit] = ()
    original: bytes | None = None
    encoding: str | None = None
    marked: bool = False
