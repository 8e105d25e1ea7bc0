"""Find boilerplate in a batch of texts: phrases, templates of sites, and lines that look like boilerplate."""

from __future__ import annotations

import importlib
import typing

if typing.TYPE_CHECKING:
    from chaffinch.boilerplate.finding import find
    from chaffinch.boilerplate.pieces import cut

__all__ = ["cut", "find"]

_HOMES = {"cut": "pieces", "find": "finding"}


def __getattr__(name: str) -> typing.Any:
    """Import the module of a name when the name is first used, so that rules can be compiled without numpy or Arrow."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
