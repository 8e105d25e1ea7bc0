"""Files in object stores and on the web, by their addresses: ``s3://``, ``gs://``, ``hf://``, ``https://``.

The only module that imports fsspec. Credentials and endpoints come from the environment and from fsspec's own
configuration; they are never stored, and messages show addresses without passwords and queries.

Every function that opens an address raises `MissingExtra` if a package is not installed, `UsageError` if there is no
such file or no such kind of store, and `RunError` if the store cannot be reached or gives no access.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

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
_AT_ONCE = 8  # concurrent transfers: small files take time for the answer, not for their bytes
_VERSIONS = ("ETag", "etag", "generation", "blob_id", "md5Hash")
_TIMES = (
    "LastModified",
    "Last-Modified",
    "mtime",
    "updated",
)  # may be in seconds, so that the size is compared, too
_LONGEST = 300  # characters of a store's message that are shown


class Remote(Struct, frozen=True):
    """A file in a store.

    Attributes:
        url: its address.
        size: bytes; 0 if unknown.
        version: changes when the content does, such as an ETag; empty if unknown.
    """

    url: str
    size: int
    version: str


def is_url(name: object) -> bool:
    """Tell whether a name is an address rather than a path; ``file://`` is a path.

    >>> is_url("s3://bucket/news/"), is_url("news/"), is_url("C:/news"), is_url("file:///news")
    (True, False, False, False)
    """
    return isinstance(name, str) and _URL.match(name) is not None


def is_known(url: str) -> bool:
    """Tell whether fsspec reads an address; ``s3a://``, ``hdfs://`` and the like are left to Spark.

    >>> is_known("s3://bucket/news/"), is_known("s3a://bucket/news/"), is_known("hdfs://head/news/")
    (True, False, False)
    """
    return _scheme(url) in _PACKAGES and _scheme(url) != "s3a"


def public(url: str) -> str:
    """Strip user and password from an address, on the web also query and fragment, since they may hold secrets.

    >>> public("https://me:pw@host.example:8443/a.jsonl?signature=1"), public("s3://key:pw@bucket/a?b/*.txt")
    ('https://host.example:8443/a.jsonl', 's3://bucket/a?b/*.txt')
    """
    shown = _USER.sub(r"\1", url)
    return re.split(r"[?#]", shown, maxsplit=1)[0] if _scheme(url) in _WEB else shown


def find(url: str) -> list[Remote]:
    """List the files of an address: one file, all files below a folder, or those that a glob matches.

    An address of the web is one file.

    Raises:
        UsageError: there is no such file, or no such kind of store.
        MissingExtra: a package is not installed.
        RunError: the store cannot be reached.
    """
    with _plain_errors(url):
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
    """Copy a listed file to a path; the path exists only when the file is whole.

    Raises:
        DocumentError: the file is not there any more, or must not be read.
        RunError: the store cannot be reached, or the file changed since it was listed.
    """
    partial = path.with_name(path.name + ".partial")
    on_web = _scheme(remote.url) in _WEB
    with _plain_errors(remote.url):
        partial.parent.mkdir(parents=True, exist_ok=True)
        store, inside = _open(remote.url)
        try:
            store.get_file(remote.url if on_web else inside, str(partial))
        except (FileNotFoundError, PermissionError) as error:
            raise DocumentError(f"cannot be fetched: {_line(error)}") from error
    # on the web the size is that of the answer, which may be compressed
    if not on_web and partial.stat().st_size != remote.size:
        raise RunError(f"{public(remote.url)} changed while it was fetched; run the same command again")
    partial.replace(path)


def get(url: str, path: Path) -> None:
    """Copy a file of a store to a path.

    Raises:
        UsageError: there is no such file.
        RunError: the store cannot be reached.
    """
    with _plain_errors(url):
        store, inside = _open(url)
        store.get_file(inside, str(path))


def read_range(url: str, start: int, stop: int) -> bytes:
    """Read the bytes ``[start, stop)`` of a file."""
    with _plain_errors(url):
        store, path = _open(url)
        return bytes(store.cat_file(path, start=start, end=stop)) if stop > start else b""


def read(url: str) -> bytes | None:
    """Read a small file; None if there is none."""
    with _plain_errors(url):
        store, path = _open(url)
        try:
            return bytes(store.cat_file(path))
        except FileNotFoundError:
            return None


def names(folder: str) -> list[str]:
    """List the files below a folder, relative to it, sorted; empty if there is no such folder."""
    with _plain_errors(folder):
        store, path = _open(folder)
        begin = path.rstrip("/") + "/"
        return sorted(name[len(begin) :] for name in store.find(path) if name.startswith(begin))


def put(path: Path, url: str) -> None:
    """Copy a local file to a store."""
    with _plain_errors(url):
        store, inside = _open(url)
        store.put_file(str(path), inside)


def write(data: bytes, url: str) -> None:
    """Write a small file to a store."""
    with _plain_errors(url):
        store, path = _open(url)
        store.pipe_file(path, data)


def remove(url: str) -> None:
    """Remove a file from a store."""
    with _plain_errors(url):
        store, path = _open(url)
        store.rm_file(path)


def writable(url: str) -> None:
    """Check that a run folder can be kept at an address.

    Raises:
        UsageError: no run can be written to this kind of store.
    """
    if _scheme(url) not in _WRITABLE:
        raise UsageError(f"a run cannot be written to {public(url)}; --out is a folder, s3://... or gs://...")


def at_once(work: Callable[[T], object], items: Sequence[T]) -> Iterator[T]:
    """Do some work on every item, a few at once, and yield the items in order, each when it is done.

    The first error of ``work`` is raised, and work that has not begun is cancelled.
    """
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
    logging.getLogger("gcsfs").addHandler(
        logging.NullHandler()
    )  # else it prints a traceback of errors that are handled below
    scheme = _scheme(url)
    options: Mapping[str, Any] = {}
    if scheme in _WEB and PurePosixPath(urlsplit(url).path).suffix in (".gz", ".zst", ".bz2", ".xz"):
        # a server may declare the compression of the file as that of its answer; the stored bytes are needed
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

    if has_magic(path) and not store.exists(path):  # a name that exists is no pattern
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
def _plain_errors(url: str) -> Iterator[None]:
    """Turn the errors of the many libraries into ours, with one line that names the address.

    Raises:
        UsageError: there is no such object.
        RunError: the store cannot be reached, or refuses.
    """
    shown = public(url)
    try:
        yield
    except ChaffinchError:
        raise
    except FileNotFoundError as error:
        if _scheme(url) in _WEB:  # raised for every failure there
            raise UsageError(f"cannot read {shown}: {_line(error.__cause__ or error)}") from error
        why = _line(error)
        raise UsageError(f"no such file or folder: {shown}" + (f" ({why})" if " " in why else "")) from error
    except PermissionError as error:
        raise RunError(f"no access to {shown}: {_line(error)}; credentials are taken from the environment") from error
    except Exception as error:  # each library has errors of its own
        raise RunError(f"cannot reach {shown}: {_line(error)}") from error


def _line(error: BaseException) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    words = re.sub(r"(https?://)[^\s/@]*@|(\?)[^\s'\"]*", r"\1\2", words)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
