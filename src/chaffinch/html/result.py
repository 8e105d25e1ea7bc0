"""The result of extraction; a module of its own, so that importing it loads no array library."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

__all__ = ["Candidate", "Extracted", "LeftOut"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block of a page that is no part of its main text.

    Attributes:
        after: how many code points of the main text are before it.
        text: the block.
        reason: the part of the page that tags and classes say it is in, if it is unlikely to be main text: ``menu``,
            ``footer``, ``aside``, ``share``, ``related``, ``advert``, ``signup``, ``comments``, ``cookies``, ``form``;
            else ``unlikely``. Or ``frame`` (title heading, standfirst, byline, dateline or caption of an article),
            ``links`` (within an article), ``copy`` (of a block that is kept), ``line-number`` (of code), ``notice``
            (it asks for consent), ``other-pages`` (of the site make it unlikely),
            ``missed`` (the text is that of trafilatura, which does not have it).
        score: the probability that it is main text.
    """

    after: int
    text: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block of a page, kept or not, with all that choosing again needs when other pages are known.

    Attributes:
        text: the block.
        score: the probability that it is main text, by this page alone.
        place: a hash of the elements around it, see `page.places`.
        row: the table row of which it is a cell; -1 if it is none.
        item: whether it begins an item of a list.
        link: whether it is links within an article, which are left out however likely they are.
        repair: 1 if it comes back because of what is kept around it, 2 if it is part of the frame, -1 if it is left
            out in spite of its score, or 0.
        part: the part of the page that it is in, see `parts`.
        form: what it is in markdown (`markdown.Form`, packed), where that was asked for.
    """

    text: str
    score: float
    place: int
    row: int
    item: bool
    link: bool
    repair: int = 0
    form: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The main text of a page, and the page's own metadata, each None where the page has none.

    Attributes:
        text: paragraphs, a line each.
        title, author, site: as the page gives them.
        date: ISO 8601 (a day).
        url: the address of the page.
        markup: ``markdown`` if the text is written so, else None.
        left_out: the blocks that are no part of the text.
        candidates: all blocks, where the block model chose among them; else none.
        elsewhere: how many words trafilatura extracts that are in no block.
        quoted: hashes of the lines that stand in quotations, see `chaffinch.text.quoted_line`.
        markdown: the text as markdown, if it was asked for, until all decisions are made, which are made by the text.
        positions: how many code points of that are before each block that is left out.
    """

    text: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    site: str | None = None
    url: str | None = None
    markup: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    candidates: tuple[Candidate, ...] = field(default=(), compare=False, repr=False)
    elsewhere: float = field(default=0.0, compare=False, repr=False)
    quoted: tuple[int, ...] = ()
    markdown: str | None = field(default=None, compare=False, repr=False)
    positions: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def in_markdown(self) -> Extracted:
        """Give the same with the markdown as its text, if there is any."""
        if self.markdown is None:
            return self
        left_out = tuple(replace(out, after=at) for out, at in zip(self.left_out, self.positions, strict=True))
        return replace(self, text=self.markdown, markup="markdown", left_out=left_out, markdown=None, positions=())
