"""The quotations of a page: lines that its author took from another one, as an answer has the message that it is about.

The text of a page has no sign of them, since its lines are those that a reader sees. Matching has to know: the message
that is quoted is the original, whatever follows the quotation.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from chaffinch.html.blocks import Blocks, walk
from chaffinch.html.result import Extracted
from chaffinch.html.tags import CODES
from chaffinch.text import quoted_line

__all__ = ["with_quotations"]

_CLASSES = re.compile(r"(?<![\w-])(?:bbcode|gmail|yahoo)[_-]quoted?(?![\w-])")
"""Classes of quotations in other elements: of vBulletin, and of two mail programs."""


def with_quotations(found: Extracted | None, tree: Any) -> Extracted | None:
    """Add the lines of the quotations of a page to what was extracted from it.

    A page that is nothing but quotations uses their element for its layout, and has none.

    Args:
        found: None if nothing was.
        tree: the page as an lxml tree; not changed.

    >>> from lxml import html
    >>> page = html.fromstring("<blockquote><p>High water?</p></blockquote><p>At six.</p>")
    >>> len(with_quotations(Extracted("High water?\\nAt six."), page).quoted)
    1
    """
    if found is None or not _may_quote(tree):
        return found
    lines = quoted_lines(walk(tree))
    own = {quoted_line(line) for line in found.text.splitlines() if line.strip()}
    quoted = own & lines
    return replace(found, quoted=tuple(sorted(quoted))) if quoted and quoted != own else found


def _may_quote(tree: Any) -> bool:
    has_element = next(tree.iter("blockquote"), None) is not None
    return has_element or any(_CLASSES.search(element.get("class") or "") for element in tree.iter("div"))


def quoted_lines(blocks: Blocks) -> set[int]:
    """Give the hashes of all lines in quotations."""
    e = blocks.elements
    named = np.array([bool(_CLASSES.search(name)) for _, name in e.kinds] + [False], np.bool_)
    quotes = np.flatnonzero((e.tag == CODES["blockquote"]) | named[e.kind])
    inside = np.zeros(len(blocks) + 1, np.int64)
    np.add.at(inside, e.start[quotes], 1)
    np.add.at(inside, e.stop[quotes], -1)
    chosen = np.flatnonzero(np.cumsum(inside)[:-1] > 0).tolist()
    return {quoted_line(line) for i in chosen for line in blocks.texts[i].splitlines() if line.strip()}
