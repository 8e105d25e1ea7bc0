"""Folding of texts to the letters that matching compares, and the way back from letters to code points.

Folding keeps what is the same however a text was typed, wrapped or scraped: each code point is decomposed (NFKD) and
case-folded, and only letters and digits stay. So joined words, line ends, quotation marks, double spaces, soft hyphens
and NFC or NFD make no difference, and an entity, an escape of JSON or a misread letter of UTF-8 is the letter that it
stands for. The text itself is never altered.

A *letter* is one byte: ASCII letters and digits are themselves; every other letter is hashed into 128-191, or into
192-255 (`DENSE`) if its script has no spaces between words, so that a letter carries more meaning. It is never 0 or 1,
which stand for "outside the document". Two letters of one script seldom share a byte; a matcher then takes them
for equal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.text.arrays import Bytes, Ints
from chaffinch.text.damage_signs import MISREAD_FIRST, MISREAD_SECOND, misread_letters
from chaffinch.text.plain_words import PERSIAN

__all__ = ["DENSE", "Folded", "Holes", "Slab", "fold", "folded", "origins", "slabs"]


DENSE = 192
"""First letter of the scripts without spaces: Han, kana, Thai, Lao, Khmer, Myanmar."""

_FOREIGN = 128  # first letter that is not ASCII
_CLASSES = 64  # letters in each of the two ranges above ASCII
_GOLDEN = np.uint32(2_654_435_761)  # 2**32 / golden ratio, the factor of Knuth's multiplicative hash
_DAMAGED = 3  # letters, at least, that a damaged text has otherwise: one may be what somebody wrote
_SOFT = 0xAD  # the soft hyphen, which stands amid a word and is no letter
_EXPANDS = 1  # in the table: this code point becomes several letters
_UNKNOWN = 2  # in the table: nobody has asked for its block yet
_BLOCK = 0x100  # code points that are added to the table at once: all of them would take 30 ms
_POINTS = 0x32400  # no code point from here on is a letter: tags, variation selectors, private use
_ALPHABETS = 0x3000  # the first code points, which are all that most texts have; behind them are those of East Asia
_SLAB = 1 << 17  # code points folded at once: as many as fit a second-level cache
_LONG = 1 << 21  # code points; a longer document may be folded in pieces, to bound memory
_DENSE_RANGES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007),
    (0x3040, 0x312F), (0x31A0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, _POINTS - 1),
)  # fmt: skip


class Holes(NamedTuple):
    """Ranges of code points that folding skips, as Arrow lists, a list of ranges for each text.

    The ranges of a text may be in any order, and may overlap.
    """

    start: pa.Array
    stop: pa.Array


class Folded(Struct, frozen=True):
    """Letters of a batch of documents, one document after the other.

    Attributes:
        letters: uint8, shape (letters,), never 0.
        starts: offset in ``letters`` of each document, and the end; int64, shape (documents + 1,), ascending.
        seams: offsets in ``letters`` before which a hole skipped letters; int64, ascending.
    """

    letters: Bytes
    starts: Ints
    seams: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1


def fold(texts: pa.Array | Sequence[str], holes: Holes | None = None) -> Folded:
    """Fold texts to letters.

    Args:
        texts: strings, or an Arrow column of them; null counts as empty.
        holes: ranges of each text to skip.

    >>> folded = fold(["Straße, no. ½", "", "e\u0301 É"])
    >>> bytes(folded.letters[:11]), folded.starts.tolist()
    (b'strasseno12', [0, 11, 11, 13])
    """
    return folded(slabs(texts, holes, cut=True))


def folded(slabs: Iterable[Slab]) -> Folded:
    """Join the letters of slabs, for a caller who also needs the slabs for something else.

    Args:
        slabs: of all texts, in order.
    """
    letters, ends, seams = [np.zeros(0, np.uint8)], [np.zeros(1, np.int64)], [np.zeros(0, np.int64)]
    done = 0
    for slab in slabs:
        letters.append(slab.letters)
        ends.append(slab.before[slab.bounds[1 : None if slab.ends else -1]] + done)
        seams.append(slab.before[slab.cuts] + done)
        done += len(slab.letters)
    return Folded(np.concatenate(letters), np.concatenate(ends), np.unique(np.concatenate(seams)))


class Slab(NamedTuple):
    """Some documents, or a piece of a long one, while they are folded: their code points, one document after the other.

    Attributes:
        points: code points, uint32, shape (code points,).
        codes: the letter of each code point, 0 for none, 1 for several; uint8, shape (code points,).
        bounds: offset in ``points`` of each document, and the end; int64, shape (documents + 1,).
        cuts: offsets in ``points`` of holes that held letters; int64.
        letters: the folded letters; uint8, shape (letters,).
        before: number of letters before each code point, and of all; int64, shape (code points + 1,).
        document: index of the first document.
        skipped: code points of the first document that earlier slabs held.
        ends: whether the last document ends in this slab.
    """

    points: npt.NDArray[np.uint32]
    codes: Bytes
    bounds: Ints
    cuts: Ints
    letters: Bytes
    before: Ints
    document: int
    skipped: int
    ends: bool


def slabs(texts: pa.Array | Sequence[str], holes: Holes | None = None, *, cut: bool = False) -> Iterator[Slab]:
    """Fold texts a few at a time, as `fold` does, and yield what is known of each code point.

    Args:
        texts: as for `fold`.
        holes: as for `fold`.
        cut: whether a long document may come in pieces.
    """
    strings = texts.to_pylist() if isinstance(texts, pa.Array) else list(texts)
    rows = _HoleRows.of(holes, len(strings))
    for a, b in _slabs(strings):
        slab = [text or "" for text in strings[a:b]]
        whole = sum(map(len, slab))
        step = _LONG if cut and b - a == 1 and whole > _LONG else max(whole, 1)
        for low in range(0, max(whole, 1), step):
            pieces = slab if step >= whole else [slab[0][low : low + step]]
            bounds = np.fromiter(accumulate(map(len, pieces), initial=0), np.int64, len(pieces) + 1)
            points = _mended(pieces, bounds) if step >= whole else _points(pieces[0])
            codes = _table().letters(points)
            cuts = rows.blank(codes, a, bounds, low)
            yield Slab(points, codes, bounds, cuts, *_spread(codes, points), a, low, low + step >= whole)


def origins(text: str, position: Ints, holes: Sequence[tuple[int, int]] = ()) -> Ints:
    """Map letters of a text to the code points that they come from.

    A span of letters ``[a, b)`` stands for the code points from the origin of ``a`` to that of ``b - 1`` inclusive: one
    that ends inside the expansion of a code point takes all of it.

    Args:
        text: the document, folded again here.
        position: offsets in its letters, int64, any shape; an offset at or behind the end maps to the text's length.
        holes: the ranges that were skipped when it was folded.

    Returns:
        Offsets of code points, int64, the same shape.

    >>> origins("a ½ b", np.array([0, 1, 2, 3, 4])).tolist()
    [0, 2, 2, 4, 5]
    """
    found, done = np.full(position.shape, len(text)), 0
    for low in range(0, len(text), _LONG):
        whole = len(text) <= _LONG
        points = _mended([text], np.zeros(1, np.int64)) if whole else _points(text[low : low + _LONG])
        codes = _table().letters(points)
        for start, stop in holes:
            codes[max(start - low, 0) : max(stop - low, 0)] = 0
        places = _places(codes, points)
        here = (position >= done) & (position < done + len(places))
        found[here] = places[position[here] - done] + low
        done += len(places)
    return found


def _places(codes: Bytes, points: npt.NDArray[np.uint32]) -> Ints:
    """Give for each letter the code point that it comes from."""
    places, several = np.flatnonzero(codes != 0), np.flatnonzero(codes == _EXPANDS)
    if not len(several):  # most texts
        return places
    counts = np.ones(len(places), np.int64)
    counts[np.searchsorted(places, several)] = _table().many[points[several]]
    return np.repeat(places, counts)


class _HoleRows(Struct, frozen=True):
    """Holes of all documents, one after the other; those of document i are ``first[i]`` to ``first[i + 1]``."""

    first: Ints
    start: Ints
    stop: Ints

    @classmethod
    def of(cls, holes: Holes | None, documents: int) -> _HoleRows:
        if holes is None:
            return cls(np.zeros(documents + 1, np.int64), *np.zeros((2, 0), np.int64))
        start, stop = (_combined(column) for column in holes)
        lengths = start.value_lengths().fill_null(0).to_numpy()
        ends = (column.flatten().to_numpy().astype(np.int64) for column in (start, stop))
        return cls(np.append(0, np.cumsum(lengths, dtype=np.int64)), *ends)

    def blank(self, codes: Bytes, document: int, bounds: Ints, skipped: int = 0) -> Ints:
        """Set the codes in holes to 0; return the offset in the slab of each hole that held letters.

        Args:
            codes: of the code points of a slab, uint8, shape (code points,); changed.
            document: the first of the slab.
            bounds: the offset of each of its documents, and its end; int64, shape (documents + 1,).
            skipped: code points of the first document that are before the slab.

        Returns:
            int64, shape (holes with letters,).
        """
        rows = self.first[document : document + len(bounds)]
        here, size = slice(rows[0], rows[-1]), np.diff(rows)
        base, limit = np.repeat(bounds[:-1], size), np.repeat(bounds[1:], size)
        start, stop = (np.minimum(base + np.maximum(e[here] - skipped, 0), limit) for e in (self.start, self.stop))
        inside = start < stop
        start, stop = start[inside], stop[inside]
        if not len(start):
            return start
        lettered = np.add.reduceat(np.append(codes, 0) != 0, np.stack((start, stop), axis=1).ravel())[::2] > 0
        depth = np.zeros(len(codes) + 1, np.int32)
        np.add.at(depth, start, 1)
        np.add.at(depth, stop, -1)
        codes[np.cumsum(depth[:-1], dtype=np.int32) > 0] = 0
        return start[lettered]


def _combined(column: pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _slabs(strings: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Cut texts into ranges of about `_SLAB` code points."""
    start, size = 0, 0
    for i, text in enumerate(strings):
        if len(text or "") > _LONG and start < i:
            yield start, i
            start, size = i, 0
        size += len(text or "")
        if size >= _SLAB:
            yield start, i + 1
            start, size = i + 1, 0
    if start < len(strings):
        yield start, len(strings)


