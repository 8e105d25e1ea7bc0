"""Read an HTML file as one document, whose text is extracted; write and restore that text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chaffinch.config import PAGES
from chaffinch.errors import DocumentError
from chaffinch.formats.compression import salvaged, write_blocks
from chaffinch.formats.extraction import extract_into
from chaffinch.formats.format import Format, FullRecord, ReadJob, RestoreJob, WriteJob
from chaffinch.formats.record import Record
from chaffinch.formats.text_files import restore_text
from chaffinch.formats.verdicts import FAILED, Change, Original

__all__ = ["HtmlFiles"]


class HtmlFiles(Format):
    """Pages; the cleaned file is text in UTF-8, since a text that was extracted cannot be put back into its markup."""

    kind = "html"
    extensions = PAGES
    single = True
    is_extracted = True

    @property
    def cleaned(self) -> str:
        """The cleaned files are text."""
        return "text"

    def records(self, job: ReadJob) -> Iterator[Record]:
        """Extract the page; of a compressed one up to any damage, which is a failure of its own."""
        record = Record(0)
        try:
            page, damage = salvaged(job.source)
        except DocumentError as error:
            record.failure, record.stage = str(error), "read"
            yield record
            return
        yield extract_into(record, page, job.extract)
        if damage:
            yield Record(1, id=f"{job.source.name}#1", failure=damage, stage="read")

    def rewrite(self, job: WriteJob, path: Path) -> Iterator[Original]:
        """Write the cleaned text, which the verdict holds; keep the text of a page that is dropped."""
        verdict = job.given(0) or FAILED
        if not verdict.drop:
            write_blocks(path, job.source.compression, [(verdict.cleaned or "").encode()])
            if verdict.head:  # no edit takes away what stands before a text
                yield job.original(0, verdict.text.encode())
        elif verdict.cleaned is not None:
            yield job.original(0, verdict.text.encode())

    def full_records(self, job: WriteJob) -> Iterator[FullRecord]:
        """Give the page; all that is known of it is in its verdict."""
        yield FullRecord(0, Record(0), {}, None)

    def restore(self, job: RestoreJob, changes: Iterator[Change]) -> None:
        """Write the text that was extracted from the page."""
        job.write([restore_text(job, next(changes), "utf-8")])
