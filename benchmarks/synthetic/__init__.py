"""Planted corpora of invented text in several languages, with the truth beside them, and scores against it."""

from .languages import LANGUAGES
from .plan import CHANGES, DEFAULT_LANGUAGES, KINDS
from .scoring import Passage, Spans, documents, furniture, passages, removed
from .truth import KEPT, Truth, read
from .writing import write

__all__ = [
    "CHANGES",
    "DEFAULT_LANGUAGES",
    "KEPT",
    "KINDS",
    "LANGUAGES",
    "Passage",
    "Spans",
    "Truth",
    "documents",
    "furniture",
    "passages",
    "read",
    "removed",
    "write",
]
