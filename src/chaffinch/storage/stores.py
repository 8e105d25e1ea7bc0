"""Files in other places than this machine, by their addresses: ``s3://``, ``gs://``, ``hf://``, ``https://``.

The only import of fsspec. How a store is reached (credentials, endpoints, anonymously) is told by the environment and
by fsspec's own configuration; nothing of it is ever written down, and addresses are told without passwords and queries.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from urllib.parse import urlsplit

from chaffinch.errors import ChaffinchError, DocumentError, MissingExtra, RunError, UsageError

__all__ = [
    "Remote",
    "at_once",
    "fetch",
    "find",
    "get",
    "is_known",
    "is_url",
    "names",
    "public",
    "put",
    "read",
    "read_range",
    "remove",
    "writable",
    "write",
]

T = TypeVar("T")

_URL = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]+://")
_USER = re.compile(r"^(\w[\w+.-]*://)[^/]*@")
_WEB = ("http", "https")
_WRITABLE = ("s3", "s3a", "gs", "gcs", "memory")
_PACKAGES = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "hf": "huggingface_hub",
    "http": "aiohttp",
    "https": "aiohttp",
}
_AT_ONCE = 8  # transfers that run beside one another: small files wait for answers, not for bytes
_VERSIONS = ("ETag", "etag", "generation", "blob_id", "md5Hash")
_TIMES = (
    "LastModified",
    "Last-Modified",
    "mtime",
    "updated",
)  # of seconds perhaps, so that the size must be the same, too
_LONGEST = 300  # characters of what a store says that are told


@dataclass(frozen=True, slots=True)
class Remote:
    """A file in a store.

    Attributes:
        url: its address, as it is reached.
        size: bytes; 0 where the store does not tell.
        version: what changes when its content does, such as an ETag; empty where the store does not tell.
    """

    url: str
    size: int
    version: str


def is_url(name: object) -> bool:
    """Tell an address from a path; ``file://`` is a path.

    >>> is_url("s3://bucket/news/"), is_url("news/"), is_url("C:/news"), is_url("file:///news")
    (True, False, False, False)
    """
    return isinstance(name, str) and _URL.match(name) is not None


def is_known(url: str) -> bool:
    """Tell whether fsspec reads an address, and Spark need not: ``s3a://``, ``hdfs://`` and the like are Spark's.

    >>> is_known("s3://bucket/news/"), is_known("s3a://bucket/news/"), is_known("hdfs://head/news/")
    (True, False, False)
    """
    return _scheme(url) in _PACKAGES and _scheme(url) != "s3a"


def public(url: str) -> str:
    """Give an address without user, password, query and fragment: those of the web may hold secrets.

    >>> public("https://me:pw@host.example:8443/a.jsonl?signature=1"), public("s3://key:pw@bucket/a?b/*.txt")
    ('https://host.example:8443/a.jsonl', 's3://bucket/a?b/*.txt')
    """
    shown = _USER.sub(r"\1", url)
    return re.split(r"[?#]", shown, maxsplit=1)[0] if _scheme(url) in _WEB else shown


def find(url: str) -> list[Remote]:
    """List what an address stands for: a file, all files below a folder, or what a glob matches.

    An address of the web is one file.

    Raises:
        UsageError: there is nothing, or no such kind of store.
        MissingExtra: a package is not installed.
        RunError: the store cannot be reached.
    """
    with _told(url):
        store, path = _open(url)
        if _scheme(url) in _WEB:
            return [_remote(store.info(url), url)]
        found = _found(store, path)
    if not found:
        raise UsageError(f"no such file or folder: {public(url)}")
    begin = f"{_scheme(url)}://"
    files = sorted((name, info) for name, info in found.items() if info["type"] == "file" and not name.endswith("/"))
    return [_remote(info, begin + name.lstrip("/")) for name, info in files]


def fetch(remote: Remote, path: Path) -> None:
    """Copy a file of a store to a path, which is whole once it is there.

    Raises:
        DocumentError: it is not there any more, or may not be read.
        RunError: the store cannot be reached, or the file changed since it was listed.
    """
    partial = path.with_name(path.name + ".partial")
    on_web = _scheme(remote.url) in _WEB
    with _told(remote.url):
        partial.parent.mkdir(parents=True, exist_ok=True)
        store, inside = _open(remote.url)
        try:
            store.get_file(remote.url if on_web else inside, str(partial))
        except (FileNotFoundError, PermissionError) as error:
            raise DocumentError(f"cannot be fetched: {_line(error)}") from error
    if (
        not on_web and partial.stat().st_size != remote.size
    ):  # on the web a size is that of what was sent, perhaps packed
        raise RunError(f"{public(remote.url)} changed while it was fetched; the same command begins anew")
    partial.replace(path)


def get(url: str, path: Path) -> None:
    """Copy a file of a store to a path.

    Raises:
        UsageError: there is no such file.
        RunError: the store cannot be reached.
    """
    with _told(url):
        store, inside = _open(url)
        store.get_file(inside, str(path))


def read_range(url: str, start: int, stop: int) -> bytes:
    """Give some of the bytes of a file."""
    with _told(url):
        store, path = _open(url)
        return bytes(store.cat_file(path, start=start, end=stop)) if stop > start else b""


def read(url: str) -> bytes | None:
    """Give the bytes of a small file; None where there is none."""
    with _told(url):
        store, path = _open(url)
        try:
            return bytes(store.cat_file(path))
        except FileNotFoundError:
            return None


def names(folder: str) -> list[str]:
    """List the files below a folder of a store, relative to it; none where there is no such folder."""
    with _told(folder):
        store, path = _open(folder)
        begin = path.rstrip("/") + "/"
        return sorted(name[len(begin) :] for name in store.find(path) if name.startswith(begin))


def put(path: Path, url: str) -> None:
    """Copy a local file to a store."""
    with _told(url):
        store, inside = _open(url)
        store.put_file(str(path), inside)


def write(data: bytes, url: str) -> None:
    """Write a small file to a store."""
    with _told(url):
        store, path = _open(url)
        store.pipe_file(path, data)


def remove(url: str) -> None:
    """Remove a file from a store."""
    with _told(url):
        store, path = _open(url)
        store.rm_file(path)


def writable(url: str) -> None:
    """Raise UsageError if a run folder cannot be kept there."""
    if _scheme(url) not in _WRITABLE:
        raise UsageError(f"a run cannot be written to {public(url)}; --out is a folder, s3://... or gs://...")


def at_once(work: Callable[[T], object], items: Sequence[T]) -> Iterator[T]:
    """Do some work on every item, a few beside one another, and give each when it is done; the first error ends it."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        futures = [(item, pool.submit(work, item)) for item in items]
        try:
            for item, future in futures:
                future.result()
                yield item
        finally:
            for _, future in futures:
                future.cancel()


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()


