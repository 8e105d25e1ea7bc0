"""Chaffinch cleans scraped text corpora: it finds boilerplate and near-duplicates, and explains and undoes every cut.

>>> import chaffinch as cf
>>> print(cf.strip("The dam held all night, and by noon the water had fallen.\\n\\nAll rights reserved."))
The dam held all night, and by noon the water had fallen.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chaffinch.config import Config
    from chaffinch.errors import ChaffinchError
    from chaffinch.matching.in_memory import find_duplicates, find_passages
    from chaffinch.model import Document, Edit, Finding, Passage, Removal
    from chaffinch.pipeline.stages import clean, decide, restore
    from chaffinch.runs.run import Run
    from chaffinch.step import Cleaner, Deduplicator, Stripper, strip
    from chaffinch.text.diff import align, differences

__version__ = "0.2.0"

__all__ = [
    "ChaffinchError",
    "Cleaner",
    "Config",
    "Deduplicator",
    "Document",
    "Edit",
    "Finding",
    "Passage",
    "Removal",
    "Run",
    "Stripper",
    "__version__",
    "align",
    "clean",
    "decide",
    "differences",
    "find_duplicates",
    "find_passages",
    "restore",
    "strip",
]

_HOMES = {
    "config": ("Config",),
    "errors": ("ChaffinchError",),
    "model": ("Document", "Edit", "Finding", "Passage", "Removal"),
    "pipeline": ("clean", "decide", "restore"),
    "runs": ("Run",),
    "text": ("align", "differences"),
    "matching": ("find_duplicates", "find_passages"),
    "step": ("Cleaner", "Deduplicator", "Stripper", "strip"),
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that importing the package loads no heavy module."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"chaffinch.{module}"), name)
    raise AttributeError(f"module 'chaffinch' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
