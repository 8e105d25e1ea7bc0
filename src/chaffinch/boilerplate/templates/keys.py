"""Turn the text of a page into keys that are equal wherever a site repeats itself.

A *block* (line or paragraph) has the key of its words. A sentence of a longer block has a key of its own. A block that
is not long has a *loose* key, too: that of its words without those with a capital letter, so that names may vary.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.boilerplate.templates.words import Words
from chaffinch.text import (
    STOPS,
    Blocks,
    Bools,
    Hashes,
    Ints,
    Sentences,
    TextBatch,
    among,
    blocks,
    digit,
    last_character,
    mix,
    range_hashes,
    sentences,
    stable_hash,
    trigrams,
)

__all__ = [
    "ANY_HOST",
    "COPIED_WORDS",
    "FIELD",
    "FRAME",
    "LABEL",
    "LABEL_BYTES",
    "LABEL_TAIL",
    "LABEL_WORDS",
    "LINE",
    "LOOSE",
    "PAGE",
    "PROSE",
    "REMARK",
    "SENTENCE",
    "SHINGLE",
    "Kinds",
    "Reading",
    "Runs",
    "host_hashes",
    "keyed",
    "pieces",
]

Kinds = npt.NDArray[np.int8]

PAGE, SHINGLE, LINE, REMARK, PROSE, SENTENCE, LOOSE, LABEL, FIELD, FRAME = range(10)
KINDS = ("page", "shingle", "line", "remark", "prose", "sentence", "loose", "label", "field", "frame")
"""What a key is made of: a page as such; three words in a row; a line that is no sentence; a line that is one; a
paragraph; a sentence in a paragraph; the words of a block without its names; the first words of what closes a page;
the words before the colon of a line that names a value ("Colour: red"); the first or the last words of a sentence near
an end of a page, which differs in others."""

PROSE_WORDS = 25
"""Words of a block from which on it is prose; a block of two sentences is prose, too."""

UNSPACED, LETTERS_OF_WORD = 1.5, 2
"""Code points for each word, at most, of a block in a script without spaces, where each letter is one; and letters that
count as a word of prose there. A judgement."""

REMARK_WORDS = 6
"""Words of a line from which on it is a sentence, if it ends as a sentence does."""

SENTENCE_WORDS = 4
"""Words of a sentence with a key; shorter ones ("He agreed.") repeat by chance."""

LOOSE_MOST = 60
"""Words of a block with a loose key, at most."""

LOOSE_BYTES = 5
"""Bytes of a long word: it says more than "of the", which titles share."""

LOOSE_LONG, LOOSE_PLAIN = 2, 4
"""Words without a capital letter that a loose key is made of: so many long ones; or one, and so many of any length."""

ANY_HOST = np.uint64(2)
"""Stands for the host of templates that are known wherever they are copied to; no hash of a host is even."""

COPIED_WORDS = 10
"""Words from which on a template of one host is known on the pages of others, too. A judgement: fewer words may be
those of any site, or of an author."""

LABEL_WORDS = 2
"""Words of a label, which stands before what varies from page to page: "Read also: " and a title."""

LABEL_BYTES = 500
"""Bytes of a label and what follows it to the end of its block, at most: a title or two, never a story."""

LABEL_TAIL = 300
"""Bytes of a page behind that, at most."""

FIELD_WORDS = (4, 12)
"""Words of a line before its colon, and of the whole line, at most, if it names a value."""

DAY_BYTES = 3
"""Bytes of the name of a day or month before a colon, at least: it is a label, though no word that pages share."""

CLOSING = 1500
"""Bytes at the end of a page in which labels are looked for. What stands there only at the very end is told from what
opens any sentence ("He said")."""

PIECE_BYTES = 1 << 20
"""Bytes of text that are read at a time: with more the calls cost no less a byte, and memory grows."""

_SPREAD = np.uint64(0x9FB21C651E98DF25)  # odd factor of rrmxmx (Evensen 2018): spreads the bits of a hash
_SALTED = (
    PAGE,
    SHINGLE,
    LINE,
    LINE,
    LINE,
    SENTENCE,
    LOOSE,
    LABEL,
    FIELD,
    FRAME,
)  # blocks of every kind share their keys
_SALT = np.array([(1 + kind) * 0x2545F4914F6CDD1D & (1 << 64) - 1 for kind in _SALTED], np.uint64)
_DENSE = tuple(range(0xE3, 0xEA))  # first bytes of Chinese and Japanese letters, each of which is a word
_BEHIND_COLON = (*map(ord, " \t*_"), *_DENSE)
_WIDE = "：".encode()
_OF_ADDRESSES, _MONTH = tuple(map(ord, "@/.")), 4  # the colon, a space and at least three letters
_STOPS = tuple(map(ord, STOPS))
_QUOTES = tuple(map(ord, "\"')]”’»」』）"))


class Runs(Struct, frozen=True):
    """Runs of words: blocks or sentences.

    Attributes:
        block: index of the block that contains the run (of a block, its own), int64, shape (runs,).
        start, stop: byte offsets in the batch, int64, shape (runs,).
        lo, hi: range of words, int64, shape (runs,).
        hash: equal for equal words, uint64, shape (runs,).
    """

    block: Ints
    start: Ints
    stop: Ints
    lo: Ints
    hi: Ints
    hash: Hashes

    def __len__(self) -> int:
        return len(self.start)

    @property
    def size(self) -> Ints:
        """Give the number of words of each run, int64, shape (runs,)."""
        return self.hi - self.lo

    def take(self, which: Ints | Bools) -> Runs:
        """Select some, by a mask, shape (runs,), or by their indices, int64, shape (selected,)."""
        fields: Any = (self.block, self.start, self.stop, self.lo, self.hi, self.hash)
        return Runs(*(field[which] for field in fields))


class Reading(Struct, frozen=True, dict=True):
    r"""A batch read once: its blocks and the hashes of their words.

    Attributes:
        batch: the texts.
        words: their words.
        document: for each block the index of its document in the batch, int64, shape (blocks,).
        blocks: all blocks.

    >>> reading = Reading.of(TextBatch.of(["One two three four. Five six.\n\nPage 3", "Page 12"]))
    >>> parts = reading.sentences()
    >>> [KINDS[k] for k in reading.kinds(parts)], reading.blocks.hash[1] == reading.blocks.hash[2]
    (['prose', 'line', 'line'], np.True_)
    >>> [bytes(reading.batch.data[a:b]).decode() for a, b in zip(parts.start, parts.stop)]
    ['One two three four.', 'Five six.']
    """

    batch: TextBatch
    words: Words
    document: Ints
    blocks: Runs

    @classmethod
    def of(cls, batch: TextBatch) -> Reading:
        """Read a batch."""
        words, found = Words.of(batch), blocks(batch)
        return cls(batch, words, found.document, _runs(words, found, np.arange(len(found))))

    def sentences(self, which: Bools | None = None) -> Runs:
        """Give the sentences of the blocks that have more than one.

        Args:
            which: mask of the blocks to split, bool, shape (blocks,); None to split all long ones.
        """
        whole = self.blocks
        long = whole.size > SENTENCE_WORDS
        chosen = np.flatnonzero(long if which is None else long & which)
        found = sentences(self.batch, Blocks(whole.start, whole.stop, self.document), chosen)
        several = np.bincount(found.block, minlength=len(whole))[found.block] > 1
        found = Sentences(found.start[several], found.stop[several], found.block[several])
        return _runs(self.words, found, found.block)

    def kinds(self, parts: Runs) -> Kinds:
        """Tell which blocks are LINE, REMARK and PROSE, int8, shape (blocks,), given the sentences of all blocks."""
        whole = self.blocks
        remark = self.ended & (whole.size >= REMARK_WORDS)
        later = self.batch.wide.later(whole.stop) - self.batch.wide.later(whole.start)
        length = whole.stop - whole.start - later
        unspaced = (later > length) & (length <= UNSPACED * whole.size)
        prose = whole.size >= np.where(unspaced, LETTERS_OF_WORD, 1) * PROSE_WORDS
        prose[parts.block] = True
        return np.select([prose, remark], [PROSE, REMARK], LINE).astype(np.int8)

    @cached_property
    def ended(self) -> Bools:
        """Which blocks end with a stop, or with a closing mark behind a stop: bool, shape (blocks,)."""
        data = self.batch.data
        last, start = last_character(data, self.blocks.stop)
        return among(last, _STOPS) | (among(last, _QUOTES) & among(last_character(data, start)[0], _STOPS))

    def loose(self, which: Bools | None = None) -> Hashes:
        """Hash the words of shorter blocks, but for those after the first that have a capital letter.

        Args:
            which: mask of the blocks to hash, bool, shape (blocks,); all if None.

        Returns:
            uint64, shape (blocks,); 0 for a block without a loose key.
        """
        words, whole = self.words, self.blocks
        result = np.zeros(len(whole), np.uint64)
        short = (whole.size <= LOOSE_MOST) & (whole.size >= LOOSE_LONG)
        block = np.flatnonzero(short if which is None else short & which)
        if not len(block):
            return result
        size = whole.size[block]
        last = np.cumsum(size)
        first = last - size
        word = np.arange(last[-1]) + np.repeat(whole.lo[block] - first, size)
        plain = ~words.capital.take(word)
        long = plain & (words.stop - words.start >= LOOSE_BYTES).take(word)
        longs, plains = (np.add.reduceat(flag, first, dtype=np.int64) for flag in (long, plain))
        few = (longs < LOOSE_LONG) & ((longs < 1) | (plains < LOOSE_PLAIN))
        plain[first] = True
        before = np.concatenate(([0], np.cumsum(plain)))
        value = range_hashes(words.hash.take(word.take(np.flatnonzero(plain))), before[first], before[last])
        result[block] = np.where(few, np.uint64(0), value)
        return result

    def closing(self) -> Bools:
        """Tell which blocks end near the end of their page, where labels are looked for: bool, shape (blocks,)."""
        return np.asarray(self.batch.stop[self.document] - self.blocks.stop < CLOSING)

    def labels(self, parts: Runs) -> tuple[Hashes, Runs]:
        """Find what may be a label with text behind it, near the end of a page; a sentence has no label.

        Args:
            parts: sentences of blocks with more than one, at least of those that `closing` names.

        Returns:
            The hashes of the labels, uint64, shape (labels,); and the runs from each label to the end of its block.
        """
        whole = self.blocks
        start, block = np.concatenate((whole.start, parts.start)), np.concatenate((whole.block, parts.block))
        lo = np.concatenate((whole.lo, parts.lo))
        stop, hi = whole.stop[block], whole.hi[block]
        near = self.batch.stop[self.document[block]] - start < CLOSING
        near &= (hi - lo > LABEL_WORDS) & (self.batch.data[stop - 1] != ord("."))
        _, first = np.unique(start[near], return_index=True)  # a block and its first sentence begin at one place
        chosen = np.flatnonzero(near)[first]
        start, stop, block, lo, hi = (column[chosen] for column in (start, stop, block, lo, hi))
        runs = Runs(block, start, stop, lo, hi, self.words.runs(lo, hi))
        return self.words.runs(lo, lo + LABEL_WORDS), runs

    def fields(self, digits: Ints) -> tuple[Hashes, Ints, Bools]:
        r"""Find the lines that name a value: a few words, or a day, a colon, a few words or numbers.

        Args:
            digits: byte offsets of all digits of the batch, int64, shape (digits,).

        Returns:
            The hashes of the words before the colon, uint64, shape (fields,); the blocks, int64; and whether the value
            is numbers and words of dates alone, bool.

        >>> reading = Reading.of(TextBatch.of(["Colour: red\n\nIt was 10:30.\n\nColour: blue\n\nSee:\n\nTel: 12"]))
        >>> value, block, number = reading.fields(np.flatnonzero(digit(reading.batch.data)))
        >>> block.tolist(), number.tolist(), value[0] == value[1]
        ([0, 2, 4], [False, False, True], np.True_)
        """
        data, whole = self.batch.data, self.blocks
        colon = np.flatnonzero(data[:-1] == ord(":"))
        colon = colon[np.isin(data[colon + 1], _BEHIND_COLON)]
        wide = self.batch.wide.led_by(_WIDE[0])
        wide = wide[(data[wide + 1] == _WIDE[1]) & (data[wide + 2] == _WIDE[2])]
        colon = np.sort(np.concatenate((colon, wide)))
        first = np.searchsorted(colon, whole.start)
        block = np.flatnonzero(first < np.searchsorted(colon, whole.stop))
        letters = np.where(np.isin(data[whole.start[block]], _DENSE), LETTERS_OF_WORD, 1)
        fits = whole.size[block] <= FIELD_WORDS[1] * letters
        block, letters = block[fits], letters[fits]
        colon, start, stop = colon[first[block]], whole.start[block], whole.stop[block]
        middle = np.searchsorted(self.words.start, colon)
        before = middle - whole.lo[block]
        dated = (colon - start >= DAY_BYTES) & ~digit(data[start])  # "Monday:"
        behind = np.searchsorted(digits, stop) > np.searchsorted(digits, colon)
        number = (middle == whole.hi[block]) & (behind | (stop - colon > _MONTH))
        for i in np.flatnonzero(number & ~behind).tolist():
            number[i] = not np.isin(data[colon[i] : stop[i]], _OF_ADDRESSES).any()
        named = ((before > 0) | dated) & (before <= FIELD_WORDS[0] * letters) & ((middle < whole.hi[block]) | number)
        block, middle = block[named], middle[named]
        return self.words.runs(whole.lo[block], middle), block, number[named]

    def shingles(self, which: Bools | None = None) -> tuple[Hashes, Ints, Ints]:
        """Hash every three words in a row of blocks.

        Args:
            which: mask of the blocks to hash, bool, shape (blocks,); all if None.

        Returns:
            The hashes, uint64, shape (shingles,); the index of the first word and the block of each, int64.
        """
        word, block = self._starts(3, which)
        return trigrams(self.words.hash).take(word), word, block

    def rows(self, size: int, which: Bools) -> tuple[Hashes, Ints]:
        """Hash every few words in a row of some blocks, given how many, and a mask of the blocks, shape (blocks,).

        Returns:
            The hashes, uint64, and the block of each, int64, shape (runs,).
        """
        word, block = self._starts(size, which)
        return self.words.runs(word, word + size), block

    def _starts(self, size: int, which: Bools | None) -> tuple[Ints, Ints]:
        """Give the first word of so many in a row in blocks, and the block of each: int64, shape (runs,)."""
        count = np.maximum(self.blocks.size - size + 1, 0)
        if which is not None:
            count[~which] = 0
        block = np.repeat(self.blocks.block, count)
        return np.arange(len(block)) + np.repeat(self.blocks.lo - (np.cumsum(count) - count), count), block

    def some_shingles(self, bits: int) -> tuple[Hashes, Ints]:
        """Give the shingles whose mixed hashes end in so many zero bits, uint64, and their blocks, int64."""
        value = mix(trigrams(self.words.hash))
        word = np.flatnonzero(value & np.uint64((1 << bits) - 1) == 0)
        block = np.searchsorted(self.blocks.lo, word, side="right") - 1
        whole = (block >= 0) & (word + 2 < self.blocks.hi[block])
        return value[word[whole]], block[whole]


def keyed(value: Hashes, host: Hashes, kind: int | Kinds, owner: Ints | None = None) -> Ints:
    """Bind hashes to a host and a kind: the keys that are counted and looked up.

    Args:
        value: the hashes, uint64, shape (keys,).
        host: the hash of the host of each key, or of each owner, uint64, shape (keys,) or (owners,).
        kind: index in `KINDS`: one for all, or one for each, int8, shape (keys,).
        owner: the index in ``host`` for each key, int64, shape (keys,); None if ``host`` has one for each key.

    Returns:
        int64, shape (keys,).

    >>> one = np.array([1], np.uint64)
    >>> keyed(one, one, LINE) == keyed(one, one, SENTENCE)
    array([False])
    """
    bound = host * _SPREAD
    bound = bound if owner is None else bound.take(owner)
    return mix(value ^ (bound + _SALT[kind])).view(np.int64)


def pieces(whole: TextBatch) -> Iterator[tuple[int, int, TextBatch]]:
    r"""Cut a batch into views of about the same size, near `PIECE_BYTES`: (first document, one after the last, batch).

    >>> [(a, b, bytes(t.data)) for a, b, t in pieces(TextBatch.of(["x", "y"]))]
    [(0, 2, b'\nx\ny\n')]
    """
    first, size = 0, len(whole.data)
    most = -(-size // max(1, round(size / PIECE_BYTES)))  # no small rest: each piece costs a thousand calls
    while first < len(whole):
        base = int(whole.start[first]) - 1
        last = max(first + 1, int(np.searchsorted(whole.start, base + most)))
        yield first, last, whole.part(first, last)
        first = last


def host_hashes(hosts: pa.Array) -> Hashes:
    """Hash a column of hosts, uint64; null gives 0, the one host of all pages whose host is not known.

    >>> host_hashes(pa.array(["b.org", None, "b.org"])).tolist()
    [15598257568467627993, 0, 15598257568467627993]
    """
    encoded = hosts.cast(pa.string()).dictionary_encode()
    known = [stable_hash(name) << 1 | 1 for name in encoded.dictionary.to_pylist()]
    table = np.array([*known, 0], np.uint64)
    return np.asarray(table[encoded.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)])


def _runs(words: Words, found: Blocks | Sentences, block: Ints) -> Runs:
    lo, hi = np.searchsorted(words.start, found.start), np.searchsorted(words.start, found.stop)
    return Runs(block, found.start, found.stop, lo, hi, words.runs(lo, hi))
