"""Walk the records of a WARC file, also of a damaged one.

The number of a record is its index among all entries of its file. Where a file is damaged the walk continues at the
next offset where a record seems to begin, and the damage is an entry of its own, which a reader makes a failure. The
entries of a range of a file are the same as if the walk had begun at its start.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO, Any

from msgspec import Struct, field

from chaffinch.errors import MissingExtra
from chaffinch.formats.sources import Source

__all__ = ["LONGEST", "Entry", "boundaries", "require", "walk"]


_BLOCK = 1 << 20
_OVERLAP = 16  # bytes that two blocks have in common: more than the beginning of a record has
_PACKED = 4096  # bytes of a gzip member that are unpacked to see how its record begins
_GZIP = b"\x1f\x8b\x08"
_ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")  # a frame, or one that holds a dictionary
_MARKS = {"plain": re.compile(rb"(?<=\n)WARC/\d\.\d\r?\n"), "gzip": re.compile(re.escape(_GZIP))}


def kind_of(stream: IO[bytes], compression: str) -> str:
    """Recognize ``plain``, ``gzip`` or ``zstd`` by the first bytes of a file, else by its name."""
    stream.seek(0)
    head = stream.read(5)
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZSTD):
        return "zstd"
    return "plain" if head == b"WARC/" else compression or "plain"


def next_beginning(stream: IO[bytes], kind: str, start: int) -> int | None:
    """Give the first offset from ``start`` on at which a record seems to begin; None where there is none.

    In zstd none can be found: a frame may need a dictionary.
    """
    if kind not in _MARKS:
        return None
    for at in _marks(stream, _MARKS[kind], start):
        if kind == "plain" or _unpacks(stream, at):
            return at
    return None


def _marks(stream: IO[bytes], mark: re.Pattern[bytes], start: int) -> Iterator[int]:
    at = max(start - 1, 0)  # the pattern includes the line end before it
    last = start - 1
    while True:
        stream.seek(at)
        block = stream.read(_BLOCK)
        for match in mark.finditer(block):
            if at + match.start() > last:
                last = at + match.start()
                yield last
        if len(block) < _BLOCK:
            return
        at += _BLOCK - _OVERLAP


def _unpacks(stream: IO[bytes], at: int) -> bool:
    stream.seek(at)
    try:
        return zlib.decompressobj(31).decompress(stream.read(_PACKED), 5) == b"WARC/"
    except zlib.error:
        return False


LONGEST = 64 << 20
"""Bytes of a record that are read: pages are far shorter, and a longer one could not be extracted."""

_MOST_DAMAGED = 1000  # damaged places after which a file is given up: after each, all of the rest may be read


class Entry(Struct, frozen=True):
    """A record of a WARC file, or a damaged place.

    Attributes:
        number: its index among all entries of the file.
        at: offset in bytes on the disk; of a record that shares a gzip member with earlier ones, that of the next
            member.
        headers: of the record, by their names in small letters; empty for a damaged place.
        block: its content, if it was asked for; of a longer one the first `LONGEST` + 1 bytes.
        damage: the damage, in words; empty for a record.
    """

    number: int
    at: int
    headers: dict[str, str] = field(default_factory=dict)
    block: bytes = b""
    damage: str = ""


def walk(
    source: Source, start: int = 0, stop: int | None = None, *, number: int = 0, blocks: bool = False
) -> Iterator[Entry]:
    """Give the entries of a file or a range of it, in order.

    Args:
        source: a WARC file, plain or compressed, whatever its extension.
        start, stop: offsets of those that `boundaries` gives; None for the end of the file.
        number: of the first entry.
        blocks: also give the content of ``response`` records.

    Raises:
        MissingExtra: fastwarc is not installed.
        OSError: the file cannot be opened or read.
    """
    with source.path.open("rb") as stream:
        yield from _Walk(stream, source, stop, number, blocks=blocks).entries(start)


def boundaries(source: Source, apart: int) -> Iterator[tuple[int, int]]:
    """Give offsets at which a file can be cut, at least ``apart`` bytes apart, and the number of the record at each.

    A file that is one gzip member, or zstd, has none: it can only be read from its start.
    """
    last = begun = 0
    with source.path.open("rb") as stream:
        if kind_of(stream, source.compression) == "zstd":
            return
        for entry in walk(source):
            alone = entry.at > last
            last = max(last, entry.at)
            if alone and entry.headers and entry.at - begun >= apart and _first(stream, entry.at) == entry.headers:
                yield entry.at, entry.number
                begun = entry.at


def require() -> None:
    """Raise MissingExtra if WARC files cannot be read, as fastwarc is not installed."""
    try:
        import fastwarc.warc  # noqa: F401
    except ImportError as error:
        raise MissingExtra("fastwarc", "warc") from error


def _records(stream: IO[bytes], at: int) -> Iterator[Any]:
    require()
    from fastwarc.warc import ArchiveIterator

    stream.seek(at)
    return iter(ArchiveIterator(stream, parse_http=False))


def _first(stream: IO[bytes], at: int) -> dict[str, str] | None:
    try:
        record = next(_records(stream, at), None)
    except OSError:
        return None
    return _headers(record) if record else None


def _headers(record: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in record.headers.items()}


class _Walk:
    """One pass over a file: runs of good records, and between them a search for the next record."""

    def __init__(self, stream: IO[bytes], source: Source, stop: int | None, number: int, *, blocks: bool) -> None:
        self._stream, self._number, self._blocks = stream, number, blocks
        self._kind = kind_of(stream, source.compression)
        self._size = stream.seek(0, 2)
        # a last range extends to the end: all records of one gzip member seem to begin where the next member does
        self._stop = stop if stop is not None and stop < self._size else None
        self._pending = ""  # damage after a good record; it becomes an entry with the next record, or at the end
        self._last = 0  # offset of the last record
        self._broken = False

    def entries(self, start: int) -> Iterator[Entry]:
        """Walk from an offset at which a record begins."""
        at: int | None = start
        damaged = 0
        while at is not None and not self._past(at):
            yield from self._run(at)
            damaged += self._broken
            if damaged > _MOST_DAMAGED:
                self._pending = f"more than {_MOST_DAMAGED:,} damaged places: the rest is not read"
            continues = self._broken and damaged <= _MOST_DAMAGED
            at = next_beginning(self._stream, self._kind, max(self._last, at) + 1) if continues else None
        if self._pending:
            yield self._entry(self._last, damage=self._pending)

    def _run(self, start: int) -> Iterator[Entry]:
        """Give good records, up to the first damage or the end."""
        self._broken, good = False, False
        records = _records(self._stream, start)
        while True:
            try:
                record = next(records, None)
            except OSError as error:
                self._broken, self._pending = True, f"damaged: {error}"
                if not good:
                    yield self._damaged(start)
                return
            if record is None:
                self._pending = self._pending or self._cut_off()
                return
            if self._past(record.stream_pos):
                return
            if self._pending:
                yield self._damaged(record.stream_pos)
            good, self._last = True, record.stream_pos
            yield (entry := self._taken(record))
            if entry.damage:
                self._broken = True
                return

    def _past(self, at: int) -> bool:
        return self._stop is not None and at >= self._stop

    def _entry(self, at: int, headers: dict[str, str] | None = None, block: bytes = b"", damage: str = "") -> Entry:
        self._number += 1
        return Entry(self._number - 1, at, headers or {}, block, damage)

    def _damaged(self, at: int) -> Entry:
        damage, self._pending = self._pending, ""
        return self._entry(at, damage=damage)

    def _taken(self, record: Any) -> Entry:
        at, headers = record.stream_pos, _headers(record)
        length = headers.get("content-length", "").strip()
        if not (length.isascii() and length.isdigit()):
            return self._entry(at, damage="damaged: a record that does not say how long it is")
        declared, got, block = int(length), 0, b""
        try:
            if self._kind != "plain" or at + declared <= self._size:
                if self._blocks and headers.get("warc-type") == "response":
                    block = _read(record.reader, LONGEST + 1)
                got = len(block) + record.consume()
        except OSError as error:
            return self._entry(at, damage=f"damaged: {error}")
        if got < declared:
            return self._entry(at, damage=f"cut off: the file ends before the {declared:,} bytes of this record do")
        return self._entry(at, headers, block)

    def _cut_off(self) -> str:
        """Describe the damage of a file that ends within a gzip member; fastwarc ignores one that hardly begins."""
        if self._kind != "gzip" or not self._size:
            return ""
        self._stream.seek(self._last if self._last < self._size else 0)
        member, data = zlib.decompressobj(31), self._stream.read(_BLOCK)
        try:
            while data:
                member.decompress(data, _BLOCK)
                data = member.unconsumed_tail or member.unused_data or self._stream.read(_BLOCK)
                if member.eof and data:
                    member = zlib.decompressobj(31)
        except zlib.error as error:
            return f"damaged: {error}"
        return "" if member.eof else "cut off: the file ends in the middle of a record"


def _read(reader: Any, most: int) -> bytes:
    """Read up to ``most`` bytes: a single call may give fewer than there are."""
    blocks = []
    while most > 0 and (block := reader.read(min(most, _BLOCK))):
        blocks.append(block)
        most -= len(block)
    return b"".join(blocks)
