"""Read the documents of a task into batches of `tables.READ`.

Name the fields that the records of an input have, for a user who named another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

import msgspec
import pyarrow as pa

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats import jsonl, parquet_files, separated, warc
from chaffinch.formats.compression import lines, slurp
from chaffinch.formats.discovery import Piece, Source, Task
from chaffinch.formats.encodings import decode
from chaffinch.formats.record import EXTRACTED, Record, host_of, looks_like_html
from chaffinch.schemas import READ

__all__ = ["RECORDS", "Extract", "field_names", "read"]


RECORDS = ("jsonl", "csv", "parquet")
"""Kinds of files whose records have named fields."""

_SOURCES = 5  # files that are looked at: those of one crawl are mostly alike
_LINES = 100  # records of each JSONL file: later ones seldom have fields of their own


def field_names(sources: Sequence[Source]) -> list[str]:
    """Give the names of the fields in the first records of the first files, in order of appearance.

    A file that cannot be read has none: it is told of as a failure.
    """
    found: dict[str, None] = {}
    for source in [source for source in sources if source.kind in RECORDS][:_SOURCES]:
        try:
            found |= dict.fromkeys(_NAMES[source.kind](source))
        except DocumentError:
            continue
    return list(found)


def _of_lines(source: Source) -> Iterator[str]:
    for line in islice(lines(source), _LINES):
        try:
            record = msgspec.json.decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            continue
        if isinstance(record, Mapping):
            yield from record


def _of_rows(source: Source) -> Iterator[str]:
    header, _ = separated.open_rows(source)
    yield from header.columns


def _of_table(source: Source) -> Iterator[str]:
    with parquet_files.open_table(source) as file:
        yield from file.schema_arrow.names


_NAMES: Mapping[str, Callable[[Source], Iterator[str]]] = {"jsonl": _of_lines, "csv": _of_rows, "parquet": _of_table}


BATCH = 1_000_000
"""Characters of text that a batch holds; a longer document is a batch of its own."""

_ROWS = 10_000  # a batch of empty texts must end too


class Block(Protocol):
    """A block of a page that is left out; see the table ``left_out``."""

    @property
    def after(self) -> int:
        """How many code points of the text stand before it."""

    @property
    def text(self) -> str:
        """The block."""

    @property
    def reason(self) -> str:
        """Why it is left out."""

    @property
    def score(self) -> float:
        """How likely it is main text."""


class Candidate(Protocol):
    """A block of a page, kept or not; see `tables.PAGES`."""

    @property
    def text(self) -> str:
        """The block."""

    @property
    def score(self) -> float:
        """How likely it is main text, by this page alone."""

    @property
    def place(self) -> int:
        """A hash of where it stands."""

    @property
    def row(self) -> int:
        """The table row that it is a cell of, or -1."""

    @property
    def item(self) -> bool:
        """Whether it begins an item of a list."""

    @property
    def link(self) -> bool:
        """Whether it is an article's list of links."""


class Extraction(Protocol):
    """What is got out of a page."""

    @property
    def text(self) -> str:
        """The main text."""

    @property
    def title(self) -> str | None:
        """What the page says its title is; author, date and site alike."""

    @property
    def author(self) -> str | None:
        """Who wrote it."""

    @property
    def date(self) -> str | None:
        """When."""

    @property
    def site(self) -> str | None:
        """Where."""

    @property
    def url(self) -> str | None:
        """Its address, as the page says it."""

    @property
    def left_out(self) -> Sequence[Block]:
        """What is no part of the text."""

    @property
    def candidates(self) -> Sequence[Candidate]:
        """All blocks, where the text is made of blocks."""

    @property
    def elsewhere(self) -> float:
        """Words that were read from elsewhere."""


class Extract(Protocol):
    """Gets the text out of an HTML page; raises DocumentError where there is none or it takes too long."""

    def __call__(self, page: str | bytes, charset: str = "", /) -> Extraction:
        """Extract a page; ``charset`` is that of its bytes, as HTTP headers declare it."""


