"""Repair a choice of blocks: put back what stands between kept blocks and is no furniture.

Extraction loses blocks that look unlike prose though they are text: paragraphs that are links, lines of dialogue, lists
in cells of tables, code. What is around such a block tells more than the block: whether it is within the kept blocks,
and whether others of its path (the tags and classes around it) are kept. So each block that was not chosen is compared
with what was, and comes back if it is likely enough for its position.
"""

from __future__ import annotations

import re

import numpy as np
from msgspec import Struct

from chaffinch.boilerplate import worded
from chaffinch.html.certain import cell_menus, footnotes, unseen
from chaffinch.html.features import LINKED, Measured
from chaffinch.html.frame import with_frame
from chaffinch.html.frame_words import named
from chaffinch.html.parts import UNLIKELY, explained, parts
from chaffinch.html.tags import CODES, LABELS
from chaffinch.text import END, Bools, Floats, Ints

__all__ = ["ARTICLE", "PAGE", "Limits", "numbers", "reasons", "repaired"]

# Shares of words, see `_Around`.
_OWN = 0.9
_HALF = 0.5  # more than half of its words decide what a path or a table is
_OTHERS = 2  # blocks of a path that are kept, from which on another one of that path is like them
_LONG = 4  # words from which on a copy of a kept block is left out
_LINKED = 0.7  # share of its words in links, from which on a block is one of links
_CELL_WORDS = 12  # words of a cell, on average, up to which a table has data and is no layout
# Of blocks at the edges of a text: words at most, and share of kept words beside them. Word F1 of a fifth of WCXB is as
# without the rule (.8332); with neither limit it falls by .0004, by reviews and adverts behind products.
_EDGE_WORDS, _EDGE_KEPT = 12, 0.7
_HEADINGS = tuple(CODES[f"h{level}"] for level in range(1, 7))
# Elements whose parts belong together: what else is in one of which half is kept is text in 21 of 32 blocks (a fifth
# of WCXB) and in a numbered list in 291 of 297; in one of which nothing is kept in 23 of 561 and 30 of 314. Of other
# lists it is in 129 of 499: they are left as they are.
_GROUPS = tuple(CODES[tag] for tag in ("blockquote", "dl", "details", "ol"))
# Elements of which the text of an article is made.
_OF_TEXT = tuple(CODES[tag] for tag in ("p", "div", "li", "ul", "ol", "h2", "h3", "h4", "h5", "h6"))
_TOLD = 12  # words of a sentence that is a link, at least, and no title of another page
_ENDED = re.compile(rf"{END}$")
_FACTS = 2  # lines of a box of facts, at least
# What the classes around such a box may mean.
_PLAIN = sum(1 << LABELS.index(name) for name in ("tag", "content", "main", "product", "summary", "detail", "prose"))
_FIGURE = re.compile(r"\d")
_RIGHTS = re.compile("[©ⓒ]")
_NUMBERS = re.compile(r"\d{1,5}(?:\s+\d{1,5})*")


class Limits(Struct, frozen=True):
    """How likely a block must be to come back, by its position; and to stay.

    Measured for articles on AEB and trafilatura's pages, for pages on a fifth of WCXB that was not trained on, each on
    a coarse grid.

    Attributes:
        same: between kept blocks, where others of its path are kept.
        end: in a row of blocks of the same path, none of links, at the first or the last kept block.
        within: elsewhere between kept blocks, in the element that has nearly all of them.
        own: before or after them in that element.
        outside: outside of that element.
        cell: in a table without links between kept blocks.
        edge: in a row of short blocks of any path, none of links, at the first or the last kept block.
        plain: right between kept blocks of one element, in elements without classes, with no word of furniture; lists
            of links only below a heading, or a line with a colon.
        stay: a kept block that is not like others and less likely than this is left out.
    """

    same: float
    end: float
    within: float
    own: float
    outside: float
    stay: float
    cell: float
    edge: float
    plain: float


_NEVER = 1.1  # above every probability: no block comes back
ARTICLE = Limits(same=0.0, end=0.2, within=0.6, own=0.7, outside=0.85, stay=0.2, cell=0.2, edge=_NEVER, plain=0.1)
"""Behind the precise run of trafilatura, which takes too little and seldom too much."""

