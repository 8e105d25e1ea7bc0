"""What the block model looks at: not words, but how blocks look, stand, are named, and what trafilatura took."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from chaffinch.html.appearance import LOOKS, looks
from chaffinch.html.block_words import Words, covered
from chaffinch.html.blocks import Blocks, walk
from chaffinch.html.surroundings import Counts, Surroundings
from chaffinch.text import Floats

__all__ = ["LINKED", "Measured", "facts", "measure", "names"]


LINKED = LOOKS.index("linked share")
"""The place of that feature among all."""

_SENTENCES = LOOKS.index("sentences")

_OG_TYPES = ("article", "website", "product")
_LD_TYPES = {
    "article": r"(?:News|Blog|Tech|Scholarly)?(?:Article|Posting)",
    "product": "Product",
    "forum": "DiscussionForumPosting|QAPage",
    "list": "ItemList|CollectionPage|OfferCatalog",
    "recipe": "Recipe|HowTo",
    "organization": "LocalBusiness|Organization|Service",
}
_LD = {name: re.compile(rf'"@type"\s*:\s*\[?\s*"(?:{types})"') for name, types in _LD_TYPES.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The blocks of a page and what is known of each.

    Attributes:
        surroundings: the blocks, and what stands around each.
        words: their words.
        taken: share of each block's words that trafilatura takes. float64, shape (blocks,)
        total: how many words it takes.
        about: what the page says it is, see `facts`.
        features: in the order of `names`. float32, shape (blocks, features)
    """

    surroundings: Surroundings
    words: Words
    taken: Floats
    total: int
    about: Mapping[str, bool]
    features: npt.NDArray[np.float32]

    @classmethod
    def of(cls, blocks: Blocks, text: str, about: Mapping[str, bool]) -> Measured:
        """Measure the blocks of a page of which trafilatura takes ``text``."""
        words = Words.of(blocks.texts)
        theirs = Words.of(text.split("\n"), words.known)
        taken = covered(words, theirs)
        look = looks(blocks.texts, blocks.linked, blocks.links, words)
        count = words.count.astype(np.float64)
        counts = Counts(count, look[:, LINKED] * count, look[:, _SENTENCES], taken * count)
        around = Surroundings(blocks, counts)
        columns = _columns(look, taken, around, about)
        features = np.column_stack(list(columns.values())).astype(np.float32)
        return cls(around, words, taken, len(theirs.number), about, features)

    @property
    def blocks(self) -> Blocks:
        """The blocks themselves."""
        return self.surroundings.blocks

    @property
    def is_article(self) -> bool:
        """Whether the page says it is one article, and not also a list of some."""
        return self.about["og article"] and not self.about["ld list"]


def measure(tree: Any, text: str) -> Measured:
    """Cut a parsed page into blocks and measure them.

    Args:
        tree: an lxml tree; not changed.
        text: what trafilatura makes of it.
    """
    return Measured.of(walk(tree), text, facts(tree))


def facts(tree: Any) -> dict[str, bool]:
    """Read what a page says it is.

    >>> from lxml import html
    >>> page = html.fromstring('<meta property="og:type" content="article"><p>Tides')
    >>> [name for name, said in facts(page).items() if said]
    ['og article']
    """
    said = next((m.get("content") for m in tree.iter("meta") if m.get("property") == "og:type"), None) or ""
    data = " ".join(s.text or "" for s in tree.iter("script") if s.get("type") == "application/ld+json")
    found = {f"og {name}": said.strip().lower() == name for name in _OG_TYPES}
    return found | {f"ld {name}": bool(pattern.search(data)) for name, pattern in _LD.items()}


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Give the name of each feature."""
    from lxml.html import fromstring

    page = measure(fromstring("<p>a"), "")
    return tuple(_columns(np.zeros((1, len(LOOKS))), page.taken, page.surroundings, page.about))


def _columns(look: Floats, taken: Floats, around: Surroundings, about: Mapping[str, bool]) -> dict[str, Floats]:
    every = np.ones(len(taken))
    return {
        **dict(zip(LOOKS, look.T, strict=True)),
        "taken": taken,
        **around.columns(),
        **{name: every * value for name, value in about.items()},
    }
