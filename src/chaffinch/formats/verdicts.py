"""Hold what was decided about a record, what a run keeps of it, and how it differs in the cleaned corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from msgspec import Struct, field

from chaffinch.apply import moved, restore
from chaffinch.model import Edit

__all__ = ["FAILED", "Change", "Original", "Verdict"]


class Verdict(Struct, frozen=True):
    """What is decided about a document.

    Attributes:
        drop: the whole document is removed.
        cleaned: its text after the cut; of a dropped document that was extracted from HTML, its text.
        edits: the cuts that `apply` made; their positions count the head, too.
        marks: passages that are only marked: ``start`` and ``stop`` in the original text, and any other fields.
        known: what the run knows of it, for outputs of another shape than the input: ``id``, ``host``, ``date``,
            ``title``, ``author``, ``site``.
        head: how many code points of ``cleaned`` are what a page says of itself, before its text.
    """

    drop: bool = False
    cleaned: str | None = None
    edits: Sequence[Edit] = ()
    marks: Sequence[Mapping[str, object]] = ()
    known: Mapping[str, str | None] = field(default_factory=dict)
    head: int = 0

    @classmethod
    def of_page(cls, text: str, edits: Sequence[Edit], head: str, **others: Any) -> Verdict:
        """Give the verdict on a page whose text gets a head.

        Args:
            text: after the cut.
            edits: the cuts, with positions in that text.
            head: what stands before it.
            others: the other attributes.
        """
        behind = [replace(edit, position=edit.position + len(head)) for edit in edits]
        return cls(cleaned=head + text, edits=behind, head=len(head), **others)

    @property
    def text(self) -> str:
        """The text before any cut, where ``cleaned`` is given."""
        return restore(self.cleaned or "", self.edits)[self.head :]

    def marked(self) -> list[dict[str, object]]:
        """Give the marks with their offsets in the cleaned text, beside which they are written."""
        return [
            {**mark, **{end: self.head + moved(self.edits, int(str(mark[end]))) for end in ("start", "stop")}}
            for mark in self.marks
        ]


FAILED = Verdict(drop=True)
"""The verdict on a record that has no text."""


class Original(Struct, frozen=True):
    """The bytes of a record that the cleaned corpus and the edits do not give back.

    Attributes:
        source: index in the list of sources.
        record: its number; -1 for what precedes the first record, such as the header of a CSV file.
        bytes: as in the file, decompressed, line end included; of Parquet an Arrow stream with this row and perhaps
            rows that follow; of HTML the extracted text.
    """

    source: int
    record: int
    bytes: bytes


class Change(Struct, frozen=True):
    """A record that the cleaned corpus does not hold as it was.

    Attributes:
        source: name of its source.
        record: its number.
        kept: it is in the cleaned corpus; an original that is no document, such as a header, is not.
        edits: the cuts, sorted.
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
