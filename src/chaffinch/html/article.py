"""The article profile: the precise run of trafilatura, compared with all blocks of the page and repaired.

On news the precise run is hard to beat, but it loses paragraphs that do not look like prose, and does not say so. Its
text is aligned with the blocks of the page; then `repair` puts back what stands between kept blocks, and every block
left out has a row with its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from chaffinch.html.block_model import Trees, load
from chaffinch.html.block_words import Words, aligned_share
from chaffinch.html.blocks import walk
from chaffinch.html.features import Measured, measure
from chaffinch.html.frame import with_frame
from chaffinch.html.page import Chosen, shown
from chaffinch.html.parts import explained, of_frame, parts
from chaffinch.html.repair import ARTICLE, reasons, repaired
from chaffinch.html.result import Extracted, LeftOut
from chaffinch.text import Bools, Floats, Ints

__all__ = ["Run", "article_text", "extract", "repaired_text", "unrepaired"]

Run = Callable[..., Extracted | None]
"""Runs trafilatura over an lxml tree, which it does not change; gives None where there is no text.

Keyword arguments, all false or true as in ``run(tree, precision=False, fast=False, metadata=True)``: prefer less text;
use trafilatura's own rules alone, without those of readability and jusText; extract the metadata, too.
"""

# Share of an article's characters: a precise run that takes less has lost prose, not clutter (measured on the
# article-extraction-benchmark, 181 news pages).
_SHORT = 0.5
_PIECE = 60  # characters between two tags from which on a piece of text is likely to be prose
# Tags with prose inside or behind, and those of them in which text is none.
_AROUND_PROSE = (
    "p", "div", "li", "td", "blockquote", "br", "span", "a", "b", "strong", "em", "i", "h2", "h3", "section", "article",
)  # fmt: skip
_NO_PROSE = ("a", "h2", "h3")
_TAKEN = 0.5  # share of a block's words, from which on the text has the block
# Share of a text's words that are in blocks, in order. Where fewer are, the text is from elsewhere, such as JSON-LD (2
# of the 181 pages; .5 and .8 measured, .8 is better).
_FROM_BLOCKS = 0.8
_BEGINNING = 60  # characters of a block by which it is found in a text


def extract(tree: Any, run: Run, *, marked: bool = False, frame: bool = False) -> Extracted | None:
    """Extract an article.

    Args:
        tree: an lxml tree; not changed.
        run: runs trafilatura.
        marked: whether to write the text as markdown, too.
        frame: whether to keep heading, byline and captions, see `frame`.

    Returns:
        None where there is no text.
    """
    found = article_text(tree, run)
    if found is None or not found.text.strip():
        return found
    own = repaired_text(measure(tree, found.text, markdown=marked), found, load("article"), frame=frame)
    return own or unrepaired(tree, found, run, marked=marked, frame=frame, precision=True)


def repaired_text(page: Measured, found: Extracted, model: Trees, *, frame: bool = False) -> Extracted | None:
    """Repair a text by the blocks of its page.

    Args:
        page: measured with this text.
        found: what trafilatura extracts.
        model: the block model that was trained with such texts.
        frame: whether to keep heading, byline and captions.

    Returns:
        None where the text is not that of the blocks.
    """
    share, covered = _alignment(page.words, page.extracted)
    taken = (share >= _TAKEN) & (page.words.count > 0)
    if covered < _FROM_BLOCKS or not taken.any():
        return None
    probability = model.probability(page.features)
    kept = repaired(page, taken, probability, ARTICLE)
    framed = with_frame(page, kept)
    kept = framed if frame else kept
    why = explained(reasons(page, kept), of_frame(parts(page.blocks), framed & ~kept))
    return shown(found, page, Chosen(kept, why, probability, own=True))


def unrepaired(
    tree: Any, found: Extracted, run: Run, *, marked: bool = False, frame: bool = False, precision: bool = False
) -> Extracted:
    """Give a text of trafilatura as it is, with the blocks that it does not have and the heading above it.

    Args:
        tree: an lxml tree; not changed.
        found: what trafilatura extracts.
        run: runs trafilatura.
        marked: whether to write the text as markdown, too.
        frame: whether to put the heading and what is beside it before the text.
        precision: whether trafilatura preferred less text.
    """
    blocks = walk(tree).texts
    words = Words.of(blocks)
    share = _alignment(words, Words.of([found.text], words.known).number)[0]
    text = found.text
    found = replace(found, left_out=_left_out(blocks, share, text))
    if marked:
        found = in_its_markdown(tree, found, run, precision=precision)
    return _headed(found, measure(tree, text), share >= _TAKEN) if frame else found


def _headed(found: Extracted, page: Measured, taken: Bools) -> Extracted:
    """Put the part of the frame that is above a text before it."""
    kept = taken & (page.words.count > 0)
    head = np.flatnonzero(with_frame(page, kept) & ~taken & (np.cumsum(kept) == 0))
    if not len(head):
        return found
    lines = "".join(f"{page.blocks.texts[i]}\n" for i in head.tolist())
    stays = ~np.isin(np.flatnonzero(~taken), head)
    out = tuple(
        replace(o, after=o.after + len(lines)) for o, s in zip(found.left_out, stays.tolist(), strict=True) if s
    )
    if found.markdown is None:
        return replace(found, text=lines + found.text, left_out=out)
    positions = tuple(p + len(lines) for p, s in zip(found.positions, stays.tolist(), strict=True) if s)
    return replace(found, text=lines + found.text, left_out=out, markdown=lines + found.markdown, positions=positions)


def _alignment(blocks: Words, text: Ints) -> tuple[Floats, float]:
    """Give the share of each block that a text has, and the share of the text's words that are in blocks."""
    share = aligned_share(blocks, text)
    return share, float(share @ blocks.count.astype(np.float64)) / max(len(text), 1)