PAGE = Limits(
    same=0.0, end=0.35, within=_NEVER, own=_NEVER, outside=_NEVER, stay=0.0, cell=0.2, edge=0.25, plain=_NEVER
)
"""Behind the block model, which has chosen by how likely blocks are: only their position is news."""


def repaired(page: Measured, kept: Bools, probability: Floats, limits: Limits) -> Bools:
    """Give the blocks that are kept after repair.

    Args:
        page: the page.
        kept: the blocks that were chosen. bool, shape (blocks,)
        probability: of each block to be main text. float64, shape (blocks,)
        limits: how likely a block must be.

    Returns:
        bool, shape (blocks,).
    """
    words = page.words.count.astype(np.float64)
    never = unseen(page.blocks, words) | cell_menus(page.blocks, words, page.features[:, LINKED] * words)
    kept = kept & ~never if (kept & ~never).any() else kept
    if not kept.any():
        return kept
    found = _mended(page, kept, probability, limits)
    edges = _edges(page, found, probability, limits.edge)
    if edges.any():
        edges &= ~with_frame(page, found)
        found = _mended(page, found | edges, probability, limits) if edges.any() else found
    found = found & ~never if (found & ~never).any() else found
    return found | _defines(page, found) | footnotes(page.blocks, found)


def _mended(page: Measured, kept: Bools, probability: Floats, limits: Limits) -> Bools:
    """Put back what stands between kept blocks or is like them, and leave out what is unlike and unlikely."""
    around = _Around.of(page, kept)
    least = np.full(len(kept), limits.outside)
    least[around.own] = limits.own
    least[around.own & around.span] = limits.within
    likely = (probability >= limits.end) & (page.features[:, LINKED] <= _LINKED)
    least[_ends(around.path, kept, likely)] = 0.0
    least[around.own & around.span & around.same] = limits.same
    between = around.own & around.span
    least[between & around.unlinked] = np.minimum(least, limits.cell)[between & around.unlinked]
    least[between & around.code] = 0.0
    least[around.table & (around.span | around.data)] = 0.0
    least[around.grouped & (page.features[:, LINKED] <= _LINKED)] = 0.0
    if limits.plain < _NEVER:
        least[_plain(page, kept, probability >= limits.plain)] = 0.0
    back = ~kept & (probability >= least) & ~_copies(page, kept, probability >= least) & ~_shouted(page)
    stays = kept & ((probability >= limits.stay) | around.same | around.code | around.table)
    return _with_wordless((stays if stays.any() else kept) | back, page.words.count) & ~numbers(page)


class _Around(Struct, frozen=True, eq=False):
    """What is around each block; all bool, shape (blocks,), but ``path``.

    Attributes:
        span: from the first to the last kept block.
        own: in the smallest element that has nearly all kept words.
        same: at least two other blocks of its path are kept, with half of the words of that path, or half of
            its blocks between kept blocks.
        table: in a table of which half of the words are kept.
        data: in a table of short cells.
        unlinked: in a table that is no list of links.
        code: in ``pre``.
        grouped: in a quotation, a numbered list, a list of terms or ``details`` of which half is kept, such as the name
            below the words of a person or the answer to a question.
        path: an id of the tags and classes around each block. int64, shape (blocks,)
    """

    span: Bools
    own: Bools
    same: Bools
    table: Bools
    data: Bools
    unlinked: Bools
    code: Bools
    grouped: Bools
    path: Ints

    @classmethod
    def of(cls, page: Measured, kept: Bools) -> _Around:
        words, index = page.words.count.astype(np.float64), np.arange(len(kept))
        chosen = np.flatnonzero(kept)
        path = page.surroundings.paths
        first, last = _own(page, words * kept, words)
        span = (index >= chosen[0]) & (index <= chosen[-1])
        own = (index >= first) & (index < last)
        return cls(
            span,
            own,
            _same(path, kept, words) | _same(path, kept, (span & own) * 1.0),
            *_tables(page, words * kept, words),
            _inside(page, CODES["pre"]),
            _grouped(page, kept, words),
            path,
        )