def _points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@lru_cache(maxsize=1)
def _misread() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tell of each of the first code points whether a damaged letter may begin with it, and go on with it."""
    found = np.zeros((2, _ALPHABETS), np.bool_)
    for row, characters in zip(found, (MISREAD_FIRST, MISREAD_SECOND), strict=True):
        row[list(map(ord, characters))] = True
    return found[0], found[1]


def _mended(texts: Sequence[str], bounds: Ints) -> npt.NDArray[np.uint32]:
    """Give the code points of texts in a row, and one letter for what stands for it in a damaged text.

    Args:
        texts: the texts; one that may come in pieces stays as it is.
        bounds: the offset of each, and perhaps the end.
    """
    whole = "".join(texts)
    points = _points(whole)
    if whole.isascii() and "\\" not in whole and "&" not in whole:
        return points
    first, second = _misread()
    places = np.flatnonzero(first.take(points[:-1], mode="clip"))
    places = places[second.take(points[places + 1], mode="clip")]
    if len(places) < _DAMAGED:  # most texts
        return points
    rows, signs = np.unique(np.searchsorted(bounds, places, side="right") - 1, return_counts=True)
    found: list[tuple[int, int, str]] = []
    for row in rows[signs >= _DAMAGED].tolist():
        own = list(misread_letters(texts[row])) if len(texts[row]) <= _LONG else []
        base = int(bounds[row])
        found += [(base + at, size, letter) for at, size, letter in own] if len(own) >= _DAMAGED else []
    if found:
        points = points.copy()
    for at, size, letter in found:
        points[at + 1 : at + size] = _SOFT
        points[at] = ord(letter)
    return points


def _spread(codes: Bytes, points: npt.NDArray[np.uint32]) -> tuple[Bytes, Ints]:
    """Drop codes that are no letters, and insert the letters of expansions.

    Returns:
        The letters, and the number of letters before each code point and of all: shape (code points + 1,).
    """
    several = np.flatnonzero(codes == _EXPANDS)
    before = np.zeros(len(codes) + 1, np.int64)
    if not len(several):
        np.cumsum(codes != 0, out=before[1:])
        return codes[codes != 0], before
    table = _table()
    which = points[several]
    solid = codes != 0
    count = solid.view(np.uint8).copy()
    count[several] = table.many[which]
    np.cumsum(count, out=before[1:])
    lengths = count[several].astype(np.int64)
    # the first letter of an expansion has the place of its code point; to insert the others is faster than to repeat
    more = np.cumsum(lengths - 1) - (lengths - 1)
    letters = np.insert(codes[solid], np.repeat(before[several] - more, lengths - 1), 0)
    step = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    letters[np.repeat(before[several], lengths) + step] = table.spread[np.repeat(table.first[which], lengths) + step]
    return letters, before


class _Table(Struct):
    """The letters of code points: at first of the alphabets, later also of each block that a text has a code point of.

    Attributes:
        letter: of each code point; 0: none; `_EXPANDS`: several, in the other three; `_UNKNOWN`: not in the table yet.
        many: number of letters of each code point, uint8.
        first: offset of its letters in ``spread``, int32.
        spread: letters of all code points that were added, uint8.
    """

    letter: Bytes
    many: Bytes
    first: npt.NDArray[np.int32]
    spread: Bytes

    def letters(self, points: npt.NDArray[np.uint32]) -> Bytes:
        """Give the letter of each code point: uint8, shape (code points,), a new array."""
        codes = self.letter.take(points, mode="clip")
        new = np.flatnonzero(codes == _UNKNOWN) if points.max(initial=0) >= _ALPHABETS else ()
        if not len(new):
            return codes
        for block in np.unique(np.minimum(points[new], _POINTS - 1) // _BLOCK).tolist():
            self.add(block * _BLOCK, (block + 1) * _BLOCK)
        return self.letter.take(points, mode="clip")

    def add(self, start: int, stop: int) -> None:
        """Fold a range of code points in one string, with a NUL after each."""
        folded = unicodedata.normalize("NFKD", "\0".join(map(chr, range(start or 1, stop))))
        folded = unicodedata.normalize("NFKD", folded.casefold().translate(PERSIAN))
        values = _points(folded if start else f"\0{folded}")
        kept = np.fromiter(map(str.isalnum, folded if start else f"\0{folded}"), np.bool_, len(values))
        spread = _to_bytes(values[kept])
        many = np.bincount(np.cumsum(values == 0)[kept], minlength=stop - start)
        first = np.cumsum(many) - many
        self.letter[start:stop] = np.where(many > 1, _EXPANDS, 0)
        self.letter[start:stop][many == 1] = spread[first[many == 1]]
        self.many[start:stop], self.first[start:stop] = many, first + len(self.spread)
        self.spread = np.append(self.spread, spread)


@lru_cache(maxsize=1)
def _table() -> _Table:
    """Make the table of this process, of the alphabets, which are all that most texts have."""
    unknown = np.full(_POINTS, _UNKNOWN, np.uint8)
    table = _Table(unknown, np.zeros(_POINTS, np.uint8), np.zeros(_POINTS, np.int32), np.zeros(0, np.uint8))
    table.add(0, _ALPHABETS)
    return table


def _to_bytes(points: npt.NDArray[np.uint32]) -> Bytes:
    """Map folded code points to letters of one byte.

    An alphabet spans less than 64 code points, so its letters differ in their low bits; ideographs are spread by
    Knuth's multiplicative hash.
    """
    dense = np.zeros(len(points), np.bool_)
    for first, last in _DENSE_RANGES:
        dense |= (points >= first) & (points <= last)
    spread = DENSE + ((points * _GOLDEN) >> np.uint32(20)) % _CLASSES
    low = _FOREIGN + points % _CLASSES
    return np.where(dense, spread, np.where(points < _FOREIGN, points, low)).astype(np.uint8)
