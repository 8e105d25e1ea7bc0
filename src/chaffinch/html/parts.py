"""Parts of a page that are no text of it, by tag and class: the reason that a reader gets for what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.html.blocks import Blocks
from chaffinch.html.frame_words import part_of
from chaffinch.html.tags import CODES
from chaffinch.text import Bools

__all__ = ["FRAME", "UNLIKELY", "explained", "of_frame", "parts"]

UNLIKELY = "unlikely"
"""The reason of a block that the model finds unlikely, and no element around it names as a part of the page."""

FRAME = "frame"
"""The reason of title heading, standfirst, byline, dateline and captions of an article that are not kept."""

_TAGS = {
    CODES["nav"]: "menu", CODES["footer"]: "footer", CODES["aside"]: "aside", CODES["form"]: "form",
    CODES["button"]: "form",
}  # fmt: skip
_MOST = 0.5  # share of the blocks of a page, from which on an element holds its text, whatever its classes say


def parts(blocks: Blocks) -> tuple[str, ...]:
    """Give the part of the page that each block is in, by the innermost element that names one; empty for the others.

    >>> from lxml import html
    >>> from chaffinch.html.blocks import walk
    >>> parts(walk(html.fromstring("<div><nav>Home</nav><p>Tides<p>High water<p class=share-bar>Share</div>")))
    ('menu', '', '', 'share')
    """
    e = blocks.elements
    most = _MOST * len(blocks)
    found: list[str] = []
    rows = zip(e.tag.tolist(), e.kind.tolist(), e.parent.tolist(), e.start.tolist(), e.stop.tolist(), strict=True)
    for tag, kind, parent, start, stop in rows:
        own = ""
        if stop > start and stop - start <= most:
            own = (part_of(e.kinds[kind][1]) if kind >= 0 else "") or _TAGS.get(tag, "")
        found.append(own or (found[parent] if parent >= 0 else ""))
    return tuple(found[i] for i in blocks.element.tolist())


def of_frame(named: Sequence[str], framed: Bools) -> tuple[str, ...]:
    """Name the frame as the part of the page that some blocks are in.

    Args:
        named: the part that each block is in.
        framed: which blocks are of the frame, bool, shape (blocks,).
    """
    return tuple(FRAME if it else part for it, part in zip(framed.tolist(), named, strict=True))


def explained(reasons: Sequence[str], named: Sequence[str]) -> tuple[str, ...]:
    """Put the part of the page that a block is in for the reason that it is unlikely, or whatever it is for a frame."""
    pairs = zip(reasons, named, strict=True)
    return tuple(part if part and (why == UNLIKELY or (why and part == FRAME)) else why for why, part in pairs)
