"""How units of text look: lengths, shares of kinds of characters, how they begin and end.

All is counted on bytes, for a whole batch at once, and no word is known: what is counted means much the same in all
languages. Of a unit longer than `MEASURED` bytes the shares are those of its beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.hashing import ODD, mix
from chaffinch.segment import TextBatch, Units
from chaffinch.utf8 import code_point, is_lower, is_upper

__all__ = ["MEASURED", "STYLE", "Style"]

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Packed = npt.NDArray[np.uint64]

MEASURED = 4095
"""Bytes of a unit that are measured: so much fits the bits of one count."""

STYLE = (
    "characters", "words", "one_word", "few_words", "some_words", "long", "very_long",
    "upper", "capitals", "digits", "marks", "spaces", "word_length", "short_words", "shouted",
    "ends", "ends_colon", "ends_ellipsis", "starts_lower", "starts_upper", "starts_digit", "starts_sign",
    "separators", "address", "copyright", "quotes", "commas", "sentences", "wide_characters", "money", "asks",
    "repeated",
)  # fmt: skip
"""Names of the style values, in their order."""

_BITS = 12
_FIELDS = (
    ("letters", "upper", "digits", "white", "late"),
    ("commas", "stops", "separators", "quotes", "wide"),
)
_COMMAS, _STOPS, _SEPARATORS, _QUOTES = b",;", b".!?", b"|>/*#<_~", b"\"'()[]"
_END_STOPS = (*map(ord, ".!?…。！？؟।"),)
_CLOSERS = (*map(ord, "\"')]}»”’›」』）"),)
_OPENERS = (*map(ord, "“‘„"),)
_ORNAMENTS = 8  # bytes on either side
_ORNAMENT = np.array([byte in b"|-*#> \t+" for byte in range(256)], np.int64)
_SIGNS = (0x2000, 0x2C00)  # punctuation, arrows, symbols
_LONG, _VERY_LONG = 120, 320  # characters
_FEW, _SOME = 3, 8  # words
_SHORT = 3  # letters of a function word, at most


@dataclass(frozen=True, slots=True)
class Style:
    """What was measured.

    Attributes:
        values: float32, shape (units, len(STYLE)).
        characters: of each unit, int64.
        words: of each unit, int64.
        sentences: stops in each unit, int64.
    """

    values: Floats
    characters: Ints
    words: Ints
    sentences: Ints

    @classmethod
    def of(cls, batch: TextBatch, units: Units) -> Style:
        """Measure the units of a batch."""
        data = batch.data
        start, end = _bare(data, units.start, units.stop)
        stop = np.minimum(end, start + MEASURED)
        packed = [_between(_prefix(data, table), start, stop) for table in _tables()]
        count = {name: _field(p, i) for p, names in zip(packed, _FIELDS, strict=True) for i, name in enumerate(names)}
        words = _Words.of(data, start, stop)
        size = (stop - start) - count["late"]
        scale = (end - start) / np.maximum(stop - start, 1)  # characters of what is beyond the measured part
        characters = np.rint(size * scale).astype(np.int64)
        stops = count["stops"] + _events(_wide_stops(data), start, stop)
        columns = [
            *_lengths(characters, words.count + (count["wide"] >> 1)),
            *_shares(count, size, words),
            *_edges(data, units.start, start, end),
            *_signs(data, start, stop, count, stops, size),
            _repeated(packed, units),
        ]
        values = np.stack([np.asarray(c, np.float32) for c in columns], axis=1)
        return cls(values, characters, words.count, stops)


@dataclass(frozen=True, slots=True)
class _Words:
    """Counts of runs of letters, int64, one a unit: all, capitalised ones, short ones in lower case."""

    count: Ints
    capital: Ints
    short: Ints

    @classmethod
    def of(cls, data: Bytes, start: Ints, stop: Ints) -> _Words:
        letter = _letters(data)
        edge = np.flatnonzero(letter[1:] != letter[:-1]) + 1
        first, last = edge[0::2], edge[1::2]
        lead = data[first]
        capital = (lead >= ord("A")) & (lead <= ord("Z"))
        wide = np.flatnonzero(lead >= 0x80)
        capital[wide] = is_upper(code_point(data, first[wide]))
        short = (last - first <= np.where(lead < 0x80, _SHORT, 2 * _SHORT)) & ~capital
        low, high = np.searchsorted(first, start), np.searchsorted(first, stop)
        sums = [np.concatenate(([0], np.cumsum(flag))) for flag in (capital, short)]
        return cls(high - low, *(s[high] - s[low] for s in sums))


def _letters(data: Bytes) -> Bools:
    """Tell which bytes are of letters: of ASCII, and all beyond it but General Punctuation and Latin-1 signs."""
    letter = np.frombuffer(data.tobytes().translate(_LETTER), np.bool_).copy()
    for lead, width in ((0xC2, 2), (0xE2, 3)):
        at = np.flatnonzero(data == lead)
        for k in range(width):
            letter[np.minimum(at + k, len(letter) - 1)] = False
    return letter


_LETTER = bytes(byte >= 0x80 or chr(byte).isalpha() for byte in range(256))


def _tables() -> tuple[Packed, Packed]:
    """Give for each byte the counts that it adds to, packed."""
    members = [
        [bytes(b for b in range(256) if _is_letter(b)), bytes(range(0x41, 0x5B)), b"0123456789", b" \t\r\n",
         bytes(range(0x80, 0xC0))],
        [_COMMAS, _STOPS, _SEPARATORS, _QUOTES, bytes(range(0xE3, 0xEA))],
    ]  # fmt: skip
    tables = np.zeros((2, 256), np.uint64)
    for table, fields in zip(tables, members, strict=True):
        for i, field in enumerate(fields):
            table[list(field)] += np.uint64(1 << _BITS * i)
    return tables[0], tables[1]


def _is_letter(byte: int) -> bool:
    return byte >= 0xC3 and byte != 0xE2 if byte >= 0x80 else chr(byte).isalpha()


def _prefix(data: Bytes, table: Packed) -> Packed:
    sums = np.zeros(len(data) + 1, np.uint64)
    np.cumsum(table[data], out=sums[1:])
    return sums


def _between(sums: Packed, start: Ints, stop: Ints) -> Packed:
    return np.asarray(sums[stop] - sums[start])


def _field(packed: Packed, place: int) -> Ints:
    return ((packed >> np.uint64(_BITS * place)) & np.uint64((1 << _BITS) - 1)).astype(np.int64)


def _events(place: Ints, start: Ints, stop: Ints) -> Ints:
    """Count the places within each range."""
    return np.asarray(np.searchsorted(place, stop) - np.searchsorted(place, start))


def _wide_stops(data: Bytes) -> Ints:
    lead = np.flatnonzero(data == 0xE3)
    full = np.flatnonzero(data == 0xEF)
    return np.sort(np.concatenate([p[np.isin(code_point(data, p), _END_STOPS)] for p in (lead, full)]))


def _lengths(characters: Ints, words: Ints) -> list[npt.NDArray[np.generic]]:
    return [
        np.log1p(characters), np.log1p(words), words <= 1, (words > 1) & (words <= _FEW),
        (words > _FEW) & (words <= _SOME), characters >= _LONG, characters >= _VERY_LONG,
    ]  # fmt: skip


def _shares(count: dict[str, Ints], size: Ints, words: _Words) -> list[npt.NDArray[np.generic]]:
    letters, all_words, solid = (np.maximum(n, 1) for n in (count["letters"], words.count, size))
    marks = np.maximum(size - count["letters"] - count["digits"] - count["white"], 0)
    return [
        count["upper"] / letters, words.capital / all_words, count["digits"] / solid, marks / solid,
        count["white"] / solid, np.minimum(letters / all_words, 15), words.short / all_words,
        (count["upper"] >= 0.8 * letters) & (count["letters"] > 3),
    ]  # fmt: skip


def _bare(data: Bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Leave out the signs of lists and tables around units: extractors differ in what they write there."""
    first, last = start.copy(), stop.copy()
    for _ in range(_ORNAMENTS):
        first += _ORNAMENT[data[first]] & (first < last)
        last -= _ORNAMENT[data[last - 1]] & (first < last)
    empty = first >= last
    return np.where(empty, start, first), np.where(empty, stop, last)


