"""Tell HTML from text, where a record's text may be either."""

from __future__ import annotations

import re

__all__ = ["EXTRACTED", "looks_like_html"]

EXTRACTED = "html"
"""In the column ``encoding``: the text was extracted from HTML, so it is not what the file holds."""

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|ul|ol|li|table|tr|td|h[1-6]|section|article|header|footer|nav|blockquote)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# a text that begins with a tag is markup if it has a few; another, which may well be about HTML, if it is full of them
_FEW, _FEW_APART = 3, 2000
_MANY, _MANY_APART = 10, 200
_HEAD = 4096  # characters in which a page must begin


def looks_like_html(text: str) -> bool:
    r"""Tell whether a text is an HTML page or a fragment of one: it begins as a page does, or is full of block tags.

    >>> looks_like_html("\n<!DOCTYPE html><html>"), looks_like_html("<p>One.</p>\n<p>Two.</p>")
    (True, True)
    >>> looks_like_html("Write <div> before and </div> after it, and <br> between.")
    False
    """
    if "<" not in text:
        return False
    if _PAGE.match(text[:_HEAD]):
        return True
    begins = text[:_HEAD].lstrip().startswith("<")
    least, apart = (_FEW, _FEW_APART) if begins else (_MANY, _MANY_APART)
    if text.count(">") < least:
        return False
    return sum(1 for _ in _BLOCK_TAG.finditer(text)) >= max(least, len(text) / apart)
