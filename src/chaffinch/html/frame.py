"""Keep the frame of an article: its title heading, standfirst, byline, dateline and the captions of its pictures.

People who label main text mostly mark the body of an article alone, so what has learned from them leaves out much that
a reader takes for the article. The frame is found by what the page declares (its title, description and author), by the
names of elements and by words (`frame_words`). It is kept where it is beside the body that was chosen: the
heading above it, the rest between heading and body, captions also amid the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chaffinch.html.block_words import Words
from chaffinch.html.features import LINKED, Measured
from chaffinch.html.frame_words import is_byline, is_date, named
from chaffinch.html.tags import CODES
from chaffinch.text import Bools, Ints

__all__ = ["with_frame"]

_LEVELS = 3  # elements around a block whose names say what it is, the innermost first
_TITLE_TAGS = tuple(CODES[f"h{level}"] for level in (1, 2, 3))  # a heading of a lower level is none of a page
# Ranks of blocks that may be the title heading: an h1, h2 or h3 that is the title, or like it, or another block.
_EXACTLY = dict(zip(_TITLE_TAGS, (1, 2, 3), strict=True))
_ALIKE = dict(zip(_TITLE_TAGS, (4, 6, 7), strict=True))
_PLAIN_EXACTLY = 5
_ASIDE = tuple(CODES[tag] for tag in ("aside", "nav", "footer", "form", "button"))
_LIKE_TITLE = 0.6  # share of a heading's words that the title of the page must have: sites reword one of the two
_OF_TITLE = 0.3  # share of the title's words that a heading must have: "News" is not the heading of "News of the day"
_DIVIDED = re.compile(r"\s[|–—·»«:/-]\s")
_EXACT = 3  # words of a block that is no heading, from which on it is the title if it equals that
_LINKED = 0.7  # share of its words in links, from which on a block is one of links
_EARLY = 80  # words of the body, before which standfirst and byline must be: two paragraphs of news
_BEFORE = 6  # blocks before the heading among which a picture, a date or a name may be
_AFTER = 3  # blocks behind the body among which its byline may be
_BYLINE, _DATE, _NAME = 25, 14, 12  # words: a longer block is a note on the author, or prose
_CAPTION = 120  # words: a longer one is an article in a slide show
_STANDFIRST = (5, 90)  # words: fewer are a label, more are prose
_NEXT = 3  # blocks below the heading, the last where an h2 is its standfirst
_MOST = 4  # blocks of names, or of dates: "By", a name, an office and a place
_DESCRIBED = 0.8  # share of a block's words that the page's description has, if it is the standfirst


def with_frame(page: Measured, kept: Bools) -> Bools:
    """Add the frame of the article to the blocks that are its body.

    Args:
        page: the page.
        kept: the blocks that were chosen. bool, shape (blocks,)

    Returns:
        bool, shape (blocks,).
    """
    if not kept.any():
        return kept
    return _Frame(page, kept).added()


@dataclass(frozen=True)
class _Frame:
    """Finds the frame around the blocks of a page that are kept."""

    page: Measured
    kept: Bools

    def added(self) -> Bools:
        """Give what is kept with the frame. bool, shape (blocks,)."""
        heading = self._heading
        found = self.kept.copy()
        if heading >= 0:
            found[heading] = True
        found[self._head()] = True
        for i in self._captions():
            found[i] = True
        found[self._signature(found)] = True
        return self._without_copies(found)

    @cached_property
    def _span(self) -> tuple[int, int]:
        """The first and the last block that is kept."""
        at = np.flatnonzero(self.kept)
        return int(at[0]), int(at[-1])

    @cached_property
    def _count(self) -> Sequence[int]:
        return self.page.words.count.tolist()  # type: ignore[no-any-return]

    @cached_property
    def _linked(self) -> Bools:
        return np.asarray(self.page.features[:, LINKED] > _LINKED)

    # -- the heading

    @cached_property
    def _titles(self) -> list[frozenset[int]]:
        """The words of each title that the page declares, as integers."""
        words = Words.of(self.page.declared.titles, self.page.words.known)
        return [frozenset(_of(words, i)) for i in range(len(words.count))]

    @cached_property
    def _title_parts(self) -> frozenset[frozenset[int]]:
        """The words of each title without what a sign such as a bar divides from it."""
        parts = [part for title in self.page.declared.titles for part in (title, *_DIVIDED.split(title))]
        words = Words.of(parts, self.page.words.known)
        return frozenset(frozenset(_of(words, i)) for i in range(len(words.count)))

    @cached_property
    def _heading(self) -> int:
        """The index of the title heading; -1 if there is none."""
        first, last = self._span
        tags = self.page.blocks.elements.tag[self._outer[0]].tolist()
        ranked = [
            (self._rank(tags[i], i), not self.kept[i], abs(first - i), i) for i in range(last + 1) if self._count[i]
        ]
        found = [one for one in ranked if one[0]]
        return min(found)[-1] if found else self._only_heading(tags)

    def _rank(self, tag: int, i: int) -> int:
        """Rank a block as the title heading, the best as 1; 0 if it is none."""
        tag = tag if tag in _TITLE_TAGS else self._outer_tag(i, 1)
        heading = tag in _TITLE_TAGS
        if not heading and (self._count[i] < _EXACT or self._linked[i] or self._is_aside(i)):
            return 0
        own = frozenset(_of(self.page.words, i))
        if own in self._sites:
            return 0
        if own in self._title_parts:
            return _EXACTLY[tag] if heading else _PLAIN_EXACTLY
        return _ALIKE[tag] if heading and any(_alike(own, title) for title in self._titles) else 0

    def _only_heading(self, tags: Sequence[int]) -> int:
        """Give the last h1 before the body, where no heading is what the page declares as its title."""
        first = self._span[0]
        found = [i for i in range(first) if tags[i] == _TITLE_TAGS[0] and self._count[i] > 1 and not self._linked[i]]
        found = [i for i in found if frozenset(_of(self.page.words, i)) not in self._sites and not self._is_aside(i)]
        return found[-1] if found else -1

    @cached_property
    def _sites(self) -> frozenset[frozenset[int]]:
        """The words of each name of the site; some pages give their own title as that."""
        names = [name for name in self.page.declared.sites if name not in self.page.declared.titles]
        words = Words.of(names, self.page.words.known)
        return frozenset(frozenset(_of(words, i)) for i in range(len(words.count)))

    # -- between heading and body

    def _zone(self) -> list[int]:
        """Give the blocks beside the heading and before the body, without what is kept."""
        first = self._span[0]
        start = self._heading if self._heading >= 0 else max(first - _BEFORE, 0)
        stop, words = start, 0
        while stop < len(self.kept) and words < _EARLY:
            words += self._count[stop] * bool(self.kept[stop] and stop != self._heading)
            stop += 1
        above = self._beside_heading(start)
        return [
            i
            for i in range(above, min(stop, self._span[1]))
            if not self.kept[i] and i != self._heading and self._count[i]
        ]

    def _beside_heading(self, start: int) -> int:
        """Give the first of a few blocks before the heading that are in one small element with it."""
        e = self.page.blocks.elements
        starts = [int(e.start[self._outer[level][start]]) for level in (1, 2)]
        near = [at for at in starts if start - at <= _BEFORE]
        return min(near, default=start) if self._heading >= 0 else start

    def _head(self) -> list[int]:
        """Give standfirst, byline and dateline among these, no more blocks of each than an article has."""
        zone = [i for i in self._zone() if not self._is_aside(i)]
        names = [i for i in zone if self._is_byline(i)]
        dates = [i for i in zone if self._is_dateline(i)]
        names = [i for i in names if i not in dates or is_byline(self.page.blocks.texts[i])]
        other = [i for i in zone if i > self._heading >= 0 and i not in names and i not in dates]
        return names[:_MOST] + dates[:_MOST] + [i for i in other if self._is_standfirst(i)][:1]

    def _is_byline(self, i: int) -> bool:
        text, count = self.page.blocks.texts[i], self._count[i]
        if count > _BYLINE or self._named("furniture", i, 1):
            return False
        return is_byline(text) or (
            count <= _NAME and (self._has_author(i) or (self._named("byline", i) and _is_name(text)))
        )

    def _is_dateline(self, i: int) -> bool:
        text = self.page.blocks.texts[i]
        if self._count[i] > _DATE or self._named("furniture", i, 1):
            return False
        return is_date(text) or (any(map(str.isdigit, text)) and self._named("dateline", i, 2))

    def _is_standfirst(self, i: int) -> bool:
        least, most = _STANDFIRST
        if not least <= self._count[i] <= most or self._linked[i] or self._named("furniture", i):
            return False
        tag = int(self.page.blocks.elements.tag[self._outer[0][i]])
        below = tag in _TITLE_TAGS and i - self._heading <= _NEXT
        return below or self._is_described(i) or self._named("standfirst", i, 2)

    def _is_described(self, i: int) -> bool:
        own = frozenset(_of(self.page.words, i))
        return any(len(own & text) >= _DESCRIBED * len(own) for text in self._descriptions)

    @cached_property
    def _descriptions(self) -> list[frozenset[int]]:
        words = Words.of(self.page.declared.descriptions, self.page.words.known)
        return [frozenset(_of(words, k)) for k in range(len(words.count))]

    @cached_property
    def _authors(self) -> list[frozenset[int]]:
        words = Words.of(self.page.declared.authors, self.page.words.known)
        return [frozenset(own) for k in range(len(words.count)) if len(own := _of(words, k)) > 1]

    def _has_author(self, i: int) -> bool:
        own = frozenset(_of(self.page.words, i))
        return any(author <= own for author in self._authors)

    # -- amid the body and behind it

    def _captions(self) -> list[int]:
        """Give the captions from the heading to the end of the body."""
        first, last = self._span
        start = min(first, self._heading if self._heading >= 0 else first)
        start = max(start - _BEFORE, 0)
        around = [i for i in range(start, min(last + 2, len(self.kept))) if not self.kept[i] and self._count[i]]
        return [i for i in around if self._is_caption(i)]

    def _is_caption(self, i: int) -> bool:
        if self._count[i] > _CAPTION or self._linked[i] or self._is_aside(i):
            return False
        tags = [self._outer_tag(i, level) for level in range(_LEVELS)]
        caption = CODES["figcaption"] in tags or self._named("caption", i, 2)
        return caption and not self._named("furniture", i, _LEVELS + 1)

    def _signature(self, found: Bools) -> list[int]:
        """Give the byline right behind the body, if no block that is kept names the author."""
        last = self._span[1]
        behind = range(last + 1, min(last + 1 + _AFTER, len(self.kept)))
        signed = [i for i in behind if 0 < self._count[i] <= _NAME and not self._is_aside(i) and self._signs(i)]
        known = [i for i in np.flatnonzero(found).tolist() if self._count[i] <= _BYLINE and self._signs(i)]
        return [] if known else signed[:1]

    def _signs(self, i: int) -> bool:
        return self._has_author(i) or is_byline(self.page.blocks.texts[i])

    # -- what is around a block

    @cached_property
    def _outer(self) -> list[Ints]:
        """The elements around each block, the innermost first; int64, shape (blocks,) each."""
        at, parent = self.page.blocks.element, self.page.blocks.elements.parent
        found = [at]
        for _ in range(_LEVELS):
            found.append(np.maximum(parent[found[-1]], 0))
        return found

    def _outer_tag(self, i: int, level: int) -> int:
        return int(self.page.blocks.elements.tag[self._outer[level][i]])

    def _named(self, kind: str, i: int, levels: int = _LEVELS) -> bool:
        """Decide whether one of the innermost elements around a block is named as of a kind."""
        e = self.page.blocks.elements
        kinds = (int(e.kind[self._outer[level][i]]) for level in range(levels))
        return any(k >= 0 and named(kind, e.kinds[k][1]) for k in kinds)

    def _is_aside(self, i: int) -> bool:
        return any(self._outer_tag(i, level) in _ASIDE for level in range(_LEVELS + 1))

    def _without_copies(self, found: Bools) -> Bools:
        """Leave out a block that was added if another one that is kept has the same words."""
        lines = self.page.words.lines()
        seen = {lines[i] for i in np.flatnonzero(self.kept).tolist()}
        for i in np.flatnonzero(found & ~self.kept).tolist():
            found[i] = lines[i] not in seen
            seen.add(lines[i])
        return found


def _of(words: Words, i: int) -> list[int]:
    return words.number[words.offset[i] : words.offset[i + 1]].tolist()  # type: ignore[no-any-return]


def _is_name(text: str) -> bool:
    """Decide whether a text may be names: half of its words begin with a capital, or its script has none.

    >>> _is_name("Anna van der Kern"), _is_name("email the author"), _is_name("王小明")
    (True, False, True)
    """
    first = [word[0] for word in text.split() if word[0].isalpha()]
    return bool(first) and 2 * sum(letter.islower() for letter in first) <= len(first)


def _alike(heading: frozenset[int], title: frozenset[int]) -> bool:
    """Decide whether a heading is that of a title, as sets of words."""
    shared = len(heading & title)
    return shared >= _LIKE_TITLE * len(heading) and shared >= _OF_TITLE * len(title)
