"""The order of the stages."""

from __future__ import annotations

from chaffinch.pipeline.stages import clean, decide, restore

__all__ = ["clean", "decide", "restore"]