def _open(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtra("fsspec", "cloud") from error
    logging.getLogger("gcsfs").addHandler(logging.NullHandler())  # else it prints a traceback of what is told below
    scheme = _scheme(url)
    options: Mapping[str, Any] = {}
    if scheme in _WEB and PurePosixPath(urlsplit(url).path).suffix in (".gz", ".zst"):
        # a server may call the compression of the file one of its answer: the bytes are wanted as they are stored
        options = {"client_kwargs": {"auto_decompress": False, "headers": {"Accept-Encoding": "identity"}}}
    try:
        store, path = url_to_fs(url, use_listings_cache=False, **options)
    except ImportError as error:
        raise MissingExtra(_PACKAGES.get(scheme, scheme), "cloud") from error
    except ValueError as error:
        raise UsageError(f"{public(url)}: {_line(error)}; known are s3://, gs://, hf:// and https://") from error
    return store, str(path)


def _found(store: Any, path: str) -> dict[str, Any]:
    from fsspec.core import has_magic

    if has_magic(path) and not store.exists(path):  # a name that exists is no pattern, whatever it looks like
        return dict(store.glob(path, detail=True))
    if not path.endswith("/") and store.isfile(path):
        return {path: store.info(path)}
    return dict(store.find(path, detail=True))


def _remote(info: Mapping[str, Any], url: str) -> Remote:
    size = int(info.get("size") or 0)
    versions = [str(info[name]).strip('"') for name in _VERSIONS if info.get(name)]
    versions += [f"{info[name]}, {size} bytes" for name in _TIMES if info.get(name)]
    return Remote(url, size, versions[0] if versions else "")


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Turn what the many libraries raise into one line that names the address."""
    where = public(url)
    try:
        yield
    except ChaffinchError:
        raise
    except FileNotFoundError as error:
        if _scheme(url) in _WEB:  # said of every failure there
            raise UsageError(f"cannot read {where}: {_line(error.__cause__ or error)}") from error
        why = _line(error)
        raise UsageError(f"no such file or folder: {where}" + (f" ({why})" if " " in why else "")) from error
    except PermissionError as error:
        raise RunError(f"no access to {where}: {_line(error)}; credentials are taken from the environment") from error
    except Exception as error:  # each store has a tree of errors of its own
        raise RunError(f"cannot reach {where}: {_line(error)}") from error


def _line(error: BaseException) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    words = re.sub(r"(https?://)[^\s/@]*@|(\?)[^\s'\"]*", r"\1\2", words)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
