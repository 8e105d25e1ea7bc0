"""Import the library of an adapter, or say what to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chaffinch.errors import MissingExtra

__all__ = ["requires"]


@contextmanager
def requires(package: str, extra: str) -> Iterator[None]:
    """Turn a failed import into a `MissingExtra` that names what to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtra(package, extra) from error
