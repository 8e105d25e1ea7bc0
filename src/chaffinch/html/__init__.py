"""From an HTML page to its main text."""

from __future__ import annotations

from chaffinch.html.extract import Extractor
from chaffinch.html.result import LeftOut

__all__ = [
    "Extractor",
    "LeftOut",
]
