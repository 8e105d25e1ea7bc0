"""Find boilerplate in a batch of texts: phrases, templates of sites, lines that look like it; recognize notices."""

from __future__ import annotations

import importlib
import typing

if typing.TYPE_CHECKING:
    from chaffinch.boilerplate.finding import find
    from chaffinch.boilerplate.pieces import cut
    from chaffinch.boilerplate.stand_ins import NOTICES, stand_in, stand_in_and_consent, stand_ins_of

__all__ = ["NOTICES", "cut", "find", "stand_in", "stand_in_and_consent", "stand_ins_of"]

_HOMES = {
    "NOTICES": "stand_ins", "cut": "pieces", "find": "finding", "stand_in": "stand_ins",
    "stand_in_and_consent": "stand_ins", "stand_ins_of": "stand_ins",
}  # fmt: skip


def __getattr__(name: str) -> typing.Any:
    """Import the module of a name when the name is first used, so that rules can be compiled without numpy or Arrow."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
