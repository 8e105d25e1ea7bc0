"""Types of the arrays that the package passes around. Each is of one dimension where nothing else is said."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Bools", "Bytes", "Floats", "Floats32", "Hashes", "Ints"]

Bools = npt.NDArray[np.bool_]
"""Masks: which rows are meant."""
Bytes = npt.NDArray[np.uint8]
"""UTF-8, mostly."""
Floats = npt.NDArray[np.float64]
"""Shares, scores, logarithms."""
Floats32 = npt.NDArray[np.float32]
"""Features and probabilities of models, halved in size."""
Hashes = npt.NDArray[np.uint64]
"""64-bit hashes, equal on every machine."""
Ints = npt.NDArray[np.int64]
"""Offsets, counts and document numbers."""
