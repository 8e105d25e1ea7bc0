"""The page profile: choose the main text of any kind of page among its blocks, by the block model.

`extract` chooses by the page alone. It also keeps every block as a candidate with a *place*, a hash of the elements
around it that is the same on all pages of a template, so that `reconsider` can choose again when other pages of the
site have changed how likely each block is (`site_consensus`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from chaffinch.html import markdown
from chaffinch.html.block_model import Trees, best, load
from chaffinch.html.block_words import Words
from chaffinch.html.blocks import Blocks, list_items, table_rows
from chaffinch.html.features import LINKED, Measured, measure
from chaffinch.html.frame import with_frame
from chaffinch.html.parts import UNLIKELY, explained, of_frame, parts
from chaffinch.html.repair import PAGE, reasons, repaired
from chaffinch.html.result import Candidate, Extracted, LeftOut
from chaffinch.text import Bools, Floats, Ints

__all__ = ["Chosen", "choose", "extract", "from_measured", "reconsider", "rendered", "shown"]

# One odd factor for each element that makes up a place, the innermost first: the golden ratio and primes of xxHash.
# Three elements, since those further out differ from page to page of one template (three measured best, by a little,
# on WCXB, manuals and made-up sites).
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_NUMBER = re.compile(r"\d{3,}")  # of a page or a post, such as "post-1234"; shorter ones distinguish columns and styles

# In an article a block of links is no prose, unless trafilatura takes it.
_LINKED = 0.7  # share of its words in links, from which on a block is one of links
_TAKEN = 0.5  # share of its words, from which on trafilatura takes a block
# A block is kept if it is likelier than this share of the expected F. One half would be best if blocks were right or
# wrong independently; they are not, and more measured better on articles and products (WCXB dev, cross-validation).
_SURE = 0.55
_LEAST = 0.2  # expected F below which a page has no main text that the model knows
_OF_FRAME = 2  # `Chosen.repair` of a block that is kept whatever other pages say
_LONG = 4  # words from which on the second of two equal blocks is a copy, made for another width of screen


def places(blocks: Blocks) -> Ints:
    """Hash the tags and classes of the three innermost elements around each block; long numbers in classes are equal.

    Returns:
        int64, shape (blocks,)

    >>> from lxml import html
    >>> from chaffinch.html.blocks import walk
    >>> lists = "<ul class=a-101><li>One<li>Two</ul><ul class=a-202><li>Three</ul><ul class=a-3><li>Four</ul>"
    >>> page = html.fromstring(lists)
    >>> one, two, three, four = places(walk(page)).tolist()
    >>> one == two == three, one == four
    (True, False)
    """
    e = blocks.elements
    hashed = np.array([_hash(tag, name) for tag, name in e.kinds] + [0], np.uint64)  # the last for kind -1
    at, place = blocks.element, np.zeros(len(blocks), np.uint64)
    for factor in _FACTORS:
        place += hashed[e.kind[at]] * np.uint64(factor)
        at = np.maximum(e.parent[at], 0)
    return place.view(np.int64)


@lru_cache(maxsize=20_000)
def _hash(tag: str, name: str) -> int:
    words = "\0".join([tag, *sorted(_NUMBER.sub("0", name).split())])
    return int.from_bytes(blake2b(words.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Which blocks of a page are kept, and why the others are not.

    Attributes:
        kept: the blocks that are main text. bool, shape (blocks,)
        reasons: why each other block is left out (see `result.LeftOut`); empty for those kept.
        probability: of each block to be main text. float64, shape (blocks,)
        own: whether this choice is to be used. It is not where no block is likely, nor where trafilatura has read
            more text from elsewhere, such as data in scripts, than the kept blocks have.
        repair: 1 for blocks that came back because of what is kept around them, 2 for those of the frame, -1 for those
            that were left out in spite of their score, else 0. int64, shape (blocks,); None if nothing was repaired.
        part: the part of the page that each block is in, see `parts`; ``frame`` for heading, standfirst, byline,
            dateline and captions that are not kept; empty if no block was chosen.
    """

    kept: Bools
    reasons: tuple[str, ...]
    probability: Floats
    own: bool
    repair: Ints | None = None
    part: tuple[str, ...] = ()


