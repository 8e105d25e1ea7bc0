"""Tell what a text quotes: the marks of quotations, and the lines taken from another text.

Quoted lines are in replies, in forwarded messages and in quotation blocks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

import re2

from chaffinch.text.hashing import stable_hash
from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.vocabulary import vocabulary

__all__ = [
    "QUOTE", "QUOTED_LINE", "QUOTES", "above_rule", "opens_message", "quotation_sign", "quoted_line", "unmarked",
    "unquoted", "unsigned", "with_quotes",
]  # fmt: skip

QUOTES: Mapping[str, str] = {
    "“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", "'": "'", '"': '"', "「": "」", "『": "』",
}  # fmt: skip
"""Opening marks, each with all marks that can close it. A straight single mark may also be an apostrophe.

Two rooms search for quotations, with different needs, and share this table. Rules ask whether a phrase is quoted within
its sentence: a mark without a closing mark nearby is a slip. Matching asks what share of a passage is quoted: a curly
mark that is not closed quotes the rest of its paragraph, as printers mark speech that continues in the next one.
"""

_NAME = r"[A-Za-z][\w.-]{2,14}[^\W_]>[ \t]"

QUOTE = late_pattern(rf"[ \t]{{0,3}}(?:(?:[A-Za-z]{{0,3}}[>|]|{_NAME})[ \t]?)+")
"""What stands before a line that a reply quotes, with the initials or the name that some programs add; after four
spaces it is code."""

QUOTED_LINE = rf"[ \t]{{0,3}}(?:[|:#]?>|[A-Za-z]{{1,4}}>|{_NAME}|:[ \t])"
"""The start of a line that may be quoted, for a pattern of both `re` and RE2; one such line alone may be a link."""

_TABLE = 2  # bars in a line from which on it is a row of a table

_BLOCK = late_pattern(
    r"\[quote\b[^\]\n]*\].*?\[/quote\]|<blockquote\b[^>]*>.*?</blockquote>", re.DOTALL | re.IGNORECASE
)

_HEADER = late_pattern(r"[ \t]*-{2,}[ \t]*(.{3,40}?)[ \t]*-{2,}[ \t]*|[ \t]*(.{3,40}):[ \t]*")


def unquoted(text: str) -> str:
    """Blank the quoted lines and blocks of a text, so that all offsets stay.

    Below the header of a forwarded message all is quoted.

    >>> unquoted("I agree.\\n> It rains.\\nBye")
    'I agree.\\n           \\nBye'
    """
    if ("[" in text or "<" in text) and "quote" in text.lower():
        text = _BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    if not any(map(text.__contains__, _SIGNS)) and not _LED_LINE.search(text) and not _has_headers(text):
        return text
    if not _may_quote().search(text):
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


_SIGNS = (">", "|", "--")
"""One of these is in every line that quotes, or says that something is quoted; else a colon that ends a line, or those
of a header."""


def _has_headers(text: str) -> bool:
    """Tell whether a text has as many lines as the header of a mail."""
    return text.count(":") >= HEADERS and sum(map(_is_header, text.splitlines())) >= HEADERS


_LED_LINE = late_pattern(r":[ \t]*(?:[^\S \t]|$)")


def quoted_line(line: str) -> int:
    """Give the hash by which a line is known that stands in a quotation of an HTML page, whose text has no sign of it.

    >>> quoted_line("- It rains. ") == quoted_line("It rains.")
    True
    """
    return stable_hash(line.strip().removeprefix("- "))


def with_quotes(text: str, lines: Collection[int], sign: str = "> ") -> str:
    """Put a sign before the lines of a text that are quoted.

    Args:
        text: the text.
        lines: their hashes, see `quoted_line`.
        sign: "" blanks these lines, so that all offsets stay.

    >>> with_quotes("It rains.\\nSo it does.", [quoted_line("It rains.")])
    '> It rains.\\nSo it does.'
    """
    known = frozenset(lines)
    parts = text.splitlines(keepends=True) if known else [text]
    for at, line in enumerate(parts):
        if known and line.strip() and quoted_line(line) in known:
            parts[at] = f"{sign}{line}" if sign else re.sub(r"[^\r\n]", " ", line)
    return "".join(parts)


_MARK = late_pattern(r"\n[ \t]{0,3}([#:%*+|}\]=~!;^$§¦])\1{0,2}(?=[ \t\n]|[^\W_]|$)")
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


_NAMED_RULE = late_pattern(r"\n[ \t]*([-_=~*])\1\1+[ \t]*[^\W\d_][^\n]*?\1\1\1+[ \t]*\n")
"""A rule with words in it, below which the message stands that is answered: "----- You wrote -----"."""


def above_rule(text: str) -> str:
    r"""Give what stands above the first rule that has words in it, or the whole text.

    >>> above_rule("It is the blade.\n\n--- You wrote ---\nWhat is it?")
    'It is the blade.\n'
    """
    found = _NAMED_RULE.search(text)
    return text[: found.start()] if found and text[: found.start()].strip() else text


_RULE = late_pattern(r"\n[ \t]*([-_=~*])\1+[-_=~* \t]*(?=\r?\n)")

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


HEADERS = 3
"""Lines in a row that are the header of a mail ("From:", "Subject:"), at least; a text's own header stands first."""

