"""The surroundings of a block as features: the elements around it, blocks like it, its neighbours on either side.

Every feature is a sum of the blocks' own counts over a range of blocks, so the cost is linear in blocks and elements.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.html.blocks import Blocks, Elements
from chaffinch.html.tags import CODES, LABELS, TAGS
from chaffinch.text import Floats, Ints

__all__ = ["Counts", "Surroundings"]

Columns = dict[str, Floats]

# These widths are part of the trained model: a change of one needs new weights (docs/blockmodel.md).
_LEVELS = (0, 1, 2, 3, 5)  # elements around a block that are measured, 0 is the innermost
_GROUPED = (0, 1, 2)  # ... and of these, those that are measured together with siblings of the same tag and class
_WINDOWS = (1, 3, 8)  # blocks on either side
_NEAR = 3  # innermost elements whose labels are features of their own
_FAR = 1e6  # blocks or words: the distance from what a page does not have
_HEADINGS = tuple(CODES[f"h{level}"] for level in range(1, 7))
_OWN = (
    "other", "p", "li", "td", "th", "dt", "dd", "div", "section", "article", "figcaption", "blockquote", "pre",
    "button",
)  # fmt: skip
_OUTSIDE = (
    "p", "li", "td", "th", "dd", "section", "article", "main", "nav", "header", "footer", "aside", "ul", "ol", "dl",
    "table", "form", "figure", "blockquote", "button", "details", "noscript", "other", "center",
)  # fmt: skip


class Counts(Struct, frozen=True):
    """What is counted in each block; all float64, shape (blocks,).

    Attributes:
        words, linked, sentences: words, words in links, ends of sentences.
        taken: words that trafilatura takes, too.
    """

    words: Floats
    linked: Floats
    sentences: Floats
    taken: Floats


@dataclass(frozen=True)
class Surroundings:
    """The blocks of a page with their counts."""

    blocks: Blocks
    counts: Counts

    def columns(self) -> Columns:
        """Give all features of the surroundings by name. float64, shape (blocks,) each."""
        return {
            **self._own(),
            **self._named(),
            **self._levels(),
            **self._groups(),
            **self._windows(),
            **self._places(),
        }

    @property
    def paths(self) -> Ints:
        """An id of the tags and classes of all elements around each block: int64, shape (blocks,)."""
        return np.asarray(self._paths[3][self.blocks.element])

    @property
    def _elements(self) -> Elements:
        return self.blocks.elements

    @cached_property
    def _sums(self) -> Floats:
        """Running sums of words, linked, sentences, taken and blocks. float64, shape (5, blocks + 1)."""
        c = self.counts
        rows = np.stack([c.words, c.linked, c.sentences, c.taken, np.ones_like(c.words)])
        return np.concatenate([np.zeros((5, 1)), np.cumsum(rows, axis=1)], axis=1)

    @cached_property
    def _outer(self) -> Ints:
        """The elements around each block, the innermost first. int64, shape (levels, blocks)."""
        at = [self.blocks.element]
        for _ in range(max(_LEVELS)):
            at.append(np.maximum(self._elements.parent[at[-1]], 0))
        return np.stack(at)

    def _between(self, start: Ints, stop: Ints) -> Floats:
        return self._sums[:, stop] - self._sums[:, start]

    def _own(self) -> Columns:
        tag = self._elements.tag[self._outer[0]]
        own = {f"is {name}": (tag == CODES[name]).astype(np.float64) for name in TAGS if name in _OWN}
        heading = np.isin(tag, _HEADINGS)
        level = np.where(heading, tag - _HEADINGS[0] + 1.0, 0.0)
        return own | {"heading": level, "depth": self._paths[2][self._outer[0]].astype(np.float64)}

    @cached_property
    def _paths(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Join each element with those around it: labels, tags (bits), depth, an id of all tags and classes above it.

        Returns:
            Four arrays, int64, shape (elements,).
        """
        parents, kinds = self._elements.parent.tolist(), self._elements.kind.tolist()
        own, tag = self._elements.labels.tolist(), self._elements.tag.tolist()
        labels, tags, depth, path = ([0] * len(parents) for _ in range(4))
        known: dict[tuple[int, int], int] = {}
        for i, parent in enumerate(parents):
            above = max(parent, 0)
            labels[i] = labels[above] | own[i]
            tags[i] = tags[above] | 1 << tag[i]
            depth[i] = depth[above] + 1
            path[i] = known.setdefault((path[above], kinds[i]), len(known) + 1)
        return np.array(labels), np.array(tags), np.array(depth), np.array(path)

    def _named(self) -> Columns:
        at = self._outer
        labels, tags = self._paths[0][at[0]], self._paths[1][at[0]]
        near = np.bitwise_or.reduce(self._elements.labels[at[:_NEAR]], axis=0)
        found = {f"in {name}": labels >> bit & 1 for bit, name in enumerate(LABELS)}
        found |= {f"near {name}": near >> bit & 1 for bit, name in enumerate(LABELS)}
        found |= {f"in <{tag}>": tags >> CODES[tag] & 1 for tag in _OUTSIDE}
        return {name: bits.astype(np.float64) for name, bits in found.items()}

    def _levels(self) -> Columns:
        found: Columns = {}
        e = self._elements
        here = np.arange(len(self.blocks))
        children = np.bincount(np.maximum(e.parent, 0), minlength=len(e.parent))
        for level in _LEVELS:
            at = self._outer[level]
            found |= self._shares(f"level {level}", self._between(e.start[at], e.stop[at]))
            found[f"level {level} place"] = (here - e.start[at]) / np.maximum(e.stop[at] - e.start[at], 1)
            found[f"level {level} children"] = children[at].astype(np.float64)
            found[f"level {level} order"] = e.order[at].astype(np.float64)
        return found

    def _shares(self, name: str, sums: Floats) -> Columns:
        words = np.maximum(sums[0], 1.0)
        return {
            f"{name} words": sums[0],
            f"{name} linked": sums[1] / words,
            f"{name} sentences": sums[2] / words,
            f"{name} taken": sums[3] / words,
            f"{name} blocks": sums[4],
        }

    def _groups(self) -> Columns:
        """Measure blocks alike: in siblings of one tag and class, in elements of one path, of one tag and class."""
        e = self._elements
        sums = self._between(e.start, e.stop)
        found: Columns = {}
        key = np.maximum(e.parent, 0) * (int(e.kind.max(initial=0)) + 2) + e.kind
        group, size = _totals(key, sums)
        for level in _GROUPED:
            at = self._outer[level]
            found |= self._shares(f"siblings {level}", group[:, at])
            found[f"siblings {level} number"] = size[at]
        own = np.diff(self._sums, axis=1)
        for name, ways in (("path", self._paths[3]), ("kind", e.kind)):
            found |= self._shares(name, _totals(ways[self._outer[0]], own)[0])
        return found

    def _windows(self) -> Columns:
        number = len(self.blocks)
        here = np.arange(number)
        found: Columns = {}
        for width in _WINDOWS:
            start, stop = np.maximum(here - width, 0), np.minimum(here + width + 1, number)
            found |= self._shares(f"window {width}", self._between(start, stop))
        found |= self._shares("page", self._between(here * 0, here * 0 + number))
        c, way = self.counts, self._paths[3][self._outer[0]]
        for name, shift in (("before", 1), ("after", -1)):
            for what, values in (("words", c.words), ("linked", c.linked), ("taken", c.taken)):
                found[f"{name} {what}"] = _shifted(values, shift)
            found[f"{name} alike"] = (_shifted(way, shift) == way) * 1.0
        return found

    def _places(self) -> Columns:
        """Measure how far each block is from the top, from the headings, and from what trafilatura takes."""
        number, words = len(self.blocks), self._sums[0, :-1]
        here = np.arange(number, dtype=np.float64)
        total = max(float(self._sums[0, -1]), 1.0)
        tag = self._elements.tag[self._outer[0]]
        h1, headings = np.flatnonzero(tag == CODES["h1"]), np.flatnonzero(np.isin(tag, _HEADINGS))
        taken = np.flatnonzero(self.counts.taken > self.counts.words / 2)
        top = h1[0] if len(h1) else -1
        last = np.searchsorted(headings, here, side="right") - 1
        heading = np.where(last >= 0, headings[np.maximum(last, 0)], -1) if len(headings) else here * 0 - 1
        return {
            "place": here / number, "words above": words, "share above": words / total, "blocks below": number - here,
            "from h1": here - top, "words from h1": words - (words[top] if top >= 0 else 0), "h1": here * 0 + len(h1),
            "headings": here * 0 + len(headings), "from heading": here - heading,
            "heading taken": np.where(heading >= 0, self.counts.taken[heading.astype(np.int64)], -1.0),
            **_distances(here, words, taken),
        }  # fmt: skip