def extract(tree: Any, found: Extracted, *, marked: bool = False, frame: bool = False) -> Extracted | None:
    """Extract the main text of a page from its blocks, with the blocks that were left out.

    Args:
        tree: an lxml tree; not changed.
        found: what trafilatura extracts from the page.
        marked: whether to write the text as markdown, too.
        frame: whether to keep heading, byline and captions of an article, see `frame`.

    Returns:
        None where trafilatura's text is to be used.
    """
    return from_measured(measure(tree, found.text, markdown=marked), load(), found, frame=frame)


def from_measured(page: Measured, model: Trees, found: Extracted, *, frame: bool = False) -> Extracted | None:
    """Extract as `extract` does, from a page that is measured already and with any model."""
    chosen = choose(page, model, frame=frame)
    if not chosen.own:
        return None
    found = shown(found, page, chosen)
    return replace(found, candidates=_candidates(page, chosen), elsewhere=_elsewhere(page))


def shown(found: Extracted, page: Measured, chosen: Chosen) -> Extracted:
    """Write the blocks that are kept as the text of a page, and as markdown if the page has forms for it."""
    text, out = rendered(page.blocks, chosen)
    found = replace(found, text=text, left_out=out)
    if not page.forms:
        return found
    text, before = markdown.written(page.forms, chosen.kept)
    return replace(found, markdown=text, positions=tuple(before[i] for i in np.flatnonzero(~chosen.kept).tolist()))


def choose(page: Measured, model: Trees, *, frame: bool = False) -> Chosen:
    """Choose the blocks of a page by their expected F, repair the choice, and add the frame of an article.

    Copies are left out and, in articles, blocks of links, unless what is around them puts them back.
    """
    chosen = pick(model.probability(page.features), page.words, _links(page), _elsewhere(page))
    if not chosen.own:
        return chosen
    body = repaired(page, chosen.kept, chosen.probability, PAGE)
    framed = with_frame(page, body)
    kept = framed if frame else body
    named = of_frame(parts(page.blocks), framed & ~kept)
    first = np.array(chosen.reasons, object)
    first[kept != chosen.kept] = np.array(reasons(page, kept), object)[kept != chosen.kept]
    repair = body.astype(np.int64) - chosen.kept
    repair[kept & ~body] = _OF_FRAME
    return replace(chosen, kept=kept, reasons=explained(first.tolist(), named), repair=repair, part=named)


def pick(probability: Floats, words: Words, link: Bools, elsewhere: float) -> Chosen:
    """Choose among blocks, given how likely each is.

    Args:
        probability: of each block to be main text. float64, shape (blocks,)
        words: the words of the blocks.
        link: which blocks are links that an article must not keep. bool, shape (blocks,)
        elsewhere: how many words trafilatura extracts that are in no block.
    """
    weight = words.count.astype(np.float64)
    likely, expected = best(probability, weight)
    kept = likely & (probability > _SURE * expected)
    reasons = np.where(kept, "", UNLIKELY).astype(object)
    reasons[kept & link] = "links"
    _mark_copies(words.lines(), weight, reasons)
    kept = reasons == ""
    own = bool(kept.any()) and expected >= _LEAST and elsewhere <= weight[kept].sum()
    return Chosen(kept, tuple(reasons), probability, own)


def _links(page: Measured) -> Bools:
    if not page.is_article:
        return np.zeros(len(page.taken), np.bool_)
    return np.asarray((page.features[:, LINKED] > _LINKED) & (page.taken < _TAKEN))


def _elsewhere(page: Measured) -> float:
    return len(page.extracted) - float(page.taken @ page.words.count.astype(np.float64))


def _candidates(page: Measured, chosen: Chosen) -> tuple[Candidate, ...]:
    blocks = page.blocks
    items = list_items(blocks)
    repair = np.zeros(len(blocks), np.int64) if chosen.repair is None else chosen.repair
    columns = (chosen.probability.tolist(), places(blocks).tolist(), table_rows(blocks), items, _links(page).tolist())
    forms = [form.packed for form in page.forms] or [""] * len(blocks)
    return tuple(map(Candidate, blocks.texts, *columns, repair.tolist(), forms, chosen.part or parts(blocks)))


