"""An index of documents that were seen before, kept in a folder, to which others can be compared without reading it.

An index is a list of segments, each the documents of one `Index.add`, or of several that were merged. Adding costs by
what is new: small segments are merged to larger ones, four of a size at a time, so that each document is written again
a few times only, whatever the index has (a log-structured merge tree: O'Neil and others 1996).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import __version__
from chaffinch.config import DocumentConfig
from chaffinch.errors import UsageError
from chaffinch.index.manifest import MANIFEST, Entry, Manifest, Sketches, flush, locked
from chaffinch.index.segments import Segment, hashes, keys_of, merge_segments, write_segment
from chaffinch.model import Document
from chaffinch.schemas import INDEXED
from chaffinch.text import Bools, Ints, changes, encodable

__all__ = ["Added", "Candidates", "Index", "is_index", "remove_empty", "rows_of"]

SEGMENT = 50_000
"""Documents that become a segment at once: with texts of 3 kB, some 500 MB of memory while it is written."""

MERGED = 4
"""Segments of a size that are merged to one."""

LARGEST = 200_000
"""Documents of a segment that is merged no more: merging takes memory for the postings of all, some 3 kB a document."""

POSTINGS = 4
"""Documents of one fingerprint that are looked up in a segment, the first ones: a repeated footer must cost no more."""

RETRACTED = 12
"""Further documents of a fingerprint that are looked up in a segment from which documents were retracted."""

CANDIDATES = 32
"""Documents that a text is compared with, those that share the most fingerprints with it."""


class Added(NamedTuple):
    """What `Index.add` did.

    Attributes:
        added: number of new documents.
        replaced: number of documents whose id the index had with another text.
        known: number of documents that the index had, with the same text; they were not added.
        failed: number of documents of an input that could not be read; 0 where documents are given.
    """

    added: int
    replaced: int
    known: int
    failed: int = 0

    def plus(self, other: Added) -> Added:
        """Add up the numbers of two additions."""
        return Added(*(one + more for one, more in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Documents of an index that may say what some texts say; all columns int64, shape (candidates,).

    Attributes:
        text: index of the text, ascending.
        segment, row: where the document is in the index.
        shared: how many keys both have.
    """

    text: Ints
    segment: Ints
    row: Ints
    shared: Ints


