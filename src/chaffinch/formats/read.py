"""Read the documents of a task into batches of `schemas.READ`; name the fields that the records of an input have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.formats.extraction import Extract, extract_into, holds_page
from chaffinch.formats.format import ReadJob
from chaffinch.formats.record import Record, host_of
from chaffinch.formats.registry import RECORDS, format_of
from chaffinch.formats.sources import Source, Task
from chaffinch.schemas import READ

__all__ = ["field_names", "read"]


_LOOKED_AT = 5  # files whose fields are named: those of one crawl are mostly alike

BATCH = 1_000_000
"""Characters of text that a batch holds; a longer document is a batch of its own."""

_ROWS = 10_000  # records of a batch: a batch of empty texts must end too


def field_names(sources: Sequence[Source]) -> list[str]:
    """Give the names of the fields in the first records of the first files, in order of appearance.

    A file that cannot be read has none: reading reports it as a failure.
    """
    found: dict[str, None] = {}
    for source in [source for source in sources if source.kind in RECORDS][:_LOOKED_AT]:
        try:
            found |= dict.fromkeys(format_of(source).field_names(source))
        except DocumentError:
            continue
    return list(found)


def read(
    task: Task,
    sources: Sequence[Source],
    config: InputConfig,
    extract: Extract,
    skipped: Counter[str] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Read the documents of a task.

    Whatever is wrong with a file or a record is a row without text, with the reason in ``failure`` and the stage in
    ``stage``. A text that was extracted from HTML has ``encoding`` `EXTRACTED`.

    Args:
        task: what to read, planned from ``sources``.
        sources: all of them; ``source`` is the index.
        config: names of fields.
        extract: extracts the text of HTML.
        skipped: a count that is added to: of the records of WARC files that are no pages, by their kinds.

    Yields:
        Batches of `schemas.READ`, in order of source and record, of about `BATCH` characters.
    """
    counted: Counter[str] = Counter() if skipped is None else skipped
    rows: list[tuple[int, Record]] = []
    size = 0
    for piece in task.pieces:
        job = ReadJob(sources[piece.source], piece, config, extract, counted)
        for record in _documents(job):
            length = len(record.text or "")
            if rows and (size + length > BATCH or len(rows) == _ROWS):
                yield _batch(rows)
                rows, size = [], 0
            rows.append((piece.source, record))
            size += length
    if rows:
        yield _batch(rows)


def _documents(job: ReadJob) -> Iterator[Record]:
    source, kind = job.source, format_of(job.source)
    by_folder = job.config.host_from == "folder"
    folder = source.name.split("/", 1)[0] if by_folder and "/" in source.name else None
    may_be_html = not (kind.single or kind.is_extracted)
    for record in kind.records(job):
        if may_be_html and record.text is not None and holds_page(record):
            extract_into(record, record.text, job.extract)
        if record.id is None:
            record.id = kind.default_id(source, record.number)
        record.host = folder if by_folder else record.host or host_of(record.url)
        yield record


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
