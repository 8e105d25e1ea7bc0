"""Find boilerplate in a batch of texts: phrases, templates of sites, and how lines look."""

from __future__ import annotations

from chaffinch.boilerplate.finding import find
from chaffinch.boilerplate.pieces import cut

__all__ = [
    "cut",
    "find",
]
