"""Files of a run, on this machine or in an object store.

The modules `exchange` and `stores` are part of the face: their functions are called as ``stores.read``.
"""

from __future__ import annotations

from chaffinch.storage import exchange, stores
from chaffinch.storage.appending import append_all
from chaffinch.storage.exchange import FileExchange, upload_inputs, use_exchange
from chaffinch.storage.freeing import free
from chaffinch.storage.locks import lock
from chaffinch.storage.stores import Remote, is_known, is_url

__all__ = [
    "FileExchange",
    "Remote",
    "append_all",
    "exchange",
    "free",
    "is_known",
    "is_url",
    "lock",
    "stores",
    "upload_inputs",
    "use_exchange",
]
