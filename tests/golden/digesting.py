"""Digests of what a run wrote: of every table and every file, a digest for each column.

They are of rows, not of the bytes of Parquet or of compression, which other versions of libraries write otherwise.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

__all__ = ["VERSIONS", "Digests", "digests_of", "read", "rows_of", "versions", "write"]

Digests = dict[str, dict[str, Any]]
"""By the name of a table or file: ``rows``, and the digest of each column."""

VERSIONS = "versions"
"""The name under which the versions of packages are kept that may change what is found."""

SCHEMA = "(schema)"
"""Stands among the columns of a table for their names and types."""

_SIZE = 5  # bytes of a digest: short lines, and one change in 10^12 is missed
_DECIMALS = 3  # of scores: further ones depend on the processor's way to add up
_PACKED = (".gz", ".zst", ".parquet")
_IPC = b"\xff\xff\xff\xff"  # how an Arrow stream begins: rows of a Parquet file that were set aside
_ZIP = b"PK\x03\x04"  # arrays by name, as numpy writes them
_WORK = (".work", ".lock", "fetched", "report.html")  # the page is made of the tables, and names the folder
_PACKAGES = (
    "ahocorasick-rs", "charset-normalizer", "datasketch", "fastwarc", "google-re2", "lxml", "numpy", "pyarrow",
    "rapidfuzz", "trafilatura",
)  # fmt: skip

_TIMES = ("version", "seconds", "stages")
_MACHINE = ("cut", "tables")  # how the work was cut, and how large the tables of the work were


def digests_of(out: Path) -> Digests:
    """Give the digests of everything in a run folder."""
    return {name: {**_digests(rows_of(out, name)), **_schema(out / name)} for name in _names(out)}


def _names(out: Path) -> Iterator[str]:
    """Name everything in a run folder, tables first."""
    files = [p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()]
    files = [name for name in files if name.split("/")[0] not in _WORK]
    yield from sorted(files, key=lambda name: ("/" in name, not name.endswith(".parquet"), name))


def rows_of(out: Path, name: str) -> dict[str, list[str]]:
    """Give the columns of a table, or the lines of a file, in a form that is the same everywhere."""
    path = out / name
    if name == "run.toml":
        return {key: [_canonical(value)] for key, value in _settled(tomllib.loads(path.read_text("utf-8"))).items()}
    if name.endswith(".parquet"):
        table = parquet.read_table(path)
        return {name: [_canonical(value) for value in table.column(name).to_pylist()] for name in table.schema.names}
    with pa.input_stream(str(path)) as stream:  # which undoes compression
        data = stream.read()
    if data.startswith(_ZIP):
        with np.load(path) as arrays:
            return {key: [_canonical(value) for value in arrays[key].tolist()] for key in sorted(arrays)}
    return {"bytes": [line.decode("utf-8", "backslashreplace") for line in data.splitlines(keepends=True)]}


def _schema(path: Path) -> dict[str, str]:
    """Give a digest of the names and types of the columns of a table, under a name that no column has."""
    if path.suffix != ".parquet":
        return {}
    return {SCHEMA: _digest(f"{field.name}: {field.type}" for field in parquet.read_schema(path))}


def _digests(columns: Mapping[str, list[str]]) -> dict[str, Any]:
    rows = {len(column) for column in columns.values()}
    return {"rows": max(rows, default=0), **{name: _digest(column) for name, column in columns.items()}}


def _digest(values: Iterable[str]) -> str:
    made = blake2b(digest_size=_SIZE)
    for value in values:
        made.update(value.encode("utf-8", "surrogatepass") + b"\0")
    return made.hexdigest()


def _canonical(value: Any) -> str:
    """Write a value as JSON; a float rounded, bytes as what they hold."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DECIMALS) + 0.0  # no negative zero
    if isinstance(value, bytes):
        if value.startswith(_IPC):
            with pa.ipc.open_stream(value) as stream:
                return _plain(stream.read_all().to_pylist())
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _settled(info: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of run.toml but for times, this machine, and sizes of input that libraries here have packed."""
    kept = {key: value for key, value in info.items() if key not in (*_TIMES, *_MACHINE, "config", "input", "sources")}
    kept |= {f"config.{name}": value for name, value in info["config"].items() if name != "work"}
    kept |= {"input.files": info["input"]["files"], "sources": sorted(info["sources"])}
    if any(name.endswith(_PACKED) for name in info["sources"]):
        del kept["bytes"]
    else:
        kept |= {"input.digest": info["input"]["digest"], "sources": info["sources"]}
    return kept


def write(path: Path, digests: Digests) -> None:
    """Write digests to a file, a line a table or file."""
    lines = []
    for name, columns in digests.items():
        pairs = ", ".join(f"{_key(key)} = {json.dumps(value)}" for key, value in columns.items())
        lines.append(f"{_key(name)} = {{ {pairs} }}\n")
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def read(path: Path) -> Digests:
    """Read what `write` wrote; nothing where there is no file."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def versions() -> Digests:
    """Give the versions of packages that may change what is found."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "none"
    return {VERSIONS: found}
