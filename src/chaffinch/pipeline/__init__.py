"""The order of the stages."""

from __future__ import annotations

import importlib
import typing

if typing.TYPE_CHECKING:
    from chaffinch.pipeline.comparing import compare, query
    from chaffinch.pipeline.indexing import add_inputs, add_run
    from chaffinch.pipeline.stage_list import STAGES, Stage
    from chaffinch.pipeline.stages import clean, decide, restore
    from chaffinch.pipeline.undoing import undo

__all__ = ["STAGES", "Stage", "add_inputs", "add_run", "clean", "compare", "decide", "query", "restore", "undo"]

_HOMES = {
    "comparing": (
        "compare",
        "query",
    ),
    "indexing": (
        "add_inputs",
        "add_run",
    ),
    "stage_list": (
        "STAGES",
        "Stage",
    ),
    "stages": (
        "clean",
        "decide",
        "restore",
    ),
    "undoing": ("undo",),
}
"""Names of the face by their modules."""


def __getattr__(name: str) -> typing.Any:
    """Import the module of a name when the name is first used: most runs need no index of earlier documents."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
