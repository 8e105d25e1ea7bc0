"""What is not collected: doctests of adapters whose library is not installed; without heavy tests, their modules."""

from __future__ import annotations

import signal
from importlib.util import find_spec
from pathlib import Path

import pytest

LIBRARIES = {
    "crawl4ai": "crawl4ai", "datatrove": "datatrove", "frames": "narwhals", "haystack": "haystack",
    "langchain": "langchain_core", "llamaindex": "llama_index", "polars": "polars", "scrapy": "scrapy",
}  # fmt: skip
"""By the module of the adapter: the library that it imports at its top."""

collect_ignore = [
    f"src/chaffinch/integrations/{module}.py" for module, library in LIBRARIES.items() if find_spec(library) is None
]

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as of a job in the background; commands would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

ALL_HEAVY = ("\npytestmark = pytest.mark.heavy", "\npytestmark = [pytest.mark.heavy")
"""How a module says that all of its tests are heavy."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out modules of heavy tests only: to import them may need libraries that are not installed."""
    if config.option.markexpr != "not heavy" or collection_path.suffix != ".py":
        return None
    return any(mark in collection_path.read_text(encoding="utf-8") for mark in ALL_HEAVY) or None