def in_its_markdown(tree: Any, found: Extracted, run: Run, *, precision: bool = False) -> Extracted:
    """Add the markdown of trafilatura to its text, for a text that is not made of blocks.

    Args:
        tree: an lxml tree; not changed.
        found: what trafilatura extracts.
        run: runs trafilatura.
        precision: whether it preferred less text.
    """
    again = run(tree, precision=precision, metadata=False, markdown=True)
    text = again.text if again and len(again.text) >= _SHORT * len(found.text) else found.text
    positions, at = [], 0
    for out in found.left_out:
        before = found.text[: out.after].rpartition("\n")[2][-_BEGINNING:]
        place = text.find(before, at) if before else -1
        at = place + len(before) if place >= 0 else at
        positions.append(at)
    return replace(found, markdown=text, positions=tuple(positions))


def _left_out(blocks: list[str], share: Floats, text: str) -> tuple[LeftOut, ...]:
    out, position = [], 0
    for block, has in zip(blocks, share.tolist(), strict=True):
        if has >= _TAKEN:
            at = text.find(block[:_BEGINNING], position)
            position = at + len(block[:_BEGINNING]) if at >= 0 else position
        else:
            out.append(LeftOut(position, block, "missed", 0.0))
    return tuple(out)


def article_text(tree: Any, run: Run) -> Extracted | None:
    """Use the precise run of trafilatura, unless that has lost prose which a fast run finds."""
    precise = run(tree, precision=True)
    length = len(precise.text) if precise else 0
    if precise is not None and length >= _SHORT * _prose(tree):
        return precise
    quick = run(tree, fast=True, metadata=False)
    if precise is None or (quick is not None and length < _SHORT * len(quick.text)):
        return run(tree) or precise
    return precise


def _prose(tree: Any) -> int:
    """Count the characters of long pieces of text: a run that takes half of them needs no check by another run."""
    pieces = ((None if e.tag in _NO_PROSE else e.text, e.tail) for e in tree.iter(*_AROUND_PROSE))
    return sum(len(text.strip()) for pair in pieces for text in pair if text and len(text) >= _PIECE)
