"""Measure how blocks of text look: lengths, shares of kinds of characters, how they begin and end.

All is counted on bytes, for a whole batch at once, and no word is known, so that a value means much the same in all
languages. Of a block longer than `MEASURED` bytes the shares are those of its beginning.

The numbers below are part of the line model, which has to be trained again after a change of one; no measurement of
single ones is recorded (docs/linemodel.md has the figures of the whole).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.text import (
    ODD,
    Blocks,
    Bools,
    Bytes,
    Floats32,
    Ints,
    TextBatch,
    Wide,
    among,
    code_point,
    is_lower,
    is_upper,
    mix,
)

__all__ = ["STYLE", "Style"]


Flags = npt.NDArray[np.bool_] | npt.NDArray[np.uint8]

_WORD_BITS = 64


class Tally(Struct, frozen=True):
    """Count flags in ranges of bytes, for several kinds of flags at once.

    One bit is kept for each byte, and the count before every 64 of them (Jacobson 1989: rank). A prefix sum of 64-bit
    numbers would take 64 times as much memory.

    Attributes:
        bits: uint64, shape (kinds, bytes / 64).
        sums: flags before each number of ``bits``, int64, shape (kinds, bytes / 64).

    >>> tally = Tally.of(4, [np.array([True, False, True, True]), np.array([0, 8, 0, 0], np.uint8)])
    >>> tally.between(np.array([0, 1, 4]), np.array([4, 3, 4])).tolist()
    [[3, 1, 0], [1, 1, 0]]
    """

    bits: npt.NDArray[np.uint64]
    sums: Ints

    @classmethod
    def of(cls, size: int, kinds: Iterable[Flags]) -> Tally:
        """Pack flags, one kind after the other.

        Args:
            size: number of bytes.
            kinds: for each kind an array of bool or uint8, shape (size,); a value that is not 0 is a flag.
        """
        packed = [np.packbits(flags, bitorder="little") for flags in kinds]
        rows = np.zeros((len(packed), 8 * (size // _WORD_BITS + 1)), np.uint8)
        rows[:, : (size + 7) // 8] = packed
        bits = rows.view("<u8")
        count = np.bitwise_count(bits)
        return cls(bits, np.cumsum(count, axis=1, dtype=np.int64) - count)

    def between(self, start: Ints, stop: Ints) -> Ints:
        """Count the flags in ranges ``[start, stop)`` of bytes: int64, shape (kinds, ranges)."""
        return self._before(stop) - self._before(start)

    def _before(self, offset: Ints) -> Ints:
        at, inside = offset >> 6, (offset & (_WORD_BITS - 1)).view(np.uint64)
        below = (np.uint64(1) << inside) - np.uint64(1)
        return np.asarray(self.sums.take(at, axis=1) + np.bitwise_count(self.bits.take(at, axis=1) & below))


MEASURED = 4095
"""Bytes of a block that are measured: so much fits the bits of one count."""

STYLE = (
    "characters", "words", "one_word", "few_words", "some_words", "long", "very_long",
    "upper", "capitals", "digits", "marks", "spaces", "word_length", "short_words", "shouted",
    "ends", "ends_colon", "ends_ellipsis", "starts_lower", "starts_upper", "starts_digit", "starts_sign",
    "separators", "address", "copyright", "quotes", "commas", "sentences", "wide_characters", "money", "asks",
    "repeated",
)  # fmt: skip
"""Names of the style values, in their order."""

_BITS = 12  # bits of one count: `MEASURED` fits
_KEYS = (
    ("letters", "upper", "digits", "white", "late"),
    ("commas", "stops", "separators", "quotes", "wide"),
)  # that tell blocks apart
_ASCII = (
    ("letters", bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B))), ("upper", bytes(range(0x41, 0x5B))),
    ("digits", b"0123456789"), ("white", b" \t\r\n"), ("commas", b",;"), ("stops", b".!?"),
    ("separators", b"|>/*#<_~"), ("quotes", b"\"'()[]"),
)  # fmt: skip
_CLASSES = bytes(sum((byte in members) << bit for bit, (_, members) in enumerate(_ASCII)) for byte in range(256))
_END_STOPS = (*map(ord, ".!?…。！？؟।"),)
_CLOSERS = (*map(ord, "\"')]}»”’›」』）"),)
_OPENERS = (*map(ord, "“‘„"),)
_ORNAMENTS = 8  # bytes of signs of lists and tables that are skipped on either side of a block
_ORNAMENT = np.array([byte in b"|-*#> \t+" for byte in range(256)], np.int64)
_SIGNS = (0x2000, 0x2C00)  # code points from General Punctuation up to the arrows and symbols
LONG, VERY_LONG = 120, 320
"""Characters of a long and of a very long block."""

FEW, SOME = 3, 8
"""Words, at most, of a block of few words and of one of some words."""

LONGEST_WORD = 15
"""Letters a word on average, at most."""

SHOUTED, SHOUTED_LETTERS = 0.8, 3
"""Share of capitals from which on a block of more than so many letters is shouted."""

DENSITY, DENSEST = 10, 0.2
"""Factor of the shares of quotation marks and commas, which are small, and the share up to which they count."""

_WIDE = 0x80  # bytes from this one on belong to characters beyond ASCII
_SHORT = 3  # letters of a function word, at most


class Style(Struct, frozen=True):
    """Measures of blocks.

    Attributes:
        values: float32, shape (blocks, len(STYLE)).
        characters: of each block, int64, shape (blocks,).
        words: of each block, int64, shape (blocks,).
        sentences: stops in each block, int64, shape (blocks,).
    """

    values: Floats32
    characters: Ints
    words: Ints
    sentences: Ints

    @classmethod
    def of(cls, batch: TextBatch, blocks: Blocks) -> Style:
        """Measure the blocks of a batch."""
        data, wide = batch.data, batch.wide
        start, end = _bare(data, blocks.start, blocks.stop)
        stop = np.minimum(end, start + MEASURED)
        count = _counts(data, wide, start, stop)
        size = (stop - start) - count["late"]
        scale = (end - start) / np.maximum(stop - start, 1)  # characters of what is beyond the measured part
        characters = np.rint(size * scale).astype(np.int64)
        stops = count["stops"] + _events(_wide_stops(data, wide), start, stop)
        columns = [
            *_lengths(characters, count["words"] + (count["wide"] >> 1)),
            *_shares(count, size),
            *_edges(data, blocks.start, start, end),
            *_signs(batch, start, stop, count, stops, size),
            _repeated(count, blocks),
        ]
        values = np.stack([np.asarray(c, np.float32) for c in columns], axis=1)
        return cls(values, characters, count["words"], stops)


def _counts(data: Bytes, wide: Wide, start: Ints, stop: Ints) -> dict[str, Ints]:
    """Count characters of each kind and words in ranges; and bytes that are not the first of a character."""
    kind = np.frombuffer(data.tobytes().translate(_CLASSES), np.uint8)
    names = [*(name for name, _ in _ASCII), "asks", "dollars", "words", "capitalised", "short"]
    count = dict(zip(names, Tally.of(len(data), _flags(data, wide, kind)).between(start, stop), strict=True))
    lead = wide.lead
    count["late"] = wide.later(stop) - wide.later(start)
    count["letters"] = count["letters"] + _events(wide.start[(lead >= 0xC3) & (lead != 0xE2)], start, stop)
    count["wide"] = _events(wide.start[(lead >= 0xE3) & (lead <= 0xE9)], start, stop)
    return count


def _flags(data: Bytes, wide: Wide, kind: Bytes) -> Iterator[Bools | Bytes]:
    for bit in range(len(_ASCII)):
        yield kind & np.uint8(1 << bit)
    yield (data == ord("?")) | (data == ord("!"))
    yield data == ord("$")
    yield from _words(data, wide, kind)


def _words(data: Bytes, wide: Wide, kind: Bytes) -> tuple[Bools, Bools, Bools]:
    """Flag the first bytes of runs of letters: of all, of capitalised ones, of short ones in lower case."""
    letter = _letters(data, wide, kind)
    begin, short = np.zeros(len(data), np.bool_), np.zeros(len(data), np.bool_)
    np.greater(letter[1:], letter[:-1], out=begin[1:])
    capital = begin & (kind & np.uint8(2)).astype(np.bool_)
    np.logical_not(letter[:-3] & letter[1:-2] & letter[2:-1] & letter[3:], out=short[:-3])  # `_SHORT` letters
    short[-3:] = True
    short &= begin & ~capital
    other = np.flatnonzero(begin & (data >= _WIDE))
    if len(other):
        capital[other] = is_upper(code_point(data, other))
        run = np.ones(len(other), np.bool_)
        for k in range(1, 2 * _SHORT + 1):
            run &= letter[np.minimum(other + k, len(data) - 1)]
        short[other] = ~run & ~capital[other]
    return begin, capital, short


def _letters(data: Bytes, wide: Wide, kind: Bytes) -> Bools:
    """Tell which bytes are of letters: of ASCII, and all beyond it but General Punctuation and Latin-1 signs."""
    letter = (kind & np.uint8(1)).view(np.bool_)
    if len(wide.start):
        letter |= data >= _WIDE
        for lead, width in ((0xC2, 2), (0xE2, 3)):
            at = wide.led_by(lead)
            for k in range(width):
                letter[at + k] = False
    return letter


def _events(offset: Ints, start: Ints, stop: Ints) -> Ints:
    """Count the offsets within each range; ``offset`` is ascending."""
    if not len(offset):
        return np.zeros(len(start), np.int64)
    return np.asarray(np.searchsorted(offset, stop) - np.searchsorted(offset, start))


def _wide_stops(data: Bytes, wide: Wide) -> Ints:
    led = [wide.led_by(lead) for lead in (0xE3, 0xEF)]
    return np.sort(np.concatenate([p[among(code_point(data, p), _END_STOPS)] for p in led]))


def _lengths(characters: Ints, words: Ints) -> list[npt.NDArray[np.generic]]:
    return [
        np.log1p(characters), np.log1p(words), words <= 1, (words > 1) & (words <= FEW),
        (words > FEW) & (words <= SOME), characters >= LONG, characters >= VERY_LONG,
    ]  # fmt: skip


def _shares(count: dict[str, Ints], size: Ints) -> list[npt.NDArray[np.generic]]:
    letters, all_words, solid = (np.maximum(n, 1) for n in (count["letters"], count["words"], size))
    marks = np.maximum(size - count["letters"] - count["digits"] - count["white"], 0)
    return [
        count["upper"] / letters, count["capitalised"] / all_words, count["digits"] / solid, marks / solid,
        count["white"] / solid, np.minimum(letters / all_words, LONGEST_WORD), count["short"] / all_words,
        (count["upper"] >= SHOUTED * letters) & (count["letters"] > SHOUTED_LETTERS),
    ]  # fmt: skip


def _bare(data: Bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Leave out the signs of lists and tables around blocks: extractors differ in what they write there."""
    first, last = start.copy(), stop.copy()
    left = np.flatnonzero(_ORNAMENT[data[first]] | _ORNAMENT[data[last - 1]])
    for _ in range(_ORNAMENTS):
        if not len(left):
            return first, last
        low, high = first[left], last[left]
        low += _ORNAMENT[data[low]] & (low < high)
        high -= _ORNAMENT[data[high - 1]] & (low < high)
        first[left], last[left] = low, high
    empty = first >= last
    return np.where(empty, start, first), np.where(empty, stop, last)


