"""Segmentation of a batch of texts into blocks (lines, or hard-wrapped paragraphs) and sentences, as spans of bytes.

Everything is numpy over the bytes of the whole batch (`TextBatch`): there is no loop over texts or lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from chaffinch.text.arrays import Bools, Bytes, Ints
from chaffinch.text.sentence_ends import boundaries, stop_marks
from chaffinch.text.utf8 import Wide, among, code_point, digit, is_lower, last_character, white_space

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Blocks", "Sentences", "TextBatch", "blocks", "sentences"]


# Hard-wrapped prose: chosen on extracted articles, which lose 4-37 % of their letters if scored line by line
_WRAP_LINES = 2  # lines, at least; of just two the second must begin in lower case
_WRAP_WIDTH = (50, 120)  # code points of the longest line, from and to
_WRAP_FILL = 0.7  # share of the longest line that all lines but the last reach
_WRAP_ITEMS = 1  # lines that begin like a list item, at most: two are a list
_WRAP_SOFT = 3  # at least one in so many continued lines begins in lower case; in a list of headlines none does

_STOPS = tuple(map(ord, ".!?:;…。！？؟।۔"))
_LINKS = (b"http", b"www.")
_BULLETS = (*b"*-|#>[@^+", *map(ord, "·•‣–—▪●■►"))
_CASELESS = 0x590  # first code point of the scripts without case
_SYMBOLS = (0x2000, 0x2C00)  # code points in this range are no letters


def continued(data: Bytes, wide: Wide, start: Ints, stop: Ints, follows: Bools) -> Bools:
    """Tell which lines continue the line before: all but the first line of each hard-wrapped paragraph.

    Args:
        data: UTF-8, uint8, shape (bytes,).
        wide: its characters beyond ASCII.
        start: offset of each line, int64, shape (lines,).
        stop: its end, int64, shape (lines,).
        follows: whether it follows the line before without a blank line between, bool, shape (lines,).

    Returns:
        bool, shape (lines,).
    """
    head = np.flatnonzero(~follows)
    size = np.diff(np.append(head, len(follows)))
    big = size >= _WRAP_LINES
    continued = np.zeros(len(follows), np.bool_)
    if not big.any():
        return continued
    head, size = head[big], size[big]
    begin = np.cumsum(size) - size  # where each group of lines begins among the lines of big groups
    line = np.repeat(head - begin, size) + np.arange(size.sum())
    wrapped = _wrapped(data, wide, start[line], stop[line], begin, size)
    continued[line] = np.repeat(wrapped, size)
    continued[head] = False
    return continued


def _wrapped(data: Bytes, wide: Wide, start: Ints, stop: Ints, begin: Ints, size: Ints) -> Bools:
    """Tell which groups of lines are hard-wrapped prose; ``begin`` is the index of the first line of each."""
    length = stop - start - (wide.later(stop) - wide.later(start))
    first, final = np.zeros(len(start), np.bool_), np.zeros(len(start), np.bool_)
    first[begin], final[begin + size - 1] = True, True
    code = code_point(data, start)
    caseless = (code >= _CASELESS) & ~((code >= _SYMBOLS[0]) & (code < _SYMBOLS[1]))
    caseless &= np.repeat(size, size) > _WRAP_LINES
    longest, (low, high) = np.maximum.reduceat(length, begin), _WRAP_WIDTH
    shortest = np.minimum.reduceat(np.where(final, high, length), begin)
    stopped = _count(among(last_character(data, stop)[0], _STOPS) & ~final, begin)
    soft = _count((is_lower(code) | caseless) & ~first, begin)
    even = (longest >= low) & (longest <= high) & (shortest >= _WRAP_FILL * longest)
    flowing = (2 * stopped <= size - 1) & (_WRAP_SOFT * soft >= size - 1)
    return np.asarray(even & flowing & (_count(_item(data, start, code), begin) <= _WRAP_ITEMS))


def _count(flag: Bools, begin: Ints) -> Ints:
    return np.asarray(np.add.reduceat(flag.astype(np.int64), begin))


def _item(data: Bytes, start: Ints, code: Ints) -> Bools:
    """Tell which lines begin like a list item: a bullet, a number with a dot or bracket, a link."""
    byte = [data[np.minimum(start + k, len(data) - 1)] for k in range(5)]
    closed = [((x == ord(".")) | (x == ord(")"))) & (y <= ord(" ")) for x, y in pairwise(byte)]
    number = digit(byte[0]) & (closed[1] | (digit(byte[1]) & (closed[2] | (digit(byte[2]) & closed[3]))))
    link = [np.logical_and.reduce([x == c for x, c in zip(byte, head, strict=False)]) for head in _LINKS]
    return np.asarray(among(code, _BULLETS) | number | np.logical_or.reduce(link))


_STEPS = 8  # bytes of white space around a line that are skipped one by one; nearly always there are none

_KEPT = (32 << 20) - (1 << 16)  # bytes, a little below glibc's DEFAULT_MMAP_THRESHOLD_MAX


@cache
def _keep_memory() -> None:
    """Make glibc keep freed memory for the next batch.

    By default an array of some hundred kilobytes is a mapping of its own, which the system fills with zeros page by
    page: half of all time. Once a large mapping was freed, glibc takes smaller ones from its heap (mallopt(3):
    M_MMAP_THRESHOLD is dynamic). The array is never written to, so it takes no memory; other C libraries ignore it.
    """
    np.empty(_KEPT, np.uint8)


def _views(column: pa.Array) -> list[memoryview]:
    """List the bytes of each text of an Arrow column, without a copy."""
    import pyarrow as pa

    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        column = column.cast(pa.large_string())
    if column.null_count:
        column = column.fill_null("")
    _, offsets, values = column.buffers()
    if not len(column) or values is None:
        return [memoryview(b"")] * len(column)
    kind = np.int32 if pa.types.is_string(column.type) else np.int64
    ends = np.frombuffer(offsets, kind)[column.offset : column.offset + len(column) + 1].tolist()
    view = memoryview(values)
    return [view[first:last] for first, last in pairwise(ends)]


@dataclass(frozen=True)
class TextBatch:
    r"""A batch of documents as one array of UTF-8 bytes, with a line end before and after each document.

    All finders of boilerplate work on bytes and convert to code points at the end, with `code_points`. Results that all
    of them need are computed once and cached, so ``data`` must not be changed.

    Attributes:
        data: ``b"\n" + first + b"\n" + second + b"\n"``, uint8.
        start: offset of each document in ``data``, int64, shape (documents,).
        stop: its end, int64, shape (documents,).
        within: the batch that this one is a part of, and the index of its first document there.
    """

    data: Bytes
    start: Ints
    stop: Ints
    within: tuple[TextBatch, int] | None = None

    @classmethod
    def of(cls, texts: Sequence[str] | pa.Array) -> TextBatch:
        r"""Join texts: a sequence, or an Arrow column of strings, where null counts as empty.

        >>> batch = TextBatch.of(["ab", "é!"])
        >>> bytes(batch.data), batch.start.tolist(), batch.stop.tolist()
        (b'\nab\n\xc3\xa9!\n', [1, 4], [3, 7])
        """
        _keep_memory()
        encoded = [text.encode() for text in texts] if isinstance(texts, Sequence) else _views(texts)
        stop = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1)
        data = np.frombuffer(b"\n".join((b"", *encoded, b"")), np.uint8)
        return cls(data, np.append(1, stop + 1)[: len(stop)], stop)

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def raw(self) -> bytes:
        """The same bytes, of which parts are taken sooner."""
        return self.data.tobytes()

    @cached_property
    def wide(self) -> Wide:
        """The characters beyond ASCII."""
        return Wide.of(self.data)

    @cached_property
    def white(self) -> Bools:
        """Whether each byte is white space, bool, shape (bytes,); must not be changed."""
        return white_space(self.data, self.wide)

    @cached_property
    def stop_marks(self) -> tuple[Ints, Ints]:
        """The marks that may end a sentence; see `chaffinch.text.sentence_ends.stop_marks`."""
        return stop_marks(self.data, self.wide)

    @cached_property
    def blocks(self) -> Blocks:
        """The blocks of all documents; see `blocks`."""
        if self.within is None:
            return _blocks(self)
        whole, first = self.within
        base = int(whole.start[first]) - 1
        low, high = np.searchsorted(whole.blocks.document, (first, first + len(self)))
        start, stop, document = (x[low:high] for x in (whole.blocks.start, whole.blocks.stop, whole.blocks.document))
        return Blocks(start - base, stop - base, document - first)

    def part(self, first: int, last: int) -> TextBatch:
        """Return the documents ``[first, last)`` as a view; its blocks come from the whole, which is segmented once."""
        if last - first == len(self):
            return self
        base = int(self.start[first]) - 1
        data = self.data[base : int(self.stop[last - 1]) + 1]
        return TextBatch(data, self.start[first:last] - base, self.stop[first:last] - base, (self, first))

    def code_points(self, offset: Ints) -> Ints:
        """Convert byte offsets in ``data`` to code-point offsets in the document that each is in.

        Args:
            offset: int64, any shape; each is in the range of some document, or at its end.

        Returns:
            int64, the same shape.

        >>> TextBatch.of(["ab", "é!"]).code_points(np.array([1, 4, 6, 7])).tolist()
        [0, 0, 1, 2]
        """
        document = np.searchsorted(self.start, offset, side="right") - 1
        start = self.start[document]
        return np.asarray(offset - start - (self.wide.later(offset) - self.wide.later(start)))


class Blocks(Struct, frozen=True):
    """Lines, or hard-wrapped paragraphs, without white space around them; blank lines are none.

    Attributes:
        start: byte offsets in the batch, int64, shape (blocks,), ascending.
        stop: their ends, int64, shape (blocks,); none is empty.
        document: index of the document that each is in, int64, shape (blocks,).
    """

    start: Ints
    stop: Ints
    document: Ints

    def __len__(self) -> int:
        return len(self.start)


class Sentences(Struct, frozen=True):
    """Sentences of blocks, without white space around them.

    Attributes:
        start: byte offsets in the batch, int64, shape (sentences,), ascending.
        stop: their ends, int64, shape (sentences,); none is empty.
        block: index of the block that each is in, int64, shape (sentences,).
    """

    start: Ints
    stop: Ints
    block: Ints

    def __len__(self) -> int:
        return len(self.start)


def blocks(batch: TextBatch) -> Blocks:
    r"""Split texts into blocks: lines, where the lines of a hard-wrapped paragraph are one block.

    Lines without a blank one between are a hard-wrapped paragraph if they are long, of nearly the same
    length, mostly without a stop at their ends, and often begin in lower case (own rule, measured on articles taken
    from PDF and mail).

    >>> found = blocks(TextBatch.of([" one \n\n two", "three"]))
    >>> found.start.tolist(), found.stop.tolist(), found.document.tolist()
    ([2, 9, 13], [5, 12, 18], [0, 0, 1])
    """
    return batch.blocks


def _blocks(batch: TextBatch) -> Blocks:
    line, start, stop = _lines(_breaks(batch), batch.white)
    document = np.searchsorted(batch.start, start, side="right") - 1
    follows = np.zeros(len(line), np.bool_)
    follows[1:] = (np.diff(line) == 1) & (np.diff(document) == 0)
    opens = ~continued(batch.data, batch.wide, start, stop, follows)
    closes = np.append(opens[1:], True)[: len(opens)]
    return Blocks(start[opens], stop[closes], document[opens])


def _lines(line_end: Ints, white: Bools) -> tuple[Ints, Ints, Ints]:
    """Number the lines between line ends that are not blank, with their ranges without white space around."""
    line = np.flatnonzero(line_end[1:] - line_end[:-1] > 1)
    start, stop = line_end[line] + 1, line_end[line + 1]
    rest = np.flatnonzero(white[start])
    for _ in range(_STEPS):
        start[rest] += 1
        rest = rest[(start[rest] < stop[rest]) & white[start[rest]]]
    if len(rest):
        solid = np.append(np.flatnonzero(white[:-1] > white[1:]) + 1, len(white))  # behind white space
        start[rest] = np.minimum(solid[np.searchsorted(solid, start[rest])], stop[rest])
    some = start < stop
    if not some.all():
        line, start, stop = line[some], start[some], stop[some]
    rest = np.flatnonzero(white[stop - 1])
    for _ in range(_STEPS):
        stop[rest] -= 1
        rest = rest[white[stop[rest] - 1]]
    if len(rest):
        solid = np.flatnonzero(white[:-1] < white[1:]) + 1  # where white space begins
        stop[rest] = solid[np.searchsorted(solid, stop[rest]) - 1]
    return line, start, stop


def _breaks(batch: TextBatch) -> Ints:
    r"""Find the last byte of each line end: \n, \r (not before \n), \f, \v, U+2028, U+2029, U+0085."""
    data, wide = batch.data, batch.wide
    breaks = data == ord("\n")
    rare = data - np.uint8(ord("\v")) <= ord("\r") - ord("\v")
    if rare.any():
        breaks |= rare
        pair = np.flatnonzero(data[:-1] == ord("\r"))
        breaks[pair[data[pair + 1] == ord("\n")]] = False
    latin, general = wide.led_by(0xC2), wide.led_by(0xE2)
    breaks[latin[data[latin + 1] == 0x85] + 1] = True
    if len(general):
        general = general[data[general + 1] == 0x80]
        breaks[general[(data[general + 2] == 0xA8) | (data[general + 2] == 0xA9)] + 2] = True
    return np.flatnonzero(breaks)


def sentences(batch: TextBatch, blocks: Blocks, chosen: Ints | None = None) -> Sentences:
    r"""Split blocks into sentences.

    A sentence ends at ``. ! ? …`` with any closing quotes and brackets, if white space and a character that can begin
    a sentence (no lower-case letter) follow; at ``。！？`` also without white space. Abbreviations, initials and list
    numbers end no sentence; a stop that has lost the space behind it (``the end.The next``) does.

    Args:
        batch: the texts.
        blocks: their blocks.
        chosen: indices of the blocks to split, int64, shape (chosen,), ascending; None: all blocks.

    >>> batch = TextBatch.of(["Dr. No met J. Bond. (He left.) Why?"])
    >>> found = sentences(batch, blocks(batch))
    >>> [bytes(batch.data[a:b]).decode() for a, b in zip(found.start, found.stop)]
    ['Dr. No met J. Bond.', '(He left.)', 'Why?']
    """
    chosen = np.arange(len(blocks)) if chosen is None else chosen
    start, stop = blocks.start[chosen], blocks.stop[chosen]
    if not len(chosen):
        return Sentences(start, stop, chosen)
    end, begin = boundaries(batch.data, start, stop, batch.stop_marks)
    first, last = np.sort(np.concatenate((start, begin))), np.sort(np.concatenate((stop, end)))
    return Sentences(first, last, chosen[np.searchsorted(start, first, side="right") - 1])
