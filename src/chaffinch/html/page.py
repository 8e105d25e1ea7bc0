"""The page profile: the blocks of any kind of page that the block model takes for main text.

Where blocks stand, in terms that hold for all pages of a site.

Choose among the blocks of a page once more, when other pages have told how likely each is.
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

from chaffinch.html.block_model import Trees, best, load
from chaffinch.html.block_words import Words
from chaffinch.html.blocks import Blocks
from chaffinch.html.features import LINKED, Measured, measure
from chaffinch.html.result import Candidate, Extracted, LeftOut
from chaffinch.html.tags import CODES
from chaffinch.text import Bools, Floats, Ints

__all__ = ["Chosen", "choose", "extract", "from_measured", "reconsider", "rendered"]


# Elements outside a block that tell its place, the innermost first. All of them say too much: what stands further out
# differs from page to page of one template (on WCXB, manuals and made-up sites three measured best, by a little).
_LEVELS = 3
_SPREAD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)  # odd: the golden ratio, primes of xxHash
_NUMBER = re.compile(r"\d{3,}")  # of a page or a post, such as "post-1234"; shorter ones tell columns and styles apart


def places(blocks: Blocks) -> Ints:
    """Hash the tags and classes of the innermost elements that each block is in; long numbers in classes are all alike.

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
    known = np.array([_hash(tag, name) for tag, name in e.kinds] + [0], np.uint64)  # the last for kind -1
    at, place = blocks.element, np.zeros(len(blocks), np.uint64)
    for spread in _SPREAD[:_LEVELS]:
        place += known[e.kind[at]] * np.uint64(spread)
        at = np.maximum(e.parent[at], 0)
    return place.view(np.int64)


@lru_cache(maxsize=20_000)
def _hash(tag: str, name: str) -> int:
    said = "\0".join([tag, *sorted(_NUMBER.sub("0", name).split())])
    return int.from_bytes(blake2b(said.encode("utf-8", "replace"), digest_size=8).digest(), "little")


_LINKED = 0.7  # share of words in links from which on a block of an article is no prose, unless trafilatura takes it
_TAKEN = 0.5
# What is kept is this much of the expected F likely. One half would be best if blocks were independent of one another;
# they are not, and more measured better on articles and products (WCXB dev, by cross-validation).
_SURE = 0.55
_LEAST = 0.2  # expected F below which a page has no main text that the model knows
_LONG = 4  # words from which on a block that is there twice is a copy, made for another width of screen
_ROW = frozenset((CODES["td"], CODES["th"]))
_ITEM = frozenset((CODES["li"],))


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """What was made of a page.

    Attributes:
        kept: the blocks that are main text. shape (blocks,)
        reasons: why each other one is not; empty for those kept.
        probability: of each to be main text. shape (blocks,)
        own: whether to take this: not where nothing is likely, nor where trafilatura has read more from elsewhere,
            such as data in scripts.
    """

    kept: Bools
    reasons: tuple[str, ...]
    probability: Floats
    own: bool


def extract(tree: Any, found: Extracted) -> Extracted | None:
    """Get the main text of a page out of its blocks, and say what was left out.

    Args:
        tree: an lxml tree; not changed.
        found: what trafilatura makes of the page.

    Returns:
        None where trafilatura's text is to be taken.
    """
    return from_measured(measure(tree, found.text), load(), found)


def from_measured(page: Measured, model: Trees, found: Extracted) -> Extracted | None:
    """Do what `extract` does with a page that is measured, and a model of one's own."""
    chosen = choose(page, model)
    if not chosen.own:
        return None
    text, out = rendered(page.blocks, chosen)
    return replace(
        found, text=text, left_out=out, candidates=_candidates(page, chosen.probability), elsewhere=_elsewhere(page)
    )


def choose(page: Measured, model: Trees) -> Chosen:
    """Choose the blocks of a page, by what they promise together, without copies and lists of links."""
    return pick(model.probability(page.features), page.words, _links(page), _elsewhere(page))


def pick(probability: Floats, words: Words, link: Bools, elsewhere: float) -> Chosen:
    """Choose among blocks.

    Args:
        probability: of each to be main text. float64, shape (blocks,)
        words: of the blocks.
        link: which are lists of links that must not stay. shape (blocks,)
        elsewhere: words that trafilatura has, but not from a block.
    """
    weight = words.count.astype(np.float64)
    likely, promised = best(probability, weight)
    kept = likely & (probability > _SURE * promised)
    reasons = np.where(kept, "", "score").astype(object)
    reasons[kept & link] = "link"
    _mark_copies(words.lines(), weight, reasons)
    kept = reasons == ""
    own = bool(kept.any()) and promised >= _LEAST and elsewhere <= weight[kept].sum()
    return Chosen(kept, tuple(reasons), probability, own)