def _edges(data: Bytes, outer: Ints, start: Ints, stop: Ints) -> list[npt.NDArray[np.generic]]:
    """Tell how blocks end (but for closing quotes and brackets) and begin."""
    last = _last(data, start, stop)
    for _ in range(2):
        closes = among(code_point(data, last), _CLOSERS)
        last = np.where(closes, _last(data, start, last), last)
    end, begin, sign = code_point(data, last), code_point(data, start), code_point(data, outer)
    dots = (end == ord(".")) & (data[np.maximum(last - 1, 0)] == ord("."))
    ellipsis = dots | (end == ord("…"))
    digit = (begin >= ord("0")) & (begin <= ord("9"))
    lower, upper = is_lower(begin), is_upper(begin)
    signed = (start > outer) | ((sign >= _SIGNS[0]) & (sign < _SIGNS[1]) & ~among(sign, _OPENERS))
    return [among(end, _END_STOPS) & ~ellipsis, end == ord(":"), ellipsis, lower, upper, digit, signed]


def _last(data: Bytes, start: Ints, stop: Ints) -> Ints:
    """Give the offset of the last character before each stop."""
    last = stop - 1
    for _ in range(3):
        last = np.where((data[last] & 0xC0) == 0x80, last - 1, last)
    return np.maximum(last, start)


