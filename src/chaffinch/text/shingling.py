"""Texts as sets of shingles: runs of words, hashed in bulk.

Words are compared folded (NFKD, case-folded, marks dropped), so that case, accents, punctuation and line
wraps make no difference; in scripts that put no spaces between words every letter is a word. Unlike the fold
that passages are matched on, this one keeps the gaps between words, which shingles need. All of it is numpy
over a block of texts.
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
from chaffinch.text.spans import ranges

__all__ = ["LETTER", "U32", "WORD", "blocks", "mixed", "powers", "shingle_hashes", "shingles"]

U32 = npt.NDArray[np.uint32]
"""32-bit hashes, as MinHash takes them."""

_BLOCK = 1 << 18  # code points worked on at once: the arrays of a block stay in a core's cache
LETTER = np.uint64(0x9E3779B97F4A7C15)
"""Base of the hash of a word's letters: odd, its bits well spread (2^64 / golden ratio)."""

WORD = np.uint64(0xD1342543DE82EF95)
"""Base of the hash of a shingle's words: a spectrally good multiplier (Steele & Vigna 2021)."""

_UNKNOWN = 255  # size of a code point that was not seen yet
_SEVERAL = 0xFFFFFFFF  # stands for no letter, for several, and for a code point that was not seen yet
_ALONE = 1 << 31  # flag of a letter that is a word by itself
_WIDE = 128  # the first letter that is not ASCII
_LONGEST = 256  # letters of a word that are hashed eight at a time
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
    """What every code point folds to; filled in as code points are met: all would take a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.size = np.full(0x110000, _UNKNOWN, np.uint8)
        self.only = np.full(0x110000, _SEVERAL, np.uint32)  # the letter of what becomes a single one
        self.first = np.zeros(0x110000, np.int32)  # place in the pool
        self.pool = np.zeros(1, np.uint32)

    def learn(self, codes: U32) -> None:
        """Fold the code points that are not known yet."""
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
    """Give the letters of one code point, 0 for what separates words, nothing for what words ignore."""
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
    """Fold texts one after the other, a 0 after each.

    Returns:
        The letters, 0 between words, and the place behind each text, shape (n,).
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


def mixed(values: Hashes) -> Hashes:
    """Spread 64-bit values over all bits (finalizer of MurmurHash3, Appleby 2011); a bijection.

    >>> hex(mixed(np.array([1], np.uint64))[0])
    '0xb456bcfc34c2cb2c'
    """
    values = values ^ (values >> np.uint64(33))
    values = values * np.uint64(0xFF51AFD7ED558CCD)
    values = values ^ (values >> np.uint64(33))
    values = values * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))


def _word_hashes(texts: Sequence[str]) -> tuple[Hashes, Ints]:
    """Hash every word of every text.

    Returns:
        One hash a word, and how many words each text has, shape (n,).
    """
    letters, stops = _folded(texts)
    kept = letters != 0
    edges = np.flatnonzero(np.diff(kept, prepend=False, append=False))
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    wide = np.flatnonzero(letters >= _WIDE)
    if len(wide) and int(letters[wide].max()) >= _ALONE:
        starts, lengths = _parted(letters, wide, starts, lengths)
    words = np.diff(np.searchsorted(starts, stops), prepend=0)
    value = _narrow_hashes(letters, starts, lengths)
    which = np.unique(np.searchsorted(starts, wide, side="right") - 1)
    which = np.union1d(which, np.flatnonzero(lengths > _LONGEST))
    if len(which):
        value[which] = _wide_hashes(letters, starts[which], lengths[which])
    return mixed(value), words


