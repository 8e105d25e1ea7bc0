"""What a page says, as keys that are equal wherever a site repeats itself.

A *unit* (line or paragraph) has the key of its words; a sentence of a longer unit has one of its own; a unit that
is not long has a *loose* key besides, of its words without those with a capital letter, so that names may vary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.boilerplate.words import Hashes, Ints, Words, mix, range_hashes, stable_hash, trigrams
from chaffinch.segment import TextBatch

__all__ = ["KINDS", "LINE", "LOOSE", "PAGE", "PROSE", "REMARK", "SENTENCE", "SHINGLE", "Runs", "Reading", "keyed", "pieces"]

Bools = npt.NDArray[np.bool_]

PAGE, SHINGLE, LINE, REMARK, PROSE, SENTENCE, LOOSE = range(7)
KINDS = ("page", "shingle", "line", "remark", "prose", "sentence", "loose")
"""What a key stands for: a page as such; three words in a row; a line that is no sentence, a line that is one, a
paragraph; a sentence within a paragraph; the words of a unit without names."""

PROSE_WORDS = 25  # a unit is prose from so many words on, or from two sentences on
REMARK_WORDS = 6  # a line of so many words that ends as a sentence does is one
SENTENCE_WORDS = 4  # shorter sentences ("He agreed.") repeat by chance
LOOSE_MOST, LOOSE_LEAST = 60, 3  # words of a unit with a loose key; words of it that are no names
PIECE_BYTES = 1 << 19  # what is read at a time: arrays of half a megabyte of text stay in the cache

_SALT = {LINE: 1, SENTENCE: 2, LOOSE: 3, SHINGLE: 4}


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of words: units or sentences.

    Attributes:
        unit: index of the unit each lies in (for units, of itself).
        start, stop: byte range in the batch.
        lo, hi: range of words.
        hash: uint64, equal for equal words.
    """

    unit: Ints
    start: Ints
    stop: Ints
    lo: Ints
    hi: Ints
    hash: Hashes

    def __len__(self) -> int:
        return len(self.start)

    def take(self, which: Ints | Bools) -> Runs:
        """Select some, by index or mask."""
        fields = (self.unit, self.start, self.stop, self.lo, self.hi, self.hash)
        return Runs(*(field[which] for field in fields))


@dataclass(frozen=True, slots=True)
class Reading:
    r"""A batch read once: its units, their sentences, and the hashes of both.

    Attributes:
        batch, words: what was read.
        document: of each unit, index of its document in the batch.
        units: all units.
        kind: of each unit, LINE, REMARK or PROSE (int8).
        loose: of each unit, the hash of its words without names; 0 where it has none.

    >>> reading = Reading.of(TextBatch.of(["One two three four. Five six.\n\nPage 3", "Page 12"]))
    >>> [KINDS[k] for k in reading.kind], reading.units.hash[1] == reading.units.hash[2]
    (['prose', 'line', 'line'], np.True_)
    >>> [bytes(reading.batch.data[a:b]).decode() for a, b in zip(*reading.sentences()[1:3])]
    ['One two three four.', 'Five six.']
    """

    batch: TextBatch
    words: Words
    document: Ints
    units: Runs
    kind: npt.NDArray[np.int8]
    loose: Hashes

    @classmethod
    def of(cls, batch: TextBatch) -> Reading:
        """Read a batch."""
        start, stop, document = _lines(batch)
        words = Words.of(batch)
        lo, hi = np.searchsorted(words.start, start), np.searchsorted(words.start, stop)
        units = Runs(np.arange(len(start)), start, stop, lo, hi, range_hashes(words.hash, lo, hi))
        return cls(batch, words, document, units, _kinds(batch, words, units), _loose(words, units))

    def sentences(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Hashes]:
        """Give unit, start, stop, lo, hi and hash of the sentences of all units that have more than one."""
        units, words = self.units, self.words
        cut = np.searchsorted(words.start, words.ends)
        owner = np.searchsorted(units.start, words.ends, side="right") - 1
        inner = (owner >= 0) & (cut > units.lo[owner]) & (cut < units.hi[owner]) if len(units) else cut < 0
        cut, owner, end = cut[inner], owner[inner], words.ends[inner]
        several = np.flatnonzero(np.bincount(owner, minlength=len(units)) > 0)
        unit = np.concatenate((several, owner))
        lo = np.concatenate((units.lo[several], cut))
        start = np.concatenate((units.start[several], _after_space(self.batch, self._past_quotes(end))))
        order = np.lexsort((lo, unit))
        unit, lo, start = unit[order], lo[order], start[order]
        last = np.append(unit[1:] != unit[:-1], True)[: len(unit)]
        hi = np.where(last, units.hi[unit], np.append(lo[1:], 0)[: len(lo)])
        stop = np.where(last, units.stop[unit], np.append(start[1:], 0)[: len(start)])
        stop = _before_space(self.batch, stop)
        full = hi > lo
        unit, start, stop, lo, hi = (field[full] for field in (unit, start, stop, lo, hi))
        return unit, start, stop, lo, hi, range_hashes(words.hash, lo, hi)

    def sentence_runs(self) -> Runs:
        """Give the sentences that are long enough to be compared."""
        runs = Runs(*self.sentences())
        return runs.take(runs.hi - runs.lo >= SENTENCE_WORDS)

    def shingles(self) -> tuple[Hashes, Ints]:
        """Give the hash of every three words in a row within a unit, and the place of the first word of each."""
        unit = np.repeat(self.units.unit, self.units.hi - self.units.lo)
        place = np.flatnonzero(unit[2:] == unit[:-2]) if len(unit) > 2 else np.zeros(0, np.int64)
        return trigrams(self.words.hash)[place], place

    def _past_quotes(self, end: Ints) -> Ints:
        """Go on from sentence ends over closing quote marks, up to white space (if any is near) or a word."""
        data = self.batch.data
        place = end.copy()
        for _ in range(4):  # the longest closing mark has three bytes
            here = data[np.minimum(place, len(data) - 1)]
            place = place + ((here > 0x20) & ~_letter(here, data, place))
        return place


