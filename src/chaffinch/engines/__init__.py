"""Engines run kernels over tables, shuffle rows by key, and keep checkpoints for an interrupted run.

Stages call nothing but the methods of the protocol `Engine`; engines know no stage.
"""

from __future__ import annotations

from chaffinch.engines.connected_components import NODE_BITS, connected
from chaffinch.engines.document_index import Ledger, hashes
from chaffinch.engines.local import LocalEngine
from chaffinch.engines.parts import read_part
from chaffinch.engines.protocol import Engine, Kernel, Output, Table
from chaffinch.engines.spark import SparkEngine, read_frame, session_of, store_frame
from chaffinch.engines.stored import StoredEngine

__all__ = [
    "NODE_BITS",
    "Engine",
    "Kernel",
    "Ledger",
    "LocalEngine",
    "Output",
    "SparkEngine",
    "StoredEngine",
    "Table",
    "connected",
    "hashes",
    "read_frame",
    "read_part",
    "session_of",
    "store_frame",
]