_PREFIX = late_pattern(r"[ \t]*[:}#%*+|\]]|[ \t]+")
_ATTRIBUTION = late_pattern(r":[ \t]*$")


@lru_cache(maxsize=1)
def _may_quote() -> Any:
    """Compile what stands before quoted lines for RE2, which tells in a tenth of the time that there are none."""
    return re2.compile(_before_quoted())


def quotation_sign() -> str:
    """Give what every text has of which `unquoted` blanks something, a pattern of RE2."""
    return rf"(?i:\[quote|<blockquote)|{_before_quoted()}"


def _before_quoted() -> str:
    headers, forwarded, verbs = ("|".join(map(re2.escape, sorted(some))) for some in (_fields(), _headers(), _verbs()))
    return (
        rf"(?im:{_LINE_START}[ \t]*"
        rf"(?:[A-Za-z]{{0,3}}[>|]|{_NAME}|(?:-+[ \t]*)?(?:{forwarded})|(?:{headers})[ \t]*:|.*(?:{verbs}).*:[ \t\r]*$))"
    )


_LINE_START = r"(?:^|[\r\v\f\x{1c}-\x{1e}\x{85}\x{2028}\x{2029}])"  # where str.splitlines begins a line


def _is_header(line: str) -> bool:
    name, colon, _ = line.partition(":")
    return bool(colon) and name.strip().casefold() in _fields()


@lru_cache(maxsize=1)
def _fields() -> frozenset[str]:
    return frozenset(name.casefold() for names in _table("mail_headers").values() for name in names)


def opens_message(line: str) -> bool:
    """Tell whether a line is the first of a mail, or says who wrote or forwarded what is below it.

    >>> [opens_message(line) for line in ("From: ida@dam.example", "Am Montag schrieb Ida Brenner:", "Ida Brenner")]
    [True, True, False]
    """
    led = _ATTRIBUTION.search(line) is not None and _attributes(line)
    return led or _is_header(line) or _forwards(line) or _MAILBOX.match(line) is not None


_MAILBOX = late_pattern(r"From \S+@\S+ .*\d")  # the line between two messages in a file of mails


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

    >>> [is_quoted(line) for line in ("> yes", "IB> yes", "ida> yes", "| a | b |", "a > b", "    > code")]
    [True, True, True, False, False, False]
    """
    return bool(QUOTE.match(line)) and (line.lstrip()[0] != "|" or line.count("|") < _TABLE or "|>" in line)


def _forwards(line: str) -> bool:
    found = _HEADER.fullmatch(line.rstrip("\r\n"))
    return found is not None and (found[1] or found[2] or "").strip().casefold() in _headers()


@lru_cache(maxsize=1)
def _headers() -> frozenset[str]:
    return frozenset(text.casefold() for some in _table("forwarded").values() for text in some)


def _table(kind: str) -> dict[str, list[str]]:
    return vocabulary()[kind]