def keyed(value: Hashes, host: Hashes, kind: int) -> Ints:
    """Bind hashes to a host and a kind: the keys that are counted and looked up.

    >>> one = np.array([1], np.uint64)
    >>> keyed(one, one, LINE) == keyed(one, one, SENTENCE)
    array([False])
    """
    salt = np.uint64(_SALT.get(kind, 1) * 0x2545F4914F6CDD1D & (1 << 64) - 1)
    return mix(value ^ (host * np.uint64(0x9FB21C651E98DF25) + salt)).view(np.int64)


def pieces(column: pa.Array) -> Iterator[tuple[int, int, TextBatch]]:
    """Cut a column of texts into batches of bounded size, as views: (first row, row after the last, batch).

    >>> [(a, b, bytes(t.data)) for a, b, t in pieces(pa.array(["x", "y"]))]
    [(0, 2, b'\\nx\\ny\\n')]
    """
    whole = TextBatch.of(column)
    first = 0
    while first < len(whole):
        base = int(whole.start[first]) - 1
        last = max(first + 1, int(np.searchsorted(whole.stop, base + PIECE_BYTES, side="right")))
        data = whole.data[base : int(whole.stop[last - 1]) + 1]
        yield first, last, TextBatch(data, whole.start[first:last] - base, whole.stop[first:last] - base)
        first = last


def host_hashes(hosts: pa.Array) -> Hashes:
    """Hash a column of hosts; null is 0, the one host of all pages of which no host is known."""
    if not len(hosts):
        return np.zeros(0, np.uint64)
    encoded = hosts.dictionary_encode()
    values = [stable_hash(name) | 1 for name in encoded.dictionary.to_pylist()]
    table = np.array([*values, 0], np.uint64)
    return table[encoded.indices.fill_null(len(values)).to_numpy()]


def _lines(batch: TextBatch) -> tuple[Ints, Ints, Ints]:
    """Split into lines without the white space around them; blank ones are left out."""
    end = np.flatnonzero(batch.data == ord("\n"))
    start, stop = end[:-1] + 1, end[1:]
    start = _after_space(batch, start)
    stop = _before_space(batch, np.maximum(stop, start))
    keep = stop > start
    start, stop = start[keep], stop[keep]
    return start, stop, np.searchsorted(batch.start, start, side="right") - 1


def _after_space(batch: TextBatch, place: Ints) -> Ints:
    place = place.copy()
    more = np.flatnonzero(_blank(batch, place))
    while len(more):
        place[more] += 1
        more = more[_blank(batch, place[more])]
    return place


def _before_space(batch: TextBatch, place: Ints) -> Ints:
    place = place.copy()
    more = np.flatnonzero(_blank(batch, place - 1))
    while len(more):
        place[more] -= 1
        more = more[_blank(batch, place[more] - 1)]
    return place


def _blank(batch: TextBatch, place: Ints) -> Bools:
    here = batch.data[place.clip(0, len(batch.data) - 1)]
    return np.asarray((here <= 0x20) & (here != ord("\n")) & (place > 0))
