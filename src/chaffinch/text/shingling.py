"""Shingles of texts: runs of consecutive words, hashed in bulk.

Words are folded first (NFKD, case-folded, combining marks dropped), so that case, accents, punctuation and line wraps
make no difference; in scripts without spaces between words every letter is a word. Unlike `folding`, which passages are
matched on, this fold keeps the gaps between words, which shingles need. Everything is numpy over a chunk of texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from threading import Lock

import numpy as np
import numpy.typing as npt

from chaffinch.text.arrays import Hashes, Ints
from chaffinch.text.hashing import mix
from chaffinch.text.spans import ranges

__all__ = ["LETTER", "U32", "WORD", "chunks", "powers", "shingles"]

U32 = npt.NDArray[np.uint32]
"""32-bit hashes, as MinHash takes them."""

_CHUNK = 1 << 18  # code points folded at once: the arrays of a chunk stay in a core's cache
LETTER = np.uint64(0x9E3779B97F4A7C15)
"""Base of the polynomial hash of a word's letters: odd, with well-spread bits (2^64 / golden ratio)."""

WORD = np.uint64(0xD1342543DE82EF95)
"""Base of the polynomial hash of a shingle's words: a spectrally good multiplier (Steele and Vigna 2021)."""

_UNKNOWN = 255  # size of a code point that is not folded yet
_SEVERAL = 0xFFFFFFFF  # in place of a letter: there is none, or several, or the code point is not folded yet
_ALONE = 1 << 31  # flag of a letter that is a word by itself
_WIDE = 128  # the first letter that is not ASCII
_LONGEST = 256  # letters; a longer word would take a pass for every eight of them
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)  # keeps the first n bytes of eight
_UNSPACED = (  # blocks of scripts that put no spaces between words (Unicode 16, Blocks.txt)
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x312F),  # CJK radicals, kana, bopomofo
    (0x31A0, 0x9FFF),  # bopomofo and kana extensions, ideographs
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


class _Alphabet:
    """Folds of code points, computed when a code point first occurs: all of them would take a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.size = np.full(0x110000, _UNKNOWN, np.uint8)
        self.only = np.full(0x110000, _SEVERAL, np.uint32)  # the letter of what becomes a single one
        self.first = np.zeros(0x110000, np.int32)  # offset in the pool
        self.pool = np.zeros(1, np.uint32)

    def learn(self, codes: U32) -> None:
        """Fold the code points that are not folded yet."""
        with self._lock:
            new = np.unique(codes[self.size[codes] == _UNKNOWN])
            folds = [_fold(int(code)) for code in new]
            sizes = np.array([len(fold) for fold in folds], np.uint8)
            first = len(self.pool) + np.cumsum(sizes, dtype=np.int64) - sizes
            self.pool = np.append(self.pool, np.array([c for fold in folds for c in fold], np.uint32))
            self.first[new] = first
            self.only[new[sizes == 1]] = self.pool[first[sizes == 1]]
            self.size[new] = sizes


@lru_cache(maxsize=1)
def _alphabet() -> _Alphabet:
    return _Alphabet()


def _fold(code: int) -> list[int]:
    """Fold one code point to letters, to a 0 where it separates words, or to nothing where words ignore it."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
    letters = []
    for letter in decomposed:
        category = unicodedata.category(letter)
        if category[0] in "LN":
            alone = any(low <= ord(letter) <= high for low, high in _UNSPACED)
            letters.append(ord(letter) | (_ALONE if alone else 0))
        elif category[0] != "M" and category != "Cf":  # soft hyphens and joiners are no gaps
            letters.append(0)
    return letters


