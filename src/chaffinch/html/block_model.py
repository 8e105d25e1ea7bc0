"""How likely each block of a page is main text: boosted trees over features that know no words.

The weights are a data file beside this module, made by ``benchmarks/train_blocks.py``; ``docs/blockmodel.md`` says
from what, and how well they do.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import numpy as np

from chaffinch.html.trees import Trees

__all__ = ["load"]

_DATA = "blockmodel.npz"
_KINDS = {"feature": np.int16, "threshold": np.float32, "child": np.int32, "value": np.int32, "root": np.int32}


@lru_cache(maxsize=1)
def load() -> Trees:
    """Read the trees of the package; kept for the process. Their columns are those of `features.names`."""
    with (files("chaffinch.html") / _DATA).open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        columns = {key: data[key].astype(kind) for key, kind in _KINDS.items()}
        return Trees(**columns, depth=int(data["depth"]))