def _edges(data: Bytes, outer: Ints, start: Ints, stop: Ints) -> list[npt.NDArray[np.generic]]:
    """Tell how units end (but for closing quotes and brackets) and begin."""
    last = _last(data, start, stop)
    for _ in range(2):
        closes = np.isin(code_point(data, last), _CLOSERS)
        last = np.where(closes, _last(data, start, last), last)
    end, begin, sign = code_point(data, last), code_point(data, start), code_point(data, outer)
    dots = (end == ord(".")) & (data[np.maximum(last - 1, 0)] == ord("."))
    ellipsis = dots | (end == ord("…"))
    digit = (begin >= ord("0")) & (begin <= ord("9"))
    lower, upper = is_lower(begin), is_upper(begin)
    signed = (start > outer) | ((sign >= _SIGNS[0]) & (sign < _SIGNS[1]) & ~np.isin(sign, _OPENERS))
    return [np.isin(end, _END_STOPS) & ~ellipsis, end == ord(":"), ellipsis, lower, upper, digit, signed]


def _last(data: Bytes, start: Ints, stop: Ints) -> Ints:
    """Give where the last character before each stop begins."""
    last = stop - 1
    for _ in range(3):
        last = np.where((data[last] & 0xC0) == 0x80, last - 1, last)
    return np.maximum(last, start)


