"""Storages of a deduplicator: what is kept of its documents, in memory, in a folder or on a server."""

from __future__ import annotations

from chaffinch.integrations.storages.folder import Folder
from chaffinch.integrations.storages.memory import Memory
from chaffinch.integrations.storages.opening import opened
from chaffinch.integrations.storages.protocol import CANDIDATES, Settings, Storage
from chaffinch.integrations.storages.redis_server import RedisServer

__all__ = ["CANDIDATES", "Folder", "Memory", "RedisServer", "Settings", "Storage", "opened"]
