"""The order of the stages."""

from __future__ import annotations

from chaffinch.pipeline import pipeline
from chaffinch.pipeline.pipeline import clean, decide, restore

__all__ = [
    "clean",
    "decide",
    "pipeline",
    "restore",
]
