"""Files of a run, on this machine or in an object store."""

from __future__ import annotations

from chaffinch.storage import exchange, stores
from chaffinch.storage.exchange import Reach, lend, use
from chaffinch.storage.stores import Remote, is_known, is_url

__all__ = [
    "Reach",
    "Remote",
    "exchange",
    "is_known",
    "is_url",
    "lend",
    "stores",
    "use",
]
