"""Lines, paragraphs and sentences, as spans of bytes: numpy over a whole batch, no loop over lines.

Which lines of a text go on with the line before: those of hard-wrapped paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
import pyarrow as pa

from chaffinch.text.arrays import Bools, Bytes, Ints
from chaffinch.text.sentence_ends import boundaries
from chaffinch.text.utf8 import Wide, among, code_point, digit, is_lower, white_space

__all__ = ["Sentences", "TextBatch", "Units", "sentences", "units"]


# Hard-wrapped prose, measured on extracted articles: scored line by line they lose 4-37 % of their letters
_WRAP_LINES = 2  # of two lines the second must go on in lower case
_WRAP_WIDTH = (50, 120)  # code points of its longest line
_WRAP_FILL = 0.7  # all lines but the last reach this share of the longest
_WRAP_ITEMS = 1  # lines that begin like an item; two are a list
_WRAP_SOFT = 3  # one in so many continued lines begins in lower case; in a list of headlines none does

_STOPS = np.isin(
    np.arange(256), (*b".!?:;", 0xA6, 0x82, 0x81, 0x9F)
)  # the last four end the UTF-8 of "…", "。", "！", "？"
_LINKS = (b"http", b"www.")
_BULLETS = (*b"*-|#>[@^+", *map(ord, "·•‣–—▪●■►"))
_CASELESS = 0x590  # from here on a letter says nothing by its case ...
_SYMBOLS = (0x2000, 0x2C00)  # ... and here are no letters


def continued(data: Bytes, wide: Wide, start: Ints, stop: Ints, follows: Bools) -> Bools:
    """Tell which lines go on with the line before: all but the first of each wrapped block."""
    head = np.flatnonzero(~follows)
    size = np.diff(np.append(head, len(follows)))
    big = size >= _WRAP_LINES
    continued = np.zeros(len(follows), np.bool_)
    if not big.any():
        return continued
    head, size = head[big], size[big]
    begin = np.cumsum(size) - size  # where each block begins among the lines of big blocks
    line = np.repeat(head - begin, size) + np.arange(size.sum())
    wrapped = _wrapped(data, wide, start[line], stop[line], begin, size)
    continued[line] = np.repeat(wrapped, size)
    continued[head] = False
    return continued


def _wrapped(data: Bytes, wide: Wide, start: Ints, stop: Ints, begin: Ints, size: Ints) -> Bools:
    """Tell which blocks are hard-wrapped prose; each begins at its ``begin`` among the lines."""
    length = stop - start - (wide.later(stop) - wide.later(start))
    first, final = np.zeros(len(start), np.bool_), np.zeros(len(start), np.bool_)
    first[begin], final[begin + size - 1] = True, True
    code = code_point(data, start)
    caseless = (code >= _CASELESS) & ~((code >= _SYMBOLS[0]) & (code < _SYMBOLS[1]))
    caseless &= np.repeat(size, size) > _WRAP_LINES
    longest, (low, high) = np.maximum.reduceat(length, begin), _WRAP_WIDTH
    shortest = np.minimum.reduceat(np.where(final, high, length), begin)
    stopped = _count(_STOPS[data[stop - 1]] & ~final, begin)
    soft = _count((is_lower(code) | caseless) & ~first, begin)
    even = (longest >= low) & (longest <= high) & (shortest >= _WRAP_FILL * longest)
    flowing = (2 * stopped <= size - 1) & (_WRAP_SOFT * soft >= size - 1)
    return np.asarray(even & flowing & (_count(_item(data, start, code), begin) <= _WRAP_ITEMS))


def _count(flag: Bools, begin: Ints) -> Ints:
    return np.asarray(np.add.reduceat(flag.astype(np.int64), begin))


def _item(data: Bytes, start: Ints, code: Ints) -> Bools:
    """Tell which lines begin like an item of a list: a bullet, a number with a dot or bracket, a link."""
    byte = [data[np.minimum(start + k, len(data) - 1)] for k in range(5)]
    closed = [((x == ord(".")) | (x == ord(")"))) & (y <= ord(" ")) for x, y in pairwise(byte)]
    number = digit(byte[0]) & (closed[1] | (digit(byte[1]) & (closed[2] | (digit(byte[2]) & closed[3]))))
    link = [np.logical_and.reduce([x == c for x, c in zip(byte, head, strict=False)]) for head in _LINKS]
    return np.asarray(among(code, _BULLETS) | number | np.logical_or.reduce(link))


_STEPS = 8  # bytes of white space around a line that are stepped over one by one; nearly always there are none

_KEPT = (32 << 20) - (1 << 16)  # bytes, a little below glibc's DEFAULT_MMAP_THRESHOLD_MAX


@cache
def _keep_memory() -> None:
    """Let glibc keep what is freed, for the next batch.

    By default an array of some hundred kilobytes is a mapping of its own, which the system fills with zeros page by
    page: half of all time. Once a large mapping was freed, glibc takes smaller ones from its heap (mallopt(3):
    M_MMAP_THRESHOLD is dynamic). This one is never written to, so it takes no memory; other libraries do not care.
    """
    np.empty(_KEPT, np.uint8)


def _said(column: pa.Array) -> list[memoryview]:
    """Give the bytes of each text of an Arrow column."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        column = column.cast(pa.large_string())
    if column.null_count:
        column = column.fill_null("")
    _, offsets, values = column.buffers()
    if not len(column) or values is None:
        return [memoryview(b"")] * len(column)
    kind = np.int32 if pa.types.is_string(column.type) else np.int64
    edges = np.frombuffer(offsets, kind)[column.offset : column.offset + len(column) + 1].tolist()
    view = memoryview(values)
    return [view[first:last] for first, last in pairwise(edges)]


