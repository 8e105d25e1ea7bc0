"""The nouns. Every offset is a half-open range of code points in ``Document.text`` as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "CATEGORIES",
    "HOLE_SCORE",
    "KEPT_CATEGORIES",
    "REMOVED_CATEGORIES",
    "WHOLE",
    "Document",
    "Edit",
    "Finding",
    "Passage",
    "Removal",
]

REMOVED_CATEGORIES = (
    "disclaimer", "copyright", "donation", "subscription", "social", "navigation", "cookie", "contact",
    "advert", "credit", "comments", "related", "app", "template", "boilerplate",
)  # fmt: skip
"""Boilerplate that is no part of the article; removed by default. The last is what the line model finds."""

KEPT_CATEGORIES = ("byline", "caption", "references")
"""Found and reported, but part of the article; kept by default."""

HOLE_SCORE = 0.5
"""Findings of a removable category from this score on are removed, and are holes for sketches and seeds."""

WHOLE = ("duplicate", "contained")
"""Reasons for which a whole document goes."""

CATEGORIES = REMOVED_CATEGORIES + KEPT_CATEGORIES


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its name and what is known about it.

    Attributes:
        id: the document's name, unique in a corpus.
        text: the text as it was read, or extracted from HTML.
        host: the site it is from, if known.
        date: the date it carries, as it came (ISO 8601 sorts rightly), if known.
        fields: the other fields of its record, kept as they came.
    """

    id: str
    text: str
    host: str | None = None
    date: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A span of one document."""

    document: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """An opinion with evidence: this span is boilerplate of this category, by this rule, with this score (0-1)."""

    start: int
    stop: int
    category: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True, order=True)
class Removal:
    """A decision: this span goes, for this reason, because that passage (if any) stays.

    ``action`` is ``remove``, ``mark`` or ``withheld``; only ``remove`` changes the text.
    """

    start: int
    stop: int
    action: str
    reason: str
    rule: str = ""
    score: float = 1.0
    keeper: Passage | None = None


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A deed: ``text`` left from ``[start, stop)`` of the original; the gap is at ``position`` of the result."""

    start: int
    stop: int
    position: int
    text: str
