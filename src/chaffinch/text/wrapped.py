"""Which lines of a text go on with the line before: those of hard-wrapped paragraphs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from chaffinch.text.arrays import Bools, Bytes, Ints
from chaffinch.text.utf8 import Wide, among, code_point, digit, is_lower

__all__ = ["continued"]


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
