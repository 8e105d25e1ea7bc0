"""Storages of a deduplicator: what is kept of its documents, in memory, in a folder or on a server."""

from __future__ import annotations

from chaffinch.integrations.storages.memory import Memory
from chaffinch.integrations.storages.opening import opened
from chaffinch.integrations.storages.protocol import CANDIDATES, Settings, Storage

__all__ = ["CANDIDATES", "Memory", "Settings", "Storage", "opened"]
