"""Phrases of boilerplate: rule packs, compiled into one set and matched over batches."""

from __future__ import annotations

import importlib
import typing

if typing.TYPE_CHECKING:
    from chaffinch.boilerplate.rules.examples import faults
    from chaffinch.boilerplate.rules.packs import Rule, read_all
    from chaffinch.boilerplate.rules.ruleset import load

__all__ = ["Rule", "faults", "load", "read_all"]

_MODULES = {"Rule": "packs", "faults": "examples", "load": "ruleset", "read_all": "packs"}


def __getattr__(name: str) -> typing.Any:
    """Import a module when it is first used, so that rules can be compiled without numpy or Arrow."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
