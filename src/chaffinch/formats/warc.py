"""Read the HTML pages of WARC files.

A page is a ``response`` record of HTTP status 200 whose type is HTML or XHTML. Every other record is passed over and
counted by its kind: a crawl has many, and none of them has failed.

fastwarc walks the records and undoes gzip, brotli and zstd, but this module takes the HTTP response apart itself.
fastwarc 2.0.1 (``parse_http``, ``auto_decode``) gives the right body for 6 of the 24 responses of
``tests/formats/test_warc.py``: it finds no headers whose lines end in a bare line feed, and raises for chunks with
extensions, for deflate without the zlib header, for x-gzip before chunks, and for a body whose codings the crawler has
undone but left in the headers. Nor does it bound the length of a body.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct

from chaffinch.errors import DocumentError
from chaffinch.formats.extraction import extract_into
from chaffinch.formats.format import Format, FullRecord, ReadJob, WriteJob
from chaffinch.formats.record import Record
from chaffinch.formats.sources import Piece, Source
from chaffinch.formats.warc_archive import LONGEST, Entry, boundaries, require, walk
from chaffinch.text import late_pattern

__all__ = ["Page", "WarcFiles", "pages", "parse"]

_HTML = ("text/html", "application/xhtml+xml")
_HTTP = "application/http"
_STATUS = re.compile(r"HTTP/[\d.]{1,8}[ \t]+(\d{3})(?!\d)")
_HEADER = late_pattern(r"^([\w-]+)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.MULTILINE)
_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"\s{0,4}([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_BLOCK = 1 << 20


class WarcFiles(Format):
    """Crawls; an archive is never written again: its pages become JSONL, or another shape that is asked for."""

    kind = "warc"
    extensions = (".warc",)
    packed = ("gzip", "zstd")
    is_extracted = True
    rewrites = False

    @property
    def cleaned(self) -> str:
        """The cleaned files are JSONL."""
        return "jsonl"

    def require(self) -> None:
        """Check that fastwarc is installed."""
        require()

    def split(self, index: int, source: Source, task_bytes: int) -> Iterator[Piece]:
        """Cut between records, where that can be done; see `boundaries`."""
        begins = [(0, 0), *boundaries(source, task_bytes), (source.size, -1)]
        return (Piece(index, start, stop, record) for (start, record), (stop, _) in pairwise(begins))

    def records(self, job: ReadJob) -> Iterator[Record]:
        """Extract each page."""
        for page in pages(job.source, job.piece, job.skipped):
            if page.body is None:
                yield page.record
            else:
                yield extract_into(page.record, page.body, job.extract, page.charset)

    def full_records(self, job: WriteJob) -> Iterator[FullRecord]:
        """Give the headers of every record; the text is in the verdict, which a record that is no page lacks."""
        number = job.piece.record
        if job.source.failure:
            job.expect_failure(number, job.source.failure)
            return
        try:
            for entry in walk(job.source, job.piece.start, job.piece.stop, number=number):
                number = entry.number + 1
                if entry.damage:
                    job.expect_failure(entry.number, entry.damage)
                yield FullRecord(entry.number, _record(entry), {}, None)
        except OSError as error:
            job.expect_failure(number, error)


class Response(Struct, frozen=True):
    """An HTTP response.

    Attributes:
        status: HTTP status; 0 where there is none.
        media_type: in small letters, without parameters; empty where there is none.
        charset: of its headers; empty where they name none.
        codings: content and transfer codings in the order in which they were applied.
        body: as it was sent.
    """

    status: int
    media_type: str
    charset: str
    codings: tuple[str, ...]
    body: bytes

    def decoded(self, most: int) -> bytes:
        """Give the body with its codings undone.

        A crawler may have undone them and kept the headers, so a body that is not encoded is given as it is. Of a body
        that the crawler cut off, all is given that there is.

        Raises:
            DocumentError: a coding is unknown or broken, or there are more than ``most`` bytes.
        """
        body = self.body
        for coding in reversed(self.codings):
            body = _unchunked(body) if coding == "chunked" else _undone(body, coding, most)
        if len(body) > most:
            raise DocumentError(f"page of more than {most >> 20:,} MB")
        return body


def parse(block: bytes) -> Response:
    r"""Read a response.

    >>> got = parse(b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=koi8-r\r\n\r\n<p>")
    >>> got.status, got.media_type, got.charset, got.body
    (200, 'text/html', 'koi8-r', b'<p>')
    """
    end = _END.search(block)
    head = block[: end.start() if end else len(block)].decode("iso-8859-1")
    status = _STATUS.match(head)
    headers = {name.lower(): value.strip() for name, value in _HEADER.findall(head)}
    kind = headers.get("content-type", "")
    charset = _CHARSET.search(kind)
    codings = ",".join(headers.get(name, "") for name in ("content-encoding", "transfer-encoding")).lower().split(",")
    return Response(
        int(status[1]) if status else 0,
        kind.partition(";")[0].strip().lower(),
        charset[1] if charset else "",
        tuple(coding.strip() for coding in codings if coding.strip() not in ("", "identity")),
        block[end.end() :] if end else b"",
    )


def _unchunked(body: bytes) -> bytes:
    chunks, at = [], 0
    while (head := _CHUNK.match(body, at)) and (size := int(head[1], 16)):
        at = head.end() + size
        chunks.append(body[head.end() : at])
    return b"".join(chunks) if chunks or head else body


def _undone(body: bytes, coding: str, most: int) -> bytes:
    try:
        return _read(_opened(body, coding), most)
    except (OSError, zlib.error) as error:
        if body.lstrip().startswith(b"<"):
            return body
        raise DocumentError(f"content encoding {coding} cannot be undone: {error}") from error


def _opened(body: bytes, coding: str) -> Any:
    from fastwarc.stream_io import BrotliReader, GzipReader, ZstdReader

    stream = io.BytesIO(body)
    if coding in ("gzip", "x-gzip"):
        return GzipReader(stream)
    if coding == "deflate":
        return _Deflated(body)
    if coding == "br":
        return BrotliReader(stream)
    if coding == "zstd":
        return ZstdReader(stream)
    raise DocumentError(f"unknown content encoding {coding!r}")


def _read(reader: Any, most: int) -> bytes:
    blocks, left = [], most + 1
    while left > 0 and (block := reader.read(min(left, _BLOCK))):
        blocks.append(block)
        left -= len(block)
    return b"".join(blocks)


class _Deflated:
    """Reads deflate: with the header of zlib, as in the standard, or without it, as many servers send it."""

    def __init__(self, body: bytes) -> None:
        has_header = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
        self._unpack, self._rest = zlib.decompressobj(15 if has_header else -15), body

    def read(self, size: int) -> bytes:
        """Give the next bytes."""
        block = self._unpack.decompress(self._rest, size)
        self._rest = self._unpack.unconsumed_tail
        return block


class Page(Struct, frozen=True):
    """A page as it was sent; where ``body`` is None, ``record`` has the failure."""

    record: Record
    body: bytes | None = None
    charset: str = ""


def pages(source: Source, piece: Piece, skipped: Counter[str] | None = None) -> Iterator[Page]:
    """Give the pages of a piece, in order, and each damaged place as a page that failed.

    Args:
        source: a WARC file.
        piece: a part of it that was planned.
        skipped: a count that the records are added to that are no pages, by their kinds.
    """
    counted: Counter[str] = Counter() if skipped is None else skipped
    number = piece.record
    if source.failure:
        yield Page(Record(number, failure=source.failure, stage="read"))
        return
    try:
        for entry in walk(source, piece.start, piece.stop, number=number, blocks=True):
            number = entry.number + 1
            page = _page(entry)
            if isinstance(page, str):
                counted[page] += 1
            else:
                yield page
    except OSError as error:
        yield Page(Record(number, failure=f"cannot be read: {error}", stage="read"))


def _record(entry: Entry) -> Record:
    headers = entry.headers
    url = headers.get("warc-target-uri", "").strip().strip("<>") or None
    name = headers.get("warc-record-id", "").strip() or url
    return Record(entry.number, id=name, url=url, date=headers.get("warc-date", "").strip() or None)


def _page(entry: Entry) -> Page | str:
    """Give the page, or the kind of a record that is none."""
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
    """Name the kind of a response that is no page; empty if it is one."""
    if not response.status:
        return "HTTP without a status"
    if response.status != 200:
        return f"HTTP status {response.status}"
    kind = response.media_type or identified.partition(";")[0].strip().lower()
    return "" if kind in _HTML else kind or "HTTP without a type"
