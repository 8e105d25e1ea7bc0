"""What is got out of a page; by itself, so that it can be named without loading an array library."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Candidate", "Extracted", "LeftOut"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block of a page that is no part of its main text.

    Attributes:
        after: how many code points of the main text stand before it.
        text: the block.
        reason: ``score`` (the model finds it unlikely), ``link`` (an article's list of links), ``repeat`` (it is
            there already), ``consent`` (it asks for consent to cookies), ``template`` (other pages of the site say so).
        score: how likely it is main text.
    """

    after: int
    text: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block of a page, kept or not, with what it takes to choose once more when other pages are known.

    Attributes:
        text: the block.
        score: how likely it is main text, by this page alone.
        place: a hash of where it stands, see `places`.
        row: the table row that it is a cell of; -1 if it is none.
        item: it begins an item of a list.
        link: it is an article's list of links, to be left out however likely.
    """

    text: str
    score: float
    place: int
    row: int
    item: bool
    link: bool


@dataclass(frozen=True, slots=True)
class Extracted:
    """The main text of a page, and what the page says about itself, kept apart.

    Attributes:
        text: paragraphs, a line each.
        title, author, site: None where the page does not say.
        date: ISO 8601 (a day), None where the page does not say.
        url: its address, None where the page does not say.
        left_out: the blocks that are no part of the text, where the blocks were ours to choose.
        candidates: all blocks, where the text is made of blocks; else none.
        elsewhere: words that trafilatura has read from elsewhere than from blocks.
    """

    text: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    site: str | None = None
    url: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    candidates: tuple[Candidate, ...] = field(default=(), compare=False, repr=False)
    elsewhere: float = field(default=0.0, compare=False, repr=False)