def _plain(page: Measured, kept: Bools, likely: Bools) -> Bools:
    """Tell which blocks stand right between kept blocks of one element, and have nothing of furniture about them.

    Args:
        page: the page.
        kept: which blocks are kept. bool, shape (blocks,)
        likely: which blocks are likely enough. bool, shape (blocks,)
    """
    e, at, texts = page.blocks.elements, page.blocks.element, page.blocks.texts
    found, linked = np.zeros(len(kept), np.bool_), page.features[:, LINKED] > _LINKED
    told = np.array([_ENDED.search(text) is not None for text in texts], np.bool_)
    linked &= ~(told & (page.words.count >= _TOLD))
    chosen = np.flatnonzero(kept)
    for above, below in zip(chosen[:-1].tolist(), chosen[1:].tolist(), strict=True):
        run, outer = slice(above + 1, below), int(e.parent[at[above]])
        if below - above == 1 or not likely[run].all():
            continue
        if _are_facts(page, above, below):
            found[run] = True
        if outer != e.parent[at[below]]:
            continue
        listed = linked[run].any()
        if listed and not (linked[run].all() and below - above > _OTHERS and _introduces(page, above)):
            continue
        if all(_is_bare(page, block, outer) for block in range(above + 1, below)):
            found[run] = not worded(texts[above + (not listed) : below]).any()
    return found


def _are_facts(page: Measured, above: int, below: int) -> bool:
    """Tell whether what stands between two kept blocks is a box of facts: short lines, half of which have a figure.

    Boxes have classes, and paragraphs may have an element of their own around them. So no class may name furniture,
    no line may have a link or a word of furniture, and a single line is no box.
    """
    run, texts = slice(above + 1, below), page.blocks.texts[above + 1 : below]
    figures = sum(_FIGURE.search(text) is not None for text in texts)
    short = (page.words.count[run] <= _EDGE_WORDS).all() and not page.features[run, LINKED].any()
    if not short or len(texts) < _FACTS or figures < _HALF * len(texts) or _RIGHTS.search("".join(texts)):
        return False
    e, at = page.blocks.elements, page.blocks.element
    outer = int(at[above])
    while not e.start[outer] <= above < below < e.stop[outer]:
        outer = int(e.parent[outer])
    bare = all(_is_bare(page, block, outer, classes=True) for block in range(above + 1, below))
    return bare and not worded(texts).any()


def _defines(page: Measured, kept: Bools) -> Bools:
    """Tell which blocks are what a list of terms says right below a term that is kept."""
    e, at = page.blocks.elements, page.blocks.element
    tag, parent = np.asarray(e.tag)[at], e.parent[at]
    found = kept.copy()
    for block in np.flatnonzero(tag == CODES["dd"]).tolist():
        beside = block and tag[block - 1] in (CODES["dt"], CODES["dd"]) and parent[block] == parent[block - 1]
        found[block] |= bool(beside and found[block - 1])
    return found & ~kept


def _introduces(page: Measured, block: int) -> bool:
    """Tell whether a block is a heading, or a line with a colon at its end."""
    tag = page.blocks.elements.tag[page.blocks.element[block]]
    return tag in _HEADINGS or page.blocks.texts[block].endswith((":", "："))


def _is_bare(page: Measured, block: int, outer: int, *, classes: bool = False) -> bool:
    """Tell whether the elements around a block, up to an outer one, are of text and have no class, or of no furniture.

    Args:
        page, block: the page, and a block of it.
        outer: an element around the block.
        classes: whether classes may be there that name no furniture.
    """
    e, at = page.blocks.elements, int(page.blocks.element[block])
    while at > outer:
        names, labels = e.kinds[e.kind[at]][1], e.labels[at]
        plain = not (labels & ~_PLAIN or named("furniture", names)) if classes else not (labels or names)
        if e.tag[at] not in _OF_TEXT or not plain:
            return False
        at = int(e.parent[at])
    return at == outer


