"""Doctests of adapters whose library is not installed are not collected: importing such a module is an error."""

from __future__ import annotations

from importlib.util import find_spec

LIBRARIES = {
    "crawl4ai": "crawl4ai", "datatrove": "datatrove", "frames": "narwhals", "haystack": "haystack",
    "langchain": "langchain_core", "llamaindex": "llama_index", "polars": "polars", "scrapy": "scrapy",
}  # fmt: skip
"""By the module of the adapter: the library that it imports at its top."""

collect_ignore = [
    f"src/chaffinch/integrations/{module}.py" for module, library in LIBRARIES.items() if find_spec(library) is None
]
