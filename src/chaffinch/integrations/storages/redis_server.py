"""Keep documents on a Redis server, for several crawlers at once (``pip install 'chaffinch[redis]'``).

Sketches and seeds are kept by datasketch's own storage for Redis, beside texts and ids. A crawler that adds documents
holds a lock meanwhile, so that of two crawlers that meet one text at once the second one finds the first one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from chaffinch.errors import UsageError
from chaffinch.integrations.storages.bands import Bands, index
from chaffinch.integrations.storages.finder import Finder
from chaffinch.integrations.storages.packing import packed, unpacked
from chaffinch.integrations.storages.protocol import Settings, named
from chaffinch.model import Document
from chaffinch.text import Ints

__all__ = ["RedisServer"]

NAME = "chaffinch"
"""First part of all keys on the server; two deduplicators with one name share their documents."""

LOCK_SECONDS = 600
"""Time after which the lock of a crawler that was killed is void. A megabyte of text takes about ten seconds."""

AT_ONCE = 10_000
"""Keys of one request, which bounds what server and client hold for it to some megabytes."""


class RedisServer:
    """Keeps documents on a Redis server.

    It can be pickled: the copy connects anew.

    Args:
        url: address of the server, ``redis://HOST:PORT/DB``, ``rediss://`` or ``unix://PATH``.
        name: first part of all keys; another name is another set of documents.
    """

    __slots__ = ("_client", "_finder", "_name", "_url")

    def __init__(self, url: str, name: str = NAME) -> None:
        self._url, self._name = url, name
        self._client: Any = None
        self._finder: Finder | None = None

    def begin(self, settings: Settings) -> None:
        """Connect to the server, see `Storage.begin`.

        Raises:
            UsageError: Redis's package is missing, the server cannot be reached, or has other settings.
        """
        redis = _package()
        address = self._parameters(redis)
        buffer = {"transaction": False}  # what is added is guarded by the lock
        config = {"type": "redis", "basename": self._name.encode(), "redis": address, "redis_buffer": buffer}
        self._client = redis.Redis(**address)
        try:
            self._client.set(self._key("settings"), repr(settings), nx=True)
            stored = self._client.get(self._key("settings")).decode()
        except redis.RedisError as error:
            raise UsageError(f"cannot use the Redis server at {self._url}: {error}") from error
        if stored != repr(settings):
            raise UsageError(f"{self._name!r} at {self._url} has {stored}, and {settings} is needed: use another name")
        postings = _ServerPostings(config, self._key("seeds").encode()) if settings.passages else None
        self._finder = Finder(settings, Bands(index(settings, config), is_remote=True), postings)

    def _parameters(self, redis: Any) -> dict[str, Any]:
        """Turn the address into arguments of ``redis.Redis``, which datasketch calls, or raise UsageError."""
        try:
            found = dict(redis.connection.parse_url(self._url))
        except ValueError as error:
            raise UsageError(f"{self._url!r} is no address of a Redis server: {error}") from error
        kind = found.pop("connection_class", None)
        if kind is redis.UnixDomainSocketConnection:
            found["unix_socket_path"] = found.pop("path")
        elif kind is redis.SSLConnection:
            found["ssl"] = True
        return found

    def _key(self, part: str) -> str:
        return f"{self._name}:{part}"

    @property
    def _found(self) -> Finder:
        assert self._finder is not None, "begin was not called"
        return self._finder

    def admit(self, documents: Sequence[Document]) -> list[tuple[str, list[str]]]:
        """Add documents, see `Storage.admit`; other crawlers wait meanwhile."""
        texts = [document.text for document in documents]
        with self._client.lock(self._key("lock"), timeout=LOCK_SECONDS):
            last = self._client.incrby(self._key("count"), len(documents))
            numbers = np.arange(last - len(documents), last)
            names = named(documents, numbers.tolist(), self.__contains__)
            found = self._found.meet(texts, numbers)
            self._store(names, numbers, texts)
            return list(zip(names, self._named(found), strict=True))

    def _store(self, names: Sequence[str], numbers: Ints, texts: Sequence[str]) -> None:
        pipe = self._client.pipeline()
        for name, number, text in zip(names, numbers.tolist(), texts, strict=True):
            pipe.hset(self._key("texts"), _bytes(name), packed(text))
            pipe.hset(self._key("numbers"), _bytes(name), number)
            pipe.hset(self._key("ids"), number, _bytes(name))
        pipe.execute()

    def candidates(self, texts: Sequence[str], before: Sequence[str | None]) -> list[list[str]]:
        """Propose candidates, see `Storage.candidates`."""
        limits = self._hash("numbers", [_bytes(name or "") for name in before])
        numbers = [None if name is None or at is None else int(at) for name, at in zip(before, limits, strict=True)]
        return self._named(self._found.meet(texts, before=numbers))

    def _named(self, found: Sequence[Sequence[int]]) -> list[list[str]]:
        """Give the ids of candidates; one that another crawler has taken out has none."""
        numbers = list(dict.fromkeys(number for row in found for number in row))
        ids = dict(zip(numbers, self._hash("ids", numbers), strict=True))
        return [[_text(name) for number in row if (name := ids[number]) is not None] for row in found]

    def _hash(self, part: str, fields: Sequence[bytes | int]) -> list[bytes | None]:
        found: list[bytes | None] = []
        for some in _parts(fields):
            found += self._client.hmget(self._key(part), some)
        return found

    def texts(self, ids: Sequence[str]) -> list[str | None]:
        """Give the texts of documents, see `Storage.texts`."""
        packs = self._hash("texts", [_bytes(name) for name in ids])
        return [None if pack is None else unpacked(pack) for pack in packs]

    def retract(self, ids: Sequence[str]) -> int:
        """Take documents out, see `Storage.retract`."""
        names = list(dict.fromkeys(ids))
        if not names:
            return 0
        with self._client.lock(self._key("lock"), timeout=LOCK_SECONDS):
            numbers = self._hash("numbers", [_bytes(name) for name in names])
            rows = [row for row in zip(names, numbers, self.texts(names), strict=True) if row[1] is not None]
            for name, number, text in rows:
                self._found.remove(int(number or 0), text or "")
                self._client.hdel(self._key("ids"), int(number or 0))
                for part in ("numbers", "texts"):
                    self._client.hdel(self._key(part), _bytes(name))
        return len(rows)

    def clear(self) -> None:
        """Remove all that the server has under this name."""
        for key in self._client.scan_iter(f"{self._name}[:_]*", count=AT_ONCE):
            self._client.delete(key)

    def __contains__(self, document: object) -> bool:
        return isinstance(document, str) and bool(self._client.hexists(self._key("numbers"), _bytes(document)))

    def __len__(self) -> int:
        return int(self._client.hlen(self._key("numbers")))

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()

    def __reduce__(self) -> tuple[Callable[..., RedisServer], tuple[str, str, Settings | None]]:
        return _connected, (self._url, self._name, self._finder.settings if self._finder else None)


class _ServerPostings:
    """Maps seeds to documents by datasketch's storage of sets on a server; see `Postings`."""

    __slots__ = ("_sets",)

    def __init__(self, config: dict[str, Any], name: bytes) -> None:
        from datasketch.storage import unordered_storage

        self._sets = unordered_storage(config, name=name)

    def get(self, keys: Ints) -> tuple[Ints, Ints]:
        sets = [found for some in _parts(_keys(keys)) for found in self._sets.getmany(*some)]
        rows = [(row, int(number)) for row, numbers in enumerate(sets) for number in numbers]
        table = np.array(sorted(rows), np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def add(self, keys: Ints, numbers: Ints) -> None:
        for key, number in zip(_keys(keys), numbers.tolist(), strict=True):
            self._sets.insert(key, b"%d" % number, buffer=True)
        self._sets.empty_buffer()

    def remove(self, number: int, keys: Ints) -> None:
        for key in _keys(keys):
            self._sets.remove_val(key, b"%d" % number, buffer=True)
        self._sets.empty_buffer()


def _connected(url: str, name: str, settings: Settings | None) -> RedisServer:
    server = RedisServer(url, name)
    if settings is not None:
        server.begin(settings)
    return server


def _package() -> Any:
    try:
        import redis
    except ImportError as error:
        raise UsageError("documents on a Redis server need its package: pip install 'chaffinch[redis]'") from error
    return redis


def _keys(keys: Ints) -> list[bytes]:
    found: list[bytes] = np.ascontiguousarray(keys).view("V8").tolist()
    return found


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[at : at + AT_ONCE] for at in range(0, len(items), AT_ONCE))


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogatepass")
