"""Where blocks stand, in terms that hold for all pages of a site."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from chaffinch.html.blocks import Blocks
from chaffinch.text import Ints

__all__ = ["places"]

# Elements outside a block that tell its place, the innermost first. All of them say too much: what stands further out
# differs from page to page of one template (on WCXB, manuals and made-up sites three measured best, by a little).
_LEVELS = 3
_SPREAD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)  # odd: the golden ratio, primes of xxHash
_NUMBER = re.compile(r"\d{3,}")  # of a page or a post, such as "post-1234"; shorter ones tell columns and styles apart


def places(blocks: Blocks) -> Ints:
    """Hash the tags and classes of the innermost elements that each block is in; long numbers in classes are all alike.

    Returns:
        int64, shape (blocks,)

    >>> from lxml import html
    >>> from chaffinch.html.blocks import walk
    >>> lists = "<ul class=a-101><li>One<li>Two</ul><ul class=a-202><li>Three</ul><ul class=a-3><li>Four</ul>"
    >>> page = html.fromstring(lists)
    >>> one, two, three, four = places(walk(page)).tolist()
    >>> one == two == three, one == four
    (True, False)
    """
    e = blocks.elements
    known = np.array([_hash(tag, name) for tag, name in e.kinds] + [0], np.uint64)  # the last for kind -1
    at, place = blocks.element, np.zeros(len(blocks), np.uint64)
    for spread in _SPREAD[:_LEVELS]:
        place += known[e.kind[at]] * np.uint64(spread)
        at = np.maximum(e.parent[at], 0)
    return place.view(np.int64)


@lru_cache(maxsize=20_000)
def _hash(tag: str, name: str) -> int:
    said = "\0".join([tag, *sorted(_NUMBER.sub("0", name).split())])
    return int.from_bytes(blake2b(said.encode("utf-8", "replace"), digest_size=8).digest(), "little")
