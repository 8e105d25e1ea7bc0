"""How a text is written: markdown, or plain text. A record may say it, a setting may, and else its form does.

What markdown knows is asked only of markdown: in plain text a line of tildes is a ruler, and a bar parts the entries of
a menu.
"""

from __future__ import annotations

import re
from itertools import islice

import pyarrow as pa

from chaffinch.boilerplate.markdown.blocks import front_matter, has_table
from chaffinch.text import late_pattern

__all__ = ["MARKDOWN", "declared", "is_markdown"]

FEWEST_HEADINGS = 2
"""Lines that look like headings, at least, where nothing else tells that a text is markdown: one may be a number."""

FEWEST_STRONG = 3
"""Words between two stars, at least, where nothing else tells it: plain text has one for emphasis now and then."""

TILDES = 5
"""Tildes of a fence at most, in a text that nothing else shows to be markdown: more are a ruler."""

TITLE = 80
"""Code points of a heading above its underline, at most: one line of text."""

_NAMES = {
    "markdown": True, "md": True, "mdx": True, "gfm": True, "commonmark": True, "text/markdown": True, ".md": True,
    "plain": False, "text": False, "txt": False, "plaintext": False, "plain text": False, "text/plain": False,
    ".txt": False, "none": False,
}  # fmt: skip
"""What a record may call the way that it is written; any other name says nothing."""

_HEAD = late_pattern(r"^ {0,3}#{1,6}[ \t]+(?![\d ])\S[^\n]*$", re.MULTILINE)
_UNDERLINED = late_pattern(
    rf"(?:\A|\n[ \t]*\r?\n)(?P<words>[^\s>|*+-][^\n]{{0,{TITLE}}})\r?\n(?P<line>={{3,}}|-{{3,}})[ \t]*(?=\r?\n|\Z)"
)
_FENCE_LINE = late_pattern(r"^[ \t>]*(?P<mark>`{3,}|~{3,})(?P<info>[^\n`~]*)\r?$", re.MULTILINE)
_TARGET = late_pattern(
    r"!\[[^\[\]\n]*\]\([^()\s]+|\]\(<?(?:[a-z][a-z0-9+.-]*:|[./#?]|[^()\s]*[\w-](?:/|\.(?:md|html?|pdf|png|jpe?g|gif|svg|webp)\b))",
    re.IGNORECASE,
)
_DEFINED = late_pattern(r"^ {0,3}\[(?P<label>[^\[\]\n]+)\]:[ \t]*\S+", re.MULTILINE)
_USED = late_pattern(r"\[(?P<label>[^\[\]\n]+)\](?!:)")
_BARE = late_pattern(r"\r?\n(?!\s*#)|\s*\Z")
_ROW = late_pattern(r"^(?=[^\n]*-)(?=[^\n]*\|)[ \t>|:-]+\r?$", re.MULTILINE)
_WIKI = late_pattern(r"!?\[\[[^\[\]\n|]+(?:\|[^\[\]\n]+)?\]\]")
_STRONG = late_pattern(r"(?<![*\w])\*\*(?=\S)[^*\n]+(?<=\S)\*\*(?![*\w])")
_SIGNATURE = late_pattern(r"^-- ?\r?\n(?:[^\n]*\n){0,16}[^\n]*\Z", re.MULTILINE)  # a box of hyphens in it is no table
MARKDOWN = (
    r"(?m)\A\x{feff}?(?:---|\+\+\+)|\]\(|\[\[|\]:|\*\*[^\s*]|^ {0,3}#{1,6}[ \t]+[^\s\d]|^[ \t>]*(?:```|~~~)"
    r"|^(?:===|---)[=\- \t]*\r?$|^[ \t>:|-]*\|[ \t>:|-]*\r?$"
)
"""What every text has that is markdown, a pattern of RE2."""


def declared(batch: pa.RecordBatch, markup: str) -> list[bool | None]:
    """Tell for each text of a batch whether its record or the setting says that it is markdown; None if neither does.

    Args:
        batch: may have a column ``markup``.
        markup: of texts whose records do not say it: ``plain``, ``markdown``, or ``auto`` for what their form tells.

    >>> batch = pa.record_batch({"markup": ["plain", None, "Markdown"]})
    >>> declared(batch, "auto"), declared(batch, "plain")
    ([False, None, True], [False, False, True])
    """
    names = batch["markup"].to_pylist() if "markup" in batch.schema.names else [None] * batch.num_rows
    other = None if markup == "auto" else markup == "markdown"
    return [_NAMES.get((name or "").strip().lower(), other) for name in names]


def is_markdown(text: str) -> bool:
    r"""Tell by its form whether a text is markdown.

    One sign is enough that plain text does not have: front matter, a fence that closes, a table with its row of
    hyphens, a link with a target, a reference with its definition. Headings, and words in bold, must be several: plain
    text also has lines with "#", "|" or asterisks.

    >>> is_markdown("See [the plan](plan.pdf)."), is_markdown("# Tea\n\nGreen.\n\n## Leaves\n\nDry.")
    (True, True)
    >>> is_markdown("# 1 in the charts\n# 2 last week\n| Home | News |\n~~~~~~~~~~\nf[i](x) is a call.")
    False
    """
    if front_matter(text):
        return True
    if _TARGET.search(text) or _WIKI.search(text) or _has_fence(text) or _has_reference(text):
        return True
    if "|" in text and _ROW.search(text) and has_table(_SIGNATURE.sub("", text)):
        return True
    return _count_headings(text) >= FEWEST_HEADINGS or len(_STRONG.findall(text)) >= FEWEST_STRONG


def _has_fence(text: str) -> bool:
    """Tell whether a fence closes; rulers of many tildes are none."""
    opened: re.Match[str] | None = None
    for found in _FENCE_LINE.finditer(text) if "```" in text or "~~~" in text else ():
        if opened and found["mark"] == opened["mark"] and not found["info"].strip():
            return True
        if not opened and (found["mark"][0] == "`" or len(found["mark"]) <= TILDES):
            opened = found
    return False


def _has_reference(text: str) -> bool:
    """Tell whether a reference is used that is defined, or a footnote."""
    if "]:" not in text:
        return False
    labels = {m["label"].lower() for m in _DEFINED.finditer(text)}
    return any(m["label"].lower() in labels for m in _USED.finditer(text))


def _count_headings(text: str) -> int:
    """Count lines that look like headings and stand alone; a first line counts double, as the title that it is."""
    count = sum(1 for _ in islice(_UNDERLINED.finditer(text), FEWEST_HEADINGS))
    first = len(text) - len(text.lstrip())
    for found in _HEAD.finditer(text) if "#" in text else ():
        start, stop = found.span()
        top = start <= first < stop
        above = top or text.endswith(("\n\n", "\n\r\n"), 0, start)
        below = text.startswith(("\n\n", "\r\n\r\n"), stop) or _BARE.match(text, stop) is not None
        count += above and below
        count += top and text.startswith(("\n\n", "\r\n\r\n"), stop)
        if count >= FEWEST_HEADINGS:
            break
    return count
