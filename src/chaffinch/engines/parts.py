"""Parts of tables as Arrow files: written once, renamed when whole, read through memory maps.

What of an interrupted run can be built upon: finished tables, and single parts of unfinished ones.

A part is written under another name and renamed when it is whole, so a process may be killed at any moment. Where the
machine itself went down, files that were renamed may still be empty or half there: of what was made before the system
last started only the tables count that were known to be on the disk. Flushing it takes long, so it is done seldom, and
beside other work.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.engines.protocol import Output, Table
from chaffinch.storage import exchange

__all__ = ["SUFFIX", "Checkpoints", "Part", "is_whole", "joined", "made_part", "read_bucket", "read_part", "write_part"]


SUFFIX = ".arrow"
"""Ends the name of a part that is whole."""

_INDEX = ".index"
SUFFIXES = (SUFFIX, _INDEX)
"""End the names of all files of a part."""

_HEAD = 8  # bytes before the schema in an Arrow file
_MAGIC = b"ARROW1"  # the first and the last bytes of an Arrow file

# odd constants of splitmix64 (Steele, Lea, Flood 2014): a cheap, well-mixing finaliser
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Part(NamedTuple):
    """A part that was made.

    Attributes:
        rows: how many it has.
        size: bytes of its file.
    """

    rows: int
    size: int


def bucket_of(columns: Sequence[npt.NDArray[np.integer]], buckets: int) -> npt.NDArray[np.int64]:
    """Give the bucket of each row by its key columns; equal keys, equal buckets.

    >>> bucket_of([np.array([7, 8, 7])], 4).tolist()[0] == bucket_of([np.array([7])], 4).tolist()[0]
    True
    """
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (mixed + _GOLDEN) ^ column.astype(np.int64).view(np.uint64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX1
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX2
        mixed ^= mixed >> np.uint64(31)
    return (mixed % np.uint64(buckets)).astype(np.int64)


def write_part(path: Path, batches: Iterable[pa.RecordBatch], output: Output) -> Part:
    """Write one part; a split part has one batch a bucket, in the order of buckets.

    It has its name when it is whole; who writes the same part at the same time writes another file. Beside a split part
    lies where its batches start: to read a bucket the list of all batches in every part would have to be read.
    """
    local = exchange.place(path)
    local.parent.mkdir(parents=True, exist_ok=True)
    rows, beside, places = 0, local.with_name(f"{path.name}.{uuid4().hex}"), [_HEAD + output.schema.serialize().size]
    with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, output.schema) as writer:
        for batch in _split(batches, output) if output.split else batches:
            writer.write_batch(_conform(batch, output.schema))
            places.append(sink.tell())
            rows += batch.num_rows
    if output.split:
        index = beside.with_suffix(".index")
        np.array(places, "<i8").tofile(index)
        index.replace(local.with_suffix(_INDEX))
        exchange.made(path.with_suffix(_INDEX))
    beside.replace(local)
    exchange.made(path)
    return Part(rows, local.stat().st_size)


def is_whole(path: Path) -> bool:
    """Tell whether a part is there, and was written to its end."""
    try:
        with path.open("rb") as file:
            return file.seek(0, os.SEEK_END) > 2 * len(_MAGIC) and _ends(file)
    except FileNotFoundError:
        return False


def _ends(file: BinaryIO) -> bool:
    file.seek(-len(_MAGIC), os.SEEK_END)
    return file.read() == _MAGIC


def made_part(path: Path) -> Part | None:
    """Give a part that an interrupted run has made; None where it is not there, or not whole."""
    local = exchange.place(path)
    if not is_whole(local):
        return None
    with pa.memory_map(str(local)) as file:
        reader = pa.ipc.open_file(file)
        rows = sum(reader.get_batch(i).num_rows for i in range(reader.num_record_batches))
    return Part(rows, local.stat().st_size)


def _conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    if batch.schema.equals(schema):
        return batch
    return pa.RecordBatch.from_arrays([batch.column(f.name).cast(f.type) for f in schema], schema=schema)


def _split(batches: Iterable[pa.RecordBatch], output: Output) -> Iterator[pa.RecordBatch]:
    whole = joined(list(batches), output.schema)
    columns = [whole.column(c).to_numpy(zero_copy_only=False) for c in output.split]
    buckets = _ranges(columns[0], output.edges) if output.edges else bucket_of(columns, output.buckets)
    order = np.argsort(buckets.astype(np.uint16), kind="stable")
    sizes = np.bincount(buckets, minlength=output.pieces)
    whole = whole.take(pa.array(order))
    start = 0
    for size in sizes.tolist():
        yield whole.slice(start, size)
        start += size


def _ranges(values: npt.NDArray[np.integer], edges: tuple[int, ...]) -> npt.NDArray[np.integer]:
    """Give the bucket of each value between edges."""
    if edges == tuple(range(len(edges))):
        return np.asarray(np.minimum(values, len(edges) - 1))
    return np.asarray(np.searchsorted(np.array(edges), values, side="right") - 1)


def joined(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """Make one batch of many, an empty one of none."""
    if len(batches) == 1:
        return _conform(batches[0], schema)
    columns = pa.Table.from_batches([_conform(b, schema) for b in batches], schema).combine_chunks()
    whole = columns.to_batches()
    if not whole:
        return pa.RecordBatch.from_arrays([pa.array([], f.type) for f in schema], schema=schema)
    return whole[0]


def read_part(tables: Sequence[Table], part: int) -> Iterator[pa.RecordBatch]:
    """Give the batches of one part, the columns of tables that lie beside one another joined."""
    readers = [pa.ipc.open_file(pa.memory_map(str(exchange.here(t.path / t.parts[part])))) for t in tables]
    for index in range(readers[0].num_record_batches):
        batches = [reader.get_batch(index) for reader in readers]
        if len(batches) == 1:
            yield batches[0]
            continue
        fields = [f for batch in batches for f in batch.schema]
        yield pa.RecordBatch.from_arrays([c for b in batches for c in b.columns], schema=pa.schema(fields))


def read_bucket(table: Table, bucket: int) -> pa.RecordBatch:
    """Give all rows of one bucket."""
    wanted = []
    for path in (table.path / name for name in table.parts):
        index = np.fromfile(exchange.here(path.with_suffix(_INDEX)), "<i8", 2, offset=8 * bucket)
        wanted.append((path, *index.tolist()))
    first = table.path / table.parts[0]
    (start,) = np.fromfile(exchange.here(first.with_suffix(_INDEX)), "<i8", 1).tolist()
    head, *found = exchange.pieces([(first, _HEAD, start), *wanted])
    schema = pa.ipc.read_schema(pa.py_buffer(head))
    batches = [pa.ipc.read_record_batch(pa.py_buffer(data), schema) for data in found]
    return joined([batch for batch in batches if batch.num_rows], schema)


_FLUSHED = "flushed.json"
_MANIFEST, _KEY = "table.json", "key"
_PAUSE = 60.0  # seconds of work that a power failure may cost, and those that flushing takes


class Checkpoints:
    """Knows which tables below a folder are finished.

    Args:
        folder: holds a folder for each table, and one whose name begins with a dot for each that is being made.
        pause: seconds from one flush of the disk to the next.

    Attributes:
        folder: the same.
    """

    def __init__(self, folder: Path, *, pause: float = _PAUSE) -> None:
        self.folder, self._pause = folder, pause
        self._boot, self._last = _boot(), time.monotonic()
        self._flushed: dict[str, str] = _read(folder / _FLUSHED) or {}
        self._done: dict[str, str] = {}
        self._beside, self._flushing = ThreadPoolExecutor(1), Future[None]()
        self._flushing.set_result(None)

    def begin(self, name: str, key: str) -> Path:
        """Make the folder of a table that is to be made; parts of it that are there for the same key stay."""
        folder, told = self._unfinished(name), {"key": key, "boot": self._boot}
        if not self._boot or _read(folder / _KEY) != told:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            exchange.cleared(folder)
            _write(folder / _KEY, told)
        else:
            exchange.back(folder)
        for path in folder.iterdir():  # what a killed process was writing
            if path.name != _KEY and path.suffix not in SUFFIXES:
                path.unlink(missing_ok=True)
        return folder

    def _unfinished(self, name: str) -> Path:
        return self.folder / f".{name}"

    def finish(self, name: str, key: str, made: Mapping[str, Part], split: int) -> Path:
        """Say that a table of these parts is whole, and give its folder."""
        folder, final = self._unfinished(name), self.folder / name
        rows, sizes = [part.rows for part in made.values()], [part.size for part in made.values()]
        told = {"key": key, "boot": self._boot, "parts": [*made], "rows": rows, "sizes": sizes, "split": split}
        _write(folder / _MANIFEST, told)
        shutil.rmtree(final, ignore_errors=True)
        folder.rename(final)
        self._done[name] = key
        if time.monotonic() - self._last > self._pause and self._flushing.done():
            self._last = time.monotonic()
            self._flushing = self._beside.submit(self._flush, dict(self._done))
        return final

    def finished(self, name: str, key: str) -> tuple[dict[str, Part], int] | None:
        """Give the parts and the number of buckets of a table that was finished with the same key."""
        told = _read(self.folder / name / _MANIFEST)
        if told is None or told.get("key") != key:
            return None
        parts = dict(zip(told["parts"], map(Part, told["rows"], told["sizes"]), strict=True))
        here = bool(self._boot) and told["boot"] == self._boot
        if told.get("dropped"):  # what was made of it outlives a power failure only where that was flushed
            return (parts, told["split"]) if here else None
        if not self._is_there(self.folder / name, parts, here or self._flushed.get(name) == key):
            return None
        self._done[name] = key
        return parts, told["split"]

    def _is_there(self, folder: Path, parts: Mapping[str, Part], kept: bool) -> bool:
        if exchange.reached(folder):  # a store loses nothing
            return True
        whole = (
            is_whole(folder / name) and (folder / name).stat().st_size == part.size for name, part in parts.items()
        )
        return kept and all(whole)

    def drop(self, name: str) -> None:
        """Give up the rows of a table; that it was finished stays known."""
        manifest = self.folder / name / _MANIFEST
        told = _read(manifest) or {}
        _write(manifest, told | {"dropped": True})
        rows = [path for path in manifest.parent.iterdir() if path.suffix in SUFFIXES]
        self._beside.submit(_unlink, rows)
        self._beside.submit(exchange.cleared, manifest.parent)

    def keep(self) -> None:
        """Have everything on the disk, if a table of this run is known to be: files made of its parts must be, too."""
        if self._flushed:
            self.flush()

    def flush(self) -> None:
        """Have all that is finished on the disk."""
        self._beside.submit(self._flush, dict(self._done)).result()
        self._last = time.monotonic()

    def close(self) -> None:
        """Wait for what is done beside."""
        self._beside.shutdown()

    def _flush(self, done: dict[str, str]) -> None:
        os.sync()
        self._flushed = done
        _write(self.folder / _FLUSHED, done, durable=True)


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink()


def _boot() -> str:
    """Name the time since the system started; nothing where that cannot be told."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _write(path: Path, told: Mapping[str, object], *, durable: bool = False) -> None:
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    beside.rename(path)
