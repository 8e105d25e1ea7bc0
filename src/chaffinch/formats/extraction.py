"""Recognize HTML, and put the text that is extracted from a page into its record.

A record of any format may hold a page in place of a text. The extractor itself is above this room, in `html`: it comes
as an `Extract`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from chaffinch.errors import DocumentError, StandInError
from chaffinch.formats.record import Record
from chaffinch.text import PAGE_SOURCE, late_pattern

__all__ = ["EXTRACTED", "STAND_IN", "Extract", "extract_into", "holds_page", "looks_like_html"]

EXTRACTED = "html"
"""In the column ``encoding``: the text was extracted from HTML, so the file does not hold it as it is."""

STAND_IN = "stand-in"
"""The stage of a failure: the text is a notice that stands in for a page."""

_PAGE = late_pattern(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_BLOCK_TAG = late_pattern(
    r"</?(?:p|div|br|ul|ol|li|table|tr|td|h[1-6]|section|article|header|footer|nav|blockquote)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# Block tags that make a text markup, at least so many, and one in so many characters. A text that begins with a tag
# needs few; another one, which may be an article about HTML, must be full of them.
_FEW, _FEW_APART = 3, 2000
_MANY, _MANY_APART = 10, 200
_HEAD = 4096  # characters in which a page must begin
_MARKDOWN = frozenset(("markdown", "md", "mdx", "gfm", "commonmark", "text/markdown", ".md"))
"""What a record may call markdown."""

_CODE = late_pattern(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^[ \t>]*(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<![`\\])(?P<ticks>`{1,2})(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
"""Code in markdown: fences, also one without an end; words between backticks."""

_NO_PROSE = late_pattern(r"<(?P<name>pre|script|style|textarea)\b.*?</(?P=name)>", re.IGNORECASE | re.DOTALL)
"""Elements in which signs of markdown are those of a program."""

_SOURCE = late_pattern(
    rf"\s*(?:<!--.*?-->\s*)*(?:{PAGE_SOURCE}|\{{%-?\s|\{{\{{[#>]|@(?:extends|section)\()"
    r"|\s*(?:/\*.*?\*/\s*|//[^\n]*\n\s*|[\"']use \w+[\"'];?\s+)*"
    r"(?:import\s[^\n]*\bfrom\s*[\"']|import\s*[\"']|(?:const|let|var)\s[^\n]*=\s*require\(|export\s+(?:default|const|function)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""How the source of a page begins, which a program fills in: PHP, JSP, ERB, Jinja, Handlebars, Blade, Vue, Svelte; and
how a module with such source does, as of React."""

_PATCH = re.compile(r"^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@", re.MULTILINE)
"""How a part of a patch begins."""

_SIGNS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^#{1,6}[ \t]+\S",  # a heading
        r"(?<!\\)\]\((?:[a-z]+:|[./#\w])",  # a link or image
        r"^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|[-|: \t]*$",  # the line below the head of a table
        r"^(?:[-*+]|\d{1,3}[.)])[ \t]+\S[^\n]*\n(?:[-*+]|\d{1,3}[.)])[ \t]+\S",  # items of a list
        r"\A---[ \t]*\n(?:[^\n]*\n)*?---[ \t]*$",  # front matter
        r"^(?:import[ \t][^\n]*\bfrom[ \t]+[\"']|export[ \t]+(?:const|default|function)\b)",  # of MDX
        r"(?<!\*)\*\*(?=\S)[^*\n]+(?<=\S)\*\*(?!\*)",  # words in bold
    )
)
"""What markdown has and the text between the tags of a page has not."""

_ENOUGH = 2
"""Kinds of these signs, outside of code, from which on tags are those of markdown; one may be chance."""


class Block(Protocol):
    """A block of a page that is not part of the text; see the table ``left_out``."""

    @property
    def after(self) -> int:
        """How many code points of the text stand before it."""

    @property
    def text(self) -> str:
        """The text of the block."""

    @property
    def reason(self) -> str:
        """Why it is not part of the text."""

    @property
    def score(self) -> float:
        """How likely it is main text."""


class Candidate(Protocol):
    """A block of a page, kept or not; see `schemas.PAGES`."""

    @property
    def text(self) -> str:
        """The text of the block."""

    @property
    def score(self) -> float:
        """How likely it is main text, by this page alone."""

    @property
    def place(self) -> int:
        """A hash of its position in the page."""

    @property
    def row(self) -> int:
        """The table row that it is a cell of, or -1."""

    @property
    def item(self) -> bool:
        """Whether it begins an item of a list."""

    @property
    def link(self) -> bool:
        """Whether it is an article's list of links."""

    @property
    def repair(self) -> int:
        """Whether it comes back (1) or is left out (-1) in spite of its score."""

    @property
    def form(self) -> str:
        """What it is in markdown, where that was asked for."""

    @property
    def part(self) -> str:
        """The part of the page that it is in."""