def read(
    task: Task,
    sources: Sequence[Source],
    config: InputConfig,
    extract: Extract,
    skipped: Counter[str] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Read the documents of a task.

    Whatever is wrong with a file or a record is a row without text that says so in ``failure`` and ``stage``. A text
    that was extracted from HTML has ``encoding`` `EXTRACTED`.

    Args:
        task: what to read, planned from ``sources``.
        sources: all of them; ``source`` is the index.
        config: names of fields.
        extract: gets text out of HTML.
        skipped: to which the records of WARC files are added that are no pages, by what they are.

    Yields:
        Batches of `tables.READ`, in order of source and record, of about `BATCH` characters.
    """
    rows: list[tuple[int, Record]] = []
    size = 0
    for piece in task.pieces:
        for record in _documents(sources[piece.source], piece, config, extract, skipped):
            length = len(record.text or "")
            if rows and (size + length > BATCH or len(rows) == _ROWS):
                yield _batch(rows)
                rows, size = [], 0
            rows.append((piece.source, record))
            size += length
    if rows:
        yield _batch(rows)


def _documents(
    source: Source, piece: Piece, config: InputConfig, extract: Extract, skipped: Counter[str] | None
) -> Iterator[Record]:
    folder = source.name.split("/", 1)[0] if config.host_from == "folder" and "/" in source.name else None
    archived = source.kind == "warc"
    for record in _archived(source, piece, extract, skipped) if archived else _records(source, piece, config, extract):
        if record.text is not None and not (source.single or archived) and looks_like_html(record.text):
            _extract(record, record.text, extract)
        if record.id is None:
            record.id = source.name if source.single else f"{source.name}#{record.number}"
        record.host = folder if config.host_from == "folder" else record.host or host_of(record.url)
        yield record


def _records(source: Source, piece: Piece, config: InputConfig, extract: Extract) -> Iterator[Record]:
    if source.kind == "jsonl":
        return jsonl.records(source, piece, config)
    if source.kind == "csv":
        return separated.records(source, config)
    if source.kind == "parquet":
        return parquet_files.records(source, config)
    return iter([_page(source, extract) if source.kind == "html" else _text(source)])


def _archived(source: Source, piece: Piece, extract: Extract, skipped: Counter[str] | None) -> Iterator[Record]:
    for page in warc.pages(source, piece, skipped):
        yield page.record if page.body is None else _extract(page.record, page.body, extract, page.charset)


def _text(source: Source) -> Record:
    try:
        text, encoding = decode(slurp(source))
    except DocumentError as error:
        return Record(0, failure=str(error), stage="read")
    return Record(0, text, encoding=encoding)


def _page(source: Source, extract: Extract) -> Record:
    record = Record(0)
    try:
        page = slurp(source)
    except DocumentError as error:
        record.failure, record.stage = str(error), "read"
        return record
    return _extract(record, page, extract)


def _extract(record: Record, page: str | bytes, extract: Extract, charset: str = "") -> Record:
    try:
        found = extract(page, charset) if charset else extract(page)
        found.text.encode()  # a lone surrogate, such as a broken character reference leaves, is no text
    except (DocumentError, UnicodeEncodeError) as error:
        record.text, record.failure, record.stage = None, str(error), "extract"
        return record
    record.text, record.encoding = found.text, EXTRACTED
    record.title, record.author, record.site = found.title, found.author, found.site
    record.date, record.url = record.date or found.date, record.url or found.url
    record.left_out = [(b.after, _clean(b.text), b.reason, b.score) for b in found.left_out]
    record.blocks = [(_clean(b.text), b.score, b.place, b.row, b.item, b.link) for b in found.candidates]
    record.elsewhere = found.elsewhere
    return record


def _clean(text: str) -> str:
    """Replace lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def _batch(rows: list[tuple[int, Record]]) -> pa.RecordBatch:
    records = [record for _, record in rows]
    columns: dict[str, list[object]] = {
        "source": [source for source, _ in rows],
        "record": [record.number for record in records],
    }
    for name in READ.names[2:]:
        columns[name] = [getattr(record, name) for record in records]
    arrays = [pa.array(columns[field.name], field.type) for field in READ]
    return pa.RecordBatch.from_arrays(arrays, schema=READ)
