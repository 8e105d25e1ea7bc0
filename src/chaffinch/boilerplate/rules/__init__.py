"""Phrases of boilerplate: rule packs, compiled into one set and matched over batches."""

from __future__ import annotations

import typing

from chaffinch.faces import late

if typing.TYPE_CHECKING:
    from chaffinch.boilerplate.rules.examples import faults
    from chaffinch.boilerplate.rules.packs import Rule, read_all
    from chaffinch.boilerplate.rules.ruleset import load

__all__ = ["Rule", "faults", "load", "read_all"]

__getattr__ = late(
    __name__,
    {
        "examples": "faults",
        "packs": "Rule read_all",
        "ruleset": "load",
    },
)