def _distances(here: Floats, words: Floats, taken: Ints) -> Columns:
    """Measure how far all blocks are from the first, the last and the nearest of the blocks ``taken``."""
    if not len(taken):
        far = np.full(len(here), -_FAR)
        return {"from first": far, "words from first": far, "from last": far, "words from last": far, "nearest": -far}
    after = np.searchsorted(taken, here)
    left = here - taken[np.maximum(after - 1, 0)]
    right = taken[np.minimum(after, len(taken) - 1)] - here
    nearest = np.minimum(np.where(after > 0, left, np.inf), np.where(after < len(taken), right, np.inf))
    return {
        "from first": here - taken[0],
        "words from first": words - words[taken[0]],
        "from last": here - taken[-1],
        "words from last": words - words[taken[-1]],
        "nearest": nearest,
    }


def _totals(key: Ints, values: Floats) -> tuple[Floats, Floats]:
    """Add up the columns of ``values`` that have the same key.

    Args:
        key: int64, shape (n,)
        values: float64, shape (rows, n)

    Returns:
        The total of each column's key, float64, shape (rows, n); how many columns have it, float64, shape (n,).
    """
    _, group = np.unique(key, return_inverse=True)
    number = np.bincount(group)
    total: Floats = np.stack([np.bincount(group, row) for row in values])
    return total[:, group], np.asarray(number[group], np.float64)


def _shifted(values: npt.NDArray[np.generic], by: int) -> Floats:
    """Shift values by one position, 1 or -1; the free position becomes -1."""
    moved = np.roll(values, by).astype(np.float64)
    moved[slice(0, 1) if by > 0 else slice(-1, None)] = -1
    return moved