def _signs(
    data: Bytes, start: Ints, stop: Ints, count: dict[str, Ints], stops: Ints, size: Ints
) -> list[npt.NDArray[np.generic]]:
    latin, general = (np.flatnonzero(data == lead) for lead in (0xC2, 0xE2))
    latin, general = latin[np.minimum(latin, len(data) - 2) == latin], general[general < len(data) - 2]
    second, third = data[latin + 1], data[general + 2]
    dots = _events(latin[(second == 0xB7) | (second == 0xBB)], start, stop)
    bullets = _events(general[(data[general + 1] == 0x80) & np.isin(third, (0xA2, 0xBA))], start, stop)
    money = np.sort(np.concatenate((np.flatnonzero(data == ord("$")), latin[np.isin(second, (0xA3, 0xA5))],
                                    general[(data[general + 1] == 0x82) & (third == 0xAC)])))  # fmt: skip
    solid = np.maximum(size, 1)
    asks = np.flatnonzero((data == ord("?")) | (data == ord("!")))
    return [
        np.log1p(count["separators"] + dots + bullets), _events(_addresses(data), start, stop) > 0,
        _events(latin[second == 0xA9], start, stop) > 0, 10 * np.minimum(count["quotes"] / solid, 0.2),
        10 * np.minimum(count["commas"] / solid, 0.2), np.log1p(stops), count["wide"] / solid,
        _events(money, start, stop) > 0, _events(asks, start, stop) > 0,
    ]  # fmt: skip


def _addresses(data: Bytes) -> Ints:
    """Give where a mail address or a link is."""
    colon = np.flatnonzero(data[:-2] == ord(":"))
    colon = colon[(data[colon + 1] == ord("/")) & (data[colon + 2] == ord("/"))]
    dotted = np.flatnonzero(data[:-4] == ord("w"))
    dotted = dotted[(data[dotted + 1] == ord("w")) & (data[dotted + 2] == ord("w")) & (data[dotted + 3] == ord("."))]
    return np.sort(np.concatenate((colon, dotted, np.flatnonzero(data == ord("@")))))


def _repeated(packed: list[Packed], units: Units) -> Bools:
    """Tell which units have a twin in their document: one of the same length and the same counts."""
    length = (units.stop - units.start).astype(np.uint64)
    key = mix(packed[0]) + mix(packed[1]) * ODD[0] + length * ODD[1] + units.document.astype(np.uint64) * ODD[2]
    order = np.argsort(key, kind="stable")
    same = np.diff(key[order]) == 0
    twin = np.zeros(len(key), np.bool_)
    twin[order] = np.append(same, False)[: len(key)] | np.append(False, same)[: len(key)]
    return twin
