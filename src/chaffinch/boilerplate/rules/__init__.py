"""Phrases of boilerplate: rule packs, compiled into one set and matched over batches."""

from __future__ import annotations

import importlib
import typing

if typing.TYPE_CHECKING:
    from chaffinch.boilerplate.rules.ruleset import load

__all__ = ["load"]


def __getattr__(name: str) -> typing.Any:
    """Import the rule set when it is first used, so that rules can be compiled without numpy or Arrow."""
    if name != "load":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.ruleset").load
