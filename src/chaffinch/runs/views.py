"""Looks up what the room ``report`` makes of a run.

That room is above this one and imports it. A run is read without reports, so they are looked up by name when somebody
asks for one, as `chaffinch.__getattr__` does with the public names.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["view"]


def view(name: str) -> Any:
    """Give a function of the face of `chaffinch.report`.

    >>> view("summary").__name__
    'summary'
    """
    return getattr(import_module("chaffinch.report"), name)
