"""Words of a batch, as byte ranges and 64-bit hashes, with what differs from page to page left out.

Numbers, names of months and weekdays, and addresses (web, mail) are no words here: two lines that differ in
nothing else have equal words. Everything is arithmetic on whole arrays of bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.hashing import ODD, Hashes, Ints, mix
from chaffinch.segment import TextBatch

__all__ = ["SLOT_WORDS", "Words"]

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

_SLOT_WORDS = """
    am pm st nd rd th uhr
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    januar jänner februar märz mai juni juli oktober dezember mär okt dez
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunes martes miércoles jueves viernes sábado domingo
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
    januari februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    понедельник вторник среда четверг пятница суббота воскресенье среду пятницу субботу
    Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь
    Понедельник Вторник Среда Четверг Пятница Суббота Воскресенье
    一 二 三 四 五 六 七 八 九 十
"""
SLOT_WORDS = frozenset(_SLOT_WORDS.split())
"""Words of dates and times, which vary on one and the same line of a site. In texts, ASCII case makes no difference."""

_LETTER, _SPACE, _MARK = 0x61, 0x20, 0x2C
_MULTIBYTE = 0x80
_A, _B, _C, _D = ODD
_LONG = 1024  # bytes from which on a "word" is hashed by blake2b, so that no input makes the loop over pieces long
_PIECE = 8


def _classes() -> bytes:
    table = bytearray([_MARK]) * 256
    for byte in range(256):
        if chr(byte).isalpha() and byte < _MULTIBYTE:
            table[byte] = ord(chr(byte).lower())
        elif byte >= _MULTIBYTE:
            table[byte] = byte
    return bytes(table)


_CLASSES = _classes()
_FENCE = bytes(byte <= _SPACE or byte >= _MULTIBYTE or byte in b'<>()"|' for byte in range(256))  # ends an address
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)  # keeps the first n bytes of eight


@dataclass(frozen=True, slots=True)
class Words:
    r"""The words of a batch, in order of place.

    Attributes:
        start, stop: byte range in ``TextBatch.data``, int64.
        hash: uint64, of the word in lower case (ASCII; other scripts keep their case).
        capital: begins with a capital letter (Latin, Greek, Cyrillic).

    >>> batch = TextBatch.of(["Posted on March 5, 2020. Thanks!", "posted on 7 May 2021"])
    >>> words = Words.of(batch)
    >>> [bytes(batch.data[a:b]).decode() for a, b in zip(words.start, words.stop)]
    ['Posted', 'on', 'Thanks', 'posted', 'on']
    >>> words.hash[0] == words.hash[3], words.capital.tolist()
    (np.True_, [True, False, True, False, False])
    """

    start: Ints
    stop: Ints
    hash: Hashes
    capital: Bools

    @classmethod
    def of(cls, batch: TextBatch) -> Words:
        """Split a batch into words, leaving out numbers, words of dates, and addresses."""
        data = batch.data
        low = _classify(data)
        start, stop = _runs(low)
        value = _word_hashes(low, start, stop)
        keep = ~_is_slot(value)
        _drop_addresses(data, start, value, keep)
        start, stop, value = start[keep], stop[keep], value[keep]
        return cls(start, stop, value, _capital(data, start))

    def __len__(self) -> int:
        return len(self.start)


def _classify(data: Bytes) -> Bytes:
    """Map bytes to lower-case letters and marks, also marks of several bytes; eight bytes more at the end."""
    low = np.frombuffer((data.tobytes() + b"\n" * _PIECE).translate(_CLASSES), np.uint8)
    if not len(data) or data.max() < _MULTIBYTE:
        return low
    low = low.copy()
    for lead in (0xC2, 0xE2, 0xE3, 0xEF, 0xF0):
        at = np.flatnonzero(low == lead)
        if len(at):
            which, width = _is_mark(lead, low[at + 1], low[at + 2])
            for k in range(width):
                low[at[which] + k] = _MARK
    return low


def _is_mark(lead: int, second: Bytes, third: Bytes) -> tuple[Bools, int]:
    if lead == 0xC2:  # Latin-1: no-break space, quotes, (c), degrees
        return np.ones(len(second), bool), 2
    if lead == 0xE2:  # U+2000-2BFF: dashes, quotes, arrows, bullets, boxes
        return second < 0xB0, 3
    if lead == 0xE3:  # U+3000-303F: ideographic space, full stop, brackets
        return second == 0x80, 3
    if lead == 0xEF:  # full-width punctuation and digits, variation selectors, byte-order mark
        wide = (second == 0xBC) & ((third < 0xA1) | (third >= 0xBB))
        return wide | (second == 0xB8) | (second == 0xBB) | ((second == 0xBD) & (third >= 0x9B)), 3
    return second == 0x9F, 4  # emoji


def _runs(low: Bytes) -> tuple[Ints, Ints]:
    """Find runs of letters; a Chinese or Japanese character is a word of its own."""
    letter = low >= _LETTER
    edge = np.flatnonzero(letter[1:] != letter[:-1]) + 1
    start, stop = edge[0::2], edge[1::2]
    own = np.flatnonzero((low >= 0xE3) & (low <= 0xE9))
    if not len(own):
        return start, stop
    after = own + 3
    begins = np.zeros(len(low), np.bool_)
    for place in (start, own, after[letter[after]]):
        begins[place] = True
    first = np.flatnonzero(begins)
    run_stop = stop[np.searchsorted(stop, first, side="right")]
    return first, np.minimum(run_stop, np.append(first[1:], len(low)))


def _word_hashes(low: Bytes, start: Ints, stop: Ints) -> Hashes:
    eights = np.ndarray((len(low) - _PIECE + 1,), "<u8", low, 0, (1,))
    length = stop - start
    value = (eights[start] & _FIRST[np.minimum(length, _PIECE)]) * _A + length.astype(np.uint64) * _B
    place, more = _PIECE, np.flatnonzero(length > _PIECE)
    while len(more):
        huge = length[more] > _LONG
        for i in more[huge].tolist():
            digest = blake2b(low[start[i] : stop[i]].tobytes(), digest_size=8).digest()
            value[i] = int.from_bytes(digest, "little")
        more = more[~huge]
        at = np.minimum(start[more] + place, stop[more] - _PIECE)  # the last piece overlaps the one before it
        value[more] = mix(value[more]) + eights[at] * _C
        place += _PIECE
        more = more[length[more] > place]
    value ^= value >> np.uint64(29)
    value *= _D
    value ^= value >> np.uint64(32)
    return np.asarray(value)


@lru_cache(maxsize=1)
def _slot_table() -> tuple[Bools, Hashes]:
    batch = TextBatch.of(sorted(SLOT_WORDS))
    low = _classify(batch.data)
    value = np.sort(_word_hashes(low, *_runs(low)))
    seen = np.zeros(1 << 16, bool)
    seen[value & np.uint64(0xFFFF)] = True
    return seen, value


def _is_slot(value: Hashes) -> Bools:
    seen, known = _slot_table()
    result = seen[value & np.uint64(0xFFFF)]
    maybe = np.flatnonzero(result)
    result[maybe] = known[np.searchsorted(known, value[maybe]).clip(max=len(known) - 1)] == value[maybe]
    return np.asarray(result)


def _drop_addresses(data: Bytes, start: Ints, value: Hashes, keep: Bools) -> None:
    """Unset ``keep`` for the words of web and mail addresses."""
    colon = np.flatnonzero(data[:-3] == ord(":"))
    colon = colon[(data[colon + 1] == ord("/")) & (data[colon + 2] == ord("/"))]
    at = np.concatenate((colon, np.flatnonzero(data == ord("@")), start[value == _www()]))
    if not len(at):
        return
    fence = np.flatnonzero(np.frombuffer(data.tobytes().translate(_FENCE), bool))
    after = np.searchsorted(fence, at)
    lo = np.searchsorted(start, fence[after - 1])
    hi = np.searchsorted(start, fence[after])
    inside = np.zeros(len(start) + 1, np.int64)
    np.add.at(inside, lo, 1)
    np.add.at(inside, hi, -1)
    keep &= np.cumsum(inside[:-1]) == 0


@lru_cache(maxsize=1)
def _www() -> np.uint64:
    low = _classify(TextBatch.of(["www"]).data)
    return np.uint64(_word_hashes(low, *_runs(low))[0])


def _capital(data: Bytes, start: Ints) -> Bools:
    first = data[start]
    result = (first >= 0x41) & (first <= 0x5A)
    wide = np.flatnonzero((first == 0xC3) | (first == 0xCE) | (first == 0xD0))
    if len(wide):  # À-Þ, Greek and Cyrillic capitals
        second = data[start[wide] + 1]
        limit = np.select([first[wide] == 0xC3, first[wide] == 0xCE], [0x9E, 0xAB], 0xAF)
        result[wide] = second <= limit
    return np.asarray(result)
