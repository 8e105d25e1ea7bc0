"""The order of the stages."""

from __future__ import annotations

from chaffinch.pipeline.stage_list import STAGES, Stage
from chaffinch.pipeline.stages import clean, decide, restore
from chaffinch.pipeline.undo import undo

__all__ = ["STAGES", "Stage", "clean", "decide", "restore", "undo"]
