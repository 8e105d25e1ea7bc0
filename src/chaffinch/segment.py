"""Lines, paragraphs and sentences, as spans of bytes: numpy over a whole batch, no loop over lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.stops import boundaries
from chaffinch.utf8 import code_point, digit, is_lower, late, white_space

__all__ = ["Sentences", "TextBatch", "Units", "sentences", "units"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Hard-wrapped prose, measured on extracted articles: scored line by line they lose 4-37 % of their letters
_WRAP_LINES = 2  # of two lines the second must go on in lower case
_WRAP_WIDTH = (50, 120)  # code points of its longest line
_WRAP_FILL = 0.7  # all lines but the last reach this share of the longest
_WRAP_ITEMS = 1  # lines that begin like an item; two are a list
_WRAP_SOFT = 3  # one in so many continued lines begins in lower case; in a list of headlines none does

_STOPS = (*b".!?:;", 0xA6, 0x82, 0x81, 0x9F)  # the last four end the UTF-8 of "…", "。", "！", "？"
_WIDE_BREAKS = (0x2028, 0x2029, 0x85)
_LINKS = (b"http", b"www.")
_BULLETS = (*b"*-|#>[@^+", *map(ord, "·•‣–—▪●■►"))
_CASELESS = 0x590  # from here on a letter says nothing by its case ...
_SYMBOLS = (0x2000, 0x2C00)  # ... and here are no letters


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


@dataclass(frozen=True, slots=True)
class TextBatch:
    r"""Documents of one batch as one run of UTF-8 bytes, each with a line end before and after it.

    All finders of boilerplate work on bytes and turn to code points only at the end, with `code_points`.

    Attributes:
        data: ``b"\n" + first + b"\n" + second + b"\n"``, uint8.
        start, stop: byte range of each document in ``data``, int64, shape (documents,).
    """

    data: Bytes
    start: Ints
    stop: Ints

    @classmethod
    def of(cls, texts: Sequence[str] | pa.Array) -> TextBatch:
        r"""Join texts (a sequence, or an Arrow string column; null is empty).

        >>> batch = TextBatch.of(["ab", "é!"])
        >>> bytes(batch.data), batch.start.tolist(), batch.stop.tolist()
        (b'\nab\n\xc3\xa9!\n', [1, 4], [3, 7])
        """
        column = texts if isinstance(texts, pa.Array) else pa.array(list(texts), pa.large_string())
        column = column.cast(pa.large_string()).fill_null("")
        length = pc.binary_length(column).to_numpy(zero_copy_only=False)
        ended = pc.binary_join_element_wise(column, _scalar(""), _scalar("\n"))
        size = int(length.sum()) + len(column)
        data = np.full(size + 1, ord("\n"), np.uint8)
        if size:
            data[1:] = np.frombuffer(ended.buffers()[2], np.uint8)[:size]
        start = 1 + np.arange(len(column)) + np.cumsum(length) - length
        return cls(data, start, start + length)

    def __len__(self) -> int:
        return len(self.start)

    def code_points(self, place: Ints) -> Ints:
        """Turn byte offsets in ``data`` into code-point offsets in the document each lies in.

        Args:
            place: int64, any shape, each within some document's range (its end included).

        >>> TextBatch.of(["ab", "é!"]).code_points(np.array([1, 4, 6, 7])).tolist()
        [0, 0, 1, 2]
        """
        document = np.searchsorted(self.start, place, side="right") - 1
        later = np.flatnonzero(late(self.data))
        before = np.searchsorted(later, place) - np.searchsorted(later, self.start[document])
        return np.asarray(place - self.start[document] - before)


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
    data = batch.data
    edge = np.flatnonzero(_breaks(data))
    line, start, stop = _trimmed(edge, white_space(data))
    document = np.searchsorted(batch.start, start, side="right") - 1
    follows = np.zeros(len(line), np.bool_)
    follows[1:] = (np.diff(line) == 1) & (np.diff(document) == 0)
    opens = ~_continued(data, start, stop, follows)
    closes = np.append(opens[1:], True)[: len(opens)]
    return Units(start[opens], stop[closes], document[opens])


def _trimmed(edge: Ints, white: Bools) -> tuple[Ints, Ints, Ints]:
    """Give the lines between edges that are not blank, and their ranges without the white space around them."""
    first, last = np.flatnonzero(white[:-1] & ~white[1:]) + 1, np.flatnonzero(white[1:] & ~white[:-1]) + 1
    low, high = np.searchsorted(first, edge), np.searchsorted(last, edge, side="right")
    line = np.flatnonzero(low[1:] > low[:-1])
    return line, first[low[line]], last[high[line + 1] - 1]


def _breaks(data: Bytes) -> Bools:
    r"""Mark the last byte of each line end: \n, \r (not before \n), \f, \v, U+2028, U+2029, U+0085."""
    breaks = data == ord("\n")
    for byte in b"\r\f\v":
        breaks |= data == byte
    pair = np.flatnonzero(data[:-1] == ord("\r"))
    breaks[pair[data[pair + 1] == ord("\n")]] = False
    for lead, size in ((0xE2, 3), (0xC2, 2)):
        place = np.flatnonzero(data == lead)
        if len(place):
            breaks[place[np.isin(code_point(data, place), _WIDE_BREAKS)] + size - 1] = True
    return np.asarray(breaks)


def _continued(data: Bytes, start: Ints, stop: Ints, follows: Bools) -> Bools:
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
    wrapped = _wrapped(data, start[line], stop[line], begin, size)
    continued[line] = np.repeat(wrapped, size)
    continued[head] = False
    return continued


def _wrapped(data: Bytes, start: Ints, stop: Ints, begin: Ints, size: Ints) -> Bools:
    """Tell which blocks are hard-wrapped prose; each begins at its ``begin`` among the lines."""
    later = np.flatnonzero(late(data))
    length = stop - start - (np.searchsorted(later, stop) - np.searchsorted(later, start))
    first, final = np.zeros(len(start), np.bool_), np.zeros(len(start), np.bool_)
    first[begin], final[begin + size - 1] = True, True
    code = code_point(data, start)
    caseless = (code >= _CASELESS) & ~((code >= _SYMBOLS[0]) & (code < _SYMBOLS[1]))
    caseless &= np.repeat(size, size) > _WRAP_LINES
    longest, (low, high) = np.maximum.reduceat(length, begin), _WRAP_WIDTH
    shortest = np.minimum.reduceat(np.where(final, high, length), begin)
    stopped = _count(np.isin(data[stop - 1], _STOPS) & ~final, begin)
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
    return np.asarray(np.isin(code, _BULLETS) | number | np.logical_or.reduce(link))


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
    end, begin = boundaries(batch.data, start, stop)
    first, last = np.sort(np.concatenate((start, begin))), np.sort(np.concatenate((stop, end)))
    return Sentences(first, last, chosen[np.searchsorted(start, first, side="right") - 1])
