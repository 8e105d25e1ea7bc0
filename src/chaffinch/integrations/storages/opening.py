"""Open the storage that a user names."""

from __future__ import annotations

from pathlib import Path

from chaffinch.errors import UsageError
from chaffinch.integrations.storages.folder import Folder
from chaffinch.integrations.storages.protocol import Storage
from chaffinch.integrations.storages.redis_server import RedisServer

__all__ = ["opened"]

_SERVERS = ("redis://", "rediss://", "unix://")


def opened(storage: Storage | Path | str) -> Storage:
    """Give the storage that an address or a path stands for; one that is a storage already is given back.

    Raises:
        UsageError: it is no storage, address or path.
    """
    if isinstance(storage, Storage):
        return storage
    if isinstance(storage, str) and storage.startswith(_SERVERS):
        return RedisServer(storage)
    if isinstance(storage, (str, Path)):
        return Folder(storage)
    raise UsageError(
        f"cannot store documents in {storage!r}: a folder, the address of a Redis server (redis://HOST:PORT/DB) or a "
        "Storage is needed"
    )