class Extraction(Protocol):
    """The result of extracting a page."""

    @property
    def text(self) -> str:
        """The main text."""

    @property
    def title(self) -> str | None:
        """The title that the page names."""

    @property
    def author(self) -> str | None:
        """The author that the page names."""

    @property
    def date(self) -> str | None:
        """The date that the page names."""

    @property
    def site(self) -> str | None:
        """The name of the site that the page names."""

    @property
    def url(self) -> str | None:
        """The address that the page names as its own."""

    @property
    def markup(self) -> str | None:
        """How the text is written, if it is not plain."""

    @property
    def left_out(self) -> Sequence[Block]:
        """The blocks that are not part of the text."""

    @property
    def candidates(self) -> Sequence[Candidate]:
        """All blocks, where the text is made of blocks."""

    @property
    def elsewhere(self) -> float:
        """How many words the extractor took from outside of blocks."""

    @property
    def quoted(self) -> Sequence[int]:
        """Hashes of the lines in quotations, see `chaffinch.text.quoted_line`."""


class Extract(Protocol):
    """Extracts the text of an HTML page; raises DocumentError where there is none or it takes too long."""

    def __call__(self, page: str | bytes, charset: str = "", /) -> Extraction:
        """Extract a page; ``charset`` is that of its bytes, as HTTP headers declare it."""


def extract_into(record: Record, page: str | bytes, extract: Extract, charset: str = "") -> Record:
    """Put the text of a page, and what the page says of itself, into its record; a failure where there is no text.

    Args:
        record: of the page; its own date and URL stay if it has them.
        page: HTML, or the bytes of it.
        extract: the extractor.
        charset: of the bytes, as HTTP headers declare it.

    Returns:
        The same record.
    """
    try:
        found = extract(page, charset) if charset else extract(page)
        found.text.encode()  # raises for a lone surrogate, such as a broken character reference makes
    except (DocumentError, UnicodeEncodeError) as error:
        record.text, record.failure = None, str(error)
        record.stage = STAND_IN if isinstance(error, StandInError) else "extract"
        return record
    record.text, record.encoding = found.text, EXTRACTED
    record.title, record.author = record.title or found.title, record.author or found.author
    record.site, record.markup = found.site, found.markup
    record.date, record.url = record.date or found.date, record.url or found.url
    record.left_out = [(b.after, _clean(b.text), b.reason, b.score) for b in found.left_out]
    record.blocks = [
        (_clean(b.text), b.score, b.place, b.row, b.item, b.link, b.repair, _clean(b.form), b.part)
        for b in found.candidates
    ]
    record.elsewhere, record.quoted = found.elsewhere, found.quoted
    return record


def _clean(text: str) -> str:
    """Replace lone surrogates by question marks."""
    return text.encode("utf-8", "replace").decode()


def holds_page(record: Record) -> bool:
    """Tell whether the text of a record is an HTML page: it looks like one, and the record does not call it markdown.

    Args:
        record: as it was read from its file; one whose page has been extracted holds none any more.
    """
    markup = (record.markup or "").strip().lower()
    return record.text is not None and markup not in _MARKDOWN and looks_like_html(record.text)


def looks_like_html(text: str) -> bool:
    r"""Tell whether a text is an HTML page or a fragment of one: it begins as a page does, or is full of block tags.

    Tags in code, and those between other signs of markdown, make no page; neither does the source of a page that a
    program fills in, nor a patch of a page.

    >>> looks_like_html("\n<!DOCTYPE html><html>"), looks_like_html("<p>One.</p>\n<p>Two.</p>")
    (True, True)
    >>> looks_like_html("# Grid\n\n<div>\n<div>\n\nSee [the docs](/d).\n\n</div>\n</div>")
    False
    >>> looks_like_html("Write <div> before and </div> after it, and <br> between.")
    False
    >>> looks_like_html("<% if open? %>\n<div>\n<p>Open.</p>\n</div>\n<% end %>")
    False
    >>> looks_like_html('import Oar from "./oar";\n' + "const list = () => <ul><li>Oar</li><li>Oar</li></ul>;\n" * 4)
    False
    >>> looks_like_html("@@ -1,2 +1,3 @@\n" + " <p>Open.</p>\n-<p>Shut.</p>\n" * 10)
    False
    >>> looks_like_html('<?xml version="1.0"?>\n<xsl:stylesheet xmlns:xsl="xsl">\n' + "<p>Open.</p>\n" * 10)
    False
    """
    if "<" not in text:
        return False
    if _PAGE.match(text[:_HEAD]):
        return True
    if _SOURCE.match(text[:_HEAD]):
        return False
    begins = text[:_HEAD].lstrip().startswith("<")
    least, apart = (_FEW, _FEW_APART) if begins else (_MANY, _MANY_APART)
    if text.count(">") < least or not _is_full(text, least, apart):
        return False
    prose = _CODE.sub("", text) if "`" in text or "~~~" in text else text
    if prose is not text and not _is_full(prose, least, apart):
        return False
    prose = _NO_PROSE.sub("", prose)
    if "@@ -" in prose and _PATCH.search(prose):
        return False
    return sum(1 for sign in _SIGNS if sign.search(prose)) < _ENOUGH


def _is_full(text: str, least: int, apart: int) -> bool:
    """Tell whether a text has so many block tags, and one in so many characters."""
    return sum(1 for _ in _BLOCK_TAG.finditer(text)) >= max(least, len(text) / apart)