def _own(page: Measured, kept_words: Floats, words: Floats) -> tuple[int, int]:
    """Give the range of blocks of the smallest element that has nearly all kept words."""
    e = page.blocks.elements
    of_kept, of_all = _sums(kept_words), _sums(words)
    enough = of_kept[e.stop] - of_kept[e.start] >= _OWN * kept_words.sum()
    size = np.where(enough, of_all[e.stop] - of_all[e.start], np.inf)
    at = len(size) - 1 - int(np.argmin(size[::-1]))  # the innermost of those that are equal
    return int(e.start[at]), int(e.stop[at])


def _sums(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def _same(path: Ints, kept: Bools, weight: Floats) -> Bools:
    """Tell which blocks are of a path of which others are kept, and half of the weight of all of them."""
    _, group = np.unique(path, return_inverse=True)
    number = np.bincount(group, kept)[group] - kept
    share = np.bincount(group, weight * kept) / np.maximum(np.bincount(group, weight), 1)
    return np.asarray((number >= _OTHERS) & (share[group] >= _HALF))


def _tables(page: Measured, kept_words: Floats, words: Floats) -> tuple[Bools, Bools, Bools]:
    """Tell which blocks are in a table of which half is kept, in one of data, and in one that is no list of links."""
    e = page.blocks.elements
    of_kept, of_all, of_links = _sums(kept_words), _sums(words), _sums(page.features[:, LINKED] * words)
    found, data, unlinked = (np.zeros(len(words), np.bool_) for _ in range(3))
    for at in np.flatnonzero(e.tag == CODES["table"]).tolist():
        a, b = int(e.start[at]), int(e.stop[at])
        total = of_all[b] - of_all[a]
        found[a:b] = total > 0 and of_kept[b] - of_kept[a] >= _HALF * total  # an inner table comes later
        data[a:b] = total <= _CELL_WORDS * (b - a)
        unlinked[a:b] = of_links[b] - of_links[a] < _HALF * total
    return found, data, unlinked


def _grouped(page: Measured, kept: Bools, words: Floats) -> Bools:
    """Tell which blocks are in a group, such as a quotation, of which half of the words or of the blocks is kept."""
    e = page.blocks.elements
    of_kept, of_all, number = _sums(words * kept), _sums(words), _sums(kept.astype(np.float64))
    found = np.zeros(len(words), np.bool_)
    for at in np.flatnonzero(np.isin(e.tag, _GROUPS)).tolist():
        a, b = int(e.start[at]), int(e.stop[at])
        some = number[b] > number[a]
        half = of_kept[b] - of_kept[a] >= _HALF * (of_all[b] - of_all[a]) or number[b] - number[a] >= _HALF * (b - a)
        found[a:b] |= some and half
    return found


def _inside(page: Measured, tag: int) -> Bools:
    e = page.blocks.elements
    found = np.zeros(len(page.blocks), np.bool_)
    for at in np.flatnonzero(e.tag == tag).tolist():
        found[e.start[at] : e.stop[at]] = True
    return found


def _ends(path: Ints, kept: Bools, likely: Bools) -> Ints:
    """Give the blocks of unbroken rows of the same path at the first and the last kept block."""
    chosen = np.flatnonzero(kept)
    found: list[int] = []
    for start, step, stop in ((int(chosen[0]), -1, -1), (int(chosen[-1]), 1, len(kept))):
        for i in range(start + step, stop, step):
            if path[i] != path[start] or not likely[i]:
                break
            found.append(i)
    return np.array(found, np.int64)


def _edges(page: Measured, kept: Bools, probability: Floats, least: float) -> Bools:
    """Tell which short blocks begin or end the text: in a row at the first or the last kept block, of any path.

    The last line of a recipe or the first question of a list is unlike all else that is kept. The title above the text
    is of its frame. A heading, or a line with a colon at its end, behind the text is that of a list that is left out;
    a line of rights is no text.
    What stands in a part of the page that is no text, such as the name of the site in the footer, is neither.
    """
    found = np.zeros(len(kept), np.bool_)
    if least == _NEVER:
        return found
    likely = (probability >= least) & (page.features[:, LINKED] <= _LINKED) & (page.words.count <= _EDGE_WORDS)
    likely &= np.array([part in ("", "form") for part in parts(page.blocks)], np.bool_)  # a question may be a button
    likely &= _among_kept(page, kept, likely)
    chosen = np.flatnonzero(kept)
    first, last = int(chosen[0]), int(chosen[-1])
    tag = page.blocks.elements.tag[page.blocks.element]
    opens, closes = likely & (tag != CODES["h1"]), likely & ~np.isin(tag, _HEADINGS)
    ends = [not text.endswith((":", "：")) and not _RIGHTS.search(text) for text in page.blocks.texts]
    closes &= np.array(ends, np.bool_)
    found[first - _row(opens[:first][::-1]) : first] = True
    found[last + 1 : last + 1 + _row(closes[last + 1 :])] = True
    return found & ~_copies(page, kept, found)


def _row(values: Bools) -> int:
    """Count the values before the first false one."""
    return int(np.append(values, False).argmin())


def _among_kept(page: Measured, kept: Bools, likely: Bools) -> Bools:
    """Tell which blocks have mostly kept or likely words in the smallest element around them that has a kept one."""
    e, words = page.blocks.elements, page.words.count.astype(np.float64)
    of_kept, of_text, of_all = _sums(words * kept), _sums(words * (kept | likely)), _sums(words)
    none = of_kept[e.stop] == of_kept[e.start]
    at = page.blocks.element
    while (outwards := none[at] & (at > 0)).any():
        at = np.where(outwards, np.maximum(e.parent[at], 0), at)
    return np.asarray((of_text[e.stop] - of_text[e.start] >= _EDGE_KEPT * (of_all[e.stop] - of_all[e.start]))[at])


def _copies(page: Measured, kept: Bools, likely: Bools) -> Bools:
    """Tell which blocks are copies of kept ones, or of blocks before that come back, too."""
    lines, count = page.words.lines(), page.words.count
    seen = {lines[i] for i in np.flatnonzero(kept).tolist()}
    found = np.zeros(len(kept), np.bool_)
    for i in np.flatnonzero(~kept & likely & (count >= _LONG)).tolist():
        found[i] = lines[i] in seen
        seen.add(lines[i])
    return found


def _shouted(page: Measured) -> Bools:
    """Tell which blocks are links all in capitals, as menus have them."""
    linked = page.features[:, LINKED] > _LINKED
    return np.array([link and text.isupper() for link, text in zip(linked, page.blocks.texts, strict=True)], np.bool_)


def numbers(page: Measured) -> Bools:
    """Tell which blocks are the numbers of the lines of code beside them: bool, shape (blocks,)."""
    code = _inside(page, CODES["pre"])
    texts = page.blocks.texts
    only = np.array([_NUMBERS.fullmatch(text) is not None for text in texts], np.bool_)
    return np.asarray(code & only & np.append(code[1:], False))


def reasons(page: Measured, kept: Bools) -> tuple[str, ...]:
    """Give the reason why each block is left out, see `result.LeftOut`; empty for those that are kept."""
    lines, count = page.words.lines(), page.words.count
    known = {lines[i] for i in np.flatnonzero(kept).tolist()}
    found = np.where(kept, "", UNLIKELY).astype(object)
    found[numbers(page)] = "line-number"
    for i in np.flatnonzero(~kept & (count >= _LONG)).tolist():
        if lines[i] in known:
            found[i] = "copy"
    return explained(found.tolist(), parts(page.blocks))


def _with_wordless(kept: Bools, count: Ints) -> Bools:
    """Let blocks without words, such as "}" or "* * *", follow the blocks on both sides."""
    kept = kept.copy()
    worded = np.flatnonzero(count > 0)
    if not len(worded):
        return kept
    bare = np.flatnonzero(count == 0)
    after = np.searchsorted(worded, bare)
    before = kept[worded[np.maximum(after - 1, 0)]] & (after > 0)
    behind = kept[worded[np.minimum(after, len(worded) - 1)]] & (after < len(worded))
    kept[bare] = before & behind
    return kept
