"""Define what a format of files is: the protocol that each format implements, and the values that its methods take.

One module holds all that is particular to its format, and one class in it implements `Format`; `registry` lists them.
Code that is common to all formats is in `read`, `write`, `restore`, `splits` and `assemble`, which look the
format up by the kind of the source and know no format by name.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError, RunError
from chaffinch.formats.compression import COMPRESSIONS, write_blocks
from chaffinch.formats.extraction import Extract, holds_page
from chaffinch.formats.joining import join_bytes
from chaffinch.formats.record import Record
from chaffinch.formats.sources import Piece, Source
from chaffinch.formats.verdicts import FAILED, Change, Original, Verdict

__all__ = ["Format", "FullRecord", "ReadJob", "RestoreJob", "WriteJob", "whole"]


class ReadJob(Struct, frozen=True):
    """A piece of a source that is to be read.

    Attributes:
        source, piece: what to read.
        config: names of fields.
        extract: extracts the text of HTML.
        skipped: a count of the records that are no documents, by a name for each kind of them; to be added to.
    """

    source: Source
    piece: Piece
    config: InputConfig
    extract: Extract
    skipped: Counter[str]


class WriteJob(Struct, frozen=True):
    """A piece of a source that is to be written, with all that is decided about it.

    Attributes:
        source, piece: what to write.
        config: names of fields, and the shape that is asked for.
        verdicts: by index of the source and number of the record.
    """

    source: Source
    piece: Piece
    config: InputConfig
    verdicts: Mapping[tuple[int, int], Verdict]

    def given(self, number: int) -> Verdict | None:
        """Give the verdict on a record; None where there is none."""
        return self.verdicts.get((self.piece.source, number))

    def judged(self, record: Record, *, may_be_html: bool = True) -> Verdict | None:
        """Give the verdict on a record; None for a record that stays as it is.

        Args:
            record: as it is read again.
            may_be_html: its text may be a page. Then it has a verdict, as every extracted text has, or has failed.

        Raises:
            RunError: the text is not the one that was judged.
        """
        verdict = self.given(record.number)
        if record.text is None:
            return FAILED
        if may_be_html and holds_page(record):
            return verdict or FAILED
        for edit in verdict.edits if verdict else ():
            if record.text[edit.start : edit.stop] != edit.text:
                raise RunError(
                    f"{self.source.path} changed while it was cleaned (record {record.number}); start over with --fresh"
                )
        return verdict

    def original(self, number: int, data: bytes) -> Original:
        """Make the original of a record from its bytes."""
        return Original(self.piece.source, number, data)

    def expect_failure(self, number: int, error: DocumentError | OSError | str) -> None:
        """Make sure that reading has reported what writing now meets, so that no record vanishes.

        Args:
            number: of the record that cannot be read.
            error: why it cannot.

        Raises:
            RunError: reading met no failure at this record.
        """
        if self.given(number) != FAILED:
            raise RunError(
                f"{self.source.path} was read, but cannot be read again to be written (record {number}: {error}); "
                "if the file changed, start over with --fresh, else repair it or leave it out of the input"
            )


class RestoreJob(Struct, frozen=True):
    """A file of the input that is to be restored.

    Attributes:
        source: the file as the run knew it; its path need not exist any more.
        cleaned: the path of the cleaned file.
        out: the path of the file to make.
        config: as in the run.
    """

    source: Source
    cleaned: Path
    out: Path
    config: InputConfig

    @property
    def stored(self) -> Source:
        """The cleaned file, to be read as the source was."""
        return replace(self.source, path=self.cleaned)

    def write(self, blocks: Iterable[bytes]) -> None:
        """Write the file in the compression of the source."""
        write_blocks(self.out, self.source.compression, blocks)


class FullRecord(NamedTuple):
    """A record with all its fields, to be written in another shape.

    Attributes:
        number: its number; -1 for what precedes the first record.
        record: None for bytes between records, such as a header or a blank line.
        fields: all fields by their names; empty where the format has none.
        raw: the bytes that give it back; None where other means do.
    """

    number: int
    record: Record | None
    fields: Mapping[str, Any]
    raw: bytes | None


class Format(Protocol):
    """A format of files: how its files become records, and records become files again.

    Every record has a number, by which verdicts are found: reading, rewriting and reading for conversion must count
    alike. Whatever is wrong with a record is a `Record` with ``failure`` and ``stage``, never an error.

    Attributes:
        kind: the name of the format in ``Source.kind``.
        extensions: of its files, in small letters, with the dot.
        packed: the compressions that its files can have.
        single: each file is one document.
        has_fields: records have named fields, so a configuration names the field of the text.
        is_extracted: every text is extracted from HTML. Then every document has a verdict, and what is restored is the
            extracted text.
        has_marks: its records have a field for marked passages.
        rewrites: cleaned records can be written with `rewrite`. A format without it, such as an archive of pages, is
            always converted, and needs neither `rewrite` nor `restore`.
    """

    kind: ClassVar[str]
    extensions: ClassVar[tuple[str, ...]]
    packed: ClassVar[tuple[str, ...]] = tuple(COMPRESSIONS.values())
    single: ClassVar[bool] = False
    has_fields: ClassVar[bool] = False
    is_extracted: ClassVar[bool] = False
    has_marks: ClassVar[bool] = False
    rewrites: ClassVar[bool] = True

    @property
    def cleaned(self) -> str:
        """The kind of the cleaned files, where no other is asked for."""
        return self.kind

    def require(self) -> None:
        """Check that the packages are installed that this format needs.

        Raises:
            MissingExtra: one is not.
        """
        return

    def split(self, index: int, source: Source, task_bytes: int) -> Iterator[Piece]:
        """Cut a file of more than ``task_bytes`` into pieces that can be read on their own.

        Args:
            index: of the source in the list of sources.
            source: the file.
            task_bytes: the size to aim at.

        Raises:
            DocumentError, OSError: it cannot be read; it is one piece then.
        """
        yield whole(index, source)

    def field_names(self, source: Source) -> Iterator[str]:
        """Give the names of the fields of the first records of a file, where records have fields.

        Raises:
            DocumentError: the file cannot be read.
        """
        yield from ()

    @abstractmethod
    def records(self, job: ReadJob) -> Iterator[Record]:
        """Read the records of a piece."""

    def rewrite(self, job: WriteJob, path: Path) -> Iterator[Original]:
        """Write the cleaned records of a piece to a part file, in the shape of the input.

        A record without a verdict must come out as the same bytes.

        Yields:
            The originals of what the cleaned records and the edits do not give back.

        Raises:
            DocumentError: nothing of the piece can be read; reading has reported that at its first record.
            RunError: the file is not what it was when it was read.
        """
        raise TypeError(f"{self.kind} files are always converted")

    @abstractmethod
    def full_records(self, job: WriteJob) -> Iterator[FullRecord]:
        """Read a piece to write it in another shape: every record, and all bytes between records.

        Raises:
            DocumentError, RunError: as `rewrite`.
        """

    def restore(self, job: RestoreJob, changes: Iterator[Change]) -> None:
        """Write the file that a cleaned one was.

        Args:
            job: with the cleaned file.
            changes: to its records, one or more, sorted by number.
        """
        raise TypeError(f"{self.kind} files are always converted")

    def restore_from_originals(self, job: RestoreJob, originals: Iterator[bytes]) -> None:
        """Write the file of which nothing but originals is left; by default their bytes one after another.

        Args:
            job: without a cleaned file of this format.
            originals: one or more, sorted by number.
        """
        write_blocks(job.out, job.source.compression if self.rewrites else "", originals)

    def join(self, parts: Sequence[Path], target: Path, keep: Callable[[], None]) -> None:
        """Join two or more part files to one cleaned file; by default their bytes, see `join_bytes`."""
        join_bytes(parts, target, keep)

    def default_id(self, source: Source, number: int) -> str:
        """Name a record that has no id of its own.

        Args:
            source: its file.
            number: its number there.
        """
        return source.name if self.single else f"{source.name}#{number}"


def whole(index: int, source: Source) -> Piece:
    """Give a source as one piece.

    >>> whole(3, Source(Path("x"), "x", "csv", "", 40))
    Piece(source=3, start=0, stop=40, record=0)
    """
    return Piece(index, 0, source.size, 0)
