"""Find many literals in bytes, at few offsets such as the starts of words, by hashed windows.

An automaton of many thousands of literals leaves the processor's cache with every other byte. Here each literal is
represented by one window of a few bytes, the one that is rarest in text. Windows of the text that are in a table of
bits are looked up, and the literal is compared in full (as S. Wu and U. Manber 1994, "A fast algorithm for multi-
pattern searching", but for all offsets at once).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.boilerplate.rules.literals import COMMON_WORDS, rate
from chaffinch.text import Bools, Bytes, Hashes, Ints

__all__ = ["ALL_SHAPES", "Matrix", "Needles", "Text"]


_WORD = 8  # bytes of the numbers by which texts are compared
_TABLE_BITS = 16  # bits of a hash: the table fits the cache, and one offset in twenty passes it by chance
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 by the golden ratio (Knuth, volume 3, 6.4)
_FEWEST_BITS = 15.0  # bits of information of a window that is a part of its literal; "the" was found too often
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_WIDE_BITS = {0x80: 4.0, 0xC0: 1.0}  # bits of information of a later and of a first byte of a character
_BITS = np.array([rate(chr(b)) if b < 0x80 else _WIDE_BITS[b & 0xC0] for b in range(256)], np.float32)


class Shape(Struct, frozen=True):
    """Extent of a window about its offset: ``size`` bytes, at most eight, ``lead`` of them before the offset."""

    size: int
    lead: int = 0


SHAPES = (Shape(8), Shape(8, 5), Shape(5))
"""Shapes that are worth their time where offsets are many: at the start of a word, or about it, as two common words are
rare together."""

ALL_SHAPES = (*SHAPES, Shape(3), Shape(2), Shape(1))
"""Shapes for use where offsets are few."""


class Text(Struct, frozen=True, eq=False):
    """Bytes of which any eight in a row can be read as a number.

    Attributes:
        data: the bytes, and zeros behind them, uint8, shape (bytes,).
        size: number of bytes without the zeros.
    """

    data: Bytes
    size: int

    @classmethod
    def of(cls, data: Bytes, beyond: int) -> Text:
        """Copy bytes, uint8, shape (bytes,); numbers can be read up to ``beyond`` bytes behind any of them."""
        padded = np.zeros(len(data) + beyond + _WORD, np.uint8)
        padded[: len(data)] = data
        return cls(padded, len(data))

    @property
    def numbers(self) -> Hashes:
        """Give the number that begins at each offset, uint64, the first byte the least significant."""
        return _numbers(self.data)


class Matrix(Struct, frozen=True, eq=False):
    """Literals as rows of bytes, filled up with zeros.

    Attributes:
        data: uint8, shape (literals, a multiple of eight); the last eight columns are zeros.
        size: bytes of each literal, int64, shape (literals,).
    """

    data: Bytes
    size: Ints

    @classmethod
    def of(cls, literals: Sequence[bytes]) -> Matrix:
        """Put each literal in a row."""
        width = _WORD * (1 + -(-max(map(len, literals), default=0) // _WORD))
        rows = b"".join(literal.ljust(width, b"\0") for literal in literals)
        return cls(np.frombuffer(rows, np.uint8).reshape(-1, width), np.array([*map(len, literals)], np.int64))

    def window(self, row: Ints, offset: Ints) -> Hashes:
        """Give the eight bytes at an offset of each of some rows, as numbers; int64 to uint64, shape (rows,)."""
        return np.asarray(_numbers(self.data.reshape(-1))[row * self.data.shape[1] + offset], np.uint64)


class _Windows(Struct, frozen=True, eq=False):
    """Windows of one shape.

    Attributes:
        shape: the shape of all windows.
        table: whether some window has a hash, bool, shape (2 ** `_TABLE_BITS`,).
        values: the windows as numbers, the bytes behind them shifted out, uint64, shape (windows,), ascending.
        bounds: the literals of window ``i`` are those from ``bounds[i]`` to ``bounds[i + 1]``, int64.
        literal: the numbers of the literals, int64, shape (literals,); so are the next four.
        before: bytes of the literal before the offset of its window, int64.
        behind: bytes from that offset to the last eight bytes of the literal, or to the start of a shorter one, int64.
        last, mask: those bytes as a number, and the bits of it that count, uint64.
    """

    shape: Shape
    table: Bools
    values: Hashes
    bounds: Ints
    literal: Ints
    before: Ints
    behind: Ints
    last: Hashes
    mask: Hashes

    @classmethod
    def of(cls, shape: Shape, matrix: Matrix, literal: Ints, offset: Ints) -> _Windows:
        """Gather the windows of literals at an offset of each."""
        window = _shifted(matrix.window(literal, offset - shape.lead), shape.size)
        order = np.argsort(window, kind="stable")
        literal, offset = literal[order], offset[order]
        values, first = np.unique(window[order], return_index=True)
        table = np.zeros(1 << _TABLE_BITS, np.bool_)
        table[_hashed(values)] = True
        tail = np.maximum(matrix.size[literal] - _WORD, 0)
        mask = _ALL >> (8 * np.maximum(_WORD - matrix.size[literal], 0)).astype(np.uint64)
        bounds, last = np.append(first, len(order)), matrix.window(literal, tail)
        return cls(shape, table, values, bounds, literal, offset, tail - offset, last, mask)

    def known(self, number: Hashes) -> tuple[Ints, Ints]:
        """Give the indices of numbers that are windows, and the index of the window of each.

        Args:
            number: eight bytes each, uint64, shape (numbers,).

        Returns:
            Both int64, shape (windows found,).
        """
        value = _shifted(number, self.shape.size)
        some = np.flatnonzero(self.table[_hashed(value)])
        value = value[some]
        which = np.searchsorted(self.values, value)
        same = self.values[np.minimum(which, len(self.values) - 1)] == value
        return some[same], which[same]

    def ending(self, text: Text, offset: Ints, value: Ints) -> tuple[Ints, Ints]:
        """Give the literals of windows whose last bytes are in the text, too, and their starts.

        Args:
            text: the text.
            offset: the byte offset of each window in the text, int64, shape (windows,).
            value: the index of each in ``values``, int64, shape (windows,).

        Returns:
            Both int64, shape (literals,).
        """
        first, count = self.bounds[value], self.bounds[value + 1] - self.bounds[value]
        row = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
        offset = np.repeat(offset, count)
        last = text.numbers[(offset + self.behind[row]).clip(0, text.size)]
        good = ((last ^ self.last[row]) & self.mask[row]) == 0
        row = row[good]
        return self.literal[row], offset[good] - self.before[row]


class Needles(Struct, frozen=True, eq=False):
    """Literals to be found.

    Attributes:
        size: bytes of each literal, int64, shape (literals,).
        words: its bytes as numbers, eight at a time, uint64, shape (words, literals).
        known: whether the literal has a window and can be found, bool, shape (literals,).
        windows: the windows of each shape.
    """

    size: Ints
    words: Hashes
    known: Bools
    windows: tuple[_Windows, ...]

    @classmethod
    def of(cls, matrix: Matrix, allowed: Bools, shapes: Sequence[Shape] = SHAPES) -> Needles:
        """Choose a window of each literal; a literal that has none, or only common ones, is never found.

        Args:
            matrix: the literals.
            allowed: at which offsets of each literal its window may be, bool, shape of the matrix's data.
            shapes: the shapes of windows to choose from.
        """
        literal, offset, shape = _rarest(matrix, allowed, shapes)
        chosen = ((s, np.flatnonzero(shape == i)) for i, s in enumerate(shapes))
        windows = tuple(_Windows.of(s, matrix, literal[some], offset[some]) for s, some in chosen if len(some))
        known = np.zeros(len(matrix.size), np.bool_)
        known[literal] = True
        words = np.ascontiguousarray(matrix.data.view("<u8").T)
        return cls(matrix.size, words, known, windows)

    def find(self, text: Text, offsets: Ints) -> tuple[Ints, Ints]:
        """Find the literals.

        Args:
            text: readable up to the length of the longest literal behind any offset.
            offsets: offsets in the text at which the allowed offsets of literals may be, int64, shape (offsets,).

        Returns:
            Numbers of literals and their starts, int64, shape (found,), in no order.

        >>> needles = Needles.of(Matrix.of([b"share", b"are"]), np.arange(16) == np.zeros((2, 1)))
        >>> [x.tolist() for x in needles.find(Text.of(np.frombuffer(b"we share", np.uint8), 16), np.array([0, 3]))]
        [[0], [3]]
        """
        literal, start = np.concatenate([np.zeros((2, 0), np.int64), *self._near(text, offsets)], axis=1)
        inside = (start >= 0) & (start + self.size[literal] <= text.size)
        return self._equal(text, literal[inside], start[inside])

    def _near(self, text: Text, offsets: Ints) -> list[Ints]:
        """Give literals, and their starts, whose window and last bytes are in the text at the offsets."""
        found, numbers = [], text.numbers
        here = numbers[offsets]
        for windows in self.windows:
            lead = windows.shape.lead
            some, value = windows.known(numbers[np.maximum(offsets - lead, 0)] if lead else here)
            found.append(np.stack(windows.ending(text, offsets[some], value)))
        return found

    def _equal(self, text: Text, literal: Ints, start: Ints) -> tuple[Ints, Ints]:
        """Keep the literals all bytes of which are in the text, given that the last eight are."""
        for i, words in enumerate(self.words[:-2]):
            good = (text.numbers[start + _WORD * i] == words[literal]) | (self.size[literal] <= _WORD * (i + 1))
            literal, start = literal[good], start[good]
        return literal, start


def _numbers(data: Bytes) -> Hashes:
    return np.ndarray((max(len(data) - _WORD + 1, 0),), "<u8", data, strides=(1,))


def _shifted(number: Hashes, size: int) -> Hashes:
    """Shift the bytes behind a window out of a number."""
    return number << np.uint64(8 * (_WORD - size)) if size < _WORD else number


def _hashed(value: Hashes) -> Ints:
    hashed = value * _FACTOR
    hashed >>= np.uint64(64 - _TABLE_BITS)
    return hashed.view(np.int64)


def _rarest(matrix: Matrix, allowed: Bools, shapes: Sequence[Shape]) -> tuple[Ints, Ints, Ints]:
    """Give the offset and the shape of the rarest window of each literal that has one."""
    rows, width = matrix.data.shape
    bits = np.zeros((rows, width + 1), np.float32)
    np.cumsum(_BITS[matrix.data], axis=1, out=bits[:, 1:])
    literal, offset = np.nonzero(allowed)
    worth = np.full((len(shapes), len(literal)), -1.0, np.float32)
    for i, shape in enumerate(shapes):
        start = offset - shape.lead
        some = np.flatnonzero((start >= 0) & (start + shape.size <= matrix.size[literal]))
        row, first = literal[some], start[some]
        known = bits[row, first + shape.size] - bits[row, first] - _surplus(matrix.window(row, first))
        worth[i, some] = np.where((known >= _FEWEST_BITS) | (shape.size == matrix.size[row]), known, -1.0)
    shape, best = worth.argmax(axis=0), worth.max(axis=0)
    order = np.lexsort((offset, -best, literal))
    order = order[best[order] >= 0]
    first = order[np.flatnonzero(np.diff(literal[order], prepend=-1))]
    return literal[first], offset[first], shape[first]


def _surplus(window: Hashes) -> npt.NDArray[np.float32]:
    """Give the bits by which the letters of a common word, at the start of a window, overstate its information."""
    found = np.zeros(len(window), np.float32)
    for word, worth in COMMON_WORDS.items():
        known = f"{word} ".encode()[:_WORD]
        same = _shifted(window, len(known)) == np.uint64(int.from_bytes(known.rjust(_WORD, b"\0"), "little"))
        found[same] = sum(map(rate, f"{word} ")) - worth
    return found
