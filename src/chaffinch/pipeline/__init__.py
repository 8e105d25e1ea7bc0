"""The order of the stages."""

from __future__ import annotations

from chaffinch.pipeline.comparing import compare, query
from chaffinch.pipeline.indexing import add_inputs, add_run
from chaffinch.pipeline.stage_list import STAGES, Stage
from chaffinch.pipeline.stages import clean, decide, restore
from chaffinch.pipeline.undo import undo

__all__ = ["STAGES", "Stage", "add_inputs", "add_run", "clean", "compare", "decide", "query", "restore", "undo"]
