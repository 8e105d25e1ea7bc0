"""The order of the stages."""

from __future__ import annotations

import typing

from chaffinch.faces import late

if typing.TYPE_CHECKING:
    from chaffinch.pipeline.comparing import compare, query
    from chaffinch.pipeline.indexing import add_inputs, add_run
    from chaffinch.pipeline.stage_list import STAGES, Stage
    from chaffinch.pipeline.stages import clean, decide, restore
    from chaffinch.pipeline.undoing import undo

__all__ = ["STAGES", "Stage", "add_inputs", "add_run", "clean", "compare", "decide", "query", "restore", "undo"]

__getattr__ = late(
    __name__,
    {
        "comparing": "compare query",
        "indexing": "add_inputs add_run",
        "stage_list": "STAGES Stage",
        "stages": "clean decide restore",
        "undoing": "undo",
    },
)