@dataclass(frozen=True)
class TextBatch:
    r"""Documents of one batch as one run of UTF-8 bytes, each with a line end before and after it.

    All finders of boilerplate work on bytes and turn to code points only at the end, with `code_points`. What all of
    them ask for is worked out once and kept, so ``data`` must not be changed.

    Attributes:
        data: ``b"\n" + first + b"\n" + second + b"\n"``, uint8.
        start, stop: byte range of each document in ``data``, int64, shape (documents,).
        within: the batch that this is a part of, and its first document there.
    """

    data: Bytes
    start: Ints
    stop: Ints
    within: tuple[TextBatch, int] | None = None

    @classmethod
    def of(cls, texts: Sequence[str] | pa.Array) -> TextBatch:
        r"""Join texts (a sequence, or an Arrow string column; null is empty).

        >>> batch = TextBatch.of(["ab", "é!"])
        >>> bytes(batch.data), batch.start.tolist(), batch.stop.tolist()
        (b'\nab\n\xc3\xa9!\n', [1, 4], [3, 7])
        """
        _keep_memory()
        said = _said(texts) if isinstance(texts, pa.Array) else [text.encode() for text in texts]
        stop = np.cumsum(np.fromiter(map(len, said), np.int64, len(said)) + 1)
        data = np.frombuffer(b"\n".join((b"", *said, b"")), np.uint8)
        return cls(data, np.append(1, stop + 1)[: len(stop)], stop)

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def wide(self) -> Wide:
        """Find the characters beyond ASCII."""
        return Wide.of(self.data)

    @cached_property
    def white(self) -> Bools:
        """Tell which bytes are of white space; not to be changed."""
        return white_space(self.data, self.wide)

    @cached_property
    def units(self) -> Units:
        """Give what `units` does."""
        if self.within is None:
            return _cut(self)
        whole, first = self.within
        base = int(whole.start[first]) - 1
        low, high = np.searchsorted(whole.units.document, (first, first + len(self)))
        start, stop, document = (x[low:high] for x in (whole.units.start, whole.units.stop, whole.units.document))
        return Units(start - base, stop - base, document - first)

    def part(self, first: int, last: int) -> TextBatch:
        """Give some of the documents, as a view; its units are those of the whole, which are cut once."""
        base = int(self.start[first]) - 1
        data = self.data[base : int(self.stop[last - 1]) + 1]
        return TextBatch(data, self.start[first:last] - base, self.stop[first:last] - base, (self, first))

    def code_points(self, place: Ints) -> Ints:
        """Turn byte offsets in ``data`` into code-point offsets in the document each lies in.

        Args:
            place: int64, any shape, each within some document's range (its end included).

        >>> TextBatch.of(["ab", "é!"]).code_points(np.array([1, 4, 6, 7])).tolist()
        [0, 0, 1, 2]
        """
        document = np.searchsorted(self.start, place, side="right") - 1
        start = self.start[document]
        return np.asarray(place - start - (self.wide.later(place) - self.wide.later(start)))


