"""Read, rewrite and restore files with one JSON object a line; `json_text` changes the text in a line."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats import json_text
from chaffinch.formats.compression import open_output, salvaged
from chaffinch.formats.encodings import DAMAGED
from chaffinch.formats.extraction import holds_page
from chaffinch.formats.format import Format, FullRecord, ReadJob, RestoreJob, WriteJob, whole
from chaffinch.formats.json_text import value_range, well_formed
from chaffinch.formats.line_coding import Coding, coded_lines, coding_of
from chaffinch.formats.record import DESCRIBED, Record, as_text, damage, lenient, nested
from chaffinch.formats.rows import merged, readable
from chaffinch.formats.sources import Piece, Source
from chaffinch.formats.verdicts import Change, Original, Verdict
from chaffinch.text import is_nearly_utf8, is_utf8

__all__ = ["JsonLines", "fields", "parse", "read_line"]

_LOOKED_AT = 100  # records of a file whose field names are given: later ones seldom have fields of their own
_BLOCK = 1 << 20  # bytes in which line ends are counted


class JsonLines(Format):
    """Lines of JSON; the number of a record is that of its line, and a blank line is no record."""

    kind = "jsonl"
    extensions = (".jsonl", ".ndjson", ".json-lines")
    has_fields = True
    has_marks = True

    def split(self, index: int, source: Source, task_bytes: int) -> Iterator[Piece]:
        """Cut at line ends: each piece ends with the line in which it reaches ``task_bytes``.

        A compressed file is one piece, and so is one in UTF-16 or UTF-32, where a byte for a line end may be part of a
        letter.
        """
        if source.compression or coding_of(source).is_wide or _other_layout(source):
            yield whole(index, source)
            return
        with source.path.open("rb") as stream:
            start = record = 0
            while start < source.size:
                stream.seek(start + task_bytes - 1)
                stream.readline()
                stop = max(min(stream.tell(), source.size), start + 1)
                if start + task_bytes >= source.size:
                    stop = source.size
                yield Piece(index, start, stop, record)
                stream.seek(start)
                record += _count_lines(stream, stop - start)
                start = stop

    def field_names(self, source: Source) -> Iterator[str]:
        """Give the names of the fields of the first lines."""
        coding = coding_of(source)
        for line in islice(coded_lines(source, None, coding), _LOOKED_AT):
            try:
                record = msgspec.json.decode(well_formed(coding.decoded(line).removeprefix(codecs.BOM_UTF8)))
            except (msgspec.MsgspecError, ValueError, RecursionError):
                continue
            if isinstance(record, Mapping):
                yield from record
                inner = [(name, value) for name, value in record.items() if isinstance(value, Mapping)]
                yield from (f"{name}.{key}" for name, value in inner for key in value)

    def records(self, job: ReadJob) -> Iterator[Record]:
        """Read each line."""
        number = job.piece.record
        try:
            coding = coding_of(job.source, job.piece)
            if not job.piece.start and (layout := _other_layout(job.source)):
                raise DocumentError(layout)
            for line in coded_lines(job.source, job.piece, coding):
                if record := read_line(line, number, coding, job.config):
                    yield record
                number += 1
        except DocumentError as error:
            yield Record(number, failure=str(error), stage="read")

    def rewrite(self, job: WriteJob, path: Path) -> Iterator[Original]:
        """Write each line that stays, with the characters cut out of its text; no other byte changes.

        In UTF-8 a line of another encoding, or with broken bytes, is written as what was read of it.
        """
        if not job.piece.start and (layout := _other_layout(job.source)):
            job.expect_failure(0, layout)
            yield job.original(0, salvaged(job.source)[0])
            return
        coding = coding_of(job.source, job.piece)
        rows = readable(job, coded_lines(job.source, job.piece, coding))
        in_utf8 = job.config.encoding != "same"
        if coding.mark and in_utf8:
            yield job.original(-1, coding.mark)
        with open_output(path, job.source.compression) as stream:
            stream.write(b"" if in_utf8 else coding.mark)
            for number, line in enumerate(rows, job.piece.record):
                new, exact = _cleaned(job, number, line, coding)
                if in_utf8 and not is_utf8(new):
                    new, exact = lenient(new).encode(), False
                stream.write(new)
                if not exact:
                    yield job.original(number, line)

    def full_records(self, job: WriteJob) -> Iterator[FullRecord]:
        """Read each line with all its fields."""
        if not job.piece.start and (layout := _other_layout(job.source)):
            job.expect_failure(0, layout)
            yield FullRecord(0, None, {}, salvaged(job.source)[0])
            return
        coding = coding_of(job.source, job.piece)
        if coding.mark:
            yield FullRecord(-1, None, {}, coding.mark)
        rows = readable(job, coded_lines(job.source, job.piece, coding))
        number = job.piece.record - 1
        for number, line in enumerate(rows, job.piece.record):
            record = read_line(line, number, coding, job.config)
            good = record is not None and record.text is not None
            found = fields(coding.decoded(line).removeprefix(codecs.BOM_UTF8)) if good else {}
            yield FullRecord(number, record, found, line)
        if number < 0 and not coding.mark:  # of an empty file nothing else tells that it was there
            yield FullRecord(-1, None, {}, b"")

    def restore(self, job: RestoreJob, changes: Iterator[Change]) -> None:
        """Write the lines, with cuts put back into their texts."""
        field, in_utf8 = job.config.text_field, job.config.encoding != "same"
        coding = Coding() if in_utf8 else coding_of(job.stored)
        wide = coding if coding.is_wide else Coding()

        def rebuild(line: bytes, change: Change) -> bytes:
            if not (in_utf8 or change.edits or change.marked):
                return line
            own = wide if wide.is_wide else Coding.named(change.encoding)
            body = line if in_utf8 or own.is_utf8 else own.decoded(line)
            return own.encoded(json_text.rebuilt(body, field, change.edits, marked=change.marked))

        def rows() -> Iterator[bytes]:
            yield wide.mark
            yield from merged(coded_lines(job.stored, None, wide), changes, rebuild)

        job.write(rows())


def _other_layout(source: Source) -> str:
    """Say what a file is that has JSON, but not a record a line; empty for JSONL.

    Raises:
        DocumentError: nothing can be read.
    """
    coding = coding_of(source)
    lines = (coding.decoded(line).removeprefix(codecs.BOM_UTF8).strip() for line in coded_lines(source, None, coding))
    try:
        first, second = (next((line for line in lines if line), b"") for _ in range(2))
    except (DocumentError, UnicodeDecodeError):
        return ""
    if first.startswith(b"[") and _is_open(first, list):
        return "a JSON array, not a record a line; turn it into one with: jq -c '.[]' FILE > FILE.jsonl"
    if first.startswith(b"{") and second[:1] in (b'"', b"}") and _is_open(first, dict):
        return "JSON over several lines, not a record a line; turn it into one with: jq -c . FILE > FILE.jsonl"
    return ""


def _is_open(line: bytes, kind: type) -> bool:
    """Tell whether a value begins in a line and does not end there; or, of a list, whether it holds records."""
    try:
        value = msgspec.json.decode(well_formed(line))
    except RecursionError:
        return False
    except (msgspec.MsgspecError, ValueError) as error:
        return "truncated" in str(error)
    return kind is list and bool(value) and all(isinstance(one, dict) for one in value)


def _count_lines(stream: BinaryIO, length: int) -> int:
    lines = 0
    while length > 0 and (block := stream.read(min(_BLOCK, length))):
        lines += block.count(b"\n")
        length -= len(block)
    return lines


def _cleaned(job: WriteJob, number: int, line: bytes, coding: Coding) -> tuple[bytes, bool]:
    """Give the line as it is written (nothing if dropped), and whether it can be rebuilt from that and the edits."""
    verdict, in_utf8 = job.given(number), job.config.encoding != "same"
    if verdict is None and (not in_utf8 or (coding.is_utf8 and is_utf8(line))):
        return line, True  # not parsed: a line that failed, or was extracted from HTML, has a verdict
    if verdict and verdict.drop and not verdict.edits:
        return b"", False
    record = read_line(line, number, coding, job.config)
    verdict = job.judged(record or Record(number))
    if record is None or (verdict and verdict.drop):  # a blank line of a file that is turned into UTF-8, or dropped
        return b"", False
    whole = coding.decoded(line)
    new, exact = _changed(whole, record, verdict, job.config.text_field)
    if in_utf8:
        return new, exact and Coding.named(record.encoding).encoded(whole) == line
    return coding.encoded(new), exact and coding.encoded(whole) == line


def _changed(line: bytes, record: Record, verdict: Verdict | None, field: str) -> tuple[bytes, bool]:
    """Give a line in UTF-8 with its cleaned text, and whether its edits give it back."""
    exact = True
    if verdict is None:
        return line, exact
    if holds_page(record):
        line, exact = json_text.replace_text(line, field, verdict.cleaned or ""), False
    elif verdict.edits:
        line, exact = json_text.splice(line, field, verdict.edits)
    if verdict.marks:  # restoring takes the same field away first
        line = json_text.add_marks(line, verdict.marked())
    return line, exact


def read_line(line: bytes, number: int, coding: Coding, config: InputConfig) -> Record | None:
    """Read one line as it is in the file; None where it is blank."""
    try:
        body = coding.decoded(line)
    except UnicodeDecodeError as error:
        return Record(number, failure=f"not text: {error}", stage="read", encoding=coding.name)
    body = body.removeprefix(codecs.BOM_UTF8)  # also of a later line: files are joined with their marks
    if not body or body.isspace():
        return None
    record = parse(body, number, config)
    if record.text is not None:
        record.encoding = coding.name if is_utf8(body) else f"{coding.name}{DAMAGED}"
        if coding.is_utf8 and body not in line:
            record.encoding = f"{coding.name}{DAMAGED}" if is_nearly_utf8(line) else "cp1252"
    return record


def parse(line: bytes, number: int, config: InputConfig) -> Record:
    r"""Read one line of UTF-8; what is wrong with it becomes its failure.

    Where a little of it is not text it is read as U+FFFD, see `json_text.well_formed`.

    >>> parse(b'{"text": "a\\u00e9", "id": 7}\n', 3, InputConfig()).text
    'aé'
    >>> parse(b'{"text": 1}', 0, InputConfig()).failure
    "field 'text' is a number, not a text"
    """
    decode, get = _decoder(config)
    try:
        values = get(decode(line))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        try:
            values = _damaged(line, config)
        except DocumentError as error:
            return Record(number, failure=str(error), stage="read")
    text, *others = values
    if not isinstance(text, str):
        return Record(number, failure=_no_text(text, config.text_field), stage="read")
    record = Record(number, text, *map(as_text, others))
    record.encoding = "utf-8"
    return record


def _damaged(line: bytes, config: InputConfig) -> Sequence[Any]:
    """Read a line that a strict parser refuses; raise DocumentError where it is not an object, or hardly any text."""
    decode, get = _decoder(config)
    whole = well_formed(line)
    try:
        values = get(decode(whole))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        try:
            values = _lenient(whole, config)
        except (ValueError, RecursionError):
            raise DocumentError(f"not a JSON object: {error}") from error
    start, stop = value_range(line, config.text_field)
    if start >= 0 and (why := damage(line[start + 1 : stop - 1])):
        raise DocumentError(why)
    return cast(Sequence[Any], values)


@lru_cache(maxsize=8)
def _decoder(config: InputConfig) -> tuple[Callable[[bytes], Any], Callable[[Any], Any]]:
    """Make a decoder that decodes the fields that are read; it skips the others."""
    paths = _paths(config)
    tops = dict.fromkeys(name for field in paths for name in (field, field.partition(".")[0]))
    names = {field: f"f{index}" for index, field in enumerate(tops)}
    fields = [(name, Any, None) for name in names.values()]
    row = msgspec.defstruct("Row", fields, rename={name: field for field, name in names.items()}, gc=False)
    decode = msgspec.json.Decoder(row).decode
    if not any("." in field for field in paths):
        return decode, attrgetter(*(names[field] for field in paths))

    def get(found: Any) -> list[object]:
        tree = {field: value for field, name in names.items() if (value := getattr(found, name)) is not None}
        return [nested(tree, field) for field in paths]

    return decode, get


def _paths(config: InputConfig) -> tuple[str, ...]:
    names = (config.id_field, config.host_field, config.url_field, config.date_field, config.markup_field)
    return config.text_field, *names, *DESCRIBED


def _lenient(line: bytes, config: InputConfig) -> list[Any]:
    """Read a line with NaN or Infinity, which Python writes and JSON does not allow; raise ValueError for any other."""
    tree = json.loads(line.decode())
    if not isinstance(tree, dict):
        raise ValueError("no object")
    return [nested(tree, field) for field in _paths(config)]


def _no_text(value: object, field: str) -> str:
    if value is None:
        return f"no text: field {field!r} is missing or null"
    kind = {bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return f"field {field!r} is {kind.get(type(value), type(value).__name__)}, not a text"


def fields(line: bytes) -> dict[str, Any]:
    """Give all fields of a line that `parse` has found to be a JSON object; what is not text in them as U+FFFD."""
    try:
        tree = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError):
        line = well_formed(line)
        try:
            tree = msgspec.json.decode(line)
        except msgspec.DecodeError:
            tree = json.loads(line)
    return dict(tree)
