"""Array types of the package. Arrays have one dimension unless a docstring gives another shape."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Bools", "Bytes", "Floats", "Floats32", "Hashes", "Ints"]

Bools = npt.NDArray[np.bool_]
"""Masks: one value for each row or byte."""
Bytes = npt.NDArray[np.uint8]
"""Bytes of UTF-8, or folded letters (`folding`)."""
Floats = npt.NDArray[np.float64]
"""Shares, scores and logarithms."""
Floats32 = npt.NDArray[np.float32]
"""Features and probabilities of models: half the size of `Floats`."""
Hashes = npt.NDArray[np.uint64]
"""64-bit hashes, the same on every machine."""
Ints = npt.NDArray[np.int64]
"""Offsets, counts and document numbers."""