def _folded(texts: Sequence[str]) -> tuple[U32, Ints]:
    """Fold texts one after the other, with a 0 after each.

    Returns:
        The letters, with 0 between words, shape (letters,); and the end of each text, shape (texts,).
    """
    joined = "".join(f"{text}\n" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    stops = np.fromiter(accumulate(len(text) + 1 for text in texts), np.int64, len(texts))
    alphabet = _alphabet()
    letters = alphabet.only[codes]
    several = np.flatnonzero(letters == _SEVERAL)
    if len(several) and (alphabet.size[codes[several]] == _UNKNOWN).any():
        alphabet.learn(codes[several])
        letters[several] = alphabet.only[codes[several]]
        several = several[letters[several] == _SEVERAL]
    if not len(several):
        return letters, stops
    size = alphabet.size[codes[several]].astype(np.int64)
    more = np.cumsum(size - 1)  # letters more than code points, up to and with each of them
    spread = alphabet.pool[ranges(alphabet.first[codes[several]].astype(np.int64), size)]
    ends = np.cumsum(size)
    pieces, done = [], 0
    for at, low, high in zip(several.tolist(), (ends - size).tolist(), ends.tolist(), strict=True):
        pieces += [letters[done:at], spread[low:high]]
        done = at + 1
    letters = np.concatenate([*pieces, letters[done:]])
    return letters, stops + np.append(0, more)[np.searchsorted(several, stops)]


def _word_hashes(texts: Sequence[str]) -> tuple[Hashes, Ints]:
    """Hash every word of every text.

    Returns:
        The hashes, shape (words,), and the number of words of each text, shape (texts,).
    """
    letters, stops = _folded(texts)
    kept = letters != 0
    bounds = np.flatnonzero(np.diff(kept, prepend=False, append=False))
    starts, lengths = bounds[::2], bounds[1::2] - bounds[::2]
    wide = np.flatnonzero(letters >= _WIDE)
    if len(wide) and int(letters[wide].max()) >= _ALONE:
        starts, lengths = _cut_at_lone_letters(letters, wide, starts, lengths)
    words = np.diff(np.searchsorted(starts, stops), prepend=0)
    value = _narrow_hashes(letters, starts, lengths)
    odd = lengths > _LONGEST
    odd[np.searchsorted(starts, wide, side="right") - 1] = True
    if len(which := np.flatnonzero(odd)):
        value[which] = _wide_hashes(letters, starts[which], lengths[which])
    return mix(value), words


def _cut_at_lone_letters(letters: U32, wide: Ints, starts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """Cut runs of letters before and after each letter that is a word by itself."""
    alone = wide[letters[wide] >= _ALONE]
    stops = starts + lengths
    after = alone + 1
    after = after[letters[after] != 0]  # there is a 0 after every text
    starts = _marked(len(letters), starts, alone, after)
    return starts, _marked(len(letters), stops, alone[letters[alone - 1] != 0], alone + 1) - starts


def _marked(size: int, *offsets: Ints) -> Ints:
    """Give some offsets up to a size in order, each once; a mask of all of them is made sooner than they are sorted."""
    mask = np.zeros(size + 1, np.bool_)
    for some in offsets:
        mask[some] = True
    return np.flatnonzero(mask)


def _narrow_hashes(letters: U32, starts: Ints, lengths: Ints) -> Hashes:
    """Hash words of ASCII letters, eight letters at a time; the hashes of other words have no meaning."""
    narrow = np.zeros(len(letters) + 8, np.uint8)
    narrow[: len(letters)] = letters
    eights = np.ndarray((len(letters) + 1,), "<u8", narrow, strides=(1,))
    value, power = np.zeros(len(starts), np.uint64), np.ones(1, np.uint64)
    factors = powers(LETTER, 9)
    live, done = np.arange(len(starts)), 0
    while len(live):
        eight = eights[starts[live] + done] & _FIRST[np.minimum(lengths[live] - done, 8)]
        part = np.zeros(len(live), np.uint64)
        for factor in factors[:8]:
            part += (eight & np.uint64(255)) * factor
            eight >>= np.uint64(8)
        value[live] += part * power
        done, power = done + 8, power * factors[8:]
        live = live[(lengths[live] > done) & (lengths[live] <= _LONGEST)]
    return value


def _wide_hashes(letters: U32, starts: Ints, lengths: Ints) -> Hashes:
    """Hash words of any letters: the sum of letter x power of its index in the word."""
    first = np.cumsum(lengths) - lengths
    index = np.arange(lengths.sum()) - np.repeat(first, lengths)
    value = letters[np.repeat(starts, lengths) + index].astype(np.uint64)
    value *= powers(LETTER, int(lengths.max()))[index]
    return np.add.reduceat(value, first)


def powers(base: np.uint64, count: int) -> Hashes:
    """Compute the first powers of a base, from 1 on, modulo 2^64: shape (count,).

    >>> powers(np.uint64(3), 4)
    array([ 1,  3,  9, 27], dtype=uint64)
    """
    powers = np.full(count, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers)


def shingles(texts: Sequence[str], shingle: int) -> tuple[U32, Ints]:
    """Hash every shingle of every text.

    A text with fewer words than a shingle is one shingle; a text without words has none.

    Args:
        texts: any strings, also with lone surrogates.
        shingle: words in a shingle.

    Returns:
        The hashes in the order of the texts, repeats included, shape (shingles,); and the number of shingles of each
        text, int64, shape (texts,).

    >>> hashes, count = shingles(["One two, three four", "ONE - two!"], 2)
    >>> count.tolist(), bool(hashes[0] == hashes[3])
    ([3, 1], True)
    """
    value, words = _word_hashes(texts)
    stop = np.repeat(np.cumsum(words), words)
    word = np.arange(len(value))
    total = np.zeros(len(value), np.uint64)
    padded = np.concatenate((value, np.zeros(shingle, np.uint64)))
    for ahead, power in enumerate(powers(WORD, shingle)):
        inside = word + ahead < stop
        total += np.where(inside, padded[ahead : ahead + len(value)] * power, np.uint64(0))
    first = np.zeros(len(value), np.bool_)
    first[(np.cumsum(words) - words)[words > 0]] = True
    chosen = first | (word + shingle <= stop)
    count = np.where(words > 0, np.maximum(1, words - shingle + 1), 0)
    return (mix(total[chosen]) >> np.uint64(32)).astype(np.uint32), count


def chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a sequence of texts into chunks of about a quarter of a million code points; a longer text is one by itself.

    >>> list(chunks(["one", "two"]))
    [['one', 'two']]
    """
    first, size = 0, 0
    for index, text in enumerate(texts):
        if size and size + len(text) > _CHUNK:
            yield texts[first:index]
            first, size = index, 0
        size += len(text) + 1
    if size:
        yield texts[first:]