@dataclass(frozen=True, slots=True)
class Units:
    """Lines, or paragraphs that were hard-wrapped, without the white space around them; blank ones left out.

    Attributes:
        start, stop: byte ranges in the batch, int64, in order of place, never empty.
        document: index of the document each lies in, int64.
    """

    start: Ints
    stop: Ints
    document: Ints

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of units, without white space around them.

    Attributes:
        start, stop: byte ranges in the batch, int64, in order of place, never empty.
        unit: index of the unit each lies in, int64.
    """

    start: Ints
    stop: Ints
    unit: Ints

    def __len__(self) -> int:
        return len(self.start)


def units(batch: TextBatch) -> Units:
    r"""Split texts into lines; lines of a hard-wrapped paragraph are one unit.

    A block of lines without a blank one between is a wrapped paragraph if its lines are long, of much the same
    length, mostly without a stop at their ends, and often go on in lower case (own rule, measured on articles taken
    from PDF and mail).

    >>> found = units(TextBatch.of([" one \n\n two", "three"]))
    >>> found.start.tolist(), found.stop.tolist(), found.document.tolist()
    ([2, 9, 13], [5, 12, 18], [0, 0, 1])
    """
    return batch.units


def _cut(batch: TextBatch) -> Units:
    line, start, stop = _trimmed(_breaks(batch), batch.white)
    document = np.searchsorted(batch.start, start, side="right") - 1
    follows = np.zeros(len(line), np.bool_)
    follows[1:] = (np.diff(line) == 1) & (np.diff(document) == 0)
    opens = ~continued(batch.data, batch.wide, start, stop, follows)
    closes = np.append(opens[1:], True)[: len(opens)]
    return Units(start[opens], stop[closes], document[opens])


def _trimmed(edge: Ints, white: Bools) -> tuple[Ints, Ints, Ints]:
    """Give the lines between edges that are not blank, and their ranges without the white space around them."""
    line = np.flatnonzero(edge[1:] - edge[:-1] > 1)
    start, stop = edge[line] + 1, edge[line + 1]
    left = np.flatnonzero(white[start])
    for _ in range(_STEPS):
        start[left] += 1
        left = left[(start[left] < stop[left]) & white[start[left]]]
    if len(left):
        solid = np.append(np.flatnonzero(~white), len(white))
        start[left] = np.minimum(solid[np.searchsorted(solid, start[left])], stop[left])
    some = start < stop
    if not some.all():
        line, start, stop = line[some], start[some], stop[some]
    left = np.flatnonzero(white[stop - 1])
    for _ in range(_STEPS):
        stop[left] -= 1
        left = left[white[stop[left] - 1]]
    if len(left):
        solid = np.flatnonzero(~white)
        stop[left] = solid[np.searchsorted(solid, stop[left]) - 1] + 1
    return line, start, stop


def _breaks(batch: TextBatch) -> Ints:
    r"""Give the last byte of each line end: \n, \r (not before \n), \f, \v, U+2028, U+2029, U+0085."""
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


def sentences(batch: TextBatch, units: Units, chosen: Ints | None = None) -> Sentences:
    r"""Split units into sentences.

    A sentence ends at ``. ! ? …`` with any closing quotes and brackets, before white space and something that
    can begin one (no lower-case letter); at ``。！？`` without white space. Abbreviations, initials and list
    numbers end none; glued stops (``the end.The next``) do.

    Args:
        batch: the texts.
        units: their units.
        chosen: indices of the units to split, int64, ascending; all without it.

    >>> batch = TextBatch.of(["Dr. No met J. Bond. (He left.) Why?"])
    >>> found = sentences(batch, units(batch))
    >>> [bytes(batch.data[a:b]).decode() for a, b in zip(found.start, found.stop)]
    ['Dr. No met J. Bond.', '(He left.)', 'Why?']
    """
    chosen = np.arange(len(units)) if chosen is None else chosen
    start, stop = units.start[chosen], units.stop[chosen]
    if not len(chosen):
        return Sentences(start, stop, chosen)
    end, begin = boundaries(batch.data, start, stop, batch.wide)
    first, last = np.sort(np.concatenate((start, begin))), np.sort(np.concatenate((stop, end)))
    return Sentences(first, last, chosen[np.searchsorted(start, first, side="right") - 1])
