"""Chaffinch cleans scraped text corpora: it finds boilerplate and near-duplicates, and explains and undoes every cut.

>>> import chaffinch as cf
>>> print(cf.strip("The dam held all night, and by noon the water had fallen.\\n\\nAll rights reserved."))
The dam held all night, and by noon the water had fallen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chaffinch.faces import late

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

__getattr__ = late(
    __name__,
    {
        "config": "Config",
        "errors": "ChaffinchError",
        "matching": "find_duplicates find_passages",
        "model": "Document Edit Finding Passage Removal",
        "pipeline": "clean decide restore",
        "runs": "Run",
        "step": "Cleaner Deduplicator Stripper strip",
        "text": "align differences",
    },
)


def __dir__() -> list[str]:
    return __all__
