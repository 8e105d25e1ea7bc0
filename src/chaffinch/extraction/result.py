"""What is got out of a page; by itself, so that it can be named without loading an array library."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Extracted", "LeftOut"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block of a page that is no part of its main text.

    Attributes:
        after: how many code points of the main text stand before it.
        text: the block.
        reason: ``score`` (the model finds it unlikely), ``link`` (an article's list of links), ``repeat`` (it is
            there already), ``consent`` (it asks for consent to cookies).
        score: how likely it is main text.
    """

    after: int
    text: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Extracted:
    """The main text of a page, and what the page says about itself, kept apart.

    Attributes:
        text: paragraphs, a line each.
        title, author, site: None where the page does not say.
        date: ISO 8601 (a day), None where the page does not say.
        url: its address, None where the page does not say.
        left_out: the blocks that are no part of the text, where the blocks were ours to choose.
    """

    text: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    site: str | None = None
    url: str | None = None
    left_out: tuple[LeftOut, ...] = ()