def _parted(letters: U32, wide: Ints, starts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """Part runs of letters before and after each letter that is a word by itself."""
    alone = wide[letters[wide] >= _ALONE]
    stops = starts + lengths
    after = alone + 1
    after = after[letters[after] != 0]  # there is a 0 after every text
    starts = np.unique(np.concatenate((starts, alone, after)))
    return starts, np.unique(np.concatenate((stops, alone[letters[alone - 1] != 0], alone + 1))) - starts


def _narrow_hashes(letters: U32, starts: Ints, lengths: Ints) -> Hashes:
    """Hash words of ASCII letters, eight letters at a time; of others the result has no meaning."""
    narrow = np.zeros(len(letters) + 8, np.uint8)
    narrow[: len(letters)] = letters
    eights = np.ndarray((len(letters) + 1,), "<u8", narrow, strides=(1,))
    value, power = np.zeros(len(starts), np.uint64), np.ones(1, np.uint64)
    factors = powers(LETTER, 9)
    live, place = np.arange(len(starts)), 0
    while len(live):
        eight = eights[starts[live] + place] & _FIRST[np.minimum(lengths[live] - place, 8)]
        part = np.zeros(len(live), np.uint64)
        for factor in factors[:8]:
            part += (eight & np.uint64(255)) * factor
            eight >>= np.uint64(8)
        value[live] += part * power
        place, power = place + 8, power * factors[8:]
        live = live[(lengths[live] > place) & (lengths[live] <= _LONGEST)]
    return value


def _wide_hashes(letters: U32, starts: Ints, lengths: Ints) -> Hashes:
    """Hash words of any letters: the sum of letter x power of its place."""
    first = np.cumsum(lengths) - lengths
    place = np.arange(lengths.sum()) - np.repeat(first, lengths)
    value = letters[np.repeat(starts, lengths) + place].astype(np.uint64)
    value *= powers(LETTER, int(lengths.max()))[place]
    return np.add.reduceat(value, first)


def powers(base: np.uint64, number: int) -> Hashes:
    """Give 1, base, base squared and so on, modulo 2^64.

    >>> powers(np.uint64(3), 4)
    array([ 1,  3,  9, 27], dtype=uint64)
    """
    powers = np.full(number, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers)


def shingles(texts: Sequence[str], shingle: int) -> tuple[U32, Ints]:
    """Hash every shingle of every text.

    Returns:
        The hashes in order, repeats included, and how many each text has, shape (n,).
    """
    value, words = _word_hashes(texts)
    stop = np.repeat(np.cumsum(words), words)
    place = np.arange(len(value))
    total = np.zeros(len(value), np.uint64)
    padded = np.concatenate((value, np.zeros(shingle, np.uint64)))
    for ahead, power in enumerate(powers(WORD, shingle)):
        inside = place + ahead < stop
        total += np.where(inside, padded[ahead : ahead + len(value)] * power, np.uint64(0))
    first = np.zeros(len(value), np.bool_)
    first[(np.cumsum(words) - words)[words > 0]] = True
    chosen = first | (place + shingle <= stop)
    numbers = np.where(words > 0, np.maximum(1, words - shingle + 1), 0)
    return (mixed(total[chosen]) >> np.uint64(32)).astype(np.uint32), numbers


def shingle_hashes(text: str, *, shingle: int = 5) -> U32:
    r"""Hash every run of ``shingle`` words of a text; a shorter text is one shingle, one without words none.

    Returns:
        Shape (shingles,), in the order of the text, repeats included: what a ``datasketch.MinHash`` is to be
        updated with to get the row that `sketch` gives.

    >>> len(shingle_hashes("One two, three four", shingle=2))
    3
    >>> np.array_equal(shingle_hashes("Café au lait"), shingle_hashes("CAFE - au\nlait!"))
    True
    """
    return shingles([text], shingle)[0]


def blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part texts into runs of about a quarter of a million code points; a longer text is a run by itself.

    >>> list(blocks(["one", "two"]))
    [['one', 'two']]
    """
    first, size = 0, 0
    for index, text in enumerate(texts):
        if size and size + len(text) > _BLOCK:
            yield texts[first:index]
            first, size = index, 0
        size += len(text) + 1
    if size:
        yield texts[first:]
