"""What a reader sees of markdown: no targets of links, no marks, no tags, no front matter. Rules look at that.

"[Follow us](https://harbour.example/f)" is a button, and no address holds a phrase. The text that a rule sees has fewer
code points than the text as read; `View` leads from one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
from msgspec import Struct, field

from chaffinch.boilerplate.markdown.blocks import Blocks, blocks, heading_marks
from chaffinch.boilerplate.markdown.inline import Whole, definitions, layers, wholes
from chaffinch.text import Bools, Ints, TextBatch, late_pattern

__all__ = ["Structure", "View", "structures"]

Span = tuple[int, int]

_CONTINUATION = 0xC0  # first byte of UTF-8 that opens a character; those from 0x80 up to here continue one
_ESCAPE = late_pattern(r"\\(?=[!-/:-@\[-`{-~\n])")
_NAME = late_pattern(r"\[(?P<name>[^\[\]\n]+)\](?!:)")


class Structure(Struct, frozen=True, dict=True):
    """The structure of one text of markdown.

    Attributes:
        blocks: its blocks.
        wholes: the wholes of its lines, by their starts, the outer one first.
        defined: lines that define references which the text uses.
    """

    blocks: Blocks
    wholes: list[Whole]
    defined: list[Span]

    @classmethod
    def of(cls, text: str) -> Structure:
        """Find the structure of a text."""
        found = blocks(text)
        return cls(found, wholes(text, found), _defined(text))

    @cached_property
    def layers(self) -> list[list[Whole]]:
        """The wholes in layers of disjoint ones, the outermost first."""
        return layers(self.wholes)

    def hidden(self, text: str) -> Iterator[Span]:
        """Give the ranges that a reader does not see, in any order; they may overlap."""
        yield from (*self.blocks.front, *self.defined)
        yield from (heading_marks(text, head) for head in self.blocks.headings)
        yield from _unseen(text, self.wholes)
        frozen = _Cover(self.blocks.frozen)
        yield from (m.span() for m in _ESCAPE.finditer(text) if "\\" in text and m.start() not in frozen)


class _Cover:
    """Ranges, disjoint and in order, that are asked whether they contain an offset."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.bounds = np.array([*spans], np.int64).reshape(-1, 2)

    def __contains__(self, place: int) -> bool:
        at = int(np.searchsorted(self.bounds[:, 0], place, side="right")) - 1
        return at >= 0 and place < int(self.bounds[at, 1])


def structures(texts: Sequence[str], marked: Bools) -> dict[int, Structure]:
    """Find the structure of the texts that are markdown, by their rows.

    Args:
        texts: the texts.
        marked: whether each is markdown, bool, shape (texts,).
    """
    return {row: Structure.of(texts[row]) for row in np.flatnonzero(marked).tolist()}


def _defined(text: str) -> list[Span]:
    """Give the lines that define references and footnotes which are used."""
    named = definitions(text)
    used = {m["name"].lower() for m in _NAME.finditer(text)} if named else set()
    return sorted(span for name, spans in named.items() if name in used for span in spans)


def _unseen(text: str, found: list[Whole]) -> Iterator[Span]:
    """Give what is around the labels of wholes. A picture is seen as its description where a link has nothing else.

    The marks of code are seen: what they enclose is no phrase of its sentence.
    """
    around: list[Whole] = []
    for whole in found:
        while around and around[-1].stop <= whole.start:
            around.pop()
        alone = bool(around) and around[-1].label == (whole.start, whole.stop)
        around.append(whole)
        first, last = whole.label
        if text[whole.start] == "`":
            continue
        if whole.image and not alone:
            yield whole.start, whole.stop
        else:  # white space beside a label goes on parting it from the words around
            yield whole.start, whole.start + len(text[whole.start : first].rstrip())
            yield whole.stop - len(text[last : whole.stop].lstrip()), whole.stop


class View(Struct, frozen=True):
    """A batch of texts as a reader sees them.

    Attributes:
        batch: the texts without what is hidden.
        seen: which bytes of the original batch are in it, bool, shape (bytes,); None if all are.
        points: of each text with something hidden the code points that are seen, int64, shape (code points seen,).
    """

    batch: TextBatch
    seen: Bools | None = None
    points: Mapping[int, Ints] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[str], batch: TextBatch, known: Mapping[int, Structure]) -> View:
        r"""Hide what a reader does not see of the texts whose structure is known.

        >>> texts = ["See [it](a.md).\n\n![](b.png)"]
        >>> view = View.of(texts, TextBatch.of(texts), {0: Structure.of(texts[0])})
        >>> bytes(view.batch.data), view.points[0].tolist()[:8]
        (b'\nSee it.\n\n\n', [0, 1, 2, 3, 5, 6, 14, 15])
        """
        seen = np.ones(len(batch.data), np.bool_)
        points: dict[int, Ints] = {}
        for row, structure in known.items():
            spans = [*structure.hidden(texts[row])]
            if spans:
                low, high = int(batch.start[row]), int(batch.stop[row])
                character = np.cumsum(batch.data[low:high] & _CONTINUATION != 0x80) - 1
                kept = _without(int(character[-1]) + 1, spans)
                seen[low:high] = kept[character]
                points[row] = np.flatnonzero(kept)
        if not points:
            return cls(batch)
        before = np.concatenate(([0], np.cumsum(seen)))
        return cls(TextBatch(batch.data[seen], before[batch.start], before[batch.stop]), seen, points)

    def mask(self, flags: Bools | None) -> Bools | None:
        """Give flags of bytes of the original batch, bool, shape (bytes,), for the bytes that are seen."""
        return flags if flags is None or self.seen is None else flags[self.seen]

    def original(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """Give findings in the batch with offsets in the original texts.

        Args:
            rows: rows of `FINDING_ROWS`.
        """
        if not self.points or not rows.num_rows:
            return rows
        row, start, stop = (rows[name].to_numpy().copy() for name in ("row", "start", "stop"))
        for number in np.unique(row).tolist():
            if number in self.points:
                here, kept = np.flatnonzero(row == number), self.points[number]
                start[here], stop[here] = kept[start[here]], kept[stop[here] - 1] + 1
        for name, values in (("start", start), ("stop", stop)):
            at = rows.schema.get_field_index(name)
            rows = rows.set_column(at, rows.schema.field(at), pa.array(values))
        return rows


def _without(size: int, spans: Iterable[Span]) -> Bools:
    """Give a mask that is false in some ranges: bool, shape (size,)."""
    start, stop = np.array([*spans], np.int64).T
    steps = np.bincount(start, minlength=size + 1) - np.bincount(stop, minlength=size + 1)
    return np.asarray(np.cumsum(steps)[:size] == 0)
