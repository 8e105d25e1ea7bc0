"""What was decided about a record, what is kept of it, and how one judges the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chaffinch.apply import moved, restore
from chaffinch.config import InputConfig
from chaffinch.errors import RunError
from chaffinch.formats.discovery import Piece, Source
from chaffinch.formats.record import Record, looks_like_html
from chaffinch.model import Edit

__all__ = ["Job", "Original", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a document.

    Attributes:
        drop: it goes as a whole.
        cleaned: its text after the cut; of a document that was extracted from HTML and is dropped, its text.
        edits: what `apply` cut.
        marks: passages that are only marked: ``start`` and ``stop`` in the original text, and anything else.
        known: what is known of it, for outputs of another shape than the input: ``id``, ``host``, ``date``, ``title``,
            ``author``, ``site``.
    """

    drop: bool = False
    cleaned: str | None = None
    edits: Sequence[Edit] = ()
    marks: Sequence[Mapping[str, object]] = ()
    known: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text before any cut, where ``cleaned`` is given."""
        return restore(self.cleaned or "", self.edits)

    def marked(self) -> list[dict[str, object]]:
        """Give the marks with their places in the cleaned text, beside which they will stand."""
        return [
            {**mark, **{end: moved(self.edits, int(str(mark[end]))) for end in ("start", "stop")}}
            for mark in self.marks
        ]


FAILED = Verdict(drop=True)
"""The verdict on a record that has no text."""


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a record that the cleaned corpus and the edits do not give back.

    Attributes:
        source: index in the list of sources.
        record: its number; -1 for the header of a CSV file.
        bytes: as they stand in the file, decompressed, line end included; of Parquet an Arrow stream with this row and
            perhaps some that follow; of HTML the extracted text.
    """

    source: int
    record: int
    bytes: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of a source that is to be written, with all that is decided about it."""

    source: Source
    piece: Piece
    config: InputConfig
    verdicts: Mapping[tuple[int, int], Verdict]

    def given(self, number: int) -> Verdict | None:
        """Give the verdict on a record that has one."""
        return self.verdicts.get((self.piece.source, number))

    def judged(self, record: Record) -> Verdict | None:
        """Give the verdict on a record; one without stays as it is, unless it has failed.

        It has if it has no text; or if it is HTML, since what was extracted from it always has a verdict.

        Raises:
            RunError: the text is not the one that was judged.
        """
        verdict = self.given(record.number)
        if record.text is None:
            return FAILED
        if looks_like_html(record.text) and not self.source.single:
            return verdict or FAILED
        for edit in verdict.edits if verdict else ():
            if record.text[edit.start : edit.stop] != edit.text:
                raise RunError(
                    f"{self.source.path} changed while it was cleaned (record {record.number}); start over with --fresh"
                )
        return verdict

    def original(self, number: int, data: bytes) -> Original:
        """Keep the bytes of a record."""
        return Original(self.piece.source, number, data)
