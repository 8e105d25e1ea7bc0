"""Faces of packages: a module is imported when a name of it is first used, since most commands need few of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["late"]


def late(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Give the ``__getattr__`` of a package, which imports the module of a name when the name is first used.

    Args:
        package: its full name.
        homes: names that the package hands out, with blanks between them, by their modules below it.

    >>> late("chaffinch", {"errors": "ChaffinchError UsageError"})("UsageError").__name__
    'UsageError'
    >>> late("chaffinch", {"errors": "ChaffinchError"})("nothing")
    Traceback (most recent call last):
    AttributeError: module 'chaffinch' has no attribute 'nothing'
    """
    modules = {name: module for module, names in homes.items() for name in names.split()}

    def get(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{modules[name]}"), name)

    return get
