"""Values that all rooms share: documents, findings, decisions and edits.

Every span ``[start, stop)`` is a half-open range of code points of ``Document.text`` as it was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "CATEGORIES",
    "EMPTY",
    "HELD_SCORE",
    "HOLE_SCORE",
    "INDEXED",
    "KEEPER_REASONS",
    "KEPT_CATEGORIES",
    "REMOVED_CATEGORIES",
    "UNDONE",
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
"""Categories of boilerplate that is no part of the article: removed by default. The line model finds the last one."""

KEPT_CATEGORIES = ("byline", "caption", "references")
"""Categories of findings that are part of the article: reported, and kept by default."""

HOLE_SCORE = 0.5
"""Score (0-1) from which on a finding of a removable category is removed, and is a hole for matching.

Below it a finding is more likely wrong than right, and is only reported.
"""

HELD_SCORE = 95 / 256
"""Score of a finding that a guard holds back, since the text would have nothing else: below `HOLE_SCORE`.

The policy knows it by this value: float32 has it exactly, and no rule is likely to have it.
"""

WHOLE = ("duplicate", "contained", "update")
"""Reasons of removals that drop a whole document."""

KEEPER_REASONS = {
    "answer": "a reader chose it",
    "indexed": "an index has it",
    "contains": "it has all that the other has, and more",
    "whole": "the other is a part of a longer document",
    "correction": "it says that it corrects another",
    "length": "it has more text of its own",
    "damage": "it has fewer signs of damage",
    "date": "its date comes first by the order of keepers",
    "source": "its source is preferred",
    "order": "it was read first",
    "id": "all else is equal, and its id is the first",
}
"""Why of two copies one is the keeper, each reason with a phrase that completes "this one stays since ..."."""

EMPTY = "empty"
"""Reason of the removal of a document that had no text, or white space only, when it was read."""

INDEXED = "indexed"
"""Outcome of a document that is not of the input, but of an index that the run was compared with."""

UNDONE = "undone"
"""Action of a removal that a reader has undone: the text stays."""

CATEGORIES = REMOVED_CATEGORIES + KEPT_CATEGORIES
"""All categories of findings."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its id and metadata.

    Attributes:
        id: unique in a corpus.
        text: as it was read, or extracted from HTML.
        host: the site that published it; None if unknown.
        date: as the record gives it (ISO 8601 sorts by time); None if unknown.
        fields: the other fields of its record, unchanged.
        markup: how the text is written, ``markdown`` or ``plain``; None if unknown.
    """

    id: str
    text: str
    host: str | None = None
    date: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    markup: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A span of one document, by its id."""

    document: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Evidence that a span is boilerplate: its category, the rule that found it, and a score (0-1).

    A finding decides nothing: the policy turns findings into removals.
    """

    start: int
    stop: int
    category: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True, order=True)
class Removal:
    """A decision about a span: what happens to it, why, and which passage stays in its stead.

    Attributes:
        action: ``remove``, ``mark``, ``report``, ``withheld`` or ``undone`` (by a reader); only ``remove``
            changes the text.
        reason: category of the finding, ``duplicate``, ``contained``, ``update``, or kind of the cluster.
        rule: the rule that found it; empty for copies.
        score: of the finding (0-1); of a copy its similarity or coverage.
        keeper: the passage that stays; None for boilerplate.
        keeper_reason: why that document stays and not this one, one of `KEEPER_REASONS`; empty for passages.
    """

    start: int
    stop: int
    action: str
    reason: str
    rule: str = ""
    score: float = 1.0
    keeper: Passage | None = None
    keeper_reason: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A cut: ``text`` was at ``[start, stop)`` of the original; ``position`` is where it was in the result."""

    start: int
    stop: int
    position: int
    text: str