def _links(page: Measured) -> Bools:
    if not page.is_article:
        return np.zeros(len(page.taken), np.bool_)
    return np.asarray((page.features[:, LINKED] > _LINKED) & (page.taken < _TAKEN))


def _elsewhere(page: Measured) -> float:
    return page.total - float(page.taken @ page.words.count.astype(np.float64))


def _candidates(page: Measured, probability: Floats) -> tuple[Candidate, ...]:
    blocks = page.blocks
    items = [_is_item(blocks, i) for i in range(len(blocks))]
    columns = (probability.tolist(), places(blocks).tolist(), _rows(blocks), items, _links(page).tolist())
    return tuple(map(Candidate, blocks.texts, *columns))


def _mark_copies(lines: Sequence[bytes], weight: Floats, reasons: npt.NDArray[np.object_]) -> None:
    seen: set[bytes] = set()
    for i in np.flatnonzero(reasons == "").tolist():
        if weight[i] >= _LONG and lines[i] in seen:
            reasons[i] = "repeat"
        seen.add(lines[i])


def rendered(blocks: Blocks, chosen: Chosen) -> tuple[str, tuple[LeftOut, ...]]:
    """Write the kept blocks a line each, cells of one row of a table on one, and list the others.

    >>> from lxml import html
    >>> from chaffinch.html.blocks import walk
    >>> blocks = walk(html.fromstring("<ul><li>One<li>Two</ul><p>Ad</p><table><tr><td>High<td>6:00</table>"))
    >>> kept = np.array([True, True, False, True, True])
    >>> rendered(blocks, Chosen(kept, ("", "", "score", "", ""), kept * 0.75 + 0.125, True))
    ('- One\\n- Two\\nHigh | 6:00', (LeftOut(after=11, text='Ad', reason='score', score=0.125),))
    """
    items = [_is_item(blocks, i) for i in range(len(blocks))]
    return written(blocks.texts, _rows(blocks), items, chosen)


def written(
    texts: Sequence[str], rows: Sequence[int], items: Sequence[bool], chosen: Chosen
) -> tuple[str, tuple[LeftOut, ...]]:
    """Write blocks as `rendered` does.

    Args:
        texts: the blocks.
        rows: the table row of each that is a cell, -1 for any other.
        items: which begin an item of a list.
        chosen: which of them are kept.
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


def _is_item(blocks: Blocks, i: int) -> bool:
    """Tell whether a block gets the mark of a list's item: its first line, where that is no block of its own."""
    element, e = int(blocks.element[i]), blocks.elements
    return int(e.tag[element]) in _ITEM and int(e.start[element]) == i


def _rows(blocks: Blocks) -> list[int]:
    """Give the table row of each block that is all of a cell, -1 for any other."""
    e = blocks.elements
    cell = np.isin(e.tag[blocks.element], list(_ROW)) & (e.stop[blocks.element] - e.start[blocks.element] == 1)
    return [int(r) for r in np.where(cell, e.parent[blocks.element], -1)]


def reconsider(
    blocks: Sequence[Candidate], elsewhere: float, probability: Floats
) -> tuple[str, tuple[LeftOut, ...]] | None:
    """Give the text and what is left out, as `page.extract` does; with the pages' own scores it is the same.

    What the page alone would have kept is left out with the reason ``template``.

    Args:
        blocks: what `page.extract` found.
        elsewhere: ... and how many words elsewhere.
        probability: of each block to be main text. float64, shape (blocks,)

    Returns:
        None where the blocks promise too little; then what the page alone gave is to be taken.
    """
    words = Words.of([block.text for block in blocks])
    link = np.array([block.link for block in blocks], np.bool_)
    chosen = pick(probability, words, link, elsewhere)
    if not chosen.own:
        return None
    before = pick(np.array([block.score for block in blocks]), words, link, elsewhere).kept
    reasons = tuple(
        "template" if reason == "score" and was else reason for reason, was in zip(chosen.reasons, before, strict=True)
    )
    chosen = Chosen(chosen.kept, reasons, probability, chosen.own)
    return written([b.text for b in blocks], [b.row for b in blocks], [b.item for b in blocks], chosen)
