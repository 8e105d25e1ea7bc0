"""Strip a text, or records of JSONL, from one stream to another."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from chaffinch.apply import moved
from chaffinch.cli.arriving import beginning, groups, lines, pieces, wide_lines
from chaffinch.config import Config, InputConfig
from chaffinch.errors import DocumentError, UsageError
from chaffinch.integrations.stripper import Stripped, Stripper
from chaffinch.model import Document, Removal

if TYPE_CHECKING:
    from chaffinch.formats import Coding, Record, Source

__all__ = ["notes", "opened", "strip_stream"]


def opened(file: str, *, jsonl: bool = False) -> IO[bytes]:
    """Open the file that is stripped, decompressed if the end of its name says that it is compressed.

    Args:
        file: its path.
        jsonl: whether its lines are read as records.

    Raises:
        UsageError: there is no such file, it is a folder, or it has records and would be read as one text.
    """
    from chaffinch.formats import RECORDS, Source, classify

    path = Path(file)
    if path.is_dir():
        raise UsageError(f"{file} is a folder; strip takes one file, and `chaffinch clean {file} --out RUN` a folder")
    if not path.exists():
        raise UsageError(f"no such file: {file}")
    kind, compression = classify(path.name) or ("", "")
    if kind in RECORDS and not (jsonl and kind == "jsonl"):
        how = "strip --jsonl" if kind == "jsonl" else "clean"
        more = "" if kind == "jsonl" else " --out RUN --text-field FIELD"
        raise UsageError(f"{file} has records, not one text; to strip their texts: chaffinch {how} {file}{more}")
    if not compression:
        return path.open("rb")
    return io.BufferedReader(_Decompressed(Source(path, path.name, kind, compression, path.stat().st_size)))


class _Decompressed(io.RawIOBase):
    """Reads a compressed file as a stream."""

    def __init__(self, source: Source) -> None:
        from chaffinch.formats import blocks

        self._blocks, self._left = blocks(source), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left and (block := next(self._blocks, None)) is not None:
            self._left = block
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def notes(config: Config, *, jsonl: bool, host: str | None) -> Iterator[str]:
    """Yield a line for each setting that has no effect on what `strip_stream` reads.

    Args:
        config, jsonl, host: as of `strip_stream`.
    """
    policy, field = config.policy, config.input.text_field
    if not jsonl and field != InputConfig().text_field:
        yield f"--text-field {field} has no effect without --jsonl: a single text has no fields"
    if not jsonl and "mark" in (policy.boilerplate, *policy.categories.values()):
        yield "the action mark has no effect without --jsonl: a single text has no field for marks"
    if host and not config.strip.profile:
        yield f"--host {host} has no effect without --profile, which has the templates of sites"
    if "boilerplate" in policy.categories and config.strip.level == "rules":
        yield "the category boilerplate has no effect at --strip-level rules: only the line model finds it"


def strip_stream(
    source: IO[bytes],
    sink: IO[bytes],
    *,
    jsonl: bool = False,
    text_field: str = "text",
    host: str | None = None,
    config: Config | None = None,
) -> int:
    """Strip one text, or the records of JSONL line by line in bounded memory.

    Records are written as soon as nothing else has arrived. A text in UTF-8 longer than twice `PIECE` is stripped
    in pieces. A text is written in UTF-8, or in its own encoding if ``config.input.encoding`` is ``same``; a message on
    stderr names another encoding than UTF-8. Of an HTML page, also as the text of a record, the main text is extracted
    first. A record keeps every byte but those cut from its text; a line in cp1252 becomes UTF-8, and so do lines in
    UTF-16 or UTF-32 unless ``encoding`` is ``same``. Lines that are no records are copied unchanged, and a message on
    stderr counts them.

    Args:
        source, sink: streams of bytes.
        jsonl: whether each line is a record.
        text_field: the field of a record that has the text.
        host: the site of the text, for the site templates of ``config.strip.profile``; records have their own.
        config: the settings, of which ``input``, ``strip`` and ``policy`` are used; the defaults where None.

    Returns:
        The number of cuts.

    Raises:
        DocumentError: a single text is in no known encoding, or is a page without main text.
        RunError: the source cannot be read.
        BrokenPipeError: the reader of the sink closed it.
        OSError: the sink cannot be written, such as a file on a full disk.
    """
    config = config or Config()
    stripper = Stripper.of(config)
    if jsonl:
        return _strip_lines(source, sink, replace(config.input, text_field=text_field), stripper, host)
    parts = pieces(source)
    first, second = next(parts), next(parts, b"")
    if second and not _can_be_cut(first):
        first, second = b"".join((first, second, *parts)), b""
    cuts = _strip_piece(first, sink, config.input, stripper, host)
    for piece in filter(None, chain((second,), parts)):
        cuts += _strip_piece(piece, sink, config.input, stripper, host, may_be_page=False)
    return cuts


def _can_be_cut(first: bytes) -> bool:
    """Tell whether a long text can be stripped in pieces: in UTF-8 a line end is one byte; a page is a whole."""
    from chaffinch.formats import decode, looks_like_html

    text, encoding = decode(first)
    return encoding.startswith("utf-8") and not looks_like_html(text)


def _strip_piece(
    data: bytes, sink: IO[bytes], config: InputConfig, stripper: Stripper, host: str | None, *, may_be_page: bool = True
) -> int:
    """Strip a text, or one piece of a long one, and write it; give the number of cuts."""
    from chaffinch.formats import decode, encode, host_of, looks_like_html, written
    from chaffinch.html import Extractor

    text, encoding = decode(data)
    into = written(encoding, config.encoding)
    if encoding not in ("utf-8", into):
        print(f"chaffinch: read as {encoding}, written as {into}", file=sys.stderr)
    document, head = Document("", text, host=host), ""
    if may_be_page and looks_like_html(text):
        with Extractor(config) as extract:
            found = extract(data)
        document = Document("", found.text, host=host or host_of(found.url), markup=found.markup)
        head = _head(found, config)
    done = stripper(document)
    sink.write(encode(head + done.text, into))
    sink.flush()
    return len(done.edits)


def _strip_lines(source: IO[bytes], sink: IO[bytes], config: InputConfig, stripper: Stripper, host: str | None) -> int:
    from chaffinch.formats import Coding, parse
    from chaffinch.html import Extractor

    cuts = invalid = number = 0
    first = ""
    coding, found = _coded(source, config)
    with Extractor(config) as extract:
        for raw in groups(found):
            read = [Coding().decoded(line) for line in raw]
            rows = (line.removeprefix(codecs.BOM_UTF8) for line in read)
            records = [_read(parse(row, number + i, config), extract) for i, row in enumerate(rows)]
            number += len(read)
            done = stripper.batch([_document(record, host) for record in records])
            each = zip(read, records, done, strict=True)
            sink.writelines(coding.encoded(_respliced(line, record, config, one)) for line, record, one in each)
            cuts += sum(len(one.edits) for one in done)
            without = [r for r, line in zip(records, read, strict=True) if r.text is None and not line.isspace()]
            if without and not invalid:
                first = f"line {without[0].number + 1:,}: {without[0].failure}"
            invalid += len(without)
            sink.flush()
    if invalid:
        what = f"{invalid:,} of {number:,} lines have no text in the field {config.text_field!r}; copied unchanged"
        print(f"chaffinch: {what} (the first is {first})", file=sys.stderr)
    return cuts


def _coded(source: IO[bytes], config: InputConfig) -> tuple[Coding, Iterator[bytes]]:
    """Give the encoding to write, and the lines, those of a wide encoding (UTF-16, UTF-32) in UTF-8."""
    from chaffinch.formats import HEAD, Coding, wide

    head = beginning(source, HEAD)
    if not (coding := wide(head)):
        return Coding(), lines(head, source)
    if config.encoding == "same":
        return coding, wide_lines(head.removeprefix(coding.mark), source, coding)
    print(f"chaffinch: read as {coding.name}, written as utf-8", file=sys.stderr)
    return Coding(), wide_lines(head.removeprefix(coding.mark), source, coding)


def _document(record: Record, host: str | None) -> Document:
    from chaffinch.formats import host_of

    return Document("", record.text or "", host=record.host or host_of(record.url) or host, markup=record.markup)


def _read(record: Record, extract: Callable[[str], Any]) -> Record:
    """Extract the text of a record whose text is an HTML page; it is None where nothing can be extracted."""
    from chaffinch.formats import EXTRACTED, holds_page

    if record.text is not None and holds_page(record):
        try:
            found = extract(record.text)
            record.text, record.encoding, record.markup = found.text, EXTRACTED, found.markup
            record.title, record.author = record.title or found.title, record.author or found.author
            record.date, record.url = record.date or found.date, record.url or found.url
        except DocumentError:
            record.text = None
    return record


def _head(page: Any, config: InputConfig) -> str:
    """Give what stands before the text of a page, if that is asked for."""
    from chaffinch.formats import page_head

    known = {name: getattr(page, name) for name in ("title", "author", "date", "url")}
    return page_head(known, page.markup) if config.with_metadata else ""


def _respliced(line: bytes, record: Record, config: InputConfig, done: Stripped) -> bytes:
    from chaffinch.formats import EXTRACTED, add_marks, replace_text, splice

    field, head = config.text_field, ""
    if record.text is not None and record.encoding == EXTRACTED:
        head = _head(record, config)
        line = replace_text(line, field, head + done.text)
    elif done.edits:
        line, _ = splice(line, field, done.edits)
    marked = [_mark(removal, done, len(head)) for removal in done.removals if removal.action == "mark"]
    return add_marks(line, marked) if marked else line


def _mark(removal: Removal, done: Stripped, before: int) -> dict[str, object]:
    """Give a mark with its offsets in the text beside which it is written, ``before`` code points of which are head."""
    start, stop = (before + moved(done.edits, offset) for offset in (removal.start, removal.stop))
    return {"start": start, "stop": stop, "reason": removal.reason}
