"""Phrases of boilerplate: rule packs, compiled into one set and matched over batches."""

from __future__ import annotations

import typing

from chaffinch.faces import late

if typing.TYPE_CHECKING:
    from chaffinch.boilerplate.rules.code_rules import CODE_RULES
    from chaffinch.boilerplate.rules.examples import faults
    from chaffinch.boilerplate.rules.packs import Rule, read_all
    from chaffinch.boilerplate.rules.ruleset import load

__all__ = ["CODE_RULES", "Rule", "faults", "load", "read_all"]

__getattr__ = late(
    __name__,
    {
        "examples": "faults",
        "packs": "Rule read_all",
        "code_rules": "CODE_RULES",
        "ruleset": "load",
    },
)
