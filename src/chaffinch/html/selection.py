"""Which blocks to keep, given how likely each is: those that together promise the best F.

No threshold is right for all pages: on a page of which nearly all is text a doubtful block is worth keeping, on one
with little text in much clutter it is not. So blocks are kept, the likeliest first, as long as the expected F of what
is kept grows (Lewis 1995, "Evaluating and optimizing autonomous text classification systems", section 4).
"""

from __future__ import annotations

import numpy as np

from chaffinch.text import Bools, Floats

__all__ = ["best", "expected"]


def best(probability: Floats, weight: Floats) -> tuple[Bools, float]:
    """Choose the blocks with the largest expected F, and give that F.

    Args:
        probability: that a block is main text. float64, shape (blocks,)
        weight: how much a block counts, its words. float64, shape (blocks,)

    >>> kept, f = best(np.array([0.9, 0.1, 0.6]), np.array([10.0, 10.0, 5.0]))
    >>> kept.tolist(), round(f, 3)
    ([True, False, True], 0.857)
    """
    order = np.argsort(-probability, kind="stable")
    kept, right = np.cumsum(weight[order]), np.cumsum((probability * weight)[order])
    if not len(order) or not right[-1] > 0:
        return np.zeros(len(order), np.bool_), 0.0
    promised = 2 * right / (kept + right[-1])
    last = int(np.argmax(promised))
    chosen = np.zeros(len(order), np.bool_)
    chosen[order[: last + 1]] = True
    return chosen, float(promised[last])


def expected(probability: Floats, weight: Floats, share: Floats, total: float) -> float:
    """Give the expected F of a text that holds these shares of the blocks.

    Args:
        share: of each block's words that the text has. float64, shape (blocks,)
        total: words of the text.

    >>> round(expected(np.array([0.9, 0.1]), np.array([10.0, 10.0]), np.array([1.0, 1.0]), 20.0), 3)
    0.667
    """
    right, wanted = float(probability @ (weight * share)), float(probability @ weight)
    return 2 * right / (total + wanted) if total + wanted > 0 else 0.0