def _mark_copies(lines: Sequence[bytes], weight: Floats, reasons: npt.NDArray[np.object_]) -> None:
    seen: set[bytes] = set()
    for i in np.flatnonzero(reasons == "").tolist():
        if weight[i] >= _LONG and lines[i] in seen:
            reasons[i] = "copy"
        seen.add(lines[i])


def rendered(blocks: Blocks, chosen: Chosen) -> tuple[str, tuple[LeftOut, ...]]:
    """Write each kept block as a line, the cells of a table row as one line, and list the other blocks.

    >>> from lxml import html
    >>> from chaffinch.html.blocks import walk
    >>> blocks = walk(html.fromstring("<ul><li>One<li>Two</ul><p>Ad</p><table><tr><td>High<td>6:00</table>"))
    >>> kept = np.array([True, True, False, True, True])
    >>> rendered(blocks, Chosen(kept, ("", "", "unlikely", "", ""), kept * 0.75 + 0.125, True))
    ('- One\\n- Two\\nHigh | 6:00', (LeftOut(after=11, text='Ad', reason='unlikely', score=0.125),))
    """
    items = list_items(blocks)
    return written(blocks.texts, table_rows(blocks), items, chosen)


def written(
    texts: Sequence[str], rows: Sequence[int], items: Sequence[bool], chosen: Chosen
) -> tuple[str, tuple[LeftOut, ...]]:
    """Write blocks as `rendered` does.

    Args:
        texts: the texts of the blocks.
        rows: the table row of each block that is a cell, -1 for any other.
        items: which blocks begin an item of a list.
        chosen: which blocks are kept.
    """
    parts: list[str] = []
    out: list[LeftOut] = []
    length, last = 0, -1
    for i, text in enumerate(texts):
        if not chosen.kept[i]:
            out.append(LeftOut(length, text, chosen.reasons[i], round(float(chosen.probability[i]), 4)))
            continue
        between = "" if last < 0 else " | " if rows[i] >= 0 and rows[i] == rows[last] else "\n"
        parts.append(between + ("- " if items[i] else "") + text)
        length, last = length + len(parts[-1]), i
    return "".join(parts), tuple(out)


def reconsider(
    blocks: Sequence[Candidate], elsewhere: float, probability: Floats
) -> tuple[str, tuple[LeftOut, ...]] | None:
    """Choose among the blocks of a page again, by other probabilities than those that the page alone gave.

    With the page's own scores the result is that of `extract`; a block that came back by repair stays unless other
    pages make it less likely. Blocks that the page alone would have kept are left out with the reason ``other-pages``.

    Args:
        blocks: the candidates of `extract`, in order.
        elsewhere: how many words trafilatura extracts that are in no block.
        probability: of each block to be main text. float64, shape (blocks,)

    Returns:
        The text and the blocks left out. None where the expected F is too small: then the text that the page alone
        gave is to be used.
    """
    words = Words.of([block.text for block in blocks])
    link = np.array([block.link for block in blocks], np.bool_)
    chosen = pick(probability, words, link, elsewhere)
    if not chosen.own:
        return None
    before = pick(np.array([block.score for block in blocks]), words, link, elsewhere).kept
    why = tuple(
        "other-pages" if reason == UNLIKELY and kept else reason
        for reason, kept in zip(chosen.reasons, before, strict=True)
    )
    repair = np.array([block.repair or 0 for block in blocks], np.int64)
    comes_back = (repair == _OF_FRAME) | (repair > 0) & (probability >= np.array([block.score for block in blocks]))
    kept = (chosen.kept | comes_back) & (repair >= 0)
    why = tuple("" if k else reason or "line-number" for k, reason in zip(kept, why, strict=True))
    chosen = Chosen(kept, explained(why, [block.part for block in blocks]), probability, chosen.own)
    text, out = written([b.text for b in blocks], [b.row for b in blocks], [b.item for b in blocks], chosen)
    if forms := markdown.read_forms([block.form for block in blocks]):
        text, positions = markdown.written(forms, chosen.kept)
        at = [positions[i] for i in np.flatnonzero(~chosen.kept).tolist()]
        out = tuple(replace(one, after=after) for one, after in zip(out, at, strict=True))
    return text, out