def _signs(
    batch: TextBatch, start: Ints, stop: Ints, count: dict[str, Ints], stops: Ints, size: Ints
) -> list[npt.NDArray[np.generic]]:
    data = batch.data
    latin, general = batch.wide.led_by(0xC2), batch.wide.led_by(0xE2)
    second, middle, third = data[latin + 1], data[general + 1], data[general + 2]
    dots = _events(latin[(second == 0xB7) | (second == 0xBB)], start, stop)
    bullets = _events(general[(middle == 0x80) & ((third == 0xA2) | (third == 0xBA))], start, stop)
    money = count["dollars"] + _events(latin[(second == 0xA3) | (second == 0xA5)], start, stop)
    money += _events(general[(middle == 0x82) & (third == 0xAC)], start, stop)
    solid = np.maximum(size, 1)
    return [
        np.log1p(count["separators"] + dots + bullets), _events(_addresses(data), start, stop) > 0,
        _events(latin[second == 0xA9], start, stop) > 0, DENSITY * np.minimum(count["quotes"] / solid, DENSEST),
        DENSITY * np.minimum(count["commas"] / solid, DENSEST), np.log1p(stops), count["wide"] / solid,
        money > 0, count["asks"] > 0,
    ]  # fmt: skip


def _addresses(data: Bytes) -> Ints:
    """Give an offset in every mail address and link, int64, ascending."""
    colon = np.flatnonzero((data[:-2] == ord(":")) & (data[1:-1] == ord("/")))
    colon = colon[data[colon + 2] == ord("/")]
    dotted = np.flatnonzero((data[:-4] == ord("w")) & (data[1:-3] == ord("w")))
    dotted = dotted[(data[dotted + 2] == ord("w")) & (data[dotted + 3] == ord("."))]
    return np.sort(np.concatenate((colon, dotted, np.flatnonzero(data == ord("@")))))


def _repeated(count: dict[str, Ints], blocks: Blocks) -> Bools:
    """Tell which blocks have a twin in their document: one of the same length and the same counts."""
    packed = [sum((count[name] << _BITS * i for i, name in enumerate(names)), np.zeros(1, np.int64)) for names in _KEYS]
    length = (blocks.stop - blocks.start).astype(np.uint64)
    key = (
        mix(packed[0].view(np.uint64))
        + mix(packed[1].view(np.uint64)) * ODD[0]
        + length * ODD[1]
        + blocks.document.astype(np.uint64) * ODD[2]
    )
    order = np.argsort(key, kind="stable")
    same = np.diff(key[order]) == 0
    twin = np.zeros(len(key), np.bool_)
    twin[order] = np.append(same, False)[: len(key)] | np.append(False, same)[: len(key)]
    return twin
