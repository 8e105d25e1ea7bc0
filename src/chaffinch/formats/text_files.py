"""Read a plain text or Markdown file as one document, write it in its own encoding, and restore it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from chaffinch.apply import restore
from chaffinch.errors import DocumentError
from chaffinch.formats.compression import salvaged, slurp, write_blocks
from chaffinch.formats.encodings import decode, decode_as, encode, is_exact, written
from chaffinch.formats.format import Format, FullRecord, ReadJob, RestoreJob, WriteJob
from chaffinch.formats.record import Record
from chaffinch.formats.verdicts import Change, Original, Verdict

__all__ = ["TextFiles", "restore_text"]


class TextFiles(Format):
    """Text in any encoding that `encodings.decode` knows."""

    kind = "text"
    extensions = (".txt", ".md")
    single = True

    def records(self, job: ReadJob) -> Iterator[Record]:
        """Read the file; a compressed one up to any damage, which is a failure of its own."""
        try:
            data, damage = salvaged(job.source)
            text, encoding = decode(data)
        except DocumentError as error:
            yield Record(0, failure=str(error), stage="read")
            return
        yield Record(0, text, encoding=encoding)
        if damage:
            yield Record(1, id=f"{job.source.name}#1", failure=damage, stage="read")

    def rewrite(self, job: WriteJob, path: Path) -> Iterator[Original]:
        """Write the cleaned text; keep the bytes of the file if it is dropped, or if they cannot be rebuilt."""
        data, damage = salvaged(job.source)
        record = Record(0)
        with suppress(DocumentError):
            record.text, record.encoding = decode(data)
        verdict = job.judged(record, may_be_html=False)
        if record.text is None:
            job.expect_failure(0, "it is not text")
        elif damage:
            job.expect_failure(1, damage)
        if verdict and verdict.drop:
            yield job.original(0, data)
            return
        new, exact = _cleaned(record, verdict, data, job.config.encoding)
        if not exact:
            yield job.original(0, data)
        write_blocks(path, job.source.compression, [new])

    def full_records(self, job: WriteJob) -> Iterator[FullRecord]:
        """Read the file, which has no other fields."""
        data, damage = salvaged(job.source)
        try:
            record = FullRecord(0, Record(0, decode(data)[0]), {}, data)
        except DocumentError as error:  # then nothing else of the file is reported
            job.expect_failure(0, error)
            yield FullRecord(0, None, {}, data)
            return
        if damage:
            job.expect_failure(1, damage)
        yield record

    def restore(self, job: RestoreJob, changes: Iterator[Change]) -> None:
        """Write the text with its cuts put back, in the encoding that it had."""
        change = next(changes)
        job.write([restore_text(job, change, change.encoding or "utf-8")])


def _cleaned(record: Record, verdict: Verdict | None, data: bytes, chosen: str) -> tuple[bytes, bool]:
    """Give the bytes of the cleaned file, and whether the bytes of the file can be rebuilt from them and the edits."""
    encoding = record.encoding or "utf-8"
    into, edits = written(encoding, chosen), verdict.edits if verdict else ()
    if not edits and into == encoding:
        return data, True
    new = encode((verdict.cleaned if verdict and edits else record.text) or "", into)
    return new, is_exact(encoding) and encode(restore(decode_as(new, into), edits), encoding) == data


def restore_text(job: RestoreJob, change: Change, encoding: str) -> bytes:
    """Give the bytes of a file that is one text, from its original or from the cleaned text and its cuts."""
    if change.original is not None:
        return change.original
    data, into = slurp(job.stored), written(encoding, job.config.encoding)
    if not change.edits and into == encoding:
        return data
    return encode(restore(decode_as(data, into), change.edits), encoding)