class Index:
    """An index in a folder, as it was when it was opened; `refresh` sees later changes.

    One process may write while others read. A document is found by its id, which is unique in an index.

    Args:
        path: the folder.

    Raises:
        UsageError: the folder has no index, or one of another format.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.refresh()

    @classmethod
    def create(cls, path: str | Path, config: DocumentConfig | None = None) -> Index:
        """Make an empty index.

        Args:
            path: a folder that is new or empty.
            config: the layout of the bands; None: the default.

        Raises:
            UsageError: the folder has an index or other files, or cannot be made.
        """
        folder = Path(path)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot make the folder {folder}: {error.strerror}") from error
        if (folder / MANIFEST).exists():
            raise UsageError(f"{folder} has an index; add to it with: chaffinch index add")
        if others := sorted(p.name for p in folder.iterdir() if p.name != ".lock"):
            raise UsageError(f"{folder} has other files ({others[0]}, ...); an index needs a folder of its own")
        with locked(folder):
            Manifest(1, __version__, Sketches.of(config or DocumentConfig())).write(folder)
        return cls(folder)

    def refresh(self) -> None:
        """See the index as it is now.

        Raises:
            UsageError: the folder has no index, one of another format, or one of which files are missing.
        """
        self._manifest = Manifest.read(self.path)
        self._segments = [Segment(self.path / entry.name, entry.dropped) for entry in self._manifest.segments]
        try:
            for segment in self._segments:
                len(segment)  # opens its documents: the files stay readable when a writer removes them
        except FileNotFoundError:  # a writer has merged segments since the manifest was read
            if Manifest.read(self.path) == self._manifest:
                raise UsageError(f"files of the index {self.path} are missing; build it again") from None
            self.refresh()

    @property
    def config(self) -> DocumentConfig:
        """The layout of the bands."""
        sketches = self._manifest.sketches
        return DocumentConfig(num_perm=sketches.num_perm, shingle=sketches.shingle, threshold=sketches.threshold)

    @property
    def format(self) -> int:
        """The version of the layout."""
        return self._manifest.format

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(file.stat().st_size for part in self._segments for file in part.path.iterdir())

    @property
    def version(self) -> str:
        """The version of chaffinch that wrote the index last."""
        return self._manifest.version

    @property
    def state(self) -> str:
        """A digest of what the index has, for keys of what is made of it."""
        return blake2b(msgspec.json.encode(self._manifest), digest_size=16).hexdigest()

    @property
    def characters(self) -> int:
        """The code points of the texts of all documents, also of retracted ones that are not yet removed."""
        return sum(entry.characters for entry in self._manifest.segments)

    def __len__(self) -> int:
        return sum(entry.documents for entry in self._manifest.segments)

    def __contains__(self, document: object) -> bool:
        return isinstance(document, str) and any(len(segment.holding([document])[0]) for segment in self._segments)

    def add(self, documents: pa.Table | Iterable[Document]) -> Added:
        """Add documents; one whose id the index has replaces it, and is left alone if its text is the same.

        Killed at any moment, the index is as it was, or has whole portions of `SEGMENT` documents.

        Args:
            documents: any number, or a table of `INDEXED`; of documents with one id the last one counts.

        Raises:
            UsageError: another process is changing the index, or the folder cannot be written.
        """
        total = Added(0, 0, 0)
        tables = _tables(documents) if isinstance(documents, pa.Table) else map(rows_of, _portions(documents))
        with locked(self.path):
            self.refresh()
            self._sweep()
            for table in tables:
                total = total.plus(self._add(table))
        return total

    def _add(self, table: pa.Table) -> Added:
        last = {name: row for row, name in enumerate(table["id"].to_pylist())}
        table = table.take(pa.array(sorted(last.values()), pa.int64()))
        ids, digests = table["id"].to_pylist(), hashes(table["text"].to_pylist())
        entries, new = list(self._manifest.segments), np.ones(len(ids), np.bool_)
        replaced = 0
        for at, segment in enumerate(self._segments):
            which, rows = segment.holding(ids)
            same = segment.digests[rows] == digests[which]
            new[which[same]] = False
            replaced += int((~same).sum())
            entries[at] = self._without(at, rows[~same])
        table = table.filter(pa.array(new))
        if len(table):
            entries.append(self._written(table))
        if replaced or len(table):
            self._replace(self._merged(entries))
        return Added(len(table) - replaced, replaced, int((~new).sum()))

    def retract(self, ids: Iterable[str]) -> int:
        """Take documents out of the index.

        Returns:
            The number of documents; ids that the index does not have are passed over.

        Raises:
            UsageError: another process is changing the index, or the folder cannot be written.
        """
        names = list(dict.fromkeys(ids))
        with locked(self.path):
            self.refresh()
            self._sweep()
            found = [segment.holding(names)[1] for segment in self._segments]
            count = sum(map(len, found))
            if count:
                self._replace([self._without(at, rows) for at, rows in enumerate(found)])
        return count

    def candidates(
        self, texts: Sequence[str], *, kinds: Sequence[str] = ("seeds",), most: int = CANDIDATES, since: str = ""
    ) -> Candidates:
        """Find the documents that share the most keys with texts.

        Args:
            texts: any texts; look up thousands at once.
            most: documents for each text.
            kinds: ``seeds``, by which shared passages and documents are found, or ``bands``, for documents only.
            since: only documents that are dated on this day or later, ISO 8601; without a date, that were added then.
        """
        found = [np.zeros((4, 0), np.int64)]
        for kind in kinds:
            keys, text = keys_of(texts, self.config, kind)
            unique, which = np.unique(keys, return_inverse=True)
            by = np.argsort(which, kind="stable")
            for at, segment in enumerate(self._segments):
                found.append(_shared(segment, at, kind, unique, which[by], text[by]))
        text, segment, row, shared = _summed(np.concatenate(found, axis=1))
        if since:
            late = self._dated(segment, row, since)
            text, segment, row, shared = text[late], segment[late], row[late], shared[late]
        by = np.lexsort((row, segment, -shared, text))
        text, segment, row, shared = text[by], segment[by], row[by], shared[by]
        first = np.searchsorted(text, text)
        best = np.arange(len(text)) - first < most
        return Candidates(text[best], segment[best], row[best], shared[best])

    def documents(self, segment: Ints, row: Ints, columns: Sequence[str] = tuple(INDEXED.names)) -> Iterator[pa.Table]:
        """Read documents by their places, each once, segment by segment in the order of rows.

        Args:
            segment, row: places that `candidates` has found, int64, shape (places,); one may occur twice.
            columns: names of columns of `INDEXED`.
        """
        for at in np.unique(segment).tolist():
            yield self._segments[at].rows(np.unique(row[segment == at]), columns)

    def places(self, ids: Sequence[str]) -> tuple[Ints, Ints, Ints]:
        """Find documents by their ids.

        Returns:
            Indices of the ids that the index has, with segment and row of each, int64, shape (found,).
        """
        found = [np.zeros((3, 0), np.int64)]
        for at, segment in enumerate(self._segments if len(ids) else ()):
            which, rows = segment.holding(ids)
            found.append(np.stack([which, np.full(len(which), at), rows]))
        which, segments, rows = np.concatenate(found, axis=1)
        return which, segments, rows

    def all(self) -> Iterator[pa.Table]:
        """Read all documents, segment by segment."""
        for segment in self._segments:
            yield segment.table().filter(pa.array(~segment.dropped))

    def _dated(self, segment: Ints, row: Ints, since: str) -> Bools:
        late = np.zeros(len(row), np.bool_)
        for at in np.unique(segment).tolist():
            here = segment == at
            rows, place = np.unique(row[here], return_inverse=True)
            table = self._segments[at].rows(rows, ["date", "added"])
            dates = pc.coalesce(table["date"], table["added"])
            late[here] = pc.greater_equal(dates, since).combine_chunks().to_numpy(zero_copy_only=False)[place]
        return late

    def _written(self, table: pa.Table) -> Entry:
        """Write a segment of new documents, and describe it."""
        name = self._name()
        write_segment(self.path / f"{name}.new", table, self.config)
        return self._settled(name, len(table), _characters(table))

    def _name(self) -> str:
        name = f"{self._manifest.next:06d}"
        self._manifest = Manifest(
            self._manifest.format, __version__, self._manifest.sketches, self._manifest.segments,
            self._manifest.next + 1,
        )  # fmt: skip
        return name

    def _settled(self, name: str, documents: int, characters: int) -> Entry:
        """Give a new segment its name when its files are on the disk."""
        beside = self.path / f"{name}.new"
        for file in beside.iterdir():
            flush(file)
        flush(beside)
        beside.rename(self.path / name)
        return Entry(name, documents, documents, characters)

    def _without(self, at: int, rows: Ints) -> Entry:
        """Describe a segment of which rows are retracted, and write the file that lists them."""
        entry, segment = self._manifest.segments[at], self._segments[at]
        if not len(rows):
            return entry
        dropped = np.union1d(np.flatnonzero(segment.dropped), rows)
        name = f"dropped-{len(dropped)}.npy"
        np.save(segment.path / name, dropped)
        flush(segment.path / name)
        return Entry(entry.name, entry.rows - len(dropped), entry.rows, entry.characters, name)

    def _merged(self, entries: list[Entry]) -> list[Entry]:
        """Merge the last segments while there are enough of one size."""
        while True:
            size = _tier(entries[-1].documents)
            count = 0
            while count < len(entries) and _tier(entries[-1 - count].documents) <= size:
                count += 1
            if count < MERGED or sum(entry.documents for entry in entries[-count:]) > LARGEST:
                return entries
            entries = [*entries[:-count], self._one(entries[-count:])]

    def _one(self, entries: Sequence[Entry]) -> Entry:
        name = self._name()
        parts = [Segment(self.path / entry.name, entry.dropped) for entry in entries]
        merge_segments(self.path / f"{name}.new", parts)
        documents = sum(entry.documents for entry in entries)
        return self._settled(name, documents, sum(entry.characters for entry in entries))

    def _replace(self, entries: Sequence[Entry]) -> None:
        """Make a new list of segments the one that readers see, and remove what it no longer names."""
        live = tuple(entry for entry in entries if entry.documents)
        manifest = self._manifest
        Manifest(manifest.format, __version__, manifest.sketches, live, manifest.next).write(self.path)
        self.refresh()
        self._sweep()

    def _sweep(self) -> None:
        """Remove segments that the manifest does not name: merged ones, and those of a change that was killed."""
        named = {entry.name for entry in self._manifest.segments}
        for path in self.path.iterdir():
            if path.is_dir() and path.name.removesuffix(".new").isdigit() and path.name not in named:
                shutil.rmtree(path, ignore_errors=True)


def remove_empty(index: Index) -> None:
    """Take an index without documents away, so that its folder can have another one."""
    with locked(index.path):
        if not len(index):
            (index.path / MANIFEST).unlink(missing_ok=True)


def is_index(path: str | Path) -> bool:
    """Tell whether a folder has an index."""
    return (Path(path) / MANIFEST).is_file()


def rows_of(documents: Iterable[Document]) -> pa.Table:
    """Turn documents into a table of `INDEXED`; ``url``, ``title``, ``author`` and ``site`` come from their fields.

    A lone surrogate, which no file can have, becomes U+FFFD.
    """
    rows = []
    for one in documents:
        more = {name: _text(one.fields.get(name)) for name in ("url", "title", "author", "site")}
        rows.append(
            {
                "id": one.id,
                "text": encodable(one.text),
                "host": one.host,
                "date": one.date,
                "markup": one.markup,
                **more,
            }
        )
    return dated(pa.Table.from_pylist(rows, schema=pa.schema([f for f in INDEXED if f.name != "added"])))


def dated(table: pa.Table) -> pa.Table:
    """Add the column of the day on which documents are added: today, in UTC."""
    today = datetime.now(UTC).date().isoformat()
    return table.append_column("added", pa.array([today] * len(table), pa.string())).select(INDEXED.names)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _portions(documents: Iterable[Document]) -> Iterator[list[Document]]:
    found = iter(documents)
    while portion := list(islice(found, SEGMENT)):
        yield portion


def _tables(documents: pa.Table) -> Iterator[pa.Table]:
    return (documents.slice(at, SEGMENT) for at in range(0, len(documents), SEGMENT))


def _characters(table: pa.Table) -> int:
    return int(pc.sum(pc.utf8_length(table["text"])).as_py() or 0)


def _tier(documents: int) -> int:
    """Give the size of a segment: each size is four times the one before; those below 64 documents are one."""
    return max(documents // 16, 1).bit_length() // 2


def _summed(found: Ints) -> Ints:
    """Add up the shared keys of one text and one document; of both kinds of keys, and of both kinds of scripts."""
    text, segment, row, shared = found
    by = np.lexsort((row, segment, text))
    text, segment, row, shared = text[by], segment[by], row[by], shared[by]
    first = np.flatnonzero(changes(text, segment, row))
    return np.stack([text[first], segment[first], row[first], np.add.reduceat(shared, first)]) if len(first) else found


def _shared(segment: Segment, at: int, kind: str, keys: Ints, which: Ints, text: Ints) -> Ints:
    """Count the keys that texts share with documents of a segment.

    Args:
        segment: with the number ``at``.
        kind: of the keys.
        keys: the different keys of all texts, ascending.
        which, text: each key of each text, by index; ascending by key.

    Returns:
        Texts, segments, rows and numbers of shared keys, int64, shape (4, pairs).
    """
    dropped = segment.dropped
    key, row = segment.postings(kind).lookup(keys, POSTINGS + (RETRACTED if dropped.any() else 0))
    live = ~dropped[row]
    key, row = key[live], row[live]
    low, high = np.searchsorted(which, key), np.searchsorted(which, key, side="right")
    each = np.repeat(np.arange(len(key)), high - low)
    at_text = np.arange(len(each)) - np.repeat(np.cumsum(high - low) - (high - low), high - low) + low[each]
    pairs, shared = np.unique(text[at_text] << 32 | row[each], return_counts=True)
    return np.stack([pairs >> 32, np.full(len(pairs), at), pairs & 0xFFFFFFFF, shared])
