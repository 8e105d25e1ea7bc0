"""Tell the lines that a text quotes from another one: in replies, in forwarded messages and in quotation blocks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

__all__ = ["QUOTE", "unmarked", "unquoted", "unsigned"]

QUOTE = re.compile(r"[ \t]{0,3}(?:[A-Za-z]{0,3}[>|][ \t]?)+")
"""What stands before a line that a reply quotes, with the initials that some programs add; after four spaces it is
code."""

_TABLE = 2  # bars in a line from which on it is a row of a table

_BLOCK = re.compile(r"\[quote\b[^\]\n]*\].*?\[/quote\]|<blockquote\b[^>]*>.*?</blockquote>", re.DOTALL | re.IGNORECASE)

_HEADER = re.compile(r"[ \t]*-{2,}[ \t]*(.{3,40}?)[ \t]*-{2,}[ \t]*|[ \t]*(.{3,40}):[ \t]*")


def unquoted(text: str) -> str:
    """Blank the quoted lines and blocks of a text, so that all offsets stay.

    Below the header of a forwarded message all is quoted.

    >>> unquoted("I agree.\\n> It rains.\\nBye")
    'I agree.\\n           \\nBye'
    """
    if "quote" in text.lower():
        text = _BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    if not (">" in text or "|" in text or "--" in text or ":\n" in text or (":" in text and _MAIL.search(text))):
        return text
    found, forwarded, block = [], False, _Block()
    own = headers = 0  # lines before, and lines of a mail's header just before
    for line in text.splitlines(keepends=True):
        headers = headers + 1 if _is_header(line) else 0
        own += bool(line.strip()) and not headers
        forwarded = forwarded or _forwards(line) or (headers >= HEADERS and own > 0)
        quoted = forwarded or is_quoted(line) or block.holds(line)
        found.append(re.sub(r"[^\r\n]", " ", line) if quoted else line)
    return "".join(found)


_MARK = re.compile(r"\n[ \t]{0,3}([#:%*+|}\]=~!;^$§¦])\1{0,2}(?=[ \t\n]|[^\W_]|$)")
"""A mark before a line, which some programs quote with; dashes, bullets, brackets and quotation marks are no such."""

MARKED = 2
"""Lines with one mark before them, at least, that may be quoted."""


def unmarked(text: str) -> Iterator[str]:
    r"""Give a text without the lines that begin with one mark, for each mark that stands before several lines.

    Such lines may be headings, comments or a list as well: only another text that has them as its own tells.

    >>> list(unmarked("# It rains.\n# It pours.\nSo it does.\n"))
    ['So it does.\n']
    """
    marks = _MARK.findall(f"\n{text}")
    for mark in sorted({mark for mark in marks if marks.count(mark) >= MARKED}):
        lines = text.splitlines(keepends=True)
        yield "".join(line for line in lines if not ((found := _MARK.match(f"\n{line}")) and found[1] == mark))


_RULE = re.compile(r"\n[ \t]*([-_=~*])\1+[-_=~* \t]*(?=\r?\n)")

SIGNATURE = 12
"""Lines of a signature below its rule, at most; what follows a rule earlier is text."""


def unsigned(text: str) -> tuple[str, str]:
    r"""Part a text into what stands before the rule of its signature, and the signature; "" where it has none.

    >>> unsigned("I agree.\n------\nIda Brenner\nHarnby")
    ('I agree.', 'Ida Brenner\nHarnby')
    """
    for found in _RULE.finditer(text):
        body, below = text[: found.start()].strip(), text[found.end() :].strip()
        if body and below and sum(map(bool, below.split("\n"))) <= SIGNATURE:
            return body, below
    return text, ""


class _Block:
    """The lines below one that says who wrote them: those with the same mark or indent before them."""

    def __init__(self) -> None:
        self.prefix: str | None = None  # what stands before the lines of the block; None outside of one
        self.begins = False  # whether the line before said who wrote

    def holds(self, line: str) -> bool:
        if _ATTRIBUTION.search(line) and _attributes(line):
            self.prefix, self.begins = None, True
            return False
        if not line.strip():
            return False
        if self.begins:
            found = _PREFIX.match(line)
            self.prefix, self.begins = (found[0] if found else "") or None, False
        elif self.prefix is not None and not line.startswith(self.prefix.rstrip() or self.prefix):
            self.prefix = None
        return self.prefix is not None


_MAIL = re.compile(r"(?:^[^\W\d_][\w -]{0,20}:.*\n){3}", re.MULTILINE)

HEADERS = 3
"""Lines in a row that are the header of a mail ("From:", "Subject:"), at least; a text's own header stands first."""

_PREFIX = re.compile(r"[ \t]*[:}#%*+|\]]|[ \t]+")
_ATTRIBUTION = re.compile(r":[ \t]*$")


def _is_header(line: str) -> bool:
    name, colon, _ = line.partition(":")
    return bool(colon) and name.strip().casefold() in _fields()


@lru_cache(maxsize=1)
def _fields() -> frozenset[str]:
    return frozenset(name.casefold() for names in _table("mail_headers").values() for name in names)


def _attributes(line: str) -> bool:
    words = line.casefold().split()
    return len(words) <= _LONGEST and any(word.strip(":,") in _verbs() for word in words)


_LONGEST = 20
"""Words of a line, at most, that says who wrote what follows: name, address, date and message id."""


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    return frozenset(word.casefold() for words in _table("attributions").values() for word in words)


def is_quoted(line: str) -> bool:
    """Tell whether a line is quoted: by ``>`` or ``|`` before it, unless it is a row of a table.

    >>> [is_quoted(line) for line in ("> yes", "IB> yes", "|> yes", "| a | b |", "a > b", "    > code")]
    [True, True, True, False, False, False]
    """
    return bool(QUOTE.match(line)) and (line.lstrip()[0] != "|" or line.count("|") < _TABLE or "|>" in line)


def _forwards(line: str) -> bool:
    found = _HEADER.fullmatch(line.rstrip("\r\n"))
    return found is not None and (found[1] or found[2] or "").strip().casefold() in _headers()


@lru_cache(maxsize=1)
def _headers() -> frozenset[str]:
    return frozenset(text.casefold() for some in _table("forwarded").values() for text in some)


@lru_cache(maxsize=4)
def _table(kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads((files("chaffinch.text") / "deciding_words.toml").read_text("utf-8"))[
        kind
    ]
    return found
