"""Read the HTML pages of a WARC file.

A page is a ``response`` record of HTTP status 200 whose type is HTML or XHTML. Every other record is passed over and
counted by what it is: a crawl has many, and none of them has failed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from chaffinch.errors import DocumentError
from chaffinch.formats.discovery import Source
from chaffinch.formats.http import Response, parse
from chaffinch.formats.record import Record
from chaffinch.formats.splits import Piece
from chaffinch.formats.warc_archive import LONGEST, Entry, walk

__all__ = ["Page", "pages", "records"]

_HTML = ("text/html", "application/xhtml+xml")
_HTTP = "application/http"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent; ``record`` says why there is none where ``body`` is None."""

    record: Record
    body: bytes | None = None
    charset: str = ""


def pages(source: Source, piece: Piece, skipped: Counter[str] | None = None) -> Iterator[Page]:
    """Give the pages of a piece, in order, and what is damaged as pages that have failed.

    Args:
        source: a WARC file.
        piece: a part of it that was planned.
        skipped: to which the records are added that are no pages.
    """
    told: Counter[str] = Counter() if skipped is None else skipped
    number = piece.record
    try:
        for entry in walk(source, piece.start, piece.stop, number=number, blocks=True):
            number = entry.number + 1
            page = _page(entry)
            if isinstance(page, str):
                told[page] += 1
            else:
                yield page
    except OSError as error:
        yield Page(Record(number, failure=source.failure or f"cannot be read: {error}", stage="read"))


def records(source: Source, piece: Piece) -> Iterator[Record]:
    """Give what the headers of every record say, pages or not, and of damaged places the number."""
    return (_record(entry) for entry in walk(source, piece.start, piece.stop, number=piece.record))


def _record(entry: Entry) -> Record:
    headers = entry.headers
    url = headers.get("warc-target-uri", "").strip().strip("<>") or None
    name = headers.get("warc-record-id", "").strip() or url
    return Record(entry.number, id=name, url=url, date=headers.get("warc-date", "").strip() or None)


def _page(entry: Entry) -> Page | str:
    """Give the page, or what the record is instead."""
    record = _record(entry)
    if entry.damage:
        record.failure, record.stage = f"{entry.damage} (near byte {entry.at:,})", "read"
        return Page(record)
    kind = entry.headers.get("warc-type") or "without a type"
    if kind != "response":
        return f"WARC {kind}"
    media = entry.headers.get("content-type", _HTTP).partition(";")[0].strip().lower()
    if media != _HTTP:
        return f"WARC response, {media}"
    try:
        response = parse(entry.block)
        other = _other(response, entry.headers.get("warc-identified-payload-type", ""))
        if other:
            return other
        if len(entry.block) > LONGEST:
            raise DocumentError(f"page of more than {LONGEST >> 20:,} MB")
        return Page(record, response.decoded(LONGEST), response.charset)
    except DocumentError as error:
        record.failure, record.stage = str(error), "read"
        return Page(record)


def _other(response: Response, identified: str) -> str:
    """Tell what a response is if it is no page; empty if it is one."""
    if not response.status:
        return "HTTP without a status"
    if response.status != 200:
        return f"HTTP status {response.status}"
    kind = response.media_type or identified.partition(";")[0].strip().lower()
    return "" if kind in _HTML else kind or "HTTP without a type"
