"""Connected components as a few passes over whole arrays."""

from __future__ import annotations

import numpy as np

from chaffinch.text.arrays import Ints

__all__ = ["smallest_label"]


def smallest_label(a: Ints, b: Ints, nodes: int) -> Ints:
    """Label each node 0..nodes-1 of an undirected graph with the smallest node it is connected to.

    Labels are hooked onto smaller ones and shortened by pointer jumping until nothing changes
    (Shiloach and Vishkin 1982), a few whole-array passes.

    >>> smallest_label(np.array([3, 1]), np.array([2, 3]), 5).tolist()
    [0, 1, 1, 1, 4]
    """
    label = np.arange(nodes)
    while True:
        low = np.minimum(label[a], label[b])
        hooked = label.copy()
        for end in (a, b):
            np.minimum.at(hooked, label[end], low)
        while not np.array_equal(hooked, hooked[hooked]):
            hooked = hooked[hooked]
        if np.array_equal(hooked, label):
            return label
        label = hooked
