"""The features of the block model, none of which is a word.

A block is measured by itself (length, signs, capitals, digits, how it ends), by its surroundings (`surroundings`), by
the share of it that trafilatura takes, and by what the page declares to be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from string import ascii_uppercase, digits
from typing import Any

import numpy as np

from chaffinch.html.block_words import Words, covered
from chaffinch.html.blocks import Blocks, walk
from chaffinch.html.declared import Declared, declared
from chaffinch.html.markdown import Form, marked
from chaffinch.html.surroundings import Counts, Surroundings
from chaffinch.text import Floats, Floats32, Ints

__all__ = ["LINKED", "Measured", "facts", "measure", "names", "og_type"]

_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?=\s|$)|[。！？]")
_ENDS = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*$")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:[€$£]|EUR|USD)")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}:\d\d\b")
_UPPER, _DIGITS = (text.encode() for text in (ascii_uppercase, digits))
_SIGNS = re.compile(r"[^\w\s]")
_ASCII_SIGNS = bytes(i for i in range(128) if _SIGNS.match(chr(i)))

LOOKS = (
    "words", "length", "word length", "sentences", "signs a word", "commas a word", "capitals a word", "upper share",
    "digit share", "ends as a sentence", "ends with colon", "question", "begins small", "money", "date", "copyright",
    "bar or arrow", "lines", "linked share", "links a word", "copies", "earlier copies",
)  # fmt: skip
"""Features of a block by itself, in the order of the columns."""

LINKED = LOOKS.index("linked share")
"""The column of that feature."""

_SENTENCES = LOOKS.index("sentences")
_COUNTED = 15  # numbers that `_signs` gives for a text
_END = 8  # characters at the end of a text that are searched for its last full stop: it may have quotes behind it

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


def looks(texts: Sequence[str], linked: Sequence[str], links: Ints, words: Words) -> Floats:
    """Measure each block by itself.

    Args:
        texts, linked: the text of each block, and the part of it that is in links.
        links: how many links each block has. int64, shape (blocks,)
        words: the words of ``texts``.

    Returns:
        float64, shape (blocks, len(LOOKS)).
    """
    count = np.maximum(words.count, 1)
    signs = np.array([_signs(text) for text in texts], np.float64).reshape(-1, _COUNTED)
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
    upper, number, signs = _counts(text)
    return (
        len(_SENTENCE.findall(text)) if signs else 0,
        signs,
        text.count(",") + text.count("，") + text.count("、"),
        len(_CAPITAL.findall(text)) if upper else 0,
        upper / size,
        number / size,
        signs > 0 and _ENDS.search(text[-_END:]) is not None,
        text.endswith(":"),
        "?" in text,
        text[:1].islower(),
        number > 0 and _MONEY.search(text) is not None,
        number > 0 and _DATE.search(text) is not None,
        "©" in text,
        signs > 0 and any(sign in text for sign in "|»›→·•"),
        text.count("\n"),
    )


def _counts(text: str) -> tuple[int, int, int]:
    """Count capitals, digits and signs; in ASCII, as most texts are, that is ten times quicker.

    >>> _counts("At 6 AM."), _counts("Ä 6")
    ((3, 1, 1), (1, 1, 0))
    """
    if not text.isascii():
        return sum(map(str.isupper, text)), sum(map(str.isdigit, text)), len(_SIGNS.findall(text))
    raw = text.encode()
    upper, number, signs = (len(raw) - len(raw.translate(None, kind)) for kind in (_UPPER, _DIGITS, _ASCII_SIGNS))
    return upper, number, signs


def _copies(words: Words) -> tuple[Floats, Floats]:
    """Count the copies of each block on the page, and those before it. float64, shape (blocks,)."""
    seen: dict[bytes, int] = {}
    earlier = np.zeros(len(words.count))
    lines = words.lines()
    for i, line in enumerate(lines):
        earlier[i] = seen.get(line, 0)
        seen[line] = seen.get(line, 0) + 1
    return np.array([seen[line] for line in lines], np.float64), earlier


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The blocks of a page with their features.

    Attributes:
        surroundings: the blocks and what is around each.
        words: the words of the blocks.
        taken: share of each block's words that trafilatura takes. float64, shape (blocks,)
        extracted: the words that trafilatura takes, in order. int64, shape (words,)
        about: what the page declares to be, see `facts`.
        features: columns in the order of `names`. float32, shape (blocks, features)
        forms: what each block is in markdown, where that was asked for.
        declared: what the page says of its article.
    """

    surroundings: Surroundings
    words: Words
    taken: Floats
    extracted: Ints
    about: Mapping[str, bool]
    features: Floats32
    forms: tuple[Form, ...] = ()
    declared: Declared = field(default_factory=Declared)

    @classmethod
    def of(cls, blocks: Blocks, text: str, about: Mapping[str, bool]) -> Measured:
        """Measure the blocks of a page.

        Args:
            blocks: the blocks.
            text: what trafilatura extracts from the page.
            about: what the page declares to be.
        """
        words = Words.of(blocks.texts)
        extracted = Words.of(text.split("\n"), words.known)
        taken = covered(words, extracted)
        look = looks(blocks.texts, blocks.linked, blocks.links, words)
        count = words.count.astype(np.float64)
        counts = Counts(count, look[:, LINKED] * count, look[:, _SENTENCES], taken * count)
        around = Surroundings(blocks, counts)
        columns = _columns(look, taken, around, about)
        features = np.column_stack(list(columns.values())).astype(np.float32)
        return cls(around, words, taken, extracted.number, about, features)

    @property
    def blocks(self) -> Blocks:
        """The blocks themselves."""
        return self.surroundings.blocks

    @property
    def is_article(self) -> bool:
        """Whether the page declares to be one article, and not also a list."""
        return self.about["og article"] and not self.about["ld list"]


def measure(tree: Any, text: str, *, markdown: bool = False) -> Measured:
    """Cut a parsed page into blocks and measure them.

    Args:
        tree: an lxml tree; not changed.
        text: what trafilatura extracts from it.
        markdown: whether to find also what each block is in markdown.
    """
    blocks, forms = marked(tree) if markdown else (walk(tree), ())
    return replace(Measured.of(blocks, text, facts(tree)), forms=forms, declared=declared(tree))


def og_type(tree: Any) -> str:
    """Read the ``og:type`` of a page in lower case, empty if it has none."""
    declared = next((m.get("content") for m in tree.iter("meta") if m.get("property") == "og:type"), None) or ""
    return declared.strip().lower()


def facts(tree: Any) -> dict[str, bool]:
    """Read what a page declares to be, in ``og:type`` and in JSON-LD.

    Args:
        tree: an lxml tree; not changed.

    Returns:
        For each type that the model knows whether the page declares it.

    >>> from lxml import html
    >>> page = html.fromstring('<meta property="og:type" content="article"><p>Tides')
    >>> [name for name, declared in facts(page).items() if declared]
    ['og article']
    """
    declared = og_type(tree)
    data = " ".join(s.text or "" for s in tree.iter("script") if s.get("type") == "application/ld+json")
    found = {f"og {name}": declared == name for name in _OG_TYPES}
    return found | {f"ld {name}": bool(pattern.search(data)) for name, pattern in _LD.items()}


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Give the name of each feature, in the order of the columns."""
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
