"""What the block model looks at: not words, but how blocks look, stand, are named, and what trafilatura took.

How a block looks by itself: its length, signs, capitals, digits, ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase, digits
from typing import Any

import numpy as np
import numpy.typing as npt

from chaffinch.html.block_words import Words, covered
from chaffinch.html.blocks import Blocks, walk
from chaffinch.html.surroundings import Counts, Surroundings
from chaffinch.text import Floats

__all__ = ["LINKED", "Measured", "facts", "measure", "names"]


_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?=\s|$)|[。！？]")
_ENDS = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*$")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:[€$£]|EUR|USD)")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}:\d\d\b")
_UPPER, _DIGITS = (text.encode() for text in (ascii_uppercase, digits))
_SIGNS = re.compile(r"[^\w\s]")

LOOKS = (
    "words", "length", "word length", "sentences", "signs a word", "commas a word", "capitals a word", "upper share",
    "digit share", "ends as a sentence", "ends with colon", "question", "begins small", "money", "date", "copyright",
    "bar or arrow", "lines", "linked share", "links a word", "copies", "earlier copies",
)  # fmt: skip


def looks(texts: Sequence[str], linked: Sequence[str], links: npt.NDArray[np.int64], words: Words) -> Floats:
    """Measure blocks one by one.

    Returns:
        float64, shape (blocks, len(LOOKS)).
    """
    count = np.maximum(words.count, 1)
    signs = np.array([_signs(text) for text in texts], np.float64).reshape(-1, 15)
    length = np.array([len(text) for text in texts], np.float64)
    inside = Words.of(linked).count / count
    all_copies, earlier = _copies(words)
    columns = (
        words.count, length, length / count, signs[:, 0], signs[:, 1] / count, signs[:, 2] / count,
        signs[:, 3] / count, *signs[:, 4:].T, np.minimum(inside, 1.0), links / count, all_copies, earlier,
    )  # fmt: skip
    return np.column_stack(columns)


def _signs(text: str) -> tuple[float, ...]:
    size = len(text) or 1
    first = text[:1]
    upper, number = _counts(text)
    return (
        len(_SENTENCE.findall(text)),
        len(_SIGNS.findall(text)),
        text.count(",") + text.count("，") + text.count("、"),
        len(_CAPITAL.findall(text)),
        upper / size,
        number / size,
        _ENDS.search(text[-8:]) is not None,
        text.endswith(":"),
        "?" in text,
        first.islower(),
        _MONEY.search(text) is not None,
        _DATE.search(text) is not None,
        "©" in text,
        any(sign in text for sign in "|»›→·•"),
        text.count("\n"),
    )


def _counts(text: str) -> tuple[int, int]:
    """Count capitals and digits; most texts are ASCII, for which that is ten times quicker.

    >>> _counts("At 6 AM"), _counts("Ä 6")
    ((3, 1), (1, 1))
    """
    if not text.isascii():
        return sum(map(str.isupper, text)), sum(map(str.isdigit, text))
    raw = text.encode()
    return len(raw) - len(raw.translate(None, _UPPER)), len(raw) - len(raw.translate(None, _DIGITS))


def _copies(words: Words) -> tuple[Floats, Floats]:
    """Count how often each block is on the page, and how often before it."""
    seen: dict[bytes, int] = {}
    earlier = np.zeros(len(words.count))
    lines = words.lines()
    for i, line in enumerate(lines):
        earlier[i] = seen.get(line, 0)
        seen[line] = seen.get(line, 0) + 1
    return np.array([seen[line] for line in lines], np.float64), earlier


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
