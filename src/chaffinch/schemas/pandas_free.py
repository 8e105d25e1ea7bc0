"""Keep pyarrow from importing pandas in processes that have no frames of pandas.

``pyarrow.array`` of a list asks whether the list is a series of pandas, and imports pandas for that if it is installed:
a third of a second of a processor in the command line and in each worker.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

import pyarrow as pa

__all__ = ["keep_pandas_out"]


def keep_pandas_out() -> None:
    """Let pyarrow ask for pandas once while it cannot be imported; it does not ask again.

    Conversions to pandas and from it still work, since these import it themselves. Not for a process of somebody else,
    who may give series of pandas to ``pyarrow.array``.

    >>> keep_pandas_out()
    >>> pa.array(["a list"]).to_pylist()
    ['a list']
    """
    if "pandas" in sys.modules:
        return
    refusal = _Refusal()
    sys.meta_path.insert(0, refusal)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(refusal)


class _Refusal(MetaPathFinder):
    """Finds no pandas, and lets others find all else."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Raise for pandas; else return None, so that the next finder is asked."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)
