"""Split texts into sentences and their terms.

What is called a sentence here may be a few short ones, or part of a long one; a long quotation is apart from its tag.
Its *terms* are its words, cut to their first six letters (a stemmer for every language with an alphabet: Sanchez-Perez,
Sidorov and Gelbukh 2014 stem English), or two neighbouring letters of a script without spaces. Offsets are in letters,
as in `text.fold`, so that matches by terms and matches by letters are of one kind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.matching.winnowing import XXHASH64
from chaffinch.text import DENSE, Bools, Holes, Ints, Slab, changes, ranges, slabs

__all__ = [
    "TAG",
    "Sentences",
    "sentences_of",
    "split_sentences",
]


PREFIX = 6
"""Letters of a word, at most, that its term is made of."""

LEAST = 3
"""Terms of a sentence, at least; a shorter one is joined to the next."""

MOST = 60
"""Terms of a sentence, at most; a longer one is split into equal parts."""

QUOTED = 40
"""Letters between two quotation marks, at least, that are sentences of their own: fewer are a name or a term.

Some eight words, so that they still are half of the shortest passage that is found by its words. Letters of scripts
without spaces count double.
"""

TAG = 80
"""Letters, at most, between the parts of an interrupted quotation: the name, office and occasion of the speaker."""

_POINTS = 0x32400  # code points from here on are no letters
_ALPHABETS = 0x3000  # the first ones, which are all that most texts have
_STOPS = ".!?…؟۔।॥"  # end a sentence before white space
_DENSE_STOPS = "。！？｡"  # end a sentence whatever follows
_CLOSING = "\"'”’»)]」』"  # may stand between a stop and white space
_QUOTES = '"“”„‟«»「」『』'  # single ones may be apostrophes
_STRAIGHT = ord('"')
_LINE_END, _PARAGRAPH_END, _BLANK_SPACE = 0x0A, 0x2029, 0x20
_BLANK = 8  # code points from a line end to the next one, at most, if the line between is blank
_EIGHT = 8  # bytes of a number
_SPACE, _LINE, _STOP, _DENSE_STOP, _CLOSE, _JOINER, _UNKNOWN = range(1, 8)


class Sentences(Struct, frozen=True):
    """Sentences of a batch of documents, one document after the other, and their terms.

    Attributes:
        term: hash of each term, uint32, shape (terms,).
        start, stop: half-open range of letters of each term in its document, int32, shape (terms,).
        quoted: whether each sentence is in a long quotation, bool, shape (sentences,).
        first: index of the first term of each sentence, and the number of terms; int64, shape (sentences + 1,).
        documents: index of the first sentence of each document, and the number of sentences; int64, shape
            (documents + 1,).
    """

    term: npt.NDArray[np.uint32]
    start: npt.NDArray[np.int32]
    stop: npt.NDArray[np.int32]
    quoted: Bools
    first: Ints
    documents: Ints


def split_sentences(texts: pa.Array | Sequence[str], holes: Holes | None = None, *, quoted: bool = False) -> Sentences:
    """Split texts into sentences, and sentences into terms.

    Args:
        texts: strings, or an Arrow column of them; null is empty.
        holes: ranges of each text that have no letters; a sentence ends at each.
        quoted: whether to give the sentences of long quotations only.

    >>> found = split_sentences(["The dam held all night. The mayor smiled.", "", "水库整夜安然无恙。市长致谢。"])
    >>> found.first.tolist(), found.documents.tolist()
    ([0, 5, 8, 16, 20], [0, 2, 2, 4])
    """
    return sentences_of(slabs(texts, holes), quoted=quoted)


def sentences_of(slabs: Iterable[Slab], *, quoted: bool = False) -> Sentences:
    """Split the texts of slabs into sentences, and sentences into terms, as `split_sentences` does.

    Args:
        slabs: of all texts, each text in one.
        quoted: whether to give the sentences of long quotations only.
    """
    parts = [_sentences(slab, quoted=quoted) for slab in slabs]
    none, zero = np.zeros(0, np.int32), np.zeros(1, np.int64)
    empty = Sentences(none.view(np.uint32), none, none, none.astype(np.bool_), zero, zero)
    return _combined([empty, *parts])


def _combined(parts: Sequence[Sentences]) -> Sentences:
    terms = np.cumsum([0, *(len(p.term) for p in parts)])
    count = np.cumsum([0, *(len(p.first) - 1 for p in parts)])
    return Sentences(
        np.concatenate([p.term for p in parts]),
        np.concatenate([p.start for p in parts]),
        np.concatenate([p.stop for p in parts]),
        np.concatenate([p.quoted for p in parts]),
        np.append(np.concatenate([p.first[:-1] + at for p, at in zip(parts, terms, strict=False)]), terms[-1]),
        np.append(np.concatenate([p.documents[:-1] + at for p, at in zip(parts, count, strict=False)]), count[-1]),
    )


def _sentences(slab: Slab, *, quoted: bool) -> Sentences:
    start, stop, continues = _quotations(slab)
    whole = slab, None, np.concatenate([start, stop])
    part, at, borders = _part_of(slab, start, stop, continues) if quoted else whole
    kind = _classes_of(part.points)
    term, begin, end = _terms(part, kind)
    none = np.zeros(0, np.bool_)
    new = changes(_documents(part, begin), _stops_before(part, kind, borders)[begin]) if len(begin) else none
    if at is not None:
        begin, end = at[begin], at[end - 1] + 1
    document = _documents(slab, begin)
    # offsets count from the first letter of the document
    base = slab.before[slab.bounds[document]]
    spans = [(slab.before[ends] - base).astype(np.int32) for ends in (begin, end)]
    first = _sized(np.flatnonzero(new), document)
    owner = document[first] if len(first) else first
    documents = np.searchsorted(owner, np.arange(len(slab.bounds)))
    first = np.append(first, len(term))
    inside = np.searchsorted(start, begin, side="right") > np.searchsorted(stop, begin, side="right")
    count = np.append(0, np.cumsum(inside))
    return Sentences(term, spans[0], spans[1], 2 * np.diff(count[first]) > np.diff(first), first, documents)


def _documents(slab: Slab, at: Ints) -> Ints:
    return np.asarray(np.searchsorted(slab.bounds, at, side="right") - 1)


def _part_of(slab: Slab, start: Ints, stop: Ints, continues: Bools) -> tuple[Slab, Ints | None, Ints]:
    """Cut ranges out of a slab.

    Returns:
        Their code points as a slab, the offset of each in the whole, and the first code point of each range that does
        not continue the one before.
    """
    at = ranges(start, stop - start)
    bounds, cuts = (np.searchsorted(at, ends) for ends in (slab.bounds, slab.cuts))
    part = slab._replace(points=slab.points[at], codes=slab.codes[at], bounds=bounds, cuts=cuts)
    return part, at, (np.cumsum(stop - start) - (stop - start))[~continues]


def _terms(slab: Slab, kind: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint32], Ints, Ints]:
    """Give the hashes of the terms of a slab, and their ranges of code points; see `_classes_of` for ``kind``."""
    solid = np.flatnonzero(kind != _JOINER)
    codes = slab.codes[solid]
    letter, dense = codes != 0, codes >= DENSE
    border = np.zeros(len(codes) + 1, np.bool_)
    border[np.searchsorted(solid, slab.bounds)] = True
    before = np.append(False, letter[:-1]) & ~border[:-1]
    run = letter & ~dense & ~(before & np.append(False, ~dense[:-1]))
    begin = np.flatnonzero(run | dense)
    # a word ends at the next code point that is no letter of it
    breaks = np.flatnonzero(~letter | dense | run)
    end = np.append(breaks, len(codes))[np.searchsorted(breaks, begin, side="right")]
    end[dense[begin]] = begin[dense[begin]] + 1
    value = _hashed(codes, slab.points[solid], begin, end, dense, before)
    last = solid[np.maximum(end, 1) - 1] + 1
    return value, solid[begin], last


def _hashed(
    codes: npt.NDArray[np.uint8],
    points: npt.NDArray[np.uint32],
    begin: Ints,
    end: Ints,
    dense: Bools,
    before: Bools,
) -> npt.NDArray[np.uint32]:
    """Hash the first letters of words, and neighbouring letters of scripts without spaces."""
    # eight codes from each one on, as one number: all of a word are read at once
    eight = np.ndarray((len(codes),), ">u8", np.append(codes, np.zeros(_EIGHT, np.uint8)), strides=(1,))
    size = np.minimum(end - begin, PREFIX)
    value = eight[begin].astype(np.uint64) >> (8 * (_EIGHT - size)).astype(np.uint64)
    own = dense[begin]
    at = begin[own]
    after = np.minimum(at + 1, len(codes) - 1)
    two = (after > at) & dense[after] & before[after]
    value[own] = (points[at].astype(np.uint64) << np.uint64(32)) | np.where(two, points[after], 0).astype(np.uint64)
    value ^= value >> np.uint64(31)
    value *= XXHASH64[0]
    return np.asarray((value >> np.uint64(32)).astype(np.uint32))


def _stops_before(slab: Slab, kind: npt.NDArray[np.uint8], borders: Ints) -> Ints:
    """Count the ends of sentences, blank lines, holes and other borders before each code point."""
    after = np.append(kind[1:], _SPACE)
    # a stop, then closing marks (two at most), then white space
    for _ in range(2):
        beyond = np.append(after[1:], _SPACE)
        after = np.where(after == _CLOSE, beyond, after)
    ends = np.zeros(len(kind) + 1, np.bool_)
    ends[:-1] = (kind == _DENSE_STOP) | ((kind == _STOP) & ((after == _SPACE) | (after == _LINE)))
    for others in (_blank_lines(slab.points), slab.cuts, borders):
        ends[others] = True
    return np.asarray(np.cumsum(ends[:-1], dtype=np.int64))


def _blank_lines(points: npt.NDArray[np.uint32]) -> Ints:
    """Give the ends of lines behind which there is nothing but white space, `_BLANK` code points at most."""
    lines = np.flatnonzero((points == _LINE_END) | (points == _PARAGRAPH_END))
    size = np.diff(lines)
    lines, size = lines[:-1][size <= _BLANK], size[size <= _BLANK]
    blank = np.ones(len(lines), np.bool_)
    for nth in range(1, int(size.max(initial=1))):  # most are empty
        some = np.flatnonzero(blank & (size > nth))
        blank[some] = _classes_of(points[lines[some] + nth]) == _SPACE
    return lines[blank]


def _quotations(slab: Slab) -> tuple[Ints, Ints, Bools]:
    """Find the ranges of `QUOTED` letters and more from an opening quotation mark up to the closing one.

    Which mark opens and which closes differs by country, so in each paragraph every second mark closes. A curly one
    that is not closed quotes the rest of its paragraph.

    Returns:
        Start and stop, and whether the quotation was interrupted and goes on after a tag of `TAG` letters at most.
    """
    mark = np.flatnonzero(_quotes().take(slab.points, mode="clip"))
    if not len(mark):
        return mark, mark, mark > 0
    ends = np.sort(np.append(slab.bounds[1:], _blank_lines(slab.points)))
    paragraph = np.searchsorted(ends, mark, side="right")
    first = changes(paragraph)
    rank = np.arange(len(mark)) - np.maximum.accumulate(np.where(first, np.arange(len(mark)), 0))
    alone = np.append(first[1:], True)
    opening = np.flatnonzero((rank % 2 == 0) & ~(alone & (slab.points[mark] == _STRAIGHT)))
    last = ends[np.minimum(paragraph[opening], len(ends) - 1)]
    start, stop = mark[opening], np.where(alone[opening], last, np.append(mark, 0)[opening + 1])
    tag = slab.before[start[1:]] - slab.before[stop[:-1]] <= TAG
    tag &= paragraph[opening][1:] == paragraph[opening][:-1]
    size = slab.before[stop] - slab.before[start]
    dense = slab.codes[np.minimum(start + 1, len(slab.codes) - 1)] >= DENSE
    part = (size >= QUOTED) | (dense & (2 * size >= QUOTED))
    part[part] = _prose(slab, start[part])
    continues = np.append(False, tag & part[:-1])
    return start[part], stop[part], continues[part]


def _prose(slab: Slab, start: Ints) -> Bools:
    """Mask the quotations whose first words have a space or a letter of a script without: others are addresses."""
    at = np.minimum(start[:, None] + np.arange(1, QUOTED), len(slab.points) - 1)
    return np.asarray(((slab.points[at] == _BLANK_SPACE) | (slab.codes[at] >= DENSE)).any(axis=1))


def _sized(first: Ints, document: Ints) -> Ints:
    """Join sentences that are too short to the next one, and split those that are too long."""
    if not len(first):
        return first
    size = np.diff(np.append(first, len(document)))
    joined = np.append(False, (size[:-1] < LEAST) & (document[first[1:]] == document[first[:-1]]))
    first = first[~joined]
    size = np.diff(np.append(first, len(document)))
    pieces = -(-size // MOST)
    index = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return np.asarray(np.repeat(first, pieces) + index * np.repeat(size, pieces) // np.repeat(pieces, pieces))


@lru_cache(maxsize=1)
def _quotes() -> Bools:
    """Tabulate which code points are quotation marks (once a process)."""
    table = np.zeros(_POINTS, np.bool_)
    table[[ord(mark) for mark in _QUOTES]] = True
    return table


def _classes_of(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """Give the classes of code points, shape (points,)."""
    table = _classes()
    found = table.take(points, mode="clip")
    new = np.flatnonzero(found == _UNKNOWN) if points.max(initial=0) >= _ALPHABETS else ()
    if not len(new):
        return found
    for point in np.unique(np.minimum(points[new], _POINTS - 1)).tolist():
        table[point] = _class(chr(point))
    return table.take(points, mode="clip")


@lru_cache(maxsize=1)
def _classes() -> npt.NDArray[np.uint8]:
    """Make the table of classes of this process; those behind the alphabets are added when a text has them."""
    table = np.full(_POINTS, _UNKNOWN, np.uint8)
    table[:_ALPHABETS] = np.fromiter(map(_class, map(chr, range(_ALPHABETS))), np.uint8, _ALPHABETS)
    for marks, value in (("\n\u2029", _LINE), (_STOPS, _STOP), (_DENSE_STOPS, _DENSE_STOP), (_CLOSING, _CLOSE)):
        table[[ord(mark) for mark in marks]] = value
    return table


def _class(character: str) -> int:
    kind = unicodedata.category(character)
    if kind[0] == "M" or kind == "Cf":
        return _JOINER
    return _SPACE if kind[0] == "Z" or kind == "Cc" else 0
